#!/bin/sh
# Runs every test of the build folder $1: the programs of tests/, then the scripts of
# tests/e2e, which use superpose as a person would, as many at a time as there are cores.
# QUICK=1 leaves out what other builds have shown already, under sanitizers also what is
# about numbers alone. The last line counts.
#
# check.sh BUILD TEST runs one of them and prints its line, with all it said when wrong.
build=$1
case $build in
*address* | *undefined* | *thread*) export CK_FORK=no SANITIZED=1 ;;
esac
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 CK_VERBOSITY=normal
export UBSAN_OPTIONS=print_stacktrace=1

if [ $# -eq 2 ]; then
    log=$build/logs/$(echo "$2" | tr / _)
    case $2 in
    *.sh) "$2" "$build" >"$log" 2>&1 ;;
    *) "$2" >"$log" 2>&1 ;;
    esac && exec printf 'ok    %s: %s\n' "$2" "$(tail -n 1 "$log")"
    printf 'WRONG %s\n%s\n' "$2" "$(sed 's/^/      /' "$log")"
    exit 0
fi

every_test() {
    numbers='tests/truth/*.c'
    [ -n "$QUICK" ] && [ -n "$SANITIZED" ] && numbers=
    for script in tests/e2e/*.sh; do
        [ -z "$numbers" ] && [ "$script" = tests/e2e/same_bits.sh ] || echo "$script"
    done
    [ -n "$QUICK$SANITIZED" ] || echo tests/peers/*.sh tests/valgrind.sh
    # shellcheck disable=SC2086 # a pattern
    for source in tests/test_*.c $numbers; do
        name=${source#tests/}
        echo "$build/tests/${name%.c}"
    done
}

rm -rf "$build/logs"
mkdir -p "$build/logs"
every_test | xargs -n 1 -P "$(nproc)" "$0" "$build" | tee "$build/tests.log"
wrong=$(grep -c '^WRONG' "$build/tests.log")
passed=$(grep -c '^ok' "$build/tests.log")
echo "$passed passed, $wrong failed"
[ "$wrong" -eq 0 ] && [ "$passed" -eq "$(every_test | wc -w)" ]
