# The cosine of two features against how their events are correlated, pair by pair; below,
# rank correlation, who is opposed, and how well antipodal pairs are matched.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.8))
set output figure
set multiplot

sizes = distinct('runs --columns phi_spearman', 'source.features')
levels = distinct('runs --columns phi_spearman', 'source.density')
loads = distinct('runs --columns phi_spearman', 'copula.load')
strongest = word(loads, words(loads))
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
seeds = int(cell('runs --over seed --columns phi_spearman', 'count'))
digon = cell('runs --columns amount.digon', 'amount.digon') + 0
# Trained, random directions, and taught by independent features.
array whose[3] = ['toy.kind = ''relu'' AND train.control = ''none''', 'toy.kind = ''given''', 'train.control = ''shuffle''']
where(n, p, l) = sprintf(' --where "source.features = %s AND source.density = %s AND copula.load = %s AND %s"', n, p, l, whose[1])
pairs(n, over) = rows('pairs ' . over . ' --columns phi,cosine' . where(n, word(levels, 1), strongest))

# Pairs of which each is the other's most opposed and nearly antipodal, as in measure
# `amount`; one beyond the axes where there is none, as nothing cannot be drawn.
partners(n) = '< ' . piped('pairs --columns phi,cosine' . where(n, word(levels, 1), strongest), \
    'NR == 1 {for (i = 1; i <= NF; i++) c[$i] = i; print "phi", "cosine"; next} ' . \
    '{s = $c["seed"]; i = $c["feature"]; j = $c["other"]; x = $c["cosine"]; row[++rows] = s FS i FS j FS x FS $c["phi"]; ' . \
    'if (x < low[s, i] + 0) low[s, i] = x; if (x < low[s, j] + 0) low[s, j] = x} ' . \
    'END {print -9, -9; for (r = 1; r <= rows; r++) {split(row[r], v, FS); s = v[1]; ' . \
    sprintf('if (v[4] < -%g && v[4] == low[s, v[2]] && v[4] == low[s, v[3]]) print v[5], v[4]}}', digon))

set xrange [-0.15:0.62]
set yrange [-1.08:1.08]
set ytics nomirror 0.5 offset 0.5,0
set xtics nomirror 0.2 offset 0,0.4
set xlabel 'correlation of events, φ_{ij}' offset 0,0.8
set arrow 1 from 0,graph 0 to 0,graph 1 nohead linewidth 0.6 dashtype 2 linecolor '#777777'
do for [k = 1:words(sizes)] {
    n = word(sizes, k)
    left = 0.070 + 0.318 * (k - 1)
    eval(panel(left, left + 0.268, 0.630, 0.935))
    set title sprintf('{/:Bold %g features per dimension}', n / (m + 0.0)) offset 0,-0.6
    if (k == 1) { set ylabel 'cosine of the two features' offset 1.4,0 } else { unset ylabel }
    if (k == 1) { set key at graph 0.99,0.02 right bottom Right font ',6' samplen 0.6 spacing 1.0 } else { set key off }
    plot pairs(n, '') using 'phi':'cosine' with points pointtype 7 pointsize 0.14 linecolor rgb '#bbbbbb' title 'a pair in one seed', \
         partners(n) using 'phi':'cosine' with points pointtype 7 pointsize 0.2 linecolor rgb hue[2] title 'antipodal partners', \
         pairs(n, '--over seed') using 'phi':'cosine' with points pointtype 6 pointsize 0.3 linewidth 0.6 linecolor rgb hue[1] title 'mean over seeds'
}
unset arrow 1

over(n, p, w, column) = rows(sprintf('runs --over seed --columns %s --where "source.features = %s AND source.density = %s AND %s"', column, n, p, whose[w]))
x(k, d) = column('copula.load')**2 * 4 + 0.012 * (k - 2) + 0.004 * (d - 1.5)
array name[3] = ['phi_spearman', 'opposed_depletion', 'matching_efficiency']
array title[3] = ['Spearman: cosine with φ', 'P(j | i) of opposed / of all pairs', 'Matching efficiency']
array low[3] = [-0.35, 0, -0.3]
array top[3] = [0.8, 1.7, 1.08]
array chance[3] = [0, 1, 0]
set xrange [-0.05:0.68]
set xlabel 'mean communality of a feature' offset 0,0.8
do for [p = 1:3] {
    left = 0.070 + 0.318 * (p - 1)
    eval(panel(left, left + 0.268, 0.190, 0.480))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    set yrange [low[p]:top[p]]
    set ytics nomirror autofreq offset 0.5,0
    unset ylabel
    if (p == 1) { set key at graph 0.02,0.99 left top Left reverse font ',6' samplen 1.2 spacing 0.95 } else { set key off }
    if (p == 1) {
        eval(note(11, sprintf('Above: density %s, communality %.1f; %d seeds. Antipodal partners: each the other''s most opposed, cosine < -%g. Below: mean and least to greatest of the seeds;', word(levels, 1), 4 * strongest**2, seeds, digon), 0.012, 0.090))
        eval(note(12, 'filled: density ' . word(levels, 1) . ', open: ' . word(levels, 2) . '. Grey: random directions; dotted: models taught by independent features. Dashed: chance. Opposed: cosine < -1/2. Efficiency: of antipodal pairs,', 0.012, 0.055))
        eval(note(13, '1 for the best matching; at two features per dimension, where all features are in such pairs.', 0.012, 0.020))
    }
    first = p == 3 ? 2 : 1
    last = p == 3 ? 2 : words(sizes)
    plot chance[p] with lines dashtype 2 linewidth 1 linecolor rgb '#444444' notitle, \
         for [k = first:last] for [d = 1:2] over(word(sizes, k), word(levels, d), 3, name[p]) using (x(k, d)):(column(name[p])) \
             with linespoints pointtype 7 pointsize 0.2 dashtype 3 linewidth 0.7 linecolor rgb '#999999' notitle, \
         for [k = first:last] for [d = 1:2] over(word(sizes, k), word(levels, d), p == 3 ? 3 : 2, name[p]) using (x(k, d)):(column(name[p])) \
             with linespoints pointtype 7 pointsize 0.2 linewidth 0.7 linecolor rgb '#999999' notitle, \
         for [k = first:last] for [d = 1:2] over(word(sizes, k), word(levels, d), 1, name[p]) using (x(k, d)):(column(name[p])):(column(name[p] . '_min')):(column(name[p] . '_max')) \
             with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[k] notitle, \
         for [k = first:last] for [d = 1:2] over(word(sizes, k), word(levels, d), 1, name[p]) using (x(k, d)):(column(name[p])) \
             with linespoints pointtype d == 1 ? 7 : 6 pointsize 0.4 linewidth 1 linecolor rgb hue[k] title d == 1 ? sprintf('n / m = %g', word(sizes, k) / (m + 0.0)) : ''
    unset label
}
unset multiplot
