#!/bin/sh
# One page of everything: $1/core.wasm, scripts and style into $1/../playground.html.
set -e
here=experiments/playground
work=$1
gzip -9nc "$work/core.wasm" >"$work/core.wasm.gz"
"$here/lessons.sh" | gzip -9n >"$work/lessons.html.gz"
while IFS= read -r line; do
    case $line in
    '@include '*) cat "$here/${line#@include }" ;;
    '@base64 '*) base64 -w 100 "$work/${line#@base64 }" ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$here/page.html" >"$work/page.new"
mv "$work/page.new" "$work/../playground.html"
