"""``elman notebooks``: the notebooks, copied into a folder of one's own and opened in JupyterLab."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from elman import course
from elman.commands import options, printing
from elman.errors import InputError


def add_to(subparsers):
    """Add this command to the command line."""
    parser = subparsers.add_parser(
        "notebooks",
        help="copy the notebooks, which walk through every stage of the paper, into a folder and open them",
        description="Copies the notebooks and the pages they name into a folder of yours and opens its first page in "
        "JupyterLab. What is in the folder already, your answers too, is never overwritten: the same command goes on "
        "where you were.",
    )
    parser.add_argument(
        "--to",
        metavar="FOLDER",
        type=options.folder,
        default=Path("elman-notebooks"),
        help="where your copy is kept (default: %(default)s)",
    )
    parser.add_argument("--copy-only", action="store_true", help="copy, and open nothing")
    parser.add_argument(
        "jupyter",
        nargs="*",
        metavar="ARGUMENT",
        help="for JupyterLab, after two dashes: elman notebooks -- --no-browser --port 9000",
    )
    parser.set_defaults(run=run)


def run(args):
    """Copy, start JupyterLab, and wait until its user ends it."""
    written, kept = course.copy(args.to)
    printing.say(f"{args.to}: {len(written)} files copied, {len(kept)} were there and stay as they are")
    if args.copy_only:
        return 0
    if find_spec("jupyterlab") is None:
        raise InputError(
            f"JupyterLab is not installed; run: {sys.executable} -m pip install jupyterlab "
            f"(or open {args.to / course.START} in an editor that shows notebooks)"
        )
    printing.say(f"Opening {args.to / course.START} in JupyterLab; end it with Ctrl-C.")
    folder = args.to.resolve()
    where = [f"--ServerApp.root_dir={folder}", str(folder / course.START)]
    return subprocess.run([sys.executable, "-m", "jupyterlab", *where, *args.jupyter], check=False).returncode
