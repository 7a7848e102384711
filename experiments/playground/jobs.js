/* A job of the core (play_job.h) behind functions of names and numbers. */
"use strict";

const TOY = 0, SAE = 1; /* stages */

function makeJob({ c, floats, words, write }) {
    const job = c.sp_play_job_make(), text = c.sp_play_job_text(job);

    /* Settings as in an experiment file.  Gives the fault. */
    function open(settings) {
        write(text, linesOf(settings));
        return c.sp_play_job_open(job) ? words(c.sp_play_fault()) : "";
    }

    function array(stage, name) {
        write(text, name);
        const at = c.sp_play_job_array(job, stage);
        return at ? Array.from(floats(at, c.sp_play_job_length(job, stage))) : [];
    }

    function number(name) {
        write(text, name);
        return c.sp_play_job_number(job);
    }

    const points = (at, count) => Array.from(floats(at, count));

    return {
        open, array, number,
        train: (stage, steps) => c.sp_play_job_train(job, stage, steps),
        left: (stage) => c.sp_play_job_left(job, stage),
        measure: () => c.sp_play_job_measure(job),
        loss: () => c.sp_play_job_loss(job),
        sample: (rows, m) => points(c.sp_play_job_sample(job, rows), rows * m),
        examples: (rows, m) => rows ? points(c.sp_play_job_examples(job), rows * m) : [],
    };
}
