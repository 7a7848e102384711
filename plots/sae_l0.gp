# What can be seen with and without the truth, against the latents that are on.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.7))
set output figure
set multiplot

on = cell('runs --over seed --columns true_l0', 'true_l0') + 0
laws = distinct('runs --columns mcc', 'source.law_seed')
settings = 'runs --columns source.features,toy.hidden'
n = cell(settings, 'source.features') + 0
d = cell(settings, 'toy.hidden') + 0
seeds = int(cell('runs --over seed --columns mcc', 'count'))
array name[4] = ['mcc', 'explained', 'nth_projection', 'decoder_coherence']
array title[4] = ['Directions: MCC', 'Explained variance', 's_n: 25th projection', 'c_{dec}: mean |cosine|']
array low[4] = [0.1, -0.15, -0.012, -0.004]
array high[4] = [1.04, 1.04, 0.108, 0.088]
array step[4] = [0.2, 0.2, 0.02, 0.02]
every(p) = 'runs --columns true_l0,' . name[p] . ',' . name[p] . '_null,' . name[p] . '_ceiling'
of(p, w) = rows(every(p) . ' --where "source.law_seed = ' . word(laws, w) . '"')

set xrange [0.4:1.7]
set xtics nomirror 0.25 offset 0,0.4
set xlabel 'latents on / features on' offset 0,0.8
set arrow 1 from 1,graph 0 to 1,graph 1 nohead linewidth 0.8 linecolor '#444444' front
do for [p = 1:4] {
    left = 0.058 + 0.243 * (p - 1)
    eval(panel(left, left + 0.195, 0.30, 0.89))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    set yrange [low[p]:high[p]]
    eval(sprintf('set ytics nomirror %g', step[p]))
    if (p == 1) { set key at graph 0.99,0.30 right top Right font ',6' samplen 1.2 spacing 1.0 } else { set key off }
    if (p == 1) {
        eval(note(11, sprintf('%d features at right angles in %d dimensions, %.1f of them on in an example, in %d random patterns of correlation (colours; points: %d seeds of each; lines: their mean).', n, d, on, words(laws), seeds), 0.012, 0.095))
        eval(note(12, 'Vertical: as many latents on as features. Dotted: best null (random, permuted or untrained dictionary); dashed: ceiling, the true dictionary.', 0.012, 0.04))
    }
    plot for [w = 1:words(laws)] of(p, w) using (column('batch_topk.k') / on):(column(name[p])) smooth unique \
             with lines linewidth 1 linecolor rgb hue[w] notitle, \
         for [w = 1:words(laws)] of(p, w) using (column('batch_topk.k') / on):(column(name[p])) \
             with points pointtype 7 pointsize 0.3 linecolor rgb hue[w] notitle, \
         rows(every(p)) using (column('batch_topk.k') / on):(column(name[p] . '_ceiling')) smooth unique \
             with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'ceiling', \
         rows(every(p)) using (column('batch_topk.k') / on):(column(name[p] . '_null')) smooth unique \
             with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' title 'best null'
    unset label
}
unset multiplot
