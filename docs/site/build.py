"""Build the site: ``python docs/site/build.py [FOLDER]``, by default in ``docs/site/dist``; its pages are in ``html`` there.

Needs the extra "docs", and `npm ci` in this folder; no network. A warning ends the build with exit status 1.
"""

import sys
from pathlib import Path

from sphinx.cmd.build import build_main

SITE = Path(__file__).resolve().parent
sys.path.insert(0, str(SITE))
from stage import ROOT, stage, write  # noqa: E402

KATEX = SITE / "node_modules" / "katex" / "dist"
BUNDLE = ROOT / "elman" / "figures" / "bptt-explorer.js"


def main(folder):
    """Stage, build, and put the explorer's own page beside; Sphinx's exit status."""
    if not KATEX.is_dir():
        sys.exit("KaTeX, which typesets the equations, is missing: run `npm ci` in docs/site")
    source, static, html = (folder / name for name in ("source", "static", "html"))
    stage(source)
    for path in (KATEX / "katex.min.css", *KATEX.glob("fonts/*.woff2")):
        write(static / "katex" / path.relative_to(KATEX), path.read_bytes())
    write(static / BUNDLE.name, BUNDLE.read_bytes())
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
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else SITE / "dist").resolve()))
