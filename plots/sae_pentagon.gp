# Directions of latents over those of five features, and scores between null and ceiling.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 3.3))
set output figure
set multiplot

kinds = distinct('runs --columns mcc', 'sae.kind')
widths = distinct('runs --columns mcc', 'sae.latents')
pentagon = 'represented = 5'
first = sprintf('sae.kind = ''%s'' AND sae.latents = %s', word(kinds, 1), word(widths, 1))
seeds = words(distinct('runs --columns mcc', 'seed'))
found = words(distinct('runs --columns mcc --where "' . pentagon . '"', 'seed'))
shown = best(first . ' AND ' . pentagon)

set xrange [-1.2:1.2]
set yrange [-1.2:1.2]
unset border
unset tics
unset grid
unset key
side = 0.152
do for [j = 1:words(widths)] {
    do for [k = 1:words(kinds)] {
        left = 0.022 + 0.156 * (k - 1)
        bottom = 0.545 - 0.415 * (j - 1)
        eval(panel(left, left + side, bottom, bottom + side * 7.2 / 3.3))
        here = sprintf('sae.kind = ''%s'' AND sae.latents = %s AND seed = %s', word(kinds, k), word(widths, j), shown)
        set title word(kinds, k) . ', ' . word(widths, j) . ' latents' noenhanced offset 0,-0.9
        set object 1 circle at 0,0 size 1 fillstyle empty border linecolor '#cccccc' linewidth 0.5 back
        if (j == 1 && k == 1) {
            eval(note(11, 'Left: the pentagon with the least loss. Grey: features; coloured: latents, dotted where never on. ' . \
                sprintf('Right: points are the %d of %d seeds whose model keeps all five features,', found, seeds), 0.012, 0.075))
            eval(note(12, 'coloured bars their mean, over 5 or 8 latents. Dotted bars: best null (random, permuted or untrained dictionary, ' . \
                'codes of other examples); grey bars: ceiling.', 0.012, 0.03))
        }
        latents = rows('latents --columns d0,d1,frequency --where "' . here . '"')
        plot rows('features --columns w0,w1 --where "' . here . '"') using (0):(0):'w0':'w1' \
                 with vectors nohead linewidth 4 linecolor rgb '#cccccc', \
             latents using (0):(0):(column('frequency') > 0 ? column('d0') : NaN):(column('d1')) \
                 with vectors head size 0.12,20 filled linewidth 1 linecolor rgb hue[k], \
             latents using (0):(0):(column('frequency') > 0 ? NaN : column('d0')):(column('d1')) \
                 with vectors nohead dashtype 3 linewidth 1 linecolor rgb hue[k]
        unset label
    }
}

# Scores: kinds side by side, and for each kind its widths.
unset object
set border 3
set grid ytics
set title offset 0,-0.6
array name[2] = ['mcc', 'feature_f1']
array title[2] = ['Directions: MCC', 'Detection: F1 over features']
array from[2] = [0.18, -0.02]
wide = words(widths)
place(k, j) = (k - 1) * (wide + 0.7) + j
set xrange [0.3:place(words(kinds), wide) + 0.7]
set ytics nomirror scale 0.6 0.2 offset 0.4,0
ticks = ''
do for [k = 1:words(kinds)] {
    do for [j = 1:wide] {
        label = word(widths, j) . (j == 1 ? "\n" . word(kinds, k) : '')
        ticks = ticks . sprintf('%s"%s" %f', ticks eq '' ? '' : ', ', label, place(k, j))
    }
}
do for [p = 1:2] {
    bottom = p == 1 ? 0.645 : 0.215
    eval(panel(0.695, 0.992, bottom, bottom + 0.275))
    eval('set xtics scale 0 nomirror (' . ticks . ') offset 0,0.4')
    set yrange [from[p]:1.04]
    set title '{/:Bold ' . title[p] . '}' enhanced
    at(k, j) = sprintf('sae.kind = ''%s'' AND sae.latents = %s AND ', word(kinds, k), word(widths, j)) . pentagon
    mean(k, j, c) = cell(sprintf('runs --over seed --columns %s --where "%s"', c, at(k, j)), c) + 0
    do for [k = 1:words(kinds)] {
        do for [j = 1:wide] {
            i = 100 + 10 * k + j
            x = place(k, j)
            y = mean(k, j, name[p] . '_null')
            set arrow i from x - 0.4,y to x + 0.4,y nohead dashtype '.' linewidth 1.5 linecolor rgb '#000000'
            y = mean(k, j, name[p] . '_ceiling')
            set arrow i + 100 from x - 0.4,y to x + 0.4,y nohead linewidth 2.5 linecolor rgb '#bbbbbb' back
            y = mean(k, j, name[p])
            set arrow i + 200 from x - 0.3,y to x + 0.3,y nohead linewidth 1.5 linecolor rgb hue[k]
        }
    }
    plot for [k = 1:words(kinds)] for [j = 1:wide] \
        rows(sprintf('runs --columns %s --where "%s"', name[p], at(k, j))) \
        using (place(k, j) + 0.22 * (column('seed') / (seeds - 1.0) - 0.5) * 2):(column(name[p])) \
        with points pointtype 7 pointsize 0.25 linecolor rgb hue[k]
    unset arrow
}
unset multiplot
