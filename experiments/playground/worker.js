/* Trains away from the page, so that it never waits: one model, or several in step.
   Each picture is asked for: the next steps are taken when the page has drawn the last.
   */
"use strict";

const QUICK = 8; /* features whose exact loss is known between two frames */
const SLOPED = 10; /* whose slope, of seven losses in three dimensions, is soon known */

let core = null, models = [], running = false, steps = 0, stride = 5, drawn = true;
let features = 0;
let owed = false; /* the exact loss of what was shown last */
let touched = null; /* the direction that was moved last, { model, feature } */

function show(losses, law) {
    drawn = false;
    owed = running && features > QUICK;
    const seen = models.map((model) => model.look(!owed));
    if (touched && !owed && features <= SLOPED)
        seen[touched.model].slope = { feature: touched.feature,
            value: models[touched.model].slope(touched.feature) };
    postMessage({ is: "picture", steps, losses, seen, law });
}

function advance(count) {
    touched = null;
    const losses = models.map((model) => model.train(count));
    steps += count;
    show(losses);
}

const commands = {
    async load({ packed }) {
        const stream = new Blob([packed]).stream();
        const plain = stream.pipeThrough(new DecompressionStream("gzip"));
        core = await loadCore(await new Response(plain).arrayBuffer());
        postMessage({ is: "ready", rows: core.rows });
    },
    /* One model for each of the settings; anew, or with the parameters they have. */
    open({ settings, anew }) {
        while (models.length < settings.length)
            models.push(core.make());
        models.length = settings.length;
        for (const [k, model] of models.entries()) {
            const fault = model.open(settings[k], anew);
            if (fault)
                return postMessage({ is: "fault", fault });
        }
        features = Number(settings[0]["source.features"]);
        touched = null;
        if (anew)
            steps = 0;
        show([], models[0].law());
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
    put({ model = 0, feature, direction }) {
        models[model].put(feature, direction);
        touched = { model, feature };
        show([]);
    },
};

/* Commands come one at a time: the next when the one before is done. */
let before = Promise.resolve();

onmessage = ({ data }) => {
    before = before.then(() => commands[data.do](data)).catch((error) => {
        running = false;
        postMessage({ is: "fault", fault: String(error) });
    });
};
