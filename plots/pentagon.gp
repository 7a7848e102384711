# Five features in two dimensions, one panel a density: the best of the seeds by loss.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 3.5))
set output figure

levels = distinct('runs', 'source.density')
seeds = words(distinct('runs', 'seed'))
unset border
unset tics
unset grid
unset key
unset colorbox
set size ratio -1
set cbrange [0:4]
set multiplot
do for [k = 1:words(levels)] {
    here = "source.density = " . word(levels, k)
    left = 0.01 + 0.198 * ((k - 1) % 5)
    top = k > 5 ? 0.41 : 0.86
    set lmargin at screen left
    set rmargin at screen left + 0.188
    set tmargin at screen top
    set bmargin at screen top - 0.335
    seed = best(here)
    set xrange [*:*]
    set yrange [*:*]
    held = numbers('runs --columns represented --where "' . here . '"')
    stats held using 1 nooutput name 'held'
    lost = numbers('runs --columns loss_mean --where "' . here . '"')
    stats lost using 1 nooutput name 'lost'
    set title sprintf("density %.3g\n{/*0.9 %.1f ± %.1f kept}\n{/*0.9 loss %.4f ± %.4f}", \
        word(levels, k) + 0, held_mean, held_ssd, lost_mean, lost_ssd) offset 0,-1.0
    set object 1 circle at 0,0 size 1 fillstyle empty border linecolor '#bbbbbb' linewidth 0.5 back
    set xrange [-1.45:1.45]
    set yrange [-1.45:1.45]
    vectors = rows('features --columns w0,w1 --where "' . here . ' AND seed = ' . seed . '"')
    plot vectors using (0):(0):'w0':'w1':'feature' with vectors nohead linewidth 1.6 linecolor palette, \
         vectors using 'w0':'w1':'feature' with points pointtype 7 pointsize 0.7 linecolor palette
}
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
set bmargin at screen 0
unset title
unset object 1
set size noratio
set xrange [0:1]
set yrange [0:1]
set label 1 sprintf('Arrows: best of %d seeds. Numbers: mean ± standard deviation over them; loss per feature. Circle: norm 1.', seeds) \
    at 0.01,0.025 left
set label 2 'importance 0.9^i,  i =' at 0.76,0.025 left
do for [i = 0:4] {
    set label 10 + i sprintf('%d', i) at 0.91 + 0.02 * i,0.025 center textcolor palette cb i
}
plot NaN notitle
unset multiplot
