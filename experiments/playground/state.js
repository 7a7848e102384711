/* What the address carries: the panel on show and what is set there, as in
   #panel=watch&n=5&p=0.1.  A rule is a preset alone, a number or a word, or it says
   what else there may be: { preset, low, high, step } or { preset, among: [..] }. */
"use strict";

const kept = {}; /* by panel, as last put into the address */

function askedOf() {
    return new URLSearchParams(location.hash.slice(1));
}

const presetOf = (rule) => rule instanceof Object ? rule.preset : rule;

/* The text as a value that the rule allows, else the preset. */
function checked(rule, text) {
    const preset = presetOf(rule);
    if (rule.among)
        return rule.among.map(String).includes(text) ? text : preset;
    if (typeof preset !== "number")
        return /^[\w.,:-]*$/.test(text) ? text : preset;
    const { low = -Infinity, high = Infinity, step } = rule, asked = Number(text);
    const value = step ? low + step * Math.round((asked - low) / step) : asked;
    return text !== "" && value >= low && value <= high ? value : preset;
}

/* The values of panel NAME, one for each rule: from the address where it has any for
   this panel, else as they were, else the presets. */
function addressed(name, rules) {
    const asked = askedOf(), values = {};
    const mine = (asked.get("panel") || panels[0].name) === name;
    const said = mine && Object.keys(rules).some((key) => asked.has(key));
    for (const [key, rule] of Object.entries(rules)) {
        values[key] = said && asked.has(key) ? checked(rule, asked.get(key))
            : !said && kept[name] ? kept[name][key] : presetOf(rule);
    }
    return values;
}

/* Puts the values of panel NAME into the address, without a step in the history. */
function address(name, values) {
    kept[name] = { ...values };
    const all = new URLSearchParams({ panel: name, ...values });
    history.replaceState(null, "", "#" + all);
}
