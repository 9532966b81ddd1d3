"""Pages for a lesson, to print and to project: ``python docs/build_handouts.py [FOLDER]``, by default ``docs/handouts``.

Two sheets to print, each a page that needs nothing else: the unrolled network of notebook 04 with lines for its numbers, and its
solution; the paper's text beside what its authors ran. And slides for each notebook, `slides-04.html`, made of its figures, its
questions and its summary. All of it is read from the sources and the built notebooks: nothing is written twice.
"""

import argparse
import base64
import io
import json
import re
import sys
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from elman import course  # noqa: E402
from elman.figures.unrolled import unroll  # noqa: E402
from elman.files import atomic  # noqa: E402

PRINTED = """
@page { size: A4 landscape; margin: 12mm }
body { font-family: sans-serif; font-size: 12px; margin: 0 auto; max-width: 1050px; color: #000; background: #fff }
h1 { font-size: 20px; margin: 0 0 6px } h2 { font-size: 16px; margin: 0 0 6px }
svg { width: 100%; height: auto }
table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid #888; padding: 5px 7px; text-align: left; vertical-align: top }
td { width: 48% } td:first-child, th:first-child { width: 4% }
section { break-inside: avoid; margin-bottom: 24px }
tr { break-inside: avoid } .given td { width: auto; text-align: center } pre { font-size: 13px; margin: 6px 0 }
"""

PROJECTED = """
html { scroll-snap-type: y mandatory } body { margin: 0; font-family: sans-serif; color: #000; background: #fff }
section { min-height: 100vh; box-sizing: border-box; padding: 4vh 6vw; scroll-snap-align: start; break-after: page;
  display: flex; flex-direction: column; justify-content: center; gap: 2vh; font-size: max(18px, 2.6vmin) }
h1 { font-size: 2em; margin: 0 } h2 { font-size: 1.5em; margin: 0 } p { margin: 0 } li { margin-bottom: .6em }
figure { margin: 0; min-height: 0 } figure > img { display: block; max-width: 100%; max-height: 68vh; margin: 0 auto; }
figure .elman-drawing { width: min(100%, 120vh) } .elman-slider img, .elman-hearing img { width: min(100%, 110vh); height: auto }
figure > bptt-explorer { zoom: .8; font-size: max(16px, 2vh) }
figcaption, footer { color: #444; font-size: .8em }
@page { size: 297mm 167mm; margin: 0 }
"""

KEYS = """
addEventListener('keydown', function (event) {
  const way = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  if (!way || /^(INPUT|BPTT-EXPLORER)$/.test(event.target.tagName)) { return; }
  event.preventDefault();
  const slides = [...document.querySelectorAll('section')];
  const here = slides.findIndex(function (one) { return one.getBoundingClientRect().bottom > innerHeight / 2; });
  slides[Math.min(Math.max(here + way, 0), slides.length - 1)].scrollIntoView();
});
"""

HELD_BACK = {"15": "group A", "17": "group B"}
"""Rows of the paper's table that two groups of the seminar present: what was run is left to them."""

SILENT = "(nothing to add)"
"""In place of an empty cell, which would look like one that is held back."""

GIVEN = re.compile(r"-?\d+\.\d{3}")
"""In the drawing, numbers that were computed have three decimals, those that are given have two."""


SIZE = 20
"""Of the letters in formulas, in points; a page scales them to its own."""


def page(title, style, body, script=""):
    """A page that needs no other file."""
    script = f"<script>{script}</script>" if script else ""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{style}</style></head>\n<body>{body}{script}</body></html>\n'


def cells(path, kind):
    """The texts of a built notebook's cells of one kind."""
    made = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == kind]


def example():
    """The network, inputs and targets that notebook 04 unrolls: params, X, targets."""
    import numpy as np

    (path,) = (ROOT / "notebooks").glob("04_*.ipynb")
    (source,) = (text for text in cells(path, "code") if text.startswith("params = ") and "unroll(" in text)
    names = {"np": np, "unroll": lambda *given: given}
    exec(source, names)
    return names["params"], names["X"], names["targets"]


def sheet(solved):
    """The unrolled network, to be filled in or with its numbers."""
    params, X, targets = example()
    scene = unroll(params, X, targets)
    drawing = scene.svg(scene.n_steps - 1).replace(' class="new"', "")
    if not solved:
        drawing = GIVEN.sub("______", drawing)
    names = [name for name in params if name != "h_0"]
    given = "".join(f"<td>{name} = {params[name].item():g}</td>" for name in (*names, "h_0"))
    formulas = """forward    H[t + 1] = tanh(X[t] W_xh + H[t] W_hh + b_h)        Y[t] = H[t + 1] W_hy + b_y
cost       C = ((Y[0] - target[0])^2 + (Y[1] - target[1])^2 + (Y[2] - target[2])^2) / 3      dY[t] = 2 (Y[t] - target[t]) / 3
backward   dH[t] = dY[t] W_hy      dZ[t] = (dH[t] + carry) (1 - H[t + 1]^2)      carry = dZ[t] W_hh"""
    title = "Three frames, one unit" + (": the numbers" if solved else ": fill in the numbers, forward first")
    body = f'<h1>{title}</h1><table class="given"><tr>{given}</tr></table><pre>{formulas}</pre>{drawing}'
    return page(title, PRINTED, f"<section>{body}</section>")


