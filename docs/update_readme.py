"""Put the numbers and the picture of a full run into the README: ``python docs/update_readme.py RESULTS``."""

import sys
from pathlib import Path

import pages

from elman.corpus.source import Source
from elman.corpus.tables import read_curves
from elman.figures.report_pictures import two_songs
from elman.systems.table1 import rows

ROOT = Path(__file__).parents[1]
SCORES = (("cv", "pooled", "rmse"), ("cv", "pooled", "r"), ("evaluation", "per song", "r"))


def table(path):
    """The README's table as Markdown, from table1.csv."""
    lines = pages.read(path)
    cells = {(line["row"], line["protocol"], line["scoring"], line["emotion"]): line for line in lines}
    names = list(dict.fromkeys(line["row"] for line in lines))
    text = [
        "| | valence RMSE | valence r | arousal RMSE | arousal r | valence r, new songs | arousal r, new songs |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in names:
        row = []
        for protocol, scoring, score in (SCORES[0], SCORES[1]):
            row.append([_cell(cells.get((name, protocol, scoring, e)), score) for e in ("valence", "arousal")])
        judged = [_cell(cells.get((name, *SCORES[2][:2], e)), "r") for e in ("valence", "arousal")]
        in_order = [row[0][0], row[1][0], row[0][1], row[1][1], *judged]
        text.append(f"| {name} | " + " | ".join(in_order) + " |")
    return "\n".join(text) + "\n"


def _cell(line, score):
    """Ours and, after a slash, the paper's."""
    if line is None:
        return "–"
    ours, paper = line[score], line[f"paper_{score}"]
    return f"{_short(ours)} / {_short(paper)}" if paper else _short(ours)


def _short(text):
    return f"{float(text):.2f}".replace("0.", ".", 1)


def main(folder):
    """Rewrite the table between its marks, and draw the picture anew."""
    pages.put(ROOT / "README.md", {"table1": table(folder / "table1.csv")})
    corpus = Source("synthetic").load()
    predictions = {}
    for row in rows(corpus.groups):
        for protocol in row.protocols:
            name = row.name.replace(" + ", "-").replace(" ", "-")
            curves = read_curves(folder / "predictions" / protocol / f"{name}.csv")
            predictions[row.name, protocol] = {song: values for song, (_, values) in curves.items()}
    two_songs(corpus, predictions, "268").savefig(ROOT / "docs" / "figures" / "two-songs.png", dpi=110)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
