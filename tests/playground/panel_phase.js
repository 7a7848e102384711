/* The phase diagram: cells are trained by mouse and keys and all at once; away from the
   boundary they are what theory says; losses are those of an integral. */
"use strict";

const panel = "#panel-phase";
const number = async (t, page, name) => Number(await t.noted(page, "phase", name));
const open = async (t, hash, options) => {
    const page = await t.open(hash, options);
    await t.untilNoted(page, "phase", "done", 0);
    return page;
};
const cell = (page, i, j) => page.locator(`#phase-${i}-${j}`);
const words = (page) => page.locator(`${panel} .words`).textContent();

/* By the formulas of the restricted model: a dropped feature costs its variance, a pair
   (1 + r) p^2 / 6. */
function classOf(r, p) {
    const dropped = p / 3 - p * p / 4, pair = (1 + r) * p * p / 6;
    const costs = [r * dropped, pair, dropped];
    return ["ignored", "superposed", "dedicated"][costs.indexOf(Math.min(...costs))];
}

/* E (x1 - y1)^2 + r (x2 - y2)^2 by the midpoint rule: none, one or both are on. */
function lossByGrid({ W, b }, r, p) {
    const N = 1000, relu = (z) => Math.max(z, 0);
    const cost = (x, y) => {
        const h = W[0] * x + W[1] * y;
        return (x - relu(W[0] * h + b[0])) ** 2 + r * (y - relu(W[1] * h + b[1])) ** 2;
    };
    let one = 0, both = 0;
    for (let k = 0; k < N; k++) {
        const x = (k + 0.5) / N;
        one += (cost(x, 0) + cost(0, x)) / N;
        for (let l = 0; l < N; l++)
            both += cost(x, (l + 0.5) / N) / N / N;
    }
    return (1 - p) ** 2 * cost(0, 0) + p * (1 - p) * one + p * p * both;
}

async function trains(t, page) {
    const known = { "2.0": [1 / 10 ** 0.5, 1], "10.0": [10 ** (2 / 3), 1],
        "6.8": [1, 10 ** (-4 / 3)] };
    for (const [place, [r, p]] of Object.entries(known)) {
        await cell(page, ...place.split(".")).click();
        await t.until(page, ([of, word]) => document.querySelector(of).textContent
            .includes(`trained ${word}, 3 of 3`), [`${panel} .words`, classOf(r, p)]);
    }
    t.expect((await words(page)).includes("density 0.0464"), await words(page));
    const model = JSON.parse(await t.noted(page, "phase", "models"))[0];
    t.near(model.loss, lossByGrid(model, 1, 10 ** (-4 / 3)), 1e-6, "the loss of a cell");
    await page.locator(`${panel} .diagram`).focus();
    for (const key of ["ArrowDown", "ArrowLeft", "Enter"])
        await page.keyboard.press(key);
    await t.untilNoted(page, "phase", "done", 4);
    t.expect(page.url().includes("cell=5.9"), `the address is ${page.url()}`);
    await page.evaluate(() => { location.hash = "panel=phase&cell=1.1"; });
    await t.untilNoted(page, "phase", "done", 5);
}

/* All cells; stopped once on the way, and gone on with. */
async function fills(t, page) {
    await page.selectOption(`${panel} select >> nth=0`, "1");
    await page.selectOption(`${panel} select >> nth=2`, "9");
    await t.until(page, () => document.querySelectorAll("#panel-phase [role=gridcell]")
        .length === 81);
    await page.click(`${panel} [data-do=fill]`);
    await t.until(page, () =>
        Number(document.getElementById("panel-phase").dataset.done) > 5);
    await page.click(`${panel} [data-do=fill]`);
    await page.waitForTimeout(500);
    const stopped = await number(t, page, "done");
    t.expect(stopped < 81, "it did not stop");
    await page.waitForTimeout(300);
    t.expect(await number(t, page, "done") === stopped, "it went on after it was stopped");
    await page.click(`${panel} [data-do=fill]`);
    await t.untilNoted(page, "phase", "done", 81);
    const clear = await number(t, page, "clear"), agree = await number(t, page, "agree");
    t.expect(clear > 60 && agree >= 0.95 * clear,
        `away from the boundary ${agree} of ${clear} are as in theory`);
    await t.keep(page, "phase");
    return `${agree} of ${clear} cells away from the boundary are as in theory`;
}

module.exports = async function (t) {
    const page = await open(t, "#panel=phase");
    await trains(t, page);
    await page.locator(`${panel} summary`).click();
    await t.until(page, () => document.querySelector("#panel-phase pre").textContent
        .includes("count: 3"));
    t.save("phase.yaml", await page.locator(`${panel} pre`).textContent());
    const said = await fills(t, page);
    const phone = await t.open("#panel=phase&grid=9&seeds=1&cell=2.0", t.phone);
    await t.untilNoted(phone, "phase", "done", 1);
    await t.keep(phone, "phase_phone");
    return said;
};
