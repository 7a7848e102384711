/* A sparse autoencoder on the hidden points of a toy model: its directions over the true
   ones, and its scores beside a null and a ceiling. */
const name = "sae", TOY_STEPS = 10000, SAE_STEPS = 5000, ROWS = 1500;
const rules = {
    n: { preset: "5", among: [3, 4, 5, 6, 7, 8] },
    p: { preset: "0.05", among: [0.02, 0.05, 0.1, 0.2] },
    kind: { preset: "l1", among: ["l1", "topk", "batch_topk"] },
    latents: { preset: "5", among: [2, 3, 4, 5, 6, 7, 8, 10, 12] },
    penalty: { preset: "0.3", among: [0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1] },
    top: { preset: "1", among: [1, 2, 3] },
    mean: { preset: "0.25", among: [0.1, 0.2, 0.25, 0.3, 0.5, 1, 2] },
    seed: { preset: 1, low: 0, high: 2 ** 31, whole: true },
};
const labels = { n: "Features", p: "Density", latents: "Latents",
    penalty: "Penalty (lambda)", top: "Latents on in an example (k)",
    mean: "Latents on in an example, in the mean (k)" };
const only = { penalty: "l1", top: "topk", mean: "batch_topk" };
const kinds = [["l1", "ReLU with an L1 penalty"], ["topk", "TopK"],
    ["batch_topk", "BatchTopK"]];

/* Of measure `recovery`: column, what it is called here, and what that means. */
const scores = [
    ["mcc", "MCC", "mean cosine of latents and features, paired one to one"],
    ["mmcs", "MMCS", "mean over features of the largest cosine of a latent"],
    ["close", "close", "share of latents with a cosine above 0.9 with a feature"],
    ["feature_f1", "F1", "how well the nearest latent tells when a feature is on"],
    ["explained", "explained", "variance of the hidden points that is explained"],
];
const numbers = [...scores.flatMap(([key]) => [key, `${key}_null`, `${key}_ceiling`]),
    "sae_l0", "true_l0", "dead_latents"];

let root, values, worker, running = false, seen = null, figure = null, busy = false, round = 0;
let curves = [[], []];
const part = { show: {}, frame: {} };

function settingsNow() {
    const { n, p, kind, latents, penalty, top, mean, seed } = values;
    const own = { l1: { "sae.penalty": penalty, "sae.penalty_warmup": 0.3 },
        topk: { "topk.k": top, "sae.aux": 0.03 },
        batch_topk: { "batch_topk.k": mean, "sae.aux": 0.03 } };
    return { "source.features": n, "source.density": p, "source.importance": "geometric",
        "source.importance_ratio": 0.9, "toy.kind": "relu", "toy.hidden": 2,
        "train.rate": 0.001, "train.batch": 1024, "train.init": "notebook",
        "sae.kind": kind, "sae.latents": latents, "sae.norm": "unit",
        "sae.steps": SAE_STEPS, "sae.batch": 512, "sae.rate": 0.003, "sae.warmup": 200,
        "sae.cooldown": 0.3, "sae.dead_window": 20000, ...own[kind],
        "recovery.samples": 8192, "recovery.others": 4096, seed };
}

function makePlane(svg) {
    svg.replaceChildren();
    set(svg, { viewBox: `${-REACH} ${-REACH} ${2 * REACH} ${2 * REACH}` });
    add(svg, "circle", { r: 1, class: "rule" });
    figure = { truth: [], latents: [] };
    for (let i = 0; i < Number(values.n); i++) {
        figure.truth.push({ line: add(svg, "line", { class: "truth" }),
            tip: add(svg, "circle", { class: "truth", r: 0.05 }),
            word: add(svg, "text", { class: "name" }, i) });
    }
    for (let k = 0; k < Number(values.latents); k++)
        figure.latents.push({ line: add(svg, "line", { class: "latent" }),
            tip: add(svg, "circle", { class: "latent", r: 0.035 }) });
    figure.points = add(svg, "path", { class: "points" });
}

