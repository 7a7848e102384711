#!/bin/sh
# The lessons of docs/lessons: their commands run and show what the text says; exercises
# take right answers, worked out here a second time, and refuse wrong ones.
. tests/tools/e2e.sh
ln -s "$root/docs" "$root/experiments" "$root/plots" .
PATH=$build:$PATH

# Right answers, each worked out without the program, and wrong ones: numbers that are
# off by 3 %, and all other words.
answers=$(awk 'BEGIN {
    p = 0.1; v = p / 3 - p ^ 2 / 4
    print 1, 3 * v, 2 * p ^ 2 / 3, "linear"
    print 2, "1/12", "zero", 4
    print 3, 1 - 0.9 ^ 4, 100, v / (p / 30 - p ^ 2 / 400)
    for (i = 5; i < 20; i++) rest += 0.7 ^ i
    print 4, rest / 12, "4/9", "ignored"
    print 5, "2/7", "3/4", "1/2"
    print 6, "4/13", (4 / 7) ^ 2 / 3, "dedicated"
    print 7, "1/3", 3 * (1 - p) / (4 - 3 * p), "opposite"
    print 8, 10, "same", "1/6"
    print 9, 0.95, (3 + sqrt(0.5)) / 4, 2 / atan2(0, -1)
    print 10, "1/32", p ^ 2 / (6 * v), 20
}')

# wrong_ones ANSWER: for a number two others, for a word the others of its kind.
wrong_ones() {
    case $1 in
    [0-9]*) echo "$1" | awk -F / '{ x = $1 / ($2 ? $2 : 1); print 1.03 * x, 0.97 * x }' ;;
    linear) echo pairs ;;
    zero) echo silent ;;
    opposite) echo merged ;;
    same) echo smaller larger ;;
    ignored) echo superposed dedicated ;;
    dedicated) echo superposed ignored ;;
    *) wrong "no such answer: $1" ;;
    esac
}

echo "$answers" | while read -r number one two three; do
    superpose check-lesson "$number" "$one" "$two" "$three" >out.txt ||
        wrong "lesson $number: $(cat out.txt)"
    [ "$(grep -c '^[123]. right: ' out.txt)" -eq 3 ] || wrong "lesson $number: $(cat out.txt)"
    for k in 1 2 3; do
        for other in $(wrong_ones "$(echo "$one $two $three" | cut -d ' ' -f $k)"); do
            set -- "$one" "$two" "$three"
            case $k in
            1) set -- "$other" "$two" "$three" ;;
            2) set -- "$one" "$other" "$three" ;;
            3) set -- "$one" "$two" "$other" ;;
            esac
            superpose check-lesson "$number" "$@" >out.txt && wrong "lesson $number takes $*"
            grep -q "^$k. wrong: .\{20\}" out.txt || wrong "lesson $number has no hint for $other"
            [ "$(grep -c ' right: ' out.txt)" -eq 2 ] || wrong "lesson $number: $(cat out.txt)"
        done
    done
done || exit 1
checks=$((checks + 30))

superpose check-lesson 5 2/7 >out.txt
holds "answers that are missing are not right" [ $? -eq 1 ]
holds "and named" [ "$(grep -c 'not answered' out.txt)" -eq 2 ]
refuses 2 'no lesson "11"; they are 1 to 10' superpose check-lesson 11
refuses 2 'no lesson "1.5"' superpose check-lesson 1.5
refuses 2 'no lesson "one"' superpose check-lesson one
refuses 2 'no lesson ""' superpose check-lesson ''
refuses 2 'something is missing' superpose check-lesson
refuses 2 'no option -0; see' superpose check-lesson 1 -0.5
refuses 2 'no option --quick=2' superpose check-lesson 1 --quick=2
refuses 2 'lesson 1 has 3 exercises: "4" is one answer too many' \
    superpose check-lesson 1 1 2 pairs 4
