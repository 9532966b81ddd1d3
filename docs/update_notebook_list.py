"""Put the list of notebooks into the README: ``python docs/update_notebook_list.py``, after ``notebooks/build.py``.

The time needed is counted: reading at 130 words a minute, half a minute for each cell of code, and a quarter of an hour
for the exercise.
"""

import base64
import io
import json
import re
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- notebooks begin -->\n", "<!-- notebooks end -->"
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
    "14": ("gates make a long memory learnable", 2),
}
"""The idea of each notebook, and which of its pictures stands for it."""


def line(path):
    """The row of one notebook; its picture is written beside."""
    number, (idea, which) = path.name[:2], IDEAS[path.name[:2]]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    minutes = sum(len(re.findall(r"\w+", text)) for text in prose) / 130 + 0.5 * (len(cells) - len(prose)) + 15
    title = re.sub(r"^#+\s*(\d+\s*[.:]?\s*)?", "", prose[0].splitlines()[0])
    pictures = [o["data"]["image/png"] for c in cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
    picture = Image.open(io.BytesIO(base64.b64decode("".join(pictures[which])))).convert("RGB")
    picture.thumbnail((440, 300))
    file = ROOT / "docs" / "figures" / "notebooks" / f"{number}.png"
    file.parent.mkdir(exist_ok=True)
    picture.quantize(64).save(file, optimize=True)
    where = file.relative_to(ROOT).as_posix()
    return (
        f"| [{number} {title}](notebooks/{path.name}) | {idea} | {5 * round(minutes / 5)} min "
        f'| <img src="{where}" alt="the figure of notebook {number}" width="200"> |\n'
    )


def main():
    """Rewrite the list between its marks."""
    rows = [line(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    head = "| notebook | idea | time | figure |\n|---|---|---|---|\n"
    readme.write_text(before + BEGIN + head + "".join(rows) + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
