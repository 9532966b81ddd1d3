"""The report page of the main job: one file that needs nothing else, for a screen and for paper."""

from html import escape

import elman
from elman.corpus.song import EMOTIONS
from elman.figures import report_pictures
from elman.figures.style import data_uri
from elman.files import atomic

CSS = """
body { font: 16px/1.55 Georgia, serif; color: #1a1a1a; background: #fff;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, table, figcaption, .note { font-family: system-ui, sans-serif }
h1 { font-size: 1.7rem }
h2 { font-size: 1.2rem; margin-top: 2.4rem }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; width: 100% }
th, td { padding: .3rem .5rem; text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
thead th { border-bottom: 1.5px solid #1a1a1a; vertical-align: bottom }
td { vertical-align: top; line-height: 1.3 }
tbody tr + tr td { border-top: 1px solid #e4e4e4 }
.paper { color: #5a5a5a; font-style: italic; font-size: .76rem }
.scroll { overflow-x: auto }
figure { margin: 1.2rem 0 }
figure img { width: 100%; height: auto }
figcaption { font-size: .85rem; color: #444 }
.note { background: #fff6e0; border-left: 4px solid #e69f00; padding: .6rem .9rem; font-size: .92rem }
ul.small { font-size: .9rem }
@media print { body { max-width: none; margin: 0 } figure, table { break-inside: avoid } }
"""


