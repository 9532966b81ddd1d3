"""The whole chain, as a user types it: music, features, the table, a model, and the curves of a song."""

import csv
import importlib.util
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from elman.commands import extract
from elman.corpus.own import read_own
from elman.corpus.tables import read_curves, read_features, write_curves, write_features
from elman.figures import report
from elman.readings import READINGS
from elman.sound import songbook
from elman.systems import model, reproduction

DATA = Path(os.environ.get("ELMAN_DATA") or Path(__file__).parents[2].parent / "shared" / "data")

LIBRARIES = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("essentia", "opensmile")),
    reason="needs Essentia and openSMILE: pip install '.[audio,opensmile]'",
)


@pytest.fixture
def typed(start):
    """``typed("train", ...)`` runs a command in a process of its own, which must succeed; gives what it printed."""

    def run(*args):
        out, err = (process := start(*args)).communicate()
        assert process.returncode == 0, err
        return out

    return run


def correlations(out, emotion):
    """The pooled r of every row of the table."""
    with open(out / "table1.csv", encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["scoring"] == "pooled" and line["emotion"] == emotion]
    return {line["row"]: float(line["r"]) for line in lines}


@pytest.mark.long
@LIBRARIES
def test_from_made_up_music_to_the_curves_of_a_song(tmp_path, typed):
    book, out = tmp_path / "book", tmp_path / "out"
    typed("synth", "--songs", 20, "--to", book)
    typed("extract", book / "audio", "--to", book)
    said = typed("reproduce", "--corpus", book, "--folds", 5, "--out", out)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Corpus made-up music: " in said
    assert "Made-up songs" in said
    assert "These songs are <strong>made up</strong>" in page
    assert "DEAM's averages" not in said + page
    valence, arousal = correlations(out, "valence"), correlations(out, "arousal")
    assert arousal["rnn 260"] > 0.8
    assert valence["rnn 260"] > 0.3
    assert {"lr 268", "rnn 268", "rnn 268 + smoothing", "rnn 268 + rnn2"} <= set(arousal)

    typed("train", tmp_path / "model.npz", "--corpus", book)
    said = typed("predict", tmp_path / "model.npz", book / "audio" / "7.wav", "--to", tmp_path / "to")
    assert "The model learned from made-up songs" in said
    times, Y = read_curves(tmp_path / "to" / "predictions.csv")["7"]
    assert (times[0], times[-1], Y.shape) == (0.0, 44.5, (90, 2))
    assert (tmp_path / "to" / "7.png").stat().st_size > 5000


@pytest.mark.long
@LIBRARIES
@pytest.mark.skipif(not (DATA / "deam" / "audio").is_dir(), reason=f"no real clips in {DATA} (set ELMAN_DATA)")
def test_from_real_music_to_the_table(tmp_path, typed):
    features, out = tmp_path / "features", tmp_path / "out"
    typed("extract", DATA / "deam" / "audio", "--to", features)
    said = typed("reproduce", "--corpus", DATA / "deam", "--features", features, "--folds", 5, "--out", out)
    assert "Corpus deam: 10 development" in said
    assert "Made-up" not in said
    assert {"lr 260", "rnn 260", "lr 268", "rnn 268", "rnn 268 + rnn2"} <= set(correlations(out, "arousal"))


@pytest.fixture
def book(tmp_path, elman, monkeypatch):
    """Two short made-up songs; only the 8 columns that need no library, few epochs and no report."""
    monkeypatch.setattr(extract, "FOR_CORPUS", ("extra8",))
    few = {name: replace(reading, network=replace(reading.network, n_epochs=2)) for name, reading in READINGS.items()}
    monkeypatch.setattr(reproduction, "READINGS", few)
    monkeypatch.setattr(report, "write_report", lambda path, *given: path.write_text("no report"))
    monkeypatch.setattr(songbook, "N_ROWS", 34)  # 17 s: four labels
    assert elman("synth", "--songs", 2, "--to", tmp_path / "book").status == 0
    return tmp_path / "book"


