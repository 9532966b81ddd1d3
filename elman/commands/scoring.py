"""Predicted curves beside labels, and their scores as a table."""

from elman.corpus.clock import nearest, same_time
from elman.corpus.tables import read_curves
from elman.errors import InputError
from elman.formats import with_spread
from elman.tables import Table

HEAD = ("scoring", "emotion", "RMSE", "RMSE / std", "r", "songs", "frames", "undefined r")


def pair(reference, estimate):
    """The labels and, at the same songs and times, the predictions: two lists of arrays (T, 2).

    Raises
    ------
    InputError
        A label beyond -1 to 1; a labelled song or time that was not predicted.
    """
    labels, predictions = read_curves(reference, limit=1.0), read_curves(estimate)
    missing = [song for song in labels if song not in predictions]
    if missing:
        raise InputError(
            f"{estimate}: lacks {len(missing)} of the {len(labels)} songs in {reference}, first {missing[0]!r}; "
            f"predict them, or leave them out of the labels"
        )
    references, estimates = [], []
    for song, (times, values) in labels.items():
        predicted_times, predicted = predictions[song]
        rows = nearest(predicted_times, times)
        off = ~same_time(predicted_times[rows], times)
        if off.any():
            raise InputError(
                f"{estimate}: song {song!r} has no prediction at {times[off][0]:g} s, where {reference} has a label; predict "
                f"that time, or leave the label out"
            )
        references.append(values)
        estimates.append(predicted[rows])
    return references, estimates


def table(scores, title):
    """Scores, as `elman.evaluation.scores.score` gives them, as a table."""
    rows = []
    for line in scores:
        numbers = [with_spread(line[name], line.get(f"{name}_std")) for name in ("rmse", "rmse_over_std", "r")]
        counts = ["-" if line[name] is None else str(line[name]) for name in ("n_songs", "n_frames", "n_undefined_r")]
        rows.append([line["scoring"], line["emotion"], *numbers, *counts])
    return Table(HEAD, rows, range(2, len(HEAD)), title=title)
