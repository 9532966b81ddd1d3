"""``elman reproduce``: the same bits however it is run, and a table that can be trusted."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from elman.commands import identity, reproduce
from elman.corpus import synthetic
from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.ids import count_songs
from elman.corpus.source import Source
from elman.corpus.tables import read_curves
from elman.evaluation.significance import holm
from elman.readings import READINGS
from elman.systems import reproduction

DATA = Path(os.environ.get("ELMAN_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
ROWS_12 = ["lr 12", "rnn 12", "rnn 12 + smoothing", "rnn 12 + rnn2"]
SMALL = ("--folds", "3", "--jobs", "1")


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def few_epochs(monkeypatch):
    few = {name: replace(reading, network=replace(reading.network, n_epochs=3)) for name, reading in READINGS.items()}
    monkeypatch.setattr(reproduction, "READINGS", few)


@pytest.fixture
def no_report(monkeypatch):
    """Pictures take most of the time of so small a run; this test does not look at them."""
    monkeypatch.setattr("elman.figures.report.write_report", lambda path, *args: path.write_text("no report"))


@pytest.fixture(scope="module")
def done(tmp_path_factory, songs_in):
    """One whole run in this process: its songs, its folder, and what it printed."""
    from contextlib import redirect_stdout
    from io import StringIO

    from elman.__main__ import main

    base = tmp_path_factory.mktemp("reproduce")
    own, said = songs_in(base / "own", 7, 2), StringIO()
    with redirect_stdout(said):
        assert main(["reproduce", "--corpus", str(own), *SMALL, "--out", str(base / "out")]) == 0
    return own, base / "out", said.getvalue()


# What is written.


def test_the_table_is_complete(done):
    lines = table(done[1] / "table1.csv")
    assert list(lines[0]) == [
        *("row", "system", "columns", "protocol", "scoring", "emotion"),
        *("rmse", "rmse_std", "rmse_over_std", "r", "r_std", "ccc", "ccc_std", "n_undefined_r", "n_songs", "n_frames"),
        *("paper_rmse", "paper_rmse_std", "paper_rmse_over_std", "paper_r", "paper_r_std"),
    ]
    keys = [tuple(line[name] for name in ("row", "protocol", "scoring", "emotion")) for line in lines]
    assert keys == [
        (row, protocol, scoring, emotion)
        for row in ROWS_12
        for protocol in ("cv", "evaluation")
        for scoring in ("pooled", "per song")
        for emotion in ("valence", "arousal")
    ]
    for line in lines:
        assert line["n_songs"] == ("7" if line["protocol"] == "cv" else "2")
        assert line["n_frames"] == str(24 * int(line["n_songs"]))
        assert float(line["rmse"]) > 0
        assert (line["rmse_std"] == "") == (line["scoring"] == "pooled")


def test_predictions_read_back_give_the_numbers_of_the_table(done, elman):
    own, out, _ = done
    labels = read_curves(own / "labels.csv") | read_curves(own / "labels-evaluation.csv")
    for line in table(out / "table1.csv"):
        name = line["row"].replace(" + ", "-").replace(" ", "-")
        curves = read_curves(out / "predictions" / line["protocol"] / f"{name}.csv")
        n = ("valence", "arousal").index(line["emotion"])
        errors = [values[:, n] - labels[song][1][:, n] for song, (_, values) in curves.items()]
        assert all(np.array_equal(times, labels[song][0]) for song, (times, _) in curves.items())
        if line["scoring"] == "pooled":
            expected = np.sqrt(np.mean(np.concatenate(errors) ** 2))
        else:
            expected = np.mean([np.sqrt(np.mean(error**2)) for error in errors])
        assert float(line["rmse"]) == pytest.approx(expected, rel=1e-12)


def test_elman_evaluate_prints_the_same_numbers(done, elman):
    own, out, _ = done
    result = elman("evaluate", own / "labels.csv", out / "predictions" / "cv" / "rnn-12-smoothing.csv", "--json")
    lines = [line for line in table(out / "table1.csv") if (line["row"], line["protocol"]) == (ROWS_12[2], "cv")]
    for found, line in zip(json.loads(result.out)["scores"], lines, strict=True):
        for name in ("scoring", "emotion"):
            assert found[name] == line[name]
        for name in ("rmse", "rmse_over_std", "r", "n_songs", "n_frames"):
            assert float(found[name]) == float(line[name])


def test_the_paired_tests(done):
    lines = table(done[1] / "significance.csv")
    assert [(line["row"], line["protocol"], line["emotion"]) for line in lines] == [
        (row, protocol, emotion)
        for protocol in ("cv", "evaluation")
        for row in ROWS_12[1:]
        for emotion in ("valence", "arousal")
    ]
    scores = {(s["row"], s["protocol"], s["emotion"]): s for s in table(done[1] / "table1.csv") if s["rmse_std"]}
    for line in lines:
        row, lr = (scores[name, line["protocol"], line["emotion"]] for name in (line["row"], "lr 12"))
        assert line["against"] == "lr 12"
        assert float(line["difference"]) == pytest.approx(float(row["rmse"]) - float(lr["rmse"]), abs=1e-12)
        assert float(line["low"]) <= float(line["difference"]) <= float(line["high"])
        assert 0 < float(line["p"]) <= 1
    corrected = holm([float(line["p"]) for line in lines])
    np.testing.assert_array_equal([float(line["p_holm"]) for line in lines], corrected)


def test_the_learning_curves(done):
    lines = table(done[1] / "learning-curves.csv")
    assert len(lines) == 2 * 4 * 50  # networks, three folds and the final model, epochs
    first = [float(line["cost"]) for line in lines if (line["network"], line["model"]) == ("rnn", "0")]
    assert first[-1] < first[0]
    assert [int(line["epoch"]) for line in lines[:50]] == list(range(1, 51))


def test_the_report_needs_nothing_else(done):
    page = (done[1] / "report.html").read_text(encoding="utf-8")
    assert "http:" not in page
    assert "https:" not in page
    for source in re.findall(r"""(?:src|href)\s*=\s*["']?([^"'>]+)""", page):
        assert source.startswith("data:image/svg+xml;base64,")
    assert "<script" not in page
    assert "url(" not in page
    for row in ROWS_12:
        assert f">{row}</td>" in page
    assert page.count("<figure>") == 4
    assert "made up" not in page
    assert "The paper's numbers" not in page


def test_own_songs_are_not_set_beside_the_papers_numbers(done):
    _, out, said = done
    assert all(line["paper_rmse"] == line["paper_r"] == "" for line in table(out / "table1.csv"))
    assert "the paper's  " not in said
    assert "not the paper's columns" in said
    assert "Cross-validation" in said
    assert "Evaluation songs" in said
    assert str(out / "report.html") in said


# The same bits, however it is run.


def test_a_long_list_of_songs_is_told_in_short_and_where_it_is_whole(capsys, own):
    corpus = Source(own).load()
    found = SimpleNamespace(
        corpus=corpus, reading="code", folds=[], notes=[f"left out: {count_songs(range(1, 900, 2))}"]
    )
    reproduce._announce(found, "here")
    assert "left out: 450 songs (1, 3, 5, 7, 9, ...): report.html names all\n" in capsys.readouterr().out


def test_a_second_call_computes_nothing_and_gives_the_same(done, elman, files, monkeypatch):
    own, out, _ = done
    before = files(out)
    for family in reproduction.FAMILIES:
        monkeypatch.setitem(reproduction.FAMILIES, family, lambda *args: pytest.fail("computed again"))
    assert elman("reproduce", "--corpus", own, *SMALL, "--out", out).status == 0
    assert files(out) == before


def test_two_processes_give_the_same_bits(done, tmp_path, start, files):
    own, out, _ = done
    process = start("reproduce", "--corpus", own, "--folds", "3", "--jobs", "2", "--out", tmp_path / "out")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert tables(tmp_path / "out", files) == tables(out, files)


def tables(out, files):
    """All results but the parts, whose files hold the time they were written."""
    found = {name: content for name, content in files(out).items() if not name.startswith("parts/")}
    assert "table1.csv" in found
    return found


def test_interrupted_and_resumed_gives_the_same_bits(done, tmp_path, elman, files, monkeypatch):
    own, out, _ = done
    args = ("reproduce", "--corpus", own, *SMALL, "--out", tmp_path / "out")
    linear = reproduction.FAMILIES["linear"]

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setitem(reproduction.FAMILIES, "linear", interrupt)
    result = elman(*args)
    assert result.status == 130
    assert "interrupted: 1 of 2 parts" in result.err
    assert "the same command goes on from there" in result.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["parts"]

    monkeypatch.setitem(reproduction.FAMILIES, "linear", linear)
    monkeypatch.setitem(reproduction.FAMILIES, "recurrent", lambda *args: pytest.fail("computed again"))
    result = elman(*args)
    assert result.status == 0
    assert "1 of 2 parts were done before" in result.err
    assert tables(tmp_path / "out", files) == tables(out, files)


# The second part takes so long that the signal finds it at work.
SLOW = """
import time
from elman.systems import reproduction
def slow(*_):
    time.sleep(60)
reproduction.FAMILIES["linear"] = slow
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to a process on Windows")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_is_heard_at_once_and_what_is_done_is_kept(done, tmp_path, start, elman, files, no_report, jobs):
    own, out, _ = done
    args = ("reproduce", "--corpus", own, "--folds", 3, "--jobs", jobs, "--out", tmp_path / "out")
    process = start(*args, before=SLOW)
    part = tmp_path / "out" / "parts" / "recurrent-12-0.npz"
    waited_until = time.monotonic() + 60
    while not part.exists() and process.poll() is None and time.monotonic() < waited_until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    before = time.monotonic()
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - before < 15
    assert process.returncode == 130, err
    assert "interrupted: 1 of 2 parts are done" in err
    assert "Traceback" not in err
    assert sorted(files(tmp_path / "out")) == ["parts/recurrent-12-0.npz"]
    assert elman(*(*args[:-4], "--jobs", 1, *args[-2:])).status == 0
    found, expected = tables(tmp_path / "out", files), tables(out, files)
    for name in ("report.html", ".elman.json"):  # this test writes another report
        del found[name], expected[name]
    assert found == expected


# Made-up songs and the paper's columns.


@pytest.fixture
def made_up(monkeypatch, few_epochs):
    """The made-up songs, but few of them."""
    whole = synthetic.make
    monkeypatch.setattr(synthetic, "make", lambda seed: whole(seed, n_development=9, n_evaluation=2))


@pytest.mark.parametrize("reading", ["code", "paper"])
def test_made_up_songs(tmp_path, elman, made_up, reading):
    result = elman("reproduce", *SMALL, "--reading", reading, "--seed", 3, "--out", tmp_path)
    assert result.status == 0
    assert "Made-up songs" in result.out
    assert "no reproduction" in result.out
    assert ("Reading 'paper'" in result.out) == (reading == "paper")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<strong>made up</strong>" in page
    assert "no reproduction" in page
    assert "The paper's numbers" in page
    assert f"reading “{reading}”" in page
    lines = table(tmp_path / "table1.csv")
    assert len({line["row"] for line in lines}) == 9
    assert {line["protocol"] for line in lines if line["row"] == "BSL 260"} == {"evaluation"}
    given = {(s["row"], s["protocol"], s["scoring"], s["emotion"]): s for s in lines}
    assert given["rnn 260 + smoothing", "cv", "pooled", "valence"]["paper_r"] == "0.694"
    assert given["rnn 268 + rnn2", "evaluation", "per song", "arousal"]["paper_r_std"] == "0.222"
    # Never crosswise: the paper's pooled numbers beside our per-song ones, or the reverse.
    assert all(
        s["paper_rmse"] == "" for key, s in given.items() if key[1:3] in (("cv", "per song"), ("evaluation", "pooled"))
    )
    for half in ("BSL", "lr"):
        a, b = (given[f"{row} 260", "evaluation", "per song", "arousal"]["rmse"] for row in ("BSL", half))
        assert a == b  # the organisers' baseline is least squares on the 260


def test_a_quick_run_says_so(tmp_path, elman, made_up, no_report, monkeypatch):
    from elman.corpus import source

    monkeypatch.setattr(source, "QUICK_DEVELOPMENT", 6)
    monkeypatch.setattr(source, "QUICK_EVALUATION", 1)
    monkeypatch.chdir(tmp_path)
    result = elman("reproduce", "--quick", "--jobs", 1)
    assert result.status == 0
    assert "6 development and 1 evaluation songs, 260 and 268 columns. Reading: code. 3 folds." in result.out
    assert "quick: the first 6 development and 1 evaluation songs" in result.out
    out = tmp_path / "results" / "synthetic-code-seed0-quick"
    # One evaluation song: a difference, but no test of it.
    [line] = [
        line
        for line in table(out / "significance.csv")
        if (line["row"], line["protocol"], line["emotion"]) == ("rnn 260", "evaluation", "valence")
    ]
    assert (line["low"], line["p"], line["p_holm"], line["n"]) == ("", "", "", "1")
    assert "one song, no test" in result.out


def test_without_evaluation_songs_that_half_is_left_out(own, tmp_path, elman, few_epochs, no_report):
    result = elman("reproduce", "--corpus", own, *SMALL, "--out", tmp_path / "out")
    assert result.status == 0
    assert "there are no evaluation songs" in result.out
    assert "not those of the paper" not in result.out  # twelve columns: none of its numbers is shown
    assert {line["protocol"] for line in table(tmp_path / "out" / "table1.csv")} == {"cv"}
    assert not (tmp_path / "out" / "predictions" / "evaluation").exists()


def test_the_baseline_columns_alone(tmp_path, elman, songs_in, few_epochs, no_report):
    own = songs_in(tmp_path / "own", 4, columns=BASELINE_260, n_frames=15)
    result = elman("reproduce", "--corpus", own, "--folds", 2, "--jobs", 1, "--against", "rnn 260", "--out", tmp_path)
    assert result.status == 0
    assert "268 columns" in result.out
    assert "minus that of rnn 260" in result.out
    # The paper's numbers stand beside, so other people's songs carry the remark that DEAM's carry; in the report too.
    assert "not those of the paper: compare r and RMSE / std" in result.out
    assert {line["against"] for line in table(tmp_path / "significance.csv")} == {"rnn 260"}
    assert len(EXTRA_8) == 8


@pytest.mark.parametrize("name", ["$y_$", "$^$", "a [b]", "\N{MUSICAL NOTE}"])
def test_strange_names(tmp_path, elman, songs_in, few_epochs, name):
    """Dollars begin no mathematics, brackets no colours, and a letter that no font has is no fault."""
    own = songs_in(tmp_path / f"songs {name}", 4, n_frames=15)
    (own / "features" / "1.csv").rename(own / "features" / f"{name}.csv")
    labels = own / "labels.csv"
    labels.write_text(re.sub(r"(?m)^1,", lambda _: f"{name},", labels.read_text()), encoding="utf-8")
    result = elman("reproduce", "--corpus", own, "--folds", 2, "--jobs", 1, "--out", tmp_path / "out")
    assert (result.status, f"songs {name}" in result.out) == (0, True)


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_narrow_terminal_loses_no_cell(done, on_terminal, columns):
    own, out, _ = done
    shown = on_terminal(columns, "reproduce", "--corpus", own, *SMALL, "--out", out)
    assert "…" not in shown
    for line in table(out / "table1.csv"):
        if line["scoring"] == ("pooled" if line["protocol"] == "cv" else "per song"):
            assert f"{abs(float(line['rmse'])):.3f}".removeprefix("0") in shown
    assert shown.count(["rnn 12", "smoothing"][0]) >= 3


def test_quiet_says_nothing_and_writes_everything(done, elman, files):
    own, out, _ = done
    before = files(out)
    result = elman("reproduce", "--corpus", own, *SMALL, "--out", out, "--quiet")
    assert (result.status, result.out, result.err) == (0, "", "")
    assert files(out) == before


# Bad input.


def test_a_folder_with_another_jobs_parts_is_refused(done, refused, files):
    own, out, _ = done
    before = files(out)
    for folds, args, *facts in (
        (3, ("--seed", 1), "its seed is 0, now it is 1"),
        (3, ("--reading", "paper"), "its reading is 'code', now it is 'paper'"),
        (2, (), "its folds is"),
    ):
        line = refused("reproduce", "--corpus", own, "--jobs", 1, "--out", out, "--folds", folds, *args)
        for fact in (str(out / "parts"), *facts, "--out"):
            assert fact in line
    assert files(out) == before


def test_parts_of_another_processor_are_refused(done, refused, monkeypatch):
    own, out, _ = done
    monkeypatch.setattr(identity, "processor", lambda: "another one")
    line = refused("reproduce", "--corpus", own, *SMALL, "--out", out)
    assert "its processor is " in line
    assert "'another one'" in line


@pytest.mark.skipif(sys.platform != "linux", reason="OpenBLAS plays an older processor there")
def test_an_older_processor_is_another_processor():
    code = "from elman.commands.identity import processor; print(processor())"
    kinds = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | more, capture_output=True, text=True, check=True
        ).stdout
        for more in ({}, {"OPENBLAS_CORETYPE": "Nehalem"}, {"OPENBLAS_CORETYPE": "Haswell"})
    }
    assert len(kinds) > 1


@pytest.mark.parametrize("name", ["table1.csv", "report.html", "predictions/cv/rnn-12.csv"])
def test_a_file_of_the_users_is_not_written_over(own, tmp_path, refused, files, name):
    path = tmp_path / "out" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert str(path) in refused("reproduce", "--corpus", own, *SMALL, "--out", tmp_path / "out")
    assert files(tmp_path / "out") == {name: b"mine"}


def test_results_do_not_go_among_the_features(own, refused, files):
    before = files(own)
    assert f"{own / 'features'}: " in refused("reproduce", "--corpus", own, *SMALL, "--out", own / "features")
    assert files(own) == before


def test_results_may_go_beside_the_features(own, tmp_path, elman, few_epochs, no_report):
    for _ in range(2):
        assert elman("reproduce", "--corpus", own, *SMALL, "--out", own).status == 0


def test_more_folds_than_songs(own, tmp_path, refused):
    for given, n in ((("--folds", 7), 7), ((), 10)):
        line = refused("reproduce", "--corpus", own, *given, "--out", tmp_path / "out")
        for fact in ("--folds", "6 songs", f"{n} folds"):
            assert fact in line
    assert not (tmp_path / "out").exists()


def test_one_song(tmp_path, refused, songs_in):
    line = refused("reproduce", "--corpus", songs_in(tmp_path / "own", 1), "--out", tmp_path / "out")
    assert "1 development song" in line


def test_an_unknown_row(own, tmp_path, refused):
    line = refused("reproduce", "--corpus", own, *SMALL, "--against", "svr 12", "--out", tmp_path / "out")
    for fact in ("--against", "'svr 12'", "'lr 12', 'rnn 12'"):
        assert fact in line
    assert not (tmp_path / "out").exists()


def test_a_diverging_learning_rate(own, tmp_path, refused, monkeypatch):
    wild = replace(READINGS["code"], network=replace(READINGS["code"].network, learning_rate=100.0))
    monkeypatch.setattr(reproduction, "READINGS", {"code": wild})
    line = refused("reproduce", "--corpus", own, *SMALL, "--out", tmp_path / "out")
    assert ": training diverged" in line
    assert "diverged in epoch" in line
    assert "song " in line
    assert list((tmp_path / "out" / "parts").iterdir()) == []
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["parts"]


def test_places_that_cannot_be_written(own, tmp_path, refused):
    (tmp_path / "file").write_text("")
    args = ("reproduce", "--corpus", own, *SMALL, "--out")
    assert f"{tmp_path / 'file'} is not one" in refused(*args, tmp_path / "file")
    (tmp_path / "out" / "table1.csv").mkdir(parents=True)
    assert f"{tmp_path / 'out' / 'table1.csv'}: " in refused(*args, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["table1.csv"]


def test_songs_that_cannot_be_read(own, tmp_path, refused):
    (own / "features" / "3.csv").write_text("frameTime;column 0\n0;1\n")
    line = refused("reproduce", "--corpus", own, "--out", tmp_path / "out")
    assert str(own / "features" / "3.csv") in line
    assert not (tmp_path / "out").exists()
    assert str(tmp_path / "nowhere") in refused("reproduce", "--corpus", tmp_path / "nowhere")


# The real data, where they are.


@pytest.mark.skipif(not DATA.is_dir(), reason="no real data here; ELMAN_DATA names no folder")
def test_real_labels_and_real_features_give_a_table(tmp_path, elman, few_epochs, no_report):
    result = elman("reproduce", "--corpus", DATA, "--folds", 5, "--jobs", 1, "--out", tmp_path)
    assert (result.status, result.err.count("Traceback")) == (0, 0), result.err
    assert "10 development and 0 evaluation songs" in result.out
    assert "there are no evaluation songs" in result.out
    assert "not those of the paper" not in result.out  # twelve columns: none of its numbers is shown
    assert "268 columns" in result.out
    assert "1,792 songs" in result.out  # labels without features: said, not silently dropped
    lines = table(tmp_path / "table1.csv")
    assert {line["row"] for line in lines} == {"lr 260", "rnn 260", "rnn 260 + smoothing", "rnn 260 + rnn2"}
    assert {line["n_frames"] for line in lines} == {"600"}
    assert Source(DATA).load().made_up is False


def test_what_was_changed_is_computed_again(own, tmp_path, refused, elman, monkeypatch):
    """A student edits the settings, or the network itself: the old numbers are not shown as the new ones."""
    to = tmp_path / "to"
    assert elman("reproduce", "--corpus", own, "--folds", 2, "--jobs", 1, "--out", to).status == 0
    code = READINGS["code"]
    fewer = replace(code, network=replace(code.network, n_hidden=3))
    with monkeypatch.context() as change:
        change.setitem(READINGS, "code", fewer)
        message = refused("reproduce", "--corpus", own, "--folds", 2, "--jobs", 1, "--out", to)
        assert "its settings of the reading is" in message
    monkeypatch.setattr(identity, "sources", lambda: "edited")
    assert "its sources of elman is" in refused("reproduce", "--corpus", own, "--folds", 2, "--jobs", 1, "--out", to)


def test_the_sources_are_those_that_compute(tmp_path, monkeypatch):
    package = tmp_path / "elman"
    for name in ("__init__.py", "network/rnn.py", "figures/style.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("1")
    monkeypatch.setattr(identity.elman, "__file__", str(package / "__init__.py"))
    before = identity.sources()
    (package / "figures" / "style.py").write_text("2")
    assert identity.sources() == before
    (package / "network" / "rnn.py").write_text("2")
    assert identity.sources() != before


def test_the_order_of_songs_reaches_the_networks_and_is_named(own, tmp_path, elman, few_epochs, no_report):
    found = {}
    for order, name in (("seed", "drawn once with the seed"), ("id", "by id")):
        out = tmp_path / order
        result = elman("reproduce", "--corpus", own, *SMALL, "--order", order, "--out", out)
        assert f"order of the training songs: {name}" in result.out
        found[order] = {line["row"]: line["rmse"] for line in table(out / "table1.csv") if line["protocol"] == "cv"}
    assert found["seed"]["lr 12"] == found["id"]["lr 12"]
    assert found["seed"]["rnn 12"] != found["id"]["rnn 12"]
