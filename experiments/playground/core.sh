#!/bin/sh
# Compiles the numerical core and play.c to the WebAssembly module $1, with the kernels of
# `make PORTABLE=1`, so that the numbers are the same bit for bit.
set -e
here=experiments/playground
out=$1
work=$(dirname "$out")/objects
rm -rf "$work"
mkdir -p "$work"

sources="sim/base/arena.c sim/base/batch.c sim/base/dispatch.c sim/base/draws.c
    sim/base/fault.c sim/base/kernels.c sim/base/lanes.c sim/base/net.c sim/base/param.c
    sim/base/rng.c sim/base/sets.c sim/base/sparse.c sim/base/sum.c sim/base/tiny.c
    sim/base/update.c sim/base/crew.c
    sim/measure/geometry.c sim/measure/linear_theory.c sim/measure/relu_theory.c
    sim/run/init.c sim/run/live.c sim/run/optimizer.c sim/run/schedule.c sim/run/train.c
    sim/source/blurred_size.c sim/source/control.c sim/source/counts.c
    sim/source/draw.c sim/source/feed.c
    sim/source/groups.c sim/source/independent.c sim/source/laws.c sim/source/mask.c
    sim/source/sizes.c sim/source/source.c sim/source/subset.c
    sim/toy/bottleneck.c sim/toy/bottleneck_empty.c sim/toy/bottleneck_pass.c
    sim/toy/bottleneck_slope.c sim/toy/bottleneck_tally.c sim/toy/bottleneck_tiny.c
    sim/toy/linear.c sim/toy/relu.c sim/toy/settings.c
    $here/play.c $here/stand_in.c"

for source in $sources; do
    word=$(basename "$source" .c)
    echo "-DSP_$(echo "$word" | tr '[:lower:]' '[:upper:]')_NAME=sp_${word}_plain" \
        -c -o "$work/$word.o" "$source"
done | xargs -P "$(nproc)" -L 1 clang-14 --target=wasm32-wasi -std=c11 -D_GNU_SOURCE \
    -DSP_PORTABLE -I"$here/wasi" -Iinclude -O2 -msimd128 -ffp-contract=off \
    -fno-math-errno -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes \
    -Werror

exports=$(sed -n 's/.*\(sp_play_[a-z]*\)(.*;/-Wl,--export=\1/p' "$here/play.h")
# shellcheck disable=SC2086 # one word for each function
clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all $exports \
    -o "$work/core.wasm" "$work"/*.o
wasm-opt -Oz --enable-simd "$work/core.wasm" -o "$out"
