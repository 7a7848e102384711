"""As SAELens and dictionary_learning write it: dense codes, eager autograd, the part of
the decoder's gradient along its rows taken out, torch.optim.Adam, rows rescaled."""
import torch
from peer import BETA1, BETA2, EPSILON

RATE = 1e-9  # so that as many latents stay on as there were


class Notebook:
    def __init__(self, state):
        self.state, self.t = state, 0
        self.W_enc = torch.nn.Parameter(state.E.T.clone())
        self.W_dec = torch.nn.Parameter(state.D.clone())
        self.b_enc = torch.nn.Parameter(state.b_enc.clone())
        self.b_dec = torch.nn.Parameter(state.b_dec.clone())
        self.parameters = [self.W_enc, self.W_dec, self.b_enc, self.b_dec]
        self.optimizer = torch.optim.Adam(self.parameters, lr=RATE,
                                          betas=(BETA1, BETA2), eps=EPSILON)

    def encode(self, x):
        codes = torch.relu((x - self.b_dec) @ self.W_enc + self.b_enc)
        if not self.state.most:
            return codes
        value, index = codes.topk(self.state.most, dim=-1, sorted=False)
        return torch.zeros_like(codes).scatter(-1, index, value)

    def loss(self, x):
        codes = self.encode(x)
        error = codes @ self.W_dec + self.b_dec - x
        return (error**2).sum(1).mean() + self.state.penalty * codes.sum(1).mean()

    def step(self):
        x = self.state.pool[self.t % len(self.state.pool)]
        self.t += 1
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(x).backward()
        with torch.no_grad():
            slope, rows = self.W_dec.grad, self.W_dec
            slope -= (slope * rows).sum(1, keepdim=True) * rows
        self.optimizer.step()
        with torch.no_grad():
            self.W_dec /= self.W_dec.norm(dim=1, keepdim=True)

    def gradient(self, x):
        E, *others = torch.autograd.grad(self.loss(x), self.parameters)
        return E.T, *others


def ways(state):
    return {"notebook": lambda: Notebook(state)}
