"""Pictures of the experiments on made-up songs. Notebooks 06, 08, 10, 13 and 14."""

import numpy as np

from elman.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, RED

NETWORKS = {
    "elman": {"color": BLUE, "marker": "o"},
    "gru": {"color": ORANGE, "marker": "s", "linestyle": (0, (5, 1.5))},
    "lstm": {"color": GREEN, "marker": "^", "linestyle": (0, (1, 1.5))},
}


def valence(ax, found):
    """r of valence within songs against corr(V, A) of the development songs, with the range over seeds.

    Parameters
    ----------
    ax : matplotlib axes
    found : dict
        As `elman.experiments.valence` gives it.

    Returns
    -------
    matplotlib axes
    """
    x = found["correlations"]
    for kind, label, style in (
        ("like", "new songs, corr(V, A) as in training", {"color": BLUE, "marker": "o"}),
        ("new", "new songs, corr(V, A) = 0", {"color": RED, "marker": "s", "linestyle": (0, (5, 1.5))}),
    ):
        mean, low, high = found[kind].mean(axis=1), found[kind].min(axis=1), found[kind].max(axis=1)
        ax.errorbar(x, mean, [mean - low, high - mean], capsize=3, linewidth=1.8, label=label, **style)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0.626, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    ax.text(0.626, ax.get_ylim()[1], " 2015", va="top", color=BLACK, fontsize=9)
    ax.set(xlabel="corr(V, A) of the training songs", ylabel="r of valence within a song")
    ax.set_title("Valence, learned by way of arousal")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=1)
    return ax


def outputs(ax, found):
    """r of valence against r of arousal: what two softmax outputs can reach, and what both outputs did reach."""
    angle = np.linspace(-np.pi, np.pi, 721)
    between = np.arccos(found["rho"])
    r_arousal, r_valence = np.cos(angle), -np.cos(between - angle)
    ax.plot(r_arousal, r_valence, color=GREY, linewidth=1.4, label="all that V' + A' = 1 can reach lies inside")
    ax.plot(
        found["bound"],
        found["bound"],
        "*",
        color=BLACK,
        markersize=13,
        label=f"bound {found['bound']:.3f} (labels of 2015: .432)",
    )
    for name, style in (("linear", {"color": BLUE, "marker": "o"}), ("softmax", {"color": RED, "marker": "s"})):
        ax.plot(found[name][:, 1], found[name][:, 0], linestyle="", markersize=7, label=f"{name} output", **style)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=0.6, linestyle=(0, (2, 2)))
    ax.set(xlabel="r of arousal", ylabel="r of valence", xlim=(-0.4, 1.02), ylim=(-0.4, 1.02), aspect="equal")
    ax.set_title("Two softmax outputs are no two emotions")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, fontsize=9)
    return ax


def l1_norms(axes, found):
    """The share of weights near zero, and r, against the coefficient, for the true norm and the authors' ``|sum|``: two axes."""
    for ax in axes:
        ax.set_xscale("log")
        ax.set_xlabel("coefficient of the L1 penalty")
        ax.axvline(1e-2, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    for norm, label, color, style in (
        ("l1", "sum |w|, the true norm", RED, "-"),
        ("abs_sum", "|sum w|, the authors'", BLUE, (0, (5, 1.5))),
    ):
        line = {"color": color, "linestyle": style, "linewidth": 1.8}
        axes[0].plot(found["coefficients"], 100 * found[f"{norm}/zero"], marker="o", label=label, **line)
        for n, (emotion, marker) in enumerate((("valence", "v"), ("arousal", "^"))):
            r = np.nan_to_num(found[f"{norm}/r"][:, n])
            axes[1].plot(found["coefficients"], r, marker=marker, label=f"{emotion}, {label.split(',')[0]}", **line)
    axes[0].set(ylabel="% of weights near zero", ylim=(-3, 103), title="Weights driven to zero")
    axes[1].set(ylabel="pooled r", title="What is left to predict with")
    for ax in axes:
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=9)
    return axes


