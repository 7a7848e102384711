/* The correlation editor: who is on together, and where three models put them. */
const SEEDS = 3;
const examples = [ /* features, density, couples */
    ["", "as below"],
    ["4:0.05:01t.23t", "two pairs together"],
    ["4:0.2:01x.23x", "two pairs exclusive"],
    ["4:0.2:01t.23x", "one of each"],
    ["6:0.03:01t.23t.45t", "three pairs together"],
    ["6:0.3:01t.23t.45t", "three pairs together, and often"],
    ["6:0.03:", "six independent features"],
];
let study, figures, lines;
const part = {};

const couplesNow = (values) => couplesOf(values.links, values.n);

/* What was seen of one couple in one model. */
function angleOf({ W, m, norms }, i, j) {
    if (norms[i] < 0.5 || norms[j] < 0.5)
        return { words: `${norms[i] < 0.5 ? i : j} is dropped`, degrees: NaN };
    const product = productOf({ W, m }, i, j) / norms[i] / norms[j];
    const degrees = Math.acos(Math.max(-1, Math.min(1, product))) * 180 / Math.PI;
    const words = degrees < 15 ? "the same" : degrees < 75 ? "side by side"
        : degrees > 105 ? "opposite" : "at right angles";
    return { words: `${degrees.toFixed(0)}\u00b0 ${words}`, degrees };
}

function tellAngles(seen, couples) {
    const table = part.seen;
    table.replaceChildren();
    const head = make(table, "tr");
    make(head, "td");
    seen.forEach((_, k) => {
        const cell = make(head, "th", { scope: "col" });
        make(cell, "span", { class: `key model-${k}` });
        cell.append(`model ${k + 1}`);
    });
    return couples.map(([i, j, how]) => {
        const row = make(table, "tr");
        make(row, "th", { scope: "row" }, `${i} and ${j}, ${howWords[how]}`);
        const angles = seen.map((model) => angleOf(model, i, j));
        for (const { words } of angles)
            make(row, "td", {}, words);
        return angles.map((angle) => angle.degrees);
    });
}

function showLaw({ covariance, phi }, order) {
    const n = order.length;
    drawSquare(part.phi, squareByFeature(phi, order), n);
    drawSquare(part.covariance, squareByFeature(covariance, order), n);
    study.root.dataset.phi = squareByFeature(phi, order);
    study.root.dataset.covariance = squareByFeature(covariance, order);
}

function makeFigures({ n, m }, order) {
    return part.planes.map((plane, k) => makeDirections(plane, n, m, (feature, to) =>
        study.session.put(k, order.indexOf(feature), to)));
}

function draw({ seen, steps, curve, law }, values) {
    const couples = couplesNow(values), { order } = orderOf(couples, values.n);
    if (seen[0].n !== values.n)
        return;
    const shown = seen.map((look) => ({ ...look, W: byFeature(look.W, order, look.m),
        norms: byFeature(look.norms, order, 1) }));
    const shape = `${seen[0].n} ${seen[0].m} ${order}`;
    if (!figures || figures.shape !== shape)
        figures = Object.assign(makeFigures(seen[0], order), { shape });
    figures.forEach((figure, k) => drawDirections(figure, shown[k]));
    drawLoss(part.loss, shown.map((_, k) => curveOf(curve, k, `curve model-${k}`)),
        seen[0].optimum);
    const angles = tellAngles(shown, couples);
    showLaw(law, order);
    part.numbers.textContent = `step ${steps}; exact loss ` +
        seen.map(({ loss }) => short(loss)).join(", ");
    Object.assign(study.root.dataset, { steps, angles: JSON.stringify(angles),
        losses: seen.map(({ loss }) => loss) });
}

function turned(i, j) {
    const couples = turnCouple(couplesNow(study.values), i, j);
    study.values.links = textOf(couples);
    part.status.textContent =
        `Features ${i} and ${j}: ${howWords[howOf(couples, i, j)]}.`;
    study.open(false);
}

