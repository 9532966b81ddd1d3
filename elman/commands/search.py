"""``elman search``: which settings are best, and what the choice is worth."""

import platform
from functools import partial
from pathlib import Path

import numpy as np
import scipy

from elman import jobs
from elman.commands import common, printing
from elman.commands.reproduce import sources
from elman.commands.results import write_table
from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.evaluation.metrics import pooled
from elman.evaluation.search import grid, search
from elman.files import atomic
from elman.readings import READINGS, with_order
from elman.systems.order import NAMES
from elman.systems.searching import SmoothedNetwork, check_settings

DESCRIPTION = """Try all combinations of the given settings of the network by cross-validation over songs, and tell what the
choice is worth: in nested cross-validation the songs that are scored took no part in choosing. Writes search.csv and a
heat-map, search.png. Interrupted, the same command goes on."""

GRID = (
    ("n_hidden", "--hidden", common.whole_number(1), (5, 10, 20), "hidden units"),
    ("learning_rate", "--learning-rate", common.number, (3e-4, 1e-3, 3e-3), "learning rates"),
    ("l1", "--l1", common.number, None, "coefficients of the L1 penalty"),
    ("l2", "--l2", common.number, None, "coefficients of the L2 penalty"),
    ("n_epochs", "--epochs", common.whole_number(1), None, "epochs"),
    ("window", "--window", common.whole_number(1), (1, 13), "windows of smoothing in frames, 1 for none"),
)
"""Setting, option, type, default (None: as in the reading), and what it is."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("search", help="try settings by nested cross-validation", description=DESCRIPTION)
    settings = parser.add_argument_group("settings, one value or more each")
    for name, option, kind, default, what in GRID:
        shown = "the reading's" if default is None else " ".join(f"{value:g}" for value in default)
        settings.add_argument(
            option, dest=name, type=kind, nargs="+", default=default, metavar="X", help=f"{what} (default: {shown})"
        )
    settings.add_argument(
        "--columns", metavar="GROUP", help="the feature columns, as 260 or 268 (default: the largest)"
    )
    common.add_corpus_options(parser)
    common.add_model_options(parser)
    add_search_options(parser)
    parser.set_defaults(run=run)


def add_search_options(parser):
    """The options of a search that say how it works."""
    work = common.add_work_options(parser)
    work.add_argument("--folds", type=common.whole_number(3), help="of cross-validation (default 5, quick 3)")
    work.add_argument("--out", type=Path, metavar="DIR", help="where results go (default results/<command>-...)")


def run(args):
    """Run the command."""
    source = common.source(args)
    corpus = source.load()
    source = source.pinned(corpus)
    corpus = corpus.with_group(args.columns or list(corpus.groups)[-1])
    values = {name: getattr(args, name) for name, *_ in GRID if getattr(args, name) is not None}
    for name, option, *_ in GRID:
        if len(set(values.get(name, ()))) < len(values.get(name, ())):
            raise InputError(f"{option}: a value was given twice; each value once was expected")
    settings = grid(**values)
    check_settings(settings, corpus, args.reading)
    out = args.out or Path("results") / default_name("search", args)
    system = SmoothedNetwork(source, args.reading, args.seed, args.order)
    tried = [setting | {"columns": corpus.columns} for setting in settings]
    found = do(args, system, tried, corpus, out, part_by="folds")
    write(out, settings, found, corpus)
    _print(settings, found, corpus, out)


def default_name(command, args):
    """A folder name that tells searches apart."""
    corpus = "synthetic" if args.corpus == "synthetic" else Path(args.corpus).resolve().name
    order = [f"order-{args.order}"] if args.order != "seed" else []
    return "-".join([command, corpus, args.reading, f"seed{args.seed}", *order, *(["quick"] if args.quick else [])])


def do(args, system, settings, corpus, out, *, part_by, never_chosen=()):
    """Search with the folds, processes and folder of the command line; resumable."""
    folds = split([song.id for song in corpus.development], args.folds or (3 if args.quick else 5), seed=args.seed)
    identity = {
        "corpus": corpus.fingerprint(),
        "folds": folds,
        "settings": in_short([*settings, *never_chosen]),
        "reading": repr(with_order(READINGS[args.reading], args.order)),
        "seed": args.seed,
        "sources of elman": sources(),
        "libraries": f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}",
    }
    printing.console().print(
        f"Corpus {corpus.name}: {len(corpus.development)} songs, {len(folds)} folds, nested; {len(settings)} settings; "
        f"order of the training songs: {NAMES[args.order]}. Results go to {out}",
        markup=False,
    )
    with common.workers(args) as executor:
        run = partial(jobs.run, folder=out / "parts", identity=identity, executor=executor, title="search")
        targets = {song.id: song.targets for song in corpus.development}
        return search(system, settings, targets, folds, never_chosen=never_chosen, part_by=part_by, run=run)


def in_short(settings):
    """The values of each name, and how many columns: a grid, or a baseline with named types, is known by them.

    >>> in_short([{"window": 1, "columns": ("a", "b")}, {"window": 13, "columns": ("a", "b")}])
    'window: 1 13; columns: 2'
    """
    values = {name: [len(s[name]) if name == "columns" else s[name] for s in settings] for name in settings[0]}
    return "; ".join(f"{name}: {' '.join(map(str, dict.fromkeys(of_name)))}" for name, of_name in values.items())


def write(out, settings, found, corpus):
    """Write the table and, where two settings vary or more, the heat-map."""
    targets = {song.id: song.targets for song in corpus.development}
    lines = []
    for s, setting in enumerate(settings):
        line = setting | {"error": float(found.errors[s]), "chosen": found.chosen.count(s)}
        if np.isfinite(found.errors[s]):
            scores = pooled([targets[song] for song in found.ids], [found.curves[s][song] for song in found.ids])
            for n, emotion in enumerate(EMOTIONS):
                line |= {f"{emotion}_rmse": float(scores["rmse"][n]), f"{emotion}_r": float(scores["r"][n])}
        lines.append(line)
    columns = (*settings[0], "error", *(f"{e}_{score}" for e in EMOTIONS for score in ("rmse", "r")), "chosen")
    write_table(out / "search.csv", columns, lines)
    varied = [name for name in settings[0] if len({setting[name] for setting in settings}) > 1]
    if len(varied) >= 2:
        from elman.figures.search import heat_map  # matplotlib is slow to import
        from elman.figures.style import figure

        with figure(7, 4.5) as (made, ax):
            heat_map(ax, found, varied[1], varied[0])
        with atomic(out / "search.png") as temporary:
            made.savefig(temporary, dpi=150)


def _print(settings, found, corpus, out):
    from rich.table import Table

    screen = printing.console()
    order = np.argsort(found.errors, kind="stable")[:10]
    grid_ = Table(title=f"The best {len(order)} of {len(settings)} settings", title_justify="left")
    for name in (*settings[0], "error", "chosen in folds"):
        grid_.add_column(name, justify="right")
    for s in order:
        error = f"{found.errors[s]:.4f}" if np.isfinite(found.errors[s]) else "diverged"
        grid_.add_row(*(f"{value:g}" for value in settings[s].values()), error, str(found.chosen.count(s) or ""))
    screen.print(grid_)
    optimism = found.nested_error - found.errors[found.best]
    screen.print(
        f"The best setting's error, {found.errors[found.best]:.4f}, was used to choose it. Nested, with the choice made "
        f"without the songs that are scored, the error is {found.nested_error:.4f} ({optimism:+.4f})."
    )
    if corpus.made_up:
        screen.print(printing.MADE_UP)
    screen.print(f"Table: {out / 'search.csv'}", markup=False)
