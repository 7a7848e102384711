"""The fastest ways found to write this in PyTorch, compiled by torch.jit.script, of
which the best at each size is found by trying: features or samples side by side, or
(two features, one hidden dimension) instances side by side, in groups that stay in
cache; sparse products for large models.  All work in buffers made once; all parameters
of a group are one block for AdamW.

The formulas are those of eager.py with the scale s taken into small arrays where
possible: s P = X W (s W)^T + s b, so that E = (s P - s X) [s P > 0] needs two passes.

Of one uniform number u in (-2^63, 2^63), (u + (2 p - 1) 2^63) / (2^64 p) is, where
positive, a size that is on with probability p.  The numbers are torch's; lehmer.py has a
generator of its own in their place, which costs a tenth."""
import math

import torch
from peer import BATCH, BETA1, BETA2, DECAY, EPSILON, RATE

LANES = 1 << 16


@torch.jit.script
def signed(lanes, x):
    """Uniform in (-2^63, 2^63): torch's, or Lehmer's with 64 bits in each lane."""
    if lanes.dtype == torch.int64:
        lanes.mul_(2862933555777941757)
        x.copy_(lanes)
    else:
        x.uniform_(-9.223372036854775e18, 9.223372036854775e18)


@torch.jit.script
def draw(lanes, x, shift: float):
    """Fills x (blocks, lanes) with sizes in units of 2^64 p."""
    for block in range(x.shape[0]):
        signed(lanes, x[block])
        x[block].add_(shift).relu_()


@torch.jit.script
def adamw(P, G, first, second, root, rate: float, shrink: float, bias2: float):
    first.lerp_(G, 0.1)
    second.mul_(0.999).addcmul_(G, G, value=0.001)
    torch.sqrt(second, out=root)
    root.mul_(bias2).add_(1e-8)
    P.mul_(shrink).addcdiv_(first, root, value=-rate)


class AdamW:
    """Parameters, gradient and moments of one group in a block each."""

    def __init__(self, P):
        assert (BETA1, BETA2, EPSILON) == (0.9, 0.999, 1e-8)
        self.P, self.G, self.root = P, torch.zeros_like(P), torch.empty_like(P)
        self.first, self.second = torch.zeros_like(P), torch.zeros_like(P)
        self.t = 0

    def update(self):
        self.t += 1
        adamw(self.P, self.G, self.first, self.second, self.root,
              RATE / (1 - BETA1**self.t), 1 - RATE * DECAY, (1 - BETA2**self.t) ** -0.5)


OWN = False  # whether numbers are Lehmer's; lehmer.py sets it


def seeds(*shape):
    if OWN:
        return torch.randint(-(2**62), 2**62, shape) * 2 + 1
    return torch.zeros(*shape, dtype=torch.int8)


def shift_of(density):
    return 2.0**63 * (2 * density - 1)


def scale_of(state, part):
    return 2 * state.importance[part] / (BATCH * state.n)


@torch.jit.script
def features_slope(P, WT, Ps, s, X, H, ones, HT, S, E, dH, dHT, G, GW):
    torch.mul(P, s, out=Ps)
    H.baddbmm_(WT, X, beta=0.0)
    torch.bmm(Ps, ones, out=S)
    torch.mul(X, s, out=E)
    torch.sub(S, E, out=E)
    torch.ops.aten.threshold_backward(E, S, 0.0, grad_input=E)
    torch.bmm(WT, E, out=dH)
    torch.bmm(E, HT, out=G)
    GW.baddbmm_(X, dHT)


@torch.jit.script
def features_draw(lanes, X, shift, by):
    signed(lanes, X)
    X.add_(shift).relu_().mul_(by)


class Features:
    """Samples side by side: x (instances, n, 1024); the bias is a column of W, on a
    hidden dimension that is always 1."""

    def __init__(self, state, part):
        n, m = state.n, state.m
        P = torch.cat([state.W[part], state.b[part, :, None]], 2)
        count = len(P)
        self.adam = AdamW(P)
        self.lanes = seeds(count, n, BATCH)
        density = state.density[part].view(count, 1, 1)
        self.shift, self.by = shift_of(density).float(), (2.0**-64 / density).float()
        s = scale_of(state, part)[:, :, None].contiguous()
        X, S, E = (torch.empty(count, n, BATCH) for _ in range(3))
        ones, dH = torch.ones(count, m + 1, BATCH), torch.empty(count, m, BATCH)
        self.X, G, W = X, self.adam.G, P[:, :, :m]
        self.buffers = (P, W.transpose(1, 2), torch.empty_like(P), s, X, ones[:, :m],
                        ones, ones.transpose(1, 2), S, E, dH, dH.transpose(1, 2), G,
                        G[:, :, :m])

    def step(self):
        features_draw(self.lanes, self.X, self.shift, self.by)
        features_slope(*self.buffers)
        self.adam.update()

    def gradient(self, x):
        self.X.copy_(x.transpose(1, 2))
        features_slope(*self.buffers)
        return self.adam.G[:, :, :-1], self.adam.G[:, :, -1]


