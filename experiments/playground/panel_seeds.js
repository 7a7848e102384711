/* The same setting from thirty seeds: which geometry how often, and what it costs. */
const name = "seeds", letters = ["n", "p", "r"], SEEDS = 30, PAUSE = 250;
const stepRule = { preset: "4000", among: [1000, 2000, 4000, 8000, 16000] };

let root, rules, values, show, crew, tiles = [], chosen = "", round = 0, timer;
const part = {};

const figures = ["", "", "", "triangle", "square", "pentagon", "hexagon", "heptagon",
    "octagon"];

/* What the directions with a norm above 1/2 make in the plane, by the gaps between them;
   even are those within a quarter of what they should be. */
function geometryOf(W) {
    const angles = [];
    for (let i = 0; i < W.length; i += 2)
        if (Math.hypot(W[i], W[i + 1]) > 0.5)
            angles.push(Math.atan2(W[i + 1], W[i]) * 180 / Math.PI);
    angles.sort((a, b) => a - b);
    const k = angles.length, gaps = angles.map((angle, i) =>
        (i + 1 < k ? angles[i + 1] : angles[0] + 360) - angle).sort((a, b) => a - b);
    const like = (wished) => gaps.every((gap, i) => Math.abs(gap - wished[i]) < 22);
    const even = gaps.every((gap) => Math.abs(gap - 360 / k) < 90 / k);
    if (k < 2)
        return ["nothing kept", "one feature alone"][k];
    if (k === 2)
        return like([180, 180]) ? "one pair" : like([90, 270]) ? "two axes" : "two, askew";
    if (even)
        return figures[k] || `${k} evenly around`;
    return like([90, 90, 180]) ? "a pair, one across" : `${k}, uneven`;
}

const addressOfSeed = (seed) => "#" + new URLSearchParams({ panel: "watch", n: values.n,
    m: 2, p: values.p, r: values.r, seed });