def test_one_command_from_sound_to_the_table_equals_two(book, tmp_path, elman, files):
    options = ("--corpus", book, "--folds", 2, "--jobs", 1, "--reading", "paper")
    one = elman("reproduce", *options, "--out", tmp_path / "one", "--extract")
    assert one.status == 0, one.err
    assert "features of 2 files made" in one.out
    elman("extract", book / "audio", "--to", tmp_path / "features", "--set", "extra8", "--reading", "paper")
    two = elman("reproduce", *options, "--out", tmp_path / "two", "--features", tmp_path / "features")
    assert two.status == 0, two.err
    # What was extracted is found without being asked for.
    assert elman("reproduce", *options, "--out", tmp_path / "three").status == 0
    first, second, third = (files(tmp_path / name) for name in ("one", "two", "three"))
    for name in first:
        if name.endswith(".csv"):
            assert first[name] == second[name] == third[name], name
    # What is done is kept; a file without labels is told, and not even opened.
    (book / "audio" / "bad.wav").write_bytes(b"RIFF")
    again = elman("reproduce", *options, "--out", tmp_path / "one", "--extract")
    assert again.status == 0
    assert "0 files made, 2 were" in again.out
    assert "1 song (audio/bad)" in again.out


def test_broken_labels_are_told_before_any_work(book, tmp_path, elman, refused):
    [valence] = book.rglob("valence.csv")
    valence.write_text("".join(line for line in valence.read_text().splitlines(True) if not line.startswith("2,")))
    line = refused("train", tmp_path / "m.npz", "--corpus", book, "--extract")
    assert "1 song (2) in arousal.csv" in line
    assert not (book / "extracted").exists()
    said = elman("train", tmp_path / "m.npz", "--corpus", book, "--system", "lr", "--extract", "--skip-unusable")
    assert said.status == 0, said.err
    assert "left out: 1 song (2) in arousal.csv" in said.out
    assert "fitted on 1 song of" in said.out
    valence.unlink()
    assert f"{valence.with_name('arousal.csv')} is there, valence.csv is not" in refused(
        "train", tmp_path / "m.npz", "--corpus", book, "--extract"
    )


@pytest.mark.parametrize("corpus", [("synthetic",), ("book", "--features", "elsewhere")])
def test_there_must_be_sound_to_extract(book, refused, tmp_path, monkeypatch, corpus):
    monkeypatch.chdir(tmp_path)
    assert "--extract" in refused("reproduce", "--corpus", *corpus, "--out", tmp_path / "out", "--extract")


@pytest.mark.parametrize("command", ["train", "reproduce"])
def test_a_folder_that_is_not_there_is_told_as_without_extract(tmp_path, refused, command):
    asked = (command, *([tmp_path / "m.npz"] if command == "train" else []), "--corpus", tmp_path / "bok")
    line = refused(*asked, "--extract")
    assert "is not there" in line
    assert str(tmp_path / "bok") in line
    assert line == refused(*asked)


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        (("--folds", "nofile.csv"), ["nofile.csv", "no such file"]),
        (("--folds", "3"), ["2 songs", "3 folds"]),
        (("--folds", "2", "--group", "nofile.csv:artist"), ["nofile.csv", "no such file"]),
        (("--folds", "2", "--group", "one.csv:artist"), ["one.csv", "1 song (2)"]),
        (("--folds", "2", "--group", "same.csv:artist"), ["1 group", "2 folds"]),
        (("--folds", "2", "--songs", "nofile.txt"), ["nofile.txt", "one song id a line"]),
        (("--folds", "2", "--songs", "three.txt"), ["three.txt", "no labels for 1 song (3)"]),
        (("--folds", "2", "--out", "a file/out"), ["a file"]),
        (("--folds", "2", "--out", "taken"), ["taken/table1.csv", "not a result of elman"]),
        (("--folds", "2", "--against", "lr 999"), ["--against", "'lr 999'", "'lr 260'", "'rnn 268 + rnn2'"]),
        (("--folds", "2", "--against", "ridge 268"), ["--against", "'ridge 268'", "'lr 260'"]),
    ],
)
def test_folds_and_choices_are_checked_before_sounds_are_read(book, tmp_path, refused, monkeypatch, asked, facts):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.csv").write_text("song,artist\n1,a\n")
    (tmp_path / "same.csv").write_text("song,artist\n1,a\n2,a\n")
    (tmp_path / "three.txt").write_text("1\n2\n3\n")
    (tmp_path / "a file").write_text("")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "table1.csv").write_text("mine")
    line = refused("reproduce", "--corpus", book, "--extract", *asked)
    for fact in facts:
        assert fact in line
    assert not (book / "extracted").exists()
    if "--songs" in asked:
        assert line == refused("train", tmp_path / "m.npz", "--corpus", book, "--extract", *asked[2:])
        assert not (book / "extracted").exists()


def test_the_columns_of_a_model_are_checked_before_sounds_are_read(book, tmp_path, refused):
    line = refused("train", tmp_path / "m.npz", "--corpus", book, "--extract", "--columns", "999")
    for fact in ("--columns", "'999'", "260 and 268"):
        assert fact in line
    assert not (book / "extracted").exists()


