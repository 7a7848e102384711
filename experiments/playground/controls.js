/* Controls made from the rows of the settings tables, which say what a setting is,
   means and may be.  Here stands only what the page adds: a letter for the address, a
   name, its own preset, and where it allows less than the table. */
"use strict";

const controls = {
    n: { key: "source.features", name: "Features", preset: 5, low: 2, high: 12,
        anew: true },
    m: { key: "toy.hidden", name: "Dimensions", preset: 2, low: 1, high: 3,
        anew: true },
    p: { key: "source.density", name: "Density", preset: 0.1, low: 0.01,
        logarithmic: true },
    r: { key: "source.importance_ratio", name: "Importance, relative to the one before",
        preset: 0.9, low: 0.5, high: 1 },
    source: { key: "source.kind", name: "Who is on together" },
    mode: { key: "groups.mode", name: "In a pair", of: ["source", "groups"] },
    d: { key: "couples.dependence", name: "Dependence", of: ["source", "couples"] },
    toy: { key: "toy.kind", name: "Model", anew: true },
    bias: { key: "toy.bias", name: "Bias", of: ["toy", "relu"], anew: true },
};

/* What the page sets without asking; a seed has no row. */
const given = { "source.importance": "geometric", "train.rate": 0.003,
    "train.batch": 512 };

/* For state.js: what each of LETTERS may be; a panel may NARROW it further. */
function rulesOf(rows, letters, narrow = {}) {
    const rules = { seed: { preset: 0, low: 0, high: 2 ** 31, step: 1 } };
    for (const letter of letters) {
        const control = { ...controls[letter], ...narrow[letter] };
        const row = rows[control.key];
        const { low = row.min, high = row.max, preset = row.preset } = control;
        const step = control.step || (row.type === "int" ? 1 : 0);
        const among = row.type === "bool" ? ["true", "false"] : row.choices;
        rules[letter] = among.length ? { preset, among }
            : { preset: Number(preset), low, high, step };
    }
    return rules;
}

/* Whether a setting is of the kinds that VALUES have. */
function applies(letter, values) {
    const [of, kind] = controls[letter].of || [];
    return !of || values[of] === undefined || values[of] === kind;
}

/* VALUES, by letters, as they stand in an experiment file. */
function settingsOf(values) {
    const settings = { ...given, seed: values.seed };
    for (const [letter, value] of Object.entries(values)) {
        if (controls[letter] && applies(letter, values))
            settings[controls[letter].key] = value;
    }
    return settings;
}

/* A slider; where it is logarithmic it has the logarithm. */
function makeSlider(frame, letter, rule, changed) {
    const { name, logarithmic } = controls[letter];
    const shown = make(frame, "output");
    const to = logarithmic ? Math.log10 : Number;
    const from = logarithmic ? (x) => Number((10 ** x).toPrecision(3)) : Number;
    const slider = make(frame, "input", { type: "range", "data-set": letter,
        min: to(rule.low), max: to(rule.high), step: rule.step || 0.01 });
    slider.addEventListener("input", () => changed(from(slider.value)));
    return (value) => {
        slider.value = to(value);
        shown.textContent = value;
        slider.setAttribute("aria-valuetext", `${name} ${value}`);
    };
}

function makeSelect(frame, letter, rule, changed) {
    const select = make(frame, "select", { "data-set": letter });
    for (const word of rule.among)
        make(select, "option", {}, word);
    select.addEventListener("input", () => changed(select.value));
    return (value) => { select.value = value; };
}

function makeTick(frame, letter, rule, changed) {
    const tick = make(frame, "input", { type: "checkbox", "data-set": letter });
    tick.addEventListener("input", () => changed(String(tick.checked)));
    return (value) => { tick.checked = value === "true"; };
}

/* What the row says, of a choice among kinds what it says of the one chosen. */
function meaningOf(row, value) {
    const docs = row.key.endsWith(".kind") ? row.doc.split("|") : [row.doc];
    return docs[row.choices.indexOf(value)] || docs[0];
}

/* A control for each of LETTERS; CHANGED(letter, value) is told.  Gives show(values).
   Below them stands what the setting means that is being touched. */
function makeControls(parent, rows, rules, letters, changed) {
    const parts = {};
    let values = {};
    const explain = (letter) => {
        const { key } = controls[letter];
        help.innerHTML = "";
        make(help, "code", {}, key);
        help.append(": " + meaningOf({ key, ...rows[key] }, values[letter]));
    };
    for (const letter of letters) {
        const row = rows[controls[letter].key];
        const frame = make(parent, "label", {}, controls[letter].name);
        const maker = row.type === "bool" ? makeTick : row.choices.length ? makeSelect
            : makeSlider;
        const show = maker(frame, letter, rules[letter], (value) => {
            changed(letter, value);
            explain(letter);
        });
        frame.title = meaningOf({ key: controls[letter].key, ...row }, "");
        for (const event of ["focusin", "pointerenter"])
            frame.addEventListener(event, () => explain(letter));
        parts[letter] = { frame, show };
    }
    const help = make(parent, "p", { class: "note help" });
    explain(letters[0]);
    return (now) => {
        values = now;
        for (const letter of letters) {
            parts[letter].show(values[letter]);
            parts[letter].frame.hidden = !applies(letter, values);
        }
    };
}
