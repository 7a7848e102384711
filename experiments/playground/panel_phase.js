/* The phase diagram of two features in one dimension (Elhage et al. 2022): what theory
   says, and what models say that are trained on demand, cell by cell. */
const name = "phase";
const rules = { grid: { preset: "13", among: [9, 13, 17] },
    seeds: { preset: "3", among: [1, 3, 5] },
    show: { preset: "majority", among: ["majority", "best"] }, cell: "" };
const words = ["ignored", "superposed", "dedicated"]; /* as sp_phase_names */
const pens = [ink(2), ink(3)]; /* of the features: others than those of the classes */
const meanings = ["the second feature is dropped", "both share the dimension, opposed",
    "the second feature has it alone"];
const STEPS = 4000, ALONG = 121;
const area = { left: 74, right: 410, top: 22, bottom: 356 }; /* of the diagram */

let root, values, crew, cells, theory, cursor = null, filling = false, round = 0;
let filler = 0; /* how often filling has begun or been stopped */
const part = {};

const size = () => Number(values.grid);
const ratios = () => logarithmic(0.1, 10, size());
const densities = () => logarithmic(1, 0.01, size());
const x = (r) => area.left + (area.right - area.left) * (Math.log10(r) + 1) / 2;
const y = (p) => area.top - (area.bottom - area.top) * Math.log10(p) / 2;

const cellOf = () => ({ wide: (area.right - area.left) / (size() - 1),
    high: (area.bottom - area.top) / (size() - 1) });

function settingsAt(r, p, seed) {
    return { "source.kind": "independent", "source.features": 2, "source.density": p,
        "source.importance": "last", "source.importance_ratio": r, "toy.kind": "relu",
        "toy.hidden": 1, "train.optimizer": "adam", "train.rate": 0.1,
        "train.schedule": "linear", "train.batch": 256, "train.init": "xavier", seed };
}

/* What the models of a cell have come to: one class, and how many of them agree. */
function verdictOf({ models }) {
    const best = models.reduce((low, model) => model.loss < low.loss ? model : low);
    const votes = words.map((_, phase) =>
        models.filter((model) => model.phase === phase).length);
    const most = votes.indexOf(Math.max(...votes));
    const phase = values.show === "best" ? best.phase : most;
    return { phase, agree: votes[phase], of: models.length, best };
}

/* Far enough from the boundary for theory, which allows only norms 0 and 1, to be
   right: a quarter of its density away, and not at the line between ignored and dedicated. */
function isClear(cell) {
    const at = theory.boundary[Math.round((ALONG - 1) * cell.i / (size() - 1))];
    const level = cell.p > 4 / 7 && Math.abs(Math.log10(cell.r)) < 0.15;
    return Math.abs(cell.p / at - 1) >= 0.25 && !level;
}

function wordsOf(cell) {
    const place = `importance ${short(cell.r)}, density ${short(cell.p)}: theory ` +
        words[cell.theory];
    if (!cell.models.length)
        return `${place}; not trained`;
    const { phase, agree, of } = verdictOf(cell);
    return `${place}; trained ${words[phase]}, ${agree} of ${of}`;
}

function paint(cell) {
    const trained = cell.models.length > 0;
    const { phase, agree, of } = trained ? verdictOf(cell) : { phase: cell.theory };
    set(cell.node, { class: words[phase], "aria-label": wordsOf(cell),
        "fill-opacity": trained ? 0.4 + 0.6 * agree / of : 0.16 });
    cell.mark.style.display = trained && phase !== cell.theory ? "" : "none";
}

function showTally() {
    const done = cells.filter((cell) => cell.models.length);
    const agree = (list) => list.filter((cell) => verdictOf(cell).phase === cell.theory)
        .length;
    const clear = done.filter(isClear);
    part.tally.textContent = `${done.length} of ${cells.length} cells trained; ` +
        `${agree(done)} are as in theory, away from the boundary ${agree(clear)} of ` +
        `${clear.length}.`;
    Object.assign(root.dataset, { done: done.length, clear: clear.length,
        agree: agree(clear) });
}

/* The weights of a cell's models on a line, and its losses. */
function showCell() {
    const cell = cells[cursor], { models } = cell;
    root.dataset.models = JSON.stringify(models);
    part.words.textContent = wordsOf(cell) + ".";
    part.models.replaceChildren();
    set(part.models, { viewBox: `0 0 300 ${20 + 24 * models.length}` });
    const at = (w) => 150 + 90 * w;
    for (const w of models.length ? [-1, 0, 1] : []) {
        add(part.models, "path", { d: `M${at(w)} 0V${24 * models.length}`, class: "level" });
        add(part.models, "text", { x: at(w), y: 14 + 24 * models.length,
            class: "tick middle" }, w);
    }
    models.forEach(({ W, loss }, k) => {
        W.forEach((w, i) => {
            const high = 8 + 24 * k + 8 * i, tip = at(Math.max(-1.6, Math.min(1.6, w)));
            add(part.models, "path", { d: `M150 ${high}H${tip}`, stroke: pens[i],
                "stroke-width": 3 });
            add(part.models, "circle", { cx: tip, cy: high, r: 4, fill: pens[i] });
        });
        add(part.models, "title", {}, `seed ${k}: W ${W.map(short)}, loss ${short(loss)}`);
    });
    part.losses.textContent = models.length ? "Exact loss: " +
        models.map(({ loss }) => short(loss)).join(", ") + "." : "";
}