def test_only_the_chosen_songs_are_extracted_and_each_must_have_a_sound(book, tmp_path, elman, refused):
    (tmp_path / "two.txt").write_text("2\n")
    asked = (
        "train",
        tmp_path / "m.npz",
        "--corpus",
        book,
        "--system",
        "lr",
        "--extract",
        "--songs",
        tmp_path / "two.txt",
    )
    sound = book / "audio" / "2.wav"
    sound.rename(tmp_path / "2.wav")
    line = refused(*asked)
    for fact in ("1 song (2)", "other songs", "audio/1"):
        assert fact in line
    assert not (book / "extracted").exists()
    (tmp_path / "2.wav").rename(sound)
    said = elman(*asked)
    assert said.status == 0, said.err
    assert "features of 1 file made" in said.out
    assert "sounds of other songs are left out: 1 song (audio/1)" in said.out
    sound.unlink()
    assert "fitted on 1 song of" in elman(*asked).out  # its features are kept


def test_a_long_list_of_sounds_without_labels_is_told_in_short(library, tmp_path, elman):
    for n in range(150):
        (library / "music" / f"take {n}.wav").touch()
    said = elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract")
    [line] = [line for line in said.out.splitlines() if "150 songs (" in line]
    assert line.endswith("(music/take 0, music/take 1, music/take 10, music/take 100, music/take 101, ...)")


def test_choices_that_only_deam_has_are_told_before_sounds_are_read(library, tmp_path, refused):
    assert "leave --songs out" in refused("train", tmp_path / "m", "--corpus", library, "--extract", "--songs", "x.txt")
    assert not (library / "features").exists()


