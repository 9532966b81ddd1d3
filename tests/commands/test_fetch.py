"""``elman fetch deam``, as a user types it."""

import zipfile

import pytest

from elman.__main__ import main
from elman.commands import extract
from elman.corpus.deam import download
from elman.sound import songbook
from elman.systems import model


@pytest.fixture
def archives(tmp_path, monkeypatch):
    """Small archives beside the test, in place of the network."""
    for name in ("DEAM_Annotations.zip", "features.zip", "DEAM_audio.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("a/b.txt", name)

    def copy(url, path, size):
        path.write_bytes((tmp_path / url.removeprefix(download.BASE_URL)).read_bytes())

    monkeypatch.setattr(download, "download", copy)
    return tmp_path


def test_labels_and_features_come_and_the_next_step_is_told(archives, capsys):
    to = archives / "my deam"
    assert main(["fetch", "deam", "--to", str(to)]) == 0
    out = capsys.readouterr().out
    assert "CC BY-NC" in out
    assert f"{to / 'features'}: downloaded and unpacked" in out
    assert f"elman reproduce --corpus '{to}'" in out
    assert sorted(path.name for path in to.iterdir()) == [
        *("DEAM_Annotations", "DEAM_Annotations.zip", "DEAM_Annotations.zip.sha256"),
        *("features", "features.zip", "features.zip.sha256"),
    ]
    assert (to / "features" / "a" / "b.txt").read_text() == "features.zip"
    assert main(["fetch", "deam", "--to", str(to)]) == 0
    assert capsys.readouterr().out.count("is there already") == 2


def test_the_sound_comes_only_when_asked_for(archives):
    assert main(["fetch", "deam", "--audio", "--to", str(archives / "deam")]) == 0
    assert (archives / "deam" / "DEAM_audio" / "a" / "b.txt").exists()


@pytest.fixture
def deam(tmp_path, monkeypatch):
    """Two short made-up songs in archives as DEAM's, and only the 8 columns that need no library."""
    monkeypatch.setattr(songbook, "N_ROWS", 34)
    songbook.make_songbook(tmp_path / "book", 2, seed=0)
    for name, folder in (("DEAM_Annotations", "annotations"), ("DEAM_audio", "audio")):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for path in (tmp_path / "book" / folder).rglob("*.*"):
                archive.write(path, path.relative_to(tmp_path / "book"))
    came = []

    def copy(url, path, size):
        came.append(path.name)
        path.write_bytes((tmp_path / url.removeprefix(download.BASE_URL)).read_bytes())

    monkeypatch.setattr(download, "download", copy)
    monkeypatch.setattr(extract, "FOR_CORPUS", ("extra8",))
    return came


def test_from_nothing_to_a_model_in_one_command(deam, tmp_path, capsys, monkeypatch):
    to, path = tmp_path / "deam", tmp_path / "m.npz"
    command = ["fetch", "deam", "--to", str(to), "--train", str(path), "--jobs", "2"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert (
        out.index("1.35 GB")
        < out.index("downloaded and unpacked")
        < out.index("features of 2 files made")
        < out.index("fitted on 2")
    )
    assert "0.8 hours with 2 cores" in out
    assert deam == ["DEAM_Annotations.zip", "DEAM_audio.zip"]
    assert len(model.load(path).columns) == 8
    assert sorted(file.name for file in (to / "extracted" / "extra8").glob("*.csv")) == ["1.csv", "2.csv"]
    # Stopped anywhere, the same command does only what is missing.
    path.unlink()
    (to / "extracted" / "extra8" / "2.csv").unlink()
    assert main(command) == 0
    out = capsys.readouterr().out
    assert "features of 1 file made, 1 were there already" in out
    assert len(deam) == 2
    assert path.exists()


def test_a_model_that_cannot_be_written_is_told_before_anything_is_downloaded(deam, tmp_path, capsys):
    (tmp_path / "m.npz").write_text("mine")
    assert main(["fetch", "deam", "--to", str(tmp_path / "deam"), "--train", str(tmp_path / "m.npz")]) == 2
    assert str(tmp_path / "m.npz") in capsys.readouterr().err
    assert deam == []


def test_a_fault_is_one_line_and_status_2(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["fetch", "deam", "--to", str(tmp_path / "file")]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("elman: error: ")
    assert captured.err.count("\n") == 1


def test_an_unknown_corpus_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["fetch", "emomusic"])
    assert "invalid choice: 'emomusic'" in capsys.readouterr().err
