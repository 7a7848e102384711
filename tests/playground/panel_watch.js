/* Watch and touch: training, dragging, settings, and the bits of the core in node. */
"use strict";

const panel = "#panel-watch";
const number = async (t, page, name) => Number(await t.noted(page, "watch", name));
const numbers = async (t, page, name) =>
    (await t.noted(page, "watch", name)).split(",").map(Number);
const press = (page, what) => page.click(`${panel} [data-do=${what}]`);

async function open(t, hash, options) {
    const page = await t.open(hash, options);
    await t.untilNoted(page, "watch", "steps", 0);
    return page;
}

async function train(t, page, least) {
    await page.selectOption(`${panel} .card select:not([data-set])`, "20");
    await press(page, "run");
    await t.until(page, (n) =>
        Number(document.getElementById("panel-watch").dataset.steps) >= n, least);
    await press(page, "run");
    await page.waitForTimeout(200);
}

/* The longest and the median time between two frames while five features train. */
function frames(page) {
    return page.evaluate(() => new Promise((done) => {
        const times = [];
        let last = performance.now();
        requestAnimationFrame(function note(now) {
            times.push(now - last);
            last = now;
            if (times.length < 120)
                return requestAnimationFrame(note);
            times.sort((x, y) => x - y);
            done({ median: times[60], most: times[119] });
        });
    }));
}

async function watches(t, page) {
    await press(page, "run");
    const time = await frames(page);
    await press(page, "run");
    await train(t, page, 3000);
    await t.keep(page, "watch");
    t.expect(await number(t, page, "loss") < 0.05, "five features did not train");
    return time;
}

async function touches(t, page) {
    const before = await number(t, page, "loss");
    const tip = page.locator(`${panel} .arrow .grip`).first();
    const box = await tip.boundingBox();
    await t.drag(page, tip, box.x + 40, box.y + 60);
    await page.waitForTimeout(200);
    await t.keep(page, "touch");
    const moved = await number(t, page, "loss");
    t.expect(moved > before + 1e-3, "moving a direction cost nothing");
    await page.locator(`${panel} .arrow`).nth(1).focus();
    for (let i = 0; i < 3; i++)
        await page.keyboard.press("ArrowLeft");
    await page.waitForTimeout(200);
    t.expect(await number(t, page, "loss") !== moved, "the arrow keys moved nothing");
}

/* The page, which took other steps at a time, has the bits of the core in node. */
async function sameBits(t, page) {
    await train(t, page, 2000);
    const model = (await t.module()).make();
    model.open(JSON.parse(await t.noted(page, "watch", "settings")), true);
    model.train(await number(t, page, "steps"));
    const ours = model.look(true);
    for (const name of ["W", "b"]) {
        const theirs = await numbers(t, page, name);
        t.expect(theirs.length === ours[name].length &&
            theirs.every((w, i) => w === ours[name][i]),
        `${name} of the page is not that of the core`);
    }
}

/* What two features in m dimensions cost, by the midpoint rule: none, one or both of
   them are on.  The cost of outputs of features that are on, and off, and the slope of
   their sum with respect to direction f. */
function byGrid(W, b, p, importance, f) {
    const N = 800, m = W.length / 2, rows = [W.slice(0, m), W.slice(m)];
    const dot = (u, v) => u.reduce((sum, x, k) => sum + x * v[k], 0);
    const G = rows.map((u) => rows.map((v) => dot(u, v)));
    const sum = { on: 0, off: 0, slope: Array(m).fill(0) };
    const add = (x, chance) => importance.forEach((weight, i) => {
        const z = G[i][0] * x[0] + G[i][1] * x[1] + b[i], error = Math.max(z, 0) - x[i];
        sum[x[i] > 0 ? "on" : "off"] += chance * weight * error * error;
        /* z = W_i . h + b_i with h = sum_j x_j W_j: dz / dW_f = [i = f] h + x_f W_i */
        for (let k = 0; k < m && z > 0; k++) {
            const h = x[0] * rows[0][k] + x[1] * rows[1][k];
            sum.slope[k] += chance * weight * 2 * error *
                ((i === f ? h : 0) + x[f] * rows[i][k]);
        }
    });
    add([0, 0], (1 - p) ** 2);
    for (let k = 0; k < N; k++) {
        const x = (k + 0.5) / N;
        add([x, 0], p * (1 - p) / N);
        add([0, x], p * (1 - p) / N);
        for (let l = 0; l < N; l++)
            add([x, (l + 0.5) / N], p * p / N / N);
    }
    return sum;
}

