"""``elman select``: which types of features help, added one at a time, and the selection bias of the best."""

from elman.commands import engine, options, printing
from elman.commands.places import Results, results_folder
from elman.commands.search import add_search_options
from elman.errors import InputError, shortened

DESCRIPTION = """Add each type of features to a baseline, one at a time, and test by cross-validation over songs whether it
helps. The best of many types seems better than it is, because it was picked for its score. So p is corrected for the number
of types; each type is also taken from other songs, where it can tell nothing (its shadow); and the choice is repeated in
each fold without the songs that are tested (nested). Types are the columns beside the baseline, sorted by name (mfcc_0 and
mfcc_1 are the type mfcc). Writes select.csv and select.png. Interrupted, the same command goes on."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("select", help="add types of features one at a time", description=DESCRIPTION)
    group = parser.add_argument_group("features")
    group.add_argument("--baseline", metavar="GROUP", help="the columns to add to (default: the smallest group, 260)")
    group.add_argument(
        "--further",
        type=options.folder,
        action="append",
        default=[],
        metavar="DIR",
        help='a folder of feature files with further columns, such as "elman extract" makes; may be given again',
    )
    group.add_argument("--type", nargs="+", metavar="NAME", help="only these types (default: all)")
    group.add_argument(
        "--noise",
        type=options.whole_number(0, 10_000),
        default=0,
        metavar="N",
        help="also N columns of pure noise, for comparison",
    )
    options.add_corpus_options(parser)
    options.add_model_options(parser)
    add_search_options(parser)
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    from elman.commands import nested, songs  # NumPy and SciPy: not for --help
    from elman.corpus.shadows import WithShadows, shadow
    from elman.corpus.song import EMOTIONS
    from elman.evaluation.selection import one_at_a_time
    from elman.systems.searching import SmoothedNetwork

    engine.choose(args)
    further = tuple(str(folder.absolute()) for folder in args.further)
    source = songs.source(args, further=further, n_probes=args.noise)
    corpus = source.load()
    source = source.pinned(corpus)
    baseline = choose_baseline(corpus, args.baseline)
    chosen = choose_types(corpus, baseline, args.type)
    settings = [{"name": "baseline", "columns": baseline}]
    settings += [{"name": name, "columns": baseline + columns} for name, columns in chosen.items()]
    settings = [setting | {"window": 13} for setting in settings]
    results = Results(results_folder("select", args))
    folds = nested.begin(corpus, args, results, ["select.csv", "select.png"])
    added = tuple(column for columns in chosen.values() for column in columns)
    system = SmoothedNetwork(WithShadows(source, added, args.seed), args.reading, args.seed, args.order, args.engine)
    shadows = [
        {"name": name, "round": 0, "columns": baseline + tuple(map(shadow, columns)), "window": 13}
        for name, columns in chosen.items()
    ]
    found = nested.run(args, system, settings, corpus, folds, results.folder, part_by="setting", never_chosen=shadows)
    selection = one_at_a_time(found, EMOTIONS, seed=args.seed)
    write(results, selection, chosen)
    _show(selection, corpus, results.folder)


def choose_baseline(corpus, group):
    """The columns of the baseline's group."""
    groups = {name: columns for name, columns in corpus.groups.items() if len(columns) < len(corpus.columns)}
    if group is None and not groups:
        raise InputError(
            f"corpus {corpus.name}: all its {len(corpus.columns)} columns are one group, so that none is left to add; "
            f"give a folder of further columns with --further"
        )
    group = min(groups, key=lambda name: len(groups[name])) if group is None else group
    return corpus.with_group(group).columns


def choose_types(corpus, baseline, names):
    """The types beside the baseline: a dict of name to columns."""
    from elman.corpus.extra_columns import types

    there = types([column for column in corpus.columns if column not in set(baseline)])
    if not there:
        raise InputError(f"corpus {corpus.name}: the baseline holds all its columns; none is left to add")
    absent = [name for name in names or () if name not in there]
    if absent:
        raise InputError(
            f"--type {shortened(absent[0])}: there is no such type of features{options.meant(absent[0], there)}; there are "
            f"{', '.join(map(shortened, there))}"
        )
    return {name: there[name] for name in names or there}


def write(results, selection, chosen):
    """Write the table and the bar chart."""
    from elman.commands.results import write_table
    from elman.corpus.song import EMOTIONS
    from elman.figures.search import types as draw  # matplotlib is slow to import
    from elman.figures.style import figure, save

    numbers = ("error", "difference", "low", "high", "p", "p_corrected", "shadow", *EMOTIONS, "n")
    lines = [
        {"type": row["name"], "columns": len(chosen[row["name"]])} | {name: row[name] for name in numbers}
        for row in selection.rows
    ]
    with results.writing("select.csv") as path:
        write_table(path, ("type", "columns", *numbers), lines)
    with figure(8, 2.4 + 0.24 * len(lines)) as (made, ax):
        draw(ax, selection)
    with results.writing("select.png") as path:
        save(made, path)


def _show(selection, corpus, out):
    """Print the types, the best first, and the selection bias."""
    from elman.corpus.song import EMOTIONS
    from elman.formats import change, p_value
    from elman.tables import Table

    rows = []
    for row in sorted(selection.rows, key=lambda row: row["difference"]):
        interval = f"[{change(row['low'], 4)}, {change(row['high'], 4)}]"
        of_each = (change(row[emotion], 4) for emotion in EMOTIONS)
        rows.append(
            [
                row["name"],
                change(row["difference"], 4),
                interval,
                p_value(row["p"]),
                p_value(row["p_corrected"]),
                *of_each,
                change(row["shadow"], 4),
            ]
        )
    head = ("type", "change", "95 % interval", "p", f"p for {len(selection.rows)} types", *EMOTIONS, "shadow")
    title = (
        "Per-song RMSE with a type minus that without (below zero is better); p of a sign-flip test, alone and corrected for "
        "the number of types"
    )
    printing.show(Table(head, rows, range(1, len(head)), title=title))
    printing.say(
        f"Warning: {selection.best} was picked for its change of {change(selection.best_difference, 4)} on these very "
        f"songs. Useless types were measured too: the same columns taken from other songs (shadows). A change that its "
        f"shadow makes as well says nothing of a type; the best of the {len(selection.rows)} shadows shows "
        f"{change(selection.best_shadow, 4)}."
    )
    if selection.nested_difference == selection.nested_difference:
        picked = ", ".join(f"{name} ({selection.chosen.count(name)})" for name in dict.fromkeys(selection.chosen))
        printing.say(
            f"Nested, each fold predicted with the type that the others chose, the change is "
            f"{change(selection.nested_difference, 4)} (p {p_value(selection.nested['p'])}); chosen: {picked}."
        )
    if corpus.made_up:
        printing.say(printing.MADE_UP)
    printing.say(f"Table: {out / 'select.csv'}, picture: {out / 'select.png'}")
