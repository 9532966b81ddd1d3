import os

import pytest

from elman.errors import InputError
from elman.sound.search import find_sounds, others_there


@pytest.fixture
def touch(tmp_path):
    def make(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        return tmp_path

    return make


def ids(*inputs):
    songs, failures, _ = find_sounds(inputs)
    assert failures == {}
    return list(songs)


def test_ids_are_paths_below_the_folder_given(touch):
    folder = touch(
        "library/b/01.mp3", "library/a/01.OPUS", "library/a/disc/2.flac", "library/.trash/3.wav", "library/a/._4.mp3"
    )
    assert ids(folder / "library") == ["a/01", "a/disc/2", "b/01"]
    assert ids(folder / "library" / "a") == ["01", "disc/2"]
    assert ids(folder) == ["library/a/01", "library/a/disc/2", "library/b/01"]
    assert ids(folder / "library" / "b") == ["01"]
    assert ids(folder / "library" / "b" / "01.mp3") == ["01"]


def test_another_album_changes_no_name(touch):
    folder = touch("library/a/01.mp3")
    assert ids(folder / "library") == ["a/01"]
    touch("library/b/01.mp3")
    assert ids(folder / "library") == ["a/01", "b/01"]


def test_equal_names_in_two_albums_stay_apart(touch):
    folder = touch("x/a/01.mp3", "x/b/01.mp3", "x/b/02.mp3")
    a, b = folder / "x" / "a", folder / "x" / "b"
    assert ids(a, b) == ["a/01", "b/01", "b/02"]
    assert ids(a / "01.mp3", b / "01.mp3") == ["a/01", "b/01"]
    assert ids(b / "01.mp3", b / "02.mp3") == ["01", "02"]
    assert ids(folder / "x", b, b / "02.mp3") == ["a/01", "b/01", "b/02"]
    songs, failures, _ = find_sounds([a, folder / "nowhere" / "03.mp3"])
    assert (list(songs), list(failures)) == (["01"], [folder / "nowhere" / "03.mp3"])


def test_a_song_is_called_as_it_is_known(touch):
    folder = touch("music/a/01.mp3", "music/b/01.mp3", "music/b/02.mp3", "music/c/x01.mp3")
    songs, failures, _ = find_sounds([folder], {"b/01", "01", "02"})
    assert failures == {}
    assert {song: path.relative_to(folder / "music").as_posix() for song, path in songs.items()} == {
        "01": "a/01.mp3",
        "02": "b/02.mp3",
        "b/01": "b/01.mp3",
        "music/c/x01": "c/x01.mp3",
    }
    _, failures, _ = find_sounds([folder], {"01"})
    assert failures.keys() == {folder / "music" / "a" / "01.mp3", folder / "music" / "b" / "01.mp3"}


def test_names_are_composed_as_those_of_labels_are(touch):
    assert ids(touch("u\u0308.mp3")) == ["\u00fc"]


def test_a_control_character_in_a_name_costs_no_other(touch):
    songs, failures, _ = find_sounds([touch("a.mp3", "b\x1b.mp3")])
    assert list(songs) == ["a"]
    assert len(failures) == 1


def test_two_kinds_of_one_song_are_told(touch):
    _, failures, _ = find_sounds([touch("01.mp3", "01.flac")])
    assert len(failures) == 2


def test_what_lies_beside_is_counted(touch):
    folder = touch("a.mp3", "cover.jpg", "sub/cover.jpg", "notes", ".hidden.wav")
    _, _, passed_over = find_sounds([folder])
    assert passed_over == {".jpg": 2, "no suffix": 1}
    assert others_there(passed_over) == " (3 other files: 2 .jpg, 1 no suffix)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_what_is_no_plain_file_is_told(touch):
    folder = touch("a.mp3")
    os.mkfifo(folder / "pipe.wav")
    (folder / "gone.mp3").symlink_to(folder / "nowhere")
    songs, failures, _ = find_sounds([folder])
    assert list(songs) == ["a"]
    assert failures.keys() == {folder / "pipe.wav", folder / "gone.mp3"}


def test_nothing_to_be_found(touch):
    with pytest.raises(InputError) as told:
        find_sounds([touch("notes.txt")])
    assert all(word in str(told.value) for word in ("1 .txt", ".opus", ".webm"))