refuses 2 'answer 2: "much" is not a number \(summed loss\), to 1 %' \
    superpose check-lesson 1 0.1 much
refuses 2 'answer 1: "nan" is not a number' superpose check-lesson 1 nan
refuses 2 'answer 1: "1/0" is not a number' superpose check-lesson 1 1/0
refuses 2 'answer 3: "both" is not one of: pairs, linear' superpose check-lesson 1 0 0 both

# The numbers of the text are those of the default build.
case $build in
*/build) ;;
*)
    echo "$checks checks"
    exit 0
    ;;
esac

# commands LESSON.md: the indented blocks that call the program, as a script.
commands() {
    awk '
        /^    / && (inside || /^    superpose/) { inside = 1; print substr($0, 5); next }
        { inside = 0 }
    ' "$1"
}

# each 'WHAT' 'CONDITION' FILE.db SCOPE [OPTION]...: holds in every row of the table; the
# condition is awk, v["name"] a column.
each() {
    checks=$((checks + 1))
    said=$1 condition=$2
    shift 2
    superpose table "$@" >table.txt || wrong "$said: no table"
    awk -F '\t' '
        function within(x, low, high) { return x >= low && x <= high }
        NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
        { for (i = 1; i <= NF; i++) v[name[i]] = $i }
        !('"$condition"') { print "not so: " $0; bad = 1 }
        END { exit bad || NR < 2 }
    ' table.txt >not_so.txt || {
        head -n 3 not_so.txt
        wrong "$said"
    }
}

