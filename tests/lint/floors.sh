#!/bin/sh
# A file includes only headers of its own floor or a floor below; foreign headers come in
# through named doors only.
floor_of_header() {
    case $1 in
    fault | arena | assign | crew | real | rng | gsl_rng | npy | npy_stream | param | kind | \
        batch | calculus | linalg | stats | inference | kernels | sparse | screen | update | lanes | sets | tiny | net | pursuit | version) echo 0 ;;
    source | feed | toy | bottleneck | directions | activations | sae) echo 1 ;;
    train | optimizer | measure | geometry | theory | evaluate | score | detect | \
        structure | dependence | ceiling | limits | mean_field | rate | amount | live) echo 2 ;;
    kinds) echo 3 ;;
    job) echo 4 ;;
    yaml | document | hypothesis | experiment | store | verdict | report | sweep | progress) echo 5 ;;
    cli) echo 6 ;;
    *) echo unknown ;;
    esac
}

floor_of_file() {
    case $1 in
    sim/base/*) echo 0 ;;
    sim/source/* | sim/toy/* | sim/sae/*) echo 1 ;;
    sim/measure/*) echo 2 ;;
    sim/kinds.c) echo 3 ;;
    sim/run/train.c | sim/run/optimizer.c | sim/run/schedule.c | sim/run/init.c | \
        sim/run/streams.c | sim/run/live.c) echo 2 ;;
    sim/run/job*.c | sim/run/identity.c) echo 4 ;;
    sim/run/*) echo 5 ;;
    sim/cli/*) echo 6 ;;
    include/superpose/superpose.h) echo 9 ;;
    *) floor_of_header "$(basename "$1" .h)" ;;
    esac
}

bad=0
for file in $(git ls-files sim include | grep '\.[ch]$'); do
    mine=$(floor_of_file "$file")
    [ "$mine" = unknown ] && echo "$file: on no floor" && bad=1 && continue
    # shellcheck disable=SC2013 # a header is one word
    for header in $(sed -n 's|^#include "superpose/\(.*\)\.h"|\1|p' "$file"); do
        theirs=$(floor_of_header "$header")
        if [ "$theirs" = unknown ] || [ "$theirs" -gt "$mine" ]; then
            echo "$file (floor $mine) includes $header.h (floor $theirs)"
            bad=1
        fi
    done
done

doors() { # doors HEADER FILE...: only these files include it
    header=$1
    shift
    for file in $(git grep -lE "^#include <$header" -- sim include); do
        case " $* " in
        *" $file "*) ;;
        *) echo "$file includes <$header>, which only these may: $*" && bad=1 ;;
        esac
    done
}
doors sqlite3.h sim/run/store_inside.h
doors yaml.h sim/run/yaml.c
doors gsl/ include/superpose/gsl_rng.h sim/base/gsl_rng.c sim/base/calculus.c sim/base/linalg.c \
    sim/base/stats.c sim/cli/main.c sim/cli/about.c
exit $bad
