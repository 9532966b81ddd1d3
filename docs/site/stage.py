"""Lay the sources of the site where Sphinx reads them: pages, notebooks, answers and one page for each module.

The folder made here has the layout of the repository, so that a relative link is right in both. Nothing is executed.
"""

import ast
import json
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parents[1]
sys.path.insert(0, str(SITE.parent))
from exercises import as_page, exercises  # noqa: E402
from update_notebook_list import entries  # noqa: E402

from elman import course  # noqa: E402

ROOMS = {
    "network": "The network",
    "gradcheck": "Gradient checks",
    "diagnosis": "The diagnosis of a student's gradients",
    "corpus": "Songs",
    "sound": "Features from sound",
    "systems": "Whole predictors",
    "lockstep": "Many networks at once",
    "evaluation": "The evaluator",
    "experiments": "Experiments",
    "exercises": "The judges of the exercises",
    "grading": "Grading a group",
    "figures": "Figures",
    "commands": "The command line",
}
"""The rooms of the package, in the order in which they are read."""

UNTOLD = "The picture that this cell draws; the text around it says what to look at."
"""The alternative text of a picture whose figure was given none."""

LITE = """
## Whole notebooks

All fourteen run in JupyterLite, in your browser. It fetches Python, NumPy, SciPy and Matplotlib from Pyodide's public place
(tens of megabytes, once), and computes some ten times slower than an installed Python: in 08, 11, 13 and 14
there is less to train than the text tells.
"""
"""What the site says of JupyterLite."""

COPIED = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/*.md",
    "docs/figures/**/*.png",
    "docs/*/README.md",
)


def stage(folder, lite=False):
    """Write all sources into ``folder``; with ``lite``, links to JupyterLite, too.

    What is the same as before is left alone, so that Sphinx reads only what is new.
    """
    texts = {path.relative_to(SITE / "pages"): path.read_text(encoding="utf-8") for path in SITE.glob("pages/*.md")}
    copies = {path.relative_to(ROOT): path for pattern in COPIED for path in ROOT.glob(pattern)}
    notebooks = list(entries())
    tasks = exercises(one.path for one in notebooks)
    for one in notebooks:
        name = Path("notebooks") / one.path.name
        texts[name] = as_json(notebook(one, solved=False, tasks=[task for task in tasks if task.number == one.number]))
        texts[name.parent / "solutions" / name.name] = as_json(notebook(one, solved=True))
        texts[Path("downloads") / name.name] = as_json(without_outputs(one.path))
    fill(texts, "index.md", "<!-- cards -->", "\n".join(map(card, notebooks)))
    answers = "\n".join(f"notebooks/solutions/{one.path.stem}" for one in notebooks)
    fill(texts, "answers.md", "<!-- answers -->", answers)
    titled = {one.number: one for one in notebooks}
    for task in tasks:
        texts[Path("exercises") / f"{task.name}.md"] = as_page(task, titled[task.number], ROOT)
    listed = [f"{task.number} {task.title.replace('`', '')} <exercises/{task.name}>" for task in tasks]
    fill(texts, "write.md", "<!-- exercises -->", "\n".join(listed))
    fill(texts, "write.md", "<!-- lite -->", whole(notebooks) if lite else "")
    texts |= {Path("api") / f"{name}.rst": text for name, text in api(ROOT / "elman").items()}

    contents = {name: path.read_bytes() for name, path in copies.items()}
    contents |= {name: text.encode() for name, text in texts.items()}
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder) not in contents:
            path.unlink()
    for name, content in contents.items():
        write(folder / name, content)


def fill(texts, name, mark, text):
    """Put a text where a page has a mark."""
    name = Path(name)
    before, _, after = texts[name].partition(mark)
    texts[name] = before + text + after


