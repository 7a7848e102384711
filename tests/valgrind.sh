#!/bin/sh
# Valgrind over a short job of every kind of net, from file to figure data.
build=$(cd "$1" && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cat >"$room/short.yaml" <<'Y'
# Does a short job touch only memory of its own?
source: {kind: [independent, groups], features: 6, density: 0.3, size: signed_uniform}
groups: {size: 2}
toy: {kind: [linear, relu, relu_hidden, absolute, given], hidden: 3}
train: {steps: 5, batch: 40, curve: 4}
loss: {samples: 2000}
measure: [loss, geometry, theory, neurons, pairs, vectors]
Y
check() {
    valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
        "$@" >"$room/out.txt" 2>&1 || {
        cat "$room/out.txt"
        exit 1
    }
}
cd "$room" || exit 1
check "$build/superpose" run short.yaml --threads 1
check "$build/superpose" table results/short.db features --over seed
check "$build/superpose" export results/short.db --job 1 -o W.npy
check "$build/superpose" measure W.npy
check "$build/superpose" jobs short.yaml
echo "valgrind: clean"
