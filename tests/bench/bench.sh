#!/bin/sh
# Runs the benchmark of the build folder $1, shows it and keeps its rows.
set -e
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
results=tests/bench/results.tsv
[ -f $results ] ||
    printf 'case\tactive\tours_us\tplain_us\tratio\tcommand\tcpu\tday\n' >$results
"$1/tests/bench/draw" | tee /dev/stderr | tail -n +2 |
    sed "s|\$|\tmake bench\t${cpu:-unknown}\t$(date +%F)|" >>$results
