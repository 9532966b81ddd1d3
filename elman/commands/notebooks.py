"""``elman notebooks``: open the notebooks in JupyterLab."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from elman.commands import printing
from elman.errors import InputError


def add_to(subparsers):
    """Add this command to the command line."""
    parser = subparsers.add_parser(
        "notebooks",
        help="open the notebooks, which walk through every stage of the paper",
        description="Opens the notebooks in JupyterLab. They are part of the project's folder, not of the installed "
        "package: run this from the folder, or from an installation made there with pip install -e.",
    )
    parser.set_defaults(run=run)


def find(places):
    """The first folder ``notebooks`` with notebooks in it, among these places.

    Raises
    ------
    InputError
        There is none; says where was looked and how to get them.
    """
    for place in places:
        if list((place / "notebooks").glob("[0-9][0-9]_*.ipynb")):
            return place / "notebooks"
    looked = ", ".join(str(place / "notebooks") for place in places)
    raise InputError(
        f"no notebooks were found (looked in {looked}); they are not part of the installed package: "
        f"clone the project, and run elman notebooks in its folder"
    )


def run(args):
    """Start JupyterLab, and wait until its user ends it."""
    folder = find([Path.cwd(), Path(__file__).resolve().parents[2]])
    if find_spec("jupyterlab") is None:
        raise InputError(
            f"JupyterLab is not installed; in {folder.parent}, run: {sys.executable} -m pip install -e '.[notebooks]'"
        )
    printing.say(f"Opening {folder} in JupyterLab; end it with Ctrl-C.")
    return subprocess.run([sys.executable, "-m", "jupyterlab", str(folder)], check=False).returncode
