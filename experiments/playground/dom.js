/* Elements, of HTML and SVG, made in one call each. */
"use strict";

function set(node, attributes) {
    for (const [key, value] of Object.entries(attributes))
        node.setAttribute(key, value);
}

function append(node, parent, attributes, text) {
    set(node, attributes);
    if (text !== undefined)
        node.textContent = text;
    parent.append(node);
    return node;
}

/* An HTML element, and one of SVG, as the last child of PARENT. */
const make = (parent, name, attributes = {}, text = undefined) =>
    append(document.createElement(name), parent, attributes, text);
const add = (parent, name, attributes = {}, text = undefined) =>
    append(document.createElementNS("http://www.w3.org/2000/svg", name), parent,
        attributes, text);

/* A card: a frame with a heading, as all that a panel shows. */
function makeCard(parent, title, attributes = {}) {
    const card = make(parent, "section", { class: "card", ...attributes });
    make(card, "h2", {}, title);
    return card;
}

/* A figure for those who see; LABEL says to others what it is. */
const makeFigure = (parent, label, attributes = {}) =>
    add(parent, "svg", { role: "img", "aria-label": label, ...attributes });

/* A paragraph in small print, which may hold tags of ours. */
function makeNote(parent, html) {
    const note = make(parent, "p", { class: "note" });
    note.innerHTML = html;
    return note;
}

/* A choice of [value, words]; CHOSEN(value) is told. */
function makeChoice(parent, label, options, chosen) {
    const frame = make(parent, "label", {}, label);
    const select = make(frame, "select");
    for (const [value, words] of options)
        make(select, "option", { value }, words);
    select.addEventListener("input", () => chosen(select.value));
    return select;
}

/* A button; KEY is the one that does the same. */
function makeButton(parent, words, pressed, attributes = {}) {
    const button = make(parent, "button", { type: "button", ...attributes }, words);
    button.addEventListener("click", pressed);
    return button;
}

const short = (x) => Number.isFinite(x) ? x.toPrecision(3) : "none";
