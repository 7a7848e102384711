# Scores of every architecture on the generator of SynthSAEBench against the latents on.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

kinds = distinct('runs --columns mcc', 'sae.kind')
n = cell('runs --columns source.features', 'source.features') + 0
d = cell('runs --columns toy.hidden', 'toy.hidden') + 0
latents = cell('runs --columns sae.latents', 'sae.latents') + 0
on = cell('runs --columns true_l0', 'true_l0') + 0
seeds = int(cell('runs --over seed --columns mcc', 'count'))
array name[3] = ['f1', 'mcc', 'explained']
array title[3] = ['Detection: F1 over latents', 'Directions: MCC', 'Reconstruction: explained variance']
scores = 'sae_l0,sae_l0_ceiling,mcc,f1,explained,mcc_null,mcc_ceiling,f1_null,f1_ceiling,explained_null,explained_ceiling'
over(k) = 'runs --over seed --columns ' . scores . sprintf(' --where "sae.kind = ''%s''"', k)
# What is scored beside BatchTopK stands for all.  The ceiling knows the features that are
# on most often, as many as there are latents, and which number of these is on.
beside = over('batch_topk')
known = cell(beside, 'sae_l0_ceiling') + 0

set logscale x
set xrange [1.8:20]
set xtics nomirror (2, 3, 5, 8, 12, 20) offset 0,0.4
set xlabel 'latents on in an example' offset 0,0.8
do for [p = 1:3] {
    left = 0.064 + 0.279 * (p - 1)
    eval(panel(left, left + 0.235, 0.27, 0.89))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    if (p == 1) { set ylabel 'score' offset 1.2,0 } else { unset ylabel }
    set yrange [-0.02:1.05]
    if (p == 3) { set key at screen 0.998,0.88 right top Left reverse font ',6' samplen 1.2 spacing 1.1 } else { set key off }
    set arrow 1 from on,-0.02 to on,1.05 nohead linewidth 0.8 linecolor '#444444' front
    set arrow 2 from known,-0.02 to known,1.05 nohead linewidth 0.6 dashtype 2 linecolor '#888888' front
    if (p == 1) {
        eval(note(11, sprintf('%d features in trees, %d dimensions, %d latents; mean of %d seeds, bars from least to greatest. Vertical: features on in an example, %.1f, of the most frequent %.1f.', n, d, latents, seeds, on, known), 0.012, 0.085))
        eval(note(12, 'Grey: from the best null (random, permuted or untrained dictionary, codes of other examples) to the ceiling (directions of the most frequent, with pursuit).', 0.012, 0.035))
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