@torch.jit.script
def samples_slope(W, WT, b, Ws, bs, s, minus_s, X, H, S, E, dH, EX, HdHT, GW, Gb,
                  by: float):
    torch.mul(W, s, out=Ws)
    torch.mul(b, s, out=bs)
    torch.addmm(H, X, WT, beta=0.0, alpha=by, out=H)
    torch.addmm(bs, H, Ws, out=S)
    torch.addcmul(S, X, minus_s, out=E)
    torch.ops.aten.threshold_backward(E, S, 0.0, grad_input=E)
    torch.addmm(dH, E, WT, beta=0.0, alpha=by, out=dH)
    torch.mm(HdHT, EX, out=GW)
    torch.sum(E, 0, out=Gb)


class Samples:
    """Features side by side: x (1024, n), one instance, W (m, n) and b one block.  E
    and x lie in one array, and so do the hidden layer and its slope, so that one
    product makes the gradient of W.  x is in units of 2^64 p."""

    def __init__(self, state, k, lanes, work):
        n, m = state.n, state.m
        P = torch.cat([state.W[k].T, state.b[k][None]])
        self.adam = AdamW(P)
        density = float(state.density[k])
        self.shift, self.by = shift_of(density), 2.0**-64 / density
        EX, S, HdH = work
        self.X, self.lanes, W, G = EX[BATCH:], lanes, P[:m], self.adam.G
        self.blocks = self.X.view(-1, lanes.numel())
        s = scale_of(state, k)[None]
        self.buffers = (W, W.T, P[m:], torch.empty_like(W), torch.empty(1, n), s,
                        -s * self.by, self.X, HdH[:BATCH], S, EX[:BATCH], HdH[BATCH:],
                        EX, HdH.T, G[:m], G[m], self.by)

    def step(self):
        draw(self.lanes, self.blocks, self.shift)
        samples_slope(*self.buffers)
        self.adam.update()

    def gradient(self, x):
        torch.div(x[0], self.by, out=self.X)
        samples_slope(*self.buffers)
        return self.adam.G[None, :-1].transpose(1, 2), self.adam.G[None, -1]


def samples(state):
    """All instances share one set of work arrays, which so stay in cache."""
    n, m = state.n, state.m
    rows = 1
    while rows * 2 * n <= LANES and rows < BATCH:
        rows *= 2
    lanes = seeds(rows * n)
    work = (torch.empty(2 * BATCH, n), torch.empty(BATCH, n), torch.empty(2 * BATCH, m))
    return Several([Samples(state, k, lanes, work) for k in range(state.instances)], 1)


@torch.jit.script
def pairs_arrays(P, Ps, Wx, s, by, G):
    torch.mul(P, s, out=Ps)
    torch.mul(P[:2], by, out=Wx)
    G.zero_()


@torch.jit.script
def pairs_draw(lanes, X, shift):
    signed(lanes, X)
    X.add_(shift).relu_()


@torch.jit.script
def pairs_slope(Ps, Wx, minus, X, h, S, t, G, sums):
    torch.mul(X[0], Wx[0], out=h)
    h.addcmul_(X[1], Wx[1])
    for i in range(2):
        torch.addcmul(Ps[2 + i], h, Ps[i], out=S[i])
        torch.addcmul(S[i], X[i], minus[i], out=t[i])
    torch.ops.aten.threshold_backward(t, S, 0.0, grad_input=S)
    torch.sum(S, 1, out=sums)
    G[2:].add_(sums)
    torch.mul(S, h, out=t)
    torch.mul(S[0], Wx[0], out=h)
    h.addcmul_(S[1], Wx[1])
    t.addcmul_(X, h)
    torch.sum(t, 1, out=sums)
    G[:2].add_(sums)


class Pairs:
    """n = 2, m = 1, with instances side by side: x (2, rows, instances) in units of
    2^64 p; the block is W and b, (4, instances)."""

    def __init__(self, state, part, lanes, work):
        P = torch.cat([state.W[part, :, 0].T, state.b[part].T]).contiguous()
        count = P.shape[1]
        self.adam = AdamW(P)
        density = state.density[part]
        self.shift, self.by = shift_of(density).float(), (2.0**-64 / density).float()
        s = scale_of(state, part).T.contiguous()
        self.X, S, t, h = (array[..., :count] for array in work)
        self.lanes = lanes[..., :count]
        Ps, Wx, G = torch.empty_like(P), torch.empty(2, count), self.adam.G
        self.arrays = P, Ps, Wx, s.repeat(2, 1), self.by, G
        self.buffers = Ps, Wx, -s * self.by, self.X, h, S, t, G, torch.empty(2, count)

    def step(self):
        pairs_arrays(*self.arrays)
        for _ in range(0, BATCH, self.X.shape[1]):
            pairs_draw(self.lanes, self.X, self.shift)
            pairs_slope(*self.buffers)
        self.adam.update()

    def gradient(self, x):
        pairs_arrays(*self.arrays)
        for rows in x.permute(2, 1, 0).split(self.X.shape[1], 1):
            torch.div(rows, self.by, out=self.X)
            pairs_slope(*self.buffers)
        return self.adam.G[:2].T[..., None], self.adam.G[2:].T


