#!/bin/sh
# A coarse phase diagram agrees with the theory: of the cells a quarter away from the
# boundary at least 95 % have the class of the restricted model, judged by the best seed.
. tests/tools/e2e.sh

"$superpose" run "$root/experiments/phase.yaml" --out phase.db --quiet \
    --set 'source.density={log: [1, 0.02, 9]}' --set train.steps=2500 \
    --set 'source.importance_ratio={log: [0.1, 10, 8]}' --set seed.count=6 \
    --set loss.samples=200000 || wrong "the sweep"
"$superpose" table phase.db runs --columns loss,phase,theory_phase,theory_boundary |
    awk -F '\t' '
NR > 1 {
    cell = $1 FS $2
    if (!(cell in least) || $4 < least[cell]) {
        least[cell] = $4
        class[cell] = $5
    }
    theory[cell] = $6
    edge = $7
    near[cell] = ($1 > edge / 1.25 && $1 < edge * 1.25) ||
        ($1 > 4 / 7 && $2 > 1 / 1.25 && $2 < 1.25)
}
END {
    for (cell in theory)
        if (!near[cell]) {
            cells++
            agree += class[cell] == theory[cell]
        }
    printf "%d of %d cells agree with the theory\n", agree, cells
    exit !(cells > 50 && agree >= 0.95 * cells)
}' || wrong "the trained diagram is not that of the theory"