function drawPlane() {
    const { points, result: { W, D } } = seen;
    let path = "";
    for (let i = 0; i < points.length; i += 2)
        if (points[i] || points[i + 1])
            path += `M${points[i].toFixed(2)} ${(-points[i + 1]).toFixed(2)}h0`;
    set(figure.points, { d: path });
    figure.truth.forEach(({ line, tip, word }, i) => {
        const [x, y] = [W[2 * i], -W[2 * i + 1]], norm = Math.hypot(x, y) || 1;
        set(line, { x2: x, y2: y });
        set(tip, { cx: x, cy: y });
        set(word, { x: x + 0.15 * x / norm, y: y + 0.15 * y / norm + 0.05 });
    });
    figure.latents.forEach(({ line, tip }, k) => {
        const [x, y] = [D[2 * k] || 0, -D[2 * k + 1] || 0];
        set(line, { x2: x, y2: y });
        set(tip, { cx: x, cy: y });
    });
}

/* A score between 0 and 1 on a strip, with its null and its ceiling as marks. */
function addScore(key, title, meaning) {
    const row = make(part.rows, "tr"), result = seen.result;
    const [score, none, most] = [result[key], result[`${key}_null`], result[`${key}_ceiling`]];
    make(row, "th", { scope: "row", title: meaning }, title);
    for (const value of [score, none, most])
        make(row, "td", {}, Number.isFinite(value) ? value.toFixed(3) : "none");
    const strip = add(make(row, "td", { class: "bar" }), "svg", { viewBox: "0 0 108 12",
        "aria-hidden": "true" });
    const at = (value) => 4 + 100 * Math.max(0, Math.min(1, value));
    add(strip, "path", { d: "M4 6H104", class: "level" });
    add(strip, "path", { d: `M${at(none)} 1V11`, class: "null" });
    add(strip, "path", { d: `M${at(most)} 1V11`, class: "ceiling" });
    add(strip, "circle", { cx: at(score), cy: 6, r: 3.5, class: "term" });
}

function showScores() {
    part.rows.replaceChildren();
    const { result, over } = seen;
    part.table.hidden = !over;
    part.status.textContent = "";
    if (!over)
        return;
    scores.forEach(([key, title, meaning]) => addScore(key, title, meaning));
    const beyond = (key) => result[key] > result[`${key}_null`] ? "above" : "not above";
    part.status.textContent = `Of ${result.true_l0.toFixed(2)} features that are on in an ` +
        `example, ${result.sae_l0.toFixed(2)} latents are on; ${result.dead_latents} never ` +
        `are. MCC is ${beyond("mcc")} that of the best null, F1 is ${beyond("feature_f1")} it.`;
}

function draw() {
    const [toy, sae] = seen.left;
    drawPlane();
    const stage = toy ? 0 : 1;
    drawLoss(part.loss, [{ points: curves[stage], class: "curve" }], NaN);
    part.words.textContent = toy ? `Toy model: step ${TOY_STEPS - toy} of ${TOY_STEPS}`
        : `Autoencoder: step ${SAE_STEPS - sae} of ${SAE_STEPS}`;
    showScores();
    Object.assign(root.dataset, { over: seen.over, toy: TOY_STEPS - toy,
        sae: SAE_STEPS - sae, result: JSON.stringify(seen.result) });
}

const strides = { toy: 250, sae: 40 };

function advance() {
    if (!running || busy || !seen)
        return;
    if (seen.over)
        return run(false);
    busy = true;
    worker.send({ do: "more", ...strides });
}

/* Where all is trained it begins anew. */
function run(on) {
    if (on && seen && seen.over)
        return open();
    running = on;
    part.run.textContent = on ? "Pause" : "Run";
    advance();
}

const heard = {
    ready() {},
    fault({ fault }) {
        busy = false;
        run(false);
        part.fault.textContent = fault;
    },
    course(message) {
        if (message.id !== round)
            return;
        busy = false;
        seen = message;
        const stage = message.left[0] === 0 && message.left[1] < SAE_STEPS ? 1 : 0;
        const steps = stage ? SAE_STEPS - message.left[1] : TOY_STEPS - message.left[0];
        if (Number.isFinite(message.loss))
            curves[stage].push({ steps, loss: message.loss });
        requestAnimationFrame(() => {
            if (seen)
                draw();
            advance();
        });
    },
};

/* Begins anew with the settings as they are; a picture that is still owed is of old
   ones. */
function open() {
    curves = [[], []];
    seen = null;
    busy = false;
    round++;
    part.fault.textContent = "";
    address(name, values);
    for (const [key, show] of Object.entries(part.show)) {
        show(values[key]);
        part.frame[key].hidden = key in only && only[key] !== values.kind;
    }
    part.kind.value = values.kind;
    part.file();
    makePlane(part.plane);
    worker.send({ do: "course", id: round, settings: { ...settingsNow(), "train.steps": TOY_STEPS,
        measure: "recovery" }, numbers, rows: ROWS });
    run(true);
}

