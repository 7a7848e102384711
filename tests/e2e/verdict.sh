#!/bin/sh
# What an experiment claims is checked before it trains and judged after; each way of having
# no verdict is said in a sentence.
. tests/tools/e2e.sh

base='source: {features: [4, 8, 16], density: 0.1}
toy: {hidden: 4}
train: {steps: 400, batch: 64, rate: 0.01}
seed: {count: 4}
loss: {samples: 2000}'
with() { # with NAME 'line' ...: an experiment with these lines of hypotheses
    name=$1
    shift
    printf '%s\n' "$base" 'hypotheses:' "$@" >"$name"
}
grows='  grows: {claim: norm grows, outcome: norm2_per_dim, axis: source.features,
          direction: increasing, primary: true, falsified: it does not}'

# Before anything trains
with column.yaml "$(echo "$grows" | sed 's/norm2_per_dim/norm3_per_dim/')"
refuses 2 'column.yaml:7:42: .*no column norm3_per_dim|did you mean norm2_per_dim' \
    "$superpose" jobs column.yaml
with level.yaml "$(echo "$grows" | sed 's/source.features/toy.hidden/')"
refuses 2 'toy.hidden has one value in all jobs; a trend needs levels' \
    "$superpose" run level.yaml
with setting.yaml "$(echo "$grows" | sed 's/source.features/source.size/')" \
    '  x: {claim: c}'
refuses 2 'hypotheses.x: needs outcome' "$superpose" jobs setting.yaml
holds "all mistakes are reported" grep -q 'source.size has one value' err.txt
holds "nothing was trained" [ ! -e results ]

# After
with good.yaml '  settled: 1' "$grows"
refuses 2 'good.db: no such file' "$superpose" verdict good.yaml
"$superpose" run good.yaml --quiet || wrong "run"
"$superpose" verdict good.yaml --tsv one.tsv --markdown one.md >one.txt || wrong "verdict"
holds "a trend is supported" grep -Eq '^grows \[all\]: supported; slope .*4 seeds' one.txt
holds "the table has it" grep -q '^grows.all.supported' one.tsv
holds "the Markdown says what would falsify it" grep -q 'Falsified if: it does not' one.md
"$superpose" verdict good.yaml --tsv two.tsv --markdown two.md >two.txt || wrong "verdict"
same one.txt two.txt "the same rows gave another verdict"
same one.tsv two.tsv "the same rows gave another table"
same one.md two.md "the same rows gave another Markdown"

# The page
echo '<?xml version="1.0"?><svg><g id="g"/></svg>' >results/good.svg
"$superpose" report good.yaml >out.txt || wrong "report"
holds "both pages are named" [ "$(cat out.txt)" = "results/report.html
results/report.md" ]
holds "the picture is in the page" grep -q '^<svg><g id="good-g"/></svg>' results/report.html
holds "nothing is fetched" [ "$(grep -cE 'https?://' results/report.html)" -eq 0 ]
# shellcheck disable=SC2016 # backticks as they stand in Markdown
for words in 'Falsified if: it does not' 'supported; slope\|supported |' '12 of 12 finished' \
    'has no control' '`source.features` 4, 8, 16' 'superpose run good.yaml'; do
    holds "the report says $words" grep -q "$words" results/report.md
done
"$superpose" report good.yaml --set seed.count=4 --out other >out.txt || wrong "report --set"
holds "overrides are a part of how to repeat" grep -q \
    "superpose run good.yaml --set 'seed.count=4'" other.md
"$superpose" report good.yaml --set "source.size='uniform'" --out other >out.txt ||
    wrong "report --set with quotes"
holds "quotes in overrides are kept from the shell" grep -qF \
    "superpose run good.yaml --set 'source.size='\\''uniform'\\'''" other.md
refuses 2 'none.db: no such file' sh -c "cp good.yaml none.yaml && $superpose report none.yaml"

says() { # says 'PATTERN' ARGUMENT...: there is no verdict, and why
    pattern=$1
    shift
    "$superpose" verdict "$@" >out.txt || wrong "verdict $*"
    holds "no verdict for $pattern: $(cat out.txt)" grep -Eq "no verdict: $pattern" out.txt
}
says 'there is one seed only' good.yaml --set seed.count=1
says 'source.features has one level' good.yaml --set source.features=4
says '3 of 15 jobs are not run yet' good.yaml --set seed.count=5
sed 's/settled: 1/settled: 1e-9/' good.yaml >strict.yaml
says 'training has not settled in 3 of 3 cells' strict.yaml --out results/good.db
sed 's/density: 0.1/density: 0.1, law_seed: [1, 2]/
    s/axis:/strata: source.law_seed, axis:/' strict.yaml >laws.yaml
"$superpose" run laws.yaml --quiet || wrong "run of laws"
says 'training has not settled .*source.law_seed=1\)' laws.yaml
"$superpose" jobs strict.yaml --out results/good.db >states.txt 2>/dev/null ||
    wrong "what is claimed became a part of the jobs"
holds "claims are no part of a job" [ "$(grep -c 'done' states.txt)" -eq 12 ]

# Other mistakes
printf '%s\n' "$base" >plain.yaml
refuses 2 'plain.yaml claims nothing' "$superpose" verdict plain.yaml --out results/good.db
refuses 1 '/proc/none.tsv cannot be written' "$superpose" verdict good.yaml \
    --tsv /proc/none.tsv
if [ -c /dev/full ]; then
    refuses 1 'completely' "$superpose" verdict good.yaml --tsv /dev/full
fi
echo "$checks checks"
