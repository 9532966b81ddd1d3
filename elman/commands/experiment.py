"""The steps of ``elman reproduce``, from the songs to a run that is computed."""

from elman import jobs
from elman.commands import songs
from elman.commands.identity import identity
from elman.commands.places import expect_no_features, expect_writable
from elman.commands.results import Run
from elman.commands.work import workers
from elman.errors import InputError
from elman.evaluation.crossval import check_folds, split
from elman.systems import reproduction


def prepare(args, source, results):
    """All that can be refused before any work: songs, folds, rows, and the folder for the results."""
    corpus = source.load()
    if len(corpus.development) < 2:
        raise InputError(f"corpus {corpus.name}: {len(corpus.development)} development song; cross-validation needs 2")
    folds = choose_folds(corpus, args)
    rows = reproduction.rows(corpus.groups, args.variants)
    against = choose_baseline(rows, args.against)
    run = Run(corpus, rows, folds, args.reading, args.seed, against, [*songs.notes(corpus, folds), songs.order(args)])
    expect_writable(results.folder)
    expect_no_features(results.folder)
    results.expect_free(run.files())
    return run


def choose_folds(corpus, args):
    """The folds given with the songs, or ``--folds`` drawn with the seed (3 in a quick run, else 10)."""
    ids = [song.id for song in corpus.development]
    folds = corpus.folds
    if folds is None or args.folds is not None:
        try:
            folds = split(ids, args.folds or (3 if args.quick else 10), seed=args.seed)
        except InputError as error:
            raise InputError(f"--folds: {error}") from error
    check_folds(folds, ids)
    return folds


def choose_baseline(rows, name):
    """The row that the others are tested against."""
    names = [row.name for row in rows if "cv" in row.protocols]
    if name is not None and name not in names:
        raise InputError(f"--against {name!r}: there is no such row; the rows are {', '.join(map(repr, names))}")
    return name or names[0]


def compute(run, args, source, folder):
    """Fit and predict what is not done yet, in parts that are kept; then score it."""
    parts = reproduction.parts(
        source.pinned(run.corpus),
        list(run.corpus.groups),
        run.folds,
        evaluate=bool(run.corpus.evaluation),
        reading=args.reading,
        seed=args.seed,
        with_variants=args.variants,
        order=args.order,
        engine=args.engine,
    )
    with workers(args) as executor:
        found = jobs.run(
            reproduction.compute,
            parts,
            folder=folder / "parts",
            identity=identity(run.corpus, run.folds, args, executor),
            executor=executor,
            title="Table 1",
        )
    run.predictions = reproduction.collect(found, run.corpus)
    run.curves = reproduction.learning_curves(found)
    run.choices = reproduction.choices(found, run.corpus.groups)
    run.score()
