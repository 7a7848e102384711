/* Superposition and double descent (Henighan et al. 2023): the same examples again and
   again, few or many, and whether features or examples get the directions. */
const name = "data", FEATURES = 100, STEPS = 5000, STRIDE = 50;
const sizes = [3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000]
    .map(String);
const rules = { T: { preset: "6", among: sizes },
    decay: { preset: "0.01", among: [0, 0.01, 0.1, 1] },
    seeds: { preset: "3", among: [1, 3, 5] } };
const area = { left: 46, right: 396, top: 20, bottom: 160 }; /* of a plot against T */
const COST = [0.5, 8]; /* range of losses that is shown */

let root, values, worker, crew, seen = null, round = 0, filling = false;
let filler = 0; /* how often filling has begun or been stopped */
let results = new Map(); /* by T, those of each seed */
const part = { show: {} };

const x = (T) => area.left + (area.right - area.left) * Math.log(T / 3) / Math.log(1000 / 3);
const y = (share) => area.bottom - (area.bottom - area.top) * Math.max(0, Math.min(1, share));
const high = (cost) => y(Math.log(cost / COST[0]) / Math.log(COST[1] / COST[0]));

function settingsOfSize(T, seed) {
    return { "source.features": FEATURES, "source.density": 0.05,
        "source.unit_norm": true, "toy.kind": "relu", "toy.hidden": 2,
        "train.examples": T, "train.batch": T, "train.rate": 0.005,
        "train.weight_decay": values.decay, "train.warmup": STEPS / 20,
        "train.schedule": "cosine", "loss.samples": 20000, seed };
}

const messageOf = (T, seed) => ({ settings: { ...settingsOfSize(T, seed),
    "train.steps": STEPS, measure: "loss" }, numbers: ["loss"], examples: Number(T) });

const pairsOf = (flat) => Array.from({ length: flat.length / 2 }, (_, i) =>
    [flat[2 * i], flat[2 * i + 1]]);

/* D_i = |v_i|^2 / sum_j (v_i . v_j / |v_i|)^2 of vectors in the plane, by their Gram
   matrix; 0 of none. */
function sharesOf(vectors) {
    let xx = 0, xy = 0, yy = 0;
    for (const [a, b] of vectors) {
        xx += a * a;
        xy += a * b;
        yy += b * b;
    }
    return vectors.map(([a, b]) => {
        const square = a * a + b * b, sum = a * a * xx + 2 * a * b * xy + b * b * yy;
        return sum > 0 ? square * square / sum : 0;
    });
}

/* Vectors from the middle, as large as the figure lets them be. */
function drawVectors(svg, vectors, mark) {
    svg.replaceChildren();
    const most = 1.1 * Math.max(1, ...vectors.map(([a, b]) => Math.hypot(a, b)));
    set(svg, { viewBox: `${-most} ${-most} ${2 * most} ${2 * most}` });
    add(svg, "circle", { r: 1, class: "rule" });
    const to = ([a, b]) => `${a.toFixed(3)} ${(-b).toFixed(3)}`;
    add(svg, "path", { d: vectors.map((v) => `M0 0L${to(v)}`).join(""), class: mark,
        "stroke-width": 0.007 * most });
    add(svg, "path", { d: vectors.map((v) => `M${to(v)}h0`).join(""), class: mark,
        "stroke-width": 0.035 * most, "stroke-linecap": "round" });
}

function drawModel() {
    const { W, examples } = seen.result;
    const features = pairsOf(W), points = pairsOf(examples);
    drawVectors(part.features, features, "feature");
    drawVectors(part.examples, points, "example");
    const large = features.filter(([a, b]) => Math.hypot(a, b) > 0.8).length;
    part.words.textContent = `T = ${values.T}: step ${seen.steps} of ${STEPS}; ` +
        `loss of these examples ${short(seen.last)}`;
    part.status.textContent = !seen.over ? "" : `Trained: unseen examples cost ` +
        `${short(seen.result.loss)}; ${large} of ${FEATURES} features have a norm above 0.8.`;
    Object.assign(root.dataset, { over: seen.over, T: values.T,
        result: JSON.stringify({ ...seen.result, last: seen.last }) });
}

