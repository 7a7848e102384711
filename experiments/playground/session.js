/* Models that train in step in a worker while they are watched. */
"use strict";

const POINTS = 400; /* of the curve; when it is full every other goes */

/* HEARD: ready(rows) once, pictured() with each picture, faulted(sentence), ran(on)
   when it starts or pauses.  The session has what was seen last, one look for each
   model, and the law of the data. */
function newSession(heard) {
    const session = { steps: 0, seen: null, law: null, curve: [],
        running: false };
    let put = null, busy = false; /* a move to be sent when the one before is seen */
    const pass = () => {
        if (!put || busy)
            return;
        busy = true;
        worker.send(put);
        put = null;
    };
    const remember = ({ steps, losses, seen, law }) => {
        session.law = law || session.law;
        if (steps < session.steps)
            session.curve = [];
        session.steps = steps;
        session.seen = seen;
        if (losses.length)
            session.curve.push({ steps, losses, shares: seen[0].shares });
        if (session.curve.length > POINTS)
            session.curve = session.curve.filter((_, i) => i % 2);
    };
    const worker = newWorker({
        ready: ({ rows }) => heard.ready(rows),
        fault({ fault }) {
            busy = false;
            session.run(false);
            heard.faulted(fault);
        },
        picture(message) {
            remember(message);
            busy = false;
            pass();
            requestAnimationFrame(() => {
                heard.pictured();
                worker.send({ do: "drawn" });
            });
        },
    });
    return Object.assign(session, {
        run(on) {
            if (on === session.running)
                return;
            session.running = on;
            heard.ran(on);
            worker.send({ do: "run", on });
        },
        step() {
            session.run(false);
            worker.send({ do: "step" });
        },
        /* New settings, for each model: parameters stay where they fit, or all begins
           anew. */
        open(settings, anew) {
            if (anew)
                session.curve = [];
            worker.send({ do: "open", settings, anew });
        },
        stride: (stride) => worker.send({ do: "stride", stride }),
        put(model, feature, direction) {
            session.run(false);
            put = { do: "put", model, feature, direction };
            pass();
        },
    });
}

/* Buttons that run, step and reset, and take another seed: ACTIONS by these names; and
   how many steps there are between pictures.  Gives the button that runs, and press. */
function makeButtons(parent, actions, stride) {
    const frame = make(parent, "div", { class: "buttons" });
    const run = makeButton(frame, "Run", actions.run,
        { class: "main", "data-do": "run", "aria-keyshortcuts": "Space" });
    makeButton(frame, "Step", actions.step,
        { "data-do": "step", "aria-keyshortcuts": "s" });
    makeButton(frame, "Reset", actions.reset,
        { "data-do": "reset", "aria-keyshortcuts": "0" });
    makeButton(frame, "Other seed", actions.seed,
        { "data-do": "seed", "aria-keyshortcuts": "r" });
    makeChoice(parent, "Steps between pictures",
        ["1", "5", "20", "100"].map((count) => [count, count]),
        (value) => stride(Number(value))).value = "5";
    makeNote(parent, "Keys: space runs and pauses, s steps, 0 resets, r takes " +
        "another seed.");
    const keys = { " ": "run", s: "step", 0: "reset", r: "seed" };
    const press = (key) => {
        if (keys[key])
            actions[keys[key]]();
        return Boolean(keys[key]);
    };
    return { run, press };
}
