#!/bin/sh
# Every mistake gets a sentence of its own and its exit status; none crashes, nothing that
# was there before is lost.
. tests/tools/e2e.sh

base='source: {kind: independent, features: 4, density: 0.2}
toy: {kind: relu, hidden: 2}
train: {steps: 60, batch: 64}
loss: {samples: 2000}'
good() { printf '%s\n' "$base" >good.yaml; }
with() { # with NAME 'line' ...: the good file with lines added
    name=$1
    shift
    printf '%s\n' "$base" "$@" >"$name"
}
good
"$superpose" run good.yaml --quiet || wrong "the good file"

# The file itself
refuses 2 'absent.yaml.*No such file' "$superpose" run absent.yaml
mkdir folder
refuses 2 'folder.*(folder|directory)' "$superpose" run folder
: >empty.yaml
refuses 2 'empty.yaml.*empty' "$superpose" run empty.yaml
head -c 4096 "$superpose" >binary.yaml
refuses 2 'binary.yaml' "$superpose" run binary.yaml
printf 'source: {kind: independent\ntoy: [' >syntax.yaml
refuses 2 'syntax.yaml:[0-9]+:[0-9]+' "$superpose" run syntax.yaml

# Settings
printf 'source: {kind: independent, featurs: 4}\ntoy: {kind: relu}\n' >key.yaml
refuses 2 'key.yaml:1:29: .*did you mean' "$superpose" run key.yaml
refuses 2 'did you mean' "$superpose" run good.yaml --set source.densty=0.1
with type.yaml 'seed: many'
refuses 2 'type.yaml:5:7: .*many' "$superpose" run type.yaml
refuses 2 'not a (whole )?number' "$superpose" run good.yaml --set toy.hidden=two
refuses 2 'from' "$superpose" run good.yaml --set source.density=1.5
refuses 2 'nan|number' "$superpose" run good.yaml --set source.density=.nan
refuses 2 'nan|number' "$superpose" run good.yaml --set train.rate=nan
refuses 2 'empty' "$superpose" run good.yaml --set 'source.density=[]'
refuses 2 '1000000000.*jobs' "$superpose" run good.yaml \
    --set 'source.density={linear: [0.1, 0.9, 1000]}' \
    --set 'train.rate={linear: [0.001, 0.1, 1000]}' --set seed.count=1000
with twice.yaml 'toy: {kind: linear, hidden: 1}'
refuses 2 'twice.yaml:5.*(twice|duplicate|already)' "$superpose" run twice.yaml
refuses 2 'did you mean' "$superpose" run good.yaml --set source.kind=independant
refuses 2 'anticorrelated.*largest density' "$superpose" run good.yaml --set source.kind=groups \
    --set groups.size=2 --set groups.mode=anticorrelated --set source.density=0.8
refuses 2 'source.features' "$superpose" run good.yaml --set source.features=0
refuses 2 'GiB' "$superpose" run good.yaml --set source.features=1000000 \
    --set toy.hidden=65536

# The command line
refuses 2 'no command' "$superpose" rum good.yaml
refuses 2 'did you mean --threads' "$superpose" run good.yaml --thread2 1
refuses 2 'threads' "$superpose" run good.yaml --threads many
refuses 2 'shard' "$superpose" run good.yaml --shard 4/3
refuses 2 'missing' "$superpose" run
refuses 2 'columns|no column' "$superpose" table results/good.db runs --columns los
refuses 2 'scope' "$superpose" table results/good.db rums
refuses 2 'where|expression' "$superpose" table results/good.db runs --where 'loss <'
refuses 2 'job' "$superpose" export results/good.db --job 99
refuses 2 'array|called' "$superpose" export results/good.db --job 1 --array V

# The database
"$superpose" table results/good.db runs >before.txt || wrong "table"
refuses 2 'absent.db' "$superpose" table absent.db runs
head -c 3000 /dev/urandom >garbage.db
refuses 2 'garbage.db' "$superpose" table garbage.db runs
refuses 2 'garbage.db' "$superpose" run good.yaml --out garbage.db
head -c 5000 results/good.db >short.db
refuses 2 'short.db' "$superpose" run good.yaml --out short.db
refuses 2 'short.db' "$superpose" table short.db runs
cp results/good.db later.db
printf '\0\0\0\377' | dd of=later.db bs=1 seek=60 conv=notrunc 2>/dev/null
refuses 2 'later.db.*(schema|version)' "$superpose" table later.db runs
refuses 2 'folder' "$superpose" run good.yaml --out folder
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod 555 locked
    refuses 1 'locked' "$superpose" run good.yaml --out locked/x.db
fi
refuses 1 '/proc' "$superpose" run good.yaml --out /proc/none/x.db
"$superpose" table results/good.db runs >after.txt || wrong "table"
same before.txt after.txt "a mistake changed the good database"

# A full disk: a limit on file size stands for it where no small disk can be mounted.
(
    trap '' XFSZ
    ulimit -f 3000
    exec "$superpose" run good.yaml --out full.db --quiet --set 'seed.count=120' \
        --set source.features=200 --set toy.hidden=20
) >out.txt 2>err.txt
[ $? -eq 1 ] || wrong "a full disk did not end with status 1"
grep -q 'full.db' err.txt || wrong "a full disk got no sentence: $(cat err.txt)"
"$superpose" table full.db runs >full.txt || wrong "the database on a full disk is lost"
"$superpose" run good.yaml --out full.db --quiet --set 'seed.count=120' \
    --set source.features=200 --set toy.hidden=20 || wrong "continuing after a full disk"

# Matrices
"$superpose" export results/good.db --job 1 -o W.npy || wrong "export"
"$superpose" measure W.npy >/dev/null || wrong "measure"
head -c 140 W.npy >truncated.npy
refuses 2 'truncated.npy' "$superpose" measure truncated.npy
sed 's/<f4/<c8/' W.npy >dtype.npy
refuses 2 'dtype.npy.*c8' "$superpose" measure dtype.npy
sed 's/False/True /' W.npy >fortran.npy
refuses 2 'fortran.npy.*Fortran' "$superpose" measure fortran.npy
sed 's/(4, 2)/(4,2,1)/' W.npy >shape.npy
refuses 2 'shape.npy' "$superpose" measure shape.npy
refuses 2 'absent.npy' "$superpose" measure absent.npy
refuses 2 'given|features' "$superpose" run good.yaml --set toy.kind=given \
    --set given.directions=file --set given.file=W.npy --set source.features=5

# Figures
mkdir -p plots bin && printf 'print 1\n' >plots/good.gp
refuses 1 'gnuplot.*install' env PATH="$room/bin" "$superpose" plot good
refuses 2 'plots/absent.gp' "$superpose" plot absent
refuses 1 'no|wrote' "$superpose" plot good
echo "$checks checks"
