# Scores against features per dimension, each between the best of its nulls and its
# ceiling.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

kinds = distinct('runs --columns mcc', 'sae.kind')
seeds = int(cell('runs --over seed --columns mcc', 'count'))
d = cell('runs --columns toy.hidden', 'toy.hidden') + 0
array name[3] = ['mcc', 'feature_f1', 'explained']
array title[3] = ['Directions: MCC', 'Detection: F1 over features', 'Reconstruction: explained variance']
x(c) = column('source.features') / d
scores = 'mcc,feature_f1,explained,mcc_null,mcc_ceiling,feature_f1_null,feature_f1_ceiling,explained_null,explained_ceiling'
over(k) = 'runs --over seed --columns ' . scores . sprintf(' --where "sae.kind = ''%s''"', k)

set logscale x 2
set xrange [0.45:9]
set yrange [-0.02:1.05]
set xtics nomirror (0.5, 1, 2, 4, 8) offset 0,0.4
set xlabel 'features per dimension n / d' offset 0,0.9
do for [p = 1:3] {
    left = 0.060 + 0.318 * (p - 1)
    eval(panel(left, left + 0.268, 0.27, 0.89))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    if (p == 1) { set ylabel 'score' offset 1.2,0; set key at graph 0.02,0.03 left bottom Left reverse font ',6' samplen 1.2 spacing 1.0 } \
    else { unset ylabel; set key off }
    if (p == 1) {
        eval(note(11, sprintf('Two features are on in an example, on average; %d dimensions; random directions; as many latents as features; mean and least to greatest of %d seeds.', d, seeds), 0.012, 0.085))
        eval(note(12, 'Grey: from the best null (random or untrained dictionary, permuted decoder, codes of other examples) to the ceiling (the true dictionary with matching pursuit).', 0.012, 0.035))
    }
    first = word(kinds, 1)
    plot rows(over(first)) using (x(0)):(column(name[p] . '_null')):(column(name[p] . '_ceiling')) with filledcurves linecolor rgb '#eeeeee' notitle, \
         rows(over(first)) using (x(0)):(column(name[p] . '_ceiling')) with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'ceiling', \
         for [k = 1:words(kinds)] rows(over(word(kinds, k))) using (x(0)):(column(name[p])):(column(name[p] . '_min')):(column(name[p] . '_max')) \
             with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[k] notitle, \
         for [k = 1:words(kinds)] rows(over(word(kinds, k))) using (x(0)):(column(name[p])) \
             with linespoints pointtype 7 pointsize 0.35 linewidth 1 linecolor rgb hue[k] title word(kinds, k) noenhanced, \
         rows(over(first)) using (x(0)):(column(name[p] . '_null')) with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' title 'best null'
    unset label
}
unset multiplot
