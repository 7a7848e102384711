# The common look. A script loads this file first, then calls canvas(width, height) through
# the macro @canvas. Data come from `superpose table` through a pipe.
set encoding utf8
set macros
set datafile separator tab
set datafile missing 'nan'

format = system('printf %s "${SUPERPOSE_FORMAT:-png}"')
figure = system('printf %s "$SUPERPOSE_FIGURE"')

# rows('runs --over seed'): what `superpose table DB runs --over seed` prints.
rows(arguments) = '< "$SUPERPOSE" table "$SUPERPOSE_DB" ' . arguments

# One number from a table: words('runs ...') as a string of the first data line's column.
cell(arguments, column) = system('"$SUPERPOSE" table "$SUPERPOSE_DB" ' . arguments . \
    ' | awk -F "\t" -v c=' . column . ' "NR == 1 {for (i = 1; i <= NF; i++) if (\$i == c) k = i} NR == 2 {print \$k}"')

# canvas(w, h): a page of w x h inches; 300 dots per inch in PNG.
canvas(w, h) = format eq 'svg' ? \
    sprintf("set terminal svg size %d,%d font 'DejaVu Sans,9' background 'white' dynamic", \
            w * 96, h * 96) : format eq 'pdf' ? \
    sprintf("set terminal pdfcairo size %fin,%fin font 'DejaVu Sans,7'", w, h) : \
    sprintf("set terminal pngcairo size %d,%d font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 pointscale 2.6", \
            w * 300, h * 300)

# Colours: viridis for amounts (sampled from its definition), and eight colours that the
# colour-blind tell apart (Okabe and Ito 2008).
set palette defined (0 '#440154', 1 '#482475', 2 '#414487', 3 '#355f8d', 4 '#2a788e', \
    5 '#21918c', 6 '#22a884', 7 '#44bf70', 8 '#7ad151', 9 '#bddf26', 10 '#fde725')
diverging = "defined (-1 '#2166ac', -0.5 '#92c5de', 0 '#f7f7f7', 0.5 '#f4a582', 1 '#b2182b')"
array hue[8] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999']

set border 3 linewidth 0.6
set tics nomirror scale 0.6 out
set key samplen 1.5 spacing 1.1
set grid linewidth 0.3 linecolor '#dddddd'
set style fill solid 1 noborder

# The values a column takes, in order of appearance, separated by blanks.
distinct(arguments, column) = system('"$SUPERPOSE" table "$SUPERPOSE_DB" ' . arguments . \
    ' | awk -F "\t" -v c=' . column . ' ''NR == 1 {for (i = 1; i <= NF; i++) if ($i == c) k = i} NR > 1 && !seen[$k]++ {print $k}''')

# The last column of a table alone, without its name: for `stats`.
numbers(arguments) = '< "$SUPERPOSE" table "$SUPERPOSE_DB" ' . arguments . \
    ' | awk -F "\t" ''NR > 1 {print $NF}'''

# The seed with the least loss where the condition holds.
best(condition) = system('"$SUPERPOSE" table "$SUPERPOSE_DB" runs --columns loss --where "' . \
    condition . '" | awk -F "\t" ''NR > 1 && (n++ == 0 || $NF < least) {least = $NF; seed = $(NF - 1)} END {print seed}''')
