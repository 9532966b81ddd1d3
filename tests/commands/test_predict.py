"""``elman predict``: curves as tables and pictures, all of them or nothing."""

import csv
import os
import re
import stat
import sys
import warnings
from shutil import copyfile

import numpy as np
import pytest
from scipy.io import wavfile

from elman.__main__ import main
from elman.commands import song_files
from elman.corpus.circumplex import summary
from elman.corpus.columns import EXTRA_8
from elman.corpus.own import read_own
from elman.corpus.song import EMOTIONS, Corpus, Song
from elman.corpus.tables import read_curves, read_features, write_curves, write_features
from elman.readings import READINGS
from elman.sound import bands, isolation
from elman.sound.decode import decode
from elman.sound.features import EXTRACTOR
from elman.systems import model
from elman.systems.smoothing import smooth_to_the_ends

RESULTS = {"predictions.csv", "valence.csv", "arousal.csv", "songs.csv", ".elman.json"}


@pytest.fixture
def trained(own, tmp_path, elman):
    path = tmp_path / "m.npz"
    assert elman("train", path, "--corpus", own, "--system", "lr").status == 0
    return path


def test_every_song_gets_its_curve_and_its_picture(trained, own, tmp_path, elman, files):
    to = tmp_path / "to"
    result = elman("predict", trained, own / "features", "--to", to)
    assert (result.status, result.err) == (0, "")
    assert "6 songs" in result.out
    assert "made-up" not in result.out
    assert set(files(to)) == {*RESULTS, *(f"{n}.png" for n in range(1, 7))}
    curves, fitted = read_curves(to / "predictions.csv"), model.load(trained)
    assert list(curves) == list("123456")
    for song in read_own(own).development:
        times, Y = curves[song.id]
        assert np.array_equal(times, song.times)
        assert np.array_equal(Y, fitted.predict(song.features))
    wide = (to / "arousal.csv").read_text().splitlines()
    assert wide[0].startswith("song_id,sample_0ms,sample_500ms,")
    assert wide[3].split(",")[0] == "3"
    assert [float(cell) for cell in wide[3].split(",")[1:]] == curves["3"][1][:, 1].tolist()
    for name, content in files(to).items():
        if name.endswith("png"):
            assert content.startswith(b"\x89PNG")


def test_a_song_unlike_the_songs_of_training_is_predicted_and_told(trained, own, tmp_path, elman):
    columns, times, X = read_features(own / "features" / "1.csv")
    peak = np.zeros_like(X)
    peak[4, 1] = 1e5
    begins = X.copy()
    begins[0, 0] = 2e3  # the filters of an extraction start from silence; the curve stays within its bounds
    for name, bad in (
        ("loud", X * 40),
        ("peak", X + peak),
        ("like", X),
        ("start", begins),
    ):
        write_features(tmp_path / "songs" / f"{name}.csv", times, columns, bad)
    result = elman("predict", trained, tmp_path / "songs", "--to", tmp_path / "to")
    assert result.status == 0
    told = [line for line in result.err.splitlines() if "warning" in line]
    assert not [line for line in told if "like.csv" in line]
    assert not [line for line in told if "start.csv" in line and "row 1" in line]
    assert [line for line in told if "loud.csv" in line and "%" in line]
    assert [line for line in told if "peak.csv" in line and "row 5, 'column 1'" in line]
    assert [line for line in told if "peak.csv" in line and "-1 to 1" in line]


def test_one_word_for_each_song(trained, own, tmp_path, elman):
    """The numbers of songs.csv are the means and spreads of the curves beside it; the screen has the word too."""
    result = elman("predict", trained, own / "features", "--to", tmp_path / "to")
    with open(tmp_path / "to" / "songs.csv", encoding="utf-8", newline="") as file:
        lines = {line["song"]: line for line in csv.DictReader(file)}
    curves = read_curves(tmp_path / "to" / "predictions.csv")
    assert list(lines) == list(curves)
    for name, (_, Y) in curves.items():
        assert [float(lines[name][key]) for key in EMOTIONS] == Y.mean(axis=0).tolist()
        assert [float(lines[name][f"{key}_spread"]) for key in EMOTIONS] == Y.std(axis=0).tolist()
        assert lines[name]["word"] == summary(Y).word
        assert re.search(rf"^{name} +{summary(Y).word} ", result.out, flags=re.MULTILINE)


