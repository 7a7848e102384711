# Which sign of their neighbours latents mix in, and what else depends on how many are on.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.6))
set output figure
set multiplot

correlations = distinct('runs --columns mcc', 'copula.correlation')
settings = 'runs --columns source.features,source.density,toy.hidden,sae.steps'
on = cell(settings, 'source.features') * cell(settings, 'source.density')
d = cell(settings, 'toy.hidden') + 0
last = cell(settings, 'sae.steps') + 0
seeds = int(cell('runs --over seed --columns mcc', 'count'))
# Those that start at the truth and stay, start there and learn, and start anywhere.
array start[3] = ['sae.start = ''truth'' AND sae.rate = 0', 'sae.start = ''truth'' AND sae.rate > 0', 'sae.start = ''random''']
at(c, s) = '"copula.correlation = ' . word(correlations, c) . ' AND ' . start[s] . '"'

# Of every latent, its cosine with the neighbour, the feature that is correlated with its
# own: feature 0, or, of a latent of feature 0, the one with which |cosine| is largest.
list(letter) = system(sprintf('seq -s , -f "%s%%.0f" 0 %d', letter, d - 1))
coordinates = list('w')
directions = list('d')
mixed(condition) = '< { ' . table('features --columns ' . coordinates . ' --where ' . condition) . '; ' . \
    table('latents --columns match,' . directions . ' --where ' . condition) . "; } | awk -F '\t' -v OFS='\t' '" . \
    'function cosine(f,  q, sum) {for (q = 0; ("d" q) in c; q++) sum += W[key, f, q] * $c["d" q]; return sum} ' . \
    '$1 ~ /[a-z]/ {split("", c); for (i = 1; i <= NF; i++) c[$i] = i; latents = "match" in c; if (latents) print "k", "cosine"; next} ' . \
    '{key = $c["batch_topk.k"] FS $c["seed"]} ' . \
    '!latents {for (q = 0; ("w" q) in c; q++) W[key, $c["feature"], q] = $c["w" q]; if ($c["feature"] > n) n = $c["feature"]; next} ' . \
    '{most = cosine($c["match"] > 0 ? 0 : 1); for (f = 2; $c["match"] == 0 && f <= n; f++) {v = cosine(f); if (v * v > most * most) most = v} ' . \
    'print $c["batch_topk.k"], most}' . "'"

set xrange [0.46:1.54]
set xtics nomirror 0.25 offset 0,0.4
set xlabel 'latents on / features on' offset 0,0.8
set arrow 1 from 1,graph 0 to 1,graph 1 nohead linewidth 0.8 linecolor '#444444' front

array hint[3] = ['exclude each other', 'independent', 'come together']
array colour[3] = [hue[1], hue[8], hue[2]]
do for [c = 1:3] {
    left = 0.064 + 0.320 * (c - 1)
    eval(panel(left, left + 0.280, 0.625, 0.945))
    value = word(correlations, c) + 0
    set title sprintf('{/:Bold Latent correlation %s%g: %s}', value > 0 ? '+' : '', value, hint[c]) offset 0,-0.6
    set yrange [-1.05:1.45]
    set ytics nomirror -1,0.5,1
    if (c == 1) { set ylabel 'cosine with the neighbour' offset 1.4,0 } else { unset ylabel }
    if (c == 2) { set key at graph 0.99,0.99 right top Right font ',6' samplen 0.8 spacing 1.0 } else { set key off }
    set object 1 rectangle from graph 0,first -1/sqrt(d) to graph 1,first 1/sqrt(d) fillcolor rgb '#eeeeee' fillstyle solid noborder behind
    plot 0 with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title 'the truth', \
         mixed(at(c, 3)) using (column('k') / on + 0.009):'cosine' with points pointtype 6 pointsize 0.3 linewidth 0.5 linecolor rgb hue[5] title 'from random', \
         mixed(at(c, 2)) using (column('k') / on - 0.009):'cosine' with points pointtype 7 pointsize 0.22 linecolor rgb '#000000' title 'from the truth'
    unset object 1
}

# Scores beside their nulls and ceilings, over random starts.
array name[4] = ['mcc', 'loss', 'nth_projection', 'decoder_coherence']
array title[4] = ['Directions: MCC', 'Squared error in training', 's_n: 3rd projection', 'c_{dec}: mean |cosine|']
array low[4] = [-0.05, 0, -0.38, -0.015]
array top[4] = [1.05, 0.85, 0.38, 0.29]
over(c, s) = 'runs --over seed --columns mcc,mcc_null,mcc_ceiling,nth_projection,nth_projection_null,nth_projection_ceiling,' . \
    'decoder_coherence,decoder_coherence_null,decoder_coherence_ceiling --where ' . at(c, s)
errors(c, s) = rows('sae_steps --over seed --columns loss --where ' . at(c, s)[:strlen(at(c, s)) - 1] . sprintf(' AND step = %d"', last))
scores(p, c, s) = p == 2 ? errors(c, s) : rows(over(c, s))
x(shift) = column('batch_topk.k') / on + shift
do for [p = 1:4] {
    left = 0.064 + 0.241 * (p - 1)
    eval(panel(left, left + 0.195, 0.205, 0.480))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.6
    set yrange [low[p]:top[p]]
    eval('set ytics nomirror ' . (p == 4 ? '0.1' : '0.2'))
    unset ylabel
    if (p == 2) { set key at graph 0.99,0.98 right top Right font ',6' samplen 1.2 spacing 1.0 } else { set key off }
    if (p == 1) {
        eval(note(11, sprintf('Feature 0 and each of four others are neighbours; all are on with probability 0.4, at right angles in %d dimensions. Five latents, BatchTopK, %d seeds.', d, seeds), 0.012, 0.115))
        eval(note(12, 'Above: a point for each latent; grey: root mean square of random directions. Below: from random directions, mean and least to greatest; dotted: best null', 0.012, 0.078))
        eval(note(13, '(random, permuted, untrained), dashed: the truth. Squared error: from the truth, coloured where it learns, dashed where it stays. Vertical: true L0.', 0.012, 0.041))
    }
    plot for [c = 1:3] scores(p, c, p == 2 ? 2 : 3) using (x(0.012 * (c - 2))):(column(name[p])):(column(name[p] . '_min')):(column(name[p] . '_max')) \
             with yerrorbars pointtype 0 linewidth 0.7 linecolor rgb colour[c] notitle, \
         for [c = 1:3] scores(p, c, p == 2 ? 2 : 3) using (x(0.012 * (c - 2))):(column(name[p])) \
             with linespoints pointtype 7 pointsize 0.3 linewidth 1 linecolor rgb colour[c] title sprintf(c == 2 ? '%g' : '%+g', word(correlations, c) + 0), \
         scores(p, 3, p == 2 ? 1 : 3) using (x(0)):(column(p == 2 ? 'loss' : name[p] . '_ceiling')) \
             with lines dashtype 2 linewidth 1.2 linecolor rgb '#444444' title p == 2 ? 'truth' : '', \
         rows(over(3, 3)) using (x(0)):(p == 2 ? NaN : column(name[p] . '_null')) \
             with lines dashtype 3 linewidth 1.2 linecolor rgb '#444444' notitle
    unset label
}
unset multiplot
