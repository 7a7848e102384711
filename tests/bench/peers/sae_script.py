"""The fastest ways found to write this in PyTorch, compiled by torch.jit.script: buffers
made once, all parameters in one block for Adam, and codes dense or as lists, of which
the faster at each size is found by trying.  The formulas are those of sae_eager.py."""
import torch
from peer import BETA1, BETA2, EPSILON
from sae_notebook import RATE


@torch.jit.script
def adam(P, G, first, second, root, rate: float, bias2: float):
    first.lerp_(G, 0.1)
    second.mul_(0.999).addcmul_(G, G, value=0.001)
    torch.sqrt(second, out=root)
    root.mul_(bias2).add_(1e-8)
    P.addcdiv_(first, root, value=-rate)


@torch.jit.script
def project(D, D_slope, work):
    torch.mul(D_slope, D, out=work)
    D_slope.addcmul_(work.sum(1, keepdim=True), D, value=-1.0)


@torch.jit.script
def rescale(D):
    D.div_(torch.linalg.vector_norm(D, 2, 1, True))


@torch.jit.script
def encode(E, b_enc, b_dec, x, xc, H):
    torch.sub(x, b_dec, out=xc)
    torch.addmm(b_enc, xc, E.t(), out=H)


@torch.jit.script
def dense_slopes(E, D, b_dec, x, xc, F, Y, dH, GE, GD, Gb, Gd, by: float,
                 penalty: float):
    torch.addmm(b_dec, F, D, out=Y)
    Y.sub_(x).mul_(by)
    torch.mm(Y, D.t(), out=dH)
    if penalty != 0.0:
        dH.add_(penalty)
    torch.ops.aten.threshold_backward(dH, F, 0.0, grad_input=dH)
    torch.mm(F.t(), Y, out=GD)
    torch.mm(dH.t(), xc, out=GE)
    torch.sum(dH, 0, out=Gb)
    torch.sum(Y, 0, out=Gd)
    Gd.addmv_(E.t(), Gb, alpha=-1.0)


class Dense:
    """Codes are dense."""

    def __init__(self, state):
        assert (BETA1, BETA2, EPSILON) == (0.9, 0.999, 1e-8)
        self.state, self.t = state, 0
        k, d = state.D.shape
        self.P = torch.cat([state.E.flatten(), state.D.flatten(), state.b_enc,
                            state.b_dec])
        self.G, self.root = torch.zeros_like(self.P), torch.empty_like(self.P)
        self.first, self.second = torch.zeros_like(self.P), torch.zeros_like(self.P)
        sizes = k * d, k * d, k, d
        self.E, self.D, self.b_enc, self.b_dec = self.P.split(sizes)
        self.GE, self.GD, self.Gb, self.Gd = self.G.split(sizes)
        self.E, self.D, self.GE, self.GD = (
            part.view(k, d) for part in (self.E, self.D, self.GE, self.GD))
        self.work = self.root[:k * d].view(k, d)
        self.xc, self.Y = torch.empty(state.rows, d), torch.empty(state.rows, d)
        self.H, self.dH = torch.empty(state.rows, k), torch.empty(state.rows, k)

    def choose(self):
        """Codes in place of pre-activations."""
        self.H.relu_()
        if self.state.most:
            value, index = self.H.topk(self.state.most, -1, True, False)
            self.H.zero_().scatter_(-1, index, value)

    def slopes(self, x):
        encode(self.E, self.b_enc, self.b_dec, x, self.xc, self.H)
        self.choose()
        rows = self.state.rows
        dense_slopes(self.E, self.D, self.b_dec, x, self.xc, self.H, self.Y, self.dH,
                     self.GE, self.GD, self.Gb, self.Gd, 2 / rows,
                     self.state.penalty / rows)

    def update(self):
        self.t += 1
        project(self.D, self.GD, self.work)
        adam(self.P, self.G, self.first, self.second, self.root,
             RATE / (1 - BETA1**self.t), (1 - BETA2**self.t) ** -0.5)
        rescale(self.D)

    @torch.inference_mode()
    def step(self):
        self.slopes(self.state.pool[self.t % len(self.state.pool)])
        self.update()

    @torch.inference_mode()
    def gradient(self, x):
        self.slopes(x)
        return self.GE, self.GD, self.Gb, self.Gd


