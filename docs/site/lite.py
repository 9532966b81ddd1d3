"""JupyterLite beside the site: every notebook, to be run in the browser; `build.py --lite` calls it.

The package and what it needs beyond Pyodide's own packages lie beside it as wheels. Python itself comes from Pyodide's public
place, in the version that JupyterLite's kernel names. Needs the extra "lite", and a package index for the wheels.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from elman.course import PAGES  # noqa: E402

SMALLER = {
    "08": {
        "n_development=100": "n_development=40",
        "corpus.development[:60], corpus.development[60:]": "corpus.development[:24], corpus.development[24:]",
    },
    "11": {
        "n_development=200": "n_development=80",
        "songs[:100], songs[100:]": "songs[:40], songs[40:]",
        "((30, 50), (100, 50), (100, 15))": "((12, 50), (40, 50), (40, 15))",
        "30 songs: {v1:.2f} {a1:.2f}   100: {v2:.2f} {a2:.2f}   100, 15 epochs": (
            "12 songs: {v1:.2f} {a1:.2f}   40: {v2:.2f} {a2:.2f}   40, 15 epochs"
        ),
    },
    "13": {
        "n_development=240": "n_development=80",
        "order[[30, 90, 150, 210]]": "order[[10, 30, 50, 70]]",
        "n_development=120": "n_development=40",
    },
    "14": {
        "lags=(1, 2, 4, 8), n_epochs=40": "lags=(1, 2, 4, 8), n_epochs=20",
        "for n_epochs in (40, 160):": "for n_epochs in (20, 40):",
        "learning_rate_decay=0.98, n_epochs=60": "learning_rate_decay=0.98, n_epochs=25",
        "n_development=160": "n_development=40",
        "songs[:60], songs[60:]": "songs[:12], songs[12:]",
    },
}
"""What the notebooks that train most do less of in a browser, where Python is slow: code, and code in its place."""

INSTALL = """# Fetches the package from this site, and NumPy, SciPy and Matplotlib from where Python came from: be patient.
%pip install -q elman"""
FEWER = "\n# In the browser, fewer songs and epochs than the text tells: your numbers will be others."

KERNEL = ("comm>=0.2",)
"""What JupyterLite's kernel needs, and would else ask a package index for."""

PURE = ("rich>=13", "pygments>=2.15", "requests>=2.31", "threadpoolctl>=3.5")
"""What the package needs and what is pure Python; NumPy, SciPy and Matplotlib are Pyodide's."""


def build(folder, html, downloads):
    """Build into ``html/lite``, with ``folder`` for what is needed on the way, from the notebooks in ``downloads``."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(html / "lite", ignore_errors=True)
    for name in ("notebooks", "docs"):  # as in the repository, so that links between them are right
        (folder / "files" / name).mkdir(parents=True)
    for path in sorted(downloads.glob("*.ipynb")):
        made = smaller(json.loads(path.read_text(encoding="utf-8")), path.name[:2])
        text = json.dumps(made, ensure_ascii=False, indent=1)
        (folder / "files" / "notebooks" / path.name).write_text(text, encoding="utf-8")
    for name in PAGES:
        shutil.copyfile(ROOT / name, folder / "files" / name)
    wheels(folder / "pypi")  # JupyterLite takes a folder of this name by itself
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", folder, "--contents", folder / "files"]
    run = subprocess.run(
        [*command, "--no-sourcemaps", "--output-dir", html / "lite"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.exit(f"JupyterLite could not be built:\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")


def smaller(made, number):
    """A notebook for the browser: it installs the package first, and in some there is less to train."""
    changes = SMALLER.get(number, {})
    for old, new in changes.items():
        places = [cell for cell in made["cells"] if cell["cell_type"] == "code" and old in "".join(cell["source"])]
        if not places:
            sys.exit(f"docs/site/lite.py: in notebook {number}, {old!r} stands in no cell")
        for cell in places:
            cell["source"] = "".join(cell["source"]).replace(old, new)
    first = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "id": "browser"}
    made["cells"].insert(1, first | {"source": INSTALL + (FEWER if changes else "")})
    made["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    return made


def wheels(folder):
    """The package, and what it needs that is pure Python, as wheels in a folder."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    anywhere = ["--only-binary=:all:", "--platform", "any", "--implementation", "py", "--abi", "none"]
    subprocess.run([*pip, "download", *anywhere, "--dest", folder, *PURE, *KERNEL], check=True)
