"""What the main job prints: plain tables for a terminal."""

from elman.corpus.song import EMOTIONS

MADE_UP = "Made-up songs: these scores show how the systems behave; they are no reproduction of the paper's."


def console():
    """Standard output; at least 100 characters wide where it is not a terminal, so that no table is cut."""
    from rich.console import Console

    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=max(made.width, 110))


def say(text):
    """Print a text as it is; a path in it is never broken into two lines."""
    console().print(text, markup=False, soft_wrap=True)


def grid(title):
    """An empty table; its title is shown as it is, whatever brackets a file name may hold."""
    from rich.table import Table
    from rich.text import Text

    return Table(title=Text(title, style="bold not italic"), title_justify="left", caption_justify="left")


def announce(corpus, reading, folds, out):
    """Say what will be computed, and what is left out."""
    columns = " and ".join(corpus.groups)
    say(
        f"Corpus {corpus.name}: {len(corpus.development)} development and {len(corpus.evaluation)} evaluation "
        f"songs, {columns} columns. Reading: {reading}. {len(folds)} folds. Results go to {out}"
    )
    for note in corpus.notes:
        say(f"  - {note}")
    tested = sum(len(fold) for fold in folds)
    if tested < len(corpus.development):
        n = len(corpus.development) - tested
        say(f"  - development songs in no fold: {n}; they are learned from, never tested")
    if not corpus.evaluation:
        say("  - the evaluation half of the table is left out: there are no evaluation songs")
    if "260" in corpus.groups and "268" not in corpus.groups:
        say("  - the rows with 268 columns are left out: the 8 further columns are in no feature file")
    if "260" not in corpus.groups:
        say("  - these are not the paper's columns, so its numbers are not shown beside yours")


def table(corpus, reading, scores, tests, against, remarks):
    """Print both halves of Table 1, remarks on them, and the paired tests."""
    screen = console()
    for protocol, scoring, title in (
        ("cv", "pooled", "Cross-validation, pooled over all frames"),
        ("evaluation", "per song", "Evaluation songs, mean ± standard deviation over songs"),
    ):
        lines = [line for line in scores if line["protocol"] == protocol and line["scoring"] == scoring]
        if lines:
            screen.print(_half(lines, title, with_paper="260" in corpus.groups))
    for remark in remarks:
        say(remark)
    if corpus.made_up:
        screen.print(MADE_UP)
    if reading == "paper":
        screen.print(
            "Reading 'paper': what the text says literally. Its own numbers came from the authors' code, which differs."
        )
    screen.print(_tests(tests, against))


def _half(lines, title, with_paper):
    """One half of the table; under each row, the paper's numbers where it has any."""
    made = grid(title)
    made.add_column("row")
    pooled = lines[0]["scoring"] == "pooled"
    shown = {"rmse": "RMSE", "rmse_over_std": "RMSE/std", "r": "r"} if pooled else {"rmse": "RMSE", "r": "r"}
    for emotion in EMOTIONS:
        for heading in shown.values():
            made.add_column(f"{emotion}\n{heading}", justify="right")
    undefined = 0
    for row in dict.fromkeys(line["row"] for line in lines):
        of_row = [line for line in lines if line["row"] == row]
        undefined += sum(line["n_undefined_r"] or 0 for line in of_row)
        made.add_row(row, *(number(line, score) for line in of_row for score in shown))
        if with_paper and of_row[0]["paper_rmse"] is not None:
            paper = (number(line, f"paper_{score}") for line in of_row for score in shown)
            made.add_row("  the paper's", *paper, style="dim italic")
    if undefined:
        made.caption = f"{undefined} correlations of single songs are undefined (a curve does not vary) and left out."
    return made


def number(line, name):
    """A score with its spread over songs, if it has one, as ``.123 ± .04``."""
    value, spread = line[name], line.get(f"{name}_std")
    if value != value:
        return "undefined"
    return _short(value, 3) + (f" ± {_short(spread, 2)}" if spread is not None else "")


def _short(value, digits):
    """A number below one without its leading zero, as the paper writes it."""
    text = f"{value:.{digits}f}"
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text


def _tests(tests, against):
    made = grid(
        f"Per-song RMSE minus that of {against} (Wilcoxon's p; with a star where it is below .05 after Holm's correction for "
        f"all {len(tests)} tests; intervals stand in the report)"
    )
    made.add_column("row")
    protocols = list(dict.fromkeys(test["protocol"] for test in tests))
    for protocol in protocols:
        for emotion in EMOTIONS:
            made.add_column(f"{protocol}\n{emotion}", justify="right")
    found = {(test["row"], test["protocol"], test["emotion"]): test for test in tests}
    for row in dict.fromkeys(test["row"] for test in tests):
        made.add_row(row, *(_test(found.get((row, p, e))) for p in protocols for e in EMOTIONS))
    return made


def _test(test):
    if test is None:
        return "-"
    if test["p"] != test["p"]:
        return f"{test['difference']:+.3f} (one song)"
    p = f"{test['p']:.3f}".replace("0.", ".", 1) if test["p"] >= 0.001 else "<.001"
    return f"{test['difference']:+.3f} ({p}{'*' if test['p_holm'] < 0.05 else ''})"


def written(out):
    """Say where the results are."""
    say(f"Report: {out / 'report.html'}")
    say(f"Tables: {out / 'table1.csv'}, significance.csv, learning-curves.csv and predictions/ beside it")
