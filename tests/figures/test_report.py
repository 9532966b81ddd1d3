"""The report page: whole, alone, the same each time, and true to its numbers."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from elman.figures import report


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
def page(tmp_path_factory, run):
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
    assert "p &lt; 0.001; Holm 0.002" in text


def test_it_says_what_was_run(page):
    text, _ = page
    for expected in ("5 development songs, 3", "2 folds, seed 7", "reading “code”", "a &lt;note&gt; &amp; more"):
        assert expected in text
    assert "made up" not in text


def test_made_up_songs_and_no_evaluation_songs(tmp_path, run):
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
    test = {"difference": 0.1, "low": np.nan, "high": np.nan, "p": np.nan, "p_holm": np.nan}
    assert "one song, no test" in report._test(test)
    assert "nan" not in report._test(test)
    assert report._test(None) == "<td>–</td>"
