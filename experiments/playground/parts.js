/* What several panels are made of besides the controls that settings tables describe. */
"use strict";

/* A slider over the OPTIONS of a setting; CHANGED(value) is told.  Gives show(value). */
function makeSteps(parent, label, options, changed, attributes = {}) {
    const frame = make(parent, "label", {}, label + " ");
    const shown = make(frame, "output");
    const slider = make(frame, "input", { type: "range", min: 0, max: options.length - 1,
        step: 1, ...attributes });
    slider.addEventListener("input", () => changed(options[slider.value]));
    return (value) => {
        slider.value = options.indexOf(value);
        shown.textContent = value;
        slider.setAttribute("aria-valuetext", value);
    };
}

/* Where the same is to be had as an experiment file: TEXT() is asked for when it is
   opened, and when settings have changed, which the function given back tells. */
function makeExperiment(parent, note, text) {
    const details = make(parent, "details");
    make(details, "summary", {}, "The same as an experiment");
    const file = make(details, "pre");
    makeNote(details, note);
    const show = () => {
        if (details.open)
            file.textContent = text();
    };
    details.addEventListener("toggle", show);
    return show;
}

/* COUNT numbers from LOW to HIGH, evenly in the logarithm. */
const logarithmic = (low, high, count) => Array.from({ length: count }, (_, i) =>
    Number((low * (high / low) ** (i / (count - 1))).toPrecision(15)));
