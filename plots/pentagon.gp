# Five features in two dimensions, one panel a density: the best of the seeds by loss.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 3.95))
set output figure

levels = distinct('runs', 'source.density')
seeds = words(distinct('runs', 'seed'))
unset border
unset tics
unset grid
unset key
set cbrange [0:4]
set multiplot
do for [k = 1:words(levels)] {
    here = "source.density = " . word(levels, k)
    over = 'runs --over seed --columns represented,loss_mean --where "' . here . '"'
    x = 0.004 + 0.1995 * ((k - 1) % 5)
    y = k > 5 ? 0.065 : 0.53
    eval(panel(x, x + 0.194, y, y + 0.194 * 7.2 / 3.95))
    set title sprintf("density %.3g\n{/*0.9 %.1f ± %.1f kept}\n{/*0.9 loss %.4f ± %.4f}", word(levels, k) + 0, \
        cell(over, 'represented') + 0, cell(over, 'represented_sd') + 0, \
        cell(over, 'loss_mean') + 0, cell(over, 'loss_mean_sd') + 0) offset 0,-1.5
    set object 1 circle at 0,0 size 1 fillstyle empty border linecolor '#bbbbbb' linewidth 0.5 back
    set xrange [-1.22:1.22]
    set yrange [-1.22:1.22]
    vectors = rows('features --columns w0,w1 --where "' . here . ' AND seed = ' . best(here) . '"')
    plot vectors using (0):(0):'w0':'w1':'feature' with vectors nohead linewidth 1.6 linecolor palette, \
         vectors using 'w0':'w1':'feature' with points pointtype 7 pointsize 0.7 linecolor palette
    if (k == 1) {
        eval(note(1, sprintf('Vectors: best of %d seeds. Kept: norm above 1/2. Loss per feature. ', seeds) . \
            'Mean ± standard deviation over the seeds. Circles: norm 1.', 0.012, 0.03))
        set label 2 'importance 0.9^i,  i =' at screen 0.76,0.03 left font ',6' textcolor '#333333'
        do for [i = 0:4] {
            set label 10 + i sprintf('%d', i) at screen 0.89 + 0.023 * i,0.03 center font ',6' textcolor palette cb i
        }
    } else { unset label }
}
unset multiplot