def test_a_library_is_not_listed_whole(trained, own, tmp_path, elman):
    columns, times, X = read_features(own / "features" / "1.csv")
    for n in range(41):
        write_features(tmp_path / "songs" / f"song {n:02}.csv", times[:4], columns, X[:4])
    result = elman("predict", trained, tmp_path / "songs", "--to", tmp_path / "to")
    assert "song 39" in result.out
    assert "song 40" not in result.out
    assert "1 more song" in result.out
    assert len((tmp_path / "to" / "songs.csv").read_text().splitlines()) == 42


@pytest.mark.parametrize("system", ["rnn + smoothing", "rnn + rnn2"])
def test_curves_are_smoothed_up_to_both_ends(own, tmp_path, elman, system):
    """Inside they are the system's own; at the ends the first network's curve is smoothed too."""
    assert elman("train", tmp_path / "m.npz", "--corpus", own, "--system", system).status == 0
    assert elman("predict", tmp_path / "m.npz", own / "features" / "1.csv", "--to", tmp_path / "to").status == 0
    _, Y = read_curves(tmp_path / "to" / "predictions.csv")["1"]
    fitted, (_, _, X) = model.load(tmp_path / "m.npz"), read_features(own / "features" / "1.csv")
    first = fitted.predictor.first if system == "rnn + rnn2" else fitted.predictor
    expected = smooth_to_the_ends(first.predictor.predict(X))
    if system == "rnn + rnn2":
        expected = fitted.predictor.predictor.predict(expected)
    else:
        np.testing.assert_allclose(Y[6:-6], fitted.predict(X)[6:-6], atol=1e-12)
    np.testing.assert_allclose(Y, expected, atol=1e-12)
    assert np.abs(Y[:6] - fitted.predict(X)[:6]).max() > 1e-8
    assert not first.to_the_ends  # the model itself is as it was


def test_one_file_and_the_second_call_is_the_first(trained, own, tmp_path, elman, files):
    args = ("predict", trained, own / "features" / "2.csv", "--to", tmp_path / "to")
    assert elman(*args).status == 0
    before = files(tmp_path / "to")
    assert set(before) == {*RESULTS, "2.png"}
    assert elman(*args).status == 0
    assert files(tmp_path / "to") == before


def test_a_model_of_made_up_songs_says_so(tmp_path, elman, monkeypatch):
    from elman.corpus import synthetic

    small = synthetic.make(0, n_development=2, n_evaluation=0)
    monkeypatch.setattr(synthetic, "make", lambda seed: small)
    assert elman("train", tmp_path / "m.npz", "--system", "lr").status == 0
    song = small.development[0]
    write_features(tmp_path / "1.csv", song.times, small.columns, song.features)
    result = elman("predict", tmp_path / "m.npz", tmp_path / "1.csv", "--to", tmp_path / "to")
    assert "The model learned from made-up songs" in result.out


STRANGE = ["$x_$", "$^$", "a [b] <c>", "über & unter", "\N{MUSICAL NOTE}", "a, 'b' \"c\"", "x" * 240]


@pytest.mark.parametrize("name", STRANGE)
def test_songs_may_have_strange_names(trained, own, tmp_path, elman, name):
    (own / "features" / "1.csv").rename(tmp_path / f"{name}.csv")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that no font has is nobody's fault
        result = elman("predict", trained, tmp_path / f"{name}.csv", "--to", tmp_path / "to", "--quiet")
    assert (result.status, result.out, result.err) == (0, "", "")
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == [name]
    assert (tmp_path / "to" / f"{name}.png").exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems have no such names")