def write_report(path, corpus, reading, seed, folds, scores, tests, curves, predictions, remarks=()):
    """Write the page.

    Parameters
    ----------
    path : pathlib.Path
    corpus : Corpus
    reading : str
    seed : int
    folds : tuple of tuple of str
    scores, tests : lists of dict
        What table1.csv and significance.csv hold.
    curves : list
        As `elman.systems.reproduction.learning_curves` gives them.
    predictions : dict of (row name, protocol) to dict of str to array (T, 2)
    remarks : sequence of str
        What a reader of the scores must know.
    """
    group = list(corpus.groups)[-1]
    sections = [
        _opening(corpus, reading, seed, folds),
        _half(scores, "cv", "pooled", "Cross-validation", _CV_TEXT.format(n=len(folds))),
        _half(scores, "evaluation", "per song", "Evaluation songs", _EVALUATION_TEXT) if corpus.evaluation else "",
        "".join(f"<p class='note'>{escape(remark)}</p>" for remark in remarks),
        _tests(tests),
        _scores_figure(scores),
        _learning(corpus, curves),
        _songs(corpus, predictions, group),
        _per_song(corpus, predictions, group) if corpus.evaluation else "",
    ]
    page = (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>Table 1 on {escape(corpus.name)}</title><style>{CSS}</style></head><body>\n"
        + "\n".join(section for section in sections if section)
        + "\n</body></html>\n"
    )
    with atomic(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


_CV_TEXT = """The songs are dealt to {n} folds. Each fold is predicted by systems that never saw its songs. Errors and
correlations are pooled over all frames, so differences <em>between</em> songs dominate r."""
_EVALUATION_TEXT = """The final systems learned from all development songs. Every evaluation song is scored alone; mean ±
standard deviation over songs. Here only the movement <em>within</em> a song counts, so these numbers must not be compared
with the table above."""


def _opening(corpus, reading, seed, folds):
    made_up = (
        "<p class='note'>These songs are <strong>made up</strong> with a known law. The scores show how the systems behave; "
        "they are no reproduction of the paper's numbers, which stand beside them for orientation.</p>"
        if corpus.made_up
        else ""
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in corpus.notes)
    return f"""<h1>Emotion in music, twice a second: Table 1</h1>
<p>Valence and arousal of music, predicted frame by frame by an Elman network of 10 tanh units, its output smoothed over 13
frames, and fed to a second network: the systems of T. Pellegrini and V. Barrière, <em>Time-continuous Estimation of Emotion
in Music with Recurrent Neural Networks</em> (MediaEval 2015), each beside linear regression.</p>
{made_up}
<ul class='small'><li>corpus {escape(corpus.name)}: {len(corpus.development)} development songs, {len(corpus.evaluation)}
evaluation songs</li>{notes}<li>reading “{escape(reading)}” of the paper, {len(folds)} folds, seed {seed},
elman {elman.__version__}</li></ul>"""


def _half(scores, protocol, scoring, title, text):
    """One half of Table 1; under each of our numbers, small and grey, the paper's."""
    lines = [line for line in scores if line["protocol"] == protocol and line["scoring"] == scoring]
    with_paper = any(line["paper_rmse"] is not None for line in lines)
    head = "".join(f"<th>{emotion}<br>{name}</th>" for emotion in EMOTIONS for name in ("RMSE", "RMSE / std", "r"))
    body = []
    for row in dict.fromkeys(line["row"] for line in lines):
        of_row = [line for line in lines if line["row"] == row]
        cells = "".join(_cell(line, name) for line in of_row for name in ("rmse", "rmse_over_std", "r"))
        body.append(f"<tr><td>{escape(row)}</td>{cells}</tr>")
    undefined = sum(line["n_undefined_r"] or 0 for line in lines)
    left_out = f"<p>{undefined} correlations of single songs are undefined and left out.</p>" if undefined else ""
    text += " The paper's numbers stand below ours, in grey italics." if with_paper else ""
    return (
        f"<h2>{title}</h2><p>{text}</p><div class='scroll'><table><thead><tr><th>row</th>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>{left_out}"
    )


def _cell(line, name):
    paper = _number(line.get(f"paper_{name}"), line.get(f"paper_{name}_std"))
    return f"<td>{_number(line[name], line.get(f'{name}_std'))}<br><span class='paper'>{paper}</span></td>"


def _number(value, spread):
    if value is None:
        return ""
    if value != value:
        return "undefined"
    return f"{value:.3f}" + (f" ± {spread:.2f}" if spread is not None and spread == spread else "")


def _tests(tests):
    """All paired tests as one grid, a column for each protocol and emotion."""
    if not tests:
        return ""
    kinds = list(dict.fromkeys((test["protocol"], test["emotion"]) for test in tests))
    head = "".join(f"<th>{_PROTOCOLS[protocol]}<br>{emotion}</th>" for protocol, emotion in kinds)
    found = {(test["row"], test["protocol"], test["emotion"]): test for test in tests}
    body = "".join(
        f"<tr><td>{escape(row)}</td>{''.join(_test(found.get((row, *kind))) for kind in kinds)}</tr>"
        for row in dict.fromkeys(test["row"] for test in tests)
    )
    return f"""<h2>Better, or significantly better?</h2>
<p>Each song's RMSE with the system of a row minus the same song's RMSE with <strong>{escape(tests[0]["against"])}</strong>,
the mean over songs: below zero is better. In brackets the interval that holds the mean in 95 % of bootstrap samples of songs;
p is of Wilcoxon's signed-rank test; after it stands p corrected for the {len(tests)} tests of this table (Holm): among
twenty tests one is expected below 0.05 where nothing differs.</p>
<div class='scroll'><table><thead><tr><th>row</th>{head}</tr></thead><tbody>{body}</tbody></table></div>"""


def _test(test):
    if test is None:
        return "<td>–</td>"
    if test["p"] != test["p"]:
        return f"<td>{test['difference']:+.3f}<br><span class='paper'>one song, no test</span></td>"
    alone, corrected = (f"{test[name]:.3f}" if test[name] >= 0.001 else "&lt; 0.001" for name in ("p", "p_holm"))
    interval = f"[{test['low']:+.3f}, {test['high']:+.3f}]"
    return f"<td>{test['difference']:+.3f} {interval}<br><span class='paper'>p {alone}; Holm {corrected}</span></td>"


_PROTOCOLS = {"cv": "cross-validation", "evaluation": "evaluation"}


def _picture(made, alternative, caption):
    return (
        f"<figure><img alt='{escape(alternative)}' src='{data_uri(made)}'><figcaption>{caption}</figcaption></figure>"
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
            " These songs were made so that valence within a song can only be told by way of arousal, and the two go together "
            "in development only."
            if corpus.made_up
            else ""
        ),
    )
