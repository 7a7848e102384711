# Before and after features swap with whom they are on together: rank correlation of
# overlap with co-occurrence, old and new, and how well antipodal pairs are matched.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 3.1))
set output figure
set multiplot

sizes = distinct('runs --columns company_after', 'source.features')
levels = distinct('runs --columns company_after', 'source.density')
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
seeds = int(cell('runs --over seed --columns company_after', 'count'))
known = 'company_before,company_swapped,company_after,company_old,matched_before,matched_swapped,matched_after,matched_old'
at(n, p, toy) = sprintf(' --columns %s --where "source.features = %s AND source.density = %s AND toy.kind = ''%s''"', known, n, p, toy)
each(n, p, toy) = rows('runs' . at(n, p, toy))
over(n, p, toy) = rows('runs --over seed' . at(n, p, toy))

# Places on the axis, moved a little by density.
x(place, d) = place + 0.09 * (d - 1.5)
step(w, from, to) = column(w . '_' . to) - column(w . '_' . from)

set xrange [0.7:3.3]
set xtics nomirror scale 0 ("before" 1, "swapped" 2, "trained on" 3) offset 0,0.3
array whose[3] = ['company', 'company', 'matched']
array low[3] = [-0.45, -0.45, -2.2]
array top[3] = [0.85, 0.85, 1.1]
do for [k = 1:3] {
    n = word(sizes, k == 2 ? 2 : 1)
    w = whose[k]
    left = 0.060 + 0.332 * (k - 1)
    eval(panel(left, left + 0.255, 0.300, 0.890))
    set title sprintf('{/:Bold %g features per dimension}', n / (m + 0.0)) offset 0,-0.6
    set yrange [low[k]:top[k]]
    set ytics nomirror autofreq offset 0.5,0
    if (k == 1) { set ylabel 'Spearman: cosine with φ' offset 1.2,0 }
    if (k == 2) { unset ylabel }
    if (k == 3) { set ylabel 'matching efficiency' offset 1.4,0 }
    if (k == 2) { set key at graph 0.02,0.02 left bottom Left reverse font ',6' samplen 1.4 spacing 1.0 } else { set key off }
    if (k == 1) {
        eval(note(11, sprintf('Low-rank copula, communality 0.6, %d dimensions; thin: each of %d seeds, thick: their mean. After training all features swap names, then training goes on for', m, seeds), 0.012, 0.115))
        eval(note(12, 'as many steps. Solid: with the co-occurrence that the net is trained on; dashed: with the old one. Grey: random directions, of which only biases are trained.', 0.012, 0.070))
        eval(note(13, 'Right: antipodal pairs, of which chance has an efficiency of 0 and the best matching 1.', 0.012, 0.025))
    }
    plot 0 with lines linewidth 0.8 linecolor rgb '#444444' notitle, \
         for [d = 1:2] over(n, word(levels, d), 'given') using (k == 3 ? NaN : 1):(column(w . '_before')):(1):(step(w, 'before', 'swapped')) with vectors nohead linewidth 0.8 linecolor rgb '#999999' notitle, \
         for [d = 1:2] over(n, word(levels, d), 'given') using (k == 3 ? NaN : 2):(column(w . '_swapped')):(1):(step(w, 'swapped', 'after')) with vectors nohead linewidth 0.8 linecolor rgb '#999999' notitle, \
         for [d = 1:2] each(n, word(levels, d), 'relu') using (x(1, d)):(column(w . '_before')):(1):(step(w, 'before', 'swapped')) with vectors nohead linewidth 0.3 linecolor rgb hue[d] notitle, \
         for [d = 1:2] each(n, word(levels, d), 'relu') using (x(2, d)):(column(w . '_swapped')):(1):(step(w, 'swapped', 'after')) with vectors nohead linewidth 0.3 linecolor rgb hue[d] notitle, \
         for [d = 1:2] over(n, word(levels, d), 'relu') using (x(1, d)):(column(w . '_before')):(2):(step(w, 'before', 'old')) with vectors nohead dashtype 2 linewidth 1.2 linecolor rgb hue[d] notitle, \
         for [d = 1:2] over(n, word(levels, d), 'relu') using (x(1, d)):(column(w . '_before')):(1):(step(w, 'before', 'swapped')) with vectors nohead linewidth 1.8 linecolor rgb hue[d] notitle, \
         for [d = 1:2] over(n, word(levels, d), 'relu') using (x(2, d)):(column(w . '_swapped')):(1):(step(w, 'swapped', 'after')) with vectors nohead linewidth 1.8 linecolor rgb hue[d] notitle, \
         for [d = 1:2] NaN with lines linewidth 1.8 linecolor rgb hue[d] title 'density ' . word(levels, d)
    unset label
}
unset multiplot
