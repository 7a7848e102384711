#!/bin/sh
# Our scores of autoencoders that were made up are those of numpy and scipy (packages
# python3-numpy, python3-scipy):
#   tests/peers/score.sh FOLDER [store]
# FOLDER holds libsuperpose.a.  Without scipy they are compared with what it said before,
# in score.tsv, which `store` writes anew.  Exit 0: all equal; 1: a difference.
set -eu
library=${1:?the folder that holds libsuperpose.a}/libsuperpose.a
here=$(dirname "$0")
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"${CC:-gcc}" -std=c11 -D_GNU_SOURCE -O2 -I"$here/../../include" -o "$work/ours" \
    "$here/score.c" "$library" -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread
scipy=no
"$python" -c 'import scipy.optimize' 2>/dev/null && scipy=yes
[ "${2:-}" != store ] || : >"$here/score.tsv"

# compare CASE FILE: equal to 1e-5 of its size, the precision of float codes and cosines.
compare() {
    paste "$work/ours.txt" "$2" | awk -F '\t' -v case="$1" '
        { apart = $2 - $4; size = $4 < 0 ? -$4 : $4; most = 1e-5 * (size > 1 ? size : 1) }
        $1 != $3 || $4 == "" || !(apart <= most && apart >= -most) {
            print case ": " $1 " is " $2 ", expected " $3 " " $4; bad = 1
        }
        END { exit bad || !NR }'
}

cases=0
while read -r words; do
    # shellcheck disable=SC2086 # several words are meant
    "$work/ours" $words "$work/made" >"$work/ours.txt"
    if [ $scipy = yes ]; then
        "$python" -B "$here/score.py" "$work/made" >"$work/theirs.txt"
        compare "$words" "$work/theirs.txt"
        [ "${2:-}" != store ] || sed "s/^/$words	/" "$work/theirs.txt" >>"$here/score.tsv"
    fi
    sed -n "s/^$words	//p" "$here/score.tsv" >"$work/stored.txt"
    compare "$words" "$work/stored.txt"
    cases=$((cases + 1))
done <<'L'
1 12 8 10 600
2 6 10 7 500
3 40 16 24 400
4 20 30 16 300
L
echo "$cases autoencoders have the scores that scipy gives them (here now: $scipy)"
