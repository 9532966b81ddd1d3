"""Put the list of notebooks into the README: ``python docs/update_notebook_list.py``, after ``notebooks/build.py``.

The site makes its cards from the same entries (`docs/site/stage.py`). The time needed is counted: reading at 130 words a
minute, half a minute for each cell of code, and a quarter of an hour for the exercise.
"""

import base64
import io
import json
import re
from pathlib import Path
from typing import NamedTuple

import pages

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
IDEAS = {
    "01": ("a row is half a second", 0),
    "02": ("least squares, frame by frame", 0),
    "03": ("the hidden state is a memory", 0),
    "04": ("the carry", 0),
    "05": ("numbers can referee algebra", 0),
    "06": ("two softmax outputs cannot be two emotions", 0),
    "07": ("momentum, one update per song", 1),
    "08": ("L1, L2, 50 epochs", 0),
    "09": ("emotions are slow", 1),
    "10": ("frames of a song are not independent", 1),
    "11": ("PCA, kernel PCA, denoising autoencoder", 2),
    "12": ("29 types, 196 numbers, three kept", 1),
    "13": ("pooled or per song; better, or significantly better?", 2),
    "14": ("LSTM and GRU keep memory longer", 2),
}
"""The idea of each notebook, and which of its pictures stands for it."""


class Entry(NamedTuple):
    """A notebook in a list: its file, number, title and idea, the minutes it takes, its picture and what that shows."""

    path: Path
    number: str
    title: str
    idea: str
    minutes: int
    picture: str
    about: str


def entries():
    """Every built notebook, in order."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        number = path.name[:2]
        idea, which = IDEAS[number]
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        minutes = sum(len(re.findall(r"\w+", text)) for text in prose) / 130 + 0.5 * (len(cells) - len(prose)) + 15
        title = re.sub(r"^#+\s*(\d+\s*[.:]?\s*)?", "", prose[0].splitlines()[0])
        shown = _pictures(cells)[which]
        about = shown.get("metadata", {}).get("image/png", {}).get("alt", f"the figure of notebook {number}")
        picture = f"docs/figures/notebooks/{number}.png"
        yield Entry(path, number, title, idea, 5 * round(minutes / 5), picture, about)


def _pictures(cells):
    """The outputs that are pictures."""
    return [output for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def shrink(entry):
    """Write the small picture of a notebook."""
    from PIL import Image

    cells = json.loads(entry.path.read_text(encoding="utf-8"))["cells"]
    shown = _pictures(cells)[IDEAS[entry.number][1]]["data"]["image/png"]
    picture = Image.open(io.BytesIO(base64.b64decode("".join(shown)))).convert("RGB")
    picture.thumbnail((440, 300))
    file = ROOT / entry.picture
    file.parent.mkdir(exist_ok=True)
    picture.quantize(64).save(file, optimize=True)


def row(entry):
    """A notebook in the README's table."""
    return (
        f"| [{entry.number} {entry.title}](notebooks/{entry.path.name}) | {entry.idea} | {entry.minutes} min "
        f'| <img src="{entry.picture}" alt="{entry.about}" width="200"> |\n'
    )


def main():
    """Draw the small pictures anew, and rewrite the list between its marks."""
    found = list(entries())
    for entry in found:
        shrink(entry)
    head = "| notebook | idea | time | figure |\n|---|---|---|---|\n"
    pages.put(README, {"notebooks": head + "".join(map(row, found))})


if __name__ == "__main__":
    main()