function makeAxes(svg, ticks, label) {
    svg.replaceChildren();
    set(svg, { viewBox: "0 0 420 198" });
    add(svg, "path", { d: `M${area.left} ${area.top}V${area.bottom}H${area.right}`,
        class: "axis" });
    for (const T of [3, 5, 10, 20, 50, 100, 200, 500, 1000])
        add(svg, "text", { x: x(T), y: area.bottom + 16, class: "tick middle" }, T);
    add(svg, "text", { x: 221, y: area.bottom + 34, class: "tick middle" },
        "T, examples in the training set");
    for (const [value, at] of ticks)
        add(svg, "text", { x: area.left - 5, y: at + 4, class: "tick end" }, value);
    add(svg, "text", { x: area.left, y: area.top - 8, class: "tick middle" }, label);
    add(svg, "path", { d: `M${x(values.T)} ${area.top}V${area.bottom}`, class: "chosen" });
}

const all = () => [...results].flatMap(([T, list]) => list.map((result) => [T, result]));
const dots = (places) => places.map(([a, b]) => `M${a.toFixed(1)} ${b.toFixed(1)}h0`).join("");

const medianOf = (list) => list.sort((a, b) => a - b)[list.length >> 1];

function drawLosses(svg) {
    makeAxes(svg, [0.5, 1, 2, 4, 8].map((cost) => [cost, high(cost)]), "loss");
    add(svg, "path", { d: `M${area.left} ${high(1)}H${area.right}`, class: "level" });
    const line = [...results].sort((a, b) => a[0] - b[0]).map(([T, list]) =>
        `${x(T)},${high(medianOf(list.map(({ loss }) => loss)))}`);
    add(svg, "polyline", { points: line.join(" "), class: "curve" });
    add(svg, "path", { d: dots(all().map(([T, { last }]) => [x(T), high(last)])),
        class: "example dot" });
    add(svg, "path", { d: dots(all().map(([T, { loss }]) => [x(T), high(loss)])),
        class: "feature dot" });
}

/* Shares of features and of examples: of many, forty. */
function drawShares(svg) {
    makeAxes(svg, [0, 0.25, 0.5, 0.75, 1].map((share) => [share, y(share)]), "D");
    const some = (list) => {
        const sorted = list.sort((a, b) => b - a), step = Math.max(1, list.length / 40);
        return Array.from({ length: Math.min(40, list.length) }, (_, i) =>
            sorted[Math.floor(i * step)]);
    };
    const line = logarithmic(3, 1000, 50).map((T) => `${x(T)},${y(2 / T)}`);
    add(svg, "polyline", { points: line.join(" "), class: "optimum" });
    for (const [key, mark, aside] of [["examples", "example", -2], ["W", "feature", 2]]) {
        add(svg, "path", { class: `${mark} dot small`, d: dots(all().flatMap(([T, result]) =>
            some(sharesOf(pairsOf(result[key]))).map((D) => [x(T) + aside, y(D)]))) });
    }
}

function drawPlots() {
    drawLosses(part.losses);
    drawShares(part.shares);
    root.dataset.losses = JSON.stringify(all().map(([T, { loss, last }]) => [T, loss, last]));
    root.dataset.done = results.size;
}

function keep(T, seed, result) {
    if (!results.has(T))
        results.set(T, []);
    results.get(T)[seed] = result;
    drawPlots();
}

function fail(fault) {
    part.fault.textContent = fault;
}

/* The model of the chosen T, in pictures; as it was left where it has been trained. */
function watch() {
    const known = (results.get(Number(values.T)) || [])[0];
    round++;
    if (known) {
        seen = { result: known, last: known.last, steps: STEPS, over: true };
        return drawModel();
    }
    worker.send({ do: "course", id: round, ...messageOf(values.T, 0) });
}

const heard = {
    ready() {},
    fault: ({ fault }) => fail(fault),
    course({ id, left, over, loss, result }) {
        if (id !== round)
            return;
        seen = { result, over, last: loss, steps: STEPS - left[0] };
        if (over)
            keep(Number(values.T), 0, { ...result, last: loss });
        requestAnimationFrame(() => {
            drawModel();
            if (!over && id === round)
                worker.send({ do: "more", toy: STRIDE, sae: 0 });
        });
    },
};