def test_a_name_in_bytes_that_are_not_text_becomes_one(trained, own, tmp_path, elman):
    """An old disk, in Latin-1: no table in UTF-8 can hold the name as it is."""
    latin = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv")
    os.rename(own / "features" / "1.csv", latin)
    result = elman("predict", trained, latin, "--to", tmp_path / "to")
    assert result.status == 0, result.err
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == [r"caf\xe9"]
    assert (tmp_path / "to" / r"caf\xe9.png").exists()


def test_names_with_letters_of_steering_are_told_without_them(trained, tmp_path, refused):
    line = refused("predict", trained, tmp_path / "a\x1b[31mb\n.csv")
    assert r"a\x1b[31mb\n.csv" in line


# Nothing that is not a result is ever written over.


@pytest.fixture
def beside(own, tmp_path):
    """A folder with two songs of the user's."""
    (tmp_path / "mine").mkdir()
    for n in (1, 2):
        copyfile(own / "features" / f"{n}.csv", tmp_path / "mine" / f"{n}.csv")
    return tmp_path / "mine"


def test_results_beside_the_songs_are_not_taken_for_songs(trained, beside, elman, files):
    """The second call finds what the first one wrote, and the third, when a song has come."""
    for _ in range(2):
        assert elman("predict", trained, beside, "--to", beside).status == 0
        assert set(files(beside)) == {*RESULTS, "1.csv", "2.csv", "1.png", "2.png"}
        assert list(read_curves(beside / "predictions.csv")) == ["1", "2"]
    copyfile(beside / "1.csv", beside / "3.csv")
    assert elman("predict", trained, beside, "--to", beside).status == 0
    assert list(read_curves(beside / "predictions.csv")) == ["1", "2", "3"]


@pytest.mark.parametrize("name", ["predictions", "valence", "arousal", "songs"])
def test_a_song_with_the_name_of_a_result_is_not_written_over(trained, beside, refused, files, name):
    (beside / "2.csv").rename(beside / f"{name}.csv")
    before = files(beside)
    line = refused("predict", trained, beside, "--to", beside)
    assert f"{beside / name}.csv" in line
    assert "another folder" in line
    assert files(beside) == before


@pytest.mark.parametrize("name", ["valence.csv", "arousal.csv", "predictions.csv", "songs.csv", "1.png"])
def test_a_file_of_the_users_is_not_written_over(trained, own, tmp_path, refused, files, name):
    """DEAM's labels have these names too."""
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / name).write_text("mine")
    line = refused("predict", trained, own / "features" / "1.csv", "--to", tmp_path / "to")
    assert str(tmp_path / "to" / name) in line
    assert files(tmp_path / "to") == {name: b"mine"}


