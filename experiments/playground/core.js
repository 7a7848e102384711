/* The numerical core in WebAssembly, behind functions of names and numbers. */
"use strict";

/* The few calls of the C library that reach the system; a page has no files. */
function emptySystem() {
    const none = () => 0;
    return {
        environ_get: none, environ_sizes_get: none, sched_yield: none,
        fd_close: none, fd_seek: none, fd_write: none,
        proc_exit: () => { throw new Error("the core has stopped"); },
    };
}

/* The module's memory, which moves when it grows: nothing may be kept of it. */
function memoryOf(c) {
    return {
        c,
        floats: (at, count) => new Float32Array(c.memory.buffer, at, count),
        doubles: (at, count) =>
            Array.from(new Float64Array(c.memory.buffer, at, count)),
        words(at) {
            const all = new Uint8Array(c.memory.buffer, at);
            return new TextDecoder().decode(all.slice(0, all.indexOf(0)));
        },
        write(at, text) {
            const bytes = new TextEncoder().encode(text + "\0");
            new Uint8Array(c.memory.buffer, at, bytes.length).set(bytes);
        },
    };
}

/* Settings as in an experiment file, {"toy.hidden": 2, ..}, as lines. */
const linesOf = (settings) =>
    Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join("");

/* A model of play.h. */
function makeModel({ c, floats, doubles, words, write }) {
    const play = c.sp_play_make(), text = c.sp_play_text(play);
    let n = 0, m = 0;

    /* Gives the fault, "" when there is none. */
    function open(settings, anew) {
        write(text, linesOf(settings));
        if (c.sp_play_open(play, anew))
            return words(c.sp_play_fault());
        n = c.sp_play_features(play);
        m = c.sp_play_hidden(play);
        return "";
    }

    function array(name, count) {
        const at = c.sp_play_array(play, name.charCodeAt(0));
        return at ? floats(at, count) : new Float32Array(count);
    }

    /* All that is drawn; the exact loss takes long for many features.  W is (n, m);
       saxe are the parts of the loss of a linear model, else NaN;
       terms are the parts of the loss, by how many features are on: of outputs of
       features that are on, and of those that are off. */
    function look(exact) {
        const loss = exact ? c.sp_play_loss(play) : NaN;
        const terms = doubles(c.sp_play_terms(play), 2 * (n + 1));
        return {
            n, m, loss,
            optimum: c.sp_play_optimum(play),
            W: Array.from(array("W", n * m)),
            b: Array.from(array("b", n)),
            norms: doubles(c.sp_play_norms(play), n),
            shares: doubles(c.sp_play_shares(play), n),
            saxe: doubles(c.sp_play_saxe(play), 3),
            terms: [terms.slice(0, n + 1), terms.slice(n + 1)],
        };
    }

    /* Puts the direction of feature i. */
    function put(i, direction) {
        array("W", n * m).set(direction, i * m);
        c.sp_play_look(play);
    }

    return {
        open, look, put, array,
        train: (steps) => c.sp_play_train(play, steps),
        /* (m) of the exact loss, with respect to the direction of feature i. */
        slope: (i) => doubles(c.sp_play_slope(play, i), m),
        /* (n, n) of the data. */
        law: () => ({ covariance: doubles(c.sp_play_covariance(play), n * n),
            phi: doubles(c.sp_play_phi(play), n * n) }),
    };
}

/* The settings tables by key, as { type, preset, min, max, choices, doc }. */
function rowsOf({ c, words }) {
    const rows = {};
    for (const line of words(c.sp_play_rows()).trim().split("\n")) {
        const [key, type, preset, min, max, choices, doc] = line.split("\t");
        rows[key] = { type, preset, min: Number(min), max: Number(max), doc,
            choices: choices ? choices.split("|") : [] };
    }
    return rows;
}

/* The core: rows; make() gives a model, as many as are wanted; memory is for others
   that call what play*.h declare. */
async function loadCore(bytes) {
    const imports = { wasi_snapshot_preview1: emptySystem() };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    instance.exports._initialize();
    const memory = memoryOf(instance.exports);
    return { memory, rows: rowsOf(memory), make: () => makeModel(memory) };
}
