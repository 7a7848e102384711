# Sets of features that come together or exclude each other: their vectors, W^T W, and over
# density the cosines within and between sets and the collapse of pairs to one direction.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.2))
set output figure
set multiplot

levels = distinct('runs --where "source.features = 4"', 'source.density')
seeds = words(distinct('runs --where "source.features = 4"', 'seed'))
sparse = word(levels, words(levels) - 2)
array tint[3] = [0x0072b2, 0xd55e00, 0x009e73]
set key off
unset grid
wide = 0.147
row = 0.61
high = wide * 7.2 / 4.2

# Vectors.
unset border
unset tics
array n[4] = [4, 4, 6, 6]
array mode[4] = ['correlated', 'anticorrelated', 'correlated', 'anticorrelated']
set xrange [-1.35:1.35]
set yrange [-1.35:1.35]
set object 1 circle at 0,0 size 1 fillstyle empty border linecolor '#bbbbbb' linewidth 0.5 back
eval(note(11, sprintf('Vectors and maps: best of %d seeds; colours: sets; circles: norm 1; map from -1, blue, to 1, red. Density is that of a set; ', seeds) . \
    'members have sizes of their own.', 0.012, 0.055))
eval(note(12, sprintf('Below: points: pairs or features of all %d seeds; lines and bars: mean and standard deviation over seeds. ', seeds) . \
    'Dashed: linear PCA. Collapsed: cosine above 0.99.', 0.012, 0.02))
do for [k = 1:4] {
    here = sprintf("source.features = %d AND groups.mode = '%s' AND source.density = %s", n[k], mode[k], sparse)
    eval(panel(0.008 + 0.150 * (k - 1), 0.008 + 0.150 * (k - 1) + wide, row, row + high))
    set title sprintf("%d sets of 2\n%s\n{/*0.86 density %.2g}", n[k] / 2, mode[k], sparse + 0) offset 0,-0.9
    vectors = rows('features --columns w0,w1 --where "' . here . ' AND seed = ' . best(here) . '"')
    plot vectors using (0):(0):'w0':'w1':(tint[1 + int(column('feature') / 2)]) \
             with vectors nohead linewidth 1.6 linecolor rgb variable, \
         vectors using 'w0':'w1':(tint[1 + int(column('feature') / 2)]) \
             with points pointtype 7 pointsize 0.7 linecolor rgb variable
    unset label
}
unset object 1

# Maps of the sets of ten.
set border 15
set xrange [-0.5:19.5]
set yrange [19.5:-0.5]
set cbrange [-1:1]
eval('set palette ' . diverging)
do for [k = 1:2] {
    here = sprintf("source.features = 20 AND groups.mode = '%s' AND source.density = %s", mode[k], sparse)
    left = 0.652 + 0.185 * (k - 1)
    eval(panel(left, left + wide, row, row + high))
    set title sprintf("W^T W, 2 sets of 10\n%s\n{/*0.86 density %.2g}", mode[k], sparse + 0)
    set ytics ('1' 0, '10' 9, '20' 19) offset 0.6,0
    set xtics ('1' 0, '10' 9, '20' 19) offset 0,0.5
    set arrow 1 from 9.5,-0.5 to 9.5,19.5 nohead linewidth 0.4 front
    set arrow 2 from -0.5,9.5 to 19.5,9.5 nohead linewidth 0.4 front
    chosen = here . ' AND seed = ' . best(here)
    pairs = rows('pairs --columns overlap --where "' . chosen . '"')
    plot pairs using 'feature':'other':(0.53):(0.53):'overlap' with boxxyerror fillcolor palette, \
         pairs using 'other':'feature':(0.53):(0.53):'overlap' with boxxyerror fillcolor palette, \
         rows('features --columns norm --where "' . chosen . '"') \
             using 'feature':'feature':(0.53):(0.53):(column('norm')**2) with boxxyerror fillcolor palette
}
unset arrow

