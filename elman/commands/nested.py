"""What ``elman search`` and ``elman select`` share: a nested search in a folder, that goes on where it stopped."""

from functools import partial

from elman import jobs
from elman.commands import printing, songs
from elman.commands.identity import identity
from elman.commands.places import expect_no_features, expect_writable
from elman.commands.work import workers
from elman.corpus import ids
from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.evaluation.search import search
from elman.lockstep import engines


def begin(corpus, args, results, files):
    """The folds, after everything that can be refused before any work."""
    expect_writable(results.folder)
    expect_no_features(results.folder)
    results.expect_free(files)
    try:
        return split([song.id for song in corpus.development], args.folds or (3 if args.quick else 5), seed=args.seed)
    except InputError as error:
        raise InputError(f"--folds: {error}") from error


def run(args, system, settings, corpus, folds, out, *, part_by, never_chosen=()):
    """Search with the processes of the command line; what is done is kept in ``out``."""
    printing.say(
        f"Corpus {corpus.name}: {len(corpus.development)} songs, {len(folds)} folds, nested; {len(settings)} settings. "
        f"Results go to {out}",
        f"  - networks are trained by the engine {engines.version(args.engine)}",
        f"  - {songs.order(args)}",
        *(f"  - {ids.in_short(note)}" for note in corpus.notes),
    )
    with workers(args) as executor:
        of_job = identity(corpus, folds, args, executor, settings=in_short([*settings, *never_chosen]))
        kept = partial(jobs.run, folder=out / "parts", identity=of_job, executor=executor, title="search")
        targets = {song.id: song.targets for song in corpus.development}
        return search(system, settings, targets, folds, never_chosen=never_chosen, part_by=part_by, run=kept)


def in_short(settings):
    """The values of each name, and how many columns: a grid, or a baseline with named types, is known by them.

    >>> in_short([{"window": 1, "columns": ("a", "b")}, {"window": 13, "columns": ("a", "b")}])
    'window: 1 13; columns: 2'
    """
    values = {name: [len(s[name]) if name == "columns" else s[name] for s in settings] for name in settings[0]}
    return "; ".join(f"{name}: {' '.join(map(str, dict.fromkeys(of_name)))}" for name, of_name in values.items())