function moveTo(index) {
    cursor = index;
    const cell = cells[index];
    set(part.diagram, { "aria-activedescendant": cell.node.id });
    set(part.cursor, { x: cell.node.getAttribute("x"), y: cell.node.getAttribute("y") });
    part.cursor.style.display = "";
    values.cell = `${cell.i}.${cell.j}`;
    address(name, values);
    showCell();
}

/* Trains the models of a cell that are missing, one seed after the other. */
async function train(index) {
    const cell = cells[index], now = round;
    if (cell.busy)
        return;
    cell.busy = true;
    cell.node.classList.add("busy");
    for (let seed = cell.models.length; seed < Number(values.seeds); seed++) {
        const settings = { ...settingsAt(cell.r, cell.p, seed), "train.steps": STEPS,
            measure: "geometry" };
        const result = await crew.ask({ do: "whole", settings, numbers: ["phase"] }, fail);
        if (!result || now !== round)
            break;
        cell.models.push(result);
    }
    cell.busy = false;
    if (now !== round)
        return;
    paint(cell);
    showTally();
    if (index === cursor)
        showCell();
}

function fail(fault) {
    part.fault.textContent = fault;
}

async function fill(on) {
    filling = on;
    filler++;
    part.fill.textContent = on ? "Stop" : "Fill all";
    set(part.tally, { "aria-live": on ? "off" : "polite" });
    if (!on)
        return crew.drop();
    const mine = filler;
    const left = cells.filter((cell) => cell.models.length < Number(values.seeds));
    await Promise.all(left.map((cell) => train(cells.indexOf(cell))));
    if (mine !== filler)
        return;
    fill(false);
    showTally();
}

function makeCells(svg) {
    const { wide, high } = cellOf();
    cells = densities().flatMap((p, j) => {
        const row = add(svg, "g", { role: "row" });
        return ratios().map((r, i) => {
            const node = add(row, "rect", { role: "gridcell", id: `phase-${i}-${j}`,
                x: x(r) - wide / 2, y: y(p) - high / 2, width: wide, height: high });
            const mark = add(row, "circle", { cx: x(r), cy: y(p), r: 3, class: "mark" });
            return { i, j, r, p, node, mark, models: [], theory: theory.phases[j][i] };
        });
    });
    part.cursor = add(svg, "rect", { width: wide, height: high, class: "cursor" });
    part.cursor.style.display = "none";
}

function makeAxes(svg) {
    const left = x(0.1) - cellOf().wide / 2, bottom = y(0.01) + cellOf().high / 2;
    for (const r of [0.1, 0.3, 1, 3, 10])
        add(svg, "text", { x: x(r), y: bottom + 14, class: "tick middle" }, r);
    for (const p of [1, 0.3, 0.1, 0.03, 0.01])
        add(svg, "text", { x: left - 5, y: y(p) + 4, class: "tick end" }, p);
    add(svg, "text", { x: 238, y: bottom + 31, class: "tick middle" },
        "importance of the second feature, relative to the first");
    add(svg, "text", { transform: "translate(11 186) rotate(-90)", class: "tick middle" },
        "density: how often each is on");
}

/* The boundary of the restricted model, and from its corner up the line between ignored
   and dedicated. */
function makeBoundary(svg) {
    const line = logarithmic(0.1, 10, ALONG)
        .map((r, k) => `${x(r).toFixed(1)},${y(theory.boundary[k]).toFixed(1)}`);
    add(svg, "polyline", { points: line.join(" "), class: "boundary" });
    add(svg, "path", { d: `M${x(1)} ${y(4 / 7)}V${area.top}`, class: "boundary" });
}

async function begin() {
    const now = ++round;
    fill(false);
    const found = await crew.ask({ do: "theory", n: 2, ratios: ratios(),
        densities: densities(), along: logarithmic(0.1, 10, ALONG) }, fail);
    if (!found || now !== round)
        return;
    theory = found;
    part.file();
    part.diagram.replaceChildren();
    makeCells(part.diagram);
    makeBoundary(part.diagram);
    makeAxes(part.diagram);
    part.diagram.append(part.cursor);
    cells.forEach(paint);
    showTally();
    goTo(values.cell);
}

