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


def test_ids_are_paths_below_the_folder_that_all_share(touch):
    folder = touch(
        "library/b/01.mp3", "library/a/01.OPUS", "library/a/disc/2.flac", "library/.trash/3.wav", "library/a/._4.mp3"
    )
    assert ids(folder / "library") == ["a/01", "a/disc/2", "b/01"]
    assert ids(folder / "library" / "a") == ["01", "disc/2"]
    assert ids(folder) == ["a/01", "a/disc/2", "b/01"]
    assert ids(folder / "library" / "b") == ["01"]
    assert ids(folder / "library" / "b" / "01.mp3") == ["01"]


def test_folders_whose_names_begin_alike_share_only_what_is_above_them(touch):
    assert ids(touch("songs/a.wav", "songs2/b.wav")) == ["songs/a", "songs2/b"]


def test_one_id_for_two_files_is_told_for_both(touch):
    folder = touch("a/01.mp3", "b/01.mp3")
    songs, failures, _ = find_sounds([folder / "a", folder / "b"])
    assert songs == {}
    assert failures.keys() == {folder / "a" / "01.mp3", folder / "b" / "01.mp3"}
    assert str(folder / "b" / "01.mp3") in failures[folder / "a" / "01.mp3"]


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