function change(key, value) {
    values[key] = String(value);
    open();
}

function makeSettings(cards) {
    const form = make(cards, "form", { class: "card", "aria-label": "Settings" });
    make(form, "h2", {}, "Toy model and autoencoder");
    part.kind = makeChoice(form, "Autoencoder", kinds, (value) => change("kind", value));
    for (const key of Object.keys(labels)) {
        part.frame[key] = make(form, "div");
        part.show[key] = makeSteps(part.frame[key], labels[key],
            rules[key].among.map(String), (value) => change(key, value),
            { "data-set": key });
    }
    const frame = make(form, "div", { class: "buttons" });
    part.run = makeButton(frame, "Run", () => run(!running),
        { class: "main", "data-do": "run", "aria-keyshortcuts": "Space" });
    makeButton(frame, "Reset", open, { "data-do": "reset", "aria-keyshortcuts": "0" });
    makeButton(frame, "Other seed", actions.r, { "data-do": "seed",
        "aria-keyshortcuts": "r" });
    part.fault = make(form, "p", { class: "fault", role: "alert" });
}

const actions = {
    " ": () => run(!running),
    0: () => open(),
    r: () => { values.seed++; open(); },
};

function makeCards(cards) {
    let card = makeCard(cards, "Directions");
    part.plane = makeFigure(card, "Hidden points, true directions and those of latents",
        { class: "directions" });
    const list = make(card, "ul", { class: "legend" });
    for (const [mark, word] of [["truth", "true directions of features"],
        ["latent", "directions of latents (decoder)"], ["dots", "hidden points"]]) {
        const item = make(list, "li");
        add(add(item, "svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }), "circle",
            { cx: 6, cy: 6, r: mark === "dots" ? 3 : 5, class: `${mark} sample` });
        item.append(word);
    }
    card = makeCard(cards, "Training");
    part.words = make(card, "div", { class: "numbers" });
    part.loss = makeFigure(card, "Loss of training batches against steps");
    makeNote(card, "First the toy model is trained, then the autoencoder on its hidden " +
        "points, which it sees without knowing the features.");
    card = makeCard(root, "Scores", { class: "card below" });
    part.table = make(card, "table", { class: "scores" });
    const head = make(make(part.table, "thead"), "tr");
    for (const title of ["", "this", "null", "ceiling", "0 to 1"])
        make(head, "th", { scope: "col" }, title);
    part.rows = make(part.table, "tbody");
    part.status = make(card, "p", { role: "status" });
    makeNote(card, scores.map(([, title, meaning]) => `<b>${title}</b>: ${meaning}`)
        .join("; ") + ". Null: the best of what knows nothing, such as a random " +
        "dictionary or the untrained autoencoder. Ceiling: the best of what is given the " +
        "true directions. On the strip the null is the grey mark, the ceiling the other. As measure <code>recovery</code> has them.");
}

panels.push({
    name,
    title: "Autoencoder",
    begin(section) {
        root = section;
        make(root, "p").innerHTML = "Does a sparse autoencoder find the features again? " +
            "Look at its directions over the true ones, and then at the null: in two " +
            "dimensions a random dictionary already scores high, and an autoencoder may " +
            "point along every feature and still not tell when it is on (Sharkey et al. " +
            "2022; Chanin and Garriga-Alonso 2026).";
        const cards = make(root, "div", { class: "cards" });
        makeSettings(cards);
        makeCards(cards);
        part.file = makeExperiment(root, "Save as sae.yaml; then <code>superpose run " +
            "sae.yaml</code>. A <code>make PORTABLE=1</code> build gives the same weights " +
            "and scores.", () => experimentOf(settingsNow(), TOY_STEPS,
            "Does an autoencoder find the features that share two dimensions?",
            ["geometry", "loss", "recovery", "vectors"]));
        worker = newWorker(heard);
    },
    enter() {
        const asked = addressed(name, rules);
        const other = JSON.stringify(asked) !== JSON.stringify(values);
        values = asked;
        if (other)
            return open();
        address(name, values);
    },
    leave: () => run(false),
    press(key) {
        if (actions[key])
            actions[key]();
        return Boolean(actions[key]);
    },
});
