#!/bin/sh
# Fuzzes the readers of experiments and of matrices, $1 seconds each, with libFuzzer under
# the address and undefined-behaviour sanitizers.
set -e
seconds=$1
out=build/fuzz
mkdir -p $out
for target in tests/fuzz/fuzz_*.c; do
    name=$(basename "$target" .c)
    make -s CC=clang SAN=address,undefined build/clang-address_undefined/libsuperpose.a
    clang -std=c11 -D_GNU_SOURCE -Iinclude -g -O1 -fsanitize=fuzzer,address,undefined \
        -fno-sanitize-recover=all "$target" build/clang-address_undefined/libsuperpose.a \
        -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread -o "$out/$name"
    mkdir -p "$out/corpus_$name"
    seeds=tests/fuzz/corpus/${name#fuzz_}
    [ -d "$seeds" ] || seeds=tests/fuzz/corpus
    "$out/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$out/" "$out/corpus_$name" "$seeds" 2>"$out/$name.log" ||
        { tail -n 40 "$out/$name.log"; exit 1; }
    echo "$name: $(tail -n 1 "$out/$name.log")"
done
