/* The correlation editor: correlations are the formula's, and geometry is that of
   Elhage et al. 2022: of two pairs in two dimensions the members of pairs together lie
   at right angles, those of exclusive pairs opposite; of three pairs together, side by
   side. */
"use strict";

const panel = "#panel-correlation";
const noted = async (t, page, name) =>
    JSON.parse(await t.noted(page, "correlation", name));

async function train(t, page, steps) {
    await page.selectOption(`${panel} form select:not([data-set])`, "100");
    await page.click(`${panel} [data-do=run]`);
    await t.until(page, (least) =>
        Number(document.getElementById("panel-correlation").dataset.steps) >= least,
    steps);
    await page.click(`${panel} [data-do=run]`);
    await page.waitForTimeout(200);
}

/* phi of events and covariance of values of features of density p, by P(both). */
async function lawIs(t, page, p, n, bothOf) {
    const list = async (name) =>
        (await t.noted(page, "correlation", name)).split(",").map(Number);
    const phi = await list("phi"), covariance = await list("covariance");
    for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
            const both = i === j ? p : bothOf(i, j);
            const known = i === j ? p / 3 - p * p / 4 : (both - p * p) / 4;
            t.near(covariance[n * i + j], known, 1e-12, `covariance of ${i} and ${j}`);
            if (i !== j)
                t.near(phi[n * i + j], (both - p * p) / (p - p * p), 1e-12,
                    `phi of ${i} and ${j}`);
        }
    }
}

/* Most models, of those in which nothing is dropped, have angles near DEGREES. */
async function anglesAre(t, page, degrees) {
    const angles = (await noted(t, page, "angles")).flat().filter((x) => x !== null);
    const close = angles.filter((angle) => Math.abs(angle - degrees) < 15);
    t.expect(angles.length >= 4 && close.length > 0.6 * angles.length,
        `angles ${angles.map(Math.round)}, not ${degrees}`);
    return angles.map(Math.round).join(" ");
}

async function example(t, page, text) {
    await page.selectOption(`${panel} .first select`, text);
    await t.untilNoted(page, "correlation", "steps", 0);
    await train(t, page, 5000);
}

async function presses(t, page) {
    const line = (i, j) =>
        page.locator(`${panel} .link[aria-label^="features ${i} and ${j}"]`);
    await line(0, 3).focus();
    await page.keyboard.press("Enter");
    await t.until(page, () => location.hash.includes("links=03t"));
    await page.waitForTimeout(300);
    await lawIs(t, page, 0.1, 4, (i, j) => i + j === 3 && i * j === 0 ? 0.1 : 0.01);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press(" ");
    await page.keyboard.press(" ");
    await t.until(page, () => location.hash.includes("12x"));
    await page.waitForTimeout(300);
    await lawIs(t, page, 0.1, 4, (i, j) => i + j !== 3 ? 0.01 : i * j === 0 ? 0.1 : 0);
    await line(1, 2).locator(".reach").dispatchEvent("click");
    await t.until(page, () => !location.hash.includes("12"));
    const said = await line(1, 2).getAttribute("aria-label");
    t.expect(said.endsWith("independent"), said);
}

module.exports = async function (t) {
    const page = await t.open("#panel=correlation");
    await t.untilNoted(page, "correlation", "steps", 0);
    await lawIs(t, page, 0.05, 4, (i, j) => i >> 1 === j >> 1 ? 0.05 : 0.0025);
    await train(t, page, 5000);
    const together = await anglesAre(t, page, 90);
    await t.keep(page, "correlation_together");
    await t.saveRun(page, "correlation", "experiment", "correlation.yaml");
    await t.saveRun(page, "correlation", "numpy", "correlation.py");
    await example(t, page, "4:0.2:01x.23x");
    const exclusive = await anglesAre(t, page, 180);
    await t.keep(page, "correlation_exclusive");
    await example(t, page, "6:0.03:01t.23t.45t");
    await t.keep(page, "correlation_hexagon");
    const hexagon = await anglesAre(t, page, 60);
    await presses(t, await t.open("#panel=correlation&p=0.1"));
    const phone = await t.open("#panel=correlation&links=01t.23x", t.phone);
    await t.untilNoted(phone, "correlation", "steps", 0);
    await train(t, phone, 1000);
    await t.keep(phone, "correlation_phone");
    return `together ${together}; exclusive ${exclusive}; three together ${hexagon} ` +
        "degrees";
};
