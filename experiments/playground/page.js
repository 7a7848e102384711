/* The page: what is set, what is shown, and the worker between them. */
"use strict";

const at = (id) => document.getElementById(id);
const POINTS = 400; /* of the curve; when it is full every other goes */

let state = stateOfAddress();
let worker, running = false, figures = null, seen = null, steps = 0;
let curve = [], before = null; /* the exact loss before a tip was moved */
let untold = false; /* a pause */
let put = null, busy = false; /* a move that is to be sent when the one before is seen */

function send(message, transfer) {
    worker.postMessage(message, transfer || []);
}

function bytesOf(id) {
    const text = atob(at(id).textContent.replace(/\s/g, ""));
    return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function makeFigures(n) {
    return {
        n,
        arrows: makeDirections(at("directions"), n, move),
        cells: makeProducts(at("products"), n),
        bars: makeShares(at("shares"), n),
    };
}

function move(feature, direction) {
    if (before === null)
        before = seen.loss;
    run(false);
    put = { do: "put", feature, direction };
    pass();
}

function pass() {
    if (!put || busy)
        return;
    busy = true;
    send(put);
    put = null;
}

function changeOf(loss) {
    if (before === null || !Number.isFinite(loss))
        return "";
    const change = loss - before;
    return ` (${change < 0 ? "-" : "+"}${short(Math.abs(change))} by hand)`;
}

function showNumbers() {
    const known = Number.isFinite(seen.loss);
    const loss = known ? `exact loss ${short(seen.loss)}${changeOf(seen.loss)}`
        : "exact loss: when it pauses";
    at("numbers").textContent = `step ${steps}; ${loss}; best linear map ` +
        short(seen.optimum);
    const sum = seen.shares.reduce((all, share) => all + share, 0);
    at("sum").value = sum;
    at("sum-value").textContent = sum.toFixed(2);
    document.body.dataset.loss = seen.loss;
    document.body.dataset.steps = steps;
}

function draw() {
    if (!figures || figures.n !== seen.n)
        figures = makeFigures(seen.n);
    drawDirections(figures.arrows, seen);
    drawProducts(figures.cells, seen);
    drawShares(figures.bars, seen);
    drawLoss(at("loss"), curve, seen.optimum);
    const relu = state.toy === "relu";
    at("terms").style.display = at("terms-note").style.display = relu ? "" : "none";
    if (relu && Number.isFinite(seen.loss))
        drawTerms(at("terms"), seen.terms, seen.loss);
    showNumbers();
    if (untold && !running)
        tell();
}

function remember(losses) {
    curve.push(...losses);
    if (curve.length > POINTS)
        curve = curve.filter((_, i) => i % 2);
}

/* For those who hear the page: when it pauses, not with every picture. */
function tell() {
    untold = false;
    const kept = seen.norms.filter((norm) => norm > 0.5).length;
    at("status").textContent = `Paused at step ${steps}: ${kept} of ${seen.n} features ` +
        `have a norm above 1/2.`;
}

function run(on) {
    if (on === running)
        return;
    running = on;
    at("run").textContent = on ? "Pause" : "Run";
    if (on) {
        before = null;
        at("status").textContent = "";
    }
    untold = !on;
    send({ do: "run", on });
}

/* New settings: the parameters stay where they fit, or all begins anew. */
function open(anew) {
    if (anew)
        curve = [];
    before = null;
    at("fault").textContent = "";
    send({ do: "open", settings: settingsOf(state), anew });
    history.replaceState(null, "", addressOf(state));
    showSettings();
}

function showSettings() {
    at("n").value = state.n;
    at("p").value = Math.log10(Number(state.p));
    at("r").value = state.r;
    at("company").value = state.company;
    at("toy").value = state.toy;
    at("n-value").textContent = state.n;
    at("p-value").textContent = state.p;
    at("r-value").textContent = state.r;
    at("p").setAttribute("aria-valuetext", state.p);
}

function listen() {
    const change = (id, anew, read) => at(id).addEventListener("input", () => {
        state[id] = read(at(id).value);
        open(anew);
    });
    change("n", true, String);
    change("p", false, (value) => String(Number((10 ** Number(value)).toPrecision(3))));
    change("r", false, String);
    change("company", false, String);
    change("toy", true, String);
    at("stride").addEventListener("input",
        () => send({ do: "stride", stride: Number(at("stride").value) }));
    const press = {
        run: () => run(!running),
        step: () => { run(false); before = null; send({ do: "step" }); },
        reset: () => open(true),
        seed: () => { state.seed = String(Number(state.seed) + 1); open(true); },
    };
    for (const [id, action] of Object.entries(press))
        at(id).addEventListener("click", action);
    const keys = { " ": "run", s: "step", 0: "reset", r: "seed" };
    document.addEventListener("keydown", (event) => {
        const busy = event.target.closest("input, select, button, summary");
        if (busy || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key])
            return;
        event.preventDefault();
        press[keys[event.key]]();
    });
    at("experiment").closest("details").addEventListener("toggle",
        () => { at("experiment").textContent = experimentOf(state, steps); });
    addEventListener("hashchange", () => { state = stateOfAddress(); open(true); });
}

const heard = {
    ready() { open(true); },
    fault({ fault }) {
        busy = false;
        run(false);
        at("fault").textContent = fault;
    },
    picture(message) {
        if (message.steps < steps)
            curve = [];
        steps = message.steps;
        seen = message.seen;
        busy = false;
        pass();
        remember(message.losses);
        requestAnimationFrame(() => { draw(); send({ do: "drawn" }); });
    },
};

function begin() {
    const script = new Blob([at("worker").textContent], { type: "text/javascript" });
    worker = new Worker(URL.createObjectURL(script));
    worker.onmessage = ({ data }) => heard[data.is](data);
    const packed = bytesOf("core");
    send({ do: "load", packed }, [packed.buffer]);
    showSettings();
    listen();
}
begin();
