"""Predicted curves beside labels, and their scores as a table."""

from elman.corpus.clock import nearest, same_time
from elman.corpus.ids import count_songs
from elman.corpus.labels import read_labels
from elman.corpus.tables import read_curves
from elman.errors import InputError
from elman.formats import with_spread
from elman.tables import Table

HEAD = ("scoring", "emotion", "RMSE", "RMSE / std", "r", "CCC", "songs", "frames", "undefined r")


def pair(reference, estimate, scale=None):
    """The labels and, at the same songs and times, the predictions: two lists of arrays (T, 2), and notes on the labels.

    Raises
    ------
    InputError
        A label beyond its scale; a labelled song or time that was not predicted.
    """
    labels, notes = read_labels(reference, scale)
    predictions = read_curves(estimate)
    missing = [song for song in labels if song not in predictions]
    if missing:
        raise InputError(
            f"{estimate}: lacks {count_songs(missing)} of the {len(labels)} in {reference}; predict them, or leave them out of "
            f"the labels"
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
    return references, estimates, notes


def table(scores, title):
    """Scores, as `elman.evaluation.scores.score` gives them, as a table."""
    rows = []
    for line in scores:
        numbers = [with_spread(line[name], line.get(f"{name}_std")) for name in ("rmse", "rmse_over_std", "r", "ccc")]
        counts = ["-" if line[name] is None else str(line[name]) for name in ("n_songs", "n_frames", "n_undefined_r")]
        rows.append([line["scoring"], line["emotion"], *numbers, *counts])
    return Table(HEAD, rows, range(2, len(HEAD)), title=title)
