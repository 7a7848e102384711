#!/bin/sh
# What the README and the guide tell people to type works: the minimal experiment, the
# other experiment files, the verdict, the figure, the Python and the C.
. tests/tools/e2e.sh

# block FILE LANGUAGE NUMBER: what stands in the file's NUMBERth fenced block of a language.
block() {
    awk -v open="\`\`\`$2" -v wanted="$3" '
        inside && /^```/ { inside = 0 }
        inside { print }
        $0 == open { inside = ++count == wanted }
    ' "$root/$1"
}

small="--set train.steps=200 --set seed.count=2 --set loss.samples=20000"
block README.md yaml 1 >question.yaml
holds "the README has a minimal file" [ -s question.yaml ]
# shellcheck disable=SC2086 # a list of words
"$superpose" run question.yaml --quiet $small || wrong "the minimal file does not run"
"$superpose" table results/question.db runs --over seed --columns represented,gain >table.txt ||
    wrong "the table of the minimal file"
holds "a line for each density and model" [ "$(wc -l <table.txt)" -eq 7 ]

block docs/guide.md yaml 1 >bias.yaml
# shellcheck disable=SC2086
"$superpose" run bias.yaml --quiet $small || wrong "the guide's file does not run"
"$superpose" table results/bias.db jobs >jobs.txt || wrong "the table of its jobs"
holds "it makes the jobs that the guide counts" [ "$(wc -l <jobs.txt)" -eq 33 ]

block docs/guide.md yaml 2 >more.yaml
# shellcheck disable=SC2086
"$superpose" run more.yaml --quiet $small || wrong "the guide's hypothesis does not run"
# shellcheck disable=SC2086
"$superpose" verdict more.yaml $small --markdown more.md >verdict.txt ||
    wrong "the guide's hypothesis is not judged"
holds "a line for each density" [ "$(grep -c '^more \[source.density=' verdict.txt)" -eq 2 ]

if command -v gnuplot >/dev/null; then
    mkdir plots && cp "$root/plots/style.gp" plots/
    block docs/guide.md gnuplot 1 >plots/question.gp
    "$superpose" plot question --format png >out.txt 2>err.txt || wrong "plot: $(cat err.txt)"
    holds "the figure is drawn without a warning" [ ! -s err.txt ]
    holds "the figure is there" [ -s results/question.png ]
fi

"$superpose" export results/question.db --job 1 --array W -o W.npy || wrong "export"
python=
for one in python3 /usr/bin/python3; do
    [ -z "$python" ] && "$one" -c 'import numpy' 2>/dev/null && python=$one
done
number=1
while [ -n "$python" ] && block docs/guide.md python $number >snippet.py && [ -s snippet.py ]; do
    if ! grep -q pandas snippet.py || "$python" -c 'import pandas' 2>/dev/null; then
        PATH=$build:$PATH "$python" snippet.py >out.txt 2>&1 ||
            wrong "Python snippet $number: $(cat out.txt)"
        holds "Python snippet $number prints something" [ -s out.txt ]
    fi
    number=$((number + 1))
done

case $build in */build)
    block docs/guide.md c 1 >five.c
    cc -std=c11 -Wall -Wextra -Werror -I"$root/include" five.c "$build/libsuperpose.a" \
        -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread -o five || wrong "the C does not build"
    ./five >five.txt || wrong "the C does not run"
    holds "the C prints five features" [ "$(grep -c '^feature' five.txt)" -eq 5 ]
    ;;
esac
echo "$checks checks"
