/* Who is on together: features as nodes, of which each has at most one partner.
   Couples are [i, j, "t"] (together) or [i, j, "x"] (exclusive); as text, 01t.23x. */
"use strict";

const couplesOf = (text, n) => [...text.matchAll(/(\d)(\d)([tx])/g)]
    .map(([, i, j, how]) => [Number(i), Number(j), how])
    .filter(([i, j], k, all) => i < j && j < n &&
        !all.slice(0, k).some((other) => other.includes(i) || other.includes(j)));
const textOf = (couples) => couples.map((couple) => couple.join("")).join(".");

const howWords = { t: "together", x: "exclusive", "": "independent" };
const howOf = (couples, i, j) =>
    (couples.find((couple) => couple[0] === i && couple[1] === j) || ["", "", ""])[2];

/* The next way that i < j can be; the couples that one of them was in are parted. */
function turnCouple(couples, i, j) {
    const next = { "": "t", t: "x", x: "" }[howOf(couples, i, j)];
    const others = couples.filter((couple) => !couple.slice(0, 2).includes(i) &&
        !couple.slice(0, 2).includes(j));
    return next ? [...others, [i, j, next]].sort() : others;
}

/* The source `couples` has partners side by side: which feature is where, and D' of
   each two.  Features without a partner make independent couples. */
function orderOf(couples, n) {
    const linked = couples.flatMap(([i, j]) => [i, j]);
    const alone = Array.from({ length: n }, (_, i) => i)
        .filter((i) => !linked.includes(i));
    const dependence = couples.map(([, , how]) => how === "t" ? 1 : -1);
    while (dependence.length < n / 2)
        dependence.push(0);
    return { order: [...linked, ...alone], dependence };
}

/* Rows (and columns, of a square) of something by place, by feature instead. */
function byFeature(values, order, width) {
    const out = [];
    order.forEach((feature, k) => {
        for (let l = 0; l < width; l++)
            out[feature * width + l] = values[k * width + l];
    });
    return out;
}
const squareByFeature = (values, order) => {
    const n = order.length, rows = byFeature(values, order, n);
    return rows.map((_, at) => rows[Math.floor(at / n) * n + order.indexOf(at % n)]);
};

const nodeAt = (i, n) => [Math.sin(2 * Math.PI * i / n),
    -Math.cos(2 * Math.PI * i / n)];

/* The nodes, and between any two a line that can be pressed.  The arrow keys go from
   line to line, Enter and the space bar press.  TURNED(i, j) is told. */
function makeNodes(svg, n, turned) {
    svg.replaceChildren();
    set(svg, { viewBox: "-1.3 -1.3 2.6 2.6" });
    const lines = [], under = add(svg, "g");
    for (let i = 0; i < n; i++) {
        for (let j = i + 1; j < n; j++) {
            const [x, y] = nodeAt(i, n), [u, v] = nodeAt(j, n);
            const d = `M${x} ${y}L${u} ${v}`;
            const group = add(under, "g",
                { class: "link", role: "button", tabindex: -1 });
            add(group, "path", { d, class: "reach" });
            add(group, "path", { d, class: "shown" });
            lines.push({ group, i, j });
        }
        const [x, y] = nodeAt(i, n);
        add(svg, "circle", { cx: x, cy: y, r: 0.16, fill: ink(i), class: "node" });
        add(svg, "text", { x, y: y + 0.06, class: "node-name" }, i);
    }
    lines[0].group.setAttribute("tabindex", 0);
    lines.forEach((line, k) => listenToLine(lines, k, turned));
    return lines;
}

function listenToLine(lines, k, turned) {
    const { group, i, j } = lines[k];
    const here = (line) => {
        for (const other of lines)
            other.group.setAttribute("tabindex", other === line ? 0 : -1);
        line.group.focus();
    };
    group.addEventListener("click", () => {
        here(lines[k]);
        turned(i, j);
    });
    group.addEventListener("keydown", (event) => {
        const way = wayOf(event), press = event.key === "Enter" || event.key === " ";
        if (!way && !press)
            return;
        event.preventDefault();
        event.stopPropagation();
        if (press)
            turned(i, j);
        else
            here(lines[(k + (way[0] || -way[1]) + lines.length) % lines.length]);
    });
}

function drawNodes(lines, couples) {
    for (const { group, i, j } of lines) {
        const how = howOf(couples, i, j);
        set(group, { class: `link ${howWords[how]}`,
            "aria-label": `features ${i} and ${j}: ${howWords[how]}` });
    }
}

/* A square of numbers, (n, n), with its largest as full colour. */
function drawSquare(svg, values, n) {
    svg.replaceChildren();
    set(svg, { viewBox: `-0.8 -0.8 ${n + 1} ${n + 1}` });
    const most = Math.max(...values.filter(Number.isFinite).map(Math.abs), 1e-9);
    values.forEach((value, at) => {
        const i = Math.floor(at / n), j = at % n;
        if (!i)
            add(svg, "text", { x: j + 0.5, y: -0.25, class: "cell-name" }, j);
        if (!j)
            add(svg, "text", { x: -0.4, y: i + 0.65, class: "cell-name" }, i);
        if (!Number.isFinite(value))
            return;
        add(svg, "rect", { x: j, y: i, width: 0.94, height: 0.94, rx: 0.06,
            ...shadeOf(0.8 * value / most) });
        const digits = Math.abs(value) < 5e-5 ? "0" : value.toFixed(most < 0.2 ? 3 : 2);
        add(svg, "text", { x: j + 0.47, y: i + 0.57, class: "cell-value" }, digits);
    });
}
