"""The benchmark as a picture: points for the contestants, lines for growth, logarithmic axes throughout."""

import csv

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import LogLocator, NullFormatter

COLOURS = {
    "elman": "#D55E00",
    "JAX": "#0072B2",
    "PyTensor": "#009E73",
    "PyTorch": "#CC79A7",
    "naive": "#E69F00",
}
MARKERS = {"elman compiled": "D-", "elman lockstep": "o-", "elman single": "s--", "JAX vmap of scan": "^:"}


def colour(name):
    return COLOURS.get(name.split()[0], "#999999")


def read(path):
    """The rows of speed.csv, numbers as numbers."""
    with open(path, newline="", encoding="utf-8") as file:
        return [
            {key: value if key in ("part", "contestant") else float(value or "nan") for key, value in row.items()}
            for row in csv.DictReader(file)
        ]


def points(ax, rows, title):
    """One point for each contestant, the fastest on top, its seconds beside it."""
    rows = sorted(rows, key=lambda row: -row["median"])
    for y, row in enumerate(rows):
        ax.plot(row["median"], y, "o", color=colour(row["contestant"]))
        ax.text(1.12 * row["median"], y, f"{row['median']:.3g} s", va="center", fontsize=8)
    ax.set_yticks(range(len(rows)), [row["contestant"] for row in rows])
    ax.grid(axis="x", color="0.85")
    ax.set_axisbelow(True)
    ax.set(xscale="log", xlabel="seconds (median)", title=title)
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.margins(y=0.12)
    ax.set_xlim(min(row["median"] for row in rows) / 2, 4 * max(row["median"] for row in rows))
    return ax


def growth(ax, rows, what, field, label):
    """One line for each contestant: ``field`` against the size ``what``."""
    for name, marker in MARKERS.items():
        line = [(row[what], row[field]) for row in rows if row["contestant"] == name]
        if line:
            ax.plot(*zip(*line, strict=True), marker, color=colour(name), label=name, markersize=4)
    ax.set(xscale="log", yscale="log", xlabel=what, ylabel=label)
    sizes = sorted({row[what] for row in rows})
    ax.set_xticks(sizes, [f"{size:.0f}" for size in sizes], fontsize=8)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    return ax


def draw(source, target):
    """Draw speed.csv into a PNG file."""
    rows = read(source)
    groups = {}
    for row in rows:
        if not row["part"].startswith("growth"):
            groups.setdefault((row["part"], row["networks"], row["cores"]), []).append(row)
    sizes = [
        what for what in ("songs", "frames", "inputs", "hidden", "networks") if any(what in r["part"] for r in rows)
    ]
    columns = max(len(sizes), 2)
    lines = -(-len(groups) // 2)
    figure = plt.figure(figsize=(3.2 * max(columns, 4), 2.9 * (lines + (2 if sizes else 0))), layout="constrained")
    grid = figure.add_gridspec(lines + (2 if sizes else 0), 2 * columns)
    for n, ((part, networks, cores), members) in enumerate(groups.items()):
        half = slice(0, columns) if n % 2 == 0 else slice(columns, None)
        if n % 2 == 0 and n == len(groups) - 1:  # nothing stands beside the last of an odd number
            half = slice(None)
        what = "one epoch" if part == "epoch" else f"{members[0]['epochs']:.0f} epochs, from the first call"
        points(
            figure.add_subplot(grid[n // 2, half]),
            members,
            f"{networks:.0f} network{'s' if networks > 1 else ''}, {what}, {cores:.0f} core{'s' if cores > 1 else ''}",
        )
    for n, what in enumerate(sizes):
        members = [row for row in rows if row["part"] == f"growth {what}"]
        place = slice(2 * n, 2 * n + 2)
        growth(figure.add_subplot(grid[lines, place]), members, what, "median", "seconds an epoch")
        ax = growth(figure.add_subplot(grid[lines + 1, place]), members, what, "peak_mb", "peak memory (MB)")
        if n == 0:  # outside, where no curve is
            figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=len(MARKERS))
    figure.savefig(target, dpi=120)
    plt.close(figure)
