"""A peer of tests/bench/steps.c in PyTorch:  peer.py FORM DIR

Starts from the parameters that `steps WORKLOAD DIR` wrote, verifies that its gradient
on the batch there is the same (else exits 1), and then serves as steps does: for each
line SECONDS on standard input it trains about that long and prints STEPS SECONDS
PEAK_MB.

A form is a module with ways(state), which gives one or more peers: the name of each and
a function that makes it.  A peer has two functions: step() takes one step of every
instance on fresh rows; gradient(x) gives the slopes of W (instances, n, m) and b
(instances, n) on x (instances, 1024, n) by the code that step() uses.  The fastest is
served.

Autoencoders (tests/bench/sae_steps.c) have forms of their own, sae_FORM.py: step() takes
the next batch of the pool, and gradient(x) gives the slopes of E, D, b_enc and b_dec on
its first."""
import importlib
import os
import resource
import sys
import time

import numpy
import torch

BATCH = 1024
RATE, BETA1, BETA2, EPSILON, DECAY = 1e-3, 0.9, 0.999, 1e-8, 0.01
TOLERANCE = 1e-5  # of a gradient, relative, in the Euclidean norm: float32 sums


class State:
    """What steps wrote: W (instances, n, m), b and importance (instances, n), density
    (instances), x (instances, 1024, n), slopes like W and b."""

    def __init__(self, folder):
        def read(name):
            return torch.from_numpy(numpy.load(f"{folder}/{name}.npy"))

        self.density = read("density").flatten().double()
        self.instances = len(self.density)
        self.W, self.W_slope = (self.split(read(name)) for name in ("W", "W_slope"))
        self.n, self.m = self.W.shape[1:]
        self.b, self.b_slope = read("b"), read("b_slope")
        self.importance = read("importance")
        self.x = self.split(read("x"))
        self.slopes = self.W_slope, self.b_slope

    def split(self, rows):
        return rows.view(self.instances, -1, rows.shape[1])


class Autoencoder:
    """What sae_steps wrote: E and D (k, d), b_enc (k), b_dec (d), a pool of batches
    (batches, B, d), slopes on the first; how many latents of a row are on at most (0:
    all whose pre-activation is positive), and the coefficient of L1."""

    def __init__(self, folder):
        def read(name):
            return torch.from_numpy(numpy.load(f"{folder}/{name}.npy"))

        self.E, self.D = read("E"), read("D")
        self.b_enc, self.b_dec = read("b_enc").flatten(), read("b_dec").flatten()
        most, self.penalty, rows = read("law").flatten().tolist()
        self.most, self.rows = int(most), int(rows)
        self.pool = read("x").view(-1, self.rows, self.D.shape[1])
        self.x = self.pool[0]
        self.slopes = [read(f"{name}_slope").view_as(getattr(self, name))
                       for name in ("E", "D", "b_enc", "b_dec")]


def error(ours, theirs):
    return float((ours - theirs).norm() / theirs.norm())


def verify(way, peer, state):
    worst = max(map(error, peer.gradient(state.x), state.slopes))
    if not worst < TOLERANCE:
        sys.exit(f"{way}: gradient differs by {worst:.2g} of its norm")
    return worst


def timed(peer, steps):
    began = time.perf_counter()
    for _ in range(steps):
        peer.step()
    return time.perf_counter() - began


def fastest(ways, state, seconds=0.25):
    """Tries each of several ways to do the same; gives the fastest, its name and the
    largest error."""
    tried, worst = [], 0
    for way, maker in ways.items():
        peer = maker()
        worst = max(worst, verify(way, peer, state))
        steps = max(1, int(seconds / timed(peer, 1)))
        tried.append((min(timed(peer, steps), timed(peer, steps)) / steps, way, maker))
    _, way, maker = min(tried, key=lambda one: one[0])
    return maker(), way, worst


def serve(peer):
    each = timed(peer, 1)
    for line in sys.stdin:
        steps = max(1, round(float(line) / each))
        taken = timed(peer, steps)
        each = taken / steps
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(steps, f"{taken:.6f} {peak:.1f}", flush=True)


def main():
    form, folder = sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    sae = os.path.exists(f"{folder}/E.npy")
    state = Autoencoder(folder) if sae else State(folder)
    form = f"sae_{form}" if sae else form
    peer, way, worst = fastest(importlib.import_module(form).ways(state), state)
    print(f"{worst:.2g}", way, flush=True)
    serve(peer)


if __name__ == "__main__":
    main()
