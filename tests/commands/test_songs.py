"""The songs that a command line asks for, and what its reader must know about them."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from elman.commands import songs
from elman.corpus.song import Corpus, Song
from elman.systems.order import NAMES

OPTIONS = {"corpus": "synthetic", "seed": 3, "songs": None, "labels": None, "features": None, "quick": True}
OPTIONS |= {"scale": None, "skip_unusable": False, "order": "seed"}


def args(**more):
    return SimpleNamespace(**{**OPTIONS, **more})


def test_a_folder_is_known_by_its_whole_path(tmp_path, monkeypatch):
    """A worker may have been started in another folder."""
    monkeypatch.chdir(tmp_path)
    assert songs.source(args(corpus="mine", features="f")) == songs.source(
        args(corpus=str(tmp_path / "mine"), features=str(tmp_path / "f"))
    )
    assert songs.source(args()) == songs.source(args())


def test_a_folder_with_the_name_of_the_made_up_songs_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    songs.source(args())
    assert capsys.readouterr().err == ""
    Path("synthetic").mkdir()
    songs.source(args())
    assert "./synthetic" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_the_order_is_told_in_words(name):
    assert NAMES[name] in songs.order(args(order=name))


def corpus(groups, evaluation=()):
    made = [Song(str(n), np.zeros((2, 3)), np.zeros((2, 2)), np.arange(2) / 2) for n in range(3)]
    return Corpus("c", ("a", "b", "c"), groups, made, evaluation)


@pytest.mark.parametrize(
    ("groups", "facts"),
    [
        ({"3": ("a", "b", "c")}, ["paper's columns"]),
        ({"260": ("a", "b")}, ["268"]),
        ({"260": ("a", "b"), "268": ("a", "b", "c")}, []),
    ],
)
def test_what_is_left_out_is_noted(groups, facts):
    given = corpus(groups)
    notes = songs.notes(given, (("0",), ("1", "2")))
    assert "evaluation" in notes[0]
    assert len(notes) == 1 + len(facts)
    for fact, note in zip(facts, notes[1:], strict=True):
        assert fact in note


def test_songs_that_are_never_tested_are_counted():
    note, *_ = songs.notes(corpus({"260": ("a",)}), (("0",), ("1",)))
    assert ": 1;" in note
