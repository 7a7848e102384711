/* Watch and Touch: one model while it trains, and what it costs to move a direction. */
const name = "watch", letters = ["n", "m", "p", "r", "source", "mode", "toy", "bias"];
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
    return { n, m, directions: makeDirections(part.directions, n, m, move),
        cells: makeProducts(part.products, n), bars: makeShares(part.shares, n) };
}

function changeOf(loss) {
    if (before === null || !Number.isFinite(loss))
        return "";
    const change = loss - before;
    return ` (${change < 0 ? "-" : "+"}${short(Math.abs(change))} by hand)`;
}

function showNumbers(seen) {
    const known = Number.isFinite(seen.loss);
    const loss = known ? `exact loss ${short(seen.loss)}${changeOf(seen.loss)}`
        : values.toy === "relu_hidden" ? "exact loss: no closed form"
            : "exact loss: when it pauses";
    part.numbers.textContent = `step ${session.steps}; ${loss}; best linear map ` +
        short(seen.optimum);
    const sum = seen.shares.reduce((all, share) => all + share, 0);
    set(part.sum, { value: sum, max: seen.m });
    part.rule.textContent = `The shares add up to ${sum.toFixed(2)} of ${seen.m} ` +
        (seen.m === 1 ? "dimension." : "dimensions.");
    Object.assign(root.dataset, { loss: seen.loss, steps: session.steps,
        W: seen.W, b: seen.b, settings: JSON.stringify(settingsOf(values)) });
}

function draw() {
    const seen = session.seen[0];
    if (!figures || figures.n !== seen.n || figures.m !== seen.m)
        figures = makeFigures(seen);
    drawDirections(figures.directions, seen);
    drawProducts(figures.cells, seen);
    drawShares(figures.bars, seen);
    const points = session.curve.map(({ steps, losses: [loss] }) => ({ steps, loss }));
    drawLoss(part.loss, [{ points, class: "curve" }], seen.optimum);
    const relu = values.toy === "relu";
    part.terms.style.display = part.termsNote.style.display = relu ? "" : "none";
    if (relu && Number.isFinite(seen.loss))
        drawTerms(part.terms, seen.terms, seen.loss);
    showNumbers(seen);
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

function makeCards(cards) {
    let card = makeCard(cards, "Directions");
    part.directions = add(card, "svg", { class: "directions", role: "group",
        "aria-label": "Directions of the features" });
    makeNote(card, "Drag a tip, or move it with the arrow keys: the exact loss follows. " +
        "The circle has radius 1.");
    card = makeCard(cards, "Loss");
    part.numbers = make(card, "div", { class: "numbers" });
    part.loss = makeFigure(card, "Loss of training batches against steps");
    part.termsNote = makeNote(card, "Exact loss by how many features are on:");
    part.terms = makeFigure(card, "Exact loss by number of features that are on");
    card = makeCard(cards, "Products");
    part.products = makeFigure(card, "Products of directions, and biases",
        { class: "products" });
    makeNote(card, "W W<sup>T</sup> and b. Blue is positive, orange negative; full colour " +
        "is 1. Off the diagonal is interference.");
    card = makeCard(cards, "Share of a dimension, D");
    part.shares = makeFigure(card, "Dimensionality of each feature");
    makeNote(card, "1 a dimension of its own, 1/2 a pair, 2/3 a triangle, 2/5 a pentagon, " +
        "in three dimensions 3/4 a tetrahedron and 3/8 a square antiprism. Pale: the norm " +
        "is below 1/2.");
    card = makeCard(cards, "Sum rule");
    part.rule = make(card, "label", { for: "watch-sum" });
    part.sum = make(card, "meter", { id: "watch-sum", min: 0, max: 2, value: 0 });
    makeNote(card, "Dimensions are shared out, not made: the sum is never more (Scherlis " +
        "et al. 2022).");
    part.status = make(card, "p", { class: "note", role: "status" });
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
