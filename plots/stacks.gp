# stacks(condition, m, scaled): a box for every weight of m hidden neurons, those of a neuron
# on top of each other, negative ones downwards, the largest next to the axis.  Neurons come
# in the order of the feature they serve most; scaled == 1 divides by a neuron's largest.
# Columns: place, middle, half (of the box's height), feature.
stacks(condition, m, scaled) = '< ' . piped('features --columns ' . weights(m) . ' --where "' . condition . '"', \
    'NR == 1 {for (i = 1; i <= NF; i++) if ($i == "feature") f = i; print "place", "middle", "half", "feature"; next} ' . \
    '{n++; for (j = 0; j < m; j++) {w[n, j] = $(f + 1 + j) + 0; size = w[n, j] < 0 ? -w[n, j] : w[n, j]; ' . \
    'if (size > top[j]) {top[j] = size; chief[j] = n}}} ' . \
    sprintf('BEGIN {m = %d; scaled = %d} ', m, scaled) . \
    'END {for (k = 0; k < m; k++) {best = -1; ' . \
    'for (j = 0; j < m; j++) if (!done[j] && (best < 0 || chief[j] + 0 < chief[best] + 0)) best = j; done[best] = 1; j = best; ' . \
    'up = down = 0; split("", used); for (r = 1; r <= n; r++) {b = 0; big = 0; for (i = 1; i <= n; i++) {' . \
    'size = w[i, j] < 0 ? -w[i, j] : w[i, j]; if (!used[i] && size > big) {big = size; b = i}} ' . \
    'if (!b || big < 0.02 * top[j]) break; used[b] = 1; h = (scaled ? w[b, j] / top[j] : w[b, j]) / 2; ' . \
    'if (h > 0) {print k, up + h, h, b - 1; up += 2 * h} else {print k, down + h, -h, b - 1; down += 2 * h}}}}')
weights(m) = m == 1 ? 'w0' : weights(m - 1) . sprintf(',w%d', m - 1)
