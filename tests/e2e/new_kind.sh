#!/bin/sh
# A source is added as one file and one line in kinds.c: it appears in `superpose list`, is
# swept, and passes what every source must pass.
. tests/tools/e2e.sh
case $build in */build) ;; *) echo "only for the plain build"; exit 0 ;; esac

cp -r "$root/sim" "$root/include" .
cp "$root/docs/examples/one_hot.c" sim/source/
sed -i 's/^    .*&sp_source_groups,/    \&sp_source_one_hot,\n&/
s/^extern const struct sp_source_kind sp_source_independent/&, sp_source_one_hot/' sim/kinds.c
holds "one line was added to the list" grep -q '^    &sp_source_one_hot,$' sim/kinds.c

compile="cc -std=c11 -D_GNU_SOURCE -Iinclude -I$root/tests -O2 -Wall -Wextra -Werror"
libraries="$build/libsuperpose.a -lgsl -lgslcblas -lsqlite3 -lyaml -lm -pthread"
# The new objects stand before the library, so that the old list is not taken from it.
# shellcheck disable=SC2086 # both are lists of words
{
    $compile -c sim/kinds.c -o kinds.o || wrong "the list does not compile"
    $compile -c sim/source/one_hot.c -o one_hot.o || wrong "the kind does not compile"
    cc kinds.o one_hot.o "$build"/sim/cli/*.o $libraries -o superpose ||
        wrong "the program does not link"
    $compile "$root/tests/test_source.c" kinds.o one_hot.o -lcheck -lsubunit -lrt \
        $libraries -o test_source || wrong "the tests of sources do not link"
}
./superpose list one_hot >list.txt || wrong "list one_hot"
holds "it is documented" grep -q 'exactly one feature on' list.txt
cat >hot.yaml <<'Y'
# Do one-hot features form polygons?
source: {kind: [independent, one_hot], features: 4}
toy: {kind: relu, hidden: 2}
train: {steps: 300, batch: 128}
loss: {samples: 5000}
seed: {count: 2}
Y
./superpose run hot.yaml --quiet || wrong "the sweep"
./superpose table results/hot.db features --where "source.kind = 'one_hot'" \
    --columns density >rows.txt || wrong "the table"
holds "its density is 1/4" [ "$(tail -n +2 rows.txt | cut -f 4 | sort -u)" = 0.25 ]
./test_source >tests.txt 2>&1 || {
    cat tests.txt
    wrong "the new source fails what every source must pass"
}
echo "$checks checks"
