"""Build the notebooks from their sources: `python notebooks/build.py [NN ...] [--check]`.

A source, `sources/NN_slug.py`, is a notebook as text (jupytext's percent format) with the exercises solved. In a code cell

    # --- solution
    the right lines
    # --- instead
    # the lines that the student completes, commented out
    # --- end

marks an exercise. `NN_slug.ipynb` is made with the student's lines, `solutions/NN_slug.ipynb` with the right ones. Both
are executed, and kept with their outputs, so that they can be read where no kernel runs. In the prose, other notebooks and
pages that are named become links. Behind the title stands a cell that is in no source: `elman.course.first_cell`.
"""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from elman.course import FIRST_CELL_TAG, first_cell, mentions

SOURCES = HERE / "sources"
MARK = re.compile(r"\s*# --- (solution|instead|end)\s*$")
FOLLOWS = {"solution": None, "instead": "solution", "end": "instead"}
SECONDS = 300
"""After which a cell is ended; a whole notebook should need 60 on two cores."""


class BuildError(Exception):
    """A source or its execution breaks a rule."""


def split(text, solved):
    """The text of a source with each exercise solved, or as the student gets it.

    Raises
    ------
    BuildError
        Marks out of order, or a line after "instead" that is no comment.
    """
    kept, inside = [], None
    for number, line in enumerate(text.splitlines(), start=1):
        mark = MARK.match(line)
        if mark:
            if inside != FOLLOWS[mark[1]]:
                raise BuildError(
                    f"line {number}: '# --- {mark[1]}' stands after {inside or 'no open exercise'}"
                )
            inside = None if mark[1] == "end" else mark[1]
        elif line.startswith("# %%") and inside:
            raise BuildError(
                f"line {number}: a cell begins inside an exercise; '# --- end' is missing"
            )
        elif inside == "instead":
            if line.strip() and not line.lstrip().startswith("#"):
                raise BuildError(
                    f"line {number}: a line after '# --- instead' must be commented out"
                )
            if not solved:
                kept.append(re.sub(r"# ?", "", line, count=1))
        elif inside is None or solved:
            kept.append(line)
    if inside:
        raise BuildError(f"the last exercise ends without '# --- end', after '# --- {inside}'")
    return "\n".join(kept) + "\n"


def notebook(source, solved):
    """The notebook of a source (a path), not executed; the same source gives the same notebook, byte for byte."""
    made = jupytext.reads(split(source.read_text(encoding="utf-8"), solved), fmt="py:percent")
    made.nbformat, made.nbformat_minor = 4, 5
    made.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for number, cell in enumerate(made.cells, start=1):
        cell.id, cell.metadata = f"cell-{number:02d}", nbformat.from_dict({})
        if cell.cell_type == "markdown":
            cell.source = linked(
                cell.source, source.stem, titles(), up="../../" if solved else "../"
            )
    made.cells.insert(1, _first_cell())
    return made


def _first_cell():
    """The cell that finds or installs the package; folded in JupyterLab and Colab, left out on the site."""
    cell = nbformat.v4.new_code_cell(first_cell(), id="cell-first")
    cell.metadata = nbformat.from_dict(
        {
            "cellView": "form",
            "jupyter": {"source_hidden": True},
            "tags": [FIRST_CELL_TAG, "remove-cell"],
        }
    )
    return cell


KEPT = re.compile(
    r"^#[^\n]*$|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\[[^\]]*\]\([^)]*\)|<[^>]*>", flags=re.M | re.S
)
"""Headings, code, formulas, links and tags: nothing in them becomes a link."""


def titles():
    """Number, and file's name and title, of every source."""
    found = {}
    for path in sorted(SOURCES.glob("[0-9][0-9]_*.py")):
        title = re.search(r"^# # \d\d (.*)$", path.read_text(encoding="utf-8"), flags=re.M)
        found[path.name[:2]] = path.stem, title[1] if title else path.stem
    return found


def linked(text, own, known, up):
    """A text in which other notebooks, pages such as `docs/paper.md`, and names such as `elman.network.rnn` are links.

    Parameters
    ----------
    text : str
        Markdown.
    own : str
        The name of the notebook that the text is in, which gets no link to itself.
    known : dict
        As `titles` makes it.
    up : str
        The way from the notebook to the folder that holds ``docs``.
    """
    kept = [match.span() for match in KEPT.finditer(text)]
    found = []
    for start, end, number in mentions(
        text, {number: title for number, (_, title) in known.items()}
    ):
        free = not any(a < end and start < b for a, b in kept)
        if free and known[number][0] != own:
            found.append((start, end, f"{known[number][0]}.ipynb"))
    for page in re.finditer(r"(?<!\[)`(docs/\w+\.md)`", text):
        found.append((*page.span(), up + page[1]))
    for name in re.finditer(r"(?<!\[)`(elman(?:[./]\w+)+)`", text):
        found.append((*name.span(), up + module(name[1])))
    for start, end, target in sorted(found, reverse=True):
        text = f"{text[:start]}[{text[start:end]}]({target}){text[end:]}"
    return text.replace("](../docs/", f"]({up}docs/")


def module(name):
    """The file, from the root, of a name such as `elman.network.rnn.backward` or `elman/network/rnn.py`.

    Raises
    ------
    BuildError
        There is no such module, or nothing of that name in it.
    """
    import pkgutil

    try:
        found = pkgutil.resolve_name(name.removesuffix(".py").replace("/", "."))
    except (ImportError, AttributeError) as error:
        raise BuildError(f"`{name}` is named, but {error}") from error
    file = sys.modules[getattr(found, "__module__", None) or found.__name__].__file__
    return Path(file).relative_to(HERE.parent).as_posix()


