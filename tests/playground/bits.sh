#!/bin/sh
# After 2,000 steps the weights of the page's core are those of `make PORTABLE=1`, bit for
# bit, and so are optimum and geometry to twelve digits. $1: PORTABLE build, $2: core.wasm.
. tests/tools/core.sh

near() { # near NAME OURS THEIRS
    awk -v x="$2" -v y="$3" 'BEGIN { d = x - y; exit !(d * d <= 1e-24 * (1 + y * y)) }' || {
        echo "$1 is $2 in the page, $3 in the program"
        exit 1
    }
}

same() { # same N M KEY=VALUE..
    n=$1 m=$2
    shift 2
    set -- "$@" source.features="$n" toy.hidden="$m" train.steps=2000 train.batch=256
    node "$here/train.js" "$scripts/core.js" "$core" 2000 "$@" >page.txt
    rm -f run.db
    for pair; do
        echo "--set $pair"
    done >settings.txt
    echo "measure: [loss, geometry]" >run.yaml
    # shellcheck disable=SC2046 # words without blanks
    "$superpose" run run.yaml $(cat settings.txt) --set loss.samples=1000 --out run.db \
        --threads 1 >/dev/null 2>&1
    echo "W $(hex_of W)" >program.txt
    echo "b $(hex_of b)" >>program.txt
    cat program.txt >>all.txt
    if ! head -n 2 page.txt | cmp - program.txt; then
        echo "other weights in the page: $*"
        exit 1
    fi
    "$superpose" table run.db runs --columns linear_loss,sum_dimensionality >table.txt
    for name in optimum:1 shares:0; do
        near "${name%:?}" "$(sed -n "s/^${name%:?} //p" page.txt)" \
            "$(awk -v back="${name#*:}" 'END { print $(NF - back) }' table.txt)"
    done
}

same 5 2 source.density=0.1 source.importance=geometric train.rate=0.003 seed=3
same 6 2 source.density=0.1 source.kind=groups groups.mode=anticorrelated seed=1
same 6 3 source.density=0.2 source.kind=groups groups.mode=correlated seed=1
same 12 3 toy.kind=linear source.density=0.5 train.optimizer=adam train.weight_decay=0
same 10 4 source.density=1 train.optimizer=sgd train.rate=0.5 train.weight_decay=0
same 40 12 source.density=0.05 seed=2
same 6 2 source.kind=couples couples.dependence=-0.5 source.density=0.2 seed=5
same 8 4 toy.kind=relu_hidden source.density=0.1
echo "weights of eight models are the same bits: sha256 $(sha256sum all.txt | cut -c1-16).."
