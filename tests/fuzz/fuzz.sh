#!/bin/sh
# Fuzzes the readers of experiments and of matrices, $1 seconds each, with libFuzzer under
# the address and undefined-behaviour sanitizers. The library is built with coverage too,
# so that libFuzzer sees where an input leads.
set -e
seconds=$1
library=build/fuzz/libsuperpose.a
make -s CC=clang SAN=fuzzer-no-link,address,undefined B=build/fuzz $library
for target in tests/fuzz/fuzz_*.c; do
    name=$(basename "$target" .c)
    clang -std=c11 -D_GNU_SOURCE -Iinclude -g -O1 -fsanitize=fuzzer,address,undefined \
        -fno-sanitize-recover=all "$target" $library \
        -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread -o "build/fuzz/$name"
    mkdir -p "build/fuzz/found_$name"
    "build/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix=build/fuzz/ "build/fuzz/found_$name" \
        "tests/fuzz/corpus/${name#fuzz_}" 2>"build/fuzz/$name.log" || {
        tail -n 40 "build/fuzz/$name.log"
        exit 1
    }
    echo "$name: $(tail -n 1 "build/fuzz/$name.log")"
done
