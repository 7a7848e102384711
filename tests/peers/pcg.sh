#!/bin/sh
# Our generators against O'Neill's C++ library (package libpcg-cpp-dev) and numpy
# (package python3-numpy), a million numbers of each stream:
#   tests/peers/pcg.sh FOLDER
# FOLDER holds libsuperpose.a; CC, CXX and PYTHON choose the programs.  Exit 0: all
# equal; 1: a difference; 2: a peer is missing or cannot be built.
set -u
library=${1:?the folder that holds libsuperpose.a}/libsuperpose.a
here=$(dirname "$0")
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

missing() {
    echo "pcg.sh: $1" >&2
    exit 2
}

"${CC:-gcc}" -std=c11 -O2 -I"$here/../../include" -o "$work/ours" "$here/pcg.c" \
    "$library" -lm || missing "cannot build pcg.c with $library"
"${CXX:-g++}" -O2 -o "$work/oneill" "$here/pcg.cpp" ||
    missing "cannot build pcg.cpp; is libpcg-cpp-dev installed?"
"$python" -c 'import numpy' || missing "no numpy; is python3-numpy installed?"

# The peers are called by name, from compare.
# shellcheck disable=SC2317
oneill() {
    "$work/oneill" "$@"
}

# shellcheck disable=SC2317
numpy() {
    "$python" "$here/pcg.py" "$@"
}

different=0

# compare PEER WHAT FIRST SECOND
compare() {
    peer=$1
    shift
    "$work/ours" "$@" >"$work/a" || missing "our own numbers cannot be had"
    "$peer" "$@" >"$work/b" || missing "$peer failed"
    if [ "$(wc -c <"$work/a")" = 8000000 ] && cmp "$work/a" "$work/b"; then
        echo "$*: a million numbers equal those of $peer"
    else
        echo "$*: DIFFERENT from $peer"
        different=1
    fi
}

most=18446744073709551615
for what in pcg32 pcg64; do
    compare oneill $what 42 54
    compare oneill $what 0 0
    compare oneill $what $most 1
done
compare numpy stream 42 1
compare numpy stream 0 3
compare numpy stream 4294967296 2
compare numpy stream $most 4294967295
compare numpy uniform 7 2
exit $different