def test_a_result_that_the_user_has_changed_is_not_written_over(trained, beside, elman, refused):
    assert elman("predict", trained, beside / "1.csv", "--to", beside).status == 0
    (beside / "predictions.csv").write_text("my own notes\n")
    line = refused("predict", trained, beside / "1.csv", "--to", beside)
    assert "predictions.csv: was changed" in line
    (beside / "predictions.csv").unlink()
    assert elman("predict", trained, beside / "1.csv", "--to", beside).status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_replaced_result_keeps_its_permissions_and_a_link_stays_a_link(trained, beside, tmp_path, elman):
    assert elman("predict", trained, beside / "1.csv", "--to", beside).status == 0
    (beside / "predictions.csv").chmod(0o640)
    (beside / "valence.csv").rename(tmp_path / "elsewhere.csv")
    (beside / "valence.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert elman("predict", trained, beside, "--to", beside).status == 0
    assert stat.S_IMODE((beside / "predictions.csv").stat().st_mode) == 0o640
    assert (beside / "valence.csv").is_symlink()
    assert len((tmp_path / "elsewhere.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "3", '{"a": 3}', "\xff"])
def test_a_note_of_results_that_cannot_be_read_is_told(trained, beside, refused, files, text):
    (beside / ".elman.json").write_text(text)
    before = files(beside)
    assert str(beside / ".elman.json") in refused("predict", trained, beside / "1.csv", "--to", beside)
    assert files(beside) == before


# What a folder holds beside songs.


def test_hidden_files_are_no_songs_and_others_are_told(trained, beside, elman):
    (beside / "._1.csv").write_bytes(b"\0\5\x16\7")  # what a Mac leaves on foreign disks
    for name in ("a.pdf", "b.pdf", "cover.jpg"):
        (beside / name).write_bytes(b"x")
    result = elman("predict", trained, beside, "--to", beside.parent / "to")
    assert result.status == 0, result.err
    assert f"{beside}: " in result.out
    assert "(3 other files: 2 .pdf, 1 .jpg)" in result.out


def test_songs_in_folders_are_called_by_their_paths_and_labels_are_no_songs(trained, own, elman, tmp_path):
    for folder in ("a", "b/c"):
        (own / "features" / folder).mkdir(parents=True)
        copyfile(own / "features" / "1.csv", own / "features" / folder / "1.csv")
    for _ in range(2):
        result = elman("predict", trained, own, "--to", tmp_path / "to")
        assert result.status == 0, result.err
        assert "not songs: labels\n" in result.out
        names = [f"features/{name}" for name in ("1", "2", "3", "4", "5", "6", "a/1", "b/c/1")]
        assert sorted(read_curves(tmp_path / "to" / "predictions.csv")) == names
        assert (tmp_path / "to" / "features" / "b" / "c" / "1.png").exists()


@pytest.mark.parametrize("others", [0, 1])
def test_a_sound_that_cannot_be_read_costs_itself(trained_on_sound, hum, tmp_path, elman, others):
    bad = [tmp_path / f"{name}.wav" for name in ("a", "z")]
    for path in bad:
        path.write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    result = elman("predict", trained_on_sound, *bad, *[hum][:others], "--to", tmp_path / "to")
    assert all(str(path) in result.err for path in bad[: 1 + others])
    if others:
        assert (result.status, list(read_curves(tmp_path / "to" / "predictions.csv"))) == (1, ["hum"])
        assert "2 of 3 files failed:" in result.err
    else:
        assert result.status == 2
        assert not (tmp_path / "to").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("which", ["model", "song", "in a folder"])
def test_a_pipe_is_never_opened(trained, beside, refused, elman, which):
    pipe = beside / "pipe.csv"
    os.mkfifo(pipe)
    if which == "in a folder":
        result = elman("predict", trained, beside, "--to", beside)
        assert (result.status, list(read_curves(beside / "predictions.csv"))) == (1, ["1", "2"])
        assert f"1 of 3 files failed:\n  {pipe}: " in result.err
    else:
        args = (pipe, beside / "1.csv") if which == "model" else (trained, pipe)
        assert f"{pipe}: is not a file" in refused("predict", *args)


def test_a_model_may_be_called_by_the_name_it_was_given(own, tmp_path, elman):
    """`elman train mymodel` writes mymodel.npz."""
    assert elman("train", tmp_path / "mymodel", "--corpus", own, "--system", "lr").status == 0
    song = own / "features" / "1.csv"
    assert elman("predict", tmp_path / "mymodel", song, "--to", tmp_path / "to").status == 0


@pytest.mark.parametrize("name", ["3.txt", "3.csv.gz", "s.wav"])
def test_what_cannot_be_heard_is_told_with_its_name(trained, tmp_path, refused, name):
    (tmp_path / name).write_bytes(b"frameTime;a\n0;1\n")
    assert str(tmp_path / name) in refused("predict", trained, tmp_path / name)


def test_columns_that_differ_are_named(trained, own, tmp_path, refused):
    columns, times, X = read_features(own / "features" / "3.csv")
    write_features(tmp_path / "song.csv", times, ("colum 0", *columns[1:]), X)
    line = refused("predict", trained, own / "features" / "1.csv", tmp_path / "song.csv", "--to", tmp_path / "to")
    for fact in (f"{tmp_path / 'song.csv'}: ", "12 columns", "'column 0'", "'colum 0'"):
        assert fact in line
    assert not (tmp_path / "to").exists()


def bad_cell(path):
    lines = path.read_text().splitlines()
    lines[3] = lines[3].replace(lines[3].split(";")[2], "loud", 1)
    path.write_text("\n".join(lines))


def time_twice(path):
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[-1]]))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (bad_cell, "row 4, column 'column 1': 'loud' is not a finite number"),
        (time_twice, "row 26, column 'frameTime': 11.5 s follows 11.5 s"),
        (lambda path: path.write_text(""), "is empty"),
        (lambda path: path.write_text(path.read_text().replace(";", ",")), "separated by commas"),
    ],
)
def test_one_bad_song_and_nothing_is_written(trained, own, tmp_path, refused, spoil, told):
    spoil(own / "features" / "6.csv")
    line = refused("predict", trained, own / "features", "--to", tmp_path / "to")
    assert str(own / "features" / "6.csv") in line
    assert told in line
    assert not (tmp_path / "to").exists()


