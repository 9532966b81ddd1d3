"""``elman evaluate``: how good are predicted curves?"""

from pathlib import Path

from elman.commands import printing
from elman.corpus.clock import nearest, same_time
from elman.corpus.song import EMOTIONS
from elman.corpus.tables import read_curves
from elman.errors import InputError
from elman.evaluation.scores import score

DESCRIPTION = """Score predicted curves against labels, both as song,time,valence,arousal. Every labelled time of every
song in REF must be in EST; times in EST without a label are not scored. Times that differ by a millisecond or less are
the same."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("evaluate", help="score predicted curves against labels", description=DESCRIPTION)
    parser.add_argument("reference", type=Path, metavar="REF", help="labels: song,time,valence,arousal")
    parser.add_argument("estimate", type=Path, metavar="EST", help="predictions, in the same form")
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""

    references, estimates = pair(args.reference, args.estimate)
    screen = printing.console()
    grid = printing.grid(f"{args.estimate} against {args.reference}")
    for heading in ("scoring", "emotion", "RMSE", "RMSE / std", "r", "songs", "frames", "undefined r"):
        grid.add_column(heading, justify="left" if heading in ("scoring", "emotion") else "right")
    for line in score(references, estimates, EMOTIONS):
        numbers = (printing.number(line, name) for name in ("rmse", "rmse_over_std", "r"))
        counts = (
            str(line[name]) if line[name] is not None else "-" for name in ("n_songs", "n_frames", "n_undefined_r")
        )
        grid.add_row(line["scoring"], line["emotion"], *numbers, *counts)
    screen.print(grid)


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
