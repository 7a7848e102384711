#!/bin/sh
# The house rules, checked: layout, analysers, floors, sizes, names, pairs. $1: build folder.
build=$1
status=0
wrong() {
    printf '%s\n' "$@" >&2
    status=1
}

sources=$(git ls-files 'sim/*.c' 'sim/**/*.c' 'include/*.h' 'include/**/*.h' 'sim/**/*.h' |
    sort -u)
play=$(git ls-files 'experiments/playground/*.[ch]')
tests=$(git ls-files 'tests/*.c' 'tests/**/*.c' 'tests/*.h' | sort -u)

# shellcheck disable=SC2086 # lists of paths without blanks
{
    clang-format --dry-run -Werror $sources $tests $play || status=1
    awk -f tests/lint/sizes.awk $sources $tests $play || status=1
    sh tests/lint/floors.sh || status=1
    cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -Iinclude -j 2 \
        --enable=warning,performance,portability \
        --suppress=missingIncludeSystem sim >&2 || status=1
    git ls-files 'sim/*.c' 'sim/**/*.c' 'experiments/playground/*.c' |
        xargs -P 2 -I '{}' clang-tidy --quiet --warnings-as-errors='*' '{}' -- -std=c11 \
            -D_GNU_SOURCE -Iinclude -DSP_KERNELS_NAME=sp_kernels_plain 2>/dev/null ||
        wrong "clang-tidy found the above"
    shellcheck -x .ci/run .ci/need tests/*.sh tests/*/*.sh \
        experiments/playground/*.sh || status=1
}

strangers=$(nm -g --defined-only "$build/libsuperpose.a" 2>/dev/null |
    awk 'NF == 3 && $3 !~ /^sp_/ {print $3}')
[ -z "$strangers" ] || wrong "exported without sp_: $strangers"

for experiment in experiments/*.yaml; do
    stem=$(basename "$experiment" .yaml)
    [ -f "plots/$stem.gp" ] || wrong "$experiment has no plots/$stem.gp"
    head -n 1 "$experiment" | grep -q '^# .*?$' ||
        wrong "$experiment does not begin with its question"
done
# shellcheck disable=SC2016 # the inner shell's
{
    printf '%s\n' experiments/*.yaml
    grep -l '^scales:' experiments/*.yaml | sed 's/$/ --set scale=paper --set seed.count=1/'
} | xargs -P "$(nproc)" -L 1 sh -c '"$0" jobs "$@" --threads 1 >/dev/null 2>&1 || {
    echo "cannot run: $*" >&2
    exit 1
}' "$build/superpose" || status=1

words=$(git grep -InwE 'TO''DO|FIX''ME|XX''X' -- . || true)
[ -z "$words" ] || wrong "promises of work:" "$words"
[ "$status" -eq 0 ] && echo "lint: clean"
exit $status
