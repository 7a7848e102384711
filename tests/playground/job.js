/* Runs a job in the page's core: node job.js FOLDER CORE.WASM ARRAYS NUMBERS KEY=VALUE..
   prints each array (stage:name, with commas between them) in hexadecimal and each number
   that was measured.  FOLDER has the page's scripts. */
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [folder, module_, arrays, numbers, ...pairs] = process.argv.slice(2);
for (const script of ["core.js", "jobs.js"])
    vm.runInThisContext(fs.readFileSync(path.join(folder, script), "utf8"));

async function main() {
    const job = makeJob((await loadCore(fs.readFileSync(module_))).memory);
    const fault = job.open(Object.fromEntries(pairs.map((pair) => pair.split("="))));
    if (fault)
        throw new Error(fault);
    for (const stage of [0, 1])
        while (job.left(stage) > 0)
            job.train(stage, 70);
    job.measure();
    for (const array of arrays.split(",")) {
        const [stage, name] = array.split(":");
        const bytes = Float32Array.from(job.array(Number(stage), name)).buffer;
        console.log("bits", name, Buffer.from(bytes).toString("hex"));
    }
    for (const name of numbers.split(","))
        console.log("number", name, job.number(name));
}
main();
