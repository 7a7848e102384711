/* Whole trainings and what theory says: further commands of worker.js. */
"use strict";

const LAST = 50; /* steps over which the last loss of training batches is taken */
let job = null; /* the one in training; the worker has one at a time */

function openJob(settings) {
    job ||= makeJob(core.memory);
    return job.open(settings);
}

/* Of the job as it is: arrays of both nets by name, hidden points of EXAMPLES that it is
   trained on, and those of NUMBERS that were measured. */
function resultOf(numbers, examples = 0) {
    const result = { W: job.array(TOY, "W"), b: job.array(TOY, "b"), D: job.array(SAE, "D"),
        loss: job.loss(), examples: job.examples(examples, 2) };
    for (const name of numbers)
        result[name] = job.number(name);
    return result;
}

let course = null; /* what is shown of the job that is watched */

/* The job as it is: loss of the last steps, hidden points of ROWS unseen examples while
   the toy model moves, and what was measured once all is trained. */
function showCourse(loss) {
    const { id, numbers, rows, m, examples } = course, left = [job.left(TOY), job.left(SAE)];
    const over = left[TOY] + left[SAE] === 0;
    if (over)
        job.measure();
    if (!course.still && rows)
        course.points = job.sample(rows, m);
    course.still = left[TOY] === 0;
    postMessage({ is: "course", id, left, over, loss, points: course.points,
        result: resultOf(over ? numbers : [], examples) });
}

Object.assign(commands, {
    /* Trains the toy model of a job to its end. */
    whole({ settings, numbers = [], examples }) {
        const fault = openJob(settings);
        if (fault)
            return postMessage({ is: "trained", fault });
        job.train(TOY, job.left(TOY) - LAST);
        const last = job.train(TOY, LAST);
        job.measure();
        postMessage({ is: "trained", result: { ...resultOf(numbers, examples), last } });
    },
    /* The phase diagram of the last of N features, and its boundary. */
    theory({ n, ratios, densities, along }) {
        const { c } = core.memory;
        const phases = densities.map((p) =>
            ratios.map((r) => c.sp_play_phase_theory(n, r, p)));
        const boundary = along.map((r) => c.sp_play_phase_boundary(n, r));
        postMessage({ is: "trained", result: { phases, boundary } });
    },
    /* A job in pictures: begins it, and shows it. */
    course({ id, settings, numbers, rows = 0, examples = 0 }) {
        const fault = openJob(settings);
        if (fault)
            return postMessage({ is: "fault", fault });
        course = { id, numbers, rows, examples, m: settings["toy.hidden"] };
        showCourse(NaN);
    },
    /* Its next steps: TOY of them, and when these are done, SAE of the autoencoder. */
    more({ toy, sae }) {
        const stage = job.left(TOY) ? TOY : SAE;
        showCourse(job.train(stage, stage === TOY ? toy : sae));
    },
});
