"""The command line as a whole: help, and errors in one line."""

import argparse
import re
import subprocess
import sys

import pytest

import elman as package
from elman.commands import gradcheck, options, parser, places, train
from elman.corpus import source
from elman.errors import InputError
from elman.network import activations
from elman.readings import READINGS
from elman.systems import model

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
ALL = [command.__name__.rpartition(".")[2] for command in parser.COMMANDS]


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
    made = parser.parser()[1][command]
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


OWN_WORDS = {"against", "columns", "baseline", "type", "scheduler", "function", "jupyter"}
"""What is no path, and told by the command itself where it is empty."""


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_text_is_no_path_and_no_number(command, empty):
    """As of a variable of the shell that is not set: it would be the current folder."""
    for action in parser.parser()[1][command]._actions:
        if action.nargs != 0 and action.choices is None and action.dest not in OWN_WORDS:
            assert action.type is not None, action.dest
            with pytest.raises(argparse.ArgumentTypeError, match="expected"):
                action.type(empty)


@pytest.mark.parametrize(
    "args",
    [
        ("train", "m", "--corpus", "own", "--features", ""),
        ("reproduce", "--corpus", ""),
        ("predict", "m.npz", ""),
        ("evaluate", "", "y.csv"),
        ("extract", "", "--to", "x"),
    ],
)
def test_an_empty_path_is_told_with_its_option(elman, args):
    before = args[args.index("") - 1]
    result = elman(*args)
    assert result.status == 2
    assert not before.startswith("--") or before in result.err.splitlines()[-1]
    assert "'' was given, the path of a" in result.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("args", "facts"),
    [
        (("train", "m", "--features", "own/labels.csv"), ["own/labels.csv", "is not a folder"]),
        (("train", "m", "--features", "nowhere"), ["nowhere", "no such folder"]),
        (("select", "--further", "own/labels.csv"), ["own/labels.csv", "is not a folder"]),
        (("reproduce", "--folds", "own/labels.csv"), ["own/labels.csv, row 3", "one row for each song"]),
    ],
)
def test_a_path_of_another_kind_is_told_as_what_it_is(own, tmp_path, refused, monkeypatch, args, facts):
    monkeypatch.chdir(tmp_path)
    line = refused(*args, "--corpus", own)
    for fact in facts:
        assert fact in line


def test_a_file_of_labels_is_no_song(own, tmp_path, elman, refused):
    assert elman("train", tmp_path / "m.npz", "--corpus", own, "--system", "lr").status == 0
    line = refused("predict", tmp_path / "m.npz", own / "labels.csv", "--to", tmp_path / "to")
    assert f"{own / 'labels.csv'}: holds labels or curves" in line
    assert not (tmp_path / "to").exists()


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
    assert "--nope" in result.err.splitlines()[-1]
    assert "elman reproduce --help" in result.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("repoduce",), "reproduce"),
        (("Evaluate", "a", "b"), "evaluate"),
        (("--versoin",), "--version"),
        (("reproduce", "--vari"), "--variants"),  # shortened options are not taken
        (("reproduce", "--sead", "3"), "--seed"),
        (("search", "--learning-rates=3"), "--learning-rate"),
        (("evaluate", "a", "b", "--jsn"), "--json"),
        (("predict", "m.npz", "s.csv", "--too", "x"), "--to"),
    ],
)
def test_what_was_perhaps_meant_is_told(elman, typed, meant):
    result = elman(*typed)
    assert (result.status, result.out) == (2, "")
    assert f"did you mean {meant}?" in result.err.splitlines()[-1]


def test_an_option_before_the_command_is_told_where_it_belongs(elman):
    result = elman("--jobs", "2", "reproduce")
    assert result.status == 2
    assert "--jobs" in result.err.splitlines()[-1]
    assert "command" in result.err.splitlines()[-1]


@pytest.mark.parametrize(
    "typed",
    [
        ("reproduce", "--seed", "1", "--seed", "2"),
        ("reproduce", "--out", "a", "--quick", "--out=b"),
        ("search", "--hidden", "3", "--hidden", "4"),
        ("train", "m", "--system", "lr", "--system", "rnn"),
    ],
)
def test_an_option_that_is_given_twice_is_refused(elman, typed):
    result = elman(*typed)
    assert result.status == 2
    assert "given twice" in result.err
    assert next(word for word in typed[::-1] if word.startswith("--")).partition("=")[0] in result.err.splitlines()[-1]


def test_an_option_that_may_be_repeated_may_be_repeated():
    args = parser.parse(["select", "--further", "a", "--further", "b"])
    assert [str(folder) for folder in args.further] == ["a", "b"]


def test_the_version(elman):
    assert elman("--version").out == f"elman {package.__version__}\n"


def test_the_names_that_stand_in_the_options_are_those_of_the_package():
    assert tuple(READINGS) == options.READINGS
    assert places.SYNTHETIC == source.SYNTHETIC
    assert tuple(model.SYSTEMS) == train.SYSTEMS
    assert tuple(activations.OUTPUTS) == gradcheck.OUTPUTS


