/* The figures, as SVG that is made once for each number of features and then moved. */
"use strict";

const inks = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
const ink = (i) => inks[i % inks.length];

function add(parent, name, attributes, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes))
        node.setAttribute(key, value);
    if (text !== undefined)
        node.textContent = text;
    parent.append(node);
    return node;
}

function set(node, attributes) {
    for (const [key, value] of Object.entries(attributes))
        node.setAttribute(key, value);
}

const short = (x) => Number.isFinite(x) ? x.toPrecision(3) : "none";

/* Directions: the plane from -REACH to REACH; each tip can be dragged, or moved with
   the arrow keys.  MOVED(i, [x, y]) is told. */
const REACH = 1.5;

function makeDirections(svg, n, moved) {
    svg.replaceChildren();
    svg.setAttribute("viewBox", `${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}`);
    add(svg, "circle", { r: 1, class: "rule" });
    add(svg, "path", { d: `M${-REACH} 0H${REACH}M0 ${-REACH}V${REACH}`, class: "rule" });
    const arrows = [];
    for (let i = 0; i < n; i++) {
        const group = add(svg, "g", { class: "arrow", tabindex: 0, role: "slider",
            "aria-label": `direction of feature ${i}` });
        const line = add(group, "line", { x1: 0, y1: 0, stroke: ink(i) });
        const tip = add(group, "circle", { r: 0.055, fill: ink(i) });
        const grip = add(group, "circle", { r: 0.16, class: "grip" });
        const name = add(group, "text", { class: "name" }, i);
        arrows.push({ group, line, tip, grip, name, at: [0, 0] });
        listenTo(svg, arrows[i], (at) => moved(i, at));
    }
    return arrows;
}

function listenTo(svg, arrow, moved) {
    const place = (event) => {
        const point = new DOMPoint(event.clientX, event.clientY)
            .matrixTransform(svg.getScreenCTM().inverse());
        return [point.x, -point.y].map((x) => Math.max(-REACH, Math.min(REACH, x)));
    };
    arrow.group.addEventListener("pointerdown", (event) => {
        arrow.group.setPointerCapture(event.pointerId);
        event.preventDefault();
        arrow.group.focus();
    });
    arrow.group.addEventListener("pointermove", (event) => {
        if (arrow.group.hasPointerCapture(event.pointerId))
            moved(place(event));
    });
    arrow.group.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1],
            ArrowDown: [0, -1] }[event.key];
        if (!by)
            return;
        event.preventDefault();
        const step = event.shiftKey ? 0.1 : 0.02;
        moved([arrow.at[0] + step * by[0], arrow.at[1] + step * by[1]]);
    });
}

function drawDirections(arrows, seen) {
    arrows.forEach((arrow, i) => {
        const x = seen.W[2 * i], y = seen.W[2 * i + 1], norm = seen.norms[i];
        const far = Math.max(Math.abs(x), Math.abs(y), 1e-9);
        const wish = (norm + 0.16) / Math.max(norm, 0.02), most = (REACH - 0.09) / far;
        const out = Math.min(wish, most), aside = wish > most ? 0.14 : 0;
        arrow.at = [x, y];
        set(arrow.line, { x2: x, y2: -y });
        set(arrow.tip, { cx: x, cy: -y });
        set(arrow.grip, { cx: x, cy: -y });
        set(arrow.name, { x: out * x + (x > 0 ? -aside : aside), y: -out * y + 0.05 });
        set(arrow.group, { "aria-valuenow": norm.toFixed(3),
            "aria-valuetext": `x ${x.toFixed(2)}, y ${y.toFixed(2)}` });
    });
}

/* W W^T as squares, the bias as a column beside it. */
function makeProducts(svg, n) {
    svg.replaceChildren();
    svg.setAttribute("viewBox", `-0.8 -0.8 ${n + 2.4} ${n + 1}`);
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

function drawProducts(cells, { n, W, b }) {
    for (let i = 0; i < n; i++) {
        for (let j = 0; j <= n; j++) {
            const value = j < n ? W[2 * i] * W[2 * j] + W[2 * i + 1] * W[2 * j + 1] : b[i];
            set(cells[i * (n + 1) + j], { fill: value < 0 ? inks[1] : inks[0],
                "fill-opacity": Math.min(Math.abs(value), 1).toFixed(3) });
        }
    }
}

/* Shares of dimensions D_i, with the levels that regular figures have. */
const levels = [[1, "1", 4], [3 / 4, "3/4", 4], [2 / 3, "2/3", 4], [1 / 2, "1/2", 4],
    [2 / 5, "2/5", 1], [3 / 8, "3/8", 9]]; /* share, name, how far below the line */

function makeShares(svg, n) {
    svg.replaceChildren();
    svg.setAttribute("viewBox", "0 0 320 200");
    for (const [level, text, below] of levels) {
        const y = 180 - 165 * level;
        add(svg, "path", { d: `M8 ${y}H288`, class: "level" });
        add(svg, "text", { x: 293, y: y + below, class: "tick" }, text);
    }
    const step = 280 / n;
    return Array.from({ length: n }, (_, i) => {
        const x = 8 + step * i;
        add(svg, "text", { x: x + step / 2, y: 196, class: "tick middle" }, i);
        return add(svg, "rect", { x: x + step * 0.15, width: step * 0.7, fill: ink(i) });
    });
}

function drawShares(bars, seen) {
    bars.forEach((bar, i) => {
        const height = 165 * Math.min(seen.shares[i], 1);
        set(bar, { y: 180 - height, height, "fill-opacity": seen.norms[i] < 0.5 ? 0.3 : 1 });
    });
}

/* The loss of batches against steps, logarithmic upwards, and the linear optimum. */
function drawLoss(svg, curve, optimum) {
    svg.replaceChildren();
    svg.setAttribute("viewBox", "0 0 320 200");
    const values = curve.map((point) => point.loss).concat(optimum)
        .filter((value) => value > 0);
    if (!values.length)
        return;
    const low = Math.min(...values) / 1.15, high = Math.max(...values) * 1.15;
    const last = curve.length ? curve[curve.length - 1].steps : 1;
    const x = (steps) => 44 + 270 * steps / last;
    const y = (loss) => 180 - 170 * Math.log(loss / low) / Math.log(high / low);
    add(svg, "path", { d: "M44 10V180H314", class: "axis" });
    for (const value of [low * 1.15, high / 1.15])
        add(svg, "text", { x: 40, y: y(value) + 4, class: "tick end" }, value.toPrecision(2));
    add(svg, "text", { x: 314, y: 196, class: "tick end" }, `${last} steps`);
    if (optimum > 0) {
        add(svg, "path", { d: `M44 ${y(optimum)}H314`, class: "optimum" });
        add(svg, "text", { x: 312, y: y(optimum) - 4, class: "tick end" }, "best linear map");
    }
    const points = curve.map((point) => `${x(point.steps).toFixed(1)},${y(point.loss).toFixed(1)}`);
    add(svg, "polyline", { points: points.join(" "), class: "curve" });
}

/* The exact loss by how many features are on. */
function drawTerms(svg, terms, loss) {
    svg.replaceChildren();
    svg.setAttribute("viewBox", "0 0 320 70");
    const step = 300 / terms.length, most = Math.max(...terms, 1e-300);
    terms.forEach((term, k) => {
        const height = loss > 0 ? 38 * term / most : 0, x = 10 + step * k;
        add(svg, "rect", { x: x + step * 0.2, y: 50 - height, width: step * 0.6, height,
            class: "term" });
        add(svg, "text", { x: x + step / 2, y: 65, class: "tick middle" }, k);
    });
}