def coo(rows, columns, values, height: int, width: int):
    return torch._sparse_coo_tensor_unsafe(
        torch.stack([rows, columns]), values, (height, width))


class Listed(Dense):
    """Codes are lists of who is on: for the decoder, for its gradient and, `encoder`,
    for that of the encoder.  `by_latent` sorts them by latent first."""

    def __init__(self, state, by_latent):
        super().__init__(state)
        self.by_latent = by_latent

    def listed(self):
        """Row, latent and code of each entry, by row."""
        if self.state.most:
            value, latent = self.H.topk(self.state.most, -1, True, False)
            value.relu_()
            row = torch.arange(len(value)).repeat_interleave(self.state.most)
            return row, latent.flatten(), value.flatten()
        place = (self.H > 0).flatten().nonzero()[:, 0]
        row = torch.div(place, self.H.shape[1], rounding_mode="floor")
        return row, place - row * self.H.shape[1], self.H.flatten()[place]

    def decoded(self, row, latent, value):
        if self.state.most:
            most = self.state.most
            return torch.embedding_bag(self.D, latent,
                                       torch.arange(0, len(latent), most), False, 0,
                                       False, value)[0]
        return torch.sparse.mm(coo(row, latent, value, *self.H.shape), self.D)

    def dots(self, row, latent):
        """(row of Y) . (row of D) of each entry."""
        if self.state.most:
            pairs = self.D[latent].view(len(self.Y), self.state.most, -1)
            return torch.bmm(pairs, self.Y[:, :, None]).flatten()
        out = torch.empty(len(row))
        for part in range(0, len(row), 1 << 14):
            here = slice(part, part + (1 << 14))
            torch.sum(self.Y[row[here]] * self.D[latent[here]], 1, out=out[here])
        return out

    def slopes(self, x):
        encode(self.E, self.b_enc, self.b_dec, x, self.xc, self.H)
        rows, k = self.H.shape
        row, latent, value = self.listed()
        torch.add(self.decoded(row, latent, value), self.b_dec, out=self.Y)
        self.Y.sub_(x).mul_(2 / rows)
        back = self.dots(row, latent).add_(self.state.penalty / rows).mul_(value > 0)
        self.Gb.zero_().index_add_(0, latent, back)
        if self.by_latent:
            latent, order = latent.sort()
            row, value, back = row[order], value[order], back[order]
        self.GD.copy_(torch.sparse.mm(coo(latent, row, value, k, rows), self.Y))
        self.GE.copy_(torch.sparse.mm(coo(latent, row, back, k, rows), self.xc))
        torch.sum(self.Y, 0, out=self.Gd)
        self.Gd.addmv_(self.E.t(), self.Gb, alpha=-1)


class Mixed(Listed):
    """Only decoding and products with it go by lists; gradients are dense products."""

    def __init__(self, state):
        super().__init__(state, False)

    def slopes(self, x):
        encode(self.E, self.b_enc, self.b_dec, x, self.xc, self.H)
        rows, k = self.H.shape
        row, latent, value = self.listed()
        torch.add(self.decoded(row, latent, value), self.b_dec, out=self.Y)
        self.Y.sub_(x).mul_(2 / rows)
        back = self.dots(row, latent).add_(self.state.penalty / rows).mul_(value > 0)
        place = row * k + latent
        self.H.zero_().view(-1)[place] = value
        self.dH.zero_().view(-1)[place] = back
        torch.mm(self.H.t(), self.Y, out=self.GD)
        torch.mm(self.dH.t(), self.xc, out=self.GE)
        torch.sum(self.dH, 0, out=self.Gb)
        torch.sum(self.Y, 0, out=self.Gd)
        self.Gd.addmv_(self.E.t(), self.Gb, alpha=-1)


def ways(state):
    out = {"dense codes": lambda: Dense(state)}
    on = (state.x - state.b_dec) @ state.E.T + state.b_enc > 0
    if state.most or float(on.float().mean()) < 0.1:
        out["listed codes"] = lambda: Listed(state, False)
        out["listed codes, sorted by latent"] = lambda: Listed(state, True)
        out["listed codes, dense gradients"] = lambda: Mixed(state)
    return out
