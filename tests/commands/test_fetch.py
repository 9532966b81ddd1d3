"""``elman fetch deam``, as a user types it."""

import zipfile

import pytest

from elman.__main__ import main
from elman.corpus.deam import download


@pytest.fixture
def archives(tmp_path, monkeypatch):
    """Small archives beside the test, in place of the network."""
    for name in ("DEAM_Annotations.zip", "features.zip", "DEAM_audio.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("a/b.txt", name)

    def copy(url, path, size):
        path.write_bytes((tmp_path / url.removeprefix(download.BASE_URL)).read_bytes())

    monkeypatch.setattr(download, "_download", copy)
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
