# MMCS, dead latents and those that are on over the coefficient of L1 and the width.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 2.9))
set output figure
set multiplot

scores = 'mmcs,mmcs_null,dead_latents,sae_l0'
over = 'runs --over seed --columns ' . scores
ratios = distinct(over, 'sae.ratio')
penalties = distinct(over, 'sae.penalty')
seeds = int(cell(over, 'count'))
n = cell('runs --columns source.features', 'source.features') + 0
d = cell('runs --columns toy.hidden', 'toy.hidden') + 0
lambda(c) = (log10(column(c)) - log10(word(penalties, 1))) / (log10(word(penalties, 2)) - log10(word(penalties, 1)))
ratio(c) = log(column(c) / word(ratios, 1)) / log(word(ratios, 2) / word(ratios, 1))

last = words(penalties) - 1
ytics = ''
do for [j = 1:words(ratios)] { ytics = ytics . sprintf("%s'%g' %d", j > 1 ? ', ' : '', word(ratios, j) + 0, j - 1) }
xtics = ''
do for [j = 1:words(penalties)] { xtics = xtics . sprintf("%s'%.1g' %d", j > 1 ? ', ' : '', word(penalties, j) + 0, j - 1) }
set xlabel 'coefficient λ of the L1 penalty' offset 0,0.7
set border 0
unset grid
set key off
set yrange [-0.5:words(ratios) - 0.5]

array title[3] = ['Directions: MMCS', 'Share of dead latents', 'Latents on in an example']
array low[3] = [0.2, 0, 0]
array high[3] = [1, 1, log10(64)]
score(p) = p == 1 ? column('mmcs') : p == 2 ? column('dead_latents') / (n * column('sae.ratio')) : column('sae_l0')
colour(p, v) = p == 3 ? log10(v < 1 ? 1 : v) : v
written(p, v) = p == 3 ? sprintf(v < 9.95 ? '%.1f' : '%.0f', v) : sprintf('%.2f', v)
# White letters on what is dark.
ink(p, v) = (colour(p, v) - low[p]) / (high[p] - low[p]) < 0.55 ? 0xffffff : 0x000000
do for [p = 1:3] {
    left = p == 1 ? 0.060 : p == 2 ? 0.429 : 0.721
    right = p == 1 ? 0.405 : left + 0.271
    eval(panel(left, right, 0.30, 0.90))
    set title '{/:Bold ' . title[p] . '}' offset 0,-0.7
    set cbrange [low[p]:high[p]]
    eval('set xtics nomirror scale 0 (' . xtics . (p == 1 ? sprintf(", 'null' %f", last + 1.2) : '') . ") offset 0,0.5 font ',6'")
    set xrange [-0.5:p == 1 ? last + 1.7 : last + 0.5]
    if (p == 1) {
        eval('set ytics nomirror scale 0 (' . ytics . ') offset 0.6,0')
        set ylabel 'latents per feature' offset 1.6,0
        eval(note(11, sprintf('%d features in random directions of %d dimensions, of which %.1f are on in an example, on average; mean of %d seeds. MMCS: mean over features of the largest cosine', \
            n, d, cell('runs --columns true_l0', 'true_l0') + 0, seeds), 0.012, 0.09))
        eval(note(12, 'of a latent. Null: the best of a random dictionary, an untrained one and a permuted decoder, at the smallest λ.', 0.012, 0.035))
    } else { unset ylabel; unset ytics }
    plot rows(over) using (lambda('sae.penalty')):(ratio('sae.ratio')):(0.5):(0.5):(colour(p, score(p))) with boxxyerror linecolor palette, \
         rows(over) using (lambda('sae.penalty')):(ratio('sae.ratio')):(written(p, score(p))):(ink(p, score(p))) \
             with labels font ',5.5' textcolor rgb variable, \
         rows(over . ' --where "sae.penalty = ' . word(penalties, 1) . '"') \
             using (p == 1 ? last + 1.2 : NaN):(ratio('sae.ratio')):(0.5):(0.5):(column('mmcs_null')) with boxxyerror linecolor palette, \
         rows(over . ' --where "sae.penalty = ' . word(penalties, 1) . '"') \
             using (p == 1 ? last + 1.2 : NaN):(ratio('sae.ratio')):(written(p, column('mmcs_null'))):(ink(1, column('mmcs_null'))) \
             with labels font ',5.5' textcolor rgb variable
    unset label
}
unset multiplot
