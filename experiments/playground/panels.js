/* The panels of the page, of which one is on show; and workers for them.  A panel is

       panels.push({ name, title, begin(section) {}, enter() {}, leave() {},
                     press(key) {} });

   begin makes its contents at its first showing; enter at each, and when the address
   has changed; leave stops its work; press gives whether it did something for the
   key. */
"use strict";

const panels = [];
let shown = null;

const sectionOf = (panel) => document.getElementById(`panel-${panel.name}`);

function begun(panel) {
    if (!sectionOf(panel).childElementCount)
        panel.begin(sectionOf(panel));
}

function showPanel() {
    const name = askedOf().get("panel");
    const next = panels.find((panel) => panel.name === name) || panels[0];
    if (shown && shown !== next && shown.leave)
        shown.leave();
    shown = next;
    for (const panel of panels) {
        sectionOf(panel).hidden = panel !== shown;
        const link = document.querySelector(`nav a[href="#panel=${panel.name}"]`);
        if (panel === shown)
            link.setAttribute("aria-current", "page");
        else
            link.removeAttribute("aria-current");
    }
    begun(shown);
    if (shown.enter)
        shown.enter();
}

/* Keys are the panel's, but where a control wants them. */
function pressed(event) {
    const busy = event.target.closest("input, select, button, summary, a, textarea");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !shown.press)
        return;
    if (shown.press(event.key))
        event.preventDefault();
}

function showPanels() {
    const nav = document.querySelector("nav"), main = document.querySelector("main");
    for (const panel of panels) {
        make(nav, "a", { href: `#panel=${panel.name}` }, panel.title);
        make(main, "section", { id: `panel-${panel.name}`, class: "panel", hidden: "",
            "aria-label": panel.title });
    }
    addEventListener("hashchange", showPanel);
    document.addEventListener("keydown", pressed);
    showPanel();
}

function bytesOf(id) {
    const text = atob(document.getElementById(id).textContent.replace(/\s/g, ""));
    return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/* A worker with the core loaded.  What it posts as { is: "word", .. } goes to
   HEARD.word; "ready" is the first, with the rows of the settings, and "fault" has a
   sentence.  It takes send({ do: "command", .. }), from the start. */
function newWorker(heard) {
    const text = document.getElementById("worker").textContent;
    const script = new Blob([text], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(script));
    worker.onmessage = ({ data }) => heard[data.is](data);
    const send = (message, transfer = []) => worker.postMessage(message, transfer);
    const packed = bytesOf("core");
    send({ do: "load", packed }, [packed.buffer]);
    return { send, end: () => worker.terminate() };
}
