"""Tables with a row for each song: what they say, and every fault told with its file and row."""

import pytest

from elman.corpus.deam.mediaeval2015 import songs_of_2015
from elman.corpus.song_table import folds_of, groups_of, read_song_table
from elman.errors import InputError


@pytest.fixture
def table(tmp_path):
    def make(text):
        (tmp_path / "songs.csv").write_text(text, encoding="utf-8")
        return read_song_table(tmp_path / "songs.csv")

    return make


def test_folds_stand_in_the_order_of_their_numbers_and_songs_in_that_of_the_corpus(table):
    found = table("song,artist,fold\nb,x,10\na,y,2\nc,x,\nd,z,10\n")
    assert folds_of(found, ["a", "b", "c", "d"]) == (("a",), ("b", "d"))
    assert groups_of(found, "artist", ["d", "b"]) == {"d": "z", "b": "x"}


def test_columns_may_stand_anywhere_and_some_may_have_no_name(table):
    """As in DEAM's files of metadata, with their tabs within quotation marks; and a row may end after what is asked for."""
    found = table('song_id,album,artist,Genre,,\n2,"\t2.mp3","\tThe Band\t",Blues,,\n7,x,\n')
    assert found.column("artist", ["2", "7"]) == {"2": "The Band", "7": ""}
    assert list(found.cells) == ["2", "7"]


def test_the_shipped_list_is_such_a_table(table):
    ids, folds = songs_of_2015()
    lines = [f"{song},{n}" for n, fold in enumerate(folds) for song in fold]
    found = table("song,fold\n" + "\n".join(lines))
    assert folds_of(found, [str(song) for song in ids if str(song) in found.cells]) == folds


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("name,fold\na,1\n", ["row 1", "'song'"]),
        ("song,fold\n", ["header only"]),
        ("song,fold\na,1\n,2\n", ["row 3", "'song'", "empty"]),
        ("song,fold\na,1\nb,1\na,2\n", ["row 4", "'a'", "row 2"]),
        ("song,fold\na,1,7\n", ["row 2", "3 cells", "2"]),
        ("song;fold\na;1\n", ["row 1", "semicolons"]),
        ("song,fold,fold\na,1,1\n", ["row 1", "'fold'", "2 and 3"]),
    ],
)
def test_tables_with_a_fault(table, tmp_path, text, facts):
    with pytest.raises(InputError) as told:
        table(text)
    for fact in (str(tmp_path / "songs.csv"), *facts):
        assert fact in str(told.value)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("song,folds\na,1\nb,2\n", ["row 1", "'fold'", "'folds'"]),
        ("song,fold\na,1\n", ["1 song (b)"]),
        ("song,fold\na,1\nb,1\n", ["'fold'", "1 found"]),
        ("song,fold\na,\nb,\n", ["'fold'", "0 found"]),
        ("song,fold\nc,1\na,2\nb\n", ["row 4", "'b'", "1 cells", "'fold'"]),
    ],
)
def test_folds_that_cannot_be(table, tmp_path, text, facts):
    with pytest.raises(InputError) as told:
        folds_of(table(text), ["a", "b"])
    for fact in (str(tmp_path / "songs.csv"), *facts):
        assert fact in str(told.value)


def test_a_song_without_a_group_is_named_with_its_row(table):
    with pytest.raises(InputError, match=r"songs\.csv, row 3, column 'artist'.*'b'"):
        groups_of(table("song,artist\na,x\nb,\n"), "artist", ["a", "b"])
