/* Workers that take tasks from a queue, as many as the machine has cores to spare. */
"use strict";

const CREW = Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

/* READY is told the rows of the settings once.  ask({ do: "command", .. }, failed) promises
   the result, null when there is none: it was dropped, or a fault was told to FAILED.  Each
   command answers with { is: "trained", result or fault }.  drop() forgets what has not
   begun. */
function newCrew(ready = () => {}) {
    const queue = [], idle = new Set();
    let members = 0;

    function join() {
        const first = !members++;
        let task = null; /* in work */
        const next = () => {
            task = queue.shift() || null;
            idle.delete(next);
            if (task)
                worker.send(task.message);
            else
                idle.add(next);
        };
        const finish = ({ result = null, fault }) => {
            if (task && fault)
                task.failed(fault);
            if (task)
                task.done(result);
            next();
        };
        const worker = newWorker({
            ready({ rows }) {
                if (first)
                    ready(rows);
                next();
            },
            fault: finish,
            trained: finish,
        });
    }

    join();
    return {
        ask: (message, failed = () => {}) => new Promise((done) => {
            queue.push({ message, done, failed });
            const [free] = idle;
            if (free)
                free();
            else if (members < CREW && queue.length > members)
                join();
        }),
        drop() {
            for (const { done } of queue.splice(0))
                done(null);
        },
    };
}
