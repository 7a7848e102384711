/* What workers do besides training in pictures: further commands of worker.js. */
"use strict";
