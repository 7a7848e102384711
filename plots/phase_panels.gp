# Three panels over relative importance and density; `features` says which model it is.
eval(canvas(7.2, 3.15))
set output figure
set multiplot

runs = rows('runs --over seed --columns phase,theory_phase,loss,theory_loss')
seeds = cell('runs --over seed --columns loss', 'count')
r(c) = log10(column('source.importance_ratio'))
p(c) = log10(column('source.density'))

# Class colours; the paler, the fewer seeds agree.
red(s) = s eq 'ignored' ? 0x99 : s eq 'superposed' ? 0xe6 : 0x00
green(s) = s eq 'ignored' ? 0x99 : s eq 'superposed' ? 0x9f : 0x72
blue(s) = s eq 'ignored' ? 0x99 : s eq 'superposed' ? 0x00 : 0xb2
pale(x, share) = 255 - (255 - x) * (share - 0.2) / 0.8
boundary(x) = features == 2 ? (x < 0 ? 4 * 10**x / (2 + 5 * 10**x) : 4 / (2 * 10**x + 5)) \
                            : (x < 0 ? 4 * 10**x / (2 + 5 * 10**x) : 4.0 / 7)

set xrange [-1.045:1.045]
set yrange [-2.045:0.045]
unset grid
set border 15
set xtics ('0.1' -1, '0.3' log10(0.3), '1' 0, '3' log10(3), '10' 1) offset 0,0.4
set ytics ('0.01' -2, '0.03' log10(0.03), '0.1' -1, '0.3' log10(0.3), '1' 0) offset 0.4,0
set xlabel 'relative importance of the last feature' offset 0,0.8
set tmargin at screen 0.80
set bmargin at screen 0.20
set key off
unset colorbox
set samples 400

set lmargin at screen 0.075
set rmargin at screen 0.325
set ylabel 'feature density 1 - S' offset 1.6,0
set title sprintf('Trained (%s seeds a cell)', seeds) offset 0,-0.6
plot runs using (r(0)):(p(0)):(pale(red(strcol('phase')), column('phase_share'))): \
         (pale(green(strcol('phase')), column('phase_share'))): \
         (pale(blue(strcol('phase')), column('phase_share'))) with rgbimage, \
     [-1:1] log10(boundary(x)) with lines linecolor 'black' linewidth 1.2, \
     '+' using (0):($0 < 2 ? ($0 == 0 ? log10(4.0 / 7) : 0) : NaN) with lines \
         linecolor 'black' linewidth (features == 2 ? 1.2 : 0)

set lmargin at screen 0.385
set rmargin at screen 0.635
unset ylabel
set title 'Theory (restricted model)' offset 0,-0.6
set label 1 'ignored' at -0.95,log10(0.75) left front
set label 2 'superposed' at 0,log10(0.07) center front
set label 3 'dedicated' at 0.95,log10(0.75) right front textcolor 'white'
plot runs using (r(0)):(p(0)):(red(strcol('theory_phase'))): \
         (green(strcol('theory_phase'))):(blue(strcol('theory_phase'))) with rgbimage
unset label

set lmargin at screen 0.695
set rmargin at screen 0.925
set title 'Trained loss / theory loss' offset 0,-0.6
set colorbox user origin 0.935,0.20 size 0.014,0.60
set cbrange [0.8:1.2]
set cbtics 0.1 offset -0.6,0
eval('set palette ' . diverging)
plot runs using (r(0)):(p(0)):(column('loss') / column('theory_loss')) with image
unset multiplot
