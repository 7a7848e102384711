/* Uses each panel of the page as a person would: node page.js PAGE.HTML FOLDER CORE.JS
   CORE.WASM [PANEL ..] keeps pictures in FOLDER.  panel_NAME.js uses panel NAME and
   gives a line of what was seen. */
"use strict";
const fs = require("fs");
const path = require("path");
const { launch } = require("./browser");

const names = fs.readdirSync(__dirname).map((file) => /^panel_(\w+)\.js$/.exec(file))
    .filter(Boolean).map((match) => match[1]);

async function main() {
    const asked = process.argv.slice(6);
    const browser = await launch(process.argv.slice(2, 6));
    for (const name of asked.length ? asked : names) {
        const said = await require(path.join(__dirname, `panel_${name}.js`))(browser);
        browser.expect(!browser.wrong.length,
            `${name}: errors on the console: ${browser.wrong.join("; ")}`);
        console.log(`${name}: ${said || "used in Chromium"}`);
    }
    await browser.close();
}
main().catch((error) => {
    console.error(error.stack || String(error));
    process.exit(1);
});
