"""The report page: whole, alone, the same each time, and true to its numbers."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from elman.commands import result_tables
from elman.corpus.ids import count_songs
from elman.figures import report
from elman.systems.table1 import Row


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
    text, (run, _) = page
    cells = [re.sub("<br>.*|</?strong>", "", cell) for cell in re.findall("<td[^>]*>(.*?)</td>", text)]
    for line in run.scores:
        if line["scoring"] != ("pooled" if line["protocol"] == "cv" else "per song"):
            continue
        spread = f" ± {line['rmse_std']:.2f}" if line["rmse_std"] is not None else ""
        assert f"{line['rmse']:.3f}{spread}".replace("0.", ".") in cells
        assert f"{line['rmse_over_std']:.3f}".removeprefix("0") in cells
    assert "-.010 [-.020, +.005]" in cells
    assert "p &lt;.001, Holm .002*" in text


def test_a_star_is_explained_only_where_there_is_one(page):
    text, (_, tables) = page
    assert "* the best of its column." in str(tables["cv"])
    assert "* the best" not in text
    assert "The best of each column is bold." in text


def test_only_systems_that_are_in_a_table_are_counted_each_with_its_columns(tmp_path, run):
    """As the paper's: BSL is scored on the evaluation songs only, and with 260 columns only."""
    given, tables = run()
    rows = [Row(system, group, "", "") for system in ("lr", "rnn") for group in ("260", "268")]
    given.rows = [Row("BSL", "260", "", "", ("evaluation",)), *rows]
    lines = [line for line in given.scores if line["row"] == "lr 12"]
    for there, opening in (
        (given.rows, "by 3 systems: BSL with 260 feature columns; lr, rnn, each with 260 and 268 feature columns."),
        (rows, "by 2 systems: lr, rnn, each with 260 and 268 feature columns."),
    ):
        given.scores = [line | {"row": row.name} for line in lines for row in there]
        report.write_report(tmp_path / "r.html", given, tables)
        assert opening in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_long_list_of_songs_is_shown_where_it_is_asked_for(tmp_path, run):
    given, tables = run()
    whole = f"left out: {count_songs(range(1, 900, 2))}"
    given.notes = ["left out: 1 song (7)", whole]
    report.write_report(tmp_path / "r.html", given, tables)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    Page(text)
    assert "<li>left out: 1 song (7)</li>" in text
    assert "<li>left out: 450 songs (1, 3, 5, 7, 9, ...)<details>" in text
    assert text.count(whole) == 1


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
    assert "4 systems on a&lt;b&gt;" in text
    assert "Evaluation songs" not in text
    assert text.count("<figure>") == 3


def test_the_papers_numbers_stand_below_ours(tmp_path, run):
    given, _ = run()
    line = next(line for line in given.scores if (line["row"], line["scoring"]) == ("rnn 12", "pooled"))
    line |= {"paper_rmse": 0.366, "paper_r": 0.5}
    half = result_tables.half(given, "cv")
    (cell,) = [cell for row in half.rows for cell in row if cell.below == ".366"]
    assert cell.text.startswith(f"{line['rmse']:.3f}".removeprefix("0"))
    assert "<br><small>.366</small>" in half.html()


def test_a_test_of_one_song_is_none(run):
    given, _ = run()
    for test in given.tests:
        test |= dict.fromkeys(("low", "high", "p", "p_holm"), np.nan)
    text = result_tables.paired(given).html()
    assert "one song, no test" in text
    assert "nan" not in text