def test_songs_that_are_not_there(trained, own, tmp_path, refused):
    (tmp_path / "empty").mkdir()
    assert str(tmp_path / "x.csv") in refused("predict", trained, tmp_path / "x.csv")
    assert str(tmp_path / "empty") in refused("predict", trained, tmp_path / "empty")
    twice = own / "features" / "1.CSV"
    twice.write_bytes((own / "features" / "1.csv").read_bytes())
    assert "both song '1'" in refused("predict", trained, own / "features")


@pytest.mark.parametrize("n", [1, 5, 7, 8, 100])
def test_the_wave_of_a_long_sound_has_few_strokes(n):
    """Each new stroke holds all old ones of its time, none is lost, and none is wider than it was."""
    strokes = np.sort(np.random.default_rng(n).normal(size=(n, 2)), axis=1)
    fewer = song_files.fewer_strokes(strokes, 7)
    assert len(fewer) == min(n, 7)
    assert fewer.min() == np.float32(strokes.min())
    assert fewer.max() == np.float32(strokes.max())
    for begin, end, (low, high) in zip(
        np.arange(len(fewer)) * n // len(fewer), (np.arange(len(fewer)) + 1) * n // len(fewer), fewer, strict=True
    ):
        assert (low, high) == (np.float32(strokes[begin:end, 0].min()), np.float32(strokes[begin:end, 1].max()))


def test_a_file_that_was_given_twice_is_one_song(trained, own, tmp_path, elman):
    twice = (own / "features" / "1.csv", own / "features")
    assert elman("predict", trained, *twice, "--to", tmp_path / "to").status == 0
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == ["1", "2", "3", "4", "5", "6"]


def test_equal_names_in_two_albums_stay_apart(trained, own, tmp_path, elman):
    """As two folders and as two files; and of one folder with one album the name is what it is with two."""
    for album in "ab":
        (tmp_path / "music" / album).mkdir(parents=True)
        (tmp_path / "music" / album / "01.csv").write_bytes((own / "features" / "1.csv").read_bytes())
    a, b = tmp_path / "music" / "a", tmp_path / "music" / "b"
    for n, given in enumerate(((a, b), (a / "01.csv", b / "01.csv"), (tmp_path / "music",))):
        assert elman("predict", trained, *given, "--to", tmp_path / f"to{n}").status == 0
        assert list(read_curves(tmp_path / f"to{n}" / "predictions.csv")) == ["a/01", "b/01"]
        assert (tmp_path / f"to{n}" / "a" / "01.png").is_file()
    assert elman("predict", trained, a, "--to", tmp_path / "one").status == 0
    assert list(read_curves(tmp_path / "one" / "predictions.csv")) == ["01"]


def test_a_place_that_cannot_be_written(trained, own, tmp_path, refused):
    (tmp_path / "file").write_text("")
    line = refused("predict", trained, own / "features", "--to", tmp_path / "file" / "to")
    assert f"{tmp_path / 'file'} is not one" in line
    assert (tmp_path / "file").read_text() == ""


