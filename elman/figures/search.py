"""Pictures of searches: a heat-map of settings, and bars of feature types. Notebooks 10 and 12."""

import numpy as np
from matplotlib.patches import Patch, Rectangle

from elman.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED, plain


def heat_map(ax, search, x, y):
    """The cross-validated error of settings over two of their values.

    Where settings differ in more than these two, a cell shows the best of the others. A frame marks the best setting of
    all, a small number below it how many folds of the nested search chose this cell.

    Parameters
    ----------
    ax : matplotlib axes
    search : elman.evaluation.search.Search
    x, y : str
        Names of values in its settings.

    Returns
    -------
    matplotlib axes
    """
    xs, ys = (list(dict.fromkeys(setting[name] for setting in search.settings)) for name in (x, y))
    cell = [(ys.index(setting[y]), xs.index(setting[x])) for setting in search.settings]
    errors = np.full((len(ys), len(xs)), np.inf)
    for at, error in zip(cell, search.errors, strict=True):
        errors[at] = min(errors[at], error)
    finite = errors[np.isfinite(errors)]
    # One far too large error would wash out all differences between the others.
    top = min(finite.max(), finite.min() + 3 * max(np.median(finite) - finite.min(), 1e-3))
    shown = np.where(np.isfinite(errors), errors, np.nan)
    ax.imshow(shown, cmap="cividis_r", vmin=finite.min(), vmax=top, aspect="auto")
    counts = {at: [cell[c] for c in search.chosen or ()].count(at) for at in dict.fromkeys(cell)}
    for (row, column), count in counts.items():
        error = errors[row, column]
        dark = np.isfinite(error) and error > (finite.min() + top) / 2
        text = f"{error:.4f}" if np.isfinite(error) else "diverged"
        text += f"\n{count} of {len(search.chosen)} folds" if count else ""
        ax.text(column, row, text, ha="center", va="center", fontsize=9, color="white" if dark else BLACK)
    row, column = cell[search.best]
    frame = {"fill": False, "edgecolor": RED, "linewidth": 2.5}
    ax.add_patch(Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, **frame))
    ax.set_xticks(range(len(xs)), [f"{value:g}" if not isinstance(value, str) else value for value in xs])
    ax.set_yticks(range(len(ys)), [f"{value:g}" if not isinstance(value, str) else value for value in ys])
    ax.set(xlabel=x, ylabel=y, title="cross-validated error")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax


def types(ax, selection, marked=()):
    """What each type of features changes, as bars with intervals, the best type at the top.

    A filled bar is significant after correction for the number of types. A triangle shows the shadow of a type, the
    same columns taken from other songs; the dashed line is where the best of all shadows ends. A hatched bar above all
    others, where the search was nested, is the choice made anew in each fold.

    Parameters
    ----------
    ax : matplotlib axes
    selection : elman.evaluation.selection.Selection
    marked : sequence of str
        Types whose names are printed in bold, with a star.

    Returns
    -------
    matplotlib axes
    """
    rows = sorted(selection.rows, key=lambda row: -row["difference"])
    for height, row in enumerate(rows):
        real = row["p_corrected"] < 0.05
        ax.barh(height, row["difference"], height=0.6, color=BLUE if real else "white", edgecolor=BLUE, linewidth=1.2)
        _interval(ax, height, row)
    names = [f"* {plain(row['name'])}" if row["name"] in marked else plain(row["name"]) for row in rows]
    kinds = [
        Patch(facecolor=BLUE, edgecolor=BLUE, label=f"filled: p < .05, corrected for {len(rows)} types"),
        Patch(facecolor="white", edgecolor=BLUE, label="hollow: not significant"),
    ]
    if np.isfinite(selection.best_shadow):
        shadows = [row["shadow"] if np.isfinite(row["shadow"]) else np.nan for row in rows]
        style = {"color": ORANGE, "markeredgecolor": BLACK, "markeredgewidth": 0.6, "markersize": 6, "linestyle": ""}
        label = "triangle: the same type of other songs (shadow)"
        kinds += ax.plot(shadows, np.arange(len(rows)), marker="^", label=label, **style)
        label = f"dashed: best of the {len(rows)} shadows, {selection.best_shadow:+.4f}"
        kinds.append(ax.axvline(selection.best_shadow, color=RED, linestyle=(0, (5, 2)), linewidth=1.6, label=label))
    if np.isfinite(selection.nested_difference):
        height = len(rows) + 0.6  # apart from the types
        bar = {"height": 0.6, "color": GREEN, "edgecolor": "white", "hatch": "///"}
        ax.barh(height, selection.nested_difference, **bar)
        _interval(ax, height, selection.nested)
        kinds.append(
            Patch(facecolor=GREEN, edgecolor="white", hatch="///", label="hatched: choosing, in each fold anew")
        )
        names.append("a type chosen in each fold")
    ax.axvline(0, color=GREY, linewidth=0.9)
    ax.set_yticks([*range(len(rows)), *([len(rows) + 0.6] if len(names) > len(rows) else [])], names)
    for name in ax.get_yticklabels():
        if name.get_text().startswith("* "):
            name.set_fontweight("bold")
    ax.set(xlabel="change of the per-song RMSE (left is better), with its 95 % interval")
    ax.set_title(f"each type added to the baseline (error {selection.baseline_error:.4f})")
    ax.figure.legend(handles=kinds, loc="outside lower center", ncols=2, fontsize=9)
    ax.grid(axis="y", visible=False)
    ax.margins(y=0.02)
    return ax


def _interval(ax, height, test):
    ax.plot([test["low"], test["high"]], [height, height], color=BLACK, linewidth=1.4, solid_capstyle="butt")
