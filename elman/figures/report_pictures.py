"""The pictures of the report page, each as a whole figure."""

import numpy as np

from elman.corpus.song import EMOTIONS
from elman.evaluation.metrics import each_song
from elman.figures import table1
from elman.figures.curves import stages
from elman.figures.style import figure, plain
from elman.systems.recurrent import STAGES


def scores(lines):
    """The correlations of all rows in cross-validation, a panel for each emotion."""
    rows = len({line["row"] for line in lines})
    with figure(8, 1.1 + 0.34 * rows, ncols=2, sharey=True) as (made, axes):
        for ax, emotion in zip(axes, EMOTIONS, strict=True):
            table1.scores(ax, lines, emotion)
        _legend_above(made, axes[0])
    return made


def learning(groups, curves):
    """The training costs of all networks, a panel for each group of columns."""
    with figure(8, 3.2, ncols=len(groups), sharey=True, squeeze=False) as (made, axes):
        for ax, group in zip(axes[0], groups, strict=True):
            table1.learning_curves(ax, curves, group)
        _legend_above(made, axes[0, 0])
    return made


def _legend_above(made, ax):
    """One legend for all panels, beside them: inside, there may be a curve anywhere."""
    handles, labels = ax.get_legend_handles_labels()
    made.legend(handles, labels, loc="outside upper center", ncols=4)


def _names(group):
    return {stage: " + ".join([f"{first} {group}", *rest]) for stage in STAGES for first, *rest in [stage.split(" + ")]}


def example_songs(corpus, predictions, group):
    """Two songs to look at: the development and the evaluation song whose arousal r is the median of its kind.

    Where there are no evaluation songs, the development song with the best arousal r is the second.
    """
    name = _names(group)["rnn + smoothing"]
    chosen = []
    for protocol, songs in (("cv", corpus.development), ("evaluation", corpus.evaluation)):
        found = predictions.get((name, protocol), {})
        scored = [song for song in songs if song.id in found]
        if not scored:
            continue
        r = each_song([song.targets for song in scored], [found[song.id] for song in scored])["r"][:, 1]
        order = np.argsort(np.where(np.isfinite(r), r, -np.inf))
        chosen.append((protocol, scored[order[len(order) // 2]], "median"))
        if not corpus.evaluation:
            chosen.append((protocol, scored[order[-1]], "best"))
    return chosen


def two_songs(corpus, predictions, group):
    """Target and all stages for two songs, a row for each emotion."""
    names, chosen = _names(group), example_songs(corpus, predictions, group)
    with figure(10, 5.2, nrows=2, ncols=len(chosen), sharex="col", squeeze=False) as (made, axes):
        for column, (protocol, song, which) in enumerate(chosen):
            for n, emotion in enumerate(EMOTIONS):
                by_stage = {stage: predictions[names[stage], protocol][song.id][:, n] for stage in STAGES}
                stages(axes[n, column], song.times, song.targets[:, n], by_stage, emotion)
            kind = "development" if protocol == "cv" else "evaluation"
            axes[0, column].set_title(f"{kind} song {plain(song.id)} ({which} arousal r)")
            axes[1, column].set_xlabel("seconds")
        _legend_above(made, axes[0, 0])
    return made


def per_song(corpus, predictions, group):
    """The correlation within each song, development beside evaluation, a panel for each emotion."""
    name = _names(group)["rnn + smoothing"]
    r = {}
    for protocol, songs in (("cv", corpus.development), ("evaluation", corpus.evaluation)):
        found = predictions[name, protocol]
        scored = [song for song in songs if song.id in found]
        r[protocol] = each_song([song.targets for song in scored], [found[song.id] for song in scored])["r"]
    with figure(8, 3.8, ncols=2, sharey=True) as (made, axes):
        for n, (ax, emotion) in enumerate(zip(axes, EMOTIONS, strict=True)):
            table1.per_song_r(ax, r["cv"][:, n], r["evaluation"][:, n], emotion, np.random.default_rng(0))
        axes[1].set_ylabel("")
    return made