def test_progress_of_sounds_is_shown(trained_on_sound, hum, tmp_path, elman):
    result = elman("predict", trained_on_sound, hum, "--to", tmp_path / "to")
    assert result.err.splitlines()[-1] == "predicting: 100%"


def test_a_sound_file(trained_on_sound, tmp_path, capsys):
    """From a wav file to the curve and its picture, without Essentia or openSMILE."""
    sound = tmp_path / "humming.wav"
    t = np.arange(3 * 44100) / 44100
    wavfile.write(sound, 44100, (0.3 * np.sin(2 * np.pi * 220 * t)).astype(np.float32))
    assert main(["predict", str(trained_on_sound), str(sound), "--to", str(tmp_path / "to")]) == 0
    times, Y = read_curves(tmp_path / "to" / "predictions.csv")["humming"]
    assert times.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
    columns, X = EXTRA_8, bands.extra8(decode(sound))
    fitted = model.load(trained_on_sound)
    np.testing.assert_allclose(Y, fitted.predict(fitted.choose(columns, X)), atol=1e-12)
    assert (tmp_path / "to" / "humming.png").stat().st_size > 5000
    out, err = capsys.readouterr()
    assert "1 song: " in out
    assert "warning" not in err


def test_a_sound_is_read_once(trained_on_sound, hum, tmp_path, elman, monkeypatch):
    taken, take_apart = [], isolation.take_apart
    monkeypatch.setattr(isolation, "take_apart", lambda path, *a, **k: taken.append(path) or take_apart(path, *a, **k))
    assert elman("predict", trained_on_sound, hum, "--to", tmp_path / "to").status == 0
    assert taken == [hum]  # the picture's wave came with the features


def test_what_was_heard_is_kept_for_the_next_call(trained_on_sound, hum, tmp_path, elman, monkeypatch, files):
    """Until the sound changes; a kept file that is damaged is made anew."""
    to, taken, take_apart = tmp_path / "to", [], isolation.take_apart
    monkeypatch.setattr(isolation, "take_apart", lambda path, *a, **k: taken.append(path) or take_apart(path, *a, **k))
    args = ("predict", trained_on_sound, hum, "--to", to)
    assert elman(*args).status == 0
    before = files(to)
    assert elman(*args).status == 0
    assert (len(taken), files(to)) == (1, before)
    [kept] = (to / ".features").iterdir()
    kept.write_bytes(kept.read_bytes()[:500])
    assert elman(*args).status == 0
    assert (len(taken), files(to)["predictions.csv"]) == (2, before["predictions.csv"])
    wavfile.write(hum, 44100, np.random.default_rng(2).standard_normal(44100).astype(np.float32) / 10)
    assert elman(*args).status == 0
    assert (len(taken), len(read_curves(to / "predictions.csv")["hum"][0])) == (3, 2)


def test_warnings_come_again_with_what_was_kept(trained_on_sound, tmp_path, elman):
    wavfile.write(tmp_path / "silent.wav", 44100, np.zeros(44100, np.float32))
    first, second = (elman("predict", trained_on_sound, tmp_path / "silent.wav", "--to", tmp_path / "to") for _ in "ab")
    assert "silent.wav: the sound is silent" in first.err
    assert second.err == first.err


@pytest.mark.parametrize("jobs", [1, 3])
def test_sounds_side_by_side_give_the_same(trained_on_sound, tmp_path, elman, files, jobs):
    (tmp_path / "in").mkdir()
    for n in range(4):
        noise = 0.1 * np.random.default_rng(n).standard_normal(44100)
        wavfile.write(tmp_path / "in" / f"{n}.wav", 44100, noise.astype(np.float32))
    result = elman("predict", trained_on_sound, tmp_path / "in", "--to", tmp_path / "to", "--jobs", jobs)
    assert result.status == 0, result.err
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == list("0123")
    one = elman("predict", trained_on_sound, tmp_path / "in" / "2.wav", "--to", tmp_path / "one")
    assert one.status == 0
    both = [read_curves(tmp_path / name / "predictions.csv")["2"][1] for name in ("to", "one")]
    assert np.array_equal(*both)


