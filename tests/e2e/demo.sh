#!/bin/sh
# The demo in terminals of several sorts, in a pipe, stopped and killed.
. tests/tools/e2e.sh
command -v tmux >/dev/null || wrong "tmux is not installed"
export LC_ALL=C.UTF-8 TMUX_TMPDIR="$room"
unset TMUX NO_COLOR

# Not a terminal
"$superpose" demo sparsity >one.txt || wrong "demo in a pipe"
"$superpose" demo sparsity >two.txt || wrong "demo in a pipe"
same one.txt two.txt "the same lesson gave another text"
holds "five frames" [ "$(grep -c '^Why do features share' one.txt)" -eq 6 ]
holds "no escape sequences" [ "$(tr -d '\033' <one.txt | wc -c)" = "$(wc -c <one.txt)" ]
holds "two of five at density 1, five in the end" \
    grep -q '1/2: 2 at density 1,.* 5 at density 0.03\.$' one.txt
LC_ALL=C "$superpose" demo sparsity >ascii.txt || wrong "demo without Unicode"
holds "nothing but ASCII" [ "$(tr -d '\000-\177' <ascii.txt | wc -c)" -eq 0 ]
for lesson in importance geometry correlation linear; do
    "$superpose" demo $lesson >lesson.txt || wrong "lesson $lesson"
    stem=$(sed -n 's|.*run experiments/\(.*\).yaml .*|\1|p' lesson.txt)
    holds "$lesson names an experiment" [ -e "$root/experiments/$stem.yaml" ]
done
refuses 2 'no lesson sums; there are sparsity, importance' "$superpose" demo sums

# A terminal: what it shows, and how it is left. start WIDTH HEIGHT [NAME=VALUE]...
tmux -f /dev/null new-session -d -s idle sh || wrong "tmux" # so that the server stays
trap 'tmux kill-server 2>/dev/null; rm -rf "$room"' EXIT
modes='stty -a | tail -n +2'
start() {
    tmux new-session -d -s demo -x "$1" -y "$2" 'sh' || wrong "tmux"
    shift 2
    tmux send-keys -t demo "PS1='ready> '; clear; $modes >before.txt" Enter
    tmux send-keys -t demo "env $* '$superpose' demo" Enter
    await 'Why do features'
}
await() { # await 'PATTERN': until the screen shows it
    tries=0
    until tmux capture-pane -p -t demo >screen.txt && grep -q -e "$1" screen.txt; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || wrong "the screen never shows $1: $(cat screen.txt)"
        sleep 0.1
    done
}
finish() { # the shell is back, and its terminal as before
    await '^ready> *$'
    tmux send-keys -t demo "$modes >after.txt; echo written" Enter
    await '^written'
    same before.txt after.txt "the terminal is not as it was"
    tmux kill-session -t demo
}

start 80 24
await 'density 0.5'
holds "the frame fills the screen" [ "$(grep -c . screen.txt)" -ge 20 ]
holds "Braille" grep -q '⣀\|⠒\|⡇' screen.txt
tmux send-keys -t demo ' '
await 'paused'
tmux send-keys -t demo '-'
await 'density 0.[234]'
tmux send-keys -t demo 'c'
await 'no such data'
tmux resize-window -t demo -x 60 -y 20
await 'needs 80 x 24'
tmux resize-window -t demo -x 100 -y 30
await 'Why do features'
tmux send-keys -t demo 'q'
await 'superpose run experiments/pentagon.yaml'
finish

start 200 50 NO_COLOR=1
await 'step [1-9]'
tmux capture-pane -e -p -t demo >colors.txt
holds "no colour" [ "$(grep -c '38;5' colors.txt)" -eq 0 ]
tmux send-keys -t demo C-c
finish

start 80 24 LC_ALL=C
await 'step [1-9]'
tr -d '\000-\177' <screen.txt >other.txt
holds "nothing but ASCII on the screen" [ ! -s other.txt ]
pkill -TERM -f "$superpose demo"
finish
echo "$checks checks"