function makeTiles() {
    part.tiles.replaceChildren();
    tiles = Array.from({ length: SEEDS }, (_, seed) => {
        const item = make(part.tiles, "li"), link = make(item, "a");
        const svg = add(link, "svg", { viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" });
        add(svg, "circle", { r: 1, class: "rule" });
        const words = make(link, "span", {}, `${seed}`);
        return { seed, item, link, svg, words, result: null };
    });
}

function paint(tile) {
    const { W, loss } = tile.result;
    tile.kind = geometryOf(W);
    for (let i = 0; i < W.length / 2; i++) {
        const [x, y] = [W[2 * i], -W[2 * i + 1]];
        add(tile.svg, "path", { d: `M0 0L${x} ${y}`, stroke: ink(i), "stroke-width": 0.08 });
        add(tile.svg, "circle", { cx: x, cy: y, r: 0.1, fill: ink(i) });
    }
    tile.words.textContent = `${tile.seed}: ${tile.kind}`;
    set(tile.link, { href: addressOfSeed(tile.seed), "aria-label":
        `seed ${tile.seed}: ${tile.kind}, loss ${short(loss)}; watch it` });
}

const meanOf = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

/* Kinds of geometry, the most frequent first. */
function tallyOf(done) {
    const kinds = new Map();
    for (const { kind, result } of done)
        kinds.set(kind, (kinds.get(kind) || []).concat(result.loss));
    return [...kinds].map(([kind, losses]) => ({ kind, count: losses.length,
        least: Math.min(...losses), mean: meanOf(losses) }))
        .sort((a, b) => b.count - a.count || a.least - b.least);
}

function choose(kind) {
    chosen = chosen === kind ? "" : kind;
    showTally();
}

function showTally() {
    const done = tiles.filter((tile) => tile.result), tally = tallyOf(done);
    part.rows.replaceChildren();
    for (const { kind, count, least, mean } of tally) {
        const row = make(part.rows, "tr"), share = count / done.length;
        makeButton(make(row, "th", { scope: "row" }), kind, () => choose(kind),
            { "aria-pressed": chosen === kind });
        make(row, "td", {}, `${count}`);
        make(make(row, "td", { class: "bar" }), "meter", { value: share,
            "aria-label": `${(100 * share).toFixed(0)} per cent` });
        make(row, "td", {}, short(least));
        make(row, "td", {}, short(mean));
    }
    for (const tile of tiles)
        tile.item.classList.toggle("dim", chosen !== "" && tile.kind !== chosen);
    part.done.textContent = `${done.length} of ${SEEDS} trained`;
    if (done.length === SEEDS)
        part.status.textContent = "All trained: " + tally.map(({ kind, count }) =>
            `${kind} ${count}`).join(", ") + ".";
    Object.assign(root.dataset, { done: done.length, tally: JSON.stringify(tally),
        W: JSON.stringify(done.map(({ result }) => result.W)) });
}

async function train() {
    const now = ++round;
    crew.drop();
    chosen = "";
    part.fault.textContent = part.status.textContent = "";
    makeTiles();
    showTally();
    await Promise.all(tiles.map(async (tile) => {
        const settings = { ...settingsOf({ ...values, m: 2, seed: tile.seed }),
            "train.steps": values.steps, measure: "geometry" };
        const result = await crew.ask({ do: "whole", settings },
            (fault) => { part.fault.textContent = fault; });
        if (!result || now !== round)
            return;
        tile.result = result;
        paint(tile);
        showTally();
    }));
}

/* Begins again when the last change is a moment ago. */
function changed() {
    address(name, values);
    show(values);
    part.steps.value = values.steps;
    part.file();
    clearTimeout(timer);
    timer = setTimeout(train, PAUSE);
}

function makeCards(cards) {
    let card = makeCard(cards, "Data and training");
    part.controls = make(card, "div");
    part.steps = makeChoice(card, "Steps", stepRule.among.map((count) => [count, count]),
        (value) => { values.steps = value; changed(); });
    makeButton(card, "Train again", train, { class: "main", "data-do": "again" });
    part.fault = make(card, "p", { class: "fault", role: "alert" });
    card = makeCard(cards, "Which geometry how often", { class: "card wide" });
    const table = make(card, "table"), head = make(make(table, "thead"), "tr");
    for (const title of ["geometry", "seeds", "share", "lowest loss", "mean loss"])
        make(head, "th", { scope: "col" }, title);
    part.rows = make(table, "tbody");
    part.done = makeNote(card, "");
    part.status = make(card, "p", { class: "note", role: "status" });
    makeNote(card, "Losses are exact. Press a geometry to see its seeds. Only features with " +
        "a norm above 1/2 count; the angles of a polygon are within a quarter of even ones.");
    card = makeCard(root, "Thirty seeds", { class: "card below" });
    part.tiles = make(card, "ul", { class: "tiles" });
    makeNote(card, "Choose a seed to watch it train.");
}

panels.push({
    name,
    title: "Many seeds",
    begin(section) {
        root = section;
        make(root, "p").innerHTML = "Thirty models that differ in nothing but the random " +
            "numbers they start from and see. Look at which geometry is most frequent, and " +
            "whether it is also the one with the lowest loss: training can end in a " +
            "solution that is not the best, so one seed says little. Try " +
            "<a href=\"#panel=seeds&n=6&p=0.05&r=1\">six features of equal importance</a>: " +
            "the best geometry is rare.";
        makeCards(make(root, "div", { class: "cards" }));
        part.file = makeExperiment(root, "Save as seeds.yaml; then <code>superpose run " +
            "seeds.yaml</code>.", () => experimentOf(settingsOf({ ...values, m: 2,
            seed: `{count: ${SEEDS}}` }), values.steps,
        "Which geometry do thirty seeds come to?"));
        crew = newCrew((rows) => {
            rules = { ...rulesOf(rows, letters), steps: stepRule };
            delete rules.seed;
            show = makeControls(part.controls, rows, rules, letters, (letter, value) => {
                values[letter] = value;
                changed();
            });
            this.enter();
        });
    },
    enter() {
        if (!rules)
            return;
        const asked = addressed(name, rules);
        if (JSON.stringify(asked) === JSON.stringify(values) && !tiles.some((tile) =>
            !tile.result))
            return address(name, values);
        values = asked;
        changed();
    },
    leave() {
        clearTimeout(timer);
        round++;
        crew.drop();
    },
});