@pytest.fixture
def trained_on_sound(tmp_path):
    """A linear model of the 8 extra columns, which are taken from sound without any library."""
    rng = np.random.default_rng(0)
    songs = [
        Song(str(n), 200 * rng.normal(size=(20, 8)), rng.uniform(-1, 1, (20, 2)), np.arange(20) / 2) for n in range(4)
    ]
    made_with = {"set": "extra8", "reading": "code", "extractor": EXTRACTOR, "level": None}
    corpus = Corpus("random", EXTRA_8, {"8": EXTRA_8}, songs, features_made_with=(made_with,))
    return model.fit("lr", corpus, READINGS["code"], 0).save(tmp_path / "sound.npz")


def test_a_model_whose_columns_sound_cannot_give(trained, tmp_path, refused):
    wavfile.write(tmp_path / "a.wav", 44100, np.zeros(44100, dtype=np.float32) + 0.1)
    message = refused("predict", trained, tmp_path / "a.wav", "--to", tmp_path / "to")
    assert "cannot be taken from sound" in message
    assert not (tmp_path / "to").exists()


@pytest.fixture
def hum(tmp_path):
    """Three seconds of noise, whose features differ between the readings."""
    noise = 0.1 * np.random.default_rng(1).standard_normal(3 * 44100)
    wavfile.write(tmp_path / "hum.wav", 44100, noise.astype(np.float32))
    return tmp_path / "hum.wav"


@pytest.mark.parametrize("learned", ["code", "paper"])
@pytest.mark.parametrize("extracted", ["code", "paper"])
def test_sound_is_read_as_the_models_features_were_not_as_the_model_learned(hum, tmp_path, elman, learned, extracted):
    """From sound to features, labels, a model and back: the curve is that of the very features learned from."""
    own = tmp_path / "own"
    assert elman("extract", hum, "--to", own, "--set", "extra8", "--reading", extracted).status == 0
    (own / "extra8").rename(own / "features")
    write_curves(own / "labels.csv", {"hum": (np.arange(6) / 2, np.linspace(-0.5, 0.5, 12).reshape(6, 2))})
    for system in ("lr", "rnn"):
        path = tmp_path / f"{system}.npz"
        assert elman("train", path, "--corpus", own, "--system", system, "--reading", learned).status == 0
        result = elman("predict", path, hum, "--to", tmp_path / "to", "--quiet")
        assert (result.status, result.err) == (0, "")
        _, Y = read_curves(tmp_path / "to" / "predictions.csv")["hum"]
        _, _, X = read_features(own / "features" / "hum.csv")
        np.testing.assert_allclose(Y, model.load(path).predict(X), atol=1e-6)
        other = {"code": "paper", "paper": "code"}[extracted]
        wrong = model.load(path).predict(bands.extra8(decode(hum), reading=other))
        assert np.abs(Y - wrong).max() > (1e-3 if system == "lr" else 1e-5)


@pytest.mark.parametrize(
    ("made_with", "told"),
    [
        ((), "that elman extract did not make; those of a sound file are taken in another way"),
        ((None,), "so its curve is less certain"),
        (
            ({"set": "extra8", "reading": "code", "extractor": EXTRACTOR, "level": None}, None),
            "so its curve is less certain",
        ),
        (({"set": "extra8", "reading": "code", "extractor": -1},), "of another version of elman extract"),
    ],
)
def test_features_that_were_made_in_another_way_are_told_once(hum, trained_on_sound, tmp_path, elman, made_with, told):
    fitted = model.load(trained_on_sound)
    fitted.about["features_made_with"] = list(made_with)
    fitted.save(trained_on_sound)
    (tmp_path / "other.wav").write_bytes(hum.read_bytes())
    result = elman("predict", trained_on_sound, hum, tmp_path / "other.wav", "--to", tmp_path / "to", "--quiet")
    assert result.status == 0
    assert result.err.startswith("elman: warning: the model learned from features")
    assert told in result.err
    assert result.err.count("\n") == 1