def write(path, content):
    """Write bytes into a file and make the folders above it, unless they are there already."""
    if not (path.exists() and path.read_bytes() == content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def as_json(made):
    """A notebook as the text of its file."""
    return json.dumps(made, ensure_ascii=False, indent=1)


# Notebooks.


def notebook(one, solved, tasks=()):
    """A built notebook as the site shows it: links under its title, and pictures with the text that its figures give.

    ``tasks`` are those of its exercises that have a page of their own.
    """
    path = one.path.parent / "solutions" / one.path.name if solved else one.path
    made = json.loads(path.read_text(encoding="utf-8"))
    title, _, rest = "".join(made["cells"][0]["source"]).partition("\n")
    if solved:
        title = f"# Answers to {one.number} {one.title}"
        first = f"[{one.number} {one.title}](../{one.path.name})"
        links = f":::{{admonition}} Answers\n:class: note\n\nThe exercises, solved. Try first: {first}.\n:::"
    else:
        links = (
            f"[Answers](solutions/{one.path.name}) · {{download}}`Download the notebook <../downloads/{one.path.name}>`"
        )
        if tasks:
            here = ", ".join(f"[{task.title}](../exercises/{task.name}.md)" for task in tasks)
            links += f"\n\nTo be written and judged in this browser: {here}."
    made["cells"][0]["source"] = f"{title}\n\n{links}\n{rest}"
    for cell in made["cells"]:
        if cell["cell_type"] == "markdown":  # on the site, names of the package lead to their own pages
            cell["source"] = course.without_code_links(cell["source"])
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                about = output["metadata"].get("image/png", {}).get("alt", UNTOLD)
                cell["metadata"]["mystnb"] = {"image": {"alt": about}}
    return made


def without_outputs(path):
    """A notebook to be taken along and run: small, as it is made anew where it runs."""
    made = json.loads(path.read_text(encoding="utf-8"))
    return course.without_outputs(made)


def whole(notebooks):
    """What is said of JupyterLite, whose pages are no pages of Sphinx: so the list is HTML, in which no other links are put."""
    rows = [
        f'<li><a href="lite/lab/index.html?path=notebooks/{one.path.name}">{one.number} {one.title}</a></li>'
        for one in notebooks
    ]
    return "\n".join([LITE, "<ul>", *rows, "</ul>"])


def card(one):
    """A notebook on the first page."""
    return (
        f":::{{grid-item-card}} {one.number} {one.title}\n:link: notebooks/{one.path.stem}\n:link-type: doc\n"
        f":img-top: {one.picture}\n:img-alt: {one.about}\n\n{one.idea}\n\n{one.minutes} min\n:::\n"
    )


# The package.


def api(package):
    """The pages of the package, as dict of name and text: one for each room, one for each module.

    The navigation, which every page repeats, lists rooms; a module is found on the page of its room and leads back to it.
    """
    names = {".".join(path.relative_to(package.parent).with_suffix("").parts): path for path in package.rglob("*.py")}
    modules = {
        name: path for name, path in sorted(names.items()) if not name.endswith(("__init__", "__main__", "__version__"))
    }
    pages = {f"elman.{room}": page(title, f"elman.{room}", inside(modules, room)) for room, title in ROOMS.items()}
    alone = [name for name in modules if name.count(".") == 1]
    rooms = [f"elman.{room}" for room in ROOMS]
    pages["elman"] = page("The package, room by room", "elman", [*rooms, *alone]) + navigation(rooms)
    for name, path in modules.items():
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            sys.exit(f"{path}: has no docstring")
        room = ".".join(name.split(".")[:2]) if name not in alone else "elman"
        pages[name] = f":orphan:\n\n{heading(name)}In :doc:`{room}`.\n\n.. automodule:: {name}\n   :members:\n"
    return pages


def inside(modules, room):
    """The modules of a room."""
    return [name for name in modules if name.startswith(f"elman.{room}.")]


def heading(text):
    """A title in reST."""
    return f"{text}\n{'=' * len(text)}\n\n"


def page(title, name, below):
    """What a package says, and what is below it with its first lines."""
    names = "".join(f"   ~{one}\n" for one in below)
    return f"{heading(title)}.. automodule:: {name}\n\n.. py:currentmodule:: None\n\n.. autosummary::\n\n{names}\n"


def navigation(pages):
    """Pages that the navigation lists below this one."""
    return ".. toctree::\n   :hidden:\n\n" + "".join(f"   {one}\n" for one in pages)
