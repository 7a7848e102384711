/* Watch and Touch: one model while it trains, and what it costs to move a direction. */
let study, figures;
let before = null; /* the exact loss before a tip was moved */
let untold = false; /* a pause */
const part = {}; /* elements by what they show */
const hints = {
    1: "Drag a tip, or move it with the arrow keys: the exact loss follows. Features " +
        "lie below each other; the lines are at -1, 0 and 1.",
    2: "Drag a tip, or move it with the arrow keys: the exact loss follows. The " +
        "circle has radius 1.",
    3: "Drag a tip, or move it with the arrow keys, in the plane of the screen: the " +
        "exact loss follows. Drag beside the tips to turn the ball, of radius 1; " +
        "what is farther away is smaller and paler.",
};

function move(feature, direction) {
    if (before === null)
        before = study.session.seen[0].loss;
    study.session.put(0, feature, direction);
}

function makeFigures({ n, m }) {
    part.hint.textContent = hints[m];
    return { n, m, directions: makeDirections(part.directions, n, m, move),
        cells: makeProducts(part.products, n), bars: makeShares(part.shares, n) };
}

function changeOf(loss) {
    if (before === null || !Number.isFinite(loss))
        return "";
    const change = loss - before;
    return ` (${change < 0 ? "-" : "+"}${short(Math.abs(change))} by hand)`;
}

function showNumbers({ loss, optimum, slope }, steps, toy) {
    const known = Number.isFinite(loss) ? `exact loss ${short(loss)}${changeOf(loss)}`
        : toy === "relu_hidden" ? "exact loss: no closed form"
            : "exact loss: when it pauses";
    part.numbers.textContent =
        `step ${steps}; ${known}; best linear map ${short(optimum)}`;
    part.slope.textContent = !slope ? ""
        : `Slope of the loss with respect to direction ${slope.feature}: ` +
            `(${slope.value.map(short).join(", ")}). The arrow at its tip points ` +
            "where the loss falls.";
}

/* The loss as what is missing of features that are on, and interference. */
function showTerms({ loss, terms, saxe }, toy) {
    part.saxe.textContent = wordsOf({ saxe });
    part.split.hidden = toy !== "relu";
    if (toy !== "relu" || !Number.isFinite(loss))
        return;
    const [on, off] = terms.map((term) => term.reduce((sum, x) => sum + x, 0));
    part.on.textContent = short(on);
    part.off.textContent = short(off);
    drawTerms(part.terms, terms);
}

function showSum({ m, shares }) {
    const sum = shares.reduce((all, share) => all + share, 0);
    set(part.sum, { value: sum, max: m });
    part.rule.textContent = `The shares add up to ${sum.toFixed(2)} of ${m} ` +
        (m === 1 ? "dimension." : "dimensions.");
}

/* For the test of this panel. */
function note({ loss, terms, slope, shares, W, b }, steps, values) {
    Object.assign(study.root.dataset, { loss, W, b, terms, shares, steps,
        slope: slope ? slope.value : "",
        settings: JSON.stringify(settingsOf(values)) });
}

function draw({ seen: [seen], steps, curve, running }, values) {
    if (!figures || figures.n !== seen.n || figures.m !== seen.m)
        figures = makeFigures(seen);
    drawDirections(figures.directions, seen, 0.5 / values.p);
    drawProducts(figures.cells, seen);
    drawShares(figures.bars, seen);
    drawHistory(part.history, curve, seen.n);
    drawLoss(part.loss, [curveOf(curve, 0, "curve")], seen.optimum);
    showNumbers(seen, steps, values.toy);
    showTerms(seen, values.toy);
    showSum(seen);
    note(seen, steps, values);
    if (untold && !running)
        tell(seen, steps);
}

/* For those who hear the page: when it pauses, not with every picture. */
function tell({ n, norms }, steps) {
    untold = false;
    const large = norms.filter((norm) => norm > 0.5).length;
    part.status.textContent = `Paused at step ${steps}: ${large} of ${n} features ` +
        "have a norm above 1/2.";
}

function makeLoss(card) {
    part.numbers = make(card, "div", { class: "numbers" });
    part.loss = makeFigure(card, "Loss of training batches against steps");
    part.slope = make(card, "p", { class: "numbers" });
    part.saxe = make(card, "p", { class: "numbers" });
    part.split = make(card, "div");
    const text = make(part.split, "p", { class: "numbers" });
    make(text, "span", { class: "key on" });
    text.append("missing from features that are on ");
    part.on = make(text, "b");
    make(text, "br");
    make(text, "span", { class: "key off" });
    text.append("interference in those that are off ");
    part.off = make(text, "b");
    part.terms = makeFigure(part.split,
        "Exact loss by number of features that are on, of features on and off");
    makeNote(part.split, "Both add up to the exact loss; here by how many features " +
        "are on (L<sub>0</sub>, L<sub>1</sub>, .. of Elhage et al. 2022).");
}

function makeShareCards(cards) {
    let card = makeCard(cards, "Share of a dimension, D");
    part.shares = makeFigure(card, "Dimensionality of each feature");
    part.rule = make(card, "label", { for: "watch-sum" });
    part.sum = make(card, "meter", { id: "watch-sum", min: 0, max: 2, value: 0 });
    makeNote(card, "Pale: the norm is below 1/2. Dimensions are shared out, not " +
        "made: the sum is never more (Scherlis et al. 2022).");
    card = makeCard(cards, "Shares over time");
    part.history = makeFigure(card, "Dimensionality of each feature against steps");
    makeNote(card, "1 a dimension of its own, 1/2 a pair, 2/3 a triangle, 2/5 a " +
        "pentagon, in three dimensions 3/4 a tetrahedron and 3/8 a square antiprism.");
}

const runNote = "<code>superpose run question.yaml</code> does the same with the " +
    "program, <code>python3 same.py</code> with numpy alone. As long as no setting " +
    "was changed and no direction moved on the way, a <code>make PORTABLE=1</code> " +
    "build of the program gives the same weights, bit for bit; numpy draws other " +
    "numbers.";

function begin(cards, its) {
    study = its;
    let card = makeCard(cards, "Directions", { class: "card first" });
    part.directions = makePlane(card);
    part.hint = makeNote(card, "");
    part.status = make(card, "p", { class: "note", role: "status" });
    makeLoss(makeCard(cards, "Loss"));
    card = makeCard(cards, "Products");
    part.products = makeFigure(card, "Products of directions, and biases",
        { class: "products" });
    makeNote(card, "W W<sup>T</sup> and b. Blue is positive, orange negative; full " +
        "colour is 1. Off the diagonal is interference.");
    makeShareCards(cards);
    makeRuns(study.root, runNote, {
        experiment: () => experimentOf(settingsOf(study.values), study.session.steps),
        numpy: () => numpyOf(settingsOf(study.values), study.session.steps),
    });
}

panels.push(newStudy({
    name: "watch",
    title: "Watch and touch",
    intro: "Features that are seldom on share few dimensions. A model x&prime; = " +
        "ReLU(W W<sup>T</sup> x + b) is trained here, in this page, by the core that " +
        "draws the project's figures. Row <i>i</i> of W is the direction of feature " +
        "<i>i</i>.",
    letters: ["n", "m", "p", "r", "source", "mode", "d", "toy", "bias"],
    begin,
    settings: (values) => [settingsOf(values)],
    draw,
    turned() { before = null; },
    ran(on) {
        if (on)
            before = null;
        untold = !on;
        part.status.textContent = "";
    },
}));
