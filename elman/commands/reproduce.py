"""``elman reproduce``: every row of the paper's Table 1, computed and set beside the paper's own numbers."""

import hashlib
import platform
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy

import elman
from elman import jobs
from elman.commands import common, printing
from elman.commands.extract import SETS, tell
from elman.commands.results import flat_rows, paired_rows, score_rows, write_results
from elman.corpus.own import LABELS
from elman.errors import InputError
from elman.evaluation.crossval import check_folds, split
from elman.readings import READINGS, with_order
from elman.systems import reproduction
from elman.systems.order import NAMES

DESCRIPTION = """Compute every row of the paper's Table 1, in cross-validation and on the evaluation songs, print it
beside the paper's own numbers, and write table1.csv, significance.csv, learning-curves.csv, all predictions and
report.html to a folder. Interrupted, it says what is done, and the same command goes on. Without --corpus it runs on
made-up songs, whose scores are no reproduction of the paper's."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("reproduce", help="compute the paper's Table 1", description=DESCRIPTION)
    common.add_corpus_options(parser)
    common.add_model_options(parser)
    parser.add_argument(
        "--variants",
        action="store_true",
        help="further rows: PCA, kernel PCA, autoencoder, early stopping, LSTM, GRU, ridge, and best, which chooses its "
        "own parts",
    )
    work = common.add_work_options(parser)
    work.add_argument(
        "--folds",
        type=common.whole_number(2),
        help="of cross-validation (default 10, with --quick 3, or those given with the songs)",
    )
    work.add_argument(
        "--against", metavar="ROW", help='the row that others are tested against (default "lr" with the fewest columns)'
    )
    work.add_argument(
        "--out", type=Path, metavar="DIR", help="where results go (default results/<corpus>-<reading>-...)"
    )
    work.add_argument(
        "--extract",
        action="store_true",
        help="first take the features of all sound files below the corpus's folder, into DIR/features, and use them",
    )
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    if args.extract:
        args.features = extract_first(args, (args.out or Path("results") / default_name(args)) / "features")
    source = common.source(args)
    corpus = source.load()
    source = source.pinned(corpus)
    corpus = replace(corpus, notes=(*corpus.notes, f"order of the training songs: {NAMES[args.order]}"))
    if len(corpus.development) < 2:
        raise InputError(f"corpus {corpus.name}: {len(corpus.development)} development song; cross-validation needs 2")
    folds = choose_folds(corpus, args)
    table = reproduction.rows(corpus.groups, args.variants)
    against = choose_baseline(table, args.against)
    out = args.out or Path("results") / default_name(args)
    common.check_writable(out)
    printing.announce(corpus, args.reading, folds, out)

    parts = reproduction.parts(
        source,
        list(corpus.groups),
        folds,
        evaluate=bool(corpus.evaluation),
        reading=args.reading,
        seed=args.seed,
        with_variants=args.variants,
        order=args.order,
    )
    identity = {
        "corpus": corpus.fingerprint(),
        "folds": folds,
        "reading": args.reading,
        "settings": repr(with_order(READINGS[args.reading], args.order)),
        "seed": args.seed,
        "sources of elman": sources(),
        "libraries": f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}",
    }
    with common.workers(args) as executor:
        results = jobs.run(
            reproduction.compute, parts, folder=out / "parts", identity=identity, executor=executor, title="Table 1"
        )

    predictions = reproduction.collect(results, corpus)
    scores = score_rows(table, predictions, corpus)
    tests = paired_rows(table, predictions, corpus, against, args.seed)
    curves = reproduction.learning_curves(results)
    remarks = flat_rows(predictions, corpus)
    write_results(out, scores, tests, curves, predictions, corpus)
    from elman.figures.report import write_report  # matplotlib is slow to import

    write_report(
        out / "report.html", corpus, args.reading, args.seed, folds, scores, tests, curves, predictions, remarks
    )
    printing.table(corpus, args.reading, scores, tests, against, remarks)
    printing.written(out)


def sources():
    """A short text that changes when any file changes that has a part in the results: a student may edit the network."""
    package = Path(elman.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in ("figures", "commands", "gradcheck", "sound", "exercises"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def extract_first(args, to):
    """Take the features of the corpus's sound files, as ``elman extract`` does with the same reading."""
    folder = Path(args.corpus)
    if args.features or not folder.is_dir() or (folder / LABELS).exists():
        raise InputError(
            "--extract takes features from the sound files of DEAM or elman synth: add --corpus DIR, and no --features"
        )
    common.check_writable(to)
    from elman.sound.extract import extract

    with common.workers(args) as executor:
        outcome = extract([folder], to, SETS["all"], reading=args.reading, executor=executor)
    tell(outcome, to)
    if outcome.failures:
        raise InputError(
            f"--extract: {len(outcome.failures)} of the sound files failed, as told above; mend them or move them out of {folder}"
        )
    return to


def default_name(args):
    """A folder name that tells jobs apart."""
    corpus = "synthetic" if args.corpus == "synthetic" else Path(args.corpus).resolve().name
    parts = [corpus, *([args.songs] if args.songs == "2015" else []), args.reading, f"seed{args.seed}"]
    parts += [f"order-{args.order}"] if args.order != "seed" else []
    return "-".join([*parts, *([f"{args.folds}folds"] if args.folds else []), *(["quick"] if args.quick else [])])


def choose_folds(corpus, args):
    """The folds given with the songs, or ``--folds`` drawn with the seed (3 in a quick run, else 10)."""
    ids = [song.id for song in corpus.development]
    folds = corpus.folds
    if folds is None or args.folds is not None:
        folds = split(ids, args.folds or (3 if args.quick else 10), seed=args.seed)
    check_folds(folds, ids)
    return folds


def choose_baseline(table, name):
    """The row that the others are tested against."""
    names = [row.name for row in table if "cv" in row.protocols]
    if name is not None and name not in names:
        raise InputError(f"--against {name!r}: there is no such row; the rows are {', '.join(map(repr, names))}")
    return name or names[0]
