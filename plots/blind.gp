# psi of autoencoders against what is known of the models: norm and recovered variance per
# dimension, over all models and along the correlation alone.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.8))
set output figure
set multiplot

kinds = distinct('runs --columns psi', 'sae.kind')
sizes = distinct('runs --columns psi', 'source.features')
levels = distinct('runs --columns psi', 'source.density')
phis = distinct('runs --columns psi', 'blocks.phi')
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
latents = cell('runs --columns sae.latents', 'sae.latents') + 0
seeds = int(cell('runs --over seed --columns psi', 'count'))
listed(three) = sprintf('%s, %s and %s', word(three, 1), word(three, 2), word(three, 3))
known = 'psi,psi_null,psi_ceiling,norm2_per_dim,recovered_per_dim'
over(kind, n, phi) = rows('runs --over seed --columns ' . known . sprintf(' --where "sae.kind = ''%s'' AND source.features = %s AND blocks.phi = %s"', kind, n, phi))
along(n, p) = rows('runs --over seed --columns ' . known . sprintf(' --where "sae.kind = ''%s'' AND source.features = %s AND source.density = %s"', word(kinds, 1), n, p))
array filled[3] = [7, 5, 9]
array ink[4] = ['#440154', '#2a788e', '#e69f00', '#7ad151']

array known_as[2] = ['norm2_per_dim', 'recovered_per_dim']
array spoken[2] = ['‖W‖_F^2 / m', 'Σ_i max(0, R^2_i) / m']
set yrange [0:latents / m + 0.15]
set ytics nomirror 1 offset 0.5,0
do for [row = 1:2] { do for [k = 1:words(kinds)] {
    left = 0.060 + 0.255 * (k - 1)
    bottom = row == 1 ? 0.625 : 0.200
    eval(panel(left, left + 0.215, bottom, bottom + 0.300))
    if (row == 1) { set title '{/:Bold ' . (word(kinds, k) eq 'l1' ? 'L1' : 'BatchTopK') . '}' offset 0,-0.6 } else { unset title }
    if (k == 1) { set ylabel 'ψ, effective features / m' offset 0.8,0 } else { unset ylabel }
    set xlabel spoken[row] offset 0,0.8
    set xrange [0:row == 1 ? 6 : 4.2]
    set xtics nomirror 1 offset 0,0.4
    if (row == 1 && k == 1) { set key at graph 0.99,0.03 right bottom Right font ',6' samplen 0.6 spacing 0.95 } else { set key off }
    if (row == 1 && k == 1) {
        eval(note(11, sprintf('%d dimensions, %d latents whatever the features; density %s; blocks of four; mean and standard deviation of %d seeds.', m, latents, listed(levels), seeds), 0.012, 0.090))
        eval(note(12, 'Circles, squares, triangles: ' . listed(sizes) . ' features. Crosses: the true dictionary with matching pursuit (ceiling). Dotted: the best null, mostly a random dictionary.', 0.012, 0.055))
        eval(note(13, 'Right: at the most features, along the correlation, of L1; what is known of the models above and below, ψ between.', 0.012, 0.020))
    }
    plot for [j = 1:words(phis)] for [i = 1:3] over(word(kinds, k), word(sizes, i), word(phis, j)) using (column(known_as[row])):'psi_null' \
             with points pointtype 7 pointsize 0.1 linecolor rgb '#444444' notitle, \
         for [j = 1:words(phis)] for [i = 1:3] over(word(kinds, k), word(sizes, i), word(phis, j)) using (column(known_as[row])):'psi_ceiling' \
             with points pointtype 2 pointsize 0.25 linewidth 0.6 linecolor rgb '#999999' notitle, \
         for [j = 1:words(phis)] for [i = 1:3] over(word(kinds, k), word(sizes, i), word(phis, j)) \
             using (column(known_as[row])):'psi':(column(known_as[row] . '_sd')):'psi_sd' with xyerrorbars pointtype 0 linewidth 0.6 linecolor rgb ink[j] notitle, \
         for [j = 1:words(phis)] for [i = 1:3] over(word(kinds, k), word(sizes, i), word(phis, j)) using (column(known_as[row])):'psi' \
             with points pointtype filled[i] pointsize 0.45 linecolor rgb ink[j] title i == 1 ? 'φ = ' . word(phis, j) : ''
    unset label
} }

array column_of[3] = ['norm2_per_dim', 'psi', 'recovered_per_dim']
array name[3] = ['‖W‖_F^2 / m', 'ψ of L1', 'Σ max(0, R^2) / m']
n = word(sizes, words(sizes))
set xrange [-0.05:0.95]
set xtics nomirror 0.3 offset 0,0.4
array spacing[3] = [1, 0.5, 0.5]
do for [r = 1:3] {
    bottom = 0.735 - 0.2675 * (r - 1)
    eval(panel(0.635, 0.985, bottom, bottom + 0.190))
    eval(r == 2 ? 'set yrange [2:4.1]' : r == 1 ? 'set yrange [2.8:6.2]' : 'set yrange [2:4.1]')
    set ytics nomirror spacing[r] offset 0.5,0
    set ylabel name[r] offset 0.8,0
    if (r == 1) { set title sprintf('{/:Bold n = %s, along the correlation}', n) offset 0,-0.6 } else { unset title }
    if (r == 3) { set xlabel 'correlation of events in a block, φ' offset 0,0.8 } else { unset xlabel }
    if (r == 1) { set key at graph 0.99,0.98 right top Right font ',6' samplen 1.0 spacing 0.95 } else { set key off }
    plot for [d = 1:words(levels)] along(n, word(levels, d)) using 'blocks.phi':(column(column_of[r])):(column(column_of[r] . '_min')):(column(column_of[r] . '_max')) \
             with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[d] notitle, \
         for [d = 1:words(levels)] along(n, word(levels, d)) using 'blocks.phi':(column(column_of[r])) \
             with linespoints pointtype 7 pointsize 0.35 linewidth 1 linecolor rgb hue[d] title 'density ' . word(levels, d)
}
unset multiplot