TRY = """
import sys
sys.argv = ["elman", *{words}]
try:
    from elman.__main__ import main
    main()
except SystemExit:
    pass
from_outside = {{name.partition(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names) - {{"elman", "__main__"}}
print(sorted(name for name in from_outside if not name.startswith("_")), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--version"], ["--help"], [], ["repoduce"], *([name, "--help"] for name in ALL)])
def test_help_and_version_load_nothing_from_outside(words):
    """Neither NumPy nor anything else: an answer in a moment, also from a cold disk."""
    before = subprocess.run(
        [sys.executable, "-c", TRY.replace("main()", "pass").format(words=words)], capture_output=True, text=True
    )
    run = subprocess.run([sys.executable, "-c", TRY.format(words=words)], capture_output=True, text=True)
    assert run.stderr.splitlines()[-1] == before.stderr.splitlines()[-1]  # what an editable installation brings
    assert "numpy" not in run.stderr


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (OSError(28, "No space left on device", "t.csv"), ("t.csv", "No space left", "free space")),
        (PermissionError(13, "Permission denied", "t.csv"), ("t.csv", "Permission denied", "another place")),
        (BlockingIOError(11, "Resource temporarily unavailable"), ("Resource temporarily unavailable", "--jobs")),
        (OSError(24, "Too many open files", "t.csv"), ("t.csv", "ulimit -n")),
        (MemoryError("Unable to allocate 74.5 GiB"), ("not enough memory", "74.5 GiB")),
        (SystemError("error return without exception set"), ("without exception set", "memory")),
        (ImportError("failed to map segment from shared object"), ("failed to map segment",)),
        (InputError("labels.csv, row 3: \x1b[31m\nred"), (r"\x1b[31m\nred",)),
        (InputError("begin " + "x" * 100_000 + " end"), ("begin", "end", "left out")),
    ],
)
def test_errors_of_the_system_are_one_line(monkeypatch, elman, error, facts):
    def fail(args):
        raise error

    monkeypatch.setattr("elman.commands.evaluate.run", fail)
    result = elman("evaluate", "a", "b")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("elman: error: ")
    assert result.err.count("\n") == 1
    assert len(result.err) < 1700
    for fact in facts:
        assert fact in result.err


def test_a_mistake_in_elman_is_not_hidden(monkeypatch, elman):
    def fail(args):
        raise ZeroDivisionError("1 / 0")

    monkeypatch.setattr("elman.commands.evaluate.run", fail)
    with pytest.raises(ZeroDivisionError):
        elman("evaluate", "a", "b")


def test_python_m_elman_works():
    run = subprocess.run(
        [sys.executable, "-m", "elman", "evaluate", "nowhere.csv", "x"], capture_output=True, text=True
    )
    assert run.returncode == 2
    assert run.stderr.startswith("elman: error: nowhere.csv: ")
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(("text", "value"), [("2", 2), ("10", 10)])
def test_whole_numbers(text, value):
    assert options.whole_number(2, 10)(text) == value


@pytest.mark.parametrize("text", ["1", "-3", "2.5", "ten", "", "11", "9" * 5000, "1" + "0" * 20, "\x1b[31m"])
def test_what_is_not_a_whole_number_within_the_limits(text):
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        options.whole_number(2, 10)(text)
    assert "from 2 to 10" in str(caught.value)
    assert len(str(caught.value)) < 200
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["", "loud", "nan", "inf", "-inf", "1e999"])
def test_what_is_not_a_number(text):
    with pytest.raises(argparse.ArgumentTypeError):
        options.number(text)


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        (("reproduce", "--jobs", "10000000000"), "--jobs"),
        (("reproduce", "--seed", "9" * 5000), "--seed"),
        (("reproduce", "--folds", "1" + "0" * 30), "--folds"),
        (("search", "--hidden", "1" + "0" * 20), "--hidden"),
        (("search", "--epochs", "1" + "0" * 30), "--epochs"),
        (("search", "--window", "1" + "0" * 30), "--window"),
        (("select", "--noise", "1000000000"), "--noise"),
        (("synth", "--songs", "2001", "--to", "x"), "--songs"),
        (("reproduce", "--out", ""), "--out"),
        (("search", "--out", " "), "--out"),
        (("predict", "m.npz", "s.csv", "--to", ""), "--to"),
        (("extract", "a.wav", "--to", ""), "--to"),
        (("train", "/"), "MODEL"),
        (("train", ".."), "MODEL"),
        (("train", "."), "MODEL"),
        (("train", ""), "MODEL"),
        (("train", "new/"), "MODEL"),
        (("train", "there"), "MODEL"),
    ],
)
def test_what_no_work_could_do_is_refused_before_any(elman, tmp_path, monkeypatch, typed, option):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    result = elman(*typed)
    assert (result.status, result.out) == (2, "")
    assert option in result.err.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert len(result.err.splitlines()[-1]) < 400
