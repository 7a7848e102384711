# How much of the geometry the statistics of the data foretell, and the pairs themselves.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.6))
set output figure
set multiplot

# The sources, as they stand in the file.
array law[4] = ['source.density_law = ''log''', 'source.importance = ''geometric''', 'source.kind = ''blocks''', 'source.kind = ''copula''']
array title[4] = ['Densities differ', 'Importances differ', 'Blocks of four', 'Low-rank copula']
sizes = distinct('runs --columns predict_r2', 'source.features')
largest = word(sizes, words(sizes))
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
seeds = int(cell('runs --over seed --columns predict_r2', 'count'))
p_least = cell('runs --columns source.density_last', 'source.density_last') + 0
seed_shown = word(distinct('runs --columns predict_r2', 'seed'), 1)
of(k, toy) = '"' . law[k] . sprintf(' AND toy.kind = ''%s''"', toy)

eval(panel(0.075, 0.985, 0.635, 0.935))
set title '{/:Bold Out-of-sample R^2 of cosines from the statistics of the data}' offset 0,-0.6
set ylabel 'R^2' offset 1.2,0
set xrange [0.5:4.5]
set yrange [*:*]
set xtics nomirror scale 0 ('' 1)
set for [k = 1:4] xtics add (title[k] k) offset 0,0.3
set key at graph 0.01,0.99 left top Left reverse font ',6' samplen 0.8 spacing 1.0
shift(c) = (column('source.features') == word(sizes, 1) + 0 ? -0.15 : 0.15)
summary(k, toy) = rows('runs --over seed --columns predict_r2,predict_r2_null --where ' . of(k, toy))
each(k, toy) = rows('runs --columns predict_r2,predict_r2_null --where ' . of(k, toy))
plot 0 with lines linewidth 0.8 linecolor rgb '#444444' notitle, \
     for [k = 1:4] each(k, 'given') using (k + shift(0) + 0.07):'predict_r2' with points pointtype 7 pointsize 0.18 linecolor rgb '#bbbbbb' title k == 1 ? 'random directions' : '', \
     for [k = 1:4] each(k, 'relu') using (k + shift(0)):'predict_r2_null' with points pointtype 2 pointsize 0.22 linewidth 0.7 linecolor rgb hue[2] title k == 1 ? 'statistics swapped' : '', \
     for [k = 1:4] each(k, 'relu') using (k + shift(0) - 0.07):'predict_r2' with points pointtype 7 pointsize 0.22 linecolor rgb hue[1] title k == 1 ? 'trained, a point for each seed' : ''

# The statistic that varies, against the cosine, in one seed: all of them would be
# megabytes of points.
one(k) = '"' . law[k] . ' AND toy.kind = ''relu'' AND seed = ' . seed_shown . '"'
set xtics nomirror autofreq offset 0,0.4 scale 0.6
set yrange [-1.08:1.08]
set ytics nomirror 0.5 offset 0.5,0
set key off
densities(k) = '< { ' . table('features --columns density,importance --where ' . one(k)) . '; ' . table('pairs --columns cosine,phi --where ' . one(k)) . "; } | awk -F '\t' -v OFS='\t' '" . \
    '/seed/ {split("", c); for (i = 1; i <= NF; i++) c[$i] = i; second = "other" in c; if (second) print "fact", "cosine"; next} ' . \
    sprintf('$c["source.features"] != %s {next} ', largest) . \
    '!second {p[$c["seed"], $c["feature"]] = $c["density"]; I[$c["seed"], $c["feature"]] = $c["importance"]; next} ' . \
    '{s = $c["seed"]; i = $c["feature"]; j = $c["other"]; print ' . \
    (k == 1 ? 'p[s, i] * p[s, j]' : k == 2 ? 'I[s, i] * I[s, j]' : '$c["phi"]') . ", " . '$c["cosine"]}' . "'"
array fact[4] = ['p_i p_j', 'I_i I_j', 'φ_{ij}', 'φ_{ij}']
do for [k = 1:4] {
    left = 0.075 + 0.237 * (k - 1)
    eval(panel(left, left + 0.195, 0.215, 0.500))
    set title '{/:Bold ' . title[k] . '}' offset 0,-0.6
    set xlabel fact[k] offset 0,0.8
    set autoscale x
    if (k == 1) { set logscale x } else { unset logscale x }
    if (k == 3) { set xrange [-0.1:0.4] }
    if (k == 1) { set xtics nomirror autofreq } else { set xtics nomirror k == 2 ? 0.5 : 0.2 }
    if (k == 1) { set ylabel 'cosine' offset 1.2,0; set format x '%g' } else { unset ylabel }
    if (k == 1) {
        eval(note(11, 'Least squares on φ, φ^2, P_{ij}, sums and products of densities and of importances; fitted on pairs among half of the features, judged on the other half.', 0.012, 0.105))
        eval(note(12, sprintf('Above: left and right of each place n = %s and %s in %d dimensions. Represented features only. R^2 below 0: the mean cosine is the better guess. Below: all pairs,', word(sizes, 1), largest, m), 0.012, 0.068))
        eval(note(13, sprintf('n = %s, of seed %s, against one of these statistics; %d seeds above. Densities: even in the logarithm down to %g.', largest, seed_shown, seeds, p_least), 0.012, 0.031))
    }
    plot densities(k) using 'fact':'cosine' with points pointtype 7 pointsize 0.08 linecolor rgb hue[1] notitle
    unset label
}
unset multiplot
