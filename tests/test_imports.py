"""Who may import whom. The rules stand here once; they are read from the source with `ast`, and tried in a process.

A room is a folder of `elman`, or a module beside them. Rooms that are still to be built have their rule already.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "elman"

GROUND = {"errors", "seeds"}
HOUSE = {"errors", "seeds", "files", "formats", "progress", "parts", "jobs", "tables"}
LEARNING = {"network", "lockstep", "gradcheck", "diagnosis", "evaluation"}
DATA = {"readings", "corpus", "sound", "systems", "experiments"}
ROOMS = {
    "__init__": set(),
    "errors": set(),
    "seeds": {"errors"},
    "files": GROUND,
    "formats": set(),
    "progress": set(),
    "parts": GROUND | {"files"},
    "jobs": GROUND | {"files", "progress", "parts"},
    "tables": GROUND,
    "source": set(),
    "child": set(),
    "student_file": GROUND,
    "course": GROUND | {"files"},
    "network": GROUND,
    "gradcheck": GROUND | {"tables"},
    "evaluation": GROUND,
    "lockstep": GROUND | {"network"},
    "diagnosis": GROUND | {"tables", "child", "student_file", "network", "gradcheck"},
    "readings": GROUND | {"network"},
    "corpus": HOUSE,
    "sound": HOUSE | {"corpus", "readings"},
    "systems": HOUSE | {"network", "lockstep", "evaluation", "corpus", "readings"},
    "experiments": HOUSE | {"network", "lockstep", "evaluation", "corpus", "readings", "systems"},
    "exercises": HOUSE | LEARNING | DATA,
    "grading": HOUSE | LEARNING | DATA | {"child", "student_file", "exercises"},
    "figures": HOUSE | LEARNING | DATA,
    "commands": HOUSE | LEARNING | DATA | {"figures", "course", "child", "grading"},
    "__main__": GROUND | {"commands", "jobs", "progress"},
}
"""Which other rooms a room may import. `evaluation` knows no system: systems come in as arguments."""

PURE = {"errors", "seeds", "files", "formats", "parts", "network", "lockstep", "evaluation", "readings", "__init__"}
"""Rooms that import NumPy and SciPy and nothing else from outside, not even inside a function."""

ONLY_IN = {
    "matplotlib": "figures",
    "numba": "lockstep",
    "llvmlite": "lockstep",
    "essentia": "sound",
    "opensmile": "sound",
}
"""Libraries of one room."""

AT_THE_TOP = {"numpy", "scipy"}
"""What may be imported at the top of any module; `figures` adds matplotlib. Everything else: inside a function."""

SLOW = (
    "matplotlib",
    "essentia",
    "numba",
    "opensmile",
    "torch",
    "jax",
    "dask",
    "rich",
    "requests",
    "IPython",
    "sklearn",
    "pandas",
)
"""What must not be loaded by importing the rooms below `figures`."""


def imports(path, package):
    """Yield (line, dotted name, whether inside a function) of every import in a file."""
    here = ["elman", *path.relative_to(package).parts[:-1]]

    def walk(node, inside):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, inside
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                yield node.lineno, ".".join([*base, alias.name]), inside
        deeper = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, deeper)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), False)


def fault(room, name, inside):
    """What is wrong with this import in this room; None where nothing is."""
    top, *rest = name.split(".")
    if top in sys.stdlib_module_names:
        return None
    if top == "elman":
        other = rest[0] if rest else "__init__"
        if other not in ROOMS:  # `from elman import __version__`: a name in the package's own __init__
            return None if other.startswith("__") else f"imports the unknown room {other}"
        return None if other in {room, "__init__"} | ROOMS[room] else f"may not import elman.{other}"
    if top in ONLY_IN and room != ONLY_IN[top]:
        return f"imports {top}, which only {ONLY_IN[top]} may"
    if room in PURE and top not in AT_THE_TOP and room != ONLY_IN.get(top):
        return f"imports {top}, but knows NumPy and SciPy only"
    if inside or top in AT_THE_TOP or (top == "matplotlib" and room == "figures"):
        return None
    return f"imports {top} at the top; do it inside the function that needs it"


def faults(package):
    """Every import that breaks a rule, and every room without one, as readable lines."""
    found = []
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package)
        room = where.parts[0] if len(where.parts) > 1 else where.stem
        if room not in ROOMS:
            found.append(f"{where}: the room {room} has no rule yet; give it one in tests/test_imports.py")
            continue
        for line, name, inside in imports(path, package):
            problem = fault(room, name, inside)
            if problem:
                found.append(f"{where}:{line}: {room} {problem}")
    return found


def test_rooms_import_only_what_they_may():
    assert (PACKAGE / "network" / "rnn.py").exists()  # it is the package that is read
    assert faults(PACKAGE) == []


def test_rules_have_no_circle():
    """From the ground up: each room imports only rooms that come before it."""
    built = set()
    while built != set(ROOMS):
        ready = {room for room, needs in ROOMS.items() if needs <= built} - built
        assert ready, f"a circle among {set(ROOMS) - built}"
        built |= ready


# The test of the test: a package with one import too many must be found out, and one without must pass.


def plant(folder, path, source):
    package = folder / "elman"
    for name in ("network/rnn.py", "sound/extract.py", "figures/curves.py", path):
        file = package / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("import numpy as np\n", encoding="utf-8")
    (package / path).write_text(source, encoding="utf-8")
    return package


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("network/a.py", "from elman.corpus.song import Song", "network may not import elman.corpus"),
        ("network/a.py", "from ..corpus import song", "network may not import elman.corpus"),
        ("network/a.py", "def f():\n    import elman.jobs", "network may not import elman.jobs"),
        ("network/deep/a.py", "from ... import files", "network may not import elman.files"),
        ("network/a.py", "def f():\n    import torch", "network imports torch, but knows NumPy and SciPy only"),
        ("network/a.py", "try:\n    import numba\nexcept ImportError:\n    pass", "network imports numba"),
        ("network/a.py", "def f():\n    from rich import print", "network imports rich"),
        ("evaluation/a.py", "from elman import systems", "evaluation may not import elman.systems"),
        ("evaluation/a.py", "import elman.network", "evaluation may not import elman.network"),
        ("evaluation/a.py", "import pandas", "evaluation imports pandas"),
        ("gradcheck/a.py", "from elman.corpus import song", "gradcheck may not import elman.corpus"),
        ("corpus/a.py", "import elman.network.rnn", "corpus may not import elman.network"),
        ("corpus/a.py", "import requests", "corpus imports requests at the top"),
        ("corpus/a.py", "class A:\n    import requests", "corpus imports requests at the top"),
        ("sound/a.py", "from elman.systems import linear", "sound may not import elman.systems"),
        ("sound/a.py", "import essentia.standard as es", "sound imports essentia at the top"),
        ("sound/a.py", "import opensmile", "sound imports opensmile at the top"),
        ("systems/a.py", "def f():\n    from elman import figures", "systems may not import elman.figures"),
        ("systems/a.py", "def f():\n    import matplotlib.pyplot as plt", "matplotlib, which only figures may"),
        ("systems/a.py", "def f():\n    import essentia", "essentia, which only sound may"),
        ("systems/a.py", "def f():\n    import numba", "numba, which only lockstep may"),
        ("lockstep/a.py", "import numba", "lockstep imports numba at the top"),
        ("figures/a.py", "import elman.commands", "figures may not import elman.commands"),
        ("exercises/a.py", "from elman.figures import style", "exercises may not import elman.figures"),
        ("exercises/a.py", "import IPython", "exercises imports IPython at the top"),
        ("commands/a.py", "import matplotlib", "matplotlib, which only figures may"),
        ("commands/a.py", "import rich", "commands imports rich at the top"),
        ("commands/a.py", "if True:\n    import dask", "commands imports dask at the top"),
        ("jobs.py", "from elman.corpus import song", "jobs may not import elman.corpus"),
        ("errors.py", "import numpy\nimport rich", "errors imports rich"),
        ("attic/a.py", "import numpy", "the room attic has no rule yet"),
        ("network/a.py", "import elman.attic", "network imports the unknown room attic"),
    ],
)
def test_planted_imports_are_found(tmp_path, path, source, expected):
    [found] = faults(plant(tmp_path, path, source))
    assert found.startswith(path)
    assert expected in found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "network/a.py",
            "import json\nimport numpy as np\nfrom scipy import special\nfrom elman.errors import InputError",
        ),
        ("network/a.py", "from . import rnn\nfrom .rnn import forward\nfrom ..errors import InputError"),
        ("network/a.py", '"""import matplotlib"""\n# import torch'),
        ("corpus/a.py", "from elman.files import atomic\n\n\ndef f():\n    import requests"),
        ("sound/a.py", "from elman import corpus\n\n\nclass A:\n    def f(self):\n        import essentia"),
        ("systems/a.py", "from elman.network import rnn\nfrom elman.corpus.song import Song\nimport elman.jobs"),
        ("figures/a.py", "import matplotlib.pyplot as plt\nfrom elman.systems import linear"),
        ("commands/a.py", "from elman import __version__, figures\n\n\ndef f():\n    import rich, dask.distributed"),
    ],
)
def test_good_imports_pass(tmp_path, path, source):
    assert faults(plant(tmp_path, path, source)) == []


# And in a process: what is really loaded, through whatever doors.

TRY = """
import importlib, sys
for name in {names}:
    importlib.import_module(name)
    loaded = [slow for slow in {slow} if slow in sys.modules]
    if loaded:
        sys.exit(name + " loads " + ", ".join(loaded))
"""


def load(names, folder):
    """Import modules one after the other in a fresh process; its complaint, or an empty text."""
    code = TRY.format(names=names, slow=SLOW)
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    return run.stderr.strip()


def modules_below_figures(package):
    for path in sorted(package.rglob("*.py")):
        parts = ["elman", *path.relative_to(package).with_suffix("").parts]
        compiled = parts[1:3] == ["lockstep", "compiled"]  # loaded by whoever asks for this engine
        if parts[1] not in ("figures", "commands", "__main__") and not compiled:
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_importing_the_rooms_loads_nothing_slow():
    names = list(modules_below_figures(PACKAGE))
    assert names[0] == "elman"
    assert {"elman.network.rnn", "elman.corpus.song", "elman.systems", "elman.evaluation"} <= set(names)
    assert load(names, PACKAGE.parent) == ""


def test_a_slow_import_is_noticed(tmp_path):
    """Hidden from `ast`: only a process can see it."""
    package = plant(tmp_path, "network/a.py", "import importlib\nimportlib.import_module('rich')\n")
    assert faults(package) == []
    names = [name for name in modules_below_figures(package) if name.startswith("elman.network")]
    assert load(names, tmp_path) == "elman.network.a loads rich"
