"""``elman reproduce``: every row of the paper's Table 1, computed and set beside the paper's own numbers."""

from elman.commands import engine, extract, folds, options, printing
from elman.commands.places import Results, results_folder
from elman.formats import CHOSEN

DESCRIPTION = """Compute every row of the paper's Table 1, in cross-validation and on the evaluation songs, print it
beside the paper's own numbers, and write table1.csv, significance.csv, learning-curves.csv, all predictions and
report.html to a folder. Interrupted, it says what is done, and the same command goes on. Without --corpus it runs on
made-up songs, whose scores are no reproduction of the paper's."""


def add_to(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser("reproduce", help="compute the paper's Table 1", description=DESCRIPTION)
    options.add_corpus_options(parser)
    options.add_model_options(parser)
    parser.add_argument(
        "--variants",
        action="store_true",
        help="further rows: PCA, kernel PCA, autoencoder, early stopping, LSTM, GRU, ridge, and best, which chooses its "
        "own parts",
    )
    work = options.add_work_options(parser)
    engine.add_option(work)
    folds.add_options(work)
    work.add_argument(
        "--against", metavar="ROW", help='the row that others are tested against (default "lr" with the fewest columns)'
    )
    work.add_argument(
        "--out", type=options.folder, metavar="DIR", help="where results go (default results/<corpus>-<reading>-...)"
    )
    extract.add_options(work)
    parser.set_defaults(run=run)


def run(args):
    """Run the command."""
    from elman.commands import experiment, result_tables, songs  # NumPy and SciPy: not for --help

    version = engine.choose(args)
    results = Results(results_folder("reproduce", args))
    extract.for_corpus(args, lambda ids: experiment.expect_possible(ids, args, results))
    source = songs.source(args)
    found = experiment.prepare(args, source, results)
    _announce(found, results.folder)
    printing.say(f"  - networks are trained by the engine {version}")
    experiment.compute(found, args, source, results.folder)

    tables = {
        "cv": result_tables.half(found, "cv", "Cross-validation, pooled over all frames"),
        "evaluation": result_tables.half(found, "evaluation", "Evaluation songs, mean ± standard deviation over songs"),
        "tests": result_tables.paired(
            found,
            f"Per-song RMSE minus that of {found.against}, with its 95 % interval; p of Wilcoxon's test, alone and corrected "
            f"for all {len(found.tests)} tests (Holm; * below .05)",
        ),
    }
    if args.repeats > 1:
        what = "folds and networks drawn" if found.drawn else "networks drawn"
        tables["repeats"] = result_tables.repeated(
            found,
            f"Cross-validation {args.repeats} times, {what} with the seeds {args.seed} to {args.seed + args.repeats - 1}: mean ± "
            f"standard deviation over the repeats of the scores pooled over all frames",
        )
    found.write(results)
    from elman.figures.report import write_report  # matplotlib is slow to import

    with results.writing("report.html") as path:
        write_report(path, found, tables)
    _show(found, tables, results.folder)


def _announce(run, out):
    """Say what will be computed, and what is left out."""
    from elman.corpus.ids import in_short

    corpus = run.corpus
    notes = [(note, in_short(note)) for note in run.notes]
    printing.say(
        f"Corpus {corpus.name}: {len(corpus.development)} development and {len(corpus.evaluation)} evaluation "
        f"songs, {' and '.join(corpus.groups)} columns. Reading: {run.reading}. {len(run.folds)} folds. Results go to {out}",
        *(f"  - {short}{'' if short == note else ': report.html names all'}" for note, short in notes),
    )


def _show(run, tables, out):
    """Print the tables, remarks on them, and where everything is."""
    printing.show(tables["cv"])
    if run.corpus.evaluation:
        printing.show(tables["evaluation"])
    printing.say(*run.remarks)
    if run.corpus.made_up:
        printing.say(printing.MADE_UP)
    if run.reading == "paper":
        printing.say(
            "Reading 'paper': what the text says literally. Its own numbers came from the authors' code, which differs."
        )
    if "repeats" in tables:
        printing.show(tables["repeats"])
    if run.choices:
        printing.say(
            f"Chosen inside the training songs of each fold {CHOSEN}:", *(f"  {line}" for line in run.chosen())
        )
    printing.show(tables["tests"])
    printing.say(
        f"Report: {out / 'report.html'}",
        f"Tables: {out / 'table1.csv'}, significance.csv, learning-curves.csv and predictions/ beside it",
    )
