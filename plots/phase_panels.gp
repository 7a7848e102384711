# Four panels over relative importance and density; `features` says which model it is.
eval(canvas(7.2, 2.4))
set output figure
set multiplot

seeds = int(cell('runs --over seed --columns loss', 'count'))
r(c) = log10(column('source.importance_ratio'))
p(c) = log10(column('source.density'))
colour(s) = s eq 'ignored' ? 0x999999 : s eq 'superposed' ? 0xe69f00 : 0x0072b2

# Cells overlap a little, or renderers of SVG and PDF let white through between them.
steps(column) = words(distinct('runs --columns loss', column))
wide = 1.04 / (steps('source.importance_ratio') - 1)
high = 1.04 / (steps('source.density') - 1)

# The boundary of the restricted model: the line itself, and from the triple point upwards.
below(x) = 4 * 10**x / (2 + 5 * 10**x)
boundary(x) = features == 2 ? (x < 0 ? below(x) : 4 / (2 * 10**x + 5)) : (x < 0 ? below(x) : 1 / 0)
set arrow 1 from 0,log10(4.0 / 7) to 0,0 nohead linewidth 1.2 front
if (features == 3) { set arrow 2 from 0,-2 to 0,log10(4.0 / 7) nohead linewidth 1.2 front }

set xrange [-1.045:1.045]
set yrange [-2.045:0.045]
unset grid
set border 15
set xtics ('0.1' -1, '0.3' log10(0.3), '1' 0, '3' log10(3), '10' 1) offset 0,0.4
set xlabel 'relative importance r' offset 0,0.8
set key off
set samples 400
left(k) = 0.074 + 0.216 * k
bottom = 0.285
top = bottom + 0.198 * 7.2 / 2.4
place(k) = panel(left(k), left(k) + 0.198, bottom, top)

# The least of noisy losses is too low: the mean over all seeds that found the same as the
# best (its class, and not half as much again of its loss) is not.
near = piped('runs --columns phase,theory_loss,loss', named('loss') . 'NR == 1 {print; next} ' . \
    '{key = ""; for (i = 1; i < s; i++) key = key FS $i; row[NR] = key; line[NR] = $0; loss[NR] = $k; class[NR] = $(k - 2)} ' . \
    '!(key in low) || $k < low[key] {low[key] = $k; found[key] = $(k - 2)} ' . \
    'END {for (j = 2; j <= NR; j++) {key = row[j]; if (class[j] == found[key] && loss[j] <= 1.5 * low[key]) {sum[key] += loss[j]; n[key]++; last[key] = j}} ' . \
    'for (key in last) {$0 = line[last[key]]; $k = sum[key] / n[key]; print}}')

set ytics ('0.01' -2, '0.03' log10(0.03), '0.1' -1, '0.3' log10(0.3), '1' 0) offset 0.4,0
set ylabel 'density p = 1 - S' offset 1.2,0
eval(place(0))
set title sprintf('Trained: majority of %d seeds', seeds) offset 0,-0.6
eval(note(11, sprintf('The last of %d features in %s, all of density p, the others of importance 1. ', features, \
    features == 2 ? 'one dimension' : 'two dimensions') . \
    'Ignored: norm below 1/2; superposed: dimensionality below 3/4; dedicated: the rest.', 0.012, 0.085))
eval(note(12, 'Faded: fewer seeds agree. Lines: boundary of the restricted model (norms 0 or 1, antipodal pairs). ' . \
    'Loss: mean of the seeds that found the same as the best.', 0.012, 0.035))
plot rows('runs --over seed --columns phase,loss') \
         using (r(0)):(p(0)):(wide):(high):(faded(colour(strcol('phase')), column('phase_share'))) \
         with boxxyerror linecolor rgb variable, \
     [-1:1] log10(boundary(x)) with lines linecolor 'black' linewidth 1.2
unset label

set ytics ('' -2, '' log10(0.03), '' -1, '' log10(0.3), '' 0)
unset ylabel
eval(place(1))
set title sprintf('Trained: best of %d seeds', seeds)
plot least('runs --columns phase,loss') using (r(0)):(p(0)):(wide):(high):(colour(strcol('phase'))) \
         with boxxyerror linecolor rgb variable, \
     [-1:1] log10(boundary(x)) with lines linecolor 'black' linewidth 1.2

eval(place(2))
set title 'Theory of the restricted model'
set label 1 'ignored' at -0.95,log10(0.75) left front
set label 2 'superposed' at (features == 2 ? 0 : -0.5),log10(0.04) center front
set label 3 'dedicated' at 0.95,log10(0.75) right front textcolor 'white'
plot rows('runs --over seed --columns theory_phase') \
         using (r(0)):(p(0)):(wide):(high):(colour(strcol('theory_phase'))) with boxxyerror linecolor rgb variable, \
     [-1:1] log10(boundary(x)) with lines linecolor 'black' linewidth 1.2
unset label

eval(place(3))
set title 'Loss: best seeds / theory'
set colorbox user origin 0.93,bottom size 0.012,top - bottom
set cbrange [0.8:1.2]
set cbtics 0.1 offset -0.8,0 format '%.1f'
eval('set palette ' . diverging)
plot '< ' . near using (r(0)):(p(0)):(wide):(high):(column('loss') / column('theory_loss')) with boxxyerror fillcolor palette, \
     [-1:1] log10(boundary(x)) with lines linecolor 'black' linewidth 1.2
unset multiplot
