"""The gradient by hand instead of by autograd, Adam over all parameters at once by
torch._foreach_*: what a careful user of torch writes in an afternoon.

With xc = x - b_dec, H = xc E^T + b_enc, F = ReLU(H) or the largest of it, and
G = 2 (F D + b_dec - x) / B: dF = G D^T + penalty / B, dH = dF [F > 0],
dL/dD = F^T G, dL/dE = dH^T xc, db_enc = sum of dH, db_dec = sum of G - (db_enc) E."""
import torch
from peer import BETA1, BETA2, EPSILON
from sae_notebook import RATE


class Eager:
    def __init__(self, state):
        self.state, self.t = state, 0
        self.parameters = [state.E.clone(), state.D.clone(), state.b_enc.clone(),
                           state.b_dec.clone()]
        self.first = torch._foreach_mul(self.parameters, 0)
        self.second = torch._foreach_mul(self.parameters, 0)

    def codes(self, xc):
        E, _, b_enc, _ = self.parameters
        codes = torch.addmm(b_enc, xc, E.T).relu_()
        if not self.state.most:
            return codes
        value, index = codes.topk(self.state.most, dim=-1, sorted=False)
        return torch.zeros_like(codes).scatter_(-1, index, value)

    def slopes(self, x):
        E, D, _, b_dec = self.parameters
        rows = len(x)
        xc = x - b_dec
        codes = self.codes(xc)
        error = torch.addmm(b_dec, codes, D).sub_(x).mul_(2 / rows)
        back = torch.mm(error, D.T).add_(self.state.penalty / rows)
        back.mul_(codes > 0)
        b_slope = back.sum(0)
        return [torch.mm(back.T, xc), torch.mm(codes.T, error), b_slope,
                error.sum(0) - b_slope @ E]

    def update(self, slopes):
        self.t += 1
        D = self.parameters[1]
        slopes[1].addcmul_((slopes[1] * D).sum(1, keepdim=True), D, value=-1)
        torch._foreach_mul_(self.first, BETA1)
        torch._foreach_add_(self.first, slopes, alpha=1 - BETA1)
        torch._foreach_mul_(self.second, BETA2)
        torch._foreach_addcmul_(self.second, slopes, slopes, 1 - BETA2)
        root = torch._foreach_sqrt(self.second)
        torch._foreach_div_(root, (1 - BETA2**self.t) ** 0.5)
        torch._foreach_add_(root, EPSILON)
        torch._foreach_addcdiv_(self.parameters, self.first, root,
                                -RATE / (1 - BETA1**self.t))
        D.div_(D.norm(dim=1, keepdim=True))

    @torch.inference_mode()
    def step(self):
        self.update(self.slopes(self.state.pool[self.t % len(self.state.pool)]))

    @torch.inference_mode()
    def gradient(self, x):
        return self.slopes(x)


def ways(state):
    return {"eager": lambda: Eager(state)}
