"""The songs that a command line asks for."""

from pathlib import Path

from elman.commands import printing
from elman.commands.places import SYNTHETIC
from elman.corpus.source import Source
from elman.systems.order import NAMES


def source(args, **more):
    """The `Source` that the corpus options describe, and ``more`` of its parameters."""
    if args.corpus == SYNTHETIC and Path(SYNTHETIC).is_dir():
        printing.warn(f"the songs are made up; for those in the folder {SYNTHETIC} here, say --corpus ./{SYNTHETIC}")
    # An absolute path means the same to a worker that was started elsewhere.
    place = args.corpus if args.corpus == SYNTHETIC else str(Path(args.corpus).absolute())
    features = args.features and str(Path(args.features).absolute())
    more |= {"scale": args.scale, "skip_unusable": args.skip_unusable}
    return Source(place, args.seed, args.songs, args.labels, features, args.quick, **more)


def order(args):
    """A line on the order in which networks visit their training songs."""
    return f"order of the training songs: {NAMES[args.order]}"


def notes(corpus, folds):
    """What is left out of a table, and what its reader must know."""
    found = list(corpus.notes)
    tested = sum(len(fold) for fold in folds)
    if tested < len(corpus.development):
        n = len(corpus.development) - tested
        found.append(f"development songs in no fold: {n}; they are in every training set, and never tested")
    if not corpus.evaluation:
        found.append("the evaluation half of the table is left out: there are no evaluation songs")
    if "260" not in corpus.groups:
        found.append("these are not the paper's columns, so its numbers are not shown beside yours")
    elif "268" not in corpus.groups:
        found.append("the rows with 268 columns are left out: the 8 further columns are in no feature file")
    return found
