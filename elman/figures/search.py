"""Pictures of searches: a heat-map of settings, and bars of feature types. Notebooks 10 and 12."""

import numpy as np
from matplotlib.patches import Rectangle

from elman.figures.style import BLACK, BLUE, GREY, ORANGE, RED, plain


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


def types(ax, selection):
    """What each type of features changes, as bars with intervals, the best type at the top.

    A filled bar is significant after correction for the number of types. The dashed line is the luck of the best: what
    the best of as many useless types would seem to gain.

    Parameters
    ----------
    ax : matplotlib axes
    selection : elman.evaluation.selection.Selection

    Returns
    -------
    matplotlib axes
    """
    rows = sorted(selection.rows, key=lambda row: -row["difference"])
    heights = np.arange(len(rows))
    for height, row in zip(heights, rows, strict=True):
        real = row["p_corrected"] < 0.05
        ax.barh(height, row["difference"], height=0.72, color=BLUE if real else "white", edgecolor=BLUE, linewidth=1.2)
        ax.plot([row["low"], row["high"]], [height, height], color=BLACK, linewidth=1.4, solid_capstyle="butt")
    luck = ax.axvline(selection.luck, color=RED, linestyle=(0, (5, 2)), linewidth=1.6)
    handles, labels = [luck], [f"luck of the best of {len(rows)} useless types: {selection.luck:+.4f}"]
    if np.isfinite(selection.nested_difference):
        nested = ax.axvline(selection.nested_difference, color=ORANGE, linestyle=(0, (1, 1.5)), linewidth=2.4)
        handles.append(nested)
        labels.append(f"nested: what choosing a type is worth: {selection.nested_difference:+.4f}")
    ax.axvline(0, color=GREY, linewidth=0.9)
    ax.set_yticks(heights, [plain(row["name"]) for row in rows])
    ax.set(xlabel="change of the per-song RMSE (left is better), with its 95 % interval")
    ax.set_title(f"each type added to the baseline (error {selection.baseline_error:.4f})")
    ax.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.4, -0.16 - 0.4 / max(len(rows), 4)), ncols=1)
    ax.grid(axis="y", visible=False)
    ax.margins(y=0.03)
    return ax