/* Loss, its parts and its slope on show are those of the grid. */
async function agrees(t, page, feature) {
    const known = byGrid(await numbers(t, page, "W"), await numbers(t, page, "b"), 0.3,
        [1, 0.8], feature);
    const terms = await numbers(t, page, "terms");
    const slope = await numbers(t, page, "slope");
    const sum = (part) => part.reduce((all, x) => all + x, 0);
    const loss = await number(t, page, "loss");
    t.near(loss, known.on + known.off, 1e-6, "the loss on show");
    t.near(sum(terms), loss, 1e-12, "the sum of its parts");
    t.near(sum(terms.slice(0, 3)), known.on, 1e-6, "what is missing of features on");
    t.near(sum(terms.slice(3)), known.off, 1e-6, "interference");
    known.slope.forEach((value, k) => t.near(slope[k], value, 1e-6, "the slope"));
}

/* At COUNT places to which a direction is dragged. */
async function drags(t, page, count) {
    await train(t, page, 300);
    const figure = await page.locator(`${panel} .directions`).boundingBox();
    for (let k = 0; k < count; k++) {
        const before = await number(t, page, "loss");
        await t.drag(page, page.locator(`${panel} .grip`).nth(k % 2),
            figure.x + figure.width * (0.1 + 0.083 * k),
            figure.y + figure.height * (0.1 + 0.8 * ((7 * k % 10) / 10)));
        await t.until(page, (last) => Number(document.getElementById("panel-watch")
            .dataset.loss) !== last, before);
        await page.waitForTimeout(100);
        await agrees(t, page, k % 2);
    }
}

async function steers(t, page) {
    const before = await number(t, page, "steps");
    await page.locator("h1").click();
    await page.keyboard.press("s");
    await t.untilNoted(page, "watch", "steps", before + 1);
    await page.locator("[data-set=p]").fill("-1.5");
    await t.until(page, () => location.hash.includes("p=0.0316"));
    t.expect(await number(t, page, "steps") === before + 1,
        "another density began anew");
    await page.selectOption("[data-set=source]", "groups");
    await t.until(page, () =>
        document.querySelector("#panel-watch .fault").textContent);
    await page.locator("[data-set=n]").fill("6");
    await t.untilNoted(page, "watch", "steps", 0);
    t.expect(await page.locator(`${panel} .fault`).textContent() === "",
        "six features are pairs");
    await page.selectOption("[data-set=mode]", "anticorrelated");
    await train(t, page, 2000);
    t.expect((await t.saveRun(page, "watch", "experiment", "watch.yaml"))
        .includes("mode: anticorrelated"), "the experiment is another");
    const program = await t.saveRun(page, "watch", "numpy", "watch.py");
    t.expect(program.includes("both = 0.0"), "the program for numpy is another");
    await t.keep(page, "pairs");
}

/* The shares add up to no more than the dimensions, and the meter says so. */
async function addsUp(t, page, m) {
    const sum = (await numbers(t, page, "shares")).reduce((all, x) => all + x, 0);
    t.expect(sum <= m + 1e-9, `${sum} of ${m} dimensions are shared out`);
    const said = await page.locator(`${panel} meter`).evaluate((meter) =>
        [meter.value, meter.max]);
    t.near(said[0], sum, 1e-9, "the meter");
    t.near(said[1], m, 0, "the end of the meter");
}

