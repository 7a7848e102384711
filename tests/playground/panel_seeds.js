/* Many seeds: how often a geometry is counted, and its loss, where both are known. */
"use strict";

const panel = "#panel-seeds";

async function open(t, hash, options) {
    const page = await t.open(hash, options);
    await t.untilNoted(page, "seeds", "done", 30);
    return page;
}

const tallyOf = async (t, page) => JSON.parse(await t.noted(page, "seeds", "tally"));

/* D_i = ||W_i||^2 / sum_j (What_i . W_j)^2 of directions in the plane. */
function sharesOf(W) {
    const rows = Array.from({ length: W.length / 2 }, (_, i) => W.slice(2 * i, 2 * i + 2));
    const dot = (u, v) => u[0] * v[0] + u[1] * v[1];
    return rows.map((u) =>
        dot(u, u) ** 2 / rows.reduce((sum, v) => sum + dot(u, v) ** 2, 0));
}

/* Five features of equal importance and density 0.05: the pentagon's least loss is
   0.008903, two pairs with the fifth dropped cost 2 p^2 / 3 + p / 3 - p^2 / 4. */
async function pentagons(t, page) {
    const p = 0.05, pairs = 2 * p * p / 3 + p / 3 - p * p / 4;
    const [first, ...others] = await tallyOf(t, page);
    t.expect(first.kind === "pentagon" && first.count >= 20,
        `most are ${first.kind} (${first.count})`);
    t.near(first.mean, 0.008903, 1e-4, "the loss of a pentagon");
    for (const { kind, least } of others)
        t.expect(least > 0.008903 && (kind !== "square" || least < 1.02 * pairs),
            `${kind} has a loss of ${least}`);
    const all = JSON.parse(await t.noted(page, "seeds", "W"));
    const even = all.filter((W) => sharesOf(W).every((D) => Math.abs(D - 0.4) < 0.03));
    t.expect(even.length === first.count, `${even.length} seeds have shares of 2/5`);
}

/* Dense features: the two most important keep an axis each, and the others cost what
   they vary, r^i / 12. */
async function axes(t, page) {
    const tally = await tallyOf(t, page);
    t.expect(tally.length === 1 && tally[0].kind === "two axes",
        `dense features make ${tally.map(({ kind }) => kind)}`);
    t.near(tally[0].mean, (0.7 ** 2 + 0.7 ** 3) / 12, 0.003, "the loss of two axes");
}

/* The hexagon of six equal features costs less than a pentagon, and is rare. */
async function hexagons(t, page) {
    const tally = await tallyOf(t, page);
    const of = (kind) => tally.find((row) => row.kind === kind);
    t.expect(of("pentagon") && of("hexagon"), `six features make ${JSON.stringify(tally)}`);
    t.expect(of("hexagon").mean < of("pentagon").least, "a pentagon of six costs less");
    t.expect(of("hexagon").count < of("pentagon").count, "most are hexagons");
}

async function chooses(t, page) {
    await page.locator(`${panel} th button`).last().focus();
    await page.keyboard.press("Enter");
    const dim = await page.locator(`${panel} .dim`).count();
    const tally = await tallyOf(t, page);
    t.expect(dim === 30 - tally[tally.length - 1].count, `${dim} seeds are dim`);
    await t.keep(page, "seeds");
    await page.locator(`${panel} summary`).click();
    await t.until(page, () => document.querySelector("#panel-seeds pre").textContent
        .includes("count: 30"));
    t.save("seeds.yaml", await page.locator(`${panel} pre`).textContent());
    await page.locator(`${panel} .tiles a`).nth(7).focus();
    await page.keyboard.press("Enter");
    await t.untilNoted(page, "watch", "steps", 0);
    const settings = JSON.parse(await t.noted(page, "watch", "settings"));
    t.expect(Number(settings.seed) === 7 && Number(settings["source.features"]) === 6,
        `seed 7 leads to ${JSON.stringify(settings)}`);
}

module.exports = async function (t) {
    await pentagons(t, await open(t, "#panel=seeds&n=5&p=0.05&r=1"));
    await axes(t, await open(t, "#panel=seeds&n=4&p=1&r=0.7"));
    const page = await open(t, "#panel=seeds");
    await page.locator(`${panel} [data-set=n]`).fill("6");
    await t.untilNoted(page, "seeds", "done", 0);
    await page.locator(`${panel} p a`).click();
    await t.until(page, () => location.hash.includes("p=0.05"));
    await t.untilNoted(page, "seeds", "done", 0);
    await t.untilNoted(page, "seeds", "done", 30);
    await hexagons(t, page);
    await chooses(t, page);
    await t.keep(await open(t, "#panel=seeds&n=5&p=0.1&r=0.9&steps=1000", t.phone),
        "seeds_phone");
    return "pentagons, axes and hexagons are counted, with their losses";
};
