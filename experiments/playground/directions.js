/* Directions of features in one, two or three dimensions; each tip can be dragged, or
   moved with the arrow keys, in the plane of the figure.  In one dimension the features
   lie below each other; in three the ball can be turned, and what is farther away is
   paler. */
"use strict";

const inks = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
const ink = (i) => inks[i % inks.length];
const dash = (i) => i < inks.length ? "none" : "0.09 0.06"; /* the second round */

const REACH = 1.5; /* the plane is shown from -REACH to REACH */

const turnAbout = (y, x) => [
    [Math.cos(y), 0, Math.sin(y)],
    [Math.sin(x) * Math.sin(y), Math.cos(x), -Math.sin(x) * Math.cos(y)],
    [-Math.cos(x) * Math.sin(y), Math.sin(x), Math.cos(x) * Math.cos(y)],
];

/* Where direction i of n is seen, [right, up, towards us], and back. */
function placeOf(figure, i, w) {
    if (figure.m === 1)
        return [w[0], REACH * (1 - (2 * i + 1) / figure.n), 0];
    if (figure.m === 2)
        return [w[0], w[1], 0];
    return turnAbout(...figure.turn)
        .map((row) => row[0] * w[0] + row[1] * w[1] + row[2] * w[2]);
}

function directionOf(figure, [x, y, z]) {
    if (figure.m < 3)
        return [x, y].slice(0, figure.m);
    const rows = turnAbout(...figure.turn);
    return [0, 1, 2].map((k) => rows[0][k] * x + rows[1][k] * y + rows[2][k] * z);
}

function pointOf(svg, event) {
    const point = new DOMPoint(event.clientX, event.clientY)
        .matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, -point.y].map((x) => Math.max(-REACH, Math.min(REACH, x)));
}

/* The way that an arrow key points. */
const wayOf = (event) => ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1],
    ArrowDown: [0, -1] }[event.key]);

/* Drags NODE: MOVED(point, event) is told. */
function listenToDrags(svg, node, moved) {
    node.addEventListener("pointerdown", (event) => {
        node.setPointerCapture(event.pointerId);
        event.preventDefault();
        node.focus();
    });
    node.addEventListener("pointermove", (event) => {
        if (node.hasPointerCapture(event.pointerId))
            moved(pointOf(svg, event), event);
    });
}

function listenToKeys(node, moved) {
    node.addEventListener("keydown", (event) => {
        const way = wayOf(event);
        if (!way || event.ctrlKey || event.metaKey || event.altKey)
            return;
        event.preventDefault();
        moved(way, event.shiftKey ? 5 : 1);
    });
}

/* The ball of three dimensions, which is turned about two axes. */
function makeBall(svg, figure) {
    const ball = add(svg, "g", { class: "ball", tabindex: 0, role: "slider",
        "aria-label": "view of the ball", "aria-valuenow": 0 });
    add(ball, "circle", { r: 1, class: "rule sphere" });
    const axes = [0, 1, 2].map(() => add(ball, "path", { class: "rule" }));
    const turn = (y, x) => {
        figure.turn = [figure.turn[0] + y,
            Math.max(-1.57, Math.min(1.57, figure.turn[1] + x))];
        showTurn(figure);
        if (figure.seen)
            drawDirections(figure, figure.seen);
    };
    const size = () => svg.getBoundingClientRect().width / 2 / REACH;
    listenToDrags(svg, ball,
        (at, event) => turn(event.movementX / size(), event.movementY / size()));
    listenToKeys(ball, (way, times) =>
        turn(0.05 * times * way[0], -0.05 * times * way[1]));
    Object.assign(figure, { turn: [0.5, 0.35], ball, axes });
    showTurn(figure);
}

function showTurn(figure) {
    figure.axes.forEach((axis, k) => {
        const [x, y] = placeOf(figure, 0, [0, 1, 2].map((l) => l === k ? 1 : 0));
        set(axis, { d: `M${-x} ${y}L${x} ${-y}` });
    });
    const degrees = figure.turn.map((angle) => Math.round(angle * 180 / Math.PI));
    set(figure.ball, { "aria-valuenow": degrees[0],
        "aria-valuetext": `turned ${degrees[0]} degrees, tilted ${degrees[1]}` });
}

function makeFrame(svg, figure) {
    set(svg, { viewBox: `${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}` });
    if (figure.m === 3)
        return makeBall(svg, figure);
    if (figure.m === 2)
        add(svg, "circle", { r: 1, class: "rule" });
    else
        add(svg, "path", { d: `M-1 ${-REACH}V${REACH}M1 ${-REACH}V${REACH}`,
            class: "rule" });
    const level = figure.m === 2 ? `M${-REACH} 0H${REACH}` : "";
    add(svg, "path", { d: `${level}M0 ${-REACH}V${REACH}`, class: "rule" });
}