# Over density.
set border 3
set grid
set logscale x
set xrange [1.35:0.0074]
unset xtics
set xtics nomirror (1, '' 0.3, 0.1, '' 0.03, 0.01) offset 0,0.4
set xlabel 'density p' offset 0,0.8
set title offset 0,-0.6
set key font ',6' samplen 0.8 spacing 0.95
unset ytics
set ytics nomirror autofreq 0.5 offset 0.5,0
place(k) = panel(0.058 + 0.199 * k, 0.058 + 0.199 * k + 0.137, 0.21, 0.47)
scattered(c) = column(c) * exp(0.25 * (rand(0) - 0.5))
# The mean of column(s) per density of rows that a condition of awk on columns keeps.
averaged(arguments, what, sieve) = '< ' . piped(arguments, \
    'NR == 1 {for (i = 1; i <= NF; i++) at[$i] = i; print "source.density", "mean", "sd"; next} ' . \
    '{d = $at["source.density"]; a = int($at["feature"] / $at["groups.size"]); b = int($at["other"] / $at["groups.size"])} ' . \
    sieve . ' {v = ' . what . '; t[d, $at["seed"]] += v; u[d, $at["seed"]]++; seed[$at["seed"]] = 1; if (!(d in known)) {known[d] = 1; order[++n] = d}} ' . \
    'END {for (i = 1; i <= n; i++) {d = order[i]; c = x = xx = 0; for (s in seed) if (u[d, s]) {v = t[d, s] / u[d, s]; c++; x += v; xx += v * v} ' . \
    'print d, x / c, (c > 1 ? sqrt((xx - x * x / c > 0 ? xx - x * x / c : 0) / (c - 1)) : 0)}}')
cosine = '$at["cosine"]'
size = '($at["cosine"] < 0 ? -$at["cosine"] : $at["cosine"])'
pair(n, mode) = sprintf("pairs --columns cosine --where \"source.features = %d AND groups.mode = '%s'\"", n, mode)
within(c) = floor(column('feature') / column('groups.size')) == floor(column('other') / column('groups.size')) ? column(c) : NaN

eval(place(0))
set yrange [-1.08:1.08]
set ylabel 'cosine within a set' offset 1.6,0
set title '2 sets of 2'
set key off
set label 1 'correlated' at 0.0085,0.17 right font ',6' textcolor rgb tint[1]
set label 2 'anticorrelated' at 0.0085,-0.4 right font ',6' textcolor rgb tint[2]
plot for [k = 1:2] rows(pair(4, mode[k])) using (scattered('source.density')):(within('cosine')) \
         with points pointtype 7 pointsize 0.25 linecolor rgb faded(tint[k], 0.45) notitle, \
     for [k = 1:2] averaged(pair(4, mode[k]), cosine, 'a == b') using 'source.density':'mean' \
         with lines linewidth 1.3 linecolor rgb tint[k]
unset label

eval(place(1))
set yrange [0:1.05]
set ylabel 'mean |cosine|'
set title '2 sets of 10, correlated'
set key on right top
plot averaged(pair(20, 'correlated'), size, 'a == b') using 'source.density':'mean':'sd' \
         with yerrorlines pointtype 7 pointsize 0.35 linewidth 1 linecolor rgb hue[1] title 'within a set', \
     averaged(pair(20, 'correlated'), size, 'a != b') using 'source.density':'mean':'sd' \
         with yerrorlines pointtype 7 pointsize 0.35 linewidth 1 linecolor rgb hue[5] title 'between sets'

eval(place(2))
set yrange [-0.35:1.08]
set ylabel 'cosine within a pair'
set title '3 sets of 2, correlated'
set key off
plot 1 with lines dashtype 2 linewidth 0.8 linecolor 'black', \
     rows(pair(6, 'correlated')) using (scattered('source.density')):(within('cosine')) \
         with points pointtype 7 pointsize 0.25 linecolor rgb faded(tint[1], 0.6)

eval(place(3))
set yrange [0:1.25]
set ylabel 'norm of a feature'
set label 1 '1/√2' at 0.0082,0.64 right font ',6'
plot 1 / sqrt(2) with lines dashtype 2 linewidth 0.8 linecolor 'black', \
     rows("features --columns norm --where \"source.features = 6 AND groups.mode = 'correlated'\"") \
         using (scattered('source.density')):'norm' with points pointtype 7 pointsize 0.25 linecolor rgb faded(tint[1], 0.6)
unset label

eval(place(4))
set yrange [-0.25:3.25]
set ytics nomirror 1
set ylabel 'collapsed pairs of 3' offset 1,0
plot averaged(pair(6, 'correlated'), '($at["cosine"] > 0.99)', 'a == b') using 'source.density':(3 * column('mean')):(3 * column('sd')) \
         with yerrorlines pointtype 7 pointsize 0.35 linewidth 1 linecolor rgb hue[1]
unset multiplot
