#!/bin/sh
# The batches that numpy draws with the code of docs/guide.md are ours, bit for bit:
#   tests/peers/batch.sh FOLDER
# FOLDER holds libsuperpose.a.  Exit 0: all equal; 1: a difference; 2: no numpy.
set -eu
library=${1:?the folder that holds libsuperpose.a}/libsuperpose.a
here=$(dirname "$0")
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -c 'import numpy' || exit 2
"${CC:-gcc}" -std=c11 -D_GNU_SOURCE -O2 -I"$here/../../include" -o "$work/ours" \
    "$here/batch.c" "$library" -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread
sed -n '/tests\/peers\/batch.sh runs/,/^```$/p' "$here/../../docs/guide.md" |
    sed '1,2d; $d; /^print(/d' >"$work/numpys.py"
cat >>"$work/numpys.py" <<'P'
import sys

seed, use, rows, n = map(int, sys.argv[1:5])
sys.stdout.buffer.write(batch(seed, use, rows, n, float(sys.argv[5])).astype("<f4").tobytes())
P
equal=0
while read -r words; do
    # shellcheck disable=SC2086 # several words are meant
    "$work/ours" $words >"$work/a"
    # shellcheck disable=SC2086
    "$python" "$work/numpys.py" $words >"$work/b"
    [ -s "$work/a" ]
    cmp "$work/a" "$work/b" || exit 1
    equal=$((equal + 1))
done <<'L'
0 2 1024 5 0.05
1 2 1000 7 0.3
9007199254740991 3 77 20 1
7 4 1024 400 0.01
3 2 4096 2 0.08
3 2 100 64 0.1
3 2 100 65 0.1
3 2 100 65 0.2
3 2 50 100000 1e-4
L
echo "$equal batches equal those of numpy"
