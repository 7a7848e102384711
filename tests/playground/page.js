/* Uses the page as a person would, in Chromium without a network: node page.js PAGE.HTML
   FOLDER CORE.JS CORE.WASM keeps the pictures in FOLDER and ends with one line of what was
   seen. */
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");
const { chromium } = require("playwright-core");

const [page_, folder, script, module_] = process.argv.slice(2);
const address = "file://" + path.resolve(page_);

function expect(truth, sentence) {
    if (!truth)
        throw new Error(sentence);
}

/* Waits without eval, which the page's policy forbids. */
async function until(page, seen, argument) {
    for (let end = Date.now() + 60000; Date.now() < end; await page.waitForTimeout(20))
        if (await page.evaluate(seen, argument))
            return;
    throw new Error(`waited in vain for ${seen}`);
}

async function open(browser, wrong, hash, options) {
    const context = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    page.on("console", (message) => {
        if (message.type() === "error")
            wrong.push(message.text());
    });
    page.on("pageerror", (error) => wrong.push(String(error)));
    await page.goto(address + hash);
    await until(page, () => document.body.dataset.steps === "0");
    return page;
}

const steps = (page) => page.evaluate(() => Number(document.body.dataset.steps));
const loss = (page) => page.evaluate(() => Number(document.body.dataset.loss));
const keep = (page, name) =>
    page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });

async function train(page, least) {
    await page.selectOption("#stride", "20");
    await page.click("#run");
    await until(page, (n) => Number(document.body.dataset.steps) >= n, least);
    await page.click("#run");
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

async function watches(page) {
    await page.click("#run");
    const time = await frames(page);
    await page.click("#run");
    await train(page, 3000);
    await keep(page, "watch");
    expect(await loss(page) < 0.05, "five features did not train");
    return time;
}

async function touches(page) {
    const before = await loss(page);
    const tip = page.locator("#directions .arrow circle:not(.grip)").first();
    const box = await tip.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 40, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForTimeout(200);
    await keep(page, "touch");
    expect(await loss(page) > before + 1e-3, "moving a direction cost nothing");
    const moved = await loss(page);
    await page.locator("#directions .arrow").nth(1).focus();
    for (let i = 0; i < 3; i++)
        await page.keyboard.press("ArrowLeft");
    await page.waitForTimeout(200);
    expect(await loss(page) !== moved, "the arrow keys moved nothing");
}

/* The page, which took other steps at a time, has the bits of the core in node. */
async function sameBits(page) {
    await train(page, 2000);
    const { settings, W, b } = await page.evaluate(() =>
        ({ settings: settingsOf(state), W: seen.W, b: seen.b }));
    vm.runInThisContext(fs.readFileSync(script, "utf8"));
    const core = await loadCore(fs.readFileSync(module_));
    core.open(settings, true);
    core.train(await steps(page));
    const ours = core.look(true);
    expect(W.every((w, i) => w === ours.W[i]) && b.every((w, i) => w === ours.b[i]),
        "the page's weights are not those of the core");
}

/* What two features cost, by the midpoint rule: none, one or both of them on. */
function lossByGrid({ W, b }, p, importance) {
    const N = 800, relu = (z) => Math.max(z, 0);
    const g = (i, j) => W[2 * i] * W[2 * j] + W[2 * i + 1] * W[2 * j + 1];
    const cost = (x) => importance.reduce((sum, weight, i) =>
        sum + weight * (x[i] - relu(g(i, 0) * x[0] + g(i, 1) * x[1] + b[i])) ** 2, 0);
    let one = 0, both = 0;
    for (let k = 0; k < N; k++) {
        const x = (k + 0.5) / N;
        one += (cost([x, 0]) + cost([0, x])) / N;
        for (let l = 0; l < N; l++)
            both += cost([x, (l + 0.5) / N]) / N / N;
    }
    return (1 - p) ** 2 * cost([0, 0]) + p * (1 - p) * one + p * p * both;
}

/* The loss on show at ten places to which a direction is dragged. */
async function drags(page) {
    await train(page, 300);
    const figure = await page.locator("#directions").boundingBox();
    for (let t = 0; t < 10; t++) {
        const tip = await page.locator("#directions .grip").nth(t % 2).boundingBox();
        const before = await loss(page);
        await page.mouse.move(tip.x + tip.width / 2, tip.y + tip.height / 2);
        await page.mouse.down();
        await page.mouse.move(figure.x + figure.width * (0.1 + 0.083 * t),
            figure.y + figure.height * (0.1 + 0.8 * ((7 * t % 10) / 10)));
        await page.mouse.up();
        await until(page, (last) => Number(document.body.dataset.loss) !== last, before);
        const seen_ = await page.evaluate(() => ({ W: seen.W, b: seen.b }));
        const shown = await loss(page), known = lossByGrid(seen_, 0.3, [1, 0.8]);
        expect(Math.abs(shown - known) < 1e-6, `the page shows ${shown}, not ${known}`);
    }
}

async function steers(page) {
    const before = await steps(page);
    await page.locator("h1").click();
    await page.keyboard.press("s");
    await until(page, (n) => Number(document.body.dataset.steps) === n, before + 1);
    await page.locator("#p").fill("-1.5");
    await until(page, () => location.hash.includes("p=0.0316"));
    expect(await steps(page) === before + 1, "another density began anew");
    await page.selectOption("#company", "exclusive");
    await until(page, () => document.getElementById("fault").textContent);
    await page.locator("#n").fill("6");
    await until(page, () => document.body.dataset.steps === "0");
    expect(await page.locator("#fault").textContent() === "", "six features are pairs");
    await train(page, 2000);
    await page.locator("summary").click();
    await until(page, () =>
        document.getElementById("experiment").textContent.includes("anticorrelated"));
    await keep(page, "pairs");
}

async function main() {
    const wrong = [];
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
    const page = await open(browser, wrong, "", { viewport: { width: 1200, height: 900 } });
    const first = await page.evaluate(() => performance.now());
    const time = await watches(page);
    await touches(page);
    await steers(page);
    await drags(await open(browser, wrong, "#n=2&p=0.3&r=0.8",
        { viewport: { width: 1200, height: 900 } }));
    await sameBits(await open(browser, wrong, "#n=7&p=0.05&r=0.95&seed=4", {}));
    const phone = await open(browser, wrong, "#n=8&p=0.03&r=1&toy=relu&seed=2",
        { viewport: { width: 380, height: 800 }, colorScheme: "dark", hasTouch: true });
    await train(phone, 2000);
    await until(phone, () => document.body.dataset.loss !== "NaN");
    await keep(phone, "phone_dark");
    const width = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(width <= 380, `the page is ${width} pixels wide on a phone of 380`);
    await browser.close();
    expect(!wrong.length, `errors on the console: ${wrong.join("; ")}`);
    expect(first < 2000, `the first picture took ${first.toFixed(0)} ms`);
    expect(time.median < 32, `a frame takes ${time.median} ms`);
    console.log(`used in Chromium: first picture ${first.toFixed(0)} ms, frames ${
        time.median.toFixed(1)} ms, at most ${time.most.toFixed(1)} ms`);
}
main().catch((error) => {
    console.error(String(error));
    process.exit(1);
});
