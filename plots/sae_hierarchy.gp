# Absorption, hedging and detection over the width of autoencoders, by architecture.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

kinds = distinct('runs --columns mcc', 'sae.kind')
n = cell('runs --columns source.features', 'source.features') + 0
parents = cell('runs --columns forest.roots', 'forest.roots') + 0
children = cell('runs --columns forest.branching', 'forest.branching') + 0
p = cell('runs --columns source.density', 'source.density') + 0
on = cell('runs --columns true_l0', 'true_l0') + 0
seeds = int(cell('runs --over seed --columns mcc', 'count'))
array name[4] = ['absorption_gap', 'absorption_fraction', 'hedging', 'feature_f1']
array title[4] = ['Parents silent', 'Parents told by others', 'Mixed with another', 'Detection: F1']
array axis[4] = ['P(on | alone) - P(on | with child)', 'part of the parent', 'cosine', 'mean over features']
array low[4] = [-0.08, -0.02, -0.02, -0.02]
array high[4] = [0.62, 0.72, 0.72, 1.05]
scores = 'sae_l0'
do for [i = 1:4] { scores = scores . sprintf(',%s,%s_null,%s_ceiling', name[i], name[i], name[i]) }
over(k) = 'runs --over seed --columns ' . scores . sprintf(' --where "sae.kind = ''%s''"', k)
# What is scored beside BatchTopK stands for all.
beside = over('batch_topk')
# Kinds beside each other, so that their bars do not cover each other.
x(k) = column('sae.latents') * 1.06 ** (k - (words(kinds) + 1) / 2.0)

# One latent for each parent, with the least error: of each child it holds the share q of
# the parent's examples in which that is on.
q = (1 - (1 - p) ** children) / children
narrow = q / sqrt(1 + children * q ** 2)

set logscale x 2
set xrange [9:128]
set xtics nomirror (12, 24, 48, 96) offset 0,0.4
set xlabel 'latents' offset 0,0.8
do for [i = 1:4] {
    left = 0.062 + 0.2150 * (i - 1)
    eval(panel(left, left + 0.152, 0.27, 0.89))
    set title '{/:Bold ' . title[i] . '}' offset 0,-0.6
    set ylabel axis[i] offset 1.6,0
    set yrange [low[i]:high[i]]
    if (i == 4) { set key at screen 0.998,0.88 right top Left reverse font ',6' samplen 1.2 spacing 1.1 } else { set key off }
    if (i == 1) {
        eval(note(11, sprintf('%.0f parents, on with probability %.1f, each with %.0f children that exclude one another: %.1f of %d features on in an example, and as many latents. Orthogonal directions.', parents, p, children, on, n), 0.012, 0.085))
        eval(note(12, sprintf('Mean of %d seeds, bars from least to greatest. Triangle: what is best for a latent of each parent and no others. Codes of true and random directions: pursuit.', seeds), 0.012, 0.035))
    }
    plot for [k = 1:words(kinds)] rows(over(word(kinds, k))) using (x(k)):(column(name[i])):(column(name[i] . '_min')):(column(name[i] . '_max')) \
             with yerrorbars pointtype 0 linewidth 0.6 linecolor rgb hue[k] notitle, \
         for [k = 1:words(kinds)] rows(over(word(kinds, k))) using (x(k)):(column(name[i])) \
             with linespoints pointtype 7 pointsize 0.3 linewidth 1 linecolor rgb hue[k] title word(kinds, k) noenhanced, \
         rows(beside) using 'sae.latents':(column(name[i] . '_ceiling')) with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'truth', \
         rows(beside) using 'sae.latents':(column(name[i] . '_null')) with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' title 'null', \
         rows(beside) using (parents):(i == 3 ? narrow : NaN) with points pointtype 8 pointsize 0.6 linecolor rgb '#000000' notitle
    unset label
}
unset multiplot
