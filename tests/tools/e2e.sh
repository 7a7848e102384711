# Sourced by the scripts of tests/e2e: $build is the build folder, $superpose the program,
# the script stands in an empty folder of its own that goes when it ends.
# shellcheck shell=sh disable=SC2034
set -u
build=$(cd "$1" && pwd)
root=$(pwd)
superpose=$build/superpose
room=$(mktemp -d)
checks=0
trap 'rm -rf "$room"' EXIT
cd "$room" || exit 1

wrong() {
    echo "wrong: $*"
    exit 1
}

same() { # same FILE FILE WHAT
    checks=$((checks + 1))
    cmp -s "$1" "$2" || {
        diff "$1" "$2" | head -n 5
        wrong "$3"
    }
}

holds() { # holds WHAT COMMAND...
    checks=$((checks + 1))
    what=$1
    shift
    "$@" || wrong "$what"
}

# refuses STATUS 'PATTERN' COMMAND...: exit status, one clear sentence, no crash.
refuses() {
    status=$1 pattern=$2
    shift 2
    "$@" >out.txt 2>err.txt
    got=$?
    checks=$((checks + 1))
    [ "$got" -eq "$status" ] || {
        cat out.txt err.txt
        wrong "exit status $got, not $status: $*"
    }
    grep -Eq "$pattern" err.txt || {
        cat err.txt
        wrong "no sentence with '$pattern': $*"
    }
    ! grep -Eq 'broken promise|Sanitizer|runtime error' err.txt || wrong "a crash: $*"
}

# Everything measured, but for times, as text.
rows() { # rows DB
    for scope in runs features steps neurons pairs latents contenders sae_steps; do
        echo "== $scope"
        "$superpose" table "$1" $scope || wrong "table $1 $scope"
    done
}
