/* Double descent: examples at few, features at many, and a rise between; losses beside
   fresh examples drawn here. */
"use strict";

const panel = "#panel-data";
const resultOf = async (t, page) => JSON.parse(await t.noted(page, "data", "result"));

async function reach(t, page, T) {
    await t.untilNoted(page, "data", "T", T);
    await t.untilNoted(page, "data", "over", "true");
    return resultOf(t, page);
}

const rowsOf = (flat) => Array.from({ length: flat.length / 2 }, (_, i) =>
    flat.slice(2 * i, 2 * i + 2));
const dot = (u, v) => u[0] * v[0] + u[1] * v[1];
const sharesOf = (rows) => rows.map((u) =>
    dot(u, u) ** 2 / rows.reduce((sum, v) => sum + dot(u, v) ** 2, 0));

/* Mean loss of COUNT examples of density P and norm 1, drawn here. */
function lossOfFresh({ W, b }, p, count) {
    const rows = rowsOf(W);
    let sum = 0;
    for (let k = 0; k < count; k++) {
        const on = rows.map((_, i) => i).filter(() => Math.random() < p);
        const size = on.map(() => Math.random()), norm = Math.hypot(...size) || 1;
        const x = new Float64Array(rows.length), h = [0, 0];
        on.forEach((i, e) => {
            x[i] = size[e] / norm;
            h[0] += x[i] * rows[i][0];
            h[1] += x[i] * rows[i][1];
        });
        rows.forEach((w, i) => { sum += (x[i] - Math.max(0, dot(w, h) + b[i])) ** 2; });
    }
    return sum / count;
}

/* Five examples make a pentagon and are remembered.  Some share a feature, so it is not
   quite even. */
function remembers(t, { examples, last, loss }) {
    const shares = sharesOf(rowsOf(examples));
    t.expect(shares.length === 5, `${shares.length} examples`);
    for (const share of shares)
        t.near(share, 2 / 5, 0.08, "the share of one of five examples");
    t.expect(last < 0.1 && loss > 0.9, `five examples cost ${last}, unseen ones ${loss}`);
}

/* A thousand examples do what examples without end do: the same loss, and directions for
   five or six features. */
async function generalises(t, result) {
    const fresh = lossOfFresh(result, 0.05, 20000);
    t.near(result.loss, fresh, 0.01, "the loss of unseen examples");
    const large = rowsOf(result.W).filter((w) => Math.hypot(...w) > 0.8).length;
    t.expect(large === 5 || large === 6, `${large} features have directions`);
    const endless = await t.job({ "source.features": 100,
        "source.density": 0.05, "source.unit_norm": true, "toy.hidden": 2,
        "train.batch": 1000, "train.rate": 0.005, "train.warmup": 250,
        "train.schedule": "cosine", "train.steps": 5000, measure: "loss",
        "loss.samples": 20000 });
    t.near(result.loss, endless.number("loss"), 0.02, "the loss with a thousand examples");
}

async function fills(t, page) {
    await page.click(`${panel} [data-do=fill]`);
    await t.until(page, () => Number(document.getElementById("panel-data").dataset.done) > 4);
    await page.click(`${panel} [data-do=fill]`);
    t.expect(await page.locator(`${panel} [data-do=fill]`).textContent() === "Fill all",
        "it did not stop");
    await page.click(`${panel} [data-do=fill]`);
    for (const count of [12, 15, 17]) /* the last take longest */
        await t.until(page, (wished) =>
            Number(document.getElementById("panel-data").dataset.done) >= wished, count);
    const losses = JSON.parse(await t.noted(page, "data", "losses"));
    const between = losses.filter(([T]) => T > 5 && T < 100).map(([, loss]) => loss);
    const at = (wished) => losses.find(([T]) => T === wished)[1];
    t.expect(Math.max(...between) > 1.3 && at(5) < 1.1 && at(1000) < 0.95,
        `no rise between: ${JSON.stringify(losses)}`);
    await t.keep(page, "data");
    return `loss ${at(5).toFixed(2)} of 5, up to ${Math.max(...between).toFixed(2)}, ${
        at(1000).toFixed(2)} of 1,000 examples`;
}

module.exports = async function (t) {
    const page = await t.open("#panel=data&T=5&seeds=1");
    remembers(t, await reach(t, page, 5));
    await page.locator(`${panel} [data-set=T]`).focus();
    await page.keyboard.press("End");
    await t.until(page, () => location.hash.includes("T=1000"));
    await generalises(t, await reach(t, page, 1000));
    await page.locator(`${panel} summary`).click();
    await t.until(page, () => document.querySelector("#panel-data pre").textContent
        .includes("zip"));
    t.save("data.yaml", await page.locator(`${panel} pre`).textContent());
    const said = await fills(t, page);
    const phone = await t.open("#panel=data&T=8&decay=0.1", t.phone);
    await reach(t, phone, 8);
    await t.keep(phone, "data_phone");
    return said;
};
