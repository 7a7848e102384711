# Where latents lie in the planes of features, how many do, and what they explain.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.2))
set output figure
set multiplot

shapes = distinct('runs --columns mcc', 'planes.shape')
ratios = distinct('runs --columns mcc', 'sae.ratio')
seeds = int(cell('runs --over seed --columns mcc', 'count'))
settings = 'runs --columns source.features,source.density,toy.hidden'
n = cell(settings, 'source.features') + 0
p = cell(settings, 'source.density') + 0
d = cell(settings, 'toy.hidden') + 0
planes = n / 2
array kind[3] = ['sae.kind = ''l1''', 'sae.kind = ''batch_topk'' AND batch_topk.k = ' . sprintf('%g', p * planes), \
                 'sae.kind = ''batch_topk'' AND batch_topk.k = ' . sprintf('%g', p * n)]
array label[3] = ['l1', 'batch\_topk, one a plane', 'batch\_topk, two a plane']
at(s, k) = sprintf('planes.shape = ''%s'' AND ', word(shapes, s)) . kind[k]
over(s, k) = rows('runs --over seed --columns planes_spanned,planes_spanned_null,planes_spanned_ceiling,plane_latents,plane_latents_null,' . \
    'plane_latents_ceiling,explained,explained_null,explained_ceiling --where "' . at(s, k) . '"')

# Of each latent on in more than 1 % of the examples, its cosines with both coordinates of
# the plane that it is nearest to: features 2 p and 2 p + 1.
shown = word(ratios, words(ratios))
list(letter) = system(sprintf('seq -s , -f "%s%%.0f" 0 %d', letter, d - 1))
coordinates = list('w')
directions = list('d')
here(s, k) = ' --where "' . at(s, k) . ' AND seed = 0 AND sae.ratio = ' . shown . '"'
inside(s, k) = '< { ' . table('features --columns ' . coordinates . here(s, k)) . '; ' . \
    table('latents --columns frequency,' . directions . here(s, k)) . "; } | awk -F '\t' -v OFS='\t' '" . \
    'function product(f,  q, sum) {for (q = 0; ("d" q) in c; q++) sum += W[f, q] * $c["d" q]; return sum} ' . \
    '$NF ~ /[a-z]/ {split("", c); for (i = 1; i <= NF; i++) c[$i] = i; latents = "frequency" in c; if (latents) print "x", "y"; next} ' . \
    '!latents {for (q = 0; ("w" q) in c; q++) W[$c["feature"], q] = $c["w" q]; n = $c["feature"] + 1; next} ' . \
    '$c["frequency"] > 0.01 {most = norm = 0; for (q = 0; ("d" q) in c; q++) norm += $c["d" q]^2; ' . \
    'for (f = 0; f < n; f += 2) {a = product(f); b = product(f + 1); if (a * a + b * b > most) {most = a * a + b * b; x = a; y = b}} ' . \
    'print x / sqrt(norm), y / sqrt(norm)}' . "'"

# m latents evenly around a circle, the nearest of which is on: E cos^2 of the angle.
nearest(m) = 0.5 + m * sin(2 * pi / m) / (4 * pi)

array name[3] = ['planes_spanned', 'plane_latents', 'explained']
array title[3] = ['Planes spanned', 'Latents inside a plane', 'Explained variance']
array high[3] = [1.06, 8.5, 1.03]
array low[3] = [-0.05, -0.4, 0.4]
array step[3] = [0.2, 2, 0.1]
place(shift) = 2 * column('sae.ratio') + shift
do for [s = 1:2] {
    bottom = s == 1 ? 0.620 : 0.195
    # As high as it is wide.
    eval(panel(0.052, 0.224, bottom + 0.015, bottom + 0.015 + 0.172 * 7.2 / 4.2))
    set xrange [-1.15:1.15]
    set yrange [-1.15:1.15]
    set xtics nomirror 1 offset 0,0.4
    set ytics nomirror 1
    unset xlabel
    unset ylabel
    set key off
    set title '{/:Bold ' . (s == 1 ? 'Circle' : 'Segment') . ': where latents lie}' offset 0,-0.6
    if (s == 1) { set object 1 circle at 0,0 size 1 fillstyle empty border linecolor '#bbbbbb' linewidth 1 back } \
    else { unset object 1; set arrow 2 from 1,0 to 0,1 nohead linewidth 1 linecolor '#bbbbbb' back }
    if (s == 1) {
        eval(note(11, sprintf('%d planes at right angles in %d dimensions, each on in %g %% of the examples; mean and least to greatest of %d seeds. Left: cosines with the two', planes, d, 100 * p, seeds), 0.012, 0.092))
        eval(note(12, sprintf('coordinates of their plane of latents on in more than 1 %% of the examples, all planes of one seed, %g latents a plane; grey: where features lie.', 2 * shown), 0.012, 0.058))
        eval(note(13, 'Dotted: best null; dashed: ceiling, the true coordinates. Thin: as many directions evenly around a circle, only the nearest of them on.', 0.012, 0.024))
    }
    plot for [k = 1:3] inside(s, k) using 'x':'y' with points pointtype 7 pointsize 0.22 linecolor rgb hue[k]
    unset label
    unset arrow 2
    unset object 1
    do for [q = 1:3] {
        left = 0.300 + 0.240 * (q - 1)
        eval(panel(left, left + 0.195, bottom, bottom + 0.315))
        set title '{/:Bold ' . title[q] . '}' offset 0,-0.6
        set xrange [1.6:8.4]
        set yrange [low[q]:high[q]]
        set xtics nomirror 2
        eval(sprintf('set ytics nomirror %g', step[q]))
        if (s == 2) { set xlabel 'latents for each plane' offset 0,0.8 } else { unset xlabel }
        if (s == 2 && q == 3) { set key at graph 0.99,0.72 right top Right font ',6' samplen 1.2 spacing 1.0 } else { set key off }
        plot for [k = 1:3] over(s, k) using (place(0.06 * (k - 2))):(column(name[q])):(column(name[q] . '_min')):(column(name[q] . '_max')) \
                 with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[k] notitle, \
             for [k = 1:3] over(s, k) using (place(0.06 * (k - 2))):(column(name[q])) \
                 with linespoints pointtype 7 pointsize 0.3 linewidth 1 linecolor rgb hue[k] title label[k], \
             [2:8] s == 1 && q == 3 ? nearest(x) : NaN with lines linewidth 0.6 linecolor rgb '#444444' notitle, \
             over(s, 3) using (place(0)):(column(name[q] . '_ceiling')) with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'ceiling', \
             over(s, 3) using (place(0)):(column(name[q] . '_null')) with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' title 'best null'
    }
}
unset multiplot
