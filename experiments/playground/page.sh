#!/bin/sh
# One page of everything: $1/core.wasm, scripts and style into $1/../playground.html.
set -e
here=experiments/playground
work=$1
gzip -9nc "$work/core.wasm" >"$work/core.wasm.gz"
"$here/lessons.sh" >"$work/lessons.html"
gzip -9nc "$work/lessons.html" >"$work/lessons.html.gz"

# Without indentation, and without comments that begin a line: what is read is the source.
lean() {
    awk '{ sub(/^ +/, "") } /^\/\*/ { inside = 1 } !inside; /\*\/$/ { inside = 0 }' "$1"
}

while IFS= read -r line; do
    case $line in
    '@include '*) lean "$here/${line#@include }" ;;
    '@base64 '*) base64 -w 100 "$work/${line#@base64 }" ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$here/page.html" >"$work/page.new"
mv "$work/page.new" "$work/../playground.html"
