# The absolute value of 100 features through 40 neurons: what every neuron of the best
# network serves, and over density how many neurons and features share.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
load system('printf %s "$SUPERPOSE_PLOTS"') . '/stacks.gp'
eval(canvas(7.2, 5.4))
set output figure
set multiplot

levels = distinct('runs', 'source.density')
seeds = words(distinct('runs', 'seed'))
last = words(levels)
set key off
unset grid
set border 3
set xrange [-0.8:39.8]
set yrange [-3.6:3.6]
set ytics nomirror (-2, 0, 2) offset 0.5,0
set xtics nomirror ('' 0, '' 9, '' 19, '' 29, '' 39)
set cbrange [0:30]
set style fill solid 1 border rgb 'white'
set arrow 1 from -0.8,0 to 39.8,0 nohead linewidth 0.4 front
do for [k = 1:last] {
    here = 'source.density = ' . word(levels, k)
    bottom = 0.835 - 0.115 * (k - 1)
    eval(panel(0.07, 0.55, bottom, bottom + 0.088))
    set label 1 'density ' . word(levels, k) at graph 1,1.09 right font ',6' front
    if (k == 1) {
        set title 'Input weights of the neurons of the best network' offset 0,-0.7
        set colorbox user origin 0.56,0.145 size 0.011,0.778
        set cbtics ('1' 0, '6' 5, '11' 10, '16' 15, '21' 20, '26' 25, '≥ 31' 30) offset -0.8,0
        set cblabel 'feature, from the most important' offset -0.6,0
        eval(note(11, sprintf('Left: best of %d seeds. A bar is a neuron of h = ReLU(W x), its weights stacked, the largest scaled to 1. ', seeds) . \
            'Right: circles: seeds; lines: mean; dashed: 20 features alone.', 0.012, 0.048))
        eval(note(12, 'A neuron serves a feature with a weight above 1/5 of its largest, and is polysemantic if it serves several; ' . \
            'a feature is represented if its norm is above 1/2.', 0.012, 0.020))
    } else { unset title; unset colorbox }
    if (k == 4) { set ylabel 'stacked weights, relative to the largest of the neuron' offset 0.6,0 } else { unset ylabel }
    if (k == last) {
        set xtics nomirror ('1' 0, '10' 9, '20' 19, '30' 29, '40' 39) offset 0,0.4
        set xlabel 'neuron, in the order of its main feature' offset 0,0.8
    }
    plot stacks(here . ' AND seed = ' . best(here), 40, 1) \
        using 'place':'middle':(0.45):'half':(column('feature') > 30 ? 30 : column('feature')) \
        with boxxyerror fillcolor palette linewidth 0.15
    unset label
}
unset arrow
unset colorbox
set style fill solid 1 noborder

set grid
set logscale x
set xrange [1.5:0.0007]
set xtics nomirror ('' 1, '' 0.3, '' 0.1, '' 0.03, '' 0.01, '' 0.003, '' 0.001)
unset xlabel
set ytics autofreq nomirror offset 0.5,0
set title offset 0,-0.6
each(columns) = rows('runs --columns ' . columns)
mean(columns) = rows('runs --over seed --columns ' . columns)
shared(c) = column('polysemantic_neurons') / 40.0
# Features that are some neuron's main one, per density and seed.
mains = named('primary') . 'NR == 1 {print "source.density", "seed", "value"; next} ' . \
    '!(($1, $s, $k) in seen) {seen[$1, $s, $k] = 1; c[$1 OFS $s]++} END {for (key in c) print key, c[key]}'
place(k) = panel(0.735, 0.985, 0.69 - 0.272 * k, 0.69 - 0.272 * k + 0.24)

eval(place(0))
set yrange [-0.04:1.06]
set title 'Neurons'
set ylabel 'polysemantic, of all' offset 1,0
plot mean('polysemantic_neurons') using 'source.density':(shared(0)) with lines linewidth 1.2 linecolor rgb hue[1], \
     each('polysemantic_neurons') using 'source.density':(shared(0)) with points pointtype 6 pointsize 0.7 linecolor rgb hue[1]

eval(place(1))
set yrange [0:*]
set title 'Features'
set ylabel 'number' offset 1,0
set key left bottom Left reverse font ',6' samplen 0.8
plot 20 with lines dashtype 2 linewidth 0.8 linecolor 'black' notitle, \
     mean('represented') using 'source.density':'represented' with lines linewidth 1.2 linecolor rgb hue[1] title 'represented', \
     each('represented') using 'source.density':'represented' with points pointtype 6 pointsize 0.7 linecolor rgb hue[1] notitle, \
     '< ' . piped('neurons --columns primary', mains) using 'source.density':'value' \
         with points pointtype 4 pointsize 0.7 linecolor rgb hue[2] title 'main one of a neuron'

eval(place(2))
set key off
set yrange [*:*]
set logscale y
set format y '10^{%T}'
set ytics autofreq 10 nomirror
set xtics nomirror (1, '' 0.3, 0.1, '' 0.03, 0.01, '' 0.003, 0.001) offset 0,0.4
set xlabel 'density p' offset 0,0.8
# Two neurons each for the first 20, exactly right, and the mean for all others.
set title 'Loss'
set ylabel 'loss, sum over features' offset 0.4,0
alone(p) = (p / 3 - p**2 / 4) * 0.8**20 / (1 - 0.8)
plot alone(x) with lines dashtype 2 linewidth 0.8 linecolor 'black', \
     mean('loss') using 'source.density':'loss' with lines linewidth 1.2 linecolor rgb hue[1], \
     each('loss') using 'source.density':'loss' with points pointtype 6 pointsize 0.7 linecolor rgb hue[1]
unset multiplot