async function fill(on) {
    filling = on;
    filler++;
    part.fill.textContent = on ? "Stop" : "Fill all";
    if (!on)
        return crew.drop();
    const mine = filler, now = values.decay, left = [];
    for (let seed = 0; seed < Number(values.seeds); seed++)
        for (const T of sizes.map(Number))
            if (!(results.get(T) || [])[seed])
                left.push([T, seed]);
    await Promise.all(left.map(async ([T, seed]) => {
        const result = await crew.ask({ do: "whole", ...messageOf(T, seed) }, fail);
        if (result && values.decay === now)
            keep(T, seed, result);
    }));
    if (mine === filler)
        fill(false);
}

function change(key, value) {
    values[key] = value;
    address(name, values);
    if (key === "decay") {
        results = new Map();
        fill(false);
    }
    showValues();
    if (key !== "seeds")
        watch();
}

function showValues() {
    part.show.T(values.T);
    part.decay.value = values.decay;
    part.seeds.value = values.seeds;
    part.file();
    drawPlots();
}

function makeSettings(cards) {
    const form = make(cards, "form", { class: "card", "aria-label": "Settings" });
    make(form, "h2", {}, "Training set");
    part.show.T = makeSteps(form, "Examples, T", sizes, (value) => change("T", value),
        { "data-set": "T" });
    part.decay = makeChoice(form, "Weight decay", rules.decay.among.map((value) =>
        [value, value]), (value) => change("decay", value));
    part.seeds = makeChoice(form, "Models for each T (seeds)", rules.seeds.among
        .map((value) => [value, value]), (value) => change("seeds", value));
    part.fill = makeButton(form, "Fill all", () => fill(!filling),
        { class: "main", "data-do": "fill" });
    part.words = makeNote(form, "");
    part.status = make(form, "p", { class: "note", role: "status" });
    part.fault = make(form, "p", { class: "fault", role: "alert" });
}

function makeCards(cards) {
    let card = makeCard(cards, "Features");
    part.features = makeFigure(card, "Directions of the hundred features",
        { class: "directions" });
    makeNote(card, "Rows of W. The circle has radius 1.");
    card = makeCard(cards, "Examples");
    part.examples = makeFigure(card, "Hidden vectors of the training examples",
        { class: "directions" });
    makeNote(card, "Where the T examples are in the hidden plane, W<sup>T</sup> x.");
    const below = make(root, "div", { class: "pair below" });
    card = makeCard(below, "Loss against T");
    part.losses = makeFigure(card, "Loss of unseen and of training examples against T");
    makeNote(card, "Blue: unseen examples, line: median of the seeds. Orange: the " +
        "training examples. 1 is the loss of a model that says nothing; what is outside " +
        "is drawn at the edge.");
    card = makeCard(below, "Dimensionality against T");
    part.shares = makeFigure(card, "Dimensionality of features and of examples against T");
    makeNote(card, "Blue: of features. Orange: of examples; dashes: 2/T, every example " +
        "its share. Up to forty of each.");
}

panels.push({
    name,
    title: "Double descent",
    begin(section) {
        root = section;
        make(root, "p").innerHTML = "The same T examples, seen again and again. With few of " +
            "them the model gives each example a direction of its own; with many it " +
            "gives directions to five or six features; between the two it does neither, " +
            "and unseen examples cost more than saying nothing. Move T and look " +
            "at both figures (Henighan et al. 2023, Superposition, Memorization, and " +
            "Double Descent).";
        makeSettings(make(root, "div", { class: "cards" }));
        makeCards(root.lastElementChild);
        makeNote(root, "Smaller than the paper: 100 features of density 0.05 in place of " +
            "10,000 of 0.001, 5,000 steps of all examples in place of 50,000 at a fifth of " +
            "this rate, and T to 1,000. Examples have norm 1 there and here. What is the " +
            "same: order of the three regimes and 2/T. What is not: where they begin, and " +
            "the rise between them, which is far larger here.");
        part.file = makeExperiment(root, "Save as data.yaml; then <code>superpose run " +
            "data.yaml</code>.", () => experimentOf({ ...settingsOfSize(`[${sizes}]`,
            `{count: ${values.seeds}}`) }, STEPS, "How many examples does it take until " +
            "features are learned?", ["geometry", "loss", "vectors"]) +
            "\nzip: [train.examples, train.batch]");
        worker = newWorker(heard);
        crew = newCrew();
    },
    enter() {
        const asked = addressed(name, rules);
        if (values && asked.decay !== values.decay)
            results = new Map();
        values = asked;
        address(name, values);
        showValues();
        watch();
    },
    leave() {
        round++;
        fill(false);
    },
});