/* The cell that the address names is trained at once. */
function goTo(place) {
    const asked = cells.findIndex(({ i, j }) => `${i}.${j}` === place);
    moveTo(asked < 0 ? cells.length >> 1 : asked);
    if (asked >= 0)
        train(asked);
}

function listen(svg) {
    svg.addEventListener("click", (event) => {
        const index = cells.findIndex(({ node, mark }) =>
            node === event.target || mark === event.target);
        if (index < 0)
            return;
        moveTo(index);
        train(index);
    });
    svg.addEventListener("keydown", (event) => {
        const way = wayOf(event), cell = cells[cursor];
        if (event.key === "Enter" || event.key === " ")
            train(cursor);
        else if (way)
            moveTo(clamp(cell.i + way[0]) + size() * clamp(cell.j - way[1]));
        else
            return;
        event.preventDefault();
    });
}

const clamp = (i) => Math.max(0, Math.min(size() - 1, i));

function change(key, value) {
    values[key] = value;
    address(name, values);
    if (key === "grid")
        values.cell = "";
    if (key === "show")
        return cells.forEach(paint), showTally(), showCell();
    begin();
}

function makeLegend(parent) {
    const list = make(parent, "ul", { class: "legend" });
    words.forEach((word, k) => {
        const item = make(list, "li");
        add(add(item, "svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }), "rect",
            { width: 12, height: 12, class: word });
        item.append(`${word}: ${meanings[k]}`);
    });
    makeNote(parent, "Pale: theory alone. Full colour: trained, paler where fewer seeds " +
        "agree; a dot where it is not what theory says. Line: the boundary of theory, " +
        "p = 4r / (2 + 5r) for r &le; 1 and 4 / (5 + 2r) above.");
}

function makeControlsCard(cards) {
    const card = makeCard(cards, "Train");
    const options = (list) => list.map((value) => [String(value), String(value)]);
    part.seeds = makeChoice(card, "Models for each cell (seeds)", options([1, 3, 5]),
        (value) => change("seeds", value));
    part.show = makeChoice(card, "Colour by", [["majority", "the majority of them"],
        ["best", "the one with the lowest loss"]], (value) => change("show", value));
    part.grid = makeChoice(card, "Cells in a row", options([9, 13, 17]),
        (value) => change("grid", value));
    part.fill = makeButton(card, "Fill all", () => fill(!filling),
        { class: "main", "data-do": "fill" });
    part.tally = make(card, "p", { class: "note", "aria-live": "polite" });
    part.fault = make(card, "p", { class: "fault", role: "alert" });
}

function makeCards(cards) {
    let card = makeCard(cards, "What becomes of the second feature", { class: "card wide" });
    part.diagram = add(card, "svg", { viewBox: "0 0 434 412", class: "diagram", role: "grid", tabindex: 0,
        "aria-label": "Phase diagram: arrow keys choose a cell, Enter trains it" });
    listen(part.diagram);
    makeLegend(card);
    const side = make(cards, "div", { class: "side" });
    makeControlsCard(side);
    card = makeCard(side, "This cell");
    part.words = make(card, "p", { class: "words", "aria-live": "polite" });
    part.models = makeFigure(card, "Weights of both features, a pair of lines for each seed");
    part.losses = make(card, "p", { class: "note" });
    makeNote(card, "A pair of lines is one model: W of the first feature in green, of " +
        "the second in pink. Opposed: superposed.");
}

panels.push({
    name,
    title: "Phase diagram",
    begin(section) {
        root = section;
        make(root, "p").innerHTML = "Two features, one dimension. Click a cell, or choose " +
            "it with the arrow keys and press Enter: a model is trained there and shows " +
            "what it did with the second feature. Look at how suddenly it changes at the " +
            "line, and where trained models differ from theory: theory knows only weights " +
            "0 and &plusmn;1 (Elhage et al. 2022, Superposition as a Phase Change).";
        makeCards(make(root, "div", { class: "cards" }));
        part.file = makeExperiment(root, "Save as phase.yaml; then <code>superpose run phase.yaml</code>.",
            () => experimentOf(settingsAt(`{log: [0.1, 10, ${size()}]}`,
                `{log: [1, 0.01, ${size()}]}`, `{count: ${values.seeds}}`), STEPS,
                "Is the second feature ignored, superposed, or given the dimension?",
                ["geometry", "loss", "theory"]));
        crew = newCrew();
    },
    enter() {
        values = addressed(name, rules);
        for (const key of ["grid", "seeds", "show"])
            part[key].value = values[key];
        if (!cells || cells.length !== size() ** 2)
            begin();
        else if (`${cells[cursor].i}.${cells[cursor].j}` !== values.cell)
            goTo(values.cell);
    },
    leave: () => fill(false),
});
