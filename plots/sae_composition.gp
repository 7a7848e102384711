# Parts, wholes and sums of both among the latents, against those that are on.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 5.4))
set output figure
set multiplot

kinds = distinct('runs --columns mcc', 'sae.kind')
widths = distinct('runs --columns mcc', 'sae.latents')
seeds = int(cell('runs --over seed --columns mcc', 'count'))
on = cell('runs --over seed --columns true_l0', 'true_l0') + 0
settings = 'runs --columns source.features,source.density,composites.count,composites.parts,toy.hidden'
n = cell(settings, 'source.features') + 0
p = cell(settings, 'source.density') + 0
count = cell(settings, 'composites.count') + 0
parts = cell(settings, 'composites.parts') + 0
d = cell(settings, 'toy.hidden') + 0
members = 1.0 + parts

# The first rows are means over features, of which each job has some; with them goes how
# many latents the job has on.  Lines: L0, mean, least and greatest over seeds.
array subset[2] = [sprintf('feature < %d', count * parts), sprintf('feature >= %d', n - count)]
at(k, w) = sprintf('sae.kind = ''%s'' AND sae.latents = %s', word(kinds, k), word(widths, w))
of_features(k, w, r) = '< { ' . table('runs --columns sae_l0 --where "' . at(k, w) . '"') . '; ' . \
    table('features --columns representedness --where "' . at(k, w) . ' AND ' . subset[r] . '"') . "; } | awk -F '\t' -v OFS='\t' '" . \
    '$1 ~ /[a-z]/ && $NF ~ /[a-z]/ {split("", c); for (i = 1; i <= NF; i++) c[$i] = i; next} ' . \
    '{point = $c["sae.penalty"]; for (i = 2; i < c["seed"]; i++) point = point FS $i; job = point FS $c["seed"]} ' . \
    '"sae_l0" in c {l0[job] = $NF; if (!(point in jobs)) order[++points] = point; of[point, ++jobs[point]] = job; next} ' . \
    '{sum[job] += $NF; number[job]++} ' . \
    'END {print "sae_l0", "score", "score_min", "score_max"; for (i = 1; i <= points; i++) {x = y = 0; low = 2; high = -2; ' . \
    'm = jobs[order[i]]; for (j = 1; j <= m; j++) {b = of[order[i], j]; v = sum[b] / number[b]; x += l0[b] / m; y += v / m; ' . \
    'low = v < low ? v : low; high = v > high ? v : high} print x, y, low, high}}' . "'"
of_runs(k, w) = rows('runs --over seed --columns sae_l0,mmcs_null,merged_composites,merged_composites_null,merged_composites_ceiling --where "' . at(k, w) . '"')
scores(k, w, r) = r < 3 ? of_features(k, w, r) : of_runs(k, w)
array name[3] = ['score', 'score', 'merged_composites']
array beside[3] = ['mmcs', 'mmcs', 'merged_composites']
array title[3] = ['Parts: largest cosine', 'Wholes: largest cosine', 'Wholes merged with parts']

set xrange [1.5:6.5]
set yrange [-0.05:1.07]
set xtics nomirror 1 offset 0,0.4
set ytics nomirror 0.2
set arrow 1 from on,graph 0 to on,graph 1 nohead linewidth 0.8 linecolor '#444444' front
do for [r = 1:3] {
    do for [w = 1:3] {
        left = 0.066 + 0.318 * (w - 1)
        bottom = 0.712 - 0.271 * (r - 1)
        eval(panel(left, left + 0.282, bottom, bottom + 0.232))
        if (r == 1) { set title sprintf('{/:Bold %s latents}', word(widths, w)) offset 0,-0.7 } else { unset title }
        if (r == 3) { set xlabel 'latents on in an example' offset 0,0.8; set format x '%g' } else { unset xlabel; set format x '' }
        if (w == 1) { set ylabel title[r] offset 1.4,0 } else { unset ylabel }
        if (r == 1 && w == 1) { set key at graph 0.99,0.02 right bottom Right font ',6' samplen 1.2 spacing 1.0 maxrows 3 } else { set key off }
        if (r == 2) {
            set arrow 2 from 1.5,1 / sqrt(members) to 6.5,1 / sqrt(members) nohead linewidth 0.5 linecolor '#999999' back
            if (w == 1) { set label 2 'sum of whole and parts' at 6.45,1 / sqrt(members) right offset 0,0.45 font ',5.5' textcolor '#666666' }
        } else { unset arrow 2 }
        if (r == 1 && w == 1) {
            eval(note(11, sprintf('%d features on in %g %% of the examples, and %d wholes, each with a direction of its own, that are on where two of those are; right angles in', n - count, 100 * p, count), 0.012, 0.078))
            eval(note(12, sprintf('%d dimensions. Vertical: features on in an example, %.1f. Mean over features, then mean and least to greatest of %d seeds. Merged: a latent is nearer', d, on, seeds), 0.012, 0.049))
            eval(note(13, 'to the sum of the parts than to each of them. Dotted: best null (random, untrained), of all features; dashed: ceiling, the true directions.', 0.012, 0.020))
        }
        plot for [k = 1:words(kinds)] scores(k, w, r) using 'sae_l0':(column(name[r])):(column(name[r] . '_min')):(column(name[r] . '_max')) \
                 with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb hue[k] notitle, \
             for [k = 1:words(kinds)] scores(k, w, r) using 'sae_l0':(column(name[r])) \
                 with linespoints pointtype 7 pointsize 0.3 linewidth 1 linecolor rgb hue[k] title word(kinds, k) noenhanced, \
             of_runs(2, w) using 'sae_l0':(r < 3 ? 1 : column('merged_composites_ceiling')) with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'ceiling', \
             of_runs(2, w) using 'sae_l0':(column(beside[r] . '_null')) with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' title 'best null'
        unset label
    }
}
unset multiplot
