/* Chromium without a network, for the tests of panels.  A test is a function of what
   launch() gives; it opens pages as screen or phone, and says what it expects. */
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");
const { chromium } = require("playwright-core");

const screen = { viewport: { width: 1200, height: 900 } };
const phone = { viewport: { width: 380, height: 800 }, colorScheme: "dark",
    hasTouch: true };

function expect(truth, sentence) {
    if (!truth)
        throw new Error(sentence);
}

const near = (x, y, within, what) =>
    expect(Math.abs(x - y) <= within, `${what} is ${x}, not ${y}`);

/* Waits without eval, which the page's policy forbids. */
async function until(page, seen, argument) {
    for (let end = Date.now() + 60000; Date.now() < end; await page.waitForTimeout(20))
        if (await page.evaluate(seen, argument))
            return;
    throw new Error(`waited in vain for ${seen}`);
}

/* A property of the panel's section that it keeps for its test: data-NAME. */
const noted = (page, panel, name) => page.evaluate(([of, key]) =>
    document.getElementById(`panel-${of}`).dataset[key], [panel, name]);
const untilNoted = (page, panel, name, value) => until(page, ([of, key, wish]) =>
    document.getElementById(`panel-${of}`).dataset[key] === wish,
[panel, name, String(value)]);

/* Drags the middle of a part to a place of the window. */
async function drag(page, part, x, y) {
    await part.scrollIntoViewIfNeeded();
    const box = await part.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(x, y, { steps: 5 });
    await page.mouse.up();
}

/* A script of the page, once, in this context. */
const loaded = new Set();

function load(script) {
    if (!loaded.has(script))
        vm.runInThisContext(fs.readFileSync(script, "utf8"));
    loaded.add(script);
}

/* The core in node, beside the page's. */
async function loadModule(script, wasm) {
    load(script);
    return loadCore(fs.readFileSync(wasm));
}

/* A job of that core whose toy model has been trained and measured. */
async function runJob(script, wasm, settings) {
    const core = await loadModule(script, wasm);
    load(path.join(path.dirname(script), "jobs.js"));
    const job = makeJob(core.memory), fault = job.open(settings);
    expect(!fault, fault);
    job.train(0, job.left(0));
    job.measure();
    return job;
}

/* FILES: the page; the folder of pictures; core.js; core.wasm. */
async function launch([file, folder, script, wasm]) {
    const wrong = [];
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
    async function open(hash, options = screen) {
        const context = await browser.newContext({ offline: true, ...options });
        const page = await context.newPage();
        page.on("console", (message) => {
            if (message.type() === "error")
                wrong.push(message.text());
        });
        page.on("pageerror", (error) => wrong.push(String(error)));
        await page.goto("file://" + path.resolve(file) + hash);
        return page;
    }
    /* A picture of the whole page, which must not be wider than the window. */
    async function keep(page, name) {
        await page.screenshot({ path: path.join(folder, `${name}.png`),
            fullPage: true });
        const [width, most] = await page.evaluate(() =>
            [document.documentElement.scrollWidth, innerWidth]);
        expect(width <= most, `${name}: ${width} pixels wide in a window of ${most}`);
    }
    const save = (name, text) => fs.writeFileSync(path.join(folder, name), text);
    /* The text of a panel's run of KIND, saved as a person would, into NAME. */
    async function saveRun(page, panel, kind, name) {
        const details = page.locator(`#panel-${panel} details`);
        if (await details.getAttribute("open") === null)
            await details.locator("summary").click();
        const [download] = await Promise.all([page.waitForEvent("download"),
            details.locator(`[data-run=${kind}] + button`).click()]);
        await download.saveAs(path.join(folder, name));
        return fs.readFileSync(path.join(folder, name), "utf8");
    }
    return { open, keep, save, saveRun, wrong, screen, phone, expect, near, until,
        noted, untilNoted, drag, module: () => loadModule(script, wasm),
        job: (settings) => runJob(script, wasm, settings),
        close: () => browser.close() };
}

module.exports = { launch };
