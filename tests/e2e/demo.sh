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
# ends FILE: what stands behind the last frame, as one line.
ends() {
    sed -n '/^Features whose\|^The cosine of/,$p' "$1" | tr '\n' ' '
}
fits() {
    ! sed -n '/came to/,$p' "$1" | grep -q '.\{81\}'
}
ends one.txt >end.txt
holds "two of five at density 1, five in the end" \
    grep -q '1/2: 2 at density 1,.* 5 at density 0.03\. ' end.txt
LC_ALL=C "$superpose" demo sparsity >ascii.txt || wrong "demo without Unicode"
holds "nothing but ASCII" [ "$(tr -d '\000-\177' <ascii.txt | wc -c)" -eq 0 ]
for lesson in importance geometry correlation linear; do
    "$superpose" demo $lesson >"$lesson.txt" || wrong "lesson $lesson"
    ends "$lesson.txt" >end.txt
    holds "$lesson ends with two sentences and a command" \
        grep -q '^[A-Z].*[0-9a-z]\. [A-Z].*[a-z]\.  The real figure.* superpose run ' end.txt
    holds "in lines that fit" fits "$lesson.txt"
    stem=$(sed -n 's|.*run experiments/\(.*\).yaml .*|\1|p' "$lesson.txt")
    holds "$lesson names an experiment" [ -e "$root/experiments/$stem.yaml" ]
done
ends correlation.txt >end.txt
holds "exclusive pairs are opposite, those that come together are not" \
    grep -q 'came to .*-\?0\.0[0-9] with pairs together, -[01]\.[0-9]* with pairs exclusive' end.txt
refuses 2 'no lesson sums; there are sparsity, importance' "$superpose" demo sums

# A terminal: what it shows, and how it is left. start WIDTH HEIGHT [NAME=VALUE]...
tmux -f /dev/null new-session -d -s idle sh || wrong "tmux" # so that the server stays
trap 'tmux kill-server 2>/dev/null; rm -rf "$room"' EXIT
modes='stty -a | tail -n +2'
lesson=sparsity
start() {
    tmux new-session -d -s demo -x "$1" -y "$2" 'sh' || wrong "tmux"
    shift 2
    tmux send-keys -t demo "PS1='ready> '; clear; $modes >before.txt" Enter
    tmux send-keys -t demo "env $* '$superpose' demo $lesson" Enter
    await 'step [0-9]'
    cursor '0 1' "the demo has no screen of its own"
}
await() { # await 'PATTERN': until the screen shows it
    tries=0
    until tmux capture-pane -p -t demo >screen.txt && grep -q -e "$1" screen.txt; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || wrong "the screen never shows $1: $(cat screen.txt)"
        sleep 0.1
    done
}
cursor() { # cursor 'SEEN OTHER' WHAT: whether there is one, and whether on another screen
    checks=$((checks + 1))
    is=$(tmux display-message -p -t demo '#{cursor_flag} #{alternate_on}')
    [ "$is" = "$1" ] || wrong "$2: $is"
}
program() { # the process of the demo
    pgrep -P "$(tmux display-message -p -t demo '#{pane_pid}')" | head -n 1
}
steps() { # so many have been taken
    tmux capture-pane -p -t demo >screen.txt
    sed -n 's/.*; step \([0-9]*\)$/\1/p' screen.txt
}
finish() { # the shell is back, and its terminal as before
    await '^ready> *$'
    cursor '1 0' "the screen is not given back"
    tmux send-keys -t demo "$modes >after.txt; echo written" Enter
    await '^written'
    same before.txt after.txt "the terminal is not as it was"
    tmux kill-session -t demo
}

start 80 24
holds "the frame fills the screen" [ "$(grep -c . screen.txt)" -ge 20 ]
holds "Braille" grep -q '⣀\|⠒\|⡇' screen.txt
tmux capture-pane -e -p -t demo >colors.txt
holds "colours" grep -q '38;5' colors.txt
await 'density 0.5'
tmux send-keys -t demo ' '
await 'paused'
before=$(steps)
tmux send-keys -t demo 's'
await "step $((before + 1))\$"
tmux send-keys -t demo '-'
await 'density 0.[234]'
tmux send-keys -t demo '<'
await 'importance 0.9[0-8]'
tmux send-keys -t demo 'c'
await 'no such data'
tmux send-keys -t demo 'r'
await 'step 0$'
tmux send-keys -t demo 'n'
await 'stage 3 of 5'
tmux send-keys -t demo 'q'
await 'superpose run experiments/pentagon.yaml'
finish

# Resized while it runs: it goes on, and what it shows fits.
start 200 50 NO_COLOR=1
tmux capture-pane -e -p -t demo >colors.txt
holds "no colour" [ "$(grep -c '38;5' colors.txt)" -eq 0 ]
await 'q quit$'
holds "the frame fills the large screen" [ "$(grep -n 'q quit$' screen.txt | cut -d : -f 1)" = 50 ]
for size in '80 24' '60 20' '79 40' '100 30'; do
    tmux resize-window -t demo -x "${size% *}" -y "${size#* }"
    case $size in
    60* | 79*) await 'needs 80 x 24' ;;
    *)
        await '; step [0-9]*$'
        before=$(steps)
        sleep 0.3
        holds "it trains on at $size" [ "$(steps)" -gt "$before" ]
        await 'q quit$'
        holds "one frame on the screen" [ "$(grep -c '^Why do features' screen.txt)" -eq 1 ]
        ;;
    esac
done
tmux send-keys -t demo C-c
finish

start 80 24 LC_ALL=C
await 'step [1-9]'
tr -d '\000-\177' <screen.txt >other.txt
holds "nothing but ASCII on the screen" [ ! -s other.txt ]
# shellcheck disable=SC1003 # the key, not an escape
tmux send-keys -t demo 'C-\' C-z
sleep 0.2
holds "neither quit nor stop leaves it half done" [ -n "$(steps)" ]
kill -TERM "$(program)"
finish
start 80 24
kill -HUP "$(program)"
finish

# A terminal that goes away takes the demo with it.
start 80 24
orphan=$(program)
tmux kill-session -t demo
tries=0
while kill -0 "$orphan" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || wrong "the demo outlives its terminal"
    sleep 0.1
done

# The last frame is that of the text, line by line, but for status and keys.
lesson=linear
start 80 24
await 'stage 2 of 2, done'
sed -n '1,22p' screen.txt >live.txt
begin=$(grep -n '^Is it the ReLU' linear.txt | tail -n 2 | head -n 1 | cut -d : -f 1)
tail -n +"$begin" linear.txt | head -n 22 >text.txt
same live.txt text.txt "the terminal shows another end than the text"
tmux send-keys -t demo 'q'
finish
echo "$checks checks"
