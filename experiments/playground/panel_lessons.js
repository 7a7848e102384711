/* The ten lessons of docs/lessons, with exercises that the core marks. */
const name = "lessons";
const rules = { lesson: { preset: 1, low: 1, high: 10, whole: true } };

let root, worker, lesson = 0, marks = [];
let texts = null; /* the lessons, once they are unpacked */
const part = {};

/* The lessons as elements, from HTML that was packed when the page was made. */
async function unpack() {
    const packed = new Blob([bytesOf("lessons")]).stream();
    const plain = packed.pipeThrough(new DecompressionStream("gzip"));
    const page = document.createElement("template");
    page.innerHTML = await new Response(plain).text();
    return [...page.content.querySelectorAll("article")];
}

const addressOfLesson = (number) => `#panel=${name}&lesson=${number}`;

/* What the core says of an answer. */
function showMark({ exercise, mark, said }) {
    const form = marks[exercise];
    form.said.className = `mark ${mark}`;
    form.said.textContent = mark === "unread" ? said : `${mark}: ${said}`;
    root.dataset.marks = marks.map(({ said: { className } }) =>
        className.split(" ")[1] || "none");
}

/* A word of several is chosen, a number is written. */
function makeAnswer(form, takes, label) {
    const words = takes.startsWith("one of: ") ? takes.slice(8).split(", ") : null;
    const attributes = { name: "answer", "aria-label": label, autocomplete: "off" };
    if (!words)
        return make(form, "input", { ...attributes, placeholder: takes });
    const select = make(form, "select", attributes);
    for (const word of ["", ...words])
        make(select, "option", { value: word }, word || takes);
    return select;
}

function makeExercise(item, exercise, takes) {
    const form = make(item, "form", { class: "exercise" });
    const answer = makeAnswer(form, takes, `Answer to exercise ${exercise + 1}`);
    make(form, "button", {}, "Check");
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        worker.send({ do: "mark", lesson, exercise, answer: answer.value.trim() });
    });
    return { form, said: make(form, "p", { class: "mark", role: "status" }) };
}

const exercisesOf = () => part.text.querySelectorAll("ol > li");

function makeExercises(takes) {
    marks = [...exercisesOf()].map((item, k) => makeExercise(item, k, takes[k]));
    root.dataset.marks = marks.map(() => "none");
}

const heard = {
    ready() {},
    fault({ fault }) { part.fault.textContent = fault; },
    asked(message) {
        if (message.lesson === lesson)
            makeExercises(message.takes);
    },
    marked(message) {
        if (message.lesson === lesson)
            showMark(message);
    },
};

function makeList() {
    part.links = texts.map((text, k) => {
        const item = make(part.list, "li");
        return make(item, "a", { href: addressOfLesson(k + 1) },
            text.querySelector("h2").textContent.replace(/^\d+\. /, ""));
    });
}

/* Forwards and back at the foot of a lesson. */
function makeFoot() {
    const foot = make(part.text, "p", { class: "foot" });
    for (const [number, words] of [[lesson - 1, "Previous"], [lesson + 1, "Next"]])
        if (texts[number - 1])
            make(foot, "a", { href: addressOfLesson(number) },
                `${words}: ${part.links[number - 1].textContent}`);
}

function showLesson(number) {
    lesson = number;
    part.text.replaceChildren(texts[number - 1].cloneNode(true));
    for (const [k, link] of part.links.entries())
        if (k === number - 1)
            link.setAttribute("aria-current", "page");
        else
            link.removeAttribute("aria-current");
    makeFoot();
    worker.send({ do: "ask", lesson, count: exercisesOf().length });
    root.dataset.lesson = number;
}

/* The lesson of the address, from its beginning when it is another one. */
function follow() {
    const asked = addressed(name, rules);
    address(name, asked);
    if (!texts || asked.lesson === lesson)
        return;
    const first = lesson === 0;
    showLesson(asked.lesson);
    if (first)
        return;
    part.text.scrollIntoView();
    part.text.focus({ preventScroll: true });
}

function turn(step) {
    const next = lesson + step;
    if (!texts || next < 1 || next > texts.length)
        return false;
    location.hash = addressOfLesson(next);
    follow(); /* now, for the next key */
    return true;
}

panels.push({
    name,
    title: "Lessons",
    begin(section) {
        root = section;
        const frame = make(section, "div", { class: "lessons" });
        const nav = make(frame, "nav", { "aria-label": "Lessons", class: "list" });
        part.list = make(nav, "ol");
        makeNote(nav, "Each has a prediction to make before you look. Keys: n and p for " +
            "the next and the previous one.");
        part.fault = make(nav, "p", { class: "fault", role: "alert" });
        part.text = make(frame, "div", { class: "card lesson", tabindex: -1 });
        worker = newWorker(heard);
        unpack().then((all) => {
            texts = all;
            makeList();
            follow();
        });
    },
    enter: follow,
    press: (key) => key === "n" ? turn(1) : key === "p" ? turn(-1) : false,
});