def execute(made, folder):
    """Run a notebook from top to bottom in ``folder`` and keep what is the same in every run.

    Raises
    ------
    BuildError
        A cell fails, warns, prints a memory address, or shows a widget.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    # The checkout's own package, whether or not it is installed; one thread, so that sums are added in one order.
    env = {
        **os.environ,
        "PYTHONPATH": str(HERE.parent),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    client = NotebookClient(
        made,
        timeout=SECONDS,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        coalesce_streams=True,  # else a text is cut where the clock cuts it
    )
    try:
        client.execute(env=env)
    except CellExecutionError as error:
        raise BuildError(str(error)) from error
    for number, cell in enumerate(made.cells, start=1):
        cell.metadata.pop("execution", None)  # its times
        for output in cell.get("outputs", ()):
            _clean(output, f"cell {number}")
    return made


def execute_alone(made):
    """As `execute`, in an empty folder: a notebook needs no file beside it."""
    with tempfile.TemporaryDirectory() as folder:
        return execute(made, folder)


def _clean(output, where):
    if output.output_type == "stream" and output.name == "stderr":
        raise BuildError(f"{where} warns: {output.text}")
    data = output.get("data", {})
    widgets = [mime for mime in data if "widget" in mime]
    if widgets:
        raise BuildError(
            f"{where} shows a widget ({widgets[0]}), which is empty where no kernel runs"
        )
    for mime, text in texts(output).items():
        if re.search(r"\b0x[0-9a-f]{6,}\b", text):
            raise BuildError(
                f"{where}: its {mime} holds a memory address, which differs in every run: {text[:200]}"
            )


def texts(output):
    """What an output says, by its kind; pictures left out."""
    if output.output_type == "stream":
        return {output.name: output.text}
    return {
        mime: re.sub(r"base64,[A-Za-z0-9+/=]+|\"picture\": \"[^\"]*\"", "picture", text)
        for mime, text in output.get("data", {}).items()
        if not mime.startswith("image/")
    }


ROUGH = "# the last digits differ from machine to machine"
"""A cell with this comment shows rounding itself: its texts are not compared, only their kinds."""


def to_compare(output):
    """The texts of an output without the sizes of rounding errors, which differ from machine to machine."""
    said = texts(output).items()
    return {mime: re.sub(r"\b\d(\.\d+)?e-1[3-9]\b", "rounding", text) for mime, text in said}


def target(source, solved):
    """Where the notebook of a source lies."""
    return HERE / ("solutions" if solved else "") / source.with_suffix(".ipynb").name


def read(path):
    """A built notebook."""
    return nbformat.read(path, as_version=4)


def differences(made, built):
    """How a built notebook differs from a notebook made now, cell by cell, outputs left out."""
    if len(made.cells) != len(built.cells):
        return [f"it has {len(built.cells)} cells, its source {len(made.cells)}"]
    pairs = enumerate(zip(made.cells, built.cells, strict=True), start=1)
    return [
        f"cell {number} differs from its source"
        for number, (now, then) in pairs
        if (now.cell_type, now.source, now.id) != (then.cell_type, then.source, then.id)
    ]


def output_differences(executed, built):
    """How the stored outputs differ from those of a fresh execution; pictures only have to be there."""
    found = []
    for number, (now, then) in enumerate(zip(executed.cells, built.cells, strict=True), start=1):
        new, old = now.get("outputs", []), then.get("outputs", [])
        kinds = [
            [(one.output_type, sorted(one.get("data", {}))) for one in outputs]
            for outputs in (new, old)
        ]
        alike = ROUGH in now.source or [*map(to_compare, new)] == [*map(to_compare, old)]
        if kinds[0] != kinds[1] or not alike:
            found.append(f"cell {number} now has another output")
    return found


def sources(numbers=()):
    """The sources, in order; only those with the given numbers, where some are given."""
    found = sorted(SOURCES.glob("[0-9][0-9]_*.py"))
    wanted = {number.zfill(2) for number in numbers}
    missing = wanted - {path.name[:2] for path in found}
    if missing:
        raise BuildError(
            f"there is no source with the number {', '.join(sorted(missing))} in {SOURCES}"
        )
    return [path for path in found if not wanted or path.name[:2] in wanted]


def build(source, solved):
    """Make, execute and write one notebook."""
    path = target(source, solved)
    path.parent.mkdir(exist_ok=True)
    made = execute_alone(notebook(source, solved))
    temporary = path.with_suffix(".part")
    nbformat.write(made, temporary)
    temporary.replace(path)


def check(source, solved):
    """What is out of step between a source, its built notebook, and a fresh execution, as readable lines."""
    path = target(source, solved)
    if not path.exists():
        return ["it is not built"]
    made, built = notebook(source, solved), read(path)
    return differences(made, built) or output_differences(execute_alone(made), built)


def main(argv=None):
    """Build or check; exit status 1 when something is out of step or breaks a rule."""
    parser = argparse.ArgumentParser(
        description="Build the notebooks, and their solutions, from their sources."
    )
    parser.add_argument("numbers", nargs="*", metavar="NN", help="only these (default: all)")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; say what is out of step"
    )
    args = parser.parse_args(argv)
    try:
        chosen = sources(args.numbers)
    except BuildError as error:
        parser.error(str(error))
    status = 0
    for source in chosen:
        for solved in (False, True):
            try:
                found = check(source, solved) if args.check else build(source, solved)
            except BuildError as error:
                found = [str(error)]
            well = "in step" if args.check else "built"
            print(
                f"{target(source, solved).relative_to(HERE)}: {'; '.join(found or [well])}",
                flush=True,
            )
            status |= bool(found)
    return status


if __name__ == "__main__":
    sys.exit(main())