def memory(axes, found):
    """How far back the networks solve the lag task, and how far back their gradients reach: two axes."""
    for name, style in NETWORKS.items():
        if f"{name}/r" not in found:
            continue
        r = found[f"{name}/r"]
        axes[0].errorbar(
            found["lags"], r.mean(axis=1), [r.mean(axis=1) - r.min(axis=1), r.max(axis=1) - r.mean(axis=1)],
            capsize=3, linewidth=1.8, label=name, **style,
        )  # fmt: skip
        norms, solved = found[f"{name}/gradient"], found[f"{name}/solved"]
        label = f"{name}, trained on lag {solved}"
        if name == "elman":
            label += f" (spectral radius {found['elman/radius'][list(found['lags']).index(solved)]:.2f})"
        axes[1].plot(np.arange(len(norms)), norms, linewidth=1.8, label=label, **(style | {"marker": None}))
    axes[0].set_xscale("log", base=2)
    axes[0].set_xticks(found["lags"], [str(lag) for lag in found["lags"]])
    axes[0].set(xlabel="frames back", ylabel="r on new songs", ylim=(-0.1, 1.05), title="The lag task")
    axes[1].set_yscale("log")
    axes[1].set(xlabel="frames back", ylabel="size of the gradient (1 at 0)", title="How far back training sees")
    axes[1].set_ylim(bottom=1e-6)
    axes[0].legend(loc="lower left")
    axes[1].legend(loc="lower left", fontsize=9)
    return axes


def two_scores(axes, found):
    """Pooled and per-song r of the same predictions, one of two axes for each emotion."""
    heights = np.arange(len(found))[::-1]
    for n, (ax, emotion) in enumerate(zip(axes, ("valence", "arousal"), strict=True)):
        for height, scores in zip(heights, found.values(), strict=True):
            for kind, offset, color, hatch in (("pooled", 0.19, BLUE, ""), ("song", -0.19, ORANGE, "//")):
                r = scores[kind][n]
                ax.barh(
                    height + offset, np.nan_to_num(r), 0.36, color=color, hatch=hatch, edgecolor="white", label=kind
                )
                text = f" {r:.2f}" if np.isfinite(r) else " undefined"
                ax.text(max(np.nan_to_num(r), 0), height + offset, text, va="center", fontsize=9)
        ax.axvline(0, color=GREY, linewidth=0.8)
        ax.set_yticks(heights, list(found))
        ax.set(xlabel="r", xlim=(-0.1, 1.25), title=emotion)
        ax.grid(axis="y", visible=False)
    handles, _ = axes[0].get_legend_handles_labels()
    labels = ["pooled over frames", "mean over songs"]
    axes[0].figure.legend(handles[:2], labels, loc="outside lower center", ncols=2)
    return axes


def leak(axes, found):
    """Pooled r of the same pieces, dealt to folds by song and by piece, one of two axes for each emotion."""
    systems = list(dict.fromkeys(system for system, _ in found))
    for n, (ax, emotion) in enumerate(zip(axes, ("valence", "arousal"), strict=True)):
        for x, system in enumerate(systems):
            for way, offset, color, hatch in (("song", -0.19, BLUE, ""), ("piece", 0.19, RED, "//")):
                r = found[system, way][n]
                ax.bar(x + offset, r, 0.36, color=color, hatch=hatch, edgecolor="white", label=f"dealt by {way}")
                ax.text(x + offset, max(r, 0), f"{r:.2f}", ha="center", va="bottom", fontsize=9)
        ax.set_xticks(range(len(systems)), systems)
        ax.set(ylabel="pooled r" if n == 0 else "", title=emotion, ylim=(min(0, ax.get_ylim()[0]), 1))
        ax.grid(axis="x", visible=False)
    handles, labels = axes[0].get_legend_handles_labels()
    axes[0].figure.legend(handles[:2], labels[:2], loc="outside lower center", ncols=2)
    return axes
