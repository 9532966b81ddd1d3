"""``elman train``: fit one system on all development songs and keep it in a file."""

from pathlib import Path

from elman.commands import common, printing
from elman.corpus.song import expect_development
from elman.readings import READINGS, with_order
from elman.systems import model
from elman.systems.order import NAMES

DESCRIPTION = """Fit one system on all development songs of a corpus, and write it to a file that "elman predict" reads.
The file holds what was learned, the settings, the names of the feature columns and their scaling."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("train", help="fit one system and keep it in a file", description=DESCRIPTION)
    parser.add_argument("model", type=Path, metavar="MODEL", help="the file to write, MODEL.npz")
    parser.add_argument(
        "--system", choices=model.SYSTEMS, default="rnn + smoothing", help='what to fit (default "rnn + smoothing")'
    )
    parser.add_argument(
        "--columns", metavar="GROUP", help="the group of feature columns, as 260 or 268 (default: the largest)"
    )
    common.add_corpus_options(parser)
    common.add_model_options(parser)
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    common.check_writable(args.model.parent)
    corpus = common.source(args).load()
    expect_development(corpus)
    corpus = corpus.with_group(args.columns or list(corpus.groups)[-1])
    for note in corpus.notes:
        printing.say(f"  - {note}")
    fitted = model.fit(args.system, corpus, with_order(READINGS[args.reading], args.order), args.seed)
    path = fitted.save(args.model)
    printing.say(
        f"{path}: {args.system}, {len(corpus.columns)} columns, fitted on {len(corpus.development)} songs of "
        f"{corpus.name}"
    )
    if args.system != "lr":
        history = fitted.predictor.history_
        printing.say(
            f"training cost: {history[0]:.4f} in the first epoch, {history[-1]:.4f} in the last; order of songs: "
            f"{NAMES[args.order]}"
        )
