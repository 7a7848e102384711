# The amount of superposition against the correlation of features, by several measures, for
# four laws of co-occurrence and their controls.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 6.2))
set output figure
set multiplot

loads = distinct('runs', 'source.features')
levels = distinct('runs', 'source.density')
laws = distinct('runs', 'blocks.law')
counted = distinct('runs --where "source.control = ''l0''"', 'blocks.law')
ink(law) = law eq 'common' ? hue[1] : law eq 'markov' ? hue[3] : law eq 'copula' ? hue[2] : hue[4]
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
seeds = int(cell('runs --over seed --columns loss', 'count'))
array name[5] = ['norm2_per_dim', 'recovered_per_dim', 'private_per_dim', 'gain', 'cosine_within']
array title[5] = ['||W||^2 / m', 'recovered / m', 'own part / m', 'gain over linear', 'cosine in blocks']
of(j, d, law, control) = rows('runs --over seed --columns norm2_per_dim,recovered_per_dim,private_per_dim,gain,cosine_within --where ' . \
    sprintf('"source.features = %s AND source.density = %s AND blocks.law = ''%s'' AND source.control = ''%s''"', word(loads, j), word(levels, d), law, control))

set key off
set xrange [-0.05:1.05]
do for [row = 1:5] {
    do for [c = 1:6] {
        j = (c - 1) / 2 + 1
        d = (c - 1) % 2 + 1
        ratio = real(word(loads, j)) / m
        left = 0.062 + 0.157 * (c - 1) + 0.006 * (j - 1)
        bottom = 0.785 - 0.165 * (row - 1)
        eval(panel(left, left + 0.128, bottom, bottom + 0.145))
        unset title
        unset ylabel
        if (row == 1) { set title '{/:Bold ' . sprintf('n / m = %.2g', ratio) . ', p = ' . word(levels, d) . '}' font ',6' offset 0,-0.7 }
        if (row == 5) { set xtics nomirror ('0' 0, '0.5' 0.5, '1' 1) offset 0,0.4; set xlabel 'correlation φ' offset 0,1.1 } \
        else { set xtics nomirror ('' 0, '' 0.5, '' 1); unset xlabel }
        if (row <= 3) { set yrange [0:1.4 * ratio]; step = ratio > 3 ? 2 : 1; set ytics nomirror step offset 0.6,0 }
        if (row == 4) { set yrange [-0.05:1.05]; set ytics nomirror 0.5 offset 0.6,0 }
        if (row == 5) { set yrange [-0.15:0.35]; set ytics nomirror 0.2 offset 0.6,0 }
        if (c == 1) { set ylabel title[row] offset 1.6,0 }
        if (row == 1 && c == 1) {
            eval(note(11, sprintf('%d dimensions, blocks of four, uniform sizes; mean and least to greatest of %d seeds. Blue: common source; orange: Gaussian factor; pink: beta-binomial; green: chain.', m, seeds), 0.012, 0.055))
            eval(note(12, 'Grey: shuffled, where features are independent. Dashed, blue and green: only the number of features that are on is kept. Own part: what other features do not tell.', 0.012, 0.025))
        }
        plot of(j, d, 'common', 'shuffle') using 'blocks.phi':(column(name[row])) smooth unique with lines linewidth 2.5 linecolor rgb '#cccccc', \
             for [law in counted] of(j, d, law, 'l0') using 'blocks.phi':(column(name[row])) smooth unique with lines dashtype 2 linewidth 0.8 linecolor rgb ink(law), \
             for [law in laws] of(j, d, law, 'none') using 'blocks.phi':(column(name[row] . '_min')):(0):(column(name[row] . '_max') - column(name[row] . '_min')) \
                 with vectors nohead linewidth 0.7 linecolor rgb ink(law), \
             for [law in laws] of(j, d, law, 'none') using 'blocks.phi':(column(name[row])) smooth unique with lines linewidth (law eq 'common' ? 2 : 0.8) linecolor rgb ink(law), \
             for [law in laws] of(j, d, law, 'none') using 'blocks.phi':(column(name[row])) with points pointtype 7 pointsize 0.22 linecolor rgb ink(law)
        unset label
    }
}
unset multiplot
