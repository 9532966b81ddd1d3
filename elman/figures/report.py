"""The report page of the main job: one file that needs nothing else, for a screen, a phone and paper."""

from html import escape

import elman
from elman.corpus.ids import in_short
from elman.figures import report_pictures
from elman.figures.style import data_uri
from elman.files import atomic
from elman.formats import CHOSEN

CSS = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --soft: #555; --line: #ddd; --note: #fff6e0 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181b; --soft: #a9adb3; --line: #3a3e44; --note: #33290f }
}
body { font: 16px/1.55 Georgia, serif; color: var(--ink); background: var(--paper); margin: 0 }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
h1, h2, table, figcaption, .note { font-family: system-ui, sans-serif }
h1 { font-size: 1.7rem; line-height: 1.25 }
h2 { font-size: 1.2rem; margin-top: 2.4rem }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums }
th, td { white-space: nowrap; vertical-align: top; line-height: 1.3 }
th:first-child, td:first-child { position: sticky; left: 0; background: var(--paper) }
thead th { border-bottom: 1.5px solid var(--ink); vertical-align: bottom }
tbody tr + tr td { border-top: 1px solid var(--line) }
td small { color: var(--soft); font-style: italic }
.scroll { overflow-x: auto }
figure { margin: 1.2rem 0 }
figure img { display: block; width: 100%; min-width: 34rem; height: auto; background: #fff; border-radius: 4px }
figcaption { font-size: .85rem; color: var(--soft); margin-top: .4rem }
.note { background: var(--note); border-left: 4px solid #e69f00; padding: .6rem .9rem; font-size: .92rem }
ul.small { font-size: .9rem }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #ddd; --note: #fff }
  main { max-width: none; margin: 0 } figure, table { break-inside: avoid } .scroll { overflow: visible }
  figure img { min-width: 0 }
}
"""


def write_report(path, run, tables):
    """Write the page.

    Parameters
    ----------
    path : pathlib.Path
    run : elman.commands.results.Run
        What was computed, with the corpus and the predictions.
    tables : dict of str to elman.tables.Table
        "cv", "evaluation" and "tests"; "repeats" where the cross-validation was repeated.
    """
    corpus, group = run.corpus, list(run.corpus.groups)[-1]
    with_paper = any(line["paper_rmse"] is not None for line in run.scores)
    sections = [
        _opening(run, with_paper),
        _table("Cross-validation", _CV_TEXT.format(n=len(run.folds)) + _below(with_paper), tables["cv"]),
        _table("Cross-validation, repeated", _REPEATS_TEXT, tables["repeats"]) if "repeats" in tables else "",
        _table("Evaluation songs", _EVALUATION_TEXT + _below(with_paper), tables["evaluation"])
        if corpus.evaluation
        else "",
        "".join(f"<p class='note'>{escape(remark)}</p>" for remark in run.remarks),
        _table(
            "Better, or significantly better?",
            _TESTS_TEXT.format(against=escape(run.against), n=len(run.tests)),
            tables["tests"],
        )
        if run.tests
        else "",
        _chosen(run.chosen()),
        _scores_figure(run.scores),
        _learning(corpus, run.curves),
        _songs(corpus, run.predictions, group),
        _per_song(corpus, run.predictions, group) if corpus.evaluation else "",
    ]
    page = (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(_title(run))}</title><style>{CSS}</style></head><body><main>\n"
        + "\n".join(section for section in sections if section)
        + "\n</main></body></html>\n"
    )
    with atomic(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


_CV_TEXT = """The songs are dealt to {n} folds. Each fold is predicted by systems that never saw its songs. Errors and
correlations are pooled over all frames, so differences <em>between</em> songs dominate r."""
_REPEATS_TEXT = """Another seed gives other networks (and other folds, where they are drawn). Two rows that differ by less
than their scores vary here cannot be told apart by one cross-validation."""
_EVALUATION_TEXT = """The final systems were trained on all development songs. Every evaluation song is scored alone; mean ±
standard deviation over songs. Here only the movement <em>within</em> a song counts, so these numbers must not be compared
with the table above."""
_TESTS_TEXT = """Each song's RMSE with the system of a row minus the same song's RMSE with <strong>{against}</strong>,
the mean over songs: below zero is better. In brackets the interval that holds the mean in 95 % of bootstrap samples of songs;
p is of Wilcoxon's signed-rank test; after it stands p corrected for the {n} tests of this table (Holm), with a star where it
is below .05: among twenty tests one p below .05 is expected where nothing differs."""


def _below(with_paper):
    return " The best of each column is bold." + (
        " The paper's numbers stand below ours, in grey italics." if with_paper else ""
    )


def _title(run):
    return f"{len(_systems(run))} systems on {run.corpus.name}"


def _systems(run):
    """The systems that have a row in a table, and the groups of columns of each."""
    shown, systems = {line["row"] for line in run.scores}, {}
    for row in run.rows:
        if row.name in shown:
            systems.setdefault(row.system, []).append(row.group)
    return systems


def _with_columns(systems):
    """The systems in words, those with the same groups of columns together."""
    alike = {}
    for system, groups in systems.items():
        alike.setdefault(" and ".join(groups), []).append(system)
    return "; ".join(
        f"{', '.join(names)}{', each' if len(names) > 1 else ''} with {groups} feature columns"
        for groups, names in alike.items()
    )


def _note(note):
    """A note; a long list of songs is shown where it is asked for."""
    short = in_short(note)
    whole = "" if short == note else f"<details><summary>All of them</summary>{escape(note)}</details>"
    return f"<li>{escape(short)}{whole}</li>"


def _opening(run, with_paper):
    corpus = run.corpus
    made_up = (
        "<p class='note'>These songs are <strong>made up</strong>, from a known generative model. The scores show how the "
        "systems behave; they are no reproduction of the paper's numbers, which stand beside them for orientation.</p>"
        if corpus.made_up
        else ""
    )
    systems = _systems(run)
    paper = (
        "Beside them stand the numbers of T. Pellegrini and V. Barrière, <em>Time-continuous Estimation of Emotion in Music "
        "with Recurrent Neural Networks</em> (MediaEval 2015), for the systems of that paper."
        if with_paper
        else ""
    )
    notes = "".join(map(_note, run.notes))
    return f"""<h1>Emotion in music, twice a second: {escape(_title(run))}</h1>
<p>Valence and arousal of music, predicted frame by frame by {len(systems)} systems: {escape(_with_columns(systems))}. {paper}</p>
{made_up}
<ul class='small'><li>corpus {escape(corpus.name)}: {len(corpus.development)} development songs, {len(corpus.evaluation)}
evaluation songs</li>{notes}<li>reading “{escape(run.reading)}” of the paper, {len(run.folds)} folds, seed {run.seed},
elman {elman.__version__}</li></ul>"""


def _table(title, text, table):
    return (
        f"<h2>{title}</h2><p>{text}</p><div class='scroll' tabindex='0' role='region' aria-label='{title}'>{table.html()}</div>"
        + (f"<p><small>{escape(table.note)}</small></p>" if table.note else "")
    )


def _chosen(lines):
    if not lines:
        return ""
    return (
        f"<h2>What was chosen</h2><p>Inside the training songs of each fold {escape(CHOSEN)}.</p><ul class='small'>"
        + "".join(f"<li>{escape(line)}</li>" for line in lines)
        + "</ul>"
    )


def _picture(made, alternative, caption):
    return (
        f"<figure><div class='scroll' tabindex='0' role='region' aria-label='{escape(alternative)}'>"
        f"<img alt='{escape(alternative)}' src='{data_uri(made)}'></div><figcaption>{caption}</figcaption></figure>"
    )


def _scores_figure(scores):
    lines = [line for line in scores if line["protocol"] == "cv" and line["scoring"] == "pooled"]
    return "<h2>The table as a picture</h2>" + _picture(
        report_pictures.scores(lines),
        "Correlation of every row, ours and the paper's",
        "Pooled correlation in cross-validation. Further right is better.",
    )


def _learning(corpus, curves):
    return "<h2>Learning</h2>" + _picture(
        report_pictures.learning(corpus.groups, curves),
        "Training cost against epoch",
        "Mean cost (error and penalties) of the training songs in each epoch: a thin line for each network, a thick one for "
        "their mean. rnn2 reads the smoothed output of rnn.",
    )


def _songs(corpus, predictions, group):
    return "<h2>Two songs</h2>" + _picture(
        report_pictures.two_songs(corpus, predictions, group),
        "Target and predicted curves of two songs",
        f"What was to be predicted, and what each stage predicts ({group} columns). The first and last 6 frames are not "
        "smoothed, as in the paper: there the smoothed line jumps with the raw one.",
    )


def _per_song(corpus, predictions, group):
    return "<h2>Song by song</h2>" + _picture(
        report_pictures.per_song(corpus, predictions, group),
        "Correlation within each song, development and evaluation",
        f"Correlation within each song for rnn {escape(group)} + smoothing: a dot is a song, the box holds the middle half, "
        "the line in it is the median."
        + (
            " In these songs valence within a song can only be predicted by way of arousal, and the two go together in "
            "development only."
            if corpus.made_up
            else ""
        ),
    )
