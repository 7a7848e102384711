# Seconds, and features recovered in them, over features, width and true sparsity.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.9))
set output figure
set multiplot

# found(condition): axes, then over seeds the mean, least and most of seconds, of features
# with a latent at a cosine above 0.9, and of such features per second.
columns = 'seconds found rate'
found(condition) = '< { ' . table('jobs --where "' . condition . '"') . '; ' . \
    table('features --columns representedness --where "' . condition . '"') . "; } | awk -F'\t' -v OFS='\t' '" . \
    '$1 == "source.features" {for (i = 1; i <= NF; i++) {if ($i == "seed") s = i; if ($i == "seconds") t = i} ' . \
    'if (!part++) for (i = 1; i < s; i++) head = head $i OFS; next} ' . \
    '{key = ""; for (i = 1; i <= s; i++) key = key $i OFS} ' . \
    'part == 1 {job[++jobs] = key; seconds[key] = $t; next} {count[key] += $NF > 0.9} ' . \
    'function put(c, v) {sum[axes, c] += v; if (!((axes, c) in low) || v < low[axes, c]) low[axes, c] = v; ' . \
    'if (!((axes, c) in high) || v > high[axes, c]) high[axes, c] = v} ' . \
    'END {print head "seconds", "seconds_min", "seconds_max", "found", "found_min", "found_max", "rate", "rate_min", "rate_max"; ' . \
    'for (j = 1; j <= jobs; j++) {axes = job[j]; sub(/[^\t]*\t$/, "", axes); if (!seeds[axes]++) order[++n] = axes; ' . \
    'put(1, seconds[job[j]]); put(2, count[job[j]]); put(3, count[job[j]] / seconds[job[j]])} ' . \
    'for (j = 1; j <= n; j++) {axes = order[j]; line = axes; ' . \
    'for (c = 1; c <= 3; c++) line = line sprintf("%s%g\t%g\t%g", c > 1 ? OFS : "", sum[axes, c] / seeds[axes], low[axes, c], high[axes, c]); print line}}' . "'"

kinds = distinct('jobs', 'sae.kind')
seeds = words(distinct('jobs', 'seed'))
array fixed[3] = ['source.features * source.density = 4 AND sae.ratio = 1', \
    'source.features = 128 AND source.density = 0.03125', 'source.features = 128 AND sae.ratio = 1']
array title[3] = ['4 on of n, as many latents', '4 on of 128 features', '128 features, as many latents']
array label[3] = ['features n', 'latents per feature', 'features on in an example']
array from[3] = [26, 0.42, 0.84]
array to[3] = [316, 4.8, 9.6]
array ticks[3] = ["'32' 32, '64' 64, '128' 128, '256' 256", "'1/2' 0.5, '1' 1, '2' 2, '4' 4", "'1' 1, '2' 2, '4' 4, '8' 8"]
x(p) = p == 1 ? column('source.features') : p == 2 ? column('sae.ratio') : column('source.features') * column('source.density')

set logscale x
set key at graph 0.03,0.99 left top Left reverse font ',6' samplen 1.2 spacing 1.0
do for [p = 1:3] {
    left = 0.070 + 0.318 * (p - 1)
    do for [r = 1:2] {
        eval(panel(left, left + 0.27, r == 1 ? 0.60 : 0.17, r == 1 ? 0.93 : 0.50))
        eval('set xtics nomirror (' . ticks[p] . ') offset 0,0.4')
        set xrange [from[p]:to[p]]
        set logscale y
        set xlabel label[p] offset 0,0.8
        unset ylabel
        unset title
        name = r == 1 ? 'seconds' : 'rate'
        if (r == 1) { set title '{/:Bold ' . title[p] . '}' offset 0,-0.6; set yrange [0.1:60] } else { set yrange [0.5:800] }
        if (p == 1) { set ylabel (r == 1 ? 'time of a job / s' : 'recovered features per second') offset 1.2,0 }
        if (p == 1 && r == 1) {
            eval(note(11, sprintf('n features in random directions of n / 4 dimensions. One thread; mean of %d seeds, bars from least to greatest. 2000 steps of 256 examples; nnsc: 20000 examples.', seeds), 0.012, 0.055))
            eval(note(12, 'A feature is recovered where a latent has a cosine above 0.9 with it. Nothing is drawn where none was. Dotted: slopes of n² and of the width.', 0.012, 0.022))
        } else { set key off }
        steep(v) = r == 1 && p == 1 ? 0.15 * (v / 32)**2 : r == 1 && p == 2 ? 1.5 * v : NaN
        plot steep(x) with lines dashtype 3 linewidth 0.8 linecolor rgb '#444444' notitle, \
             for [k = 1:words(kinds)] found(fixed[p] . sprintf(" AND sae.kind = '%s'", word(kinds, k))) \
                 using (x(p)):(column(name)):(column(name . '_min')):(column(name . '_max')) \
                 with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[k] notitle, \
             for [k = 1:words(kinds)] found(fixed[p] . sprintf(" AND sae.kind = '%s'", word(kinds, k))) \
                 using (x(p)):(column(name)) smooth unique \
                 with linespoints pointtype 7 pointsize 0.35 linewidth 1 linecolor rgb hue[k] title word(kinds, k) noenhanced
        unset label
    }
}
unset multiplot
