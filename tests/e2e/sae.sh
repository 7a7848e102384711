#!/bin/sh
# Autoencoders as a person uses them: on a toy model that is trained once, on a file, with
# the same bits however they are run; and what is said where they cannot run.
. tests/tools/e2e.sh

cat >sae.yaml <<'Y'
# Do ten autoencoders share one toy model?
source: {features: 12, density: 0.1}
toy: {hidden: 5}
train: {steps: 6000, batch: 512}
sae: {kind: l1, latents: 12, penalty: {linear: [0.01, 0.1, 10]}, steps: 40, batch: 128}
measure: [recovery]
recovery: {samples: 2000, others: 1000}
Y
"$superpose" run sae.yaml --out sae.db --threads 1 --quiet || wrong "run"
holds "ten jobs" [ "$("$superpose" table sae.db jobs | tail -n +2 | wc -l)" -eq 10 ]

# Jobs that took more than half as long as the longest, which trained the toy model.
long_jobs() {
    "$superpose" table "$1" jobs --columns seconds | tail -n +2 |
        awk -v most="${2:-}" '{if ($NF > top) top = $NF; s[NR] = $NF}
            END {if (!most) most = top; for (i = 1; i <= NR; i++) n += s[i] > most / 2; print n, most}'
}
long_jobs sae.db >long.txt
holds "ten autoencoders train their toy model once" [ "$(cut -d' ' -f1 long.txt)" -eq 1 ]
"$superpose" run sae.yaml --out sae.db --set 'measure=[recovery, vectors]' --quiet ||
    wrong "another measure"
holds "with another measure nothing trains" \
    [ "$(long_jobs sae.db "$(cut -d' ' -f2 long.txt)" | cut -d' ' -f1)" -eq 0 ]
"$superpose" export sae.db --job 3 --array D -o D.npy || wrong "export of a decoder"
"$superpose" export sae.db --job 3 --array W -o W.npy || wrong "export of the toy model"
"$superpose" measure D.npy >measured.txt || wrong "measuring a decoder"
holds "a decoder is measured" [ "$(wc -l <measured.txt)" -ge 2 ]

cat >bits.yaml <<'Y'
# Do threads, shards and restarts leave autoencoders alone?
source: {features: 10, density: [0.2, 0.05]}
toy: {hidden: 4}
train: {steps: 300, batch: 128}
activations: {noise: 0.01, shift: 0.1, normalise: mean}
sae: {kind: [l1, topk, batch_topk, jumprelu, gated], latents: 14, steps: 250, batch: 128,
      norm: [free, free, free, free, unit], resample_every: 100, dead_window: 1000}
zip: [sae.kind, sae.norm]
seed: {count: 3}
measure: [recovery, vectors]
recovery: {samples: 3000, others: 1000}
Y
"$superpose" run bits.yaml --out one.db --threads 1 --quiet || wrong "one thread"
"$superpose" run bits.yaml --out two.db --threads 2 --quiet || wrong "two threads"
rows one.db >one.txt
rows two.db >two.txt
same one.txt two.txt "two threads gave other rows than one"
holds "there are rows" [ "$(wc -l <one.txt)" -gt 500 ]
for i in 1 2 3; do
    "$superpose" run bits.yaml --shard $i/3 --quiet || wrong "shard $i"
done
"$superpose" merge merged.db results/bits.*of3.db >/dev/null || wrong "merge"
rows merged.db >merged.txt
same one.txt merged.txt "three shards merged gave other rows"
kills=0
for pause in 0.2 0.3 0.1 0.25; do
    "$superpose" run bits.yaml --out killed.db --threads 2 --quiet 2>/dev/null &
    sleep $pause
    kill -9 $! 2>/dev/null && kills=$((kills + 1))
    wait $! 2>/dev/null
done
"$superpose" run bits.yaml --out killed.db --quiet || wrong "continuing after kill -9"
rows killed.db >killed.txt
same one.txt killed.txt "kills changed the rows"
holds "kills met a running sweep" [ $kills -ge 2 ]

# Activations of a file: 3,000 rows of 8 numbers.
cat >rows.yaml <<'Y'
# Where do rows come from?
source: {features: 3000, density: 0.01}
toy: {hidden: 8}
train: {steps: 1, batch: 8}
measure: []
Y
"$superpose" run rows.yaml --out rows.db --quiet || wrong "rows"
"$superpose" export rows.db --job 1 -o rows.npy || wrong "export of rows"
cat >file.yaml <<'Y'
# Can an autoencoder eat a file?
activations: {file: rows.npy}
sae: {kind: l1, latents: 16, steps: 200, batch: 256}
measure: []
Y
"$superpose" run file.yaml --out file.db --quiet || wrong "activations of a file"
"$superpose" export file.db --job 1 --array D -o D.npy || wrong "export"
cp rows.npy nan.npy
printf '\000\000\300\177' | dd of=nan.npy bs=1 seek=1000 conv=notrunc 2>/dev/null
refuses 2 'nan.npy.*row.*column.*nan' "$superpose" run file.yaml --set activations.file=nan.npy
refuses 2 'rows.npy.*3000 rows.*batch of 4000' "$superpose" run file.yaml --set sae.batch=4000
refuses 2 'absent.npy' "$superpose" run file.yaml --set activations.file=absent.npy
refuses 2 'recovery.*not known' "$superpose" run file.yaml --set measure=recovery

# What autoencoders cannot be.
no() {
    expected=$1
    shift
    refuses 2 "$expected" "$superpose" run sae.yaml --out no.db --set sae.penalty=0.1 "$@"
}
no 'matryoshka.widths.*4 after 8.*increase' --set sae.kind=matryoshka \
    --set 'matryoshka.widths={values: [8, 4, 12]}'
no 'matryoshka.widths.*end with 12' --set sae.kind=matryoshka \
    --set 'matryoshka.widths={values: [4, 8]}'
no 'topk.k.*13' --set sae.kind=topk --set topk.k=13
no 'batch_topk.k' --set sae.kind=batch_topk --set batch_topk.k=12.5
no 'target_l0.*20' --set sae.target_l0=20
no 'target_l0.*no coefficient' --set sae.kind=topk --set sae.target_l0=2
no 'gated needs.*unit' --set sae.kind=gated
no 'sae.kind.*l1' --set sae.kind=l2
cat >none.yaml <<'Y'
# Is there an autoencoder?
measure: [recovery]
Y
refuses 2 'recovery looks at an autoencoder' "$superpose" run none.yaml
refuses 2 'array' "$superpose" export sae.db --job 1 --array V
echo "$checks checks"
