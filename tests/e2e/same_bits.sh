#!/bin/sh
# Rows and weights are the same, bit for bit, with 1 and 2 threads, with three shards
# merged, after ten kills in the middle, and when threads share one large job.
. tests/tools/e2e.sh

cat >grid.yaml <<'Y'
# Do threads, shards and restarts leave the numbers alone?
source: {kind: groups, features: 6, density: {log: [0.5, 0.05, 4]}}
groups: {size: 2, mode: [correlated, anticorrelated]}
toy: {kind: [relu, relu_hidden], hidden: 2}
train: {steps: 6000, batch: 256}
seed: {count: 3}
loss: {samples: 20000}
measure: [loss, geometry, theory, neurons, pairs, vectors]
Y

"$superpose" run grid.yaml --out one.db --threads 1 --quiet || wrong "one thread"
"$superpose" run grid.yaml --out two.db --threads 2 --quiet || wrong "two threads"
rows one.db >one.txt
rows two.db >two.txt
same one.txt two.txt "two threads gave other rows than one"
holds "there are rows" [ "$(wc -l <one.txt)" -gt 1000 ]

for i in 1 2 3; do
    "$superpose" run grid.yaml --shard $i/3 --quiet || wrong "shard $i"
done
"$superpose" merge merged.db results/grid.*of3.db >/dev/null || wrong "merge"
rows merged.db >merged.txt
same one.txt merged.txt "three shards merged gave other rows"

kills=0
for pause in 0.03 0.05 0.08 0.05 0.1 0.06 0.09 0.07 0.04 0.12; do
    "$superpose" run grid.yaml --out killed.db --threads 2 --quiet 2>/dev/null &
    sleep $pause
    kill -9 $! 2>/dev/null && kills=$((kills + 1))
    wait $! 2>/dev/null
done
"$superpose" run grid.yaml --out killed.db --quiet || wrong "continuing after kill -9"
rows killed.db >killed.txt
same one.txt killed.txt "ten kills changed the rows"
holds "at least three kills met a running sweep" [ $kills -ge 3 ]

"$superpose" export one.db --job 7 --array W -o one.npy || wrong export
"$superpose" export killed.db --job 7 --array W -o killed.npy || wrong export
same one.npy killed.npy "weights differ after kills"
# Two large jobs and many small ones: threads that run out of jobs help with the large.
cat >large.yaml <<'Y'
# Do threads that share a job leave its numbers alone?
source: {features: [1000, 4, 5, 6, 7, 8], density: [0.02, 0.3]}
toy: {hidden: [60, 2, 2, 2, 2, 2]}
train: {steps: [80, 50, 50, 50, 50, 50], batch: 700, optimizer: adam, clip: 1}
zip: [source.features, toy.hidden, train.steps]
loss: {samples: 5000}
measure: [loss, vectors]
Y
for threads in 1 2 3; do
    "$superpose" run large.yaml --out large$threads.db --threads $threads --quiet ||
        wrong "large jobs on $threads threads"
    rows large$threads.db >large$threads.txt
    same large1.txt large$threads.txt "$threads threads gave a large job other rows"
    "$superpose" export large$threads.db --job 1 --array W -o large$threads.npy ||
        wrong export
    same large1.npy large$threads.npy "$threads threads gave a large job other weights"
done

# Processor time of the less busy of two threads in a sweep of one job, in hundredths of a
# second: one that only waits comes to a few in 20 seconds.
set -- --set source.features=1000 --set source.density=0.02 --set toy.hidden=60 --set 'zip=[]'
"$superpose" run large.yaml --out one.db --threads 2 --quiet \
    --set train.steps=1000000 "$@" &
sweep=$! busy=0 looks=0
while [ "$busy" -lt 20 ] && [ $looks -lt 40 ]; do
    sleep 0.5
    busy=$(cat /proc/$sweep/task/*/stat |
        awk 'NR == 1 || $14 < least {least = $14} END {print NR == 2 ? least : 0}')
    looks=$((looks + 1))
done
kill -9 $sweep
wait $sweep 2>/dev/null
holds "both threads work in one large job" [ "$busy" -ge 20 ]
echo "$checks checks, $kills kills"
