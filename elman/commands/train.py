"""``elman train``: fit one system on all development songs and keep it in a file."""

import os
from contextlib import suppress

from elman.commands import engine, extract, options, printing
from elman.commands.places import expect_writable
from elman.errors import InputError
from elman.formats import CHOSEN, in_one_line

NETWORKS = (
    "pca rnn",
    "kernel-pca rnn",
    "autoencoder rnn",
    "early-stopping rnn",
    "lstm",
    "gru",
    "rnn without recurrence",
)
SYSTEMS = (
    *("lr", "rnn", "rnn + smoothing", "rnn + rnn2"),
    *(system for network in NETWORKS for system in (network, f"{network} + smoothing")),
    *("ridge", "best"),
)
"""As `elman.systems.model.SYSTEMS`, written here so that ``--help`` need not load NumPy."""

DESCRIPTION = """Fit one system on all development songs of a corpus, and write it to a file that "elman predict" reads.
The file holds what was learned, the settings, the names of the feature columns and their scaling."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("train", help="fit one system and keep it in a file", description=DESCRIPTION)
    parser.add_argument("model", type=options.file_to_write, metavar="MODEL", help="the file to write, MODEL.npz")
    parser.add_argument(
        "--system",
        choices=SYSTEMS,
        default="rnn + smoothing",
        metavar="ROW",
        help=f"what to fit, a row of the table (default rnn + smoothing): {', '.join(SYSTEMS)}",
    )
    parser.add_argument(
        "--columns", metavar="GROUP", help="the group of feature columns, as 260 or 268 (default: the largest)"
    )
    options.add_corpus_options(parser)
    options.add_model_options(parser)
    work = options.add_work_options(parser)
    engine.add_option(work)
    extract.add_options(work)
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    from elman.commands import songs  # NumPy and SciPy: not for --help
    from elman.commands.work import one_thread
    from elman.corpus.ids import in_short
    from elman.corpus.song import expect_development
    from elman.progress import Progress, silence
    from elman.readings import READINGS, with_order
    from elman.systems import model

    version = engine.choose(args)
    path = expect_possible(args.model)
    extract.for_corpus(args, lambda ids: extract.expect_group(args.columns))
    corpus = songs.source(args).load()
    expect_development(corpus)
    corpus = corpus.with_group(list(corpus.groups)[-1] if args.columns is None else args.columns)
    printing.say(*(f"  - {in_short(note)}" for note in corpus.notes))
    reading = with_order(READINGS[args.reading], args.order)
    with one_thread(), silence(args.system in ("lr", "ridge")), Progress("training", 1) as progress:
        fitted = model.fit(
            args.system, corpus, reading, args.seed, args.engine, lambda share: progress.share(args.system, share)
        )
    path = fitted.save(path)
    n = "1 song" if len(corpus.development) == 1 else f"{len(corpus.development)} songs"
    printing.say(f"{path}: {args.system}, {len(corpus.columns)} columns, fitted on {n} of {corpus.name}")
    if fitted.about["chosen"]:
        printing.say(f"chosen inside these songs: {in_one_line(fitted.about['chosen'])}", CHOSEN)
    history = getattr(fitted.predictor, "history_", None)
    if history:
        printing.say(f"training cost: {history[0]:.4f} in the first epoch, {history[-1]:.4f} in the last")
    if args.system not in ("lr", "ridge"):
        printing.say(f"networks: {songs.order(args)}; engine {version}")


def expect_possible(path):
    """The path of the file that will be written, with ``.npz``; raises `InputError` where it cannot be."""
    path = path if path.suffix == ".npz" else path.with_name(f"{path.name}.npz")
    expect_writable(path.parent)
    expect_free(path)
    return path


def expect_free(path):
    """Raise `InputError` unless a file is not there or is a model: nothing else is written over."""
    import numpy as np

    if not os.path.lexists(path):
        return
    is_model = False
    if path.is_file():  # a pipe is never opened
        with suppress(Exception), path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            is_model = "elman model" in str(stored["meta"])
    if not is_model:
        raise InputError(
            f"{path}: is there and is not a model that elman train made, so that it will not be written over; move it, or "
            f"choose another name"
        )
