"""``elman select``: which types of features help, added one at a time, and what the choice of the best is worth."""

from pathlib import Path

import numpy as np

from elman.commands import common, printing
from elman.commands.results import write_table
from elman.commands.search import add_search_options, default_name, do
from elman.corpus.extra_columns import types
from elman.corpus.shadows import WithShadows, shadow
from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.evaluation.selection import one_at_a_time
from elman.files import atomic
from elman.systems.searching import SmoothedNetwork

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
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help='a folder of feature files with further columns, such as "elman extract" makes; may be given again',
    )
    group.add_argument("--type", nargs="+", metavar="NAME", help="only these types (default: all)")
    group.add_argument(
        "--noise",
        type=common.whole_number(0),
        default=0,
        metavar="N",
        help="also N columns of pure noise, for comparison",
    )
    common.add_corpus_options(parser)
    common.add_model_options(parser)
    add_search_options(parser)
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    further = tuple(str(folder.absolute()) for folder in args.further)
    source = common.source(args, further=further, n_probes=args.noise)
    corpus = source.load()
    source = source.pinned(corpus)
    baseline = choose_baseline(corpus, args.baseline)
    chosen = choose_types(corpus, baseline, args.type)
    settings = [{"name": "baseline", "columns": baseline}]
    settings += [{"name": name, "columns": baseline + columns} for name, columns in chosen.items()]
    settings = [setting | {"window": 13} for setting in settings]
    out = args.out or Path("results") / default_name("select", args)
    added = tuple(column for columns in chosen.values() for column in columns)
    system = SmoothedNetwork(WithShadows(source, added, args.seed), args.reading, args.seed, args.order)
    shadows = [
        {"name": name, "round": 0, "columns": baseline + tuple(map(shadow, columns)), "window": 13}
        for name, columns in chosen.items()
    ]
    found = do(args, system, settings, corpus, out, part_by="setting", never_chosen=shadows)
    selection = one_at_a_time(found, EMOTIONS, seed=args.seed)
    write(out, selection, chosen)
    _print(selection, corpus, out)


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
    there = types([column for column in corpus.columns if column not in set(baseline)])
    if not there:
        raise InputError(f"corpus {corpus.name}: the baseline holds all its columns; none is left to add")
    absent = [name for name in names or () if name not in there]
    if absent:
        raise InputError(f"--type {absent[0]}: there is no such type of features; there are {', '.join(there)}")
    return {name: there[name] for name in names or there}


def write(out, selection, chosen):
    """Write the table and the bar chart."""
    numbers = ("error", "difference", "low", "high", "p", "p_corrected", "shadow", *EMOTIONS, "n")
    lines = [
        {"type": row["name"], "columns": len(chosen[row["name"]])} | {name: row[name] for name in numbers}
        for row in selection.rows
    ]
    write_table(out / "select.csv", ("type", "columns", *numbers), lines)
    from elman.figures.search import types as draw  # matplotlib is slow to import
    from elman.figures.style import figure

    with figure(8, 2.4 + 0.24 * len(lines)) as (made, ax):
        draw(ax, selection)
    with atomic(out / "select.png") as temporary:
        made.savefig(temporary, dpi=150)


def _print(selection, corpus, out):
    from rich.markup import escape
    from rich.table import Table

    screen = printing.console()
    grid = Table(
        title="Per-song RMSE with a type minus that without (below zero is better); p of a sign-flip test, alone and "
        "corrected for the number of types",
        title_justify="left",
    )
    for heading in ("type", "change", "95 % interval", "p", f"p for {len(selection.rows)} types", *EMOTIONS, "shadow"):
        grid.add_column(heading, justify="left" if heading == "type" else "right")
    for row in sorted(selection.rows, key=lambda row: row["difference"]):
        interval = f"{row['low']:+.4f} {row['high']:+.4f}"
        p, corrected = (_p(row[name]) for name in ("p", "p_corrected"))
        of_each = (f"{row[emotion]:+.4f}" for emotion in EMOTIONS)
        grid.add_row(
            escape(row["name"]), f"{row['difference']:+.4f}", interval, p, corrected, *of_each, f"{row['shadow']:+.4f}"
        )
    screen.print(grid)
    screen.print(
        f"Warning: {escape(selection.best)} was picked for its change of {selection.best_difference:+.4f} on these very "
        f"songs. Useless types were measured too: the same columns taken from other songs (shadows). A change that its "
        f"shadow makes as well says nothing of a type; the best of the {len(selection.rows)} shadows shows "
        f"{selection.best_shadow:+.4f}."
    )
    if np.isfinite(selection.nested_difference):
        picked = ", ".join(
            f"{escape(name)} ({selection.chosen.count(name)})" for name in dict.fromkeys(selection.chosen)
        )
        screen.print(
            f"Nested, each fold predicted with the type that the others chose, the change is "
            f"{selection.nested_difference:+.4f} (p {_p(selection.nested['p'])}); chosen: {picked}."
        )
    if corpus.made_up:
        screen.print(printing.MADE_UP)
    screen.print(f"Table: {out / 'select.csv'}, picture: {out / 'select.png'}", markup=False)


def _p(p):
    return f"{p:.3f}" if p >= 0.001 else "<.001"
