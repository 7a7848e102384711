# Sourced by the scripts that set the page's core beside the program: $superpose, $core and
# $scripts, in an empty folder that goes when they end. $1: PORTABLE build, $2: core.wasm.
# shellcheck shell=sh disable=SC2034
set -e
superpose=$(realpath "$1/superpose")
core=$(realpath "$2")
here=$(dirname "$(realpath "$0")")
scripts=$(realpath "$here/../../experiments/playground")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The data of an array, which follow the header of its .npy file, in hexadecimal.
hex_of() {
    "$superpose" export run.db --job 1 --array "$1" -o "$1.npy" >/dev/null
    skip=$(od -An -tu2 -j8 -N2 "$1.npy" | tr -d ' ')
    tail -c "+$((skip + 11))" "$1.npy" | od -An -v -tx1 | tr -d ' \n'
}
