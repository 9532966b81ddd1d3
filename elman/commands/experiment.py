"""The steps of ``elman reproduce``, from the songs to a run that is computed."""

from argparse import Namespace

from elman import jobs
from elman.commands import extract, folds, songs
from elman.commands.identity import identity
from elman.commands.places import expect_no_features, expect_writable
from elman.commands.results import FILES, Run
from elman.commands.work import workers
from elman.errors import InputError
from elman.systems import reproduction


def expect_possible(ids, args, results):
    """What can be refused before the sounds of songs are read: folds of these songs, rows, the folder for the results."""
    folds.choose(ids, args, args.seed)
    choose_baseline(reproduction.rows(extract.groups(), args.variants), args.against)
    _expect_room(results)
    results.expect_free(FILES)


def prepare(args, source, results):
    """All that can be refused before any work: songs, folds, rows, and the folder for the results."""
    corpus = source.load()
    if len(corpus.development) < 2:
        raise InputError(f"corpus {corpus.name}: {len(corpus.development)} development song; cross-validation needs 2")
    chosen, drawn, of_folds = folds.choose([song.id for song in corpus.development], args, args.seed, corpus.folds)
    rows = reproduction.rows(corpus.groups, args.variants)
    against = choose_baseline(rows, args.against)
    notes = [*songs.notes(corpus, chosen), *of_folds, songs.order(args)]
    run = Run(corpus, rows, chosen, args.reading, args.seed, against, notes, n_repeats=args.repeats, drawn=drawn)
    _expect_room(results)
    results.expect_free(run.files())
    return run


def _expect_room(results):
    expect_writable(results.folder)
    expect_no_features(results.folder)


def choose_baseline(rows, name):
    """The row that the others are tested against."""
    names = [row.name for row in rows if "cv" in row.protocols]
    if name is not None and name not in names:
        raise InputError(f"--against {name!r}: there is no such row; the rows are {', '.join(map(repr, names))}")
    return name or names[0]


def compute(run, args, source, folder):
    """Fit and predict what is not done yet, in parts that are kept; then score it. Repeats are kept in folders of their own."""
    found = _fit(run, run.folds, args, source, folder / "parts", "Table 1", evaluate=bool(run.corpus.evaluation))
    run.predictions = reproduction.collect(found, run.corpus)
    run.curves = reproduction.learning_curves(found)
    run.choices = reproduction.choices(found, run.corpus.groups)
    run.score()
    if args.repeats > 1:
        run.add_repeat(args.seed, run.predictions)
    for n in range(1, args.repeats):
        again = Namespace(**vars(args) | {"seed": args.seed + n})
        drawn, _, _ = folds.choose([song.id for song in run.corpus.development], args, again.seed, run.corpus.folds)
        title = f"repeat {n + 1} of {args.repeats}"
        found = _fit(run, drawn, again, source, folder / f"parts-repeat{n + 1}", title, evaluate=False)
        run.add_repeat(again.seed, reproduction.collect(found, run.corpus))


def _fit(run, chosen, args, source, folder, title, *, evaluate):
    """The results of all parts of one cross-validation, and of the final models where they are wanted."""
    parts = reproduction.parts(
        source.pinned(run.corpus),
        list(run.corpus.groups),
        chosen,
        evaluate=evaluate,
        reading=args.reading,
        seed=args.seed,
        with_variants=args.variants,
        order=args.order,
        engine=args.engine,
    )
    with workers(args) as executor:
        return jobs.run(
            reproduction.compute,
            parts,
            folder=folder,
            identity=identity(run.corpus, chosen, args, executor),
            executor=executor,
            title=title,
        )
