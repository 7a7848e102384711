# Uniform superposition: dimensions per feature against sparsity, and the dimensionality of
# every single feature beside the values of known polytopes.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 3.7))
set output figure
set multiplot

seeds = words(distinct('runs', 'seed'))
n = words(distinct('features --columns norm --where "seed = 0"', 'feature'))
m = cell('runs --where "seed = 0"', 'rank')
rarity(c) = 1 / column('source.density')
set logscale x
set xrange [0.92:22]
set xtics (1, 2, 3, 5, 10, 20)
set xlabel 'sparsity  1 / (1 - S) = 1 / density'
set key off
set border 3
grey = '#666666'

eval(panel(0.075, 0.42, 0.20, 0.90))
set yrange [0:1.12]
set ylabel 'dimensions per feature  D* = m / ||W||_F^2' offset 1,0
set title 'The layer as a whole'
set label 1 'one feature a dimension' at 21,1.035 right
set label 2 'antipodal pairs' at 21,0.535 right
set label 3 'pairs win beyond 7/4' at 1.85,0.06 left textcolor rgb grey
set arrow 1 from 1.75,0 to 1.75,1.12 nohead dashtype 3 linecolor rgb grey
set arrow 2 from 0.92,1 to 22,1 nohead linewidth 0.5 linecolor rgb grey
set arrow 3 from 0.92,0.5 to 22,0.5 nohead linewidth 0.5 linecolor rgb grey
eval(note(11, sprintf('%d features of importance 1 in m = %s dimensions. Points: %d seeds, one by one; line: their mean. ', n, m, seeds) . \
    'Dotted: density 4/7, where theory expects a pair to cost as', 0.012, 0.065))
eval(note(12, 'much as one feature alone in its dimension. On the right every feature of every seed; lines: vertices of unit polytopes.', 0.012, 0.027))
plot rows('runs --over seed --columns dims_per_feature') \
         using (rarity(0)):'dims_per_feature' with lines linecolor rgb hue[1] linewidth 1, \
     rows('runs --columns dims_per_feature') using (rarity(0)):'dims_per_feature' \
         with points pointtype 6 pointsize 0.6 linecolor rgb hue[1]

unset label
unset arrow
eval(panel(0.495, 0.835, 0.20, 0.90))
set title 'Every single feature'
set ylabel 'dimensionality  D_i = ||W_i||^2 / Σ_j (Ŵ_i·W_j)^2'
array level[8] = [1, 3.0/4, 2.0/3, 1.0/2, 2.0/5, 3.0/8, 1.0/4, 0]
array solid[8] = ['1  alone', '3/4  tetrahedron', '2/3  triangle', '1/2  antipodal pair', \
    '2/5  pentagon', '3/8  square antiprism', '1/4  icosahedron', '0  not learned']
array shift[8] = [0, 0, 0, 0, 0.016, -0.016, 0, 0]
do for [k = 1:8] {
    set arrow k from 0.92,level[k] to 22,level[k] nohead linewidth 0.5 linecolor rgb grey back
    set label k solid[k] at 23.4,level[k] + shift[k] left
}
plot rows('features --columns dimensionality') \
         using (rarity(0) * exp(0.05 * (rand(0) - 0.5))):'dimensionality' \
         with points pointtype 7 pointsize 0.14 linecolor rgb '#a00072b2'
unset multiplot
