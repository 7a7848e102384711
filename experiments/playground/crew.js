/* Workers that take tasks from a queue, as many as the machine has cores to spare. */
"use strict";

const CREW = Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

/* ask({ do: "command", .. }) promises the result, null when it was dropped; each command
   answers with { is: "trained", id, result or fault }.  drop forgets what has not begun. */
function newCrew() {
    const queue = [];
    let members = 0;

    function join() {
        let task = null; /* in work */
        const next = () => {
            task = queue.shift() || null;
            idle.delete(next);
            if (task)
                worker.send(task.message);
            else
                idle.add(next);
        };
        const finish = (result, fault) => {
            if (task)
                task.settle(result || null, fault);
            next();
        };
        const worker = newWorker({
            ready: () => next(),
            fault: ({ fault }) => finish(null, fault),
            trained: ({ result, fault }) => finish(result, fault),
        });
        members++;
    }
    const idle = new Set();

    return {
        ask: (message, failed = () => {}) => new Promise((done) => {
            const settle = (result, fault) => {
                if (fault)
                    failed(fault);
                done(result);
            };
            queue.push({ message, settle });
            const [free] = idle;
            if (free)
                free();
            else if (members < CREW)
                join();
        }),
        drop() {
            for (const { settle } of queue.splice(0))
                settle(null);
        },
    };
}
