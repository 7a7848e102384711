#!/bin/sh
# What has the same stage upstream is trained once, and a stopped sweep says how to go on.
. tests/tools/e2e.sh

cat >stage.yaml <<'Y'
# Is a net trained once for two ways of looking at it?
source: {features: 8, density: 0.1}
toy: {hidden: 3}
train: {steps: 4000, batch: 512}
seed: {count: 2}
neurons: {threshold: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]}
measure: [neurons]
Y
"$superpose" run stage.yaml --out stage.db --threads 1 --quiet || wrong "run"
holds "twelve jobs" [ "$("$superpose" table stage.db jobs | tail -n +2 | wc -l)" -eq 12 ]

# Looking takes a small part of what training takes: jobs beyond a third of $1 seconds.
longer() {
    "$superpose" table stage.db jobs --columns seconds | tail -n +2 |
        awk -v most="$1" '$NF > most / 3 {n++} END {print n + 0}'
}
most=$("$superpose" table stage.db jobs --columns seconds | tail -n +2 |
    awk '$NF > most {most = $NF} END {print most}')
holds "only two of twelve jobs trained" [ "$(longer "$most")" -le 2 ]

# Another way of looking at it, later: nothing trains.
"$superpose" run stage.yaml --out stage.db --set 'measure=[geometry, neurons]' --quiet ||
    wrong "the second look"
holds "the kept nets were used" [ "$(longer "$most")" -eq 0 ]

# Ctrl-C ends a sweep at once and cleanly.
"$superpose" run stage.yaml --out slow.db --set train.steps=100000000 >out.txt 2>err.txt &
sleep 0.5
kill -INT $!
wait $!
holds "status 1 when stopped" [ $? -eq 1 ]
holds "it says how to continue" grep -q 'same command continues' err.txt

# Quiet is quiet, and progress is plain lines where there is no terminal.
"$superpose" run stage.yaml --out quiet.db --quiet >out.txt 2>&1 || wrong "quiet"
holds "nothing said" [ ! -s out.txt ]
"$superpose" jobs stage.yaml --out quiet.db >out.txt 2>err.txt || wrong "jobs"
holds "all jobs are done" [ "$(grep -c "done" out.txt)" -eq 12 ]

# A net that diverges is a result.
"$superpose" run stage.yaml --out wild.db --set train.optimizer=sgd --set train.rate=1000 \
    --set neurons.threshold=0.2 --quiet || wrong "a diverged job stopped the sweep"
"$superpose" table wild.db jobs --columns state,error >out.txt
holds "state diverged with its step" grep -q 'diverged.*step' out.txt
echo "$checks checks"
