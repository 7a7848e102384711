# A ReLU on the hidden layer: what the five neurons of the best network serve at every
# density, and over all seeds how many neurons serve one feature alone.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
load system('printf %s "$SUPERPOSE_PLOTS"') . '/stacks.gp'
eval(canvas(7.2, 4.2))
set output figure
set multiplot

levels = distinct('runs', 'source.density')
seeds = words(distinct('runs', 'seed'))
set key off
unset grid
set border 2
set xrange [-0.6:4.6]
set yrange [-5:4]
unset xtics
set cbrange [0:9]
set style fill solid 1 border rgb 'white'
set arrow 1 from -0.6,0 to 4.6,0 nohead linewidth 0.5 front
do for [k = 1:words(levels)] {
    here = 'source.density = ' . word(levels, k)
    over = 'runs --over seed --columns loss --where "' . here . '"'
    left = 0.060 + 0.123 * (k - 1)
    eval(panel(left, left + 0.115, 0.54, 0.865))
    set title sprintf("density %s\n{/*0.86 best loss %.2g}\n{/*0.86 mean %.2g}", word(levels, k), \
        cell(over, 'loss_min') + 0, cell(over, 'loss') + 0) offset 0,-0.6
    if (k == 1) {
        set ytics nomirror 2 offset 0.5,0
        set ylabel 'weights of a neuron, stacked' offset 0.8,0
        set colorbox user origin 0.937,0.54 size 0.011,0.325
        set cbtics ('1' 0, '4' 3, '7' 6, '10' 9) offset -0.8,0
        set cblabel 'feature' offset -1.4,0
        eval(note(11, sprintf('Above: the best of %d seeds, one bar a neuron of h = ReLU(W x); features of importance 0.75^i, the most important dark. ', seeds) . \
            'Below: circles are networks,', 0.012, 0.055))
        eval(note(12, 'their area counts seeds; lines: means; crosses: the best network. Grey: the best of 1000 networks in Elhage et al. (2022), ' . \
            'as their text has it.', 0.012, 0.022))
    } else { set ytics nomirror ('' -4, '' -2, '' 0, '' 2, '' 4); unset ylabel; unset colorbox }
    plot stacks(here . ' AND seed = ' . best(here), 5, 0) \
        using 'place':'middle':(0.42):'half':'feature' with boxxyerror fillcolor palette linewidth 0.3
    unset label
}
unset arrow
set style fill solid 1 noborder
unset title

# Over density; the best network of each by `least`.
set border 3
set grid
set logscale x
set xrange [1.05:0.008]
unset ytics
set ytics nomirror autofreq 1 offset 0.5,0
set xtics nomirror (1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01) offset 0,0.4
set xlabel 'density p' offset 0,0.8
single(c) = 5 - column('polysemantic_neurons') - column('dead_neurons')
# How many networks fall on each value of an expression in awk.
counted(what) = '< ' . piped('runs --columns represented,dead_neurons,polysemantic_neurons', \
    'NR == 1 {for (i = 1; i <= NF; i++) at[$i] = i; print "source.density", "value", "count"; next} ' . \
    '{c[$at["source.density"] OFS ' . what . ']++} END {for (key in c) print key, c[key]}')
many(c) = 1.6 * sqrt(column('count') / seeds)
# Lower and upper density, neurons with one feature, features that are represented.
$paper << EOD
low	high	single	features
0.5	1	5	5
0.2	0.5	3	6
0.14	0.16	2	7
0.11	0.13	1	7
0.05	0.08	0	8
0.008	0.04	0	10
EOD
all = 'runs --over seed --columns represented,dead_neurons,polysemantic_neurons'
one = 'runs --columns loss,represented,dead_neurons,polysemantic_neurons'
eval(panel(0.060, 0.455, 0.20, 0.46))
set yrange [-0.5:5.5]
set ylabel 'neurons of one feature' offset 0.8,0
plot $paper using (sqrt(column('low') * column('high'))):'single':'low':'high':(column('single') - 0.25):(column('single') + 0.25) \
         with boxxyerror linecolor rgb '#cccccc', \
     counted('(5 - $at["dead_neurons"] - $at["polysemantic_neurons"])') using 'source.density':'value':(many(0)) \
         with points pointtype 7 pointsize variable linecolor rgb faded(0x0072b2, 0.55), \
     rows(all) using 'source.density':(single(0)) with lines linewidth 1.2 linecolor rgb hue[1], \
     least(one) using 'source.density':(single(0)) with points pointtype 2 pointsize 0.8 linewidth 1.3 linecolor rgb hue[2]

eval(panel(0.540, 0.935, 0.20, 0.46))
set yrange [4.2:10.8]
set ytics nomirror autofreq 2 offset 0.5,0
set ylabel 'represented features' offset 0.8,0
plot $paper using (sqrt(column('low') * column('high'))):'features':'low':'high':(column('features') - 0.28):(column('features') + 0.28) \
         with boxxyerror linecolor rgb '#cccccc', \
     counted('$at["represented"]') using 'source.density':'value':(many(0)) \
         with points pointtype 7 pointsize variable linecolor rgb faded(0x0072b2, 0.55), \
     rows(all) using 'source.density':'represented' with lines linewidth 1.2 linecolor rgb hue[1], \
     least(one) using 'source.density':'represented' with points pointtype 2 pointsize 0.8 linewidth 1.3 linecolor rgb hue[2]
unset multiplot
