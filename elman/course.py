"""The notebooks as a course that can be taken along: what belongs to it, the page it begins with, a copy in one's own folder.

`elman notebooks` makes the copy, the wheel carries the same files (`setup.py`), and the lists in the README and on the site
are made from the same entries.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from elman.errors import InputError
from elman.files import atomic

IDEAS = {
    "01": "a row is half a second",
    "02": "least squares, frame by frame",
    "03": "the hidden state is a memory",
    "04": "the chain rule, last frame first: the carry",
    "05": "numbers can referee algebra",
    "06": "two softmax outputs cannot be two emotions",
    "07": "momentum, one update per song",
    "08": "L1, L2, 50 epochs",
    "09": "emotions are slow",
    "10": "frames of a song are not independent",
    "11": "PCA, kernel PCA, denoising autoencoder",
    "12": "29 types, 196 numbers, three kept",
    "13": "pooled or per song; better, or significantly better?",
    "14": "gates make a long memory learnable",
}
"""The idea of each notebook."""

PAGES = ("docs/derivation.md", "docs/notation.md", "docs/paper.md", "docs/variants.md")
"""The pages that the notebooks send their readers to."""

START = "start_here.ipynb"


REPOSITORY = ""
"""Where the repository can be read, once it has an address; then this is the only place to write it, and notebooks that are
opened alone (on Colab, for example) install the package from there."""

FIRST_CELL_TAG = "first-cell"


def first_cell(repository=REPOSITORY):
    """The code with which every notebook begins: it does nothing where `elman` can be imported.

    Elsewhere it installs the package from the repository; as long as that has no address, it says what to do.
    """
    if repository:
        missing = f"""    import subprocess, sys

    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "elman @ git+{repository}"], check=True)"""
    else:
        missing = """    todo = "run in a cell: %pip install FOLDER_OR_WHEEL (of the project); then restart the kernel"
    raise ModuleNotFoundError(f"elman is not installed here: {todo}") from None"""
    return f"""# @title Run this first. Nothing happens where elman is installed.
try:
    import elman
except ModuleNotFoundError:
{missing}"""


class Entry(NamedTuple):
    """A notebook in a list: its file, number, title and idea, what a reader needs, and the minutes it takes."""

    path: Path
    number: str
    title: str
    idea: str
    needs: str
    minutes: int


def home():
    """The folder that holds ``notebooks`` and ``docs``: the project's, or in an installed package its own copy."""
    project = Path(__file__).resolve().parents[1]
    return project if (project / "notebooks" / "sources").is_dir() else Path(__file__).parent / "course_files"


def entries(folder):
    """Every notebook in a folder, in order."""
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        cells = [cell for cell in cells if FIRST_CELL_TAG not in cell["metadata"].get("tags", ())]
        prose, code = (["".join(c["source"]) for c in cells if c["cell_type"] == kind] for kind in ("markdown", "code"))
        title = re.sub(r"^#+\s*(\d+\s*[.:]?\s*)?", "", prose[0].splitlines()[0])
        needs = " ".join(re.search(r"\*\*You need\.\*\*(.*?)(\n\n|$)", prose[0], flags=re.DOTALL)[1].split())
        needs = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", needs).rstrip(
            "."
        )  # without links: they lead from the notebook's own place
        yield Entry(path, path.name[:2], title, IDEAS[path.name[:2]], needs, minutes(prose, code))


def minutes(prose, code):
    """The time that a notebook takes, counted and not measured, to five minutes.

    130 words a minute, 20 lines of code a minute, two minutes for each cell that shows the package's source, and a quarter of
    an hour for each exercise or part of one.

    Examples
    --------
    >>> minutes(["word " * 650, "## Exercise: think"], ["a = 1"] * 100)
    25
    """
    words = sum(len(re.findall(r"\w+", text)) for text in prose)
    lines = sum(len(text.splitlines()) for text in code)
    shown = sum(bool(re.search(r"^show\(", text, flags=re.MULTILINE)) for text in code)
    exercises = sum(len(re.findall(r"^## Exercise", text, flags=re.MULTILINE)) for text in prose)
    parts = sum(len(re.findall(r"^\*\*(?:Second|Third) part\.", text, flags=re.MULTILINE)) for text in prose)
    return 5 * round((words / 130 + lines / 20 + 2 * shown + 15 * (exercises + parts)) / 5)


