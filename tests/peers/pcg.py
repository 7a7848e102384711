"""The same numbers as pcg.c, from numpy: stream SEED USE | uniform SEED USE."""

import sys

import numpy

what, seed, use = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = numpy.random.PCG64(numpy.random.SeedSequence(seed, spawn_key=(use,)))
if what == "uniform":
    words = numpy.random.Generator(rng).random(1000000)
else:
    words = rng.random_raw(1000000)
sys.stdout.buffer.write(words.tobytes())
