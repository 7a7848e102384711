# What a trained bottleneck stores, and what an autoencoder finds of it.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

levels = distinct('runs --columns mcc', 'source.density')
listed = word(levels, 1)
do for [d = 2:words(levels)] { listed = listed . ', ' . word(levels, d) }
m = cell('runs --columns toy.hidden', 'toy.hidden') + 0
seeds = words(distinct('runs --columns mcc', 'seed'))
# Of each run: features, share stored, share found, and over those stored the share found,
# the mean largest cosine and the mean F1.  Then mean, least and most over the seeds.
runs = 'NR == 1 {for (i = 1; i <= NF; i++) c[$i] = i; next} ' . \
    '{r = $c["source.features"] OFS $c["seed"]; n[r]++; near = $c["representedness"] > 0.9; found[r] += near} ' . \
    '$c["norm"] > 0.5 {kept[r]++; both[r] += near; cosine[r] += $c["representedness"]; ' . \
    'if ($c["detection_f1"] != "nan") {f1[r] += $c["detection_f1"]; scored[r]++}} ' . \
    'function add(g, k, v) {if (!((g, k) in count) || v < low[g, k]) low[g, k] = v; ' . \
    'if (!((g, k) in count) || v > high[g, k]) high[g, k] = v; count[g, k]++; sum[g, k] += v} ' . \
    'END {for (r in n) {split(r, part, OFS); g = part[1]; sizes[g]; add(g, 1, kept[r] / n[r]); add(g, 2, both[r] / n[r]); ' . \
    'if (kept[r]) {add(g, 3, cosine[r] / kept[r]); if (scored[r]) add(g, 4, f1[r] / scored[r])}} print "n"; ' . \
    'for (g in sizes) {line = g; for (k = 1; k <= 4; k++) line = line OFS ((g, k) in count ? ' . \
    'sum[g, k] / count[g, k] OFS low[g, k] OFS high[g, k] : "nan" OFS "nan" OFS "nan"); print line | "sort -n"}}'
of(kind, d) = '< ' . piped(sprintf('features --columns norm,representedness,detection_f1 --where "sae.kind = ''%s'' AND source.density = %s"', \
    kind, word(levels, d)), runs)

set logscale x 2
set xrange [0.9:9]
set yrange [-0.02:1.05]
set xtics nomirror (1, 2, 4, 8) offset 0,0.4
set xlabel 'features per dimension n / m' offset 0,0.8
array title[3] = ['Stored, and found', 'Directions of those stored', 'Detection of those stored']
array axis[3] = ['share of all features', 'largest cosine, mean', 'F1, mean']
do for [p = 1:3] {
    left = 0.064 + 0.315 * (p - 1)
    eval(panel(left, left + 0.25, 0.37, 0.89))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    set ylabel axis[p] offset 1.2,0
    set key off
    if (p == 1) {
        eval(note(11, sprintf('m = %d; importance falls as the root of the rank. Mean of %d seeds, bars from least to greatest. Colours: densities %s (blue, orange, green).', m, seeds, listed), 0.012, 0.17))
        eval(note(12, 'Left: dashed, stored (norm above 1/2); solid, those of them that a latent meets with a cosine above 0.9; dotted, the same of random directions.', 0.012, 0.115))
        eval(note(13, 'Middle and right: solid, L1 autoencoder; dotted, random directions (null); dashed, the true directions (ceiling).', 0.012, 0.06))
    }
    k = p == 1 ? 5 : 3 * p + 2
    plot for [d = 1:words(levels)] of('l1', d) using ($1 / m):(column(k)):(column(k + 1)):(column(k + 2)) \
             with yerrorbars pointtype 7 pointsize 0.3 linewidth 0.7 linecolor rgb hue[d], \
         for [d = 1:words(levels)] of('l1', d) using ($1 / m):(column(k)) with lines linewidth 1 linecolor rgb hue[d], \
         for [d = 1:words(levels)] of('random', d) using ($1 / m):(column(k)) with lines dashtype 3 linewidth 1 linecolor rgb hue[d], \
         for [d = 1:words(levels)] of('truth', d) using ($1 / m):(column(p == 1 ? 2 : k)) with lines dashtype 2 linewidth 1 linecolor rgb hue[d]
    unset label
}
unset multiplot
