"""``elman predict``: curves as tables and pictures, all of them or nothing."""

import numpy as np
import pytest
from scipy.io import wavfile

from elman.__main__ import main
from elman.corpus.columns import EXTRA_8
from elman.corpus.own import read_own
from elman.corpus.song import Corpus, Song
from elman.corpus.tables import read_curves, read_features, write_curves, write_features
from elman.readings import READINGS
from elman.sound import bands
from elman.sound.decode import decode
from elman.sound.features import EXTRACTOR
from elman.systems import model


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
    assert set(files(to)) == {"predictions.csv", "valence.csv", "arousal.csv", *(f"{n}.png" for n in range(1, 7))}
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


def test_one_file_and_the_second_call_is_the_first(trained, own, tmp_path, elman, files):
    args = ("predict", trained, own / "features" / "2.csv", "--to", tmp_path / "to")
    assert elman(*args).status == 0
    before = files(tmp_path / "to")
    assert set(before) == {"predictions.csv", "valence.csv", "arousal.csv", "2.png"}
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


@pytest.mark.parametrize("name", ["$x_$", "a [b] <c>", "über & unter"])
def test_songs_may_have_strange_names(trained, own, tmp_path, elman, name):
    (own / "features" / "1.csv").rename(tmp_path / f"{name}.csv")
    result = elman("predict", trained, tmp_path / f"{name}.csv", "--to", tmp_path / "to")
    assert (result.status, result.err) == (0, "")
    assert list(read_curves(tmp_path / "to" / "predictions.csv")) == [name]
    assert (tmp_path / "to" / f"{name}.png").exists()


def test_columns_that_differ_are_named(trained, own, tmp_path, refused):
    columns, times, X = read_features(own / "features" / "3.csv")
    write_features(tmp_path / "song.csv", times, ("colum 0", *columns[1:]), X)
    line = refused("predict", trained, own / "features" / "1.csv", tmp_path / "song.csv", "--to", tmp_path / "to")
    assert f"{tmp_path / 'song.csv'}: the model needs 12 columns, 1 of which the features lack" in line
    assert "first 'column 0'; the nearest there is is 'colum 0'" in line
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
    assert "there is no such file or folder" in refused("predict", trained, tmp_path / "x.csv")
    assert "holds neither feature files <song>.csv nor sound files" in refused("predict", trained, tmp_path / "empty")
    twice = (own / "features" / "1.csv", own / "features")
    assert "are both songs called '1'; rename one" in refused("predict", trained, *twice)


def test_a_place_that_cannot_be_written(trained, own, tmp_path, refused):
    (tmp_path / "file").write_text("")
    line = refused("predict", trained, own / "features", "--to", tmp_path / "file" / "to")
    assert "is a file; choose another place" in line
    assert (tmp_path / "file").read_text() == ""


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
    assert err == ""


@pytest.fixture
def trained_on_sound(tmp_path):
    """A linear model of the 8 extra columns, which are taken from sound without any library."""
    rng = np.random.default_rng(0)
    songs = [Song(str(n), rng.normal(size=(20, 8)), rng.uniform(-1, 1, (20, 2)), np.arange(20) / 2) for n in range(4)]
    made_with = {"set": "extra8", "reading": "code", "extractor": EXTRACTOR}
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
        result = elman("predict", path, hum, "--to", tmp_path / "to")
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
        (({"set": "extra8", "reading": "code", "extractor": EXTRACTOR}, None), "so its curve is less certain"),
        (({"set": "extra8", "reading": "code", "extractor": -1},), "of another version of elman extract"),
    ],
)
def test_features_that_were_made_in_another_way_are_told_once(hum, trained_on_sound, tmp_path, elman, made_with, told):
    fitted = model.load(trained_on_sound)
    fitted.about["features_made_with"] = list(made_with)
    fitted.save(trained_on_sound)
    (tmp_path / "other.wav").write_bytes(hum.read_bytes())
    result = elman("predict", trained_on_sound, hum, tmp_path / "other.wav", "--to", tmp_path / "to")
    assert result.status == 0
    assert result.err.startswith("elman: warning: the model learned from features")
    assert told in result.err
    assert result.err.count("\n") == 1
