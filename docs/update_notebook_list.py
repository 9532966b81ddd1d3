"""Put the list of notebooks into the README: ``python docs/update_notebook_list.py``, after ``notebooks/build.py``.

The site makes its cards from the same entries (`docs/site/stage.py`); title, idea and time are those of `elman.course`.
"""

import base64
import io
import json
import sys
from pathlib import Path
from typing import NamedTuple

import pages

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from elman import course  # noqa: E402

README = ROOT / "README.md"
SHOWN = {
    "01": 0,
    "02": 0,
    "03": 0,
    "04": 0,
    "05": 0,
    "06": 0,
    "07": 1,
    "08": 0,
    "09": 1,
    "10": 1,
    "11": 2,
    "12": 1,
    "13": 2,
    "14": 2,
}
"""Which of its pictures stands for each notebook."""


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
    for one in course.entries(ROOT / "notebooks"):
        shown = _pictures(json.loads(one.path.read_text(encoding="utf-8"))["cells"])[SHOWN[one.number]]
        about = shown.get("metadata", {}).get("image/png", {}).get("alt", f"the figure of notebook {one.number}")
        picture = f"docs/figures/notebooks/{one.number}.png"
        yield Entry(one.path, one.number, one.title, one.idea, one.minutes, picture, about)


def _pictures(cells):
    """The outputs that are pictures."""
    return [output for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def shrink(entry):
    """Write the small picture of a notebook."""
    from PIL import Image

    cells = json.loads(entry.path.read_text(encoding="utf-8"))["cells"]
    shown = _pictures(cells)[SHOWN[entry.number]]["data"]["image/png"]
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
