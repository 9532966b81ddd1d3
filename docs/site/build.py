"""Build the site: ``python docs/site/build.py [FOLDER]``, by default into ``docs/site/dist``.

Needs the extra "docs", and `npm ci` in this folder; no network. A warning ends the build.
"""

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

SITE = Path(__file__).resolve().parent
sys.path.insert(0, str(SITE))
from stage import ROOT, copy, stage, write

KATEX = SITE / "node_modules" / "katex" / "dist"
BUNDLE = ROOT / "elman" / "figures" / "bptt-explorer.js"


def main(folder):
    """Stage, build, and put the explorer's own page beside; Sphinx's exit status."""
    if not KATEX.is_dir():
        sys.exit("KaTeX, which typesets the equations, is missing: run `npm ci` in docs/site")
    shutil.rmtree(folder, ignore_errors=True)
    source, static = folder.with_name(f"{folder.name}.source"), folder.with_name(f"{folder.name}.static")
    stage(source)
    shutil.rmtree(static, ignore_errors=True)
    for path in (KATEX / "katex.min.css", *KATEX.glob("fonts/*.woff2")):
        copy(path, static / "katex" / path.relative_to(KATEX))
    copy(BUNDLE, static / BUNDLE.name)
    options = {"html_static_path": f"{SITE / 'static'},{static}"}
    settings = [part for name, value in options.items() for part in ("-D", f"{name}={value}")]
    doctrees = folder.with_name(f"{folder.name}.doctrees")
    status = build_main(
        ["-q", "-W", "--keep-going", "-c", str(SITE), "-d", str(doctrees), *settings, str(source), str(folder)]
    )
    page = (ROOT / "docs" / "explorer" / "index.html").read_text(encoding="utf-8")
    write(folder / "explorer.html", page.replace("<!-- bundle -->", f'<script src="_static/{BUNDLE.name}"></script>'))
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else SITE / "dist").resolve()))
