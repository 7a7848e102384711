#!/bin/sh
# The lessons as HTML, one article each, with links into the page where the Markdown has
# links to it, and headings one level lower.
set -e
for lesson in docs/lessons/[01]*.md; do
    html=$(cmark "$lesson")
    echo "<article>"
    printf '%s\n' "$html" | sed '
        s|<h2>|<h3>|g; s|</h2>|</h3>|g
        s|<h1>|<h2>|g; s|</h1>|</h2>|g
        s|href="\.\./\.\./build/playground\.html#|href="#|g
        s|<a href="\.\./[^"]*">\([^<]*\)</a>|\1|g'
    echo "</article>"
done
