/* The numerical core, compiled to WebAssembly, behind functions of names and numbers. */
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

async function loadCore(bytes) {
    const imports = { wasi_snapshot_preview1: emptySystem() };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    const c = instance.exports;
    c._initialize();
    const play = c.sp_play_make(), text = c.sp_play_text(play);
    let n = 0, m = 0;

    const floats = (at, count) => new Float32Array(c.memory.buffer, at, count);
    const doubles = (at, count) =>
        Array.from(new Float64Array(c.memory.buffer, at, count));

    function words(at) {
        const all = new Uint8Array(c.memory.buffer, at);
        return new TextDecoder().decode(all.slice(0, all.indexOf(0)));
    }

    /* Settings as in an experiment file: {"toy.hidden": 2, ..}.  Gives the fault. */
    function open(settings, anew) {
        const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
        const bytes = new TextEncoder().encode(lines.join("") + "\0");
        new Uint8Array(c.memory.buffer, text, bytes.length).set(bytes);
        if (c.sp_play_open(play, anew))
            return words(c.sp_play_fault());
        n = Number(settings["source.features"]);
        m = Number(settings["toy.hidden"]);
        return "";
    }

    function array(name, count) {
        const at = c.sp_play_array(play, name.charCodeAt(0));
        return at ? floats(at, count) : new Float32Array(count);
    }

    /* All that is drawn; the exact loss takes long for many features.  W is (n, m),
       terms (n + 1). */
    function look(exact) {
        const loss = exact ? c.sp_play_loss(play) : NaN;
        return {
            n, m, loss,
            optimum: c.sp_play_optimum(play),
            W: Array.from(array("W", n * m)),
            b: Array.from(array("b", n)),
            norms: doubles(c.sp_play_norms(play), n),
            shares: doubles(c.sp_play_shares(play), n),
            terms: doubles(c.sp_play_terms(play), n + 1),
        };
    }

    /* Puts the direction of feature i. */
    function put(i, direction) {
        array("W", n * m).set(direction, i * m);
        c.sp_play_look(play);
    }

    return { open, look, put, array, train: (steps) => c.sp_play_train(play, steps) };
}
