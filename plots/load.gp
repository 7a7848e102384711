# Squared norm, explained variance and represented features per dimension against features
# per dimension, at fixed densities and at fixed activity, beside what the mean field says.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 5.6))
set output figure
set multiplot

relu = "toy.kind = 'relu'"
levels = distinct('runs --columns load --where "' . relu . '"', 'source.density')
sizes = distinct('runs --columns load', 'toy.hidden')
seeds = int(cell('runs --over seed --columns load', 'count'))
activities = '0.2 0.4 0.8'
array name[3] = ['norm2_per_dim', 'r2_per_dim', 'represented_per_dim']
array title[3] = ['||W||^2 / m', 'explained: Σ_i R_i^2 / m', 'represented / m']
array ink[4] = ['#440154', '#0072b2', '#009e73', '#e69f00']
of(condition) = rows('runs --over seed --columns load,norm2_per_dim,r2_per_dim,represented_per_dim,' . \
    'plateau_load_relu,mean_field_recovered_relu,antipodal_recovered --where "' . condition . '"')
dense(d, j) = of(sprintf('%s AND source.density = %s AND toy.hidden = %s', relu, word(levels, d), word(sizes, j)))
active(a, j) = of(sprintf('%s AND abs(l0_mean / toy.hidden - %s) < 0.001 AND toy.hidden = %s', relu, word(activities, a), word(sizes, j)))
linear(j) = of(sprintf("toy.kind = 'linear' AND toy.hidden = %s", word(sizes, j)))
from(c, j) = j <= words(sizes) ? dense(c, j) : active(c, 1)
lesser(x, y) = x < y ? x : y
larger(x, y) = x > y ? x : y
x(c) = column('load')

# What the mean field expects, of norms and numbers (k = 1, 3) and of what is explained.
expected(k) = k != 2 ? lesser(x(0), column('plateau_load_relu')) : x(0) <= 1 ? x(0) : \
    larger(column('mean_field_recovered_relu'), x(0) >= 2 ? column('antipodal_recovered') : 1)

set logscale xy 2
set xrange [0.45:40]
set key off
do for [k = 1:3] {
    do for [j = 1:words(sizes) + 1] {
        fixed = j <= words(sizes)
        groups = fixed ? words(levels) : words(activities)
        left = 0.062 + 0.318 * (j - 1)
        bottom = 0.70 - 0.27 * (k - 1)
        eval(panel(left, left + 0.278, bottom, bottom + 0.245))
        unset title
        unset ylabel
        set yrange [0.45:k == 2 ? 8 : 16]
        if (k == 1) { set title '{/:Bold ' . (fixed ? 'fixed density, m = ' . word(sizes, j) : 'fixed activity p n / m, m = ' . word(sizes, 1)) . '}' offset 0,-0.7 }
        if (k == 3) { set xtics nomirror (0.5, 1, 2, 4, 8, 16, 32) offset 0,0.4; set xlabel 'features per dimension n / m' offset 0,0.9 } \
        else { set xtics nomirror ('' 0.5, '' 1, '' 2, '' 4, '' 8, '' 16, '' 32); unset xlabel }
        set ytics nomirror (0.5, 1, 2, 4, 8, 16) offset 0.5,0
        if (j == 1) { set ylabel title[k] offset 1.0,0 }
        if (k == 1 && j != 2) { set key at graph 0.02,0.99 left top Left reverse font ',6' samplen 0.8 spacing 0.95 } else { set key off }
        if (k == 1 && j == 1) {
            eval(note(11, sprintf('Mean and least to greatest of %d seeds, uniform sizes. Thin lines: mean field with a ReLU as decoder, where no more than g* features per dimension are kept, or', seeds), 0.012, 0.048))
            eval(note(12, 'antipodal pairs where those explain more. Black: linear models. Grey: all n features. Represented: norm above 1/2.', 0.012, 0.02))
        }
        what(c) = fixed ? 'p = ' . word(levels, c) : word(activities, c) . ' on per dimension'
        plot x with lines linewidth 0.6 linecolor rgb '#999999' notitle, \
             linear(lesser(j, words(sizes))) using (fixed && k < 3 ? x(0) : NaN):(column(name[k])) smooth unique with lines linewidth 1 linecolor 'black' notitle, \
             for [c = 1:groups] from(c, j) using (x(0)):(expected(k)) smooth unique with lines linewidth 0.7 linecolor rgb ink[c] notitle, \
             for [c = 1:groups] from(c, j) using (x(0)):(column(name[k] . '_min')):(0):(column(name[k] . '_max') - column(name[k] . '_min')) \
                 with vectors nohead linewidth 0.8 linecolor rgb ink[c] notitle, \
             for [c = 1:groups] from(c, j) using (x(0)):(column(name[k])) with points pointtype 7 pointsize 0.3 linecolor rgb ink[c] title what(c)
        unset label
    }
}
unset multiplot
