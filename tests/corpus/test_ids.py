"""Song ids: sorted, listed in full, and taken from names of any bytes."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.corpus.ids import by_number, count_songs, song_id, whole_number


def test_songs_are_counted_and_named_in_their_order():
    assert count_songs({"10"}) == "1 song (10)"
    assert count_songs(["b", "10", "9", "a"]) == "4 songs (9, 10, a, b)"


def test_a_list_is_complete():
    """The reader must act on every song, so none may be left out."""
    assert count_songs(range(3, 43)) == f"40 songs ({', '.join(map(str, range(3, 43)))})"


def expand(listed):
    for part in listed.split(", "):
        first, _, last = part.partition("-")
        yield from map(str, range(int(first), int(last) + 1)) if last else [part]


@given(st.sets(st.integers(0, 400), min_size=101))
def test_a_long_list_is_complete_too(ids):
    message = count_songs(ids)
    assert message.startswith(f"{len(ids)} songs (")
    assert set(expand(message.split("(")[1].rstrip(")"))) == set(map(str, ids))


def test_runs_are_of_three_at_least():
    ids = [*range(0, 400, 2), 501, 502, 601, 602, 603]
    assert count_songs(ids).endswith(" 398, 501, 502, 601-603)")


def test_only_numbers_are_written_as_runs():
    names = [f"0{n}" for n in range(10, 70)] + [f"a{n}" for n in range(60)]
    assert all(f"{name}" in count_songs(names) for name in names)


def test_long_and_strange_names_are_shown_in_short():
    assert len(count_songs(["x" * 100_000])) < 120
    assert count_songs(["a\x1b[1m"]).isprintable()


def test_names_of_one_number_are_sorted_in_one_way():
    assert sorted({"7", "07", "007", "12", "b", "9" * 5000}, key=by_number) == ["007", "07", "7", "12", "9" * 5000, "b"]


def test_whole_numbers_of_at_most_nine_digits():
    cells = ["7", "007", "999999999", "9" * 5000, "-1", "1.0", "\N{SUPERSCRIPT TWO}", "\N{FULLWIDTH DIGIT ONE}", ""]
    assert [whole_number(cell) for cell in cells] == [7, 7, 999999999, *6 * [None]]


def test_an_id_is_the_path_in_the_folder():
    assert song_id(os.path.join("f", "album", "01.live.csv"), "f") == "album/01.live"


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on Unix only")
def test_bytes_that_are_not_utf8_stand_in_the_id_as_escapes():
    latin, utf8 = os.fsdecode(b"caf\xe9.csv"), os.fsdecode(b"caf\xc3\xa9.csv")
    assert song_id(latin, "") == r"caf\xe9"
    assert song_id(utf8, "").encode() == b"caf\xc3\xa9"


def test_a_control_character_in_a_name_is_refused(told):
    with told(r"a\x1b[31m"):
        song_id("a\x1b[31m.csv", "")
