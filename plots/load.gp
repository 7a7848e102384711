# Features against dimensions: how many are represented, how much of their variance is
# explained, how far the loss is below the linear optimum; and what of it hangs on n / m alone.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 5.2))
set output figure
set multiplot

levels = distinct('runs', 'source.density')
over = 'runs --over seed --columns represented_per_dim,r2_per_dim,gain --where "source.features > toy.hidden'
sizes = distinct('runs', 'toy.hidden')
seeds = int(cell(over . '"', 'count'))
n(c) = column('source.features')
m(c) = column('toy.hidden')
lg(x) = log(x) / log(2)

# One measure a row: its columns, title, range of colours and marks of the colour bar.
array name[3] = ['represented_per_dim', 'r2_per_dim', 'gain']
array title[3] = ['Represented features per dimension', 'Explained variance: Σ_i R_i^2 / m', 'Loss / linear optimum']
array axis[3] = ['represented / m', 'Σ_i R_i^2 / m', 'loss / optimum']
of(k, x) = k == 3 ? 1 - x : x
clipped(k, x) = k == 3 ? (x > 1 ? 1 : x) : (x > 16 ? 4 : x < 1 ? 0 : lg(x))
bottom(k) = 0.71 - 0.268 * (k - 1)
high = 0.2
array ink[4] = ['#440154', '#0072b2', '#009e73', '#e69f00']

do for [k = 1:3] {
    set border 15
    set key off
    unset grid
    unset logscale
    unset ytics
    unset xlabel
    set format '%h'
    set xrange [0.5:6.5]
    set yrange [2.5:9.5]
    eval('set palette ' . viridis . (k == 3 ? ' negative' : ''))
    do for [d = 1:words(levels)] {
        left = 0.073 + 0.137 * (d - 1)
        eval(panel(left, left + 0.125, bottom(k), bottom(k) + high))
        unset title
        if (k == 1) { set title 'density ' . word(levels, d) offset 0,-0.7 }
        set xtics nomirror ('' 1, '' 2, '' 3, '' 4, '' 5, '' 6)
        if (k == 3) {
            set xtics nomirror ('2' 1, '' 2, '8' 3, '' 4, '32' 5, '' 6) offset 0,0.4
            set xlabel 'dimensions m' offset 0,0.9
        }
        if (d == 1) {
            set ytics nomirror ('8' 3, '' 4, '32' 5, '' 6, '128' 7, '' 8, '512' 9) offset 0.5,0
            set ylabel 'features n' offset 0.7,0
        } else { set ytics nomirror ('' 3, '' 4, '' 5, '' 6, '' 7, '' 8, '' 9); unset ylabel }
        if (d == 1) { set label 1 '{/:Bold ' . title[k] . '}' at screen 0.073,bottom(k) + high + (k == 1 ? 0.062 : 0.022) left }
        set object 1 rectangle from graph 0,0 to graph 1,1 fillcolor rgb '#dddddd' fillstyle solid noborder behind
        if (d == words(levels)) {
            set colorbox user origin left + 0.131,bottom(k) size 0.011,high
            if (k == 3) { set cbtics (0, 0.5, 1) offset -0.8,0 } else { set cbtics ('≤1' 0, '2' 1, '4' 2, '8' 3, '≥16' 4) offset -0.8,0 }
        } else { unset colorbox }
        if (k == 3) { set cbrange [0:1] } else { set cbrange [0:4] }
        if (k == 1 && d == 1) {
            eval(note(11, sprintf('Mean of %d seeds. Represented: norm above 1/2. R^2: explained share of the variance of a feature. ', seeds) . \
                'Linear optimum: exact, of rank m. Grey: n ≤ m.', 0.012, 0.05))
            eval(note(12, 'Right: all n > m, a line for each m, points growing with m; bars: least and greatest of the seeds. ' . \
                'Dashed: all n features represented (above), the linear optimum (below).', 0.012, 0.02))
        }
        plot rows(over . ' AND source.density = ' . word(levels, d) . '"') \
            using (lg(m(0))):(lg(n(0))):(0.52):(0.52):(clipped(k, of(k, column(name[k])))) with boxxyerror fillcolor palette
        unset label
        unset object 1
    }
    unset colorbox
    set border 3
    set grid
    eval(panel(0.742, 0.985, bottom(k), bottom(k) + high))
    set logscale x 2
    set xrange [1.7:300]
    set xtics nomirror (2, 4, 8, 16, 32, 64, 128, 256) offset 0,0.4
    if (k < 3) { set xtics nomirror ('' 2, '' 4, '' 8, '' 16, '' 32, '' 64, '' 128, '' 256); unset xlabel }
    else { set xlabel 'features per dimension n / m' offset 0,0.9 }
    set ylabel axis[k] offset 1.0,0
    if (k == 3) { set yrange [0:1.05]; set ytics nomirror autofreq 0.5 offset 0.5,0 }
    else { set logscale y 2; set yrange [0.7:24]; set ytics nomirror (1, 2, 4, 8, 16) offset 0.5,0 }
    if (k == 1) { set title 'All n > m' offset 0,-0.7 }
    if (k == 3) { set key at graph 0.99,0.03 right bottom font ',6' samplen 0.8 spacing 0.9 }
    part(d, j) = rows(over . ' AND source.density = ' . word(levels, d) . ' AND toy.hidden = ' . word(sizes, j) . '"')
    plot for [d = 1:words(levels)] for [j = 1:words(sizes)] part(d, j) \
             using (n(0) / m(0)):(of(k, column(name[k]))) with lines linewidth 0.5 linecolor rgb ink[d] notitle, \
         for [d = 1:words(levels)] for [j = 1:words(sizes)] part(d, j) \
             using (n(0) / m(0)):(of(k, column(name[k] . '_min'))):(0):(of(k, column(name[k] . '_max')) - of(k, column(name[k] . '_min'))) \
             with vectors nohead linewidth 0.8 linecolor rgb ink[d] notitle, \
         for [d = 1:words(levels)] for [j = 1:words(sizes)] part(d, j) using (n(0) / m(0)):(of(k, column(name[k]))) \
             with points pointtype 7 pointsize 0.12 + 0.07 * j linecolor rgb ink[d] notitle, \
         for [d = 1:words(levels)] NaN with linespoints pointtype 7 pointsize 0.4 linecolor rgb ink[d] title 'density ' . word(levels, d), \
         k == 1 ? x : 1 with lines dashtype 2 linewidth 0.8 linecolor 'black' notitle
    unset title
}
unset multiplot
