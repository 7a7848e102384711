# Linear and ReLU models of 20 features in 5 dimensions: W^T W, and the norm of every feature
# coloured by how much the others interfere with it.
load system('printf %s "$SUPERPOSE_PLOTS"') . '/style.gp'
eval(canvas(7.2, 3.9))
set output figure
set multiplot

levels = distinct('runs', 'source.density')
seeds = words(distinct('runs', 'seed'))
set key off
unset grid
set border 15
do for [k = 0:words(levels)] {
    model = k == 0 ? 'linear' : 'relu'
    density = word(levels, k == 0 ? 1 : k)
    here = sprintf("source.density = %s AND toy.kind = '%s'", density, model)
    over = 'runs --over seed --columns represented,gain --where "' . here . '"'
    chosen = here . ' AND seed = ' . best(here)
    left = 0.052 + 0.1165 * k + (k > 0 ? 0.010 : 0)
    top = 0.905

    eval(panel(left, left + 0.107, top - 0.107 * 7.2 / 3.9, top))
    set xrange [-0.5:19.5]
    set yrange [19.5:-0.5]
    set format '%h'
    set title sprintf("%s\ndensity %s", k == 0 ? '{/:Bold linear}' : 'ReLU', density) offset 0,-0.7
    unset xtics
    unset ylabel
    if (k == 0) {
        set ylabel 'feature i' offset 1,0
        set ytics ('1' 0, '10' 9, '20' 19) offset 0.7,0
        set colorbox horizontal user origin 0.595,0.060 size 0.13,0.018
        set cbtics (-1, 0, 1) scale 0.3 offset 0,0.6 font ',6'
        set label 1 'W_i·W_j' at screen 0.588,0.069 right font ',6' textcolor '#333333'
        eval(note(2, sprintf('Networks: best of %d seeds. Kept: norm above 1/2.', seeds), 0.012, 0.073))
        eval(note(3, 'Gain: 1 - loss / exact linear optimum. Mean ± standard deviation over seeds.', 0.012, 0.034))
    } else {
        unset ytics
    }
    set cbrange [-1:1]
    eval('set palette ' . diverging)
    pairs = rows('pairs --columns overlap --where "' . chosen . '"')
    plot pairs using 'feature':'other':(0.52):(0.52):'overlap' with boxxyerror fillcolor palette, \
         pairs using 'other':'feature':(0.52):(0.52):'overlap' with boxxyerror fillcolor palette, \
         rows('features --columns norm --where "' . chosen . '"') \
             using 'feature':'feature':(0.52):(0.52):(column('norm')**2) with boxxyerror fillcolor palette
    unset label

    eval(panel(left, left + 0.107, 0.285, 0.665))
    unset title
    set xrange [0:1.4]
    set xtics (0, 1) offset 0,0.5
    set xlabel sprintf("norm ||W_i||\n{/*0.86 %.1f ± %.1f kept}\n{/*0.86 gain %.2f ± %.2f}", \
        cell(over, 'represented') + 0, cell(over, 'represented_sd') + 0, \
        cell(over, 'gain') + 0, cell(over, 'gain_sd') + 0) offset 0,0.9
    if (k == 0) {
        set colorbox horizontal user origin 0.845,0.060 size 0.13,0.018
        set cbtics ('0' 0, '0.5' 0.5, '≥ 1' 1) scale 0.3 offset 0,0.6 font ',6'
        set label 1 'interference √s_i' at screen 0.838,0.069 right font ',6' textcolor '#333333'
    }
    set cbrange [0:1]
    eval('set palette ' . viridis)
    plot rows('features --columns norm,interference_root --where "' . chosen . '"') \
        using (0.5 * column('norm')):'feature':(0.5 * column('norm')):(0.46):(column('interference_root') > 1 ? 1 : column('interference_root')) \
        with boxxyerror fillcolor palette
    unset xlabel
    unset label
    unset colorbox
}
unset multiplot
