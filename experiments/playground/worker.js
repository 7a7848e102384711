/* Trains away from the page, so that it never waits.  Each picture is asked for: the
   next steps are taken when the page says that it has drawn the last. */
"use strict";

const QUICK = 6; /* features whose exact loss is known between two frames */

let core = null, running = false, steps = 0, stride = 5, drawn = true, features = 0;
let owed = false; /* the exact loss of what was shown last */

function show(losses) {
    drawn = false;
    owed = running && features > QUICK;
    postMessage({ is: "picture", steps, losses, seen: core.look(!owed) });
}

function advance(count) {
    const loss = core.train(count);
    steps += count;
    show([{ steps, loss }]);
}

const commands = {
    async load({ packed }) {
        const stream = new Blob([packed]).stream();
        const plain = stream.pipeThrough(new DecompressionStream("gzip"));
        core = await loadCore(await new Response(plain).arrayBuffer());
        postMessage({ is: "ready" });
    },
    open({ settings, anew }) {
        const fault = core.open(settings, anew);
        if (fault)
            return postMessage({ is: "fault", fault });
        features = Number(settings["source.features"]);
        if (anew)
            steps = 0;
        show([]);
    },
    run({ on }) {
        running = on;
        if (drawn)
            commands.drawn();
    },
    stride(message) { stride = message.stride; },
    step() { advance(1); },
    drawn() {
        drawn = true;
        if (running)
            advance(stride);
        else if (owed)
            show([]);
    },
    put({ feature, direction }) {
        core.put(feature, direction);
        show([]);
    },
};

onmessage = async ({ data }) => {
    try {
        await commands[data.do](data);
    } catch (error) {
        running = false;
        postMessage({ is: "fault", fault: String(error) });
    }
};