def pairs(state, size, rows):
    work = [torch.empty(2, rows, size) for _ in range(3)] + [torch.empty(rows, size)]
    lanes = seeds(2, rows, size)
    return Several([Pairs(state, part, lanes, work) for part in parts(state, size)],
                   size)


def parts(state, size):
    return [slice(k, min(k + size, state.instances))
            for k in range(0, state.instances, size)]


class Several:
    """Groups of instances, one after the other."""

    def __init__(self, groups, size):
        self.groups, self.size = groups, size

    @torch.inference_mode()
    def step(self):
        for group in self.groups:
            group.step()

    @torch.inference_mode()
    def gradient(self, x):
        out = [[part.clone() for part in group.gradient(rows)]
               for group, rows in zip(self.groups, x.split(self.size))]
        return tuple(torch.cat(part) for part in zip(*out))


def features(state, size):
    return Several([Features(state, part) for part in parts(state, size)],
                   size)


@torch.jit.script
def uniform(lanes, out):
    """Uniform in (0, 1), 24 bits."""
    signed(lanes, out)
    out.mul_(2.0**-64).add_(0.5).clamp_(2.0**-25, 1 - 2.0**-24)


def coo(rows, columns, values, height, width):
    return torch._sparse_coo_tensor_unsafe(
        torch.stack([rows, columns]), values, (height, width))


class Sparse:
    """One instance with x as a list of what is on, found by geometric gaps; where
    `outputs`, E as well, which pays when few outputs are on."""

    def __init__(self, state, outputs):
        assert state.instances == 1
        n, m = state.n, state.m
        self.n, self.outputs = n, outputs
        self.density = float(state.density)
        self.adam = AdamW(torch.cat([state.W[0].flatten(), state.b[0]]))
        (self.W, self.b), (self.GW, self.Gb) = (
            (block[:n * m].view(n, m), block[n * m:]) for block in
            (self.adam.P, self.adam.G))
        self.scale = scale_of(state, 0)
        mean = n * BATCH * self.density
        room = int(mean + 8 * mean**0.5 + 16)
        self.lanes, self.u = seeds(room), torch.empty(room)
        self.Y = torch.empty(BATCH, n)

    def draw(self):
        """Places in the flat batch, ascending, and sizes."""
        uniform(self.lanes, self.u)
        gaps = self.u.log_().div_(math.log1p(-self.density)).long().add_(1)
        place = gaps.cumsum(0).sub_(1)
        place = place[:int(torch.searchsorted(place, self.n * BATCH))]
        uniform(self.lanes, self.u)
        return place, self.u[:len(place)]

    def slopes(self, place, size):
        n, Y, W = self.n, self.Y, self.W
        rows = torch.div(place, n, rounding_mode="floor")
        columns = place - rows * n
        H = torch.sparse.mm(coo(rows, columns, size, BATCH, n), W)
        torch.addmm(self.b, H, W.T, out=Y)
        Y.relu_()
        E = Y.view(-1)
        y = E[place]
        E[place] = (y - size).mul_(y > 0)
        if self.outputs:
            dH = self.listed(E, H)
        else:
            Y.mul_(self.scale)
            dH = torch.mm(Y, W)
            torch.mm(Y.T, H, out=self.GW)
            torch.sum(Y, 0, out=self.Gb)
        self.GW.add_(torch.sparse.mm(coo(columns, rows, size, n, BATCH), dH))

    def listed(self, E, H):
        on = E.nonzero()[:, 0]
        rows = torch.div(on, self.n, rounding_mode="floor")
        columns = on - rows * self.n
        delta = E[on].mul_(self.scale[columns])
        self.GW.copy_(torch.sparse.mm(coo(columns, rows, delta, self.n, BATCH), H))
        self.Gb.zero_().index_add_(0, columns, delta)
        return torch.sparse.mm(coo(rows, columns, delta, BATCH, self.n), self.W)

    @torch.inference_mode()
    def step(self):
        self.slopes(*self.draw())
        self.adam.update()

    @torch.inference_mode()
    def gradient(self, x):
        place = x.flatten().nonzero()[:, 0]
        self.slopes(place, x.flatten()[place])
        return self.GW[None], self.Gb[None]


def ways(state):
    """Only those that stand a chance at this size."""
    if (state.n, state.m) == (2, 1):
        return {f"instances side by side, {size} at a time":
                lambda size=size, rows=rows: pairs(state, size, rows)
                for size, rows in ((128, 1024), (512, 128), (1920, 64))}
    out = {"features side by side": lambda: samples(state)}
    if state.n <= 100:
        for size in {state.instances, 1}:
            out[f"samples side by side, {size} instances at a time"] = (
                lambda size=size: features(state, size))
    if state.n >= 1000:
        out["sparse x"] = lambda: Sparse(state, False)
        out["sparse x and gradient"] = lambda: Sparse(state, True)
    return out