# A library of one's own: albums in folders, equal names, a bad file, a song without a label.


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Four songs in two albums, all called 01 or 02, with labels; a bad file and covers among them."""
    monkeypatch.setattr(extract, "FOR_CORPUS", ("extra8",))
    top, rng = tmp_path / "library", np.random.default_rng(0)
    labels = {}
    for album in ("first", "second"):
        for name in ("01", "02"):
            path = top / "music" / album / f"{name}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            wavfile.write(path, 44100, (3000 * rng.standard_normal(3 * 44100)).astype(np.int16))
            labels[f"{album}/{name}"] = (np.arange(6) / 2, rng.uniform(-1, 1, (6, 2)))
        (top / "music" / album / "cover.jpg").write_bytes(b"x")
    write_curves(top / "labels.csv", labels)
    return top


def test_a_library_becomes_a_model_and_curves(library, tmp_path, elman):
    wavfile.write(library / "music" / "second" / "03.wav", 44100, np.ones(44100, np.int16))  # without labels
    said = elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract")
    assert said.status == 0, said.err
    assert "features of 4 files made" in said.out
    assert "1 song (music/second/03)" in said.out
    assert "fitted on 4 songs" in said.out
    assert (library / "features" / "extra8" / "first" / "01.csv").exists()
    again = elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract")
    assert "0 files made, 4 were there already" in again.out
    # The sounds of the whole folder are predicted, the extracted features beside them are not songs once more.
    to = tmp_path / "to"
    said = elman("predict", tmp_path / "m.npz", library, "--to", to)
    names = ["first/01", "first/02", "second/01", "second/02", "music/second/03"]
    assert sorted(read_curves(to / "predictions.csv")) == sorted(names)
    assert all((to / f"{name}.png").exists() for name in names)
    # From features alone come the same curves.
    alone = elman("predict", tmp_path / "m.npz", library / "features", "--to", tmp_path / "alone")
    assert alone.status == 0, alone.err
    found, heard = read_curves(tmp_path / "alone" / "predictions.csv"), read_curves(to / "predictions.csv")
    assert sorted(found) == names[:4]
    for name in names[:4]:
        np.testing.assert_allclose(found[name][1], heard[name][1], atol=1e-6)


def test_one_album_is_called_as_it_is_among_others(library, tmp_path, elman):
    """What lies beside an album does not change the names of its songs: labels, features and curves have the same ones."""
    labels = read_curves(library / "labels.csv")
    write_curves(library / "labels.csv", {song: labels[song] for song in ("first/01", "first/02")})
    shutil.rmtree(library / "music" / "second")
    assert elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract").status == 0
    assert elman("predict", tmp_path / "m.npz", library / "music", "--to", tmp_path / "to").status == 0
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == ["first/01", "first/02"]
    assert elman("evaluate", library / "labels.csv", tmp_path / "to" / "predictions.csv").status == 0


def test_a_bad_file_is_told_and_its_song_left_out(library, tmp_path, elman):
    (library / "music" / "second" / "02.wav").write_bytes(b"RIFF")
    said = elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract")
    assert said.status == 0, said.err
    assert "second/02.wav: " in said.err.replace(os.sep, "/")
    assert "fitted on 3 songs" in said.out
    assert "1 song (second/02)" in said.out


def test_labels_without_a_sound_are_told_before_any_work(library, tmp_path, elman, refused):
    (library / "music" / "second" / "02.wav").rename(library / "music" / "second" / "2.wav")
    line = refused("train", tmp_path / "m.npz", "--corpus", library, "--extract")
    for fact in ("1 song (second/02)", "second/2", "--skip-unusable"):
        assert fact in line
    assert not (library / "features").exists()
    said = elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract", "--skip-unusable")
    assert "fitted on 3 songs" in said.out


def test_the_level_is_part_of_what_was_extracted(library, tmp_path, elman, refused):
    assert "--extract" in refused("train", tmp_path / "m.npz", "--corpus", library, "--level", "-20")
    said = elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract", "--level", "-20")
    assert said.status == 0, said.err
    made = json.loads((library / "features" / "extra8" / "extraction.json").read_text())["made_with"]
    assert made["level"] == -20
    # The same library 12 dB quieter gives the same curves.
    for path in (library / "music").rglob("*.wav"):
        _, samples = wavfile.read(path)
        quiet = tmp_path / "quiet" / path.relative_to(library / "music")
        quiet.parent.mkdir(parents=True, exist_ok=True)
        wavfile.write(quiet, 44100, (samples / 4 / 2**15).astype(np.float32))
    for name, folder in (("loud", library / "music"), ("soft", tmp_path / "quiet")):
        assert elman("predict", tmp_path / "m.npz", folder, "--to", tmp_path / name).status == 0
    loud, soft = (read_curves(tmp_path / name / "predictions.csv") for name in ("loud", "soft"))
    assert loud.keys() == soft.keys()
    for name in loud:
        np.testing.assert_allclose(loud[name][1], soft[name][1], atol=1e-4)


def test_columns_in_two_folders_are_put_side_by_side(library, tmp_path, elman):
    """As the 260 and the 8 are: here the second folder is made up."""
    elman("train", tmp_path / "m.npz", "--corpus", library, "--system", "lr", "--extract")
    features, rng = library / "features", np.random.default_rng(1)
    shutil.copytree(features / "extra8", features / "more")
    for path in (features / "more").rglob("*.csv"):
        _, times, _ = read_features(path)
        write_features(path, times, ["a", "b"], rng.standard_normal((len(times), 2)))
    assert elman("train", tmp_path / "ten.npz", "--corpus", library, "--system", "lr").status == 0
    fitted = model.load(tmp_path / "ten.npz")
    assert len(fitted.columns) == 10
    said = elman("predict", tmp_path / "ten.npz", features, "--to", tmp_path / "to")
    assert said.status == 0, said.err
    found = read_curves(tmp_path / "to" / "predictions.csv")
    for song in read_own(library).development:
        np.testing.assert_allclose(found[song.id][1], fitted.predict(song.features), atol=1e-12)


def test_pmemos_folder_as_it_is(tmp_path, elman, monkeypatch):
    """Made-up numbers in PMEmo's layout: from its own file of labels and its clips to a model, in one command."""
    monkeypatch.setattr(extract, "FOR_CORPUS", ("extra8",))
    top, rng = tmp_path / "PMEmo", np.random.default_rng(0)
    (top / "annotations").mkdir(parents=True)
    (top / "chorus").mkdir()
    lines = ["musicId,frameTime,Arousal(mean),Valence(mean)"]
    for song in (1, 4, 5):
        noise = (3000 * rng.standard_normal(18 * 44100)).astype(np.int16)
        wavfile.write(top / "chorus" / f"{song}.wav", 44100, noise)
        for t in (15.5, 16.0, 16.5, 17.0):
            arousal, valence = rng.uniform(0, 1, 2).round(3)
            lines.append(f"{song},{t},{arousal},{valence}")
    (top / "annotations" / "dynamic_annotations.csv").write_text("\n".join(lines) + "\n")
    said = elman("train", tmp_path / "m.npz", "--corpus", top, "--system", "lr", "--extract")
    assert said.status == 0, said.err
    assert "features of 3 files made" in said.out
    assert "fitted on 3 songs of PMEmo" in said.out
    [first, *_] = read_own(top).development
    assert (first.id, first.times.tolist()) == ("1", [15.0, 15.5, 16.0, 16.5])
    assert elman("predict", tmp_path / "m.npz", top / "chorus", "--to", tmp_path / "to").status == 0
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == ["1", "4", "5"]
