/* Trains models in the page's core: node train.js CORE.JS CORE.WASM STEPS KEY=VALUE..
   prints the parameters W and b in hexadecimal, the exact loss and the optimum. */
"use strict";
const fs = require("fs");
const vm = require("vm");

const [script, module_, steps, ...pairs] = process.argv.slice(2);
vm.runInThisContext(fs.readFileSync(script, "utf8"));

function hex(values) {
    return Buffer.from(Float32Array.from(values).buffer).toString("hex");
}

async function main() {
    const core = (await loadCore(fs.readFileSync(module_))).make();
    const fault = core.open(Object.fromEntries(pairs.map((p) => p.split("="))), true);
    if (fault)
        throw new Error(fault);
    for (let left = Number(steps); left > 0; left -= 50)
        core.train(Math.min(left, 50));
    const seen = core.look();
    console.log(`W ${hex(seen.W)}\nb ${hex(seen.b)}`);
    console.log(`loss ${seen.loss}\noptimum ${seen.optimum}`);
    console.log(`shares ${seen.shares.reduce((sum, d) => sum + d, 0)}`);
}
main();
