/* Lessons: each can be read, its exercises take right answers and no others, and its
   links lead to panels that there are. */
"use strict";

const panel = "#panel-lessons";

/* Worked out without the core. */
const p = 0.1, v = p / 3 - p * p / 4;
let rest = 0;
for (let i = 5; i < 20; i++)
    rest += 0.7 ** i / 12;
const answers = [
    [3 * v, 2 * p * p / 3, "linear"],
    ["1/12", "zero", 4],
    [1 - 0.9 ** 4, 100, v / (p / 30 - p * p / 400)],
    [rest, "4/9", "ignored"],
    ["2/7", "3/4", "1/2"],
    ["4/13", (4 / 7) ** 2 / 3, "dedicated"],
    ["1/3", 3 * (1 - p) / (4 - 3 * p), "opposite"],
    [10, "same", "1/6"],
    [0.95, (3 + Math.SQRT1_2) / 4, 2 / Math.PI],
    ["1/32", p * p / (6 * v), 20],
];

const exercise = (page, k) => page.locator(`${panel} form.exercise`).nth(k);
const marks = (t, page) => t.noted(page, "lessons", "marks");

/* Writes, or chooses, an answer, and checks it: with Enter where it is written. */
async function answer(page, k, text) {
    const form = exercise(page, k);
    if (await form.locator("select").count()) {
        await form.locator("select").selectOption(text);
        return form.locator("button").click();
    }
    await form.locator("input").fill(text);
    return form.locator("input").press("Enter");
}

/* An answer that is not right: 3 % more, or the next word. */
async function wrongOne(page, k, right) {
    const select = exercise(page, k).locator("select");
    if (await select.count()) {
        const words = await select.locator("option").allTextContents();
        return words.slice(1).find((word) => word !== right);
    }
    const [above, below = 1] = String(right).split("/");
    return String(1.03 * above / below);
}

async function solves(t, page, number) {
    await t.untilNoted(page, "lessons", "lesson", number);
    await t.untilNoted(page, "lessons", "marks", "none,none,none");
    for (let k = 0; k < 3; k++) {
        const right = String(answers[number - 1][k]), before = await marks(t, page);
        await answer(page, k, await wrongOne(page, k, right));
        await t.untilNoted(page, "lessons", "marks", before.replace("none", "wrong"));
        const hint = await exercise(page, k).locator("[role=status]").textContent();
        t.expect(/^wrong: .{20}/.test(hint), `lesson ${number} has no hint: ${hint}`);
        await answer(page, k, right);
        await t.untilNoted(page, "lessons", "marks", before.replace("none", "right"));
    }
}

/* What a lesson is made of, and where its links lead. */
async function reads(t, page, number, names) {
    const heads = await page.locator(`${panel} h3`).allTextContents();
    t.expect(heads.join() === "Predict,Run,What you should see,Exercises,Still unknown," +
        "Sources", `lesson ${number} has ${heads}`);
    const links = await page.locator(`${panel} article a`).evaluateAll((all) =>
        all.map((link) => link.getAttribute("href")));
    for (const link of links)
        t.expect(names.includes(/^#panel=(\w+)/.exec(link)?.[1]),
            `lesson ${number} leads to ${link}`);
    return links.length;
}

/* No answer and markup are refused in words; a number of any length is one. */
async function refuses(t, page) {
    for (const text of ["", "much", "1/0", "<b>1</b>", "1 2"]) {
        await answer(page, 0, "9".repeat(500));
        await t.untilNoted(page, "lessons", "marks", "wrong,none,none");
        await answer(page, 0, text);
        await t.untilNoted(page, "lessons", "marks", "unread,none,none");
        const said = await exercise(page, 0).locator("[role=status]").textContent();
        t.expect(said === `"${text}" is not a number (summed loss), to 1 %`,
            `it says ${said}`);
    }
}

/* From a lesson to the setting that it names, and back to where one was. */
async function follows(t, page) {
    await page.goto(`${page.url().split("#")[0]}#panel=lessons&lesson=2`);
    await t.untilNoted(page, "lessons", "lesson", 2);
    await page.locator(`${panel} article a[href^="#panel=watch"]`).first().click();
    await t.untilNoted(page, "watch", "steps", 0);
    const settings = JSON.parse(await t.noted(page, "watch", "settings"));
    t.expect(settings["source.features"] === 5 && settings["source.density"] === 0.05 &&
        settings["source.importance_ratio"] === 1, JSON.stringify(settings));
    await page.goBack();
    await t.until(page, () => !document.getElementById("panel-lessons").hidden);
    t.expect(await t.noted(page, "lessons", "lesson") === "2", "another lesson came back");
}

module.exports = async function test(t) {
    const page = await t.open("#panel=lessons");
    await t.untilNoted(page, "lessons", "marks", "none,none,none");
    await t.keep(page, "lessons");
    const names = await page.locator("nav[aria-label=Panels] a").evaluateAll((all) =>
        all.map((link) => link.getAttribute("href").slice("#panel=".length)));
    await refuses(t, page);
    let links = 0;
    for (let number = answers.length; number > 0; number--) {
        await page.locator(`${panel} nav a`).nth(number - 1).click();
        await solves(t, page, number);
        links += await reads(t, page, number, names);
    }
    await t.keep(page, "lessons_marked");
    await page.locator(`${panel} nav a`).last().click();
    await t.untilNoted(page, "lessons", "lesson", 10);
    await page.locator("h1").click();
    await page.keyboard.press("p");
    await t.untilNoted(page, "lessons", "lesson", 9);
    await page.keyboard.press("p");
    await page.keyboard.press("n");
    await t.untilNoted(page, "lessons", "lesson", 9);
    await page.locator(`${panel} .foot a`).last().click();
    await t.untilNoted(page, "lessons", "lesson", 10);
    await follows(t, page);
    const phone = await t.open("#panel=lessons&lesson=7", t.phone);
    await t.untilNoted(phone, "lessons", "marks", "none,none,none");
    await t.keep(phone, "lessons_phone_dark");
    return `30 exercises solved, ${links} links into the page`;
};
