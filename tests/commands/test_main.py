"""The command line as a whole: help, and errors in one line."""

import argparse
import re
import subprocess
import sys

import pytest

from elman import __main__ as command_line
from elman.commands import common
from elman.errors import InputError

OPTIONS = {
    "reproduce": [
        *(
            "--corpus",
            "--songs",
            "--labels",
            "--quick",
            "--reading",
            "--seed",
            "--folds",
            "--against",
            "--jobs",
            "--out",
        )
    ],
    "train": ["MODEL", "--system", "--columns", "--corpus", "--songs", "--labels", "--quick", "--reading", "--seed"],
    "predict": ["MODEL", "SONG", "--to"],
    "evaluate": ["REF", "EST"],
    "fetch": ["deam", "--to", "--audio"],
}


def test_help_names_every_command(elman):
    result = elman("--help")
    assert result.status == 0
    for command in OPTIONS:
        assert re.search(rf"^ +{command}\s", result.out, flags=re.MULTILINE)


@pytest.mark.parametrize("command", OPTIONS)
def test_help_of_a_command_names_its_options_and_says_what_they_do(elman, command):
    result = elman(command, "--help")
    assert result.status == 0
    assert result.err == ""
    for option in OPTIONS[command]:
        assert option in result.out
    [made] = [
        action.choices[command]
        for action in command_line.parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    assert len(made.description) > 60
    for action in made._actions:
        assert action.help, f"{action.dest} has no help"


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("compose",),
        ("reproduce", "--folds", "1"),
        ("reproduce", "--jobs", "0"),
        ("reproduce", "--seed", "-1"),
        ("reproduce", "--seed", "1.5"),
        ("reproduce", "--reading", "tea leaves"),
        ("train", "m.npz", "--system", "oracle"),
        ("predict", "m.npz"),
    ],
)
def test_a_wrong_command_ends_with_status_2(elman, args):
    result = elman(*args)
    assert result.status == 2
    assert "error: " in result.err.splitlines()[-1]
    assert "Traceback" not in result.err


def test_no_command_lists_all(elman):
    result = elman()
    assert result.status == 2
    assert result.out == ""
    for command in OPTIONS:
        assert re.search(rf"^ +{command}\s", result.err, flags=re.MULTILINE)


def test_an_unknown_option_is_told_by_its_command(elman):
    result = elman("reproduce", "--nope")
    assert result.status == 2
    assert result.err.startswith("usage: elman reproduce [-h]")
    assert result.err.endswith("elman reproduce: error: unrecognized arguments: --nope; see elman reproduce --help\n")


def test_an_error_of_the_disk_is_one_line(monkeypatch, elman, tmp_path):
    def full(args):
        raise OSError(28, "No space left on device", str(tmp_path / "table1.csv"))

    monkeypatch.setattr("elman.commands.evaluate.run", full)
    result = elman("evaluate", "a", "b")
    assert result.status == 2
    assert result.err == f"elman: error: {tmp_path / 'table1.csv'}: No space left on device; mend that\n"


def test_python_m_elman_works():
    run = subprocess.run(
        [sys.executable, "-m", "elman", "evaluate", "nowhere.csv", "x"], capture_output=True, text=True
    )
    assert run.returncode == 2
    assert run.stderr.startswith("elman: error: nowhere.csv: there is no such file")
    assert run.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written(tmp_path):
    common.check_writable(tmp_path / "not" / "there" / "yet")
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"because .*file is a file; choose another place"):
        common.check_writable(tmp_path / "file" / "below")


@pytest.mark.parametrize(("text", "value"), [("2", 2), ("10", 10)])
def test_whole_numbers(text, value):
    assert common.whole_number(2)(text) == value


@pytest.mark.parametrize("text", ["1", "-3", "2.5", "ten", ""])
def test_what_is_no_whole_number(text):
    with pytest.raises(argparse.ArgumentTypeError, match="a whole number, 2 or more, was expected"):
        common.whole_number(2)(text)
