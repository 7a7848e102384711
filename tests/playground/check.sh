#!/bin/sh
# The page's core beside the PORTABLE build, then the page in Chromium. $1: build folder,
# which holds the page; $2: that of the PORTABLE build. Pictures stay in $1/playground.
set -e
here=$(dirname "$0")
npm=$1/playground/npm
mkdir -p "$npm" "$1/playground/pictures"
"$here/bits.sh" "$2" "$1/playground/core.wasm"
"$here/jobs.sh" "$2" "$1/playground/core.wasm"
cp "$here/package.json" "$here/package-lock.json" "$npm/"
[ -d "$npm/node_modules/playwright-core" ] || npm ci --loglevel=error --prefix "$npm"
size=$(wc -c <"$1/playground.html")
[ "$size" -lt 300000 ] || { echo "the page has $size bytes"; exit 1; }
node "$here/numpy.js" experiments/playground/core.js "$1/playground/core.wasm" \
    experiments/playground/runs.js
NODE_PATH=$npm/node_modules timeout 900 node "$here/page.js" "$1/playground.html" \
    "$1/playground/pictures" experiments/playground/core.js "$1/playground/core.wasm"
for file in "$1"/playground/pictures/*.yaml; do
    "$2/superpose" jobs "$file" >/dev/null
done
for file in "$1"/playground/pictures/*.py; do
    /usr/bin/python3 "$file" >/dev/null
done
echo "$size bytes; pictures in $1/playground/pictures"
