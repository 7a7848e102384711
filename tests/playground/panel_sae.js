/* The autoencoder: its scores beside those of all pairings tried out, its controls. */
"use strict";

const panel = "#panel-sae";
const over = (t, page) => t.untilNoted(page, "sae", "over", "true");
const resultOf = async (t, page) => JSON.parse(await t.noted(page, "sae", "result"));

/* Rows of two, of norm 1. */
const unitRows = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => {
    const [x, y] = flat.slice(2 * i, 2 * i + 2), norm = Math.hypot(x, y) || 1;
    return [x / norm, y / norm];
});
const cosine = (u, v) => u[0] * v[0] + u[1] * v[1];

/* The largest sum of cosines of any pairing of min(k, n), over that number: rows of the
   shorter side take partners of the other in every possible way. */
function mccByTrial(D, W) {
    const [few, many] = D.length < W.length ? [D, W] : [W, D];
    const taken = many.map(() => false);
    const best = (i) => {
        if (i === few.length)
            return 0;
        let most = -Infinity;
        for (let j = 0; j < many.length; j++) {
            if (taken[j])
                continue;
            taken[j] = true;
            most = Math.max(most, cosine(few[i], many[j]) + best(i + 1));
            taken[j] = false;
        }
        return most;
    };
    return best(0) / few.length;
}

const nearest = (u, rows) => Math.max(...rows.map((v) => cosine(u, v)));

function agrees(t, result) {
    const W = unitRows(result.W), D = unitRows(result.D);
    const close = D.filter((u) => nearest(u, W) > 0.9).length / D.length;
    const mmcs = W.reduce((sum, u) => sum + nearest(u, D), 0) / W.length;
    t.near(result.mcc, mccByTrial(D, W), 1e-6, "MCC");
    t.near(result.mmcs, mmcs, 1e-6, "MMCS");
    t.near(result.close, close, 1e-6, "the share of close latents");
    t.near(result.mcc_ceiling, 1, 1e-6, "the ceiling of MCC");
    const chance = Array.from({ length: 300 }, () => mccByTrial(D.map(() => {
        const angle = 2 * Math.PI * Math.random();
        return [Math.cos(angle), Math.sin(angle)];
    }), W));
    t.expect(result.mcc_null >= Math.min(...chance) && result.mcc_null < 1,
        `random dictionaries have ${Math.min(...chance)} or more, the null ` +
        result.mcc_null);
}

async function pauses(t, page) {
    await t.until(page, () => Number(document.getElementById("panel-sae").dataset.sae) > 0);
    await page.locator("h1").click();
    await page.keyboard.press(" ");
    await page.waitForTimeout(300);
    const steps = await t.noted(page, "sae", "sae");
    await page.waitForTimeout(300);
    t.expect(await t.noted(page, "sae", "sae") === steps, "it went on after a pause");
    t.expect(Number(steps) < 5000, "it did not pause");
    await page.keyboard.press(" ");
}

async function finds(t, page) {
    await over(t, page);
    const result = await resultOf(t, page);
    agrees(t, result);
    t.expect(result.mcc > 0.99 && result.mcc > result.mcc_null, `MCC is ${result.mcc}`);
    t.expect(Math.abs(result.true_l0 - 0.25) < 0.03, `${result.true_l0} features are on`);
    await t.keep(page, "sae");
    return result;
}

/* Another number of latents by the keyboard, another kind by the menu. */
async function changes(t, page) {
    await page.locator(`${panel} [data-set=latents]`).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await t.until(page, () => location.hash.includes("latents=7"));
    await t.untilNoted(page, "sae", "over", "false");
    await over(t, page);
    const wide = await resultOf(t, page);
    t.expect(wide.D.length === 14, `${wide.D.length / 2} latents`);
    agrees(t, wide);
    await page.selectOption(`${panel} select`, "topk");
    t.expect(await page.locator(`${panel} [data-set=top]`).isVisible() &&
        !await page.locator(`${panel} [data-set=penalty]`).isVisible(),
    "TopK has no k, or a penalty");
    await t.untilNoted(page, "sae", "over", "false");
    await over(t, page);
    const top = await resultOf(t, page);
    agrees(t, top);
    t.near(top.sae_l0, 1, 0.05, "L0 of TopK with k = 1");
    await page.locator(`${panel} summary`).click();
    await t.until(page, () => document.querySelector("#panel-sae pre").textContent
        .includes("topk"));
    t.save("sae.yaml", await page.locator(`${panel} pre`).textContent());
}

module.exports = async function (t) {
    const page = await t.open("#panel=sae");
    await pauses(t, page);
    const { mcc, mcc_null: none } = await finds(t, page);
    await changes(t, page);
    const phone = await t.open("#panel=sae&kind=batch_topk&latents=8&seed=2", t.phone);
    await over(t, phone);
    await t.keep(phone, "sae_phone");
    return `MCC ${mcc.toFixed(3)}, null ${none.toFixed(3)}, as all pairings say`;
};
