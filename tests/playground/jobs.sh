#!/bin/sh
# Whole experiments in the page's core, with their schedules, autoencoders, fixed examples
# and measures: arrays are those of `make PORTABLE=1`, bit for bit, and so are numbers to
# nine digits. $1: PORTABLE build, $2: core.wasm.
. tests/tools/core.sh
compared=0

same() { # same ARRAYS NUMBERS MEASURES KEY=VALUE..
    arrays=$1 numbers=$2
    echo "measure: [$3]" >run.yaml
    measures=$3
    shift 3
    node "$here/job.js" "$scripts" "$core" "$arrays" "$numbers" "measure=$measures" "$@" \
        >page.txt
    rm -f run.db
    for pair; do
        echo "--set $pair"
    done >settings.txt
    # shellcheck disable=SC2046 # words without blanks
    "$superpose" run run.yaml $(cat settings.txt) --out run.db --threads 1 >/dev/null 2>&1
    for array in $(echo "$arrays" | tr , ' '); do
        echo "bits ${array#*:} $(hex_of "${array#*:}")"
    done >program.txt
    "$superpose" table run.db runs --columns "$numbers" |
        awk -F '\t' 'NR == 1 { split($0, name) }
            NR == 2 { for (i = 1; i <= NF; i++) print "number", name[i], $i }' >>program.txt
    awk 'NR == FNR { known[$2] = $3; next }
        $1 == "bits" { far = $3 "" != known[$2] "" }
        $1 == "number" { far = ($3 - known[$2]) ^ 2 > 1e-18 * (1 + $3 ^ 2) }
        far || !($2 in known) {
            print $2, "is", $3, "in the page,", known[$2], "in the program"; bad = 1 }
        END { exit bad || !FNR }' program.txt page.txt || { echo "with $*"; exit 1; }
    compared=$((compared + 1))
}

# Two features in one dimension, as in the phase diagram.
same 0:W,0:b represented,sum_dimensionality geometry source.features=2 \
    source.density=0.1 source.importance=last source.importance_ratio=0.5 toy.hidden=1 \
    train.optimizer=adam train.rate=0.1 train.schedule=linear train.batch=256 \
    train.steps=1500 seed=3

# Autoencoders on five features in two dimensions.
sae() { # sae KEY=VALUE..
    same 0:W,0:b,1:D,1:E,1:b_enc,1:b_dec \
        mcc,mcc_null,mcc_ceiling,mmcs,feature_f1,feature_f1_null,explained,sae_l0 \
        recovery recovery.samples=4096 recovery.others=2048 source.features=5 \
        source.density=0.05 source.importance=geometric toy.hidden=2 train.steps=2000 \
        sae.norm=unit sae.steps=1500 sae.batch=512 sae.rate=3e-3 sae.warmup=100 \
        sae.cooldown=0.3 "$@"
}
sae sae.kind=l1 sae.latents=5 sae.penalty=0.02 sae.penalty_warmup=0.3 sae.target_l0=0.25
sae sae.kind=topk sae.latents=8 topk.k=1 sae.aux=0.03 sae.dead_window=20000 seed=2
sae sae.kind=batch_topk sae.latents=6 batch_topk.k=0.3 seed=5

# A hundred features of which few examples are seen, again and again.
for examples in 8 200; do
    same 0:W,0:b loss loss source.features=100 source.density=0.05 \
        source.unit_norm=true toy.hidden=2 train.examples=$examples \
        train.batch=$examples train.steps=300 train.rate=0.005 train.warmup=30 \
        train.schedule=cosine loss.samples=20000 loss.error=0
done

# Taught by independent features, measured on pairs; of fresh and of fixed examples.
for examples in 0 64; do
    same 0:W,0:b represented,sum_dimensionality geometry source.kind=groups \
        source.features=8 source.density=0.1 toy.hidden=2 train.control=shuffle \
        train.examples=$examples train.batch=64 train.steps=400
done
echo "$compared whole jobs are the same as in the program"
