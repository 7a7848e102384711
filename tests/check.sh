#!/bin/sh
# Runs every test of the build folder $1: the programs of tests/, then the scripts of
# tests/e2e, which use superpose as a person would. QUICK=1 leaves out what other
# builds have shown already. The last line counts.
build=$1
passed=0 failed=0
log=$build/tests.log
: >"$log"
case $build in
*address* | *undefined* | *thread*) export CK_FORK=no SANITIZED=1 ;;
esac
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 CK_VERBOSITY=normal
export UBSAN_OPTIONS=print_stacktrace=1

try() {
    if "$@" >"$build/one.log" 2>&1; then
        passed=$((passed + 1))
        printf 'ok    %s: %s\n' "$1" "$(tail -n 1 "$build/one.log")"
    else
        failed=$((failed + 1))
        printf 'WRONG %s\n' "$1"
        sed 's/^/      /' "$build/one.log"
    fi
    cat "$build/one.log" >>"$log"
}

for source in tests/test_*.c tests/truth/*.c; do
    name=${source#tests/}
    try "$build/tests/${name%.c}"
done
for script in tests/e2e/*.sh; do
    try "$script" "$build"
done
[ -n "$QUICK$SANITIZED" ] || try tests/peers/pcg.sh "$build"
[ -n "$QUICK$SANITIZED" ] || try tests/peers/batch.sh "$build"
[ -n "$QUICK$SANITIZED" ] || try tests/peers/score.sh "$build"
[ -n "$QUICK$SANITIZED" ] || try tests/valgrind.sh "$build"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
