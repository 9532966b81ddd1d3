"""The report page: whole, alone, the same each time, and true to its numbers."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from elman.corpus.song import Corpus, Song
from elman.evaluation.scores import score
from elman.figures import report

STAGES = ("rnn", "rnn + smoothing", "rnn + rnn2")


def songs(n, first, T):
    rng = np.random.default_rng(first)
    return [
        Song(str(first + i), np.zeros((T, 1)), rng.uniform(-1, 1, (T, 2)), 15 + 0.5 * np.arange(T)) for i in range(n)
    ]


def run(n_evaluation=3, made_up=False, name="small"):
    """The arguments of `write_report`, with predictions at random."""
    corpus = Corpus(
        *(name, ("a",), {"12": ("a",)}), development=songs(5, 1, 20), evaluation=songs(n_evaluation, 2001, 30),
        made_up=made_up, notes=("a <note> & more",),
    )  # fmt: skip
    rng, predictions, scores, tests = np.random.default_rng(0), {}, [], []
    for row in ("lr 12", "rnn 12", "rnn 12 + smoothing", "rnn 12 + rnn2"):
        for protocol, found in (("cv", corpus.development), ("evaluation", corpus.evaluation)):
            if not found:
                continue
            curves = [0.5 * song.targets + rng.normal(0, 0.3, song.targets.shape) for song in found]
            predictions[row, protocol] = {song.id: Y for song, Y in zip(found, curves, strict=True)}
            for line in score([song.targets for song in found], curves, ("valence", "arousal")):
                empty = dict.fromkeys(("paper_rmse", "paper_rmse_std", "paper_r", "paper_r_std"))
                scores.append({"row": row, "protocol": protocol} | line | empty)
            for emotion in ("valence", "arousal"):
                names = {"row": row, "against": "lr 12", "protocol": protocol, "emotion": emotion}
                tests.append(names | {"difference": -0.01, "low": -0.02, "high": 0.005, "p": 0.0001})
    curves = [("12", network, m, rng.random(4)) for network in ("rnn", "rnn2") for m in range(3)]
    return corpus, "code", 7, (("1", "2"), ("3", "4", "5")), scores, tests, curves, predictions


class Page(HTMLParser):
    """Counts tags that were opened and not closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.sources = [], []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.sources += [value for name, value in attrs if name in ("src", "href")]
        if tag not in ("img", "meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    arguments = run()
    report.write_report(path, *arguments)
    return path.read_text(encoding="utf-8"), arguments


def test_it_is_whole_and_alone(page):
    text, _ = page
    parsed = Page(text)
    assert len(parsed.sources) == 4
    assert all(source.startswith("data:image/svg+xml;base64,") for source in parsed.sources)
    for forbidden in ("http:", "https:", "<script", "url(", "@import"):
        assert forbidden not in text


def test_the_same_run_gives_the_same_page(page, tmp_path):
    text, arguments = page
    report.write_report(tmp_path / "again.html", *arguments)
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["again.html"]


def test_its_numbers_are_those_of_the_scores(page):
    text, (_, _, _, _, scores, *_) = page
    cells = [re.sub("<br>.*", "", cell) for cell in re.findall("<td>(.*?)</td>", text)]
    for line in scores:
        if line["scoring"] != ("pooled" if line["protocol"] == "cv" else "per song"):
            continue
        spread = f" ± {line['rmse_std']:.2f}" if line["rmse_std"] is not None else ""
        assert f"{line['rmse']:.3f}{spread}" in cells
        assert f"{line['rmse_over_std']:.3f}" in cells
    assert "-0.010 [-0.020, +0.005]" in cells
    assert "p &lt; 0.001" in text


def test_it_says_what_was_run(page):
    text, _ = page
    for expected in ("5 development songs, 3", "2 folds, seed 7", "reading “code”", "a &lt;note&gt; &amp; more"):
        assert expected in text
    assert "made up" not in text


def test_made_up_songs_and_no_evaluation_songs(tmp_path):
    report.write_report(tmp_path / "r.html", *run(n_evaluation=0, made_up=True, name="a<b>"))
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    Page(text)
    assert "<strong>made up</strong>" in text
    assert "Table 1 on a&lt;b&gt;" in text
    assert "Evaluation songs" not in text
    assert text.count("<figure>") == 3


def test_the_papers_numbers_stand_below_ours():
    line = {"rmse": 0.25, "rmse_std": 0.1, "rmse_over_std": 0.8, "paper_rmse": 0.366, "paper_rmse_std": 0.18}
    assert report._cell(line, "rmse") == "<td>0.250 ± 0.10<br><span class='paper'>0.366 ± 0.18</span></td>"
    assert report._cell(line, "rmse_over_std") == "<td>0.800<br><span class='paper'></span></td>"
    assert report._number(np.nan, None) == "undefined"


def test_a_test_of_one_song_is_none():
    test = {"difference": 0.1, "low": np.nan, "high": np.nan, "p": np.nan}
    assert "one song, no test" in report._test(test)
    assert "nan" not in report._test(test)
    assert report._test(None) == "<td>–</td>"


def test_the_songs_shown_are_the_median_ones():
    corpus, *_, predictions = run()
    found = report.example_songs(corpus, predictions, "12")
    assert [(protocol, which) for protocol, _, which in found] == [("cv", "median"), ("evaluation", "median")]
    for protocol, song, _ in found:
        pool = corpus.development if protocol == "cv" else corpus.evaluation
        r = {
            s.id: np.corrcoef(s.targets[:, 1], predictions["rnn 12 + smoothing", protocol][s.id][:, 1])[0, 1]
            for s in pool
        }
        assert r[song.id] == np.median(list(r.values()))


def test_the_best_song_takes_the_place_of_an_evaluation_song():
    corpus, *_, predictions = run(n_evaluation=0)
    [_, (protocol, song, which)] = report.example_songs(corpus, predictions, "12")
    assert (protocol, which) == ("cv", "best")
    curves = predictions["rnn 12 + smoothing", "cv"]
    r = {s.id: np.corrcoef(s.targets[:, 1], curves[s.id][:, 1])[0, 1] for s in corpus.development}
    assert song.id == max(r, key=r.get)


def test_the_songs_figure_draws_all_stages_of_both_songs():
    corpus, *_, predictions = run()
    made = report.songs_figure(corpus, predictions, "12")
    assert len(made.axes) == 4
    for ax in made.axes:
        assert [line.get_label() for line in ax.get_lines()] == [*STAGES, "target"]
    [legend] = made.legends
    box = legend.get_window_extent()
    assert not any(box.overlaps(ax.get_window_extent()) for ax in made.axes)


def test_the_scores_figure_has_room_for_its_legend():
    _, _, _, _, scores, *_ = run()
    made = report.scores_figure([s for s in scores if (s["protocol"], s["scoring"]) == ("cv", "pooled")])
    box = made.legends[0].get_window_extent()
    for ax in made.axes:
        assert len(ax.get_lines()[0].get_xdata()) == 4
        assert not box.overlaps(ax.get_window_extent())
