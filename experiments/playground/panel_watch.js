/* Watch and Touch: one model while it trains, and what it costs to move a direction. */
const name = "watch";
const letters = ["n", "m", "p", "r", "source", "mode", "d", "toy", "bias"];
const hints = {
    1: "Drag a tip, or move it with the arrow keys: the exact loss follows. Features lie " +
        "below each other; the lines are at -1, 0 and 1.",
    2: "Drag a tip, or move it with the arrow keys: the exact loss follows. The circle has " +
        "radius 1.",
    3: "Drag a tip, or move it with the arrow keys, in the plane of the screen: the exact " +
        "loss follows. Drag beside the tips to turn the ball, of radius 1; what is farther " +
        "away is smaller and paler.",
};
let root, rules, values, session, show, buttons, figures;
let before = null; /* the exact loss before a tip was moved */
let untold = false; /* a pause */
const part = {}; /* elements by what they show */

function move(feature, direction) {
    if (before === null)
        before = session.seen[0].loss;
    session.put(0, feature, direction);
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

function showNumbers({ loss, optimum, slope }) {
    const known = Number.isFinite(loss) ? `exact loss ${short(loss)}${changeOf(loss)}`
        : values.toy === "relu_hidden" ? "exact loss: no closed form"
            : "exact loss: when it pauses";
    const best = `best linear map ${short(optimum)}`;
    part.numbers.textContent = `step ${session.steps}; ${known}; ${best}`;
    part.slope.textContent = !slope ? "" : "Slope of the loss with respect to direction " +
        `${slope.feature}: (${slope.value.map(short).join(", ")}). The arrow at its tip ` +
        "points where the loss falls.";
}

/* The loss as what is missing of features that are on, and interference. */
function showTerms({ loss, terms }) {
    const shown = values.toy === "relu" && Number.isFinite(loss);
    part.split.hidden = values.toy !== "relu";
    if (!shown)
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
function note({ loss, terms, slope, shares, W, b }) {
    Object.assign(root.dataset, { loss, W, b, terms, shares, steps: session.steps,
        slope: slope ? slope.value : "", settings: JSON.stringify(settingsOf(values)) });
}

function draw() {
    const seen = session.seen[0];
    if (!figures || figures.n !== seen.n || figures.m !== seen.m)
        figures = makeFigures(seen);
    drawDirections(figures.directions, seen, 0.5 / values.p);
    drawProducts(figures.cells, seen);
    drawShares(figures.bars, seen);
    drawHistory(part.history, session.curve, seen.n);
    const points = session.curve.map(({ steps, losses: [loss] }) => ({ steps, loss }));
    drawLoss(part.loss, [{ points, class: "curve" }], seen.optimum);
    showNumbers(seen);
    showTerms(seen);
    showSum(seen);
    note(seen);
    if (untold && !session.running)
        tell(seen);
}

/* For those who hear the page: when it pauses, not with every picture. */
function tell({ n, norms }) {
    untold = false;
    const large = norms.filter((norm) => norm > 0.5).length;
    part.status.textContent = `Paused at step ${session.steps}: ${large} of ${n} ` +
        "features have a norm above 1/2.";
}

function open(anew) {
    before = null;
    part.fault.textContent = "";
    address(name, values);
    show(values);
    session.open([settingsOf(values)], anew);
}

const actions = {
    run: () => session.run(!session.running),
    step: () => { before = null; session.step(); },
    reset: () => open(true),
    seed: () => { values.seed++; open(true); },
};

function makeSettings(cards) {
    const form = make(cards, "form", { class: "card", "aria-label": "Settings" });
    make(form, "h2", {}, "Data and model");
    part.controls = make(form, "div");
    buttons = makeButtons(form, actions, (stride) => session.stride(stride));
    part.fault = make(form, "p", { class: "fault", role: "alert" });
}

function makeLoss(card) {
    part.numbers = make(card, "div", { class: "numbers" });
    part.loss = makeFigure(card, "Loss of training batches against steps");
    part.slope = make(card, "p", { class: "numbers" });
    part.split = make(card, "div");
    const text = make(part.split, "p", { class: "numbers" });
    make(text, "span", { class: "key on" });
    text.append("not had of features that are on ");
    part.on = make(text, "b");
    make(text, "br");
    make(text, "span", { class: "key off" });
    text.append("interference in those that are off ");
    part.off = make(text, "b");
    part.terms = makeFigure(part.split,
        "Exact loss by number of features that are on, of features on and off");
    makeNote(part.split, "Both add up to the exact loss; here by how many features are on " +
        "(L<sub>0</sub>, L<sub>1</sub>, .. of Elhage et al. 2022).");
}

function makeShareCards(cards) {
    let card = makeCard(cards, "Share of a dimension, D");
    part.shares = makeFigure(card, "Dimensionality of each feature");
    part.rule = make(card, "label", { for: "watch-sum" });
    part.sum = make(card, "meter", { id: "watch-sum", min: 0, max: 2, value: 0 });
    makeNote(card, "Pale: the norm is below 1/2. Dimensions are shared out, not made: the " +
        "sum is never more (Scherlis et al. 2022).");
    card = makeCard(cards, "Shares over time");
    part.history = makeFigure(card, "Dimensionality of each feature against steps");
    makeNote(card, "1 a dimension of its own, 1/2 a pair, 2/3 a triangle, 2/5 a pentagon, " +
        "in three dimensions 3/4 a tetrahedron and 3/8 a square antiprism.");
}

function makeCards(cards) {
    let card = makeCard(cards, "Directions", { class: "card first" });
    part.directions = add(card, "svg", { class: "directions", role: "group",
        "aria-label": "Directions of the features" });
    part.hint = makeNote(card, "");
    part.status = make(card, "p", { class: "note", role: "status" });
    makeLoss(makeCard(cards, "Loss"));
    card = makeCard(cards, "Products");
    part.products = makeFigure(card, "Products of directions, and biases",
        { class: "products" });
    makeNote(card, "W W<sup>T</sup> and b. Blue is positive, orange negative; full colour " +
        "is 1. Off the diagonal is interference.");
    makeShareCards(cards);
}

function makeRun() {
    const details = make(root, "details");
    make(details, "summary", {}, "The same run as an experiment");
    const text = make(details, "pre");
    makeNote(details, "Save as question.yaml; then <code>superpose run question.yaml</code>. " +
        "As long as no setting was changed and no direction moved on the way, a <code>make " +
        "PORTABLE=1</code> build gives the same weights, bit for bit.");
    details.addEventListener("toggle", () => {
        text.textContent = experimentOf(settingsOf(values), session.steps);
    });
}

panels.push({
    name,
    title: "Watch and touch",
    begin(section) {
        root = section;
        make(root, "p").innerHTML = "Features that are seldom on share few dimensions. A " +
            "model x&prime; = ReLU(W W<sup>T</sup> x + b) is trained here, in this page, by " +
            "the core that draws the project's figures. Row <i>i</i> of W is the direction " +
            "of feature <i>i</i>.";
        const cards = make(root, "div", { class: "cards" });
        makeSettings(cards);
        makeCards(cards);
        makeRun();
        session = newSession({
            ready(rows) {
                rules = rulesOf(rows, letters);
                show = makeControls(part.controls, rows, letters, (letter, value) => {
                    values[letter] = value;
                    open(controls[letter].anew);
                });
                values = addressed(name, rules);
                open(true);
            },
            faulted(fault) { part.fault.textContent = fault; },
            pictured: draw,
            ran(on) {
                buttons.run.textContent = on ? "Pause" : "Run";
                if (on)
                    before = null;
                untold = !on;
                part.status.textContent = "";
            },
        });
    },
    enter() {
        if (!rules)
            return;
        const asked = addressed(name, rules);
        const other = JSON.stringify(asked) !== JSON.stringify(values);
        values = asked;
        address(name, values);
        if (other)
            open(true);
    },
    leave: () => session.run(false),
    press: (key) => buttons.press(key),
});
