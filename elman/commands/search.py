"""``elman search``: which settings are best, and the optimism of their selection."""

from elman.commands import engine, options, printing
from elman.commands.places import Results, results_folder
from elman.errors import InputError

DESCRIPTION = """Try all combinations of the given settings of the network by cross-validation over songs, and tell the
optimism of model selection: in nested cross-validation the songs that are scored took no part in choosing. Writes search.csv
and a heat-map, search.png. Interrupted, the same command goes on."""

GRID = (
    ("n_hidden", "--hidden", options.whole_number(1, 10_000), (5, 10, 20), "hidden units"),
    ("learning_rate", "--learning-rate", options.number, (3e-4, 1e-3, 3e-3), "learning rates"),
    ("l1", "--l1", options.number, None, "coefficients of L1 regularisation"),
    ("l2", "--l2", options.number, None, "coefficients of L2 regularisation (weight decay)"),
    ("n_epochs", "--epochs", options.whole_number(1, 1_000_000), None, "epochs"),
    ("window", "--window", options.whole_number(1, 1_000_000), (1, 13), "windows of smoothing in frames, 1 for none"),
)
"""Setting, option, type, default (None: as in the reading), and what it is."""

MOST_SETTINGS = 10_000
"""So many combinations are tried at most."""


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
    options.add_corpus_options(parser)
    options.add_model_options(parser)
    add_search_options(parser)
    parser.set_defaults(run=run)


def add_search_options(parser):
    """The options of a search that say how it works."""
    work = options.add_work_options(parser)
    engine.add_option(work)
    work.add_argument(
        "--folds", type=options.whole_number(3), metavar="N", help="of cross-validation (default 5, quick 3)"
    )
    work.add_argument(
        "--out", type=options.folder, metavar="DIR", help="where results go (default results/<command>-...)"
    )


def run(args):
    """Run the command."""
    from elman.commands import nested, songs  # NumPy and SciPy: not for --help
    from elman.systems.searching import SmoothedNetwork, check_settings

    engine.choose(args)
    source = songs.source(args)
    corpus = source.load()
    source = source.pinned(corpus)
    corpus = corpus.with_group(list(corpus.groups)[-1] if args.columns is None else args.columns)
    settings = choose_settings(args)
    check_settings(settings, corpus, args.reading)
    results = Results(results_folder("search", args))
    folds = nested.begin(corpus, args, results, ["search.csv", *(["search.png"] if len(_varied(settings)) > 1 else [])])
    system = SmoothedNetwork(source, args.reading, args.seed, args.order, args.engine)
    tried = [setting | {"columns": corpus.columns} for setting in settings]
    found = nested.run(args, system, tried, corpus, folds, results.folder, part_by="folds")
    write(results, settings, found, corpus)
    _show(settings, found, corpus, results.folder)


def choose_settings(args):
    """All combinations of the values of the command line."""
    from elman.evaluation.search import grid

    values = {name: getattr(args, name) for name, *_ in GRID if getattr(args, name) is not None}
    n = 1
    for name, option, *_ in GRID:
        given = values.get(name, ())
        if len(set(given)) < len(given):
            raise InputError(f"{option}: a value was given twice; each value once was expected")
        n *= max(len(given), 1)
    if n > MOST_SETTINGS:
        raise InputError(
            f"{n:,} combinations of settings were asked for, {MOST_SETTINGS:,} at most are tried; give fewer values"
        )
    return grid(**values)


def _varied(settings):
    return [name for name in settings[0] if len({setting[name] for setting in settings}) > 1]


def write(results, settings, found, corpus):
    """Write the table and, where two settings vary or more, the heat-map."""
    from elman.commands.results import write_table
    from elman.corpus.song import EMOTIONS

    lines = [_line(s, setting, found, corpus) for s, setting in enumerate(settings)]
    columns = (*settings[0], "error", *(f"{e}_{score}" for e in EMOTIONS for score in ("rmse", "r")), "chosen")
    with results.writing("search.csv") as path:
        write_table(path, columns, lines)
    varied = _varied(settings)
    if len(varied) >= 2:
        from elman.figures.search import heat_map  # matplotlib is slow to import
        from elman.figures.style import figure, save

        with figure(7, 4.5) as (made, ax):
            heat_map(ax, found, varied[1], varied[0])
        with results.writing("search.png") as path:
            save(made, path)


def _line(s, setting, found, corpus):
    """One setting as a line of the table."""
    from elman.corpus.song import EMOTIONS
    from elman.evaluation.metrics import pooled

    line = setting | {"error": float(found.errors[s]), "chosen": found.chosen.count(s)}
    if line["error"] == float("inf"):
        return line
    targets = {song.id: song.targets for song in corpus.development}
    scores = pooled([targets[song] for song in found.ids], [found.curves[s][song] for song in found.ids])
    for n, emotion in enumerate(EMOTIONS):
        line |= {f"{emotion}_{score}": float(scores[score][n]) for score in ("rmse", "r")}
    return line


def _show(settings, found, corpus, out):
    """Print the best settings, and the optimism of model selection."""
    from elman.formats import change, short
    from elman.tables import Cell, Table

    order = sorted(range(len(settings)), key=found.errors.__getitem__)[:10]
    rows = []
    for s in order:
        error = short(found.errors[s], 4) if found.errors[s] < float("inf") else "diverged"
        values = [f"{value:g}" for value in settings[s].values()]
        rows.append([*values, Cell(error, look="best" if s == found.best else ""), str(found.chosen.count(s) or "")])
    head = (*settings[0], "error", "chosen in folds")
    printing.show(Table(head, rows, range(len(head)), title=f"The best {len(order)} of {len(settings)} settings"))
    optimism = found.nested_error - found.errors[found.best]
    printing.say(
        f"The best setting's error, {short(found.errors[found.best], 4)}, was used to choose it. Nested, with the choice made "
        f"without the songs that are scored, the error is {short(found.nested_error, 4)} ({change(optimism, 4)})."
    )
    if corpus.made_up:
        printing.say(printing.MADE_UP)
    printing.say(f"Table: {out / 'search.csv'}")
