/* The exercises of the lessons: further commands of worker.js. */
"use strict";

let sheet = 0; /* the core's, once there is one */

const sheetOf = (c) => sheet || (sheet = c.sp_play_lesson_make());

Object.assign(commands, {
    /* What each of the COUNT exercises of a lesson takes for an answer. */
    ask({ lesson, count }) {
        const { c, words } = core.memory;
        const takes = Array.from({ length: count }, (_, exercise) =>
            words(c.sp_play_lesson_takes(sheetOf(c), lesson, exercise)));
        postMessage({ is: "asked", lesson, takes });
    },
    /* Whether an answer is right: "right", "wrong" or, when it is none, "unread"; and
       why. */
    mark({ lesson, exercise, answer }) {
        const { c, words, write } = core.memory;
        write(c.sp_play_lesson_text(sheetOf(c)), answer.slice(0, 40));
        const code = c.sp_play_lesson_mark(sheet, lesson, exercise);
        const said = code < 0 ? c.sp_play_fault()
            : code ? c.sp_play_lesson_why(lesson, exercise)
            : c.sp_play_lesson_hint(lesson, exercise);
        postMessage({ is: "marked", lesson, exercise, said: words(said),
            mark: code < 0 ? "unread" : code ? "right" : "wrong" });
    },
});
