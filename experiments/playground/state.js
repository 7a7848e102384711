/* What can be set, as the page, its address and an experiment file say it. */
"use strict";

const companies = {
    alone: { "source.kind": "independent" },
    together: { "source.kind": "groups", "groups.mode": "correlated" },
    exclusive: { "source.kind": "groups", "groups.mode": "anticorrelated" },
};

const presets = { n: "5", p: "0.1", r: "0.9", company: "alone", toy: "relu", seed: "0" };

/* From the address, with presets for what it lacks or has wrong. */
function stateOfAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const state = { ...presets };
    const within = (key, low, high) => {
        const value = Number(asked.get(key));
        if (asked.has(key) && value >= low && value <= high)
            state[key] = String(value);
    };
    within("n", 2, 10);
    within("p", 0.01, 1);
    within("r", 0.5, 1);
    within("seed", 0, 2 ** 31);
    if (Object.hasOwn(companies, asked.get("company")))
        state.company = asked.get("company");
    if (asked.get("toy") === "linear")
        state.toy = "linear";
    state.n = String(Math.round(Number(state.n)));
    state.seed = String(Math.round(Number(state.seed)));
    return state;
}

function addressOf(state) {
    return "#" + new URLSearchParams(state);
}

function settingsOf(state) {
    return {
        ...companies[state.company],
        "source.features": state.n,
        "source.density": state.p,
        "source.importance": "geometric",
        "source.importance_ratio": state.r,
        "toy.kind": state.toy,
        "toy.hidden": "2",
        "train.rate": "0.003",
        "train.batch": "512",
        "seed": state.seed,
    };
}

/* The same run as a file for `superpose run`. */
function experimentOf(state, steps) {
    const sections = { source: [], groups: [], toy: [], train: [] };
    for (const [key, value] of Object.entries(settingsOf(state))) {
        const [section, name] = key.split(".");
        if (name)
            sections[section].push(`${name}: ${value}`);
    }
    sections.train.push(`steps: ${Math.max(steps, 1)}`);
    const lines = Object.entries(sections).filter(([, items]) => items.length)
        .map(([section, items]) => `${section}: {${items.join(", ")}}`);
    return ["# What does the playground show?", ...lines, `seed: ${state.seed}`,
        "measure: [geometry, loss, vectors]"].join("\n");
}
