# Scores of every architecture against the latents that are on, along its own coefficient.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

kinds = distinct('runs --columns mcc', 'sae.kind')
n = cell('runs --columns source.features', 'source.features') + 0
d = cell('runs --columns toy.hidden', 'toy.hidden') + 0
on = cell('runs --columns true_l0', 'true_l0') + 0
seeds = int(cell('runs --over seed --columns mcc', 'count'))
array name[3] = ['mcc', 'feature_f1', 'explained']
array title[3] = ['Directions: MCC', 'Detection: F1 over features', 'Reconstruction: explained variance']
scores = 'sae_l0,mcc,feature_f1,explained,mcc_null,mcc_ceiling,feature_f1_null,feature_f1_ceiling,explained_null,explained_ceiling'
over(k) = 'runs --over seed --columns ' . scores . sprintf(' --where "sae.kind = ''%s''"', k)
# What is scored beside TopK stands for all: it has as many latents on.
beside = over('topk')

set logscale x
set xrange [0.7:24]
set yrange [-0.02:1.05]
set xtics nomirror (1, 2, 3, 5, 10, 20) offset 0,0.4
set xlabel 'latents on in an example' offset 0,0.8
do for [p = 1:3] {
    left = 0.064 + 0.279 * (p - 1)
    eval(panel(left, left + 0.235, 0.27, 0.89))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    if (p == 1) { set ylabel 'score' offset 1.2,0 } else { unset ylabel }
    if (p == 3) { set key at screen 0.998,0.88 right top Left reverse font ',6' samplen 1.2 spacing 1.1 } else { set key off }
    set arrow 1 from on,-0.02 to on,1.05 nohead linewidth 0.8 linecolor '#444444' front
    if (p == 1) {
        eval(note(11, sprintf('%d features in random directions of %d dimensions; as many latents; mean of %d seeds, bars from least to greatest. Vertical: features on in an example, %.1f on average.', n, d, seeds, on), 0.012, 0.085))
        eval(note(12, 'Grey: from the best null (random, permuted or untrained dictionary, codes of other examples) to the ceiling (the truth with pursuit, linear probes), beside topk.', 0.012, 0.035))
    }
    plot rows(beside) using 'sae_l0':(column(name[p] . '_null')):(column(name[p] . '_ceiling')) with filledcurves linecolor rgb '#eeeeee' notitle, \
         for [k = 1:words(kinds)] rows(over(word(kinds, k))) using 'sae_l0':(column(name[p])):(column(name[p] . '_min')):(column(name[p] . '_max')) \
             with yerrorbars pointtype 0 linewidth 0.6 linecolor rgb hue[k] notitle, \
         for [k = 1:words(kinds)] rows(over(word(kinds, k))) using 'sae_l0':(column(name[p])) \
             with linespoints pointtype 7 pointsize 0.3 linewidth 1 linecolor rgb hue[k] title word(kinds, k) noenhanced, \
         rows(beside) using 'sae_l0':(column(name[p] . '_ceiling')) with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'ceiling', \
         rows(beside) using 'sae_l0':(column(name[p] . '_null')) with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' title 'best null'
    unset label
}
unset multiplot
