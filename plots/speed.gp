# Microseconds of a training step over features, dimensions, batch and density, each on its
# own, with lines in proportion beside them.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 4.9))
set output figure
set multiplot

seeds = words(distinct('jobs', 'seed'))
steps = cell('jobs', 'step') + 0
us(c) = 1e6 * column(c) / steps
timed(where) = 'jobs --over seed --columns seconds --where "' . where . '"'

# Panel k: its axis; the setting of which each line has a value; what all lines share.
array over[4] = ['source.features', 'toy.hidden', 'train.batch', 'source.density']
array line[4] = ['toy.hidden', 'source.features', 'source.features', 'source.features']
array letter[4] = ['m', 'n', 'n', 'n']
array fixed[4] = ['source.density = 0.02 AND train.batch = 1024', \
    'source.density = 0.02 AND train.batch = 1024', 'source.density = 0.02 AND toy.hidden = 16', \
    'toy.hidden = 16 AND train.batch = 1024']
array title[4] = ['density 0.02, batch 1024', 'density 0.02, batch 1024', 'density 0.02, m = 16', \
    'm = 16, batch 1024']
array label[4] = ['features n', 'hidden dimensions m', 'batch B', 'density p']
array from[4] = [11, 2.8, 45, 0.0027]
array to[4] = [1500, 90, 1500, 0.75]

set logscale xy
set yrange [0.03:2e4]
set ytics nomirror ('0.1' 0.1, '1' 1, '10' 10, '100' 100, '1,000' 1000, '10,000' 10000) offset 0.5,0
set key at graph 0.99,0.02 right bottom reverse Left font ',6' samplen 1.2 spacing 0.95
do for [k = 1:4] {
    left = k % 2 ? 0.082 : 0.572
    bottom = k < 3 ? 0.615 : 0.16
    eval(panel(left, left + 0.41, bottom, bottom + 0.33))
    values = distinct('jobs', line[k])
    ticks = distinct('jobs', over[k])
    list = ''
    do for [j = 1:words(ticks)] { list = list . sprintf("%s'%s' %s", j > 1 ? ', ' : '', word(ticks, j), word(ticks, j)) }
    eval('set xtics nomirror (' . list . ') offset 0,0.4')
    set xrange [from[k]:to[k]]
    set xlabel label[k] offset 0,0.8
    unset ylabel
    if (k % 2) { set ylabel 'time of a step / µs' offset 1.2,0 }
    set title title[k] offset 0,-0.7
    if (k == 1) {
        eval(note(11, sprintf('Mean of %d seeds, bars from least to greatest; one thread, %d steps of AdamW, seconds of a job over its steps. ', \
            seeds, steps), 0.012, 0.052))
        eval(note(12, 'Dotted, through one point of each line: in proportion to n, m and B; in the last panel, constant.', \
            0.012, 0.022))
    }
    array top[words(values)]
    array place[words(values)]
    do for [j = 1:words(values)] {
        where = fixed[k] . ' AND ' . line[k] . ' = ' . word(values, j)
        last = k == 4 ? word(ticks, 1) : word(ticks, words(ticks))
        top[j] = 1e6 * cell(timed(where . ' AND ' . over[k] . ' = ' . last), 'seconds') / steps
        place[j] = last + 0
    }
    through(j, x) = k == 4 ? top[j] : top[j] * x / place[j]
    part(j) = rows(timed(fixed[k] . ' AND ' . line[k] . ' = ' . word(values, j)))
    plot for [j = 1:words(values)] through(j, x) with lines dashtype 3 linewidth 0.6 linecolor rgb hue[j] notitle, \
         for [j = 1:words(values)] part(j) using over[k]:(us('seconds')):(us('seconds_min')):(us('seconds_max')) \
             with yerrorbars pointtype 7 pointsize 0.4 linewidth 0.8 linecolor rgb hue[j] notitle, \
         for [j = 1:words(values)] part(j) using over[k]:(us('seconds')) with lines linewidth 1 linecolor rgb hue[j] notitle, \
         for [j = 1:words(values)] NaN with linespoints pointtype 7 pointsize 0.4 linecolor rgb hue[j] title letter[k] . ' = ' . word(values, j)
    unset label
    undefine top place
}
unset multiplot