function makeArrow(svg, figure, i, moved) {
    const group = add(svg, "g", { class: "arrow", tabindex: 0, role: "slider",
        "aria-valuemin": 0, "aria-valuemax": 2,
        "aria-label": `direction of feature ${i}` });
    const arrow = { group, at: [0, 0, 0],
        line: add(group, "line", { stroke: ink(i), "stroke-dasharray": dash(i) }),
        push: add(group, "path", { class: "push" }),
        tip: add(group, "circle", { fill: ink(i) }),
        grip: add(group, "circle", { r: 0.16, class: "grip" }),
        name: add(group, "text", { class: "name" }, i) };
    const to = (x, y) => moved(i, directionOf(figure, [x, y, arrow.at[2]]));
    listenToDrags(svg, group, ([x, y]) => to(x, y));
    listenToKeys(group, (way, times) =>
        to(arrow.at[0] + 0.02 * times * way[0], arrow.at[1] + 0.02 * times * way[1]));
    return arrow;
}

/* Where directions are to be. */
const makePlane = (parent) => add(parent, "svg", { class: "directions", role: "group",
    "aria-label": "Directions of the features" });

/* MOVED(i, direction) is told when a tip is moved; without it none can be. */
function makeDirections(svg, n, m, moved) {
    svg.replaceChildren();
    const figure = { n, m, svg, seen: null };
    makeFrame(svg, figure);
    figure.arrows = Array.from({ length: n }, (_, i) =>
        makeArrow(svg, figure, i, moved));
    return figure;
}

/* Behind the tip, or beside it where that is beyond the frame. */
function placeName(name, [x, y]) {
    const far = Math.max(Math.abs(x), Math.abs(y), 1e-9), norm = Math.hypot(x, y);
    const wish = (norm + 0.16) / Math.max(norm, 0.02), most = (REACH - 0.09) / far;
    const out = Math.min(wish, most), aside = wish > most ? 0.14 : 0;
    set(name, { x: out * x + (x > 0 ? -aside : aside), y: -out * y + 0.05 });
}

/* Where the loss falls fastest from a tip, as an arrow of length SCALE |slope|. */
function drawPush(figure, i, [x, y], slope, scale) {
    const size = Math.hypot(...slope) || 1, length = Math.min(scale * size, 0.9);
    const way = [...slope, 0].map((value) => -value / size * length);
    const [right, up] = figure.m < 3 ? way : placeOf(figure, i, way);
    const angle = Math.atan2(up, right), long = Math.min(0.12, length / 2);
    const barb = (turn) => `M${x + right} ${-y - up}` +
        `l${-long * Math.cos(angle + turn)} ${long * Math.sin(angle + turn)}`;
    set(figure.arrows[i].push,
        { d: `M${x} ${-y}l${right} ${-up}${barb(0.45)}${barb(-0.45)}` });
}

/* SEEN may have the slope of the loss at one tip, of which SCALE times is drawn. */
function drawDirections(figure, seen, scale = 1) {
    const { n, m } = figure;
    figure.seen = seen;
    figure.arrows.forEach((arrow, i) => {
        const w = seen.W.slice(m * i, m * i + m), at = placeOf(figure, i, w);
        const [x, y, depth] = at, root = m === 1 ? y : 0;
        arrow.at = at;
        set(arrow.line, { x1: 0, y1: -root, x2: x, y2: -y });
        set(arrow.tip, { cx: x, cy: -y, r: 0.055 * (1 + 0.3 * depth) });
        set(arrow.push, { d: "" });
        if (seen.slope && seen.slope.feature === i)
            drawPush(figure, i, at, seen.slope.value, scale);
        set(arrow.grip, { cx: x, cy: -y,
            r: m === 1 ? Math.min(0.16, REACH / n) : 0.16 });
        if (m === 1)
            set(arrow.name, { x: x + (x < 0 ? -0.13 : 0.13), y: -y + 0.05 });
        else
            placeName(arrow.name, at);
        set(arrow.group, {
            opacity: m < 3 ? 1 : Math.min(1, 0.72 + 0.28 * depth).toFixed(3),
            "aria-valuenow": seen.norms[i].toFixed(3),
            "aria-valuetext": w.map((value, k) => `${"xyz"[k]} ${value.toFixed(2)}`)
                .join(", ") });
    });
}
