#!/bin/sh
# Compiles the numerical core and what the page calls to the WebAssembly module $1, with
# the kernels of `make PORTABLE=1`, so that the numbers are the same bit for bit.  The
# linker takes what is needed from an archive of all files that compile; where it misses
# a function it says so, and what the compiler said of the files left out follows.
set -e
here=experiments/playground
out=$1
work=$(dirname "$out")/objects
rm -rf "$work"
mkdir -p "$work"

compile() { # compile FILE..
    for source; do
        word=$(basename "$source" .c)
        name=SP_$(echo "$word" | tr '[:lower:]' '[:upper:]')_NAME
        object=$(echo "${source%.c}" | tr / _).o
        echo "-D$name=sp_${word}_plain -c -o $work/$object $source"
    done | xargs -P "$(nproc)" -L 1 clang-14 --target=wasm32-wasi -std=c11 \
        -D_GNU_SOURCE -DSP_PORTABLE -I"$here/wasi" -Iinclude -Os -msimd128 \
        -ffp-contract=off -fno-math-errno -Wall -Wextra -Wpedantic -Wshadow \
        -Wconversion -Wmissing-prototypes -Werror
}

compile sim/base/*.c sim/source/*.c sim/toy/*.c sim/sae/*.c sim/measure/*.c \
    sim/run/*.c 2>"$work/left_out.txt" || true
llvm-ar-14 rcs "$work/core.a" "$work"/*.o
rm "$work"/*.o
compile "$here"/*.c sim/cli/exercise*.c

exports=$(sed -n 's/.*\(sp_play[a-z0-9_]*\)(.*/-Wl,--export=\1/p' "$here"/play*.h)
# shellcheck disable=SC2086 # one word for each function
clang-14 --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all $exports \
    -o "$work/core.wasm" "$work"/*.o "$work/core.a" || {
    cat "$work/left_out.txt" >&2
    exit 1
}
wasm-opt -Oz --enable-simd "$work/core.wasm" -o "$out"
