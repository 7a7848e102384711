"""Scores of the autoencoder in a file of score.c, by numpy and scipy alone:
score.py FILE writes a name and a number a line.  Written from the definitions in the
papers, with whole matrices where the program has sums over examples."""

import sys

import numpy as np
from scipy.optimize import linear_sum_assignment

RAW = np.fromfile(sys.argv[1])
k, n, d, rows = RAW[:4].astype(int)
PARTS = np.cumsum([4, k * d, n * d, rows * d, rows * d, rows * k])
W, D, x, y, f, a = (
    part.reshape(-1, width)
    for part, width in zip(np.split(RAW, PARTS)[1:], [d, d, d, d, k, n])
)
w_norm, d_norm = np.linalg.norm(W, axis=1), np.linalg.norm(D, axis=1)
U = np.divide(W, w_norm[:, None], out=np.zeros_like(W), where=w_norm[:, None] > 0)
V = D / d_norm[:, None]
C = U @ V.T
pairs = min(k, n)
on, true = f != 0, a != 0


def say(name, value):
    print(f"{name}\t{value:.17g}")


def ratio(over, under):
    return np.divide(over, under, out=np.zeros(np.shape(over)), where=under > 0)


def matched(gain):
    i, j = linear_sum_assignment(gain, maximize=True)
    return gain[i, j].sum()


say("mmcs", C.max(0).mean())
say("mmcs_abs", abs(C).max(0).mean())
say("mmcs_latents", C.max(1).mean())
say("mmcs_latents_abs", abs(C).max(1).mean())
say("mcc", matched(C) / pairs)
say("mcc_abs", matched(abs(C)) / pairs)
say("mcc_all", matched(C) / n)
say("mcc_all_abs", matched(abs(C)) / n)
nearest = abs(C).argmax(1)
directed = w_norm > 0
say("uniqueness", len(set(nearest[directed])) / k)
say("close", (C.max(1) > 0.9).mean())

both = on.T.astype(float) @ true
P, R = ratio(both, on.sum(0)[:, None] + 0 * both), ratio(both, true.sum(0) + 0 * both)
F = ratio(2 * P * R, P + R)
A = 1 - (on.sum(0)[:, None] + true.sum(0) - 2 * both) / rows
own = np.arange(k), nearest
for name, score in [("precision", P), ("recall", R), ("f1", F), ("accuracy", A)]:
    say(name, (score[own] * directed).mean())
heard = abs(C).argmax(0), np.arange(n)
for name, score in [("precision", P), ("recall", R), ("f1", F)]:
    say("feature_" + name, score[heard].mean())
say("best_f1", F.max(0).mean())

alive = f.std(0) > 0
r = np.zeros((k, n))
r[alive] = np.corrcoef(f[:, alive].T, a.T)[: alive.sum(), alive.sum() :]
say("code_mcc", matched(abs(r)) / pairs)
size = abs(f) * w_norm
say("l0", on.sum(1).mean())
say("l0_tolerant", (size > 1e-3 * size.max(1, keepdims=True)).sum(1).mean())
say("l0_true", true.sum(1).mean())
e = x - y
say("explained", 1 - (e**2).sum(1).mean() / x.var(0).sum())
say("explained_centred", 1 - e.var(0).sum() / x.var(0).sum())
say("shrinkage", ratio(np.linalg.norm(y, axis=1), np.linalg.norm(x, axis=1))
    [np.linalg.norm(x, axis=1) > 1e-6].mean())
say("reconstruction_bias", (y**2).sum() / (x * y).sum())
say("dead", (~on.any(0)).sum())
say("dense", (on.mean(0) > 0.1).sum())
share = abs(f).sum(0) / abs(f).sum()
entropy = -(share[share > 0] * np.log(share[share > 0])).sum()
say("effective", np.exp(entropy))
say("psi", np.exp(entropy) / d)

gap = full = fraction = 0
for p in range(0, n, 2):
    main_latent = heard[0][p]
    if p + 1 < n:
        alone, together = true[:, p] & ~true[:, p + 1], true[:, p] & true[:, p + 1]
        gap += on[alone, main_latent].mean() - on[together, main_latent].mean()
    else:
        continue
    mains = directed & (nearest == p) & (abs(C[:, p]) > 0.8)
    mains[main_latent] = True
    for b in np.flatnonzero(true[:, p]):
        along, t = f[b] * w_norm * C[:, p], x[b] @ V[p]
        m = along[mains].sum()
        top = np.where(on[b], along, -np.inf).argmax()
        if on[b].any() and abs(f[b, mains]).max() < 1e-8:
            full += t >= 0 and C[top, p] >= 0.025 and along[top] >= 0.4 * t
        others = on[b] & ~mains & (C[:, p] >= 0.1) & (along > 0)
        s = np.sort(along[others])[-3:].sum()
        if m >= t or s < 0.4 * t:
            continue
        part = min(s, t - m)
        fraction += 1 if m <= 0 else part / (part + m)
say("gap", gap)
say("full", full)
say("fraction", fraction)
rest = abs((U - C[own][:, None] * V[nearest]) @ V.T)
rest[own] = 0
say("hedging", rest.max(1).mean())
say("coherence", abs(U @ U.T)[np.triu_indices(k, 1)].mean())
say("nth", np.sort((x @ U.T).ravel())[::-1][2 * rows])

total = 0
for b in range(rows):
    chosen, left = [], x[b]
    for _ in range(3):
        score = abs(V @ left)
        score[chosen] = 0
        chosen.append(score.argmax())
        code = np.linalg.lstsq(D[chosen].T, x[b], rcond=None)[0]
        left = x[b] - code @ D[chosen]
    total += abs(code).sum() / rows
say("pursuit", total)
f1 = 0
for j in range(n):
    target = true[:, j].astype(float)
    weight = np.linalg.lstsq(np.c_[x, np.ones(rows)], target, rcond=None)[0]
    order = np.argsort(-(x @ weight[:d]), kind="stable")
    hits, asked = true[order, j].cumsum(), np.arange(1, rows + 1)
    f1 += (2 * hits / (asked + true[:, j].sum())).max() / n
say("probe_f1", f1)
