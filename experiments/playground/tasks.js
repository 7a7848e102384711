/* Whole trainings and what theory says: further commands of worker.js. */
"use strict";

let job = null; /* the one in training; the worker has one at a time */

function openJob(settings) {
    job ||= makeJob(core.memory);
    return job.open(settings);
}

/* Of the job as it is: arrays of both nets by name, with those of NUMBERS that were
   measured. */
function resultOf(numbers) {
    const result = { W: job.array(TOY, "W"), b: job.array(TOY, "b"), D: job.array(SAE, "D"),
        loss: job.loss() };
    for (const name of numbers)
        result[name] = job.number(name);
    return result;
}

Object.assign(commands, {
    /* Trains a job to its end. */
    whole({ settings, numbers = [] }) {
        const fault = openJob(settings);
        if (fault)
            return postMessage({ is: "trained", fault });
        job.train(TOY, job.left(TOY));
        job.measure();
        postMessage({ is: "trained", result: resultOf(numbers) });
    },
    /* The phase diagram of the last of N features, and its boundary. */
    theory({ n, ratios, densities, along }) {
        const { c } = core.memory;
        const phases = densities.map((p) =>
            ratios.map((r) => c.sp_play_phase_theory(n, r, p)));
        const boundary = along.map((r) => c.sp_play_phase_boundary(n, r));
        postMessage({ is: "trained", result: { phases, boundary } });
    },
});
