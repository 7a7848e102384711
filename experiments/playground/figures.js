/* The other figures, as SVG that is made once for a shape of model and then moved. */
"use strict";

/* W W^T as squares, the bias as a column beside it. */
function makeProducts(svg, n) {
    svg.replaceChildren();
    set(svg, { viewBox: `-0.8 -0.8 ${n + 2.4} ${n + 1}` });
    const cells = [];
    for (let i = 0; i < n; i++) {
        add(svg, "text", { x: -0.4, y: i + 0.65, class: "cell-name" }, i);
        add(svg, "text", { x: i + 0.5, y: -0.25, class: "cell-name" }, i);
        for (let j = 0; j <= n; j++)
            cells.push(add(svg, "rect",
                { x: j < n ? j : n + 0.4, y: i, width: 0.94, height: 0.94, rx: 0.06 }));
    }
    add(svg, "text", { x: n + 0.9, y: -0.25, class: "cell-name" }, "b");
    return cells;
}

/* Blue above zero, orange below, full colour at 1. */
const shadeOf = (value) => ({ fill: value < 0 ? inks[1] : inks[0],
    "fill-opacity": Math.min(Math.abs(value), 1).toFixed(3) });

const productOf = ({ W, m }, i, j) => {
    let sum = 0;
    for (let k = 0; k < m; k++)
        sum += W[m * i + k] * W[m * j + k];
    return sum;
};

function drawProducts(cells, seen) {
    const { n, b } = seen;
    for (let i = 0; i < n; i++) {
        for (let j = 0; j <= n; j++)
            set(cells[i * (n + 1) + j], shadeOf(j < n ? productOf(seen, i, j) : b[i]));
    }
}

/* Levels that regular figures have: share, name, how far below its line the name is. */
const levels = [[1, "1", 4], [3 / 4, "3/4", 4], [2 / 3, "2/3", 4], [1 / 2, "1/2", 4],
    [2 / 5, "2/5", 1], [3 / 8, "3/8", 9]];

function makeLevels(svg, from) {
    svg.replaceChildren();
    set(svg, { viewBox: "0 0 320 200" });
    for (const [level, text, below] of levels) {
        const y = 180 - 165 * level;
        add(svg, "path", { d: `M${from} ${y}H288`, class: "level" });
        add(svg, "text", { x: 293, y: y + below, class: "tick" }, text);
    }
}

/* Shares of dimensions D_i as bars. */
function makeShares(svg, n) {
    makeLevels(svg, 8);
    const step = 280 / n;
    return Array.from({ length: n }, (_, i) => {
        const x = 8 + step * i;
        add(svg, "text", { x: x + step / 2, y: 196, class: "tick middle" }, i);
        return add(svg, "rect",
            { x: x + step * 0.15, width: step * 0.7, fill: ink(i) });
    });
}

function drawShares(bars, seen) {
    bars.forEach((bar, i) => {
        const height = 165 * Math.min(seen.shares[i], 1);
        set(bar, { y: 180 - height, height,
            "fill-opacity": seen.norms[i] < 0.5 ? 0.3 : 1 });
    });
}

/* Of a session's curve, that of model k. */
const curveOf = (curve, k, mark) => ({ class: mark,
    points: curve.map(({ steps, losses }) => ({ steps, loss: losses[k] })) });

/* The loss of batches against steps, logarithmic upwards, and the linear optimum.  Each
   of CURVES has points { steps, loss } and a class. */
function drawLoss(svg, curves, optimum) {
    svg.replaceChildren();
    set(svg, { viewBox: "0 0 320 200" });
    const points = curves.flatMap((curve) => curve.points);
    const values = points.map((point) => point.loss).concat(optimum)
        .filter((value) => value > 0);
    if (!values.length)
        return;
    const low = Math.min(...values) / 1.15, high = Math.max(...values) * 1.15;
    const last = Math.max(1, ...points.map((point) => point.steps));
    const x = (steps) => 44 + 270 * steps / last;
    const y = (loss) => 180 - 170 * Math.log(loss / low) / Math.log(high / low);
    add(svg, "path", { d: "M44 10V180H314", class: "axis" });
    for (const value of [low * 1.15, high / 1.15])
        add(svg, "text", { x: 40, y: y(value) + 4, class: "tick end" },
            value.toPrecision(2));
    add(svg, "text", { x: 314, y: 196, class: "tick end" }, `${last} steps`);
    if (optimum > 0) {
        add(svg, "path", { d: `M44 ${y(optimum)}H314`, class: "optimum" });
        add(svg, "text", { x: 312, y: y(optimum) - 4, class: "tick end" },
            "best linear map");
    }
    for (const curve of curves) {
        const line = curve.points.filter((point) => point.loss > 0)
            .map((point) => `${x(point.steps).toFixed(1)},${y(point.loss).toFixed(1)}`);
        add(svg, "polyline", { points: line.join(" "), class: curve.class });
    }
}

/* The exact loss by how many features are on: of outputs of features that are on, and
   on top of outputs of those that are off. */
function drawTerms(svg, [on, off]) {
    svg.replaceChildren();
    set(svg, { viewBox: "0 0 320 80" });
    const step = 300 / on.length;
    const most = Math.max(...on.map((x, k) => x + off[k]), 1e-300);
    on.forEach((term, k) => {
        const x = 10 + step * k + step * 0.2, width = step * 0.6;
        const below = 56 * term / most, above = 56 * off[k] / most;
        add(svg, "rect", { x, y: 62 - below, width, height: below, class: "term" });
        add(svg, "rect", { x, y: 62 - below - above, width, height: above,
            class: "interference" });
        add(svg, "text", { x: x + width / 2, y: 76, class: "tick middle" }, k);
    });
}

/* The loss of a linear model in words. */
const wordsOf = ({ saxe: [missing, interference, bias] }) => Number.isNaN(missing) ? ""
    : `Linear: missing ${short(missing)}, interference ${short(interference)}, left ` +
        `by the bias ${short(bias)}, which add up to the exact loss (Saxe's formula).`;

/* Shares of dimensions against steps. */
function drawHistory(svg, curve, n) {
    makeLevels(svg, 8);
    const last = curve.length ? curve[curve.length - 1].steps : 1;
    for (let i = 0; i < n; i++) {
        const line = curve.filter(({ shares }) => shares.length === n)
            .map(({ steps, shares }) => `${(8 + 280 * steps / last).toFixed(1)},` +
                `${(180 - 165 * Math.min(shares[i], 1)).toFixed(1)}`);
        add(svg, "polyline", { points: line.join(" "), stroke: ink(i), class: "share",
            "stroke-dasharray": i < inks.length ? "none" : "5 3" });
    }
    add(svg, "text", { x: 288, y: 196, class: "tick end" }, `${last} steps`);
}
