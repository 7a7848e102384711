/* The program for numpy that the page gives has the loss of the page's core, from eight
   seeds each, within four standard errors: node numpy.js CORE.JS CORE.WASM RUNS.JS. */
"use strict";
const fs = require("fs");
const vm = require("vm");
const { execFileSync } = require("child_process");

const [script, module_, runs] = process.argv.slice(2);
for (const file of [script, runs])
    vm.runInThisContext(fs.readFileSync(file, "utf8"));

const base = { "source.density": 0.1, "source.importance": "geometric",
    "toy.kind": "relu",
    "source.importance_ratio": 0.8, "train.rate": 0.003, "train.batch": 512 };
const cases = [
    { "source.features": 3, "toy.hidden": 2 },
    { "source.features": 4, "toy.hidden": 2, "toy.kind": "linear",
        "toy.bias": "false" },
    { "source.features": 6, "toy.hidden": 2, "source.kind": "groups",
        "groups.mode": "anticorrelated", "train.init_scale": 0.1,
        "source.density": 0.3 },
    { "source.features": 4, "toy.hidden": 2, "source.kind": "couples",
        "couples.dependence": "[1, 0.5]", "toy.kind": "linear" },
    { "source.features": 8, "toy.hidden": 6, "toy.kind": "relu_hidden",
        "source.density": 0.3 },
];
const SEEDS = 8, STEPS = 1000;

/* The median, since some seeds get stuck, and the square of its standard error, from
   the middle half of as many normal numbers: pi / 2 (q / 1.35)^2 / count. */
function spread(values) {
    const sorted = [...values].sort((x, y) => x - y), count = values.length;
    const middle = sorted[count * 3 / 4 - 1] - sorted[count / 4];
    return { median: (sorted[count / 2 - 1] + sorted[count / 2]) / 2,
        error2: Math.PI / 2 * (middle / 1.35) ** 2 / count };
}

function lossOfNumpy(settings) {
    const text = numpyOf(settings, STEPS);
    const said = execFileSync("/usr/bin/python3", ["-c", text], { encoding: "utf8" });
    return Number(/^loss (.*)$/m.exec(said)[1]);
}

function lossOfCore(core, settings) {
    const model = core.make(), fault = model.open(settings, true);
    if (fault)
        throw new Error(fault);
    model.train(STEPS);
    const { loss } = model.look(true);
    return Number.isNaN(loss) ? model.train(400) : loss;
}

async function main() {
    const core = await loadCore(fs.readFileSync(module_));
    const said = cases.map((some) => {
        const seeds = Array.from({ length: SEEDS }, (_, seed) =>
            ({ ...base, ...some, seed }));
        const ours = spread(seeds.map((settings) => lossOfCore(core, settings)));
        const theirs = spread(seeds.map(lossOfNumpy));
        /* The loss of numpy is of 200,000 examples: 0.5 percent. */
        const error = Math.sqrt(ours.error2 + theirs.error2 +
            (0.005 * ours.median) ** 2 / SEEDS);
        if (!(Math.abs(ours.median - theirs.median) < 4 * error))
            throw new Error(`${JSON.stringify(some)}: ${theirs.median} with numpy, ` +
                `${ours.median} in the page, error ${error}`);
        return `${theirs.median.toPrecision(3)} (${ours.median.toPrecision(3)})`;
    });
    console.log(`numpy has the losses of the core: ${said.join(", ")}`);
}
main().catch((error) => {
    console.error(String(error));
    process.exit(1);
});
