/* The same run elsewhere: as an experiment file, and as a program for numpy alone. */
"use strict";

/* The same run as a file for `superpose run`, which asks QUESTION. */
function experimentOf(settings, steps, question = "What does the playground show?",
    measures = ["geometry", "loss", "vectors"]) {
    const sections = { source: [], groups: [], toy: [], train: [] };
    for (const [key, value] of Object.entries(settings)) {
        const [section, name] = key.split(".");
        const list = key === "couples.dependence" && /^\[/.test(value);
        if (name)
            (sections[section] ||= [])
                .push(`${name}: ${list ? `{values: ${value}}` : value}`);
    }
    sections.train.push(`steps: ${Math.max(steps, 1)}`);
    const lines = Object.entries(sections).filter(([, items]) => items.length)
        .map(([section, items]) => `${section}: {${items.join(", ")}}`);
    return [`# ${question}`, ...lines, `seed: ${settings.seed}`,
        `measure: [${measures.join(", ")}]`].join("\n");
}

/* numpy's lines for P(both), of two features of one pair. */
const bothLines = {
    groups: (settings) => [settings["groups.mode"] === "anticorrelated" ? "both = 0.0"
        : "both = p"],
    couples: (settings) => [
        `dependence = numpy.array(${settings["couples.dependence"]}) # of each couple`,
        "far = numpy.where(dependence > 0, p - p * p, p * p - max(0, 2 * p - 1))",
        "both = p * p + dependence * far",
    ],
};

/* Who is on, (B, n). */
function drawLines(settings) {
    const lines = bothLines[settings["source.kind"]];
    if (!lines)
        return ["def draw(B):", "    return rng.random((B, n)) < p"];
    return [
        ...lines(settings), "", "",
        "def draw(B):",
        '    """Pairs of neighbours: u says who of the two is on."""',
        "    u = rng.random((B, n // 2))",
        "    first, second = u < p, (u < both) | (p <= u) & (u < 2 * p - both)",
        "    return numpy.stack([first, second], 2).reshape(B, n)",
    ];
}

/* What the kinds of toy model do to h and to the output, and their slopes. */
const acts = {
    relu: { hidden: "x @ W", output: "numpy.maximum(z, 0)", slope: " * (z > 0)",
        back: "" },
    linear: { hidden: "x @ W", output: "z", slope: "", back: "" },
    relu_hidden: { hidden: "numpy.maximum(x @ W, 0)", output: "numpy.maximum(z, 0)",
        slope: " * (z > 0)", back: " * (h > 0)" },
};

/* A program that draws such data and trains such a model, with numbers of its own. */
function numpyOf(settings, steps) {
    const act = acts[settings["toy.kind"] || "relu"];
    const bias = settings["toy.bias"] !== "false";
    const small = settings["train.init_scale"];
    return [
        "# The same model, data and training as in the playground, with random numbers",
        "# of numpy: its loss is the same but for chance, its weights not bit for bit.",
        "import numpy", "",
        `rng = numpy.random.default_rng(${settings.seed})`,
        `n, m, p = ${settings["source.features"]}, ${settings["toy.hidden"]}, ` +
            settings["source.density"],
        `B, steps, rate, decay = ${settings["train.batch"]}, ${Math.max(steps, 1)}, ` +
            `${settings["train.rate"]}, 0.01`,
        `importance = ${settings["source.importance_ratio"]} ** numpy.arange(n)`,
        `W = rng.normal(0, ${small ? `${small} * ` : ""}(2 / (n + m)) ** 0.5, (n, m))`,
        "b = numpy.zeros(n)", "",
        ...(bothLines[settings["source.kind"]] ? [] : [""]),
        ...drawLines(settings), "", "",
        "def forward(x):",
        `    h = ${act.hidden}`,
        "    z = h @ W.T + b",
        `    return h, z, ${act.output}`, "", "",
        "mean = [numpy.zeros_like(W), numpy.zeros_like(b)] # AdamW, as torch has it",
        "square = [numpy.zeros_like(W), numpy.zeros_like(b)]",
        "for t in range(1, steps + 1):",
        "    x = draw(B) * rng.random((B, n))",
        "    h, z, y = forward(x)",
        `    s = 2 * importance * (y - x)${act.slope} / x.size`,
        `    slope = [s.T @ h + x.T @ (s @ W${act.back}), ` +
            (bias ? "s.sum(0)]" : "numpy.zeros(n)]"),
        "    for k, parameter in enumerate([W, b]):",
        "        mean[k] += 0.1 * (slope[k] - mean[k])",
        "        square[k] += 0.001 * (slope[k] ** 2 - square[k])",
        "        root = (square[k] / (1 - 0.999**t)) ** 0.5 + 1e-8",
        "        parameter *= 1 - rate * decay",
        "        parameter -= rate * mean[k] / (1 - 0.9**t) / root", "",
        "x = draw(200000) * rng.random((200000, n))",
        'print("W =", W.round(3), "b =", b.round(3), sep="\\n")',
        'print("loss", (importance * (forward(x)[2] - x) ** 2).sum(1).mean())', "",
    ].join("\n");
}

function saveText(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = name;
    link.click();
}

/* Both, where a panel trains: TEXTS has functions experiment and numpy, or one. */
function makeRuns(parent, note, texts) {
    const details = make(parent, "details");
    make(details, "summary", {}, "The same run as an experiment file" +
        (texts.numpy ? " and in numpy" : ""));
    const places = Object.entries({ experiment: "question.yaml", numpy: "same.py" })
        .filter(([kind]) => texts[kind]).map(([kind, file]) => {
            const text = make(details, "pre", { "data-run": kind });
            makeButton(details, `Save as ${file}`,
                () => saveText(file, text.textContent));
            return () => { text.textContent = texts[kind](); };
        });
    makeNote(details, note);
    details.addEventListener("toggle", () => places.forEach((fill) => fill()));
}
