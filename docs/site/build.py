"""Build the site: ``python docs/site/build.py [FOLDER]``, by default in ``docs/site/dist``; its pages are in ``html`` there.

Needs the extra "docs", and `npm ci` in this folder; no network, but for ``--lite``. A warning ends the build with exit status 1.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sphinx.cmd.build import build_main

SITE = Path(__file__).resolve().parent
sys.path.insert(0, str(SITE))
from lite import build as build_lite  # noqa: E402
from stage import ROOT, stage, write  # noqa: E402

NODE = SITE / "node_modules"
BUNDLE = ROOT / "elman" / "figures" / "bptt-explorer.js"
SETTINGS = json.loads((SITE / "package.json").read_text(encoding="utf-8"))
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{SETTINGS['devDependencies']['pyodide']}/full/"
"""Pyodide's own public place: the version that the tests drive."""

PYODIDE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
"""Files of Pyodide that the judge needs; and the wheel of NumPy that its lock file names."""

LEFT_OUT = ("commands", "figures", "lockstep")
"""Rooms of the package that no judge imports."""


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=SITE / "dist", metavar="FOLDER")
    parser.add_argument(
        "--pyodide",
        default=PUBLIC,
        metavar="PLACE",
        help="where the exercises' pages have Python from: an address, or a folder with Pyodide's files and its NumPy, "
        "which then becomes a part of the site (default %(default)s)",
    )
    parser.add_argument(
        "--lite", action="store_true", help='put JupyterLite beside the site (the extra "lite"; needs a package index)'
    )
    return parser.parse_args()


def main(folder, pyodide, lite=False):
    """Stage, build, and put the explorer's own page beside; Sphinx's exit status."""
    if not (NODE / "esbuild").is_dir():
        sys.exit("KaTeX, which typesets the equations, and esbuild are missing: run `npm ci` in docs/site")
    source, static, html = (folder / name for name in ("source", "static", "html"))
    stage(source, lite)
    katex = NODE / "katex" / "dist"
    for path in (katex / "katex.min.css", *katex.glob("fonts/*.woff2")):
        write(static / "katex" / path.relative_to(katex), path.read_bytes())
    write(static / BUNDLE.name, BUNDLE.read_bytes())
    judge(static / "judge", pyodide)
    also = f"html_static_path={SITE / 'static'},{static}"
    options = ["-q", "-W", "--keep-going", "-c", str(SITE), "-d", str(folder / "doctrees"), "-D", also]
    status = build_main([*options, str(source), str(html)])
    page = (ROOT / "docs" / "explorer" / "index.html").read_text(encoding="utf-8")
    for mark, text in {
        "</title>": '</title>\n    <link rel="icon" href="_static/icon.svg" />',
        "</h1>": '</h1>\n      <p><a href="index.html" style="color: inherit">elman</a></p>',
        "<!-- bundle -->": f'<script src="_static/{BUNDLE.name}"></script>',
    }.items():
        page = page.replace(mark, text)
    write(html / "explorer.html", page.encode())
    if lite:
        build_lite(folder / "lite", html, source / "downloads")
    return status


def judge(folder, pyodide):
    """The editor, the worker, the package, and Pyodide where it is to be had from the site itself."""
    if not pyodide.startswith(("http://", "https://")):
        for path in distribution(Path(pyodide)):
            write(folder / "pyodide" / path.name, path.read_bytes())
        pyodide = "pyodide/"
    folder.mkdir(parents=True, exist_ok=True)
    package(folder / "elman.zip")
    subprocess.run(["node", SITE / "judge" / "build.js", folder, pyodide.rstrip("/") + "/"], check=True)


def distribution(folder):
    """The files of Pyodide in a folder; what is missing ends the build."""
    missing = [name for name in PYODIDE if not (folder / name).is_file()]
    if not missing:
        numpy = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]["numpy"]["file_name"]
        missing = [] if (folder / numpy).is_file() else [numpy]
    if missing:
        sys.exit(f"--pyodide {folder}: has no {', '.join(missing)}")
    return [folder / name for name in (*PYODIDE, numpy)]


def package(path):
    """What the judges need of the package, packed: the same sources give the same bytes."""
    sources = [one for one in sorted((ROOT / "elman").rglob("*.py")) if one.relative_to(ROOT).parts[1] not in LEFT_OUT]
    with ZipFile(path, "w") as packed:
        for one in sources:
            name = ZipInfo(one.relative_to(ROOT).as_posix())  # with no date of today
            packed.writestr(name, one.read_bytes(), ZIP_DEFLATED)


if __name__ == "__main__":
    given = arguments()
    sys.exit(main(given.folder.resolve(), given.pyodide, given.lite))
