"""elman search and elman select, as a user types them."""

import argparse
import csv
import shutil

import numpy as np
import pytest

from elman.__main__ import main
from elman.commands.places import results_folder
from elman.corpus.tables import write_curves, write_features
from elman.formats import change

NAMES = ("a", "b", "helps_0", "helps_1", "idle")


@pytest.fixture
def folder(tmp_path):
    """Nine songs of 16 frames; valence and arousal hang on ``helps``, which is in a folder of its own too."""
    rng = np.random.default_rng(0)
    curves = {}
    for song in map(str, range(1, 10)):
        X = rng.normal(size=(16, 5)) + rng.normal(size=5)
        times = 0.5 * np.arange(16)
        curves[song] = times, np.tanh(0.3 * X[:, 2:4])
        write_features(tmp_path / "songs" / "features" / f"{song}.csv", times, NAMES[:2], X[:, :2])
        write_features(tmp_path / "more" / f"{song}.csv", times, NAMES[2:], X[:, 2:])
    write_curves(tmp_path / "songs" / "labels.csv", curves)
    return tmp_path


def search(folder, *more):
    options = ["--corpus", str(folder / "songs"), "--jobs", "1", "--folds", "3", "--out", str(folder / "out")]
    short = ["--hidden", "2", "3", "--learning-rate", "0.01", "1e30", "--epochs", "3", "--window", "1", "3"]
    return main(["search", *options, *(more or short)])


def select(folder, *more):
    options = ["--corpus", str(folder / "songs"), "--jobs", "1", "--folds", "3", "--out", str(folder / "out")]
    return main(["select", *options, *more])


def table(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_search_writes_all_settings_and_a_picture(folder, capsys):
    assert search(folder) == 0
    lines = table(folder / "out" / "search.csv")
    assert len(lines) == 8
    assert sum(int(line["chosen"]) for line in lines) == 3
    assert [line["error"] for line in lines if line["learning_rate"] == "1e+30"] == ["inf"] * 4
    assert all(float(line["valence_rmse"]) > 0 for line in lines if line["learning_rate"] == "0.01")
    assert (folder / "out" / "search.png").stat().st_size > 1000
    said = capsys.readouterr().out
    assert "Nested" in said
    assert "diverged" in said


def test_search_goes_on_where_it_stopped(folder, capsys):
    assert search(folder) == 0
    first = (folder / "out" / "search.csv").read_bytes()
    parts = sorted((folder / "out" / "parts").glob("*.npz"))
    assert len(parts) == 6
    kept = parts[0].stat().st_mtime_ns
    for part in parts[1:]:
        part.unlink()
    assert search(folder) == 0
    assert (folder / "out" / "search.csv").read_bytes() == first
    assert parts[0].stat().st_mtime_ns == kept


def test_a_folder_of_another_search_is_refused(folder, capsys):
    assert search(folder, "--hidden", "2", "--learning-rate", "0.01", "--epochs", "2") == 0
    assert search(folder, "--hidden", "3", "--learning-rate", "0.01", "--epochs", "2") == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "its settings is 'n_hidden: 2; learning_rate: 0.01; n_epochs: 2; window: 1 13; columns: 2'" in error
    assert "'n_hidden: 3; learning_rate: 0.01; n_epochs: 2; window: 1 13; columns: 2'" in error


def test_the_order_of_songs_reaches_the_networks_and_is_named(folder, capsys):
    errors, short = {}, ("--hidden", "2", "3", "--learning-rate", "0.01", "--epochs", "3", "--window", "1")
    for order, name in (("seed", "drawn once with the seed"), ("id", "by id")):
        assert search(folder, *short, "--order", order) == 0
        assert f"order of the training songs: {name}" in capsys.readouterr().out
        errors[order] = [line["error"] for line in table(folder / "out" / "search.csv")]
        assert search(folder, *short, "--order", "epoch") == 2, "another order"
        shutil.rmtree(folder / "out")
    assert errors["seed"] != errors["id"]


@pytest.mark.parametrize("command", ["reproduce", "search"])
def test_the_order_of_songs_is_in_the_name_of_the_folder(command):
    args = {"out": None, "corpus": "synthetic", "songs": "all", "reading": "code", "seed": 0, "folds": 3, "quick": True}
    names = [results_folder(command, argparse.Namespace(**args, order=order)).name for order in ("seed", "id")]
    assert ["order-id" in name for name in names] == [False, True]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--l1", "-1"], "setting l1: -1.0 was given"),
        (["--window", "17"], "17 frames are longer than song 1, which has 16"),
        (["--window", "4"], "an odd number of frames, or 1 for none"),
        (["--columns", "260"], "'260'"),
        (["--hidden", "3", "3"], "--hidden: "),
        (["--learning-rate", *map(str, range(1, 200)), "--hidden", *map(str, range(1, 100))], "39,402 combinations"),
    ],
)
def test_impossible_settings_are_refused_in_one_line(folder, capsys, options, message):
    assert search(folder, *options) == 2
    error = capsys.readouterr().err.strip()
    assert message in error
    assert "\n" not in error
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--hidden", "0"], "argument --hidden: '0'"),
        (["--hidden", "2.5"], "argument --hidden: '2.5'"),
        (["--learning-rate", "abc"], "argument --learning-rate: 'abc'"),
        (["--l2", "inf"], "argument --l2: 'inf'"),
    ],
)
def test_what_is_no_number_is_told_with_its_option(folder, capsys, options, message):
    with pytest.raises(SystemExit, match="2"):
        search(folder, *options)
    assert message in capsys.readouterr().err


