"""The exercises that can be written and judged on the site, one page each: text, template and judges are the notebook's own.

An exercise is a section "## Exercise: ..." of a notebook. Its parts are the code cells with functions to complete, each with the
text right above it; the lines that call a judge are what "Check" runs. Answers stand in no notebook that is read here.
"""

import ast
import json
import re
from typing import NamedTuple

NOTEBOOKS = ("03", "04", "05", "07", "14")
"""Whose exercises need no songs, no pictures and NumPy alone."""

JUDGE = re.compile(r"^(?:\w+ = )?((?:check_\w+|grade)\(.*\))$", flags=re.MULTILINE)
"""A line that calls a judge. (`grade` ends with what `diagnose` says.)"""

GIVEN = {"14": ("elman/network/gru.py", "cell")}
"""Functions that the text of a notebook's exercises speaks of, and the student has to see."""


class Exercise(NamedTuple):
    """Name of its page, title, number of the notebook, text, imports, what there is to complete, calls of the judges."""

    name: str
    title: str
    number: str
    text: str
    imports: str
    template: str
    calls: list


def exercises(paths):
    """The exercises in some notebooks, given as paths of built ``.ipynb`` files, in order."""
    found = []
    for path in paths:
        number = path.name[:2]
        if number in NOTEBOOKS:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            cells = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
            code = "\n".join(text for kind, text in cells if kind == "code")
            found += [exercise(number, title, some, code) for title, some in sections(cells)]
    return found


def sections(cells):
    """Title and cells of each section that is an exercise; a cell with several headings is cut."""
    title, some = None, []
    for kind, text in cells:
        for part in re.split(r"^(?=## )", text, flags=re.MULTILINE) if kind == "markdown" else [text]:
            if kind == "markdown" and part.startswith("## "):
                if title:
                    yield title, some
                heading = re.match(r"## Exercise: (.*)\n+", part)
                title, some = (heading[1], []) if heading else (None, [])
                part = part[heading.end() :] if heading else part
            if title and part.strip():
                some.append((kind, part.strip()))
    if title:
        yield title, some


def exercise(number, title, cells, code):
    """One exercise from the cells of its section; ``code`` is all the notebook's code, for what it imports."""
    texts, templates, calls, above = [], [], [], []
    for kind, text in cells:
        if kind == "markdown":
            above.append(text)
            continue
        called = JUDGE.findall(text)
        begun = text[: JUDGE.search(text).start()] if called else text
        if re.search(r"^def ", begun, flags=re.MULTILINE) and not (calls and not called):
            texts += above
            templates.append(begun.strip())
        calls += called
        above = []
    template = "\n\n\n".join(templates) + "\n"
    slug = re.sub(r"\W+", "_", title.lower()).strip("_")
    return Exercise(
        f"{number}_{slug}",
        title[0].upper() + title[1:],
        number,
        re.sub(r"\]\((?=\d\d_)", "](../notebooks/", "\n\n".join(texts)),
        imports(code, f"{template}\n{' '.join(calls)}"),
        template,
        calls,
    )


def imports(code, used):
    """The notebook's lines that import what an exercise uses, each with these names only."""
    kept = ["import numpy as np"]
    for module, names in re.findall(r"^from (elman\.[\w.]+) import (.+)$", code, flags=re.MULTILINE):
        needed = [name for name in names.split(", ") if re.search(rf"\b{name}\b(?! =)", used)]
        if needed and f"def {needed[0]}(" not in used:
            kept.append(f"from {module} import {', '.join(needed)}")
    return "\n".join(kept)


def as_page(one, entry, root):
    """The page of an exercise, as Markdown for MyST; ``entry`` is the list's of its notebook, ``root`` the repository."""
    before = [line for line in one.imports.splitlines() if not re.match(r"from elman\.(exercises|diagnosis)\b", line)]
    data = {"name": one.name, "imports": one.imports, "template": one.template, "calls": one.calls}
    shown = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join(
        [
            f"---\nhide-toc: true\n---\n\n# {one.title}\n",
            f'From notebook {one.number}, "{entry.title}", where all that you need is explained.\n',
            one.text,
            *given(one, root),
            "\nThese lines have run already:\n",
            "```python",
            *before,
            "```\n",
            "```{raw} html",
            '<elman-judge><noscript>The editor needs JavaScript.</noscript><script type="application/json">',
            f'{shown}</script></elman-judge>\n<script src="../_static/judge/judge.js"></script>',
            "```\n",
        ]
    )


def given(one, root):
    """The source of a function that the text speaks of."""
    if one.number in GIVEN:
        path, name = GIVEN[one.number]
        source = (root / path).read_text(encoding="utf-8")
        node = next(node for node in ast.parse(source).body if getattr(node, "name", None) == name)
        yield f"\nWhat is computed forward, `{name}`:\n\n```python\n{ast.get_source_segment(source, node)}\n```"
