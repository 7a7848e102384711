#!/bin/sh
# Valgrind over short jobs of every kind there is, from file to figure data.
build=$(cd "$1" && pwd)
superpose=$build/superpose
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cd "$room" || exit 1

kinds() { # kinds source|toy|sae|measure: the names of all, a line each
    "$superpose" list | sed -n "s/^$1 //p"
}
list() { # the same as a list of YAML
    echo "[$(paste -sd, -)]"
}
few() { # how many examples those of the standard input look at: --set KEY=300 ...
    while read -r kind; do
        "$superpose" list "$kind" |
            sed -n 's/^ *\([a-z_]*\.[a-z_]*samples\|[a-z_]*\.others\) .*/--set \1=300/p'
    done
}
of_sae='^\(recovery\|hierarchy\|composition\|sparsity\|stability\)$'

cat >short.yaml <<Y
# Does a short job touch only memory of its own?
source: {kind: $(kinds source | list), features: 6, density: 0.15}
toy: {kind: $(kinds toy | list), hidden: 3}
train: {steps: 5, batch: 40, curve: 4}
amount: {permutations: 19}
measure: $(kinds measure | grep -v "$of_sae" | list)
Y
cat >sae.yaml <<Y
# Does an autoencoder?
source: {features: 6, density: 0.3}
toy: {hidden: 6}
train: {steps: 5, batch: 40, curve: 4}
sae: {kind: $(kinds sae | list), latents: 6, norm: unit, steps: 6, batch: 40,
      dead_window: 60, resample_every: 3, resample_rows: 100, curve: 4}
measure: $(kinds measure | grep "$of_sae" | list)
Y
check() {
    valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
        "$@" >out.txt 2>&1 || {
        cat out.txt
        exit 1
    }
}
# shellcheck disable=SC2046 # the words are options
check "$superpose" run short.yaml --threads 1 $(kinds measure | grep -v "$of_sae" | few)
# shellcheck disable=SC2046
check "$superpose" run sae.yaml --threads 1 $(kinds sae | few) \
    $(kinds measure | grep "$of_sae" | few)
check "$superpose" table results/short.db features --over seed
check "$superpose" table results/sae.db contenders
check "$superpose" export results/short.db --job 1 -o W.npy
check "$superpose" measure W.npy
check "$superpose" jobs short.yaml
echo "valgrind: clean"