def two_columns():
    """The paper's points: its text, and beside it what its authors ran."""
    parts = []
    for part in (ROOT / "docs" / "paper.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        rows = [re.split(r"(?<!\\)\|", line)[1:4] for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
        if rows:
            kept = [(n.strip(), said, HELD_BACK.get(n.strip()) or ran.strip() or SILENT) for n, said, ran in rows]
            table = "| | the text | what its authors ran |\n|---|---|---|\n" + "\n".join(
                f"|{'|'.join(row)}|" for row in kept
            )
            parts.append(f"<section><h2>{escape(title)}</h2>{MarkdownIt().enable('table').render(table)}</section>")
    return page("The paper and what was run", PRINTED, "".join(parts))


def prose(text):
    """Markdown of a notebook as HTML; its formulas as pictures."""
    found = []

    def kept(match):
        found.append(match[1] or match[2])
        return f"FORMULA{len(found) - 1}FORMULA"

    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)  # links lead from the notebook's own place
    html = MarkdownIt().render(re.sub(r"\$\$(.+?)\$\$|\$(.+?)\$", kept, text, flags=re.DOTALL))
    return re.sub(r"FORMULA(\d+)FORMULA", lambda match: formula(found[int(match[1])]), html)


def formula(tex):
    """A formula as a picture that stands on the line."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import math_to_image

    tex, file = re.sub(r"\\text\{|\\mathrm\{", r"\\mathrm{", " ".join(tex.split())), io.BytesIO()
    depth = math_to_image(f"${tex}$", file, prop=FontProperties(size=SIZE), format="svg", dpi=72)
    picture = base64.b64encode(file.getvalue()).decode()
    height = float(re.search(rb'height="([\d.]+)pt"', file.getvalue())[1])
    style = f"height: {height / SIZE:.3f}em; vertical-align: -{depth / SIZE:.3f}em"
    return f'<img alt="{escape(tex)}" style="{style}" src="data:image/svg+xml;base64,{picture}">'


def slides(entry):
    """The slides of a notebook: title, questions, figures, summary."""
    made = json.loads(entry.path.read_text(encoding="utf-8"))["cells"]
    see = re.search(r"\*\*You will see\.\*\*(.*?)(?:\n\n|$)", "".join(made[0]["source"]), flags=re.DOTALL)[1]
    parts, heading = [f"<h1>{entry.number} {escape(entry.title)}</h1><p>{escape(entry.idea)}</p>{prose(see)}"], ""
    for cell in made:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = (re.findall(r"^## (.*)$", text, flags=re.MULTILINE) or [heading])[-1]
            questions = [part for part in text.split("\n\n") if "**Predict before you" in part]
            parts += [f"<h2>{escape(heading)}</h2>{prose(question)}" for question in questions]
            summary = re.search(r"^## Summary\n(.*?)(?=\n## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
            if summary:
                parts.append(f"<h2>Summary</h2>{prose(summary[1])}")
        parts += [f"<h2>{escape(heading)}</h2>{shown}" for shown in map(figure, cell.get("outputs", ())) if shown]
    foot = f"<footer>{entry.number} {escape(entry.title)}. Songs and music are made up.</footer>"
    body = "".join(f"<section>{part}{foot}</section>" for part in parts)
    return page(f"{entry.number} {entry.title}", PROJECTED, body, KEYS)


def figure(output):
    """A picture, a slider, a player or sound that a cell shows, as HTML; empty for other outputs."""
    data = {kind: "".join(value) for kind, value in output.get("data", {}).items()}
    moving = data.get("text/html", "")
    if re.match(r"\s*<(div class=\"elman-(player|slider|hearing)|bptt-explorer|audio)", moving):
        lecture = moving.replace('<bptt-explorer state="', '<bptt-explorer state="view=lecture&amp;')
        return f"<figure>{lecture}</figure>"
    if "image/png" not in data:
        return ""
    about = escape(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
    picture = f'<img src="data:image/png;base64,{data["image/png"].strip()}" alt="{about}">'
    return f"<figure>{picture}<figcaption>{about}</figcaption></figure>"


def main(folder):
    """Write all pages."""
    pages = {"unrolled-empty.html": sheet(solved=False), "unrolled-solution.html": sheet(solved=True)}
    pages["paper-in-two-columns.html"] = two_columns()
    pages |= {f"slides-{entry.number}.html": slides(entry) for entry in course.entries(ROOT / "notebooks")}
    for name, text in pages.items():
        with atomic(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8")
    print(f"{folder}: {len(pages)} pages")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0].partition(":")[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=ROOT / "docs" / "handouts", help="default: docs/handouts"
    )
    main(parser.parse_args().folder)