def mentions(text, titles):
    """Where a text mentions a notebook: (start, end, number), in order.

    Parameters
    ----------
    text : str
    titles : dict of str to str
        The title of each number.

    Examples
    --------
    >>> mentions('See notebook 05, "Check it".', {"05": "Check it"})
    [(4, 27, '05')]
    """
    titled = rf"[\"“]?(?:{'|'.join(map(re.escape, titles.values()))})[\"”]?"
    item = rf"\b(?:{'|'.join(titles)})\b(?:,? {titled})?"
    several = rf"\bnotebooks?\s+{item}(?:(?:,|,? and) {item})*"
    found = []
    for whole in re.finditer(rf"{several}|\b\d\d,? {titled}", text, flags=re.IGNORECASE):
        for n, one in enumerate(re.finditer(item, whole[0], flags=re.IGNORECASE)):
            start = whole.start() + (one.start() if n else 0)  # the first link takes the word "notebook" in
            found.append((start, whole.start() + one.end(), re.search(r"\d\d", one[0])[0]))
    return found


def contents(root):
    """The files of the course: yields each one's place in the course (a relative path), and its bytes.

    Notebooks come without outputs: they are made anew where they are run, and so stay small.
    """
    notebooks = root / "notebooks"
    for path in sorted([*notebooks.glob("[0-9][0-9]_*.ipynb"), *notebooks.glob("solutions/*.ipynb")]):
        made = json.loads(path.read_text(encoding="utf-8"))
        yield path.relative_to(root), as_json(without_outputs(made))
    for page in PAGES:
        yield Path(page), (root / page).read_bytes()
    yield Path(START), as_json(first_page(entries(notebooks)))


def without_outputs(made):
    """A notebook (as dict) as it is before it is run, outside the repository."""
    cells = [
        cell | {"outputs": [], "execution_count": None}
        if cell["cell_type"] == "code"
        else cell | {"source": without_code_links(cell["source"])}
        for cell in made["cells"]
    ]
    return made | {"cells": cells}


def without_code_links(source):
    """Markdown (text or lines) without links to the package's files, which lie beside the notebooks in the repository only.

    >>> without_code_links("see [`elman.errors`](../elman/errors.py) and [05](05_check.ipynb)")
    'see `elman.errors` and [05](05_check.ipynb)'
    """
    if isinstance(source, list):
        return [*map(without_code_links, source)]
    return re.sub(r"\[(`elman[^`]*`)\]\((?:\.\./)+elman/[^)]*\)", r"\1", source)


def as_json(made):
    """A notebook (as dict) as the bytes of its file."""
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def first_page(notebooks):
    """A notebook without code that leads to all others."""
    rows = [
        f"| [{one.number} {one.title}](notebooks/{one.path.name}) | {one.idea} | {one.minutes} min | {one.needs} |"
        for one in notebooks
    ]
    text = f"""# Start here

An Elman network learns how music feels, twice a second. Each notebook has one idea, and exercises that judge your answer.
Go from top to bottom; in a notebook, run one cell after the other with Shift + Enter. The times are counted, not measured.

| notebook | idea | time | you need |
|---|---|---|---|
{chr(10).join(rows)}

Beside them: [symbols and words](docs/notation.md), [backpropagation through time on one page](docs/derivation.md),
[the paper, point by point](docs/paper.md). When you have tried: the exercises,
solved, are in the folder `notebooks/solutions`."""
    return {
        "cells": [{"cell_type": "markdown", "id": "cell-01", "metadata": {}, "source": text}],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def copy(folder, root=None):
    """Copy the course into a folder. What is there already stays as it is.

    Parameters
    ----------
    folder : path
    root : path
        What `home` gives.

    Returns
    -------
    written, kept : list of paths
        Relative to the folder; ``kept`` are files that were there.

    Raises
    ------
    InputError
        The folder is the project itself, or a file is where a folder has to be.
    """
    folder, root = Path(folder), root or home()
    if folder.resolve() == root.resolve():
        raise InputError(f"{folder} is the project itself; give another folder, where your answers are kept")
    written, kept = [], []
    for place, content in contents(root):
        target = folder / place
        for above in (target.parent, *target.parent.parents):
            if above.exists() and not above.is_dir():
                raise InputError(f"{above} is a file, a folder was expected; give another folder")
        if target.exists():
            kept.append(place)
            continue
        with atomic(target) as temporary:
            temporary.write_bytes(content)
        written.append(place)
    return written, kept
