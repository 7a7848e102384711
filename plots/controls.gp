# The loss where features depend on each other, of models that were taught so, that were
# taught how many are on, and that were taught independent features; beside the best
# linear map.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

sizes = distinct('runs --columns loss', 'source.features')
levels = distinct('runs --columns loss', 'source.density')
laws = distinct('runs --columns loss', 'blocks.law')
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
seeds = int(cell('runs --over seed --columns loss', 'count'))
array taught[3] = ['none', 'l0', 'shuffle']
array title[3] = ['these features', 'how many are on', 'independent features']
of(n, p, law, control) = rows('runs --over seed --columns loss,linear_loss --where ' . \
    sprintf('"source.features = %s AND source.density = %s AND blocks.law = ''%s'' AND train.control = ''%s''"', n, p, law, control))

set xrange [-0.03:0.53]
set xtics nomirror 0.25 offset 0,0.4
set xlabel 'correlation φ in blocks of four' offset 0,0.9
set logscale y
set format y '10^{%T}'
panels = words(sizes) * words(levels)
do for [k = 1:panels] {
    n = word(sizes, (k - 1) / words(levels) + 1)
    p = word(levels, (k - 1) % words(levels) + 1)
    left = 0.075 + 0.238 * (k - 1)
    eval(panel(left, left + 0.175, 0.280, 0.900))
    set title sprintf('{/:Bold n / m = %g, p = %s}', n / (m + 0.0), p) offset 0,-0.6
    if (k == 1) { set ylabel 'loss on the dependent features' offset 1.0,0 } else { unset ylabel }
    if (k == 2) { set key at graph 0.02,0.01 left bottom Left reverse font ',6' samplen 1.4 spacing 0.95 } else { set key off }
    if (k == 1) {
        eval(note(11, sprintf('Models taught by these features, by as many that are on at once but at random which, and by independent features: mean and least to greatest of %d seeds.', seeds), 0.012, 0.075))
        eval(note(12, sprintf('%d dimensions, uniform sizes. Filled: blocks by a common source, open: by a Gaussian factor. Where φ is 0 all three are taught the same.', m), 0.012, 0.025))
    }
    plot of(n, p, word(laws, 1), 'none') using 'blocks.phi':'linear_loss' with lines dashtype 2 linewidth 1 linecolor rgb '#444444' title 'best linear map', \
         for [law in laws] for [c = 1:3] of(n, p, law, taught[c]) using (column('blocks.phi') + 0.006 * (c - 2)):'loss':'loss_min':'loss_max' \
             with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[c] notitle, \
         for [w = 1:words(laws)] for [c = 1:3] of(n, p, word(laws, w), taught[c]) using (column('blocks.phi') + 0.006 * (c - 2)):'loss' \
             with linespoints pointtype (w == 1 ? 7 : 6) pointsize 0.35 linewidth 1 linecolor rgb hue[c] title (w == 1 ? title[c] : '')
    unset label
}
unset multiplot
