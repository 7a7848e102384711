# Two features, one dimension: the loss of antipodal and merged codes against how often one
# feature is on where the other is, on paper, held and trained.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.2))
set output figure
set multiplot

laws = 'uniform constant half_normal exponential'
array mean[4] = [0.5, 1, sqrt(2 / pi), 1]        # E v
array square[4] = [1.0 / 3, 1, 1, 2]             # E v^2
array lesser[4] = [1.0 / 6, 1, 1 - 2 / pi, 0.5]  # E min(v, v')^2
p = cell('runs --columns source.density', 'source.density') + 0
seeds = int(cell('runs --over seed --columns loss', 'count'))
q(c) = p + (1 - p) * column('blocks.phi')
antipodal(k, x) = 2 * x * lesser[k] / square[k]
merged(k, x) = 1 - x * mean[k]**2 / square[k]
lower(x, y) = x < y ? x : y
of(k, condition) = sprintf('runs --columns loss,cosine_all --where "source.size = ''%s'' AND %s"', word(laws, k), condition)
share(k) = column('loss') / (p * square[k])
held(k, code) = rows(of(k, sprintf("toy.kind = 'given' AND seed = 0 AND given.directions = '%s'", code)))
trained(row) = "toy.kind = 'relu' AND toy.bias = " . (row - 1)
switch(k) = cell(sprintf('runs --columns limit_pair_switch --where "source.size = ''%s''"', word(laws, k)), 'limit_pair_switch') + 0
array words[2] = ['without bias', 'with a bias']

set key off
set xrange [0:1]
set yrange [0:1.05]
set xtics nomirror 0.25 offset 0,0.4
set ytics nomirror 0.5 offset 0.5,0
do for [row = 1:2] {
    do for [k = 1:4] {
        left = 0.062 + 0.238 * (k - 1)
        bottom = row == 1 ? 0.60 : 0.20
        eval(panel(left, left + 0.205, bottom, bottom + 0.325))
        unset title
        unset xlabel
        unset ylabel
        at = switch(k)
        if (row == 1) { set title '{/:Bold ' . (k == 3 ? 'half-normal' : word(laws, k)) . sprintf(' sizes: q* = %.4g}', at) offset 0,-0.6 }
        if (row == 2) { set xlabel 'co-occurrence q = P(j | i)' offset 0,0.9 }
        if (k == 1) { set ylabel 'loss / p E v^2, ' . words[row] offset 1.2,0 }
        if (row == 1 && k == 1) {
            eval(note(11, sprintf('Density %.2g. Lines: what the antipodal code (blue) and the merged one (orange) lose on paper, without bias; dashed: their switch q*, where the better is worst.', p), 0.012, 0.07))
            eval(note(12, sprintf('Crosses: both codes, measured. Grey: each of %d trained models. Rings: the best of them; blue where its weights have opposite signs, else orange.', seeds), 0.012, 0.03))
        }
        set arrow 1 from at,0 to at,1.05 nohead dashtype 2 linewidth 0.8 linecolor 'black'
        plot antipodal(k, x) with lines linewidth 1 linecolor rgb hue[1] notitle, \
             merged(k, x) with lines linewidth 1 linecolor rgb hue[2] notitle, \
             held(k, 'antipodal') using (row == 1 ? q(0) : NaN):(share(k)) with points pointtype 2 pointsize 0.35 linewidth 0.7 linecolor rgb hue[1] notitle, \
             held(k, 'merged') using (row == 1 ? q(0) : NaN):(share(k)) with points pointtype 2 pointsize 0.35 linewidth 0.7 linecolor rgb hue[2] notitle, \
             rows(of(k, trained(row))) using (q(0)):(share(k)) with points pointtype 7 pointsize 0.18 linecolor rgb '#999999' notitle, \
             least(of(k, trained(row))) using (q(0)):(column('cosine_all') < 0 ? share(k) : NaN) with points pointtype 6 pointsize 0.55 linewidth 1 linecolor rgb hue[1] notitle, \
             least(of(k, trained(row))) using (q(0)):(column('cosine_all') > 0 ? share(k) : NaN) with points pointtype 6 pointsize 0.55 linewidth 1 linecolor rgb hue[2] notitle
        unset arrow 1
        unset label
    }
}
unset multiplot