# tally COUNT 'WHAT' 'CONDITION' FILE.db SCOPE [OPTION]...: in so many rows.
tally() {
    checks=$((checks + 1))
    expected=$1 said=$2 condition=$3
    shift 3
    superpose table "$@" >table.txt || wrong "$said: no table"
    count=$(awk -F '\t' '
        NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
        { for (i = 1; i <= NF; i++) v[name[i]] = $i }
        '"$condition"' { count++ }
        END { print count + 0 }
    ' table.txt)
    [ "$count" -eq "$expected" ] || wrong "$said: $count rows"
}

for lesson in docs/lessons/[01]*.md; do
    number=$(basename "$lesson" | sed 's/^0*\([0-9]*\)-.*/\1/')
    commands "$lesson" >lesson.sh
    grep -q '^superpose run ' lesson.sh || wrong "$lesson runs nothing"
    # Where there is no gnuplot, figures are left out.
    command -v gnuplot >/dev/null || sed -i '/^superpose plot/d' lesson.sh
    sh -e lesson.sh >out.txt 2>err.txt || wrong "$lesson: $(tail -n 5 err.txt)"
    # The page asks what the program asks.
    superpose check-lesson "$number" | sed '1d; $d' | tr -s ' \n' '  ' >asked.txt
    tr -s ' *\n' '   ' <"$lesson" >page.txt
    holds "$lesson has the questions" grep -qF "$(sed 's/ *$//' asked.txt)" page.txt
    for word in Predict Run 'What you should see' Exercises 'Still unknown' Sources; do
        holds "$lesson has a section $word" grep -qx "## $word" "$lesson"
    done
done

lesson1=results/lesson1.db
each "linear models keep two" 'v["represented"] == 2 && within(v["gain"], -0.01, 0.01)' \
    $lesson1 runs --where "toy.kind = 'linear'"
each "so does the ReLU when features are always on" \
    'v["represented"] == 2 && within(v["gain"], -0.01, 0.01)' \
    $lesson1 runs --where "source.density = 1"
each "when rare it keeps four or five" \
    'within(v["represented"], 4, 5) && within(v["gain"], 0.63, 0.8)' \
    $lesson1 runs --where "toy.kind = 'relu' and source.density < 1"

lesson2=results/lesson2.db
tally 5 "pentagons" 'v["represented"] == 5' $lesson2 runs
each "their loss is that of the best" 'within(v["loss"], 0.0087, 0.0091)' \
    $lesson2 runs --where 'represented = 5'
each "of two pairs it is twice as much" 'within(v["loss"], 0.017, 0.0178)' \
    $lesson2 runs --where 'represented = 4'
each "long arrows and biases below 0" \
    'v["seed"] == 0 || within(v["norm"], 1.125, 1.145) && within(v["bias"], -0.255, -0.235)' \
    $lesson2 features
each "shares of 2/5" 'v["seed"] == 0 || within(v["dimensionality"], 0.39, 0.41)' \
    $lesson2 features

lesson3=results/lesson3.db
each "two above 4/7" 'v["represented"] == 2' $lesson3 runs --where 'source.density > 0.7'
each "three or four" 'within(v["represented"], 3, 4)' \
    $lesson3 runs --where 'source.density > 0.25 and source.density < 0.6'
each "four or five" 'within(v["represented"], 4, 5)' \
    $lesson3 runs --where 'source.density < 0.25'
each "the gain in the end" 'within(v["gain"], 0.6, 0.8)' \
    $lesson3 runs --where 'source.density < 0.06'
superpose table $lesson3 runs --over seed --columns gain | cut -f 2 | sed 1d >gains.txt
sort -c -n gains.txt || wrong "the gain does not grow all the way"

lesson4=results/lesson4.db
each "the first five" 'v["feature"] < 5 ? within(v["norm"], 0.99, 1.01) : v["norm"] < 0.01' \
    $lesson4 features --where 'source.density = 1'
each "the first eight" 'v["feature"] > 7 || v["norm"] > 0.9' \
    $lesson4 features --where 'source.density = 0.1'
each "eight or nine, none of the others" 'v["norm"] < 0.05' \
    $lesson4 features --where 'source.density = 0.1 and feature > 8'
each "the first eleven" 'v["norm"] > 0.9' \
    $lesson4 features --where 'source.density = 0.01 and feature < 11'
each "only one of the first two is alone" \
    'v["feature"] < 2 ? v["dimensionality"] > 0.49 : v["dimensionality"] < 0.53' \
    $lesson4 features --where 'source.density = 0.1'
tally 1 "feature 0, in one seed" 'v["dimensionality"] > 0.95' \
    $lesson4 features --where 'source.density = 0.1 and feature = 0'
tally 3 "feature 1, in all" 'v["dimensionality"] > 0.95' \
    $lesson4 features --where 'source.density = 0.1 and feature = 1'
each "at the same loss" 'within(v["loss"], 0.00815, 0.00826)' \
    $lesson4 runs --where 'source.density = 0.1'

lesson5=results/lesson5.db
each "a square" 'within(v["dimensionality"], 0.49, 0.51)' \
    $lesson5 features --where 'source.features = 4 and toy.hidden = 2'
each "a pentagon" 'within(v["dimensionality"], 0.39, 0.41)' \
    $lesson5 features --where 'source.features = 5 and toy.hidden = 2'
each "five of eight" 'v["represented"] == 5' \
    $lesson5 runs --where 'source.features = 8 and toy.hidden = 2'
each "an antiprism" 'within(v["dimensionality"], 0.36, 0.38)' \
    $lesson5 features --where 'source.features = 8 and toy.hidden = 3'
tally 6 "no tetrahedron but a pair" 'v["dimensionality"] > 0.49 && v["dimensionality"] < 0.51' \
    $lesson5 features --where 'source.features = 4 and toy.hidden = 3'
tally 6 "and two alone" 'v["dimensionality"] > 0.99' \
    $lesson5 features --where 'source.features = 4 and toy.hidden = 3'
each "the sum of D is m" 'within(v["sum_dimensionality"] - v["toy.hidden"], -0.05, 1e-6)' \
    $lesson5 runs

lesson6=results/lesson6.db
tally 192 "models" 1 $lesson6 runs
tally 12 "another class than on paper" 'v["phase"] != v["theory_phase"]' $lesson6 runs
tally 11 "that share just above the boundary" \
    'v["phase"] == "superposed" && v["phase"] != v["theory_phase"] &&
     v["source.density"] / v["theory_boundary"] < 1.05' $lesson6 runs
tally 0 "ignored though more important" \
    'v["source.importance_ratio"] > 1 && v["phase"] == "ignored"' $lesson6 runs
tally 1 "far from the boundary" 'v["phase"] != v["theory_phase"] &&
    (v["source.density"] / v["theory_boundary"] - 1) ^ 2 > 0.25 ^ 2' $lesson6 runs

lesson7=results/lesson7a.db
superpose table $lesson7 runs --columns loss --where "toy.kind = 'given'" |
    cut -f 1,4,6 | sort >codes.txt
# shellcheck disable=SC2016 # awk
holds "opposite is cheaper below q*, merged above" awk '
    { sum[$1, $2] += $3 }
    END {
        exit !(sum[0.5, "antipodal"] < sum[0.5, "merged"] &&
               sum[0.65, "antipodal"] > sum[0.65, "merged"])
    }' codes.txt
each "at 4/7" 'within(v["limit_pair_switch"], 0.5714, 0.5715)' $lesson7 runs
lesson7=results/lesson7b.db
set_of_two='source.features = 4 and feature / 2 = other / 2'
each "together and seldom: right angles" 'within(v["cosine"], -0.05, 0.05)' \
    $lesson7 pairs --where "$set_of_two and groups.mode = 'correlated' and source.density = 0.1"
each "opposite one of the other set" 'v["overlap_max"] < -0.99 &&
    int(v["feature"] / 2) != int(v["partner"] / 2)' $lesson7 features \
    --where "source.features = 4 and groups.mode = 'correlated' and source.density = 0.1"
each "together and often: merged" 'v["cosine"] > 0.999' \
    $lesson7 pairs --where "$set_of_two and groups.mode = 'correlated' and source.density = 0.3"
for case in '3 0.3' '1 0.1'; do
    exclusive="groups.mode = 'anticorrelated' and source.density = ${case#* }"
    tally $((2 * ${case% *})) "never together: opposite in some seeds" 'v["cosine"] < -0.999' \
        $lesson7 pairs --where "$set_of_two and $exclusive"
    tally "${case% *}" "at no loss" 'v["loss"] < 1e-6' \
        $lesson7 runs --where "source.features = 4 and $exclusive"
done

lesson8=results/lesson8.db
each "a linear layer has no special axes" 'v["polysemantic_neurons"] == 5' \
    $lesson8 runs --where "toy.kind = 'relu'"
each "features align with neurons" 'v["polysemantic_neurons"] == 0 && v["represented"] == 5' \
    $lesson8 runs --where "toy.kind = 'relu_hidden' and source.density = 0.75"
each "and share them when rare" 'v["polysemantic_neurons"] == 5' \
    $lesson8 runs --where "toy.kind = 'relu_hidden' and source.density = 0.02"
superpose table $lesson8 runs --columns loss | sed 1d >losses.txt
# shellcheck disable=SC2016 # awk
holds "the losses are equal, then seven times" awk '
    { sum[$1, $2] += $4 }
    END {
        common = sum[0.75, "relu_hidden"] / sum[0.75, "relu"]
        rare = sum[0.02, "relu_hidden"] / sum[0.02, "relu"]
        exit !(common > 0.99 && common < 1.01 && rare > 6.5 && rare < 7.9)
    }' losses.txt

lesson9=results/lesson9.db
# reads LATENTS KIND: explained, MCC, null within what the text says.
reads() {
    each "$1 latents of $2" "within(v[\"explained\"], $3, $4) && within(v[\"mcc\"], $5, $6)" \
        $lesson9 runs --where "source.features = $1 and sae.kind = '$2'"
}
reads 16 l1 0.735 0.815 0.885 0.955
reads 16 batch_topk 0.915 0.925 0.755 0.775
reads 64 l1 0.575 0.605 0.835 0.865
reads 64 batch_topk 0.875 0.895 0.725 0.755
each "the null" 'within(v["mcc_null"], 0.685, 0.695)' \
    $lesson9 runs --where 'source.features = 64'

lesson10=results/lesson10.db
each "all of them up to three per dimension" \
    'v["represented_per_dim"] == v["source.features"] / 8' \
    $lesson10 runs --where "toy.kind = 'relu' and source.features < 25"
each "then no more" 'within(v["represented_per_dim"], 4.1, 4.4) &&
    within(v["r2_per_dim"], 2.25, 2.35) && within(v["plateau_load_relu"], 3.865, 3.875)' \
    $lesson10 runs --where "toy.kind = 'relu' and source.features > 25"
each "linear models explain one" 'within(v["r2_per_dim"], 0.95, 1.05)' \
    $lesson10 runs --where "toy.kind = 'linear'"
for claim in explains_more norm_grows no_more_explained no_more_norm; do
    holds "$claim" grep -q "^$claim .*: supported" out.txt
done
holds "no verdict on fixed activity" grep -q '^fixed_activity .*no verdict' out.txt

# With WIDE=1, what the text says of more seeds than its commands have.
[ -n "${WIDE-}" ] || {
    echo "$checks checks"
    exit 0
}
# again LESSON SEEDS: its first runs once more.
again() {
    commands docs/lessons/"$1"-*.md | sed '/^superpose [^r]/,$d' |
        sed "s/seed.count=[0-9]*/seed.count=$2/; s/lesson\([0-9]*[ab]*\).db/wide\1.db/" >lesson.sh
    sh -e lesson.sh >out.txt 2>err.txt || wrong "lesson $1, $2 seeds: $(cat err.txt)"
}
again 02 60
tally 45 "pentagons" 'v["represented"] == 5' results/wide2.db runs
tally 15 "two pairs" 'v["represented"] == 4' results/wide2.db runs
again 04 20
for case in '9 0' '10 1' '3 2'; do
    tally "${case% *}" "alone in a dimension" 'v["dimensionality"] > 0.95' results/wide4.db \
        features --where "source.density = 0.1 and feature = ${case#* }"
done
again 05 20
eight='source.features = 8 and toy.hidden = 2'
tally 14 "five of eight" 'v["represented"] == 5' results/wide5.db runs --where "$eight"
each "more are better" 'v["represented"] == 5 ? v["loss"] > 0.0327 : v["loss"] < 0.0327' \
    results/wide5.db runs --where "$eight"
tally 36 "two alone, in 18 seeds" 'v["dimensionality"] > 0.995' results/wide5.db features \
    --where 'source.features = 4 and toy.hidden = 3'
again 09 8
each "L1 is nearer to the truth, BatchTopK to the data" \
    'v["sae.kind"] == "l1" && within(v["mcc"], 0.84, 0.87) && v["explained"] < 0.6 ||
     v["sae.kind"] != "l1" && within(v["mcc"], 0.71, 0.77) && v["explained"] > 0.86' \
    results/wide9.db runs --where 'source.features = 64'
commands docs/lessons/07-*.md | sed -n '/correlated.yaml/,/train.steps/p' |
    sed 's/seed.count=8/seed.count=40/; s/lesson7b/wide7/' >lesson.sh
sh -e lesson.sh >out.txt 2>err.txt || wrong "lesson 7, 40 seeds: $(cat err.txt)"
for case in '23 0.3' '16 0.1'; do
    tally "${case% *}" "never together: opposite" 'v["cosine"] < -0.999' results/wide7.db pairs \
        --where "$set_of_two and feature = 0 and groups.mode = 'anticorrelated' and
                 source.density = ${case#* }"
done
echo "$checks checks"
