# Several measures of superposition against how often two features of a block are on
# together, from never to as often as independent ones.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.6))
set output figure
set multiplot

sizes = distinct('runs --columns loss', 'source.features')
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
p = cell('runs --columns source.density', 'source.density') + 0
seeds = int(cell('runs --over seed --columns loss', 'count'))
array name[4] = ['norm2_per_dim', 'recovered_per_dim', 'gain', 'cosine_within']
array title[4] = ['||W||^2 / m', 'recovered / m', 'gain over linear', 'cosine in blocks']
of(j, control) = rows('runs --over seed --columns norm2_per_dim,recovered_per_dim,gain,cosine_within --where ' . \
    sprintf('"source.features = %s AND source.control = ''%s''"', word(sizes, j), control))
lift(c) = 1 + column('blocks.phi') * (1 - p) / p
load_of(j) = sprintf('n / m = %.2g', word(sizes, j) / (1.0 * m))

set xrange [-0.03:1.03]
set xtics nomirror 0.5 offset 0,0.4
set xlabel 'P(both) / p^2' offset 0,0.9
do for [k = 1:4] {
    left = 0.055 + 0.243 * (k - 1)
    eval(panel(left, left + 0.195, 0.30, 0.90))
    set title '{/:Bold ' . title[k] . '}' offset 0,-0.6
    if (k <= 2) { set yrange [0:6]; set ytics nomirror 2 offset 0.5,0 }
    if (k == 3) { set yrange [0:1]; set ytics nomirror 0.5 offset 0.5,0 }
    if (k == 4) { set yrange [-0.4:0.1]; set ytics nomirror 0.2 offset 0.5,0 }
    if (k == 2) { set key at graph 0.98,0.99 right top font ',6' samplen 1.2 spacing 1.0 } else { set key off }
    if (k == 1) {
        eval(note(11, sprintf('Density %.2g, %d dimensions, blocks of four, uniform sizes; mean and least to greatest of %d seeds. Dashed: shuffled, where features are independent.', p, m, seeds), 0.012, 0.05))
    }
    plot for [j = 1:words(sizes)] of(j, 'shuffle') using (lift(0)):(column(name[k])) smooth unique with lines dashtype 2 linewidth 0.8 linecolor rgb hue[j] notitle, \
         for [j = 1:words(sizes)] of(j, 'none') using (lift(0)):(column(name[k] . '_min')):(0):(column(name[k] . '_max') - column(name[k] . '_min')) \
             with vectors nohead linewidth 0.7 linecolor rgb hue[j] notitle, \
         for [j = 1:words(sizes)] of(j, 'none') using (lift(0)):(column(name[k])) smooth unique with linespoints pointtype 7 pointsize 0.3 linecolor rgb hue[j] title load_of(j)
    unset label
}
unset multiplot