def test_select_finds_the_type_that_helps(folder, capsys):
    assert select(folder, "--further", str(folder / "more"), "--noise", "2") == 0
    lines = {line["type"]: line for line in table(folder / "out" / "select.csv")}
    assert list(lines) == ["helps", "idle", "noise-1", "noise-2"]
    assert lines["helps"]["columns"] == "2"
    assert float(lines["helps"]["difference"]) < min(float(lines[n]["difference"]) for n in lines if n != "helps")
    assert (folder / "out" / "select.png").stat().st_size > 1000
    said = " ".join(capsys.readouterr().out.split())
    assert "Warning: helps was picked" in said
    assert all(float(line["shadow"]) > float(lines["helps"]["difference"]) for line in lines.values())
    assert f"shadows shows {change(min(float(line['shadow']) for line in lines.values()), 4)}" in said
    for line in lines.values():
        assert float(line["p"]) <= float(line["p_corrected"]) <= 1
    assert "chosen: helps (3)" in said


def test_select_takes_named_types_only(folder):
    assert select(folder, "--further", str(folder / "more"), "--type", "idle") == 0
    assert [line["type"] for line in table(folder / "out" / "select.csv")] == ["idle"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "--further"),
        (["--further", "more", "--type", "loud"], "--type loud: "),
        (["--further", "more", "--type", "help"], "did you mean helps?"),
        (["--further", "more", "--baseline", "260"], "'260'"),
        (["--further", "nowhere"], "nowhere: "),
    ],
)
def test_what_cannot_be_selected_is_refused_in_one_line(folder, capsys, monkeypatch, options, message):
    monkeypatch.chdir(folder)
    assert select(folder, *options) == 2
    error = capsys.readouterr().err.strip()
    assert message in error
    assert "\n" not in error


def test_more_folds_than_songs(folder, capsys):
    assert main(["search", "--corpus", str(folder / "songs"), "--folds", "10", "--out", str(folder / "out")]) == 2
    error = capsys.readouterr().err
    for fact in ("--folds", "9 songs", "10 folds"):
        assert fact in error


@pytest.mark.parametrize("name", ["idle[/]", "$^$", "a$b$"])
def test_a_type_may_have_a_strange_name(folder, capsys, name):
    """Brackets are brackets for the terminal, dollars are dollars for the picture."""
    for path in (folder / "more").glob("*.csv"):
        path.write_text(path.read_text().replace("idle", name))
    assert select(folder, "--further", str(folder / "more")) == 0
    assert name in capsys.readouterr().out
    assert (folder / "out" / "select.png").stat().st_size > 1000


@pytest.mark.parametrize("columns", [20, 40, 80])
@pytest.mark.parametrize("command", ["search", "select"])
def test_a_narrow_terminal_loses_no_cell(folder, on_terminal, columns, command):
    options = ["--corpus", folder / "songs", "--jobs", 1, "--folds", 3, "--out", folder / "out"]
    more = (
        ["--hidden", "2", "3", "--learning-rate", "0.01", "0.02", "--epochs", "2"]
        if command == "search"
        else ["--further", folder / "more"]
    )
    shown = on_terminal(columns, command, *options, *more)
    assert "…" not in shown
    for line in table(folder / "out" / f"{command}.csv"):
        number = float(line["error" if command == "search" else "difference"])
        assert f"{abs(number):.4f}".removeprefix("0") in shown


@pytest.mark.parametrize("command", ["search", "select"])
def test_a_file_of_the_users_is_not_written_over(folder, capsys, command):
    (folder / "out").mkdir()
    (folder / "out" / f"{command}.csv").write_text("mine")
    assert {"search": search, "select": select}[command](
        folder, *(["--further", str(folder / "more")] * (command == "select"))
    ) == 2
    assert str(folder / "out" / f"{command}.csv") in capsys.readouterr().err
    assert [path.name for path in (folder / "out").iterdir()] == [f"{command}.csv"]


def test_nothing_is_said_when_nothing_is_to_be_said(folder, capsys):
    assert search(folder, "--hidden", "2", "--learning-rate", "0.01", "--epochs", "2", "--quiet") == 0
    assert capsys.readouterr() == ("", "")