/* In three dimensions the ball turns, and a tip moves in the plane of the screen. */
async function turns(t, page) {
    await train(t, page, 1500);
    const W = await numbers(t, page, "W");
    t.expect(W.length === 12, "four features in three dimensions");
    const at = () => page.locator(`${panel} .arrow .grip`).first().getAttribute("cx");
    const before = await at();
    await page.locator(`${panel} .ball`).focus();
    for (let i = 0; i < 4; i++)
        await page.keyboard.press("Shift+ArrowRight");
    t.expect(await at() !== before, "the ball did not turn");
    t.expect(String(await numbers(t, page, "W")) === String(W),
        "turning moved a direction");
    await t.keep(page, "watch_ball");
    const box = await page.locator(`${panel} .grip`).first().boundingBox();
    await t.drag(page, page.locator(`${panel} .grip`).first(), box.x + 50, box.y + 10);
    await page.waitForTimeout(200);
    t.expect(String(await numbers(t, page, "W")) !== String(W),
        "no direction was moved");
    await addsUp(t, page, 3);
}

/* Another panel stops this one, which comes back as it was; what an address has wrong
   is as preset. */
async function leaves(t, page) {
    await press(page, "run");
    await page.click('nav a[href="#panel=linear"]');
    await t.untilNoted(page, "linear", "steps", 0);
    t.expect(await page.locator(panel).isHidden(), "two panels are on show");
    await page.waitForTimeout(200);
    const steps = await number(t, page, "steps");
    await page.waitForTimeout(200);
    t.expect(await number(t, page, "steps") === steps, "a panel trains unseen");
    await page.click('nav a[href="#panel=watch"]');
    await t.until(page, () => /panel=watch&.*n=2&.*p=0.3&r=0.8/.test(location.hash));
    t.expect(await number(t, page, "steps") === steps, "the panel began anew");
    await page.evaluate(() => { location.hash = "#panel=watch&n=99&m=x&p=-1&r=0.7"; });
    await t.untilNoted(page, "watch", "steps", 0);
    const settings = JSON.parse(await t.noted(page, "watch", "settings"));
    t.expect(settings["source.features"] === 5 && settings["toy.hidden"] === 2 &&
        settings["source.density"] === 0.1 &&
        settings["source.importance_ratio"] === 0.7, "what is wrong is not as preset");
}

module.exports = async function (t) {
    const page = await open(t, "");
    const first = await page.evaluate(() => performance.now());
    const time = await watches(t, page);
    await touches(t, page);
    await addsUp(t, page, 2);
    await steers(t, page);
    const two = await open(t, "#panel=watch&n=2&p=0.3&r=0.8");
    await drags(t, two, 10);
    await drags(t, await open(t, "#panel=watch&n=2&m=1&p=0.3&r=0.8"), 3);
    await drags(t, await open(t, "#panel=watch&n=2&m=3&p=0.3&r=0.8"), 3);
    await leaves(t, two);
    await turns(t, await open(t, "#panel=watch&n=4&m=3&p=0.05&r=1"));
    await sameBits(t, await open(t, "#n=7&p=0.05&r=0.95&seed=4"));
    const line = await open(t, "#panel=watch&n=3&m=1&p=0.1");
    await train(t, line, 1000);
    await addsUp(t, line, 1);
    await t.keep(line, "watch_line");
    const phone = await open(t, "#n=8&p=0.03&r=1&toy=relu&seed=2", t.phone);
    await train(t, phone, 2000);
    await t.until(phone, () =>
        document.getElementById("panel-watch").dataset.loss !== "NaN");
    await t.keep(phone, "watch_phone");
    t.expect(first < 2000, `the first picture took ${first.toFixed(0)} ms`);
    t.expect(time.median < 32, `a frame takes ${time.median} ms`);
    return `first picture ${first.toFixed(0)} ms, frames ` +
        `${time.median.toFixed(1)} ms, at most ${time.most.toFixed(1)} ms`;
};
