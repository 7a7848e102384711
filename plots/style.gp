# The common look, and where data come from: every table is `superpose table` through a
# pipe.  A script loads this file first, then says eval(canvas(width, height)).
set encoding utf8
set datafile separator tab
set datafile missing 'nan'
set datafile columnheaders

format = system('printf %s "${SUPERPOSE_FORMAT:-png}"')
figure = system('printf %s "$SUPERPOSE_FIGURE"')

# canvas(w, h): a page of w x h inches with letters of 7 points; 300 dots per inch in PNG.
canvas(w, h) = format eq 'svg' ? \
    sprintf("set terminal svg size %d,%d font 'DejaVu Sans,7' fontscale 1.3333 background 'white' dynamic", \
            w * 96, h * 96) : format eq 'pdf' ? \
    sprintf("set terminal pdfcairo size %fin,%fin font 'DejaVu Sans,7' fontscale 0.75 linewidth 1.5", w, h) : \
    sprintf("set terminal pngcairo size %d,%d font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 pointscale 2.6", \
            w * 300, h * 300)

# panel(l, r, b, t): the next plot between these fractions of the page.
panel(l, r, b, t) = sprintf('set lmargin at screen %f; set rmargin at screen %f; ', l, r) . \
    sprintf('set bmargin at screen %f; set tmargin at screen %f', b, t)
# note(i, text, x, y): line i of small print at a place of the page; `unset label` ends it.
note(i, text, x, y) = sprintf('set label %d "%s" at screen %f,%f left font ",6" textcolor "#333333"', \
    i, text, x, y)

# Colours: viridis for amounts (sampled from its definition), and eight colours that the
# colour-blind tell apart (Okabe and Ito 2008).
viridis = "defined (0 '#440154', 1 '#482475', 2 '#414487', 3 '#355f8d', 4 '#2a788e', " . \
    "5 '#21918c', 6 '#22a884', 7 '#44bf70', 8 '#7ad151', 9 '#bddf26', 10 '#fde725')"
diverging = "defined (-1 '#2166ac', -0.5 '#92c5de', 0 '#f7f7f7', 0.5 '#f4a582', 1 '#b2182b')"
eval('set palette ' . viridis)
array hue[8] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999']

# faded(rgb, share): white where share is 0, the colour itself where it is 1.
channel(rgb, shift, share) = int(255 - (255 - ((rgb >> shift) & 255)) * share + 0.5) << shift
faded(rgb, share) = channel(rgb, 16, share) + channel(rgb, 8, share) + channel(rgb, 0, share)

set border 3 linewidth 0.6
set tics nomirror scale 0.6 out
set key samplen 1.5 spacing 1.1
set grid linewidth 0.3 linecolor '#dddddd'
set style fill solid 1 noborder
unset colorbox

# Pieces of awk: the number of a named column, and of the one called seed.
named(column) = ' NR == 1 {for (i = 1; i <= NF; i++) {if ($i == "' . column . '") k = i; if ($i == "seed") s = i}} '
table(arguments) = '"$SUPERPOSE" table "$SUPERPOSE_DB" ' . arguments
piped(arguments, script) = table(arguments) . " | awk -F '\t' -v OFS='\t' '" . script . "'"

# rows('runs --over seed'): the table itself, as a file for `plot`.
rows(arguments) = '< ' . table(arguments)

# least('runs --columns loss,phase'): of the rows that differ in the seed alone, the one
# with the least loss.
least(arguments) = '< ' . piped(arguments, named('loss') . 'NR == 1 {print; next} ' . \
    '{key = ""; for (i = 1; i < s; i++) key = key FS $i} ' . \
    '!(key in low) {order[++n] = key} !(key in low) || $k < low[key] {low[key] = $k; row[key] = $0} ' . \
    'END {for (i = 1; i <= n; i++) print row[order[i]]}')

# The first value of a column, and all it takes in order of appearance between blanks.
cell(arguments, column) = system(piped(arguments, named(column) . 'NR == 2 {print $k}'))
distinct(arguments, column) = system(piped(arguments, named(column) . 'NR > 1 && !seen[$k]++ {print $k}'))

# The seed with the least loss where the condition holds.
best(condition) = system(piped('runs --columns loss --where "' . condition . '"', named('loss') . \
    'NR == 2 || (NR > 2 && $k < low) {low = $k; seed = $s} END {print seed}'))
