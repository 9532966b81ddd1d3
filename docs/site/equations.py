"""Equations are typeset by KaTeX while the site is built, so that pages need no script; a wrong one is a warning.

One process of Node does them all, one after the other.
"""

import json
import subprocess
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

SITE = Path(__file__).resolve().parent
CSS = "katex/katex.min.css"


@cache
def node():
    """The process, started at the first equation; it ends when this one does, as nothing is left to be read."""
    command = ["node", SITE / "typeset.js"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


@cache
def typeset(tex, displayed):
    """An equation as HTML and MathML, and what is wrong with it."""
    process = node()
    process.stdin.write(json.dumps([tex, displayed]) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def visit(translator, element):
    """Write an equation into the page."""
    displayed = isinstance(element, nodes.math_block)
    html, wrong = typeset(element.astext(), displayed)
    if wrong:
        logging.getLogger(__name__).warning(wrong, location=element)
    tag = "div" if displayed else "span"
    translator.body.append(f'<{tag} class="math notranslate">{html}</{tag}>')
    raise nodes.SkipNode


def setup(app):
    """Called by Sphinx."""
    app.add_html_math_renderer("katex", inline_renderers=(visit, None), block_renderers=(visit, None))
    app.add_css_file(CSS)
    return {"parallel_read_safe": True}
