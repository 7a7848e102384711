/* Linear beside ReLU: the optimum is the formula's, the linear model comes to it, and
   the ReLU model goes below. */
"use strict";

const noted = async (t, page, name) => Number(await t.noted(page, "linear", name));

async function train(t, page, steps) {
    await page.selectOption("#panel-linear .card select:not([data-set])", "100");
    await page.click("#panel-linear [data-do=run]");
    await t.until(page, (least) =>
        Number(document.getElementById("panel-linear").dataset.steps) >= least, steps);
    await page.keyboard.press("Escape");
    await page.click("#panel-linear [data-do=run]");
    await page.waitForTimeout(200);
}

/* sigma^2 sum of all but the m largest importances, with sigma^2 = p / 3 - p^2 / 4. */
function optimumOf(n, m, p, r) {
    let sum = 0;
    for (let i = m; i < n; i++)
        sum += r ** i;
    return (p / 3 - p * p / 4) * sum;
}

/* The parts of the linear model's loss, by the formula and by the error matrix: with
   M = 1 - W W^T the error of x_i is sum_j M_ij x_j - b_i. */
async function splits(t, page, n, m, p, r) {
    const list = async (name) =>
        (await t.noted(page, "linear", name)).split(",").map(Number);
    const W = await list("W"), b = await list("b"), parts = await list("saxe");
    const known = [0, 0, 0], variance = p / 3 - p * p / 4;
    for (let i = 0; i < n; i++) {
        let mean = -b[i];
        for (let j = 0; j < n; j++) {
            let M = i === j ? 1 : 0;
            for (let k = 0; k < m; k++)
                M -= W[m * i + k] * W[m * j + k];
            known[i === j ? 0 : 1] += r ** i * variance * M * M;
            mean += M * p / 2;
        }
        known[2] += r ** i * mean * mean;
    }
    known.forEach((value, k) => t.near(parts[k], value, 1e-9, `part ${k}`));
    t.near(parts[0] + parts[1] + parts[2], await noted(t, page, "linear"), 1e-9,
        "the sum of the parts");
}

module.exports = async function (t) {
    const page = await t.open("#panel=linear&n=6&m=2&p=0.1&r=0.8");
    await t.untilNoted(page, "linear", "steps", 0);
    await splits(t, page, 6, 2, 0.1, 0.8);
    await train(t, page, 3000);
    await splits(t, page, 6, 2, 0.1, 0.8);
    await t.keep(page, "linear");
    await t.saveRun(page, "linear", "experiment", "linear.yaml");
    const optimum = optimumOf(6, 2, 0.1, 0.8), linear = await noted(t, page, "linear");
    t.near(await noted(t, page, "optimum"), optimum, 1e-12, "the best linear map");
    t.expect(linear >= optimum - 1e-12, "a linear model below the best linear map");
    t.expect(linear < 1.02 * optimum, `the linear model stays at ${linear / optimum}`);
    const relu = await noted(t, page, "relu");
    t.expect(relu < 0.75 * optimum, `the ReLU model stays at ${relu / optimum}`);
    const [many, few] = (await t.noted(page, "linear", "kept")).split(",").map(Number);
    t.expect(few === 2 && many > 2, `kept ${many} and ${few}`);

    await page.locator("h1").click();
    await page.keyboard.press("0");
    await t.untilNoted(page, "linear", "steps", 0);
    await page.locator("#panel-linear [data-set=p]").fill("0");
    await t.until(page, () => location.hash.includes("p=1&"));
    await train(t, page, 2000);
    const dense = optimumOf(6, 2, 1, 0.8);
    for (const name of ["relu", "linear"])
        t.near(await noted(t, page, name), dense, 0.03 * dense,
            `${name} when all are on`);
    const phone = await t.open("#panel=linear&n=6&p=0.05", t.phone);
    await t.untilNoted(phone, "linear", "steps", 0);
    await train(t, phone, 1000);
    await t.keep(phone, "linear_phone");
    return `best linear map ${optimum.toPrecision(4)}, linear ` +
        `${linear.toPrecision(4)}, ReLU ${relu.toPrecision(4)}`;
};