function chosen(text) {
    if (!text)
        return;
    const [n, p, links] = text.split(":");
    Object.assign(study.values, { n: Number(n), m: 2, p: Number(p), links });
    study.open(true);
}

/* The nodes follow the settings, before a model does. */
function turnedSettings(values) {
    const couples = couplesNow(values);
    values.links = textOf(couples);
    if (!lines || part.nodes.dataset.n !== String(values.n))
        lines = makeNodes(part.nodes, values.n, turned);
    part.nodes.dataset.n = values.n;
    drawNodes(lines, couples);
    part.examples.value = examples.map(([text]) => text)
        .find((text) => text === `${values.n}:${values.p}:${values.links}`) || "";
}

function settings(values) {
    const { dependence } = orderOf(couplesNow(values), values.n);
    return Array.from({ length: SEEDS }, (_, k) => ({
        ...settingsOf({ ...values, source: "couples" }),
        "source.importance_ratio": 1,
        "train.init_scale": 0.1,
        "couples.dependence": `[${dependence.join(", ")}]`,
        seed: values.seed + k,
    }));
}

function begin(cards, its) {
    study = its;
    let card = makeCard(cards, "Who is on together", { class: "card first" });
    part.examples = makeChoice(card, "Example", examples, chosen);
    part.nodes = add(card, "svg", { class: "directions", role: "group",
        "aria-label": "Features and who is on together" });
    makeNote(card, "Press the line between two features: independent, " +
        "<b class=\"together\">together</b>, <b class=\"exclusive\">exclusive</b>. " +
        "Keys: arrows go from line to line, Enter presses. A feature has one partner " +
        "at most.");
    part.status = make(card, "p", { class: "note", role: "status" });
    card = makeCard(cards, "What was seen");
    part.numbers = make(card, "div", { class: "numbers" });
    part.seen = make(card, "table");
    part.loss = makeFigure(card,
        "Loss of training batches of three models against steps");
    makeNote(card, "Who is on together had better not interfere: such features go at " +
        "right angles, or side by side; where they are on often, into one, as " +
        "principal components do. Who excludes each other can share a line, " +
        "opposite, at no cost (Elhage et al. 2022). Models differ by their seed " +
        "alone and begin small; some get stuck.");
    part.planes = Array.from({ length: SEEDS }, (_, k) =>
        makePlane(makeCard(cards, `Model ${k + 1}`)));
    card = makeCard(cards, "Correlation \u03c6 of events");
    part.phi = makeFigure(card, "Correlation of events", { class: "products" });
    makeNote(card, "(P(both) - p<sup>2</sup>) / (p (1 - p)). Nothing is more " +
        "exclusive than -p / (1 - p).");
    card = makeCard(cards, "Covariance of values");
    part.covariance = makeFigure(card, "Covariance of values", { class: "products" });
    makeNote(card, "Sizes are uniform and independent, also of features on together.");
    makeRuns(study.root, "<code>superpose run question.yaml</code> trains the three " +
        "with the program, <code>python3 same.py</code> the first with numpy alone. " +
        "Partners are neighbours there: features 0, 1, .. are " +
        "those of the couples in their order, then the others.", {
        experiment() {
            const all = settings(study.values);
            return experimentOf({ ...all[0], seed: `[${all.map(({ seed }) => seed)}]` },
                study.session.steps, "Where do features go that come together?",
                ["geometry", "loss", "vectors", "pairs"]);
        },
        numpy: () => numpyOf(settings(study.values)[0], study.session.steps),
    });
}

panels.push(newStudy({
    name: "correlation",
    title: "Correlation",
    intro: "Which features are on together decides who lies beside whom. Say who is " +
        "on together, run, and see where three models put them.",
    letters: ["n", "m", "p"],
    narrow: { n: { preset: 4, low: 4, high: 8, step: 2 },
        p: { preset: 0.05, high: 0.5 } },
    rules: { links: "01t.23t" },
    begin,
    settings,
    draw,
    turned: turnedSettings,
}));
