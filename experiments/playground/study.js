/* A panel in which models train: a card of settings, a session that follows them, and
   the address that keeps them. */
"use strict";

/* HOOKS: name, title, intro (HTML), letters of the controls; and
       narrow       of letters, what else may be (rulesOf)
       rules        further rules of the address
       begin(cards, study)     makes the cards but that of the settings
       settings(values)        of each model, as in an experiment file
       draw(session, values)   when there is a picture
       turned(values)          when settings have changed, before they are sent
       ran(on)                 when training starts or pauses
   Gives the panel; study has root, values, session and open(anew). */
function newStudy(hooks) {
    const study = { open, values: null };
    let rules, show, buttons, fault, controlsFrame;

    function open(anew) {
        fault.textContent = "";
        address(hooks.name, study.values);
        show(study.values);
        hooks.turned?.(study.values);
        study.session.open(hooks.settings(study.values), anew);
    }

    const actions = {
        run: () => study.session.run(!study.session.running),
        step: () => study.session.step(),
        reset: () => open(true),
        seed: () => { study.values.seed++; open(true); },
    };

    function ready(rows) {
        rules = { ...rulesOf(rows, hooks.letters, hooks.narrow), ...hooks.rules };
        const changed = (letter, value) => {
            study.values[letter] = value;
            open(controls[letter].anew);
        };
        show = makeControls(controlsFrame, rows, rules, hooks.letters, changed);
        study.values = addressed(hooks.name, rules);
        open(true);
    }

    function makeSettings(cards) {
        const form = make(cards, "form", { class: "card", "aria-label": "Settings" });
        make(form, "h2", {}, "Training");
        buttons = makeButtons(form, actions, (stride) => study.session.stride(stride));
        make(form, "h2", {}, "Data and model");
        controlsFrame = make(form, "div");
        fault = make(form, "p", { class: "fault", role: "alert" });
    }

    return {
        name: hooks.name,
        title: hooks.title,
        begin(root) {
            study.root = root;
            make(root, "p").innerHTML = hooks.intro;
            const cards = make(root, "div", { class: "cards" });
            makeSettings(cards);
            hooks.begin(cards, study);
            study.session = newSession({
                ready,
                faulted(sentence) { fault.textContent = sentence; },
                pictured: () => hooks.draw(study.session, study.values),
                ran(on) {
                    buttons.run.textContent = on ? "Pause" : "Run";
                    hooks.ran?.(on);
                },
            });
        },
        enter() {
            if (!rules)
                return;
            const asked = addressed(hooks.name, rules);
            const other = JSON.stringify(asked) !== JSON.stringify(study.values);
            study.values = asked;
            address(hooks.name, asked);
            if (other)
                open(true);
        },
        leave: () => study.session.run(false),
        press: (key) => buttons.press(key),
    };
}
