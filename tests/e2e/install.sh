#!/bin/sh
# `make install` puts everything where PREFIX and DESTDIR say, and a program of somebody
# else builds against what was installed.
. tests/tools/e2e.sh
case $build in */build) ;; *) echo "only for the plain build"; exit 0 ;; esac

make -C "$root" -s install DESTDIR="$room/stage" PREFIX=/opt/sp >/dev/null ||
    wrong "make install"
stage=$room/stage/opt/sp
for file in bin/superpose lib/libsuperpose.a lib/libsuperpose.so \
    include/superpose/superpose.h lib/pkgconfig/superpose.pc share/man/man1/superpose.1 \
    share/bash-completion/completions/superpose share/superpose/plots/style.gp; do
    holds "$file is installed" [ -s "$stage/$file" ]
done
cat >mine.c <<'C'
#include <superpose/superpose.h>
#include <stdio.h>

int main(void)
{
    printf("%.4f\n", sp_welch_bound(5, 2));
    return 0;
}
C
cc -std=c11 -I"$stage/include" mine.c -L"$stage/lib" -lsuperpose -lm -o mine ||
    wrong "a program does not build against the library"
holds "it computes the Welch bound" \
    [ "$(LD_LIBRARY_PATH=$stage/lib ./mine)" = 0.6124 ]
holds "the completion is bash" bash -n "$stage/share/bash-completion/completions/superpose"
holds "the manual names every command" grep -q 'superpose merge' \
    "$stage/share/man/man1/superpose.1"
for command in run jobs list table verdict plot export measure merge version; do
    "$stage/bin/superpose" $command --help >help.txt || wrong "$command --help"
    holds "$command --help has an example" grep -q '^  superpose' help.txt
done
echo "$checks checks"
