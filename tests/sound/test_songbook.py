import json

import numpy as np
import pytest

from elman.errors import InputError
from elman.network import rnn
from elman.network.settings import Settings
from elman.network.training import fit
from elman.sound.decode import decode
from elman.sound.extract import extract
from elman.sound.songbook import LABELS, made_up_song, make_songbook


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    make_songbook(folder, 2, seed=1)
    return folder


def labels(folder, emotion):
    lines = (folder / LABELS / f"{emotion}.csv").read_text().splitlines()
    return lines[0].split(","), np.loadtxt(lines[1:], delimiter=",")


def test_the_layout_is_deams(book):
    assert sorted(path.name for path in (book / "audio").iterdir()) == ["1.wav", "2.wav"]
    for emotion in ("arousal", "valence"):
        header, table = labels(book, emotion)
        assert header[:3] == ["song_id", "sample_15000ms", "sample_15500ms"]
        assert header[-1] == "sample_44500ms"
        assert table.shape == (2, 61)
        assert table[:, 0].tolist() == [1, 2]
    assert json.loads((book / "made_up.json").read_text())["seed"] == 1


def test_labels_and_sound_belong_together(book):
    curve, samples = made_up_song(2, seed=1)
    for column, emotion in enumerate(("valence", "arousal")):
        _, table = labels(book, emotion)
        np.testing.assert_allclose(table[1, 1:], curve[30:, column], rtol=1e-6)
    np.testing.assert_allclose(decode(book / "audio" / "2.wav"), samples, atol=2**-15)


def test_a_song_does_not_depend_on_how_many_are_made(book, tmp_path):
    make_songbook(tmp_path / "one", 1, seed=1)
    assert (tmp_path / "one" / "audio" / "1.wav").read_bytes() == (book / "audio" / "1.wav").read_bytes()
    curve, _ = made_up_song(1, seed=2)
    assert (curve != made_up_song(1, seed=1)[0]).any()


def test_a_folder_of_others_is_not_touched(tmp_path):
    (tmp_path / "annotations").mkdir()
    with pytest.raises(InputError, match="was not made by elman synth"):
        make_songbook(tmp_path, 1, seed=0)
    assert [path.name for path in tmp_path.iterdir()] == ["annotations"]


@pytest.mark.parametrize("name", ["audio/1.wav", "valence.csv"])
def test_what_the_user_changed_is_not_written_over_and_what_is_missing_is_made(tmp_path, monkeypatch, name):
    monkeypatch.setattr("elman.sound.songbook.N_ROWS", 34)
    make_songbook(tmp_path, 2, seed=1)
    (tmp_path / "audio" / "2.wav").unlink()
    make_songbook(tmp_path, 2, seed=1)
    assert (tmp_path / "audio" / "2.wav").is_file()
    path = tmp_path / name if "/" in name else tmp_path / LABELS / name
    path.write_bytes(b"mine")
    with pytest.raises(InputError, match=path.name):
        make_songbook(tmp_path, 2, seed=1)
    assert path.read_bytes() == b"mine"


def test_other_songs_are_not_mixed_in(tmp_path):
    make_songbook(tmp_path / "book", 1, seed=0)
    before = (tmp_path / "book" / "audio" / "1.wav").read_bytes()
    make_songbook(tmp_path / "book", 1, seed=0)  # the same again
    for n, seed in ((2, 0), (1, 1)):
        with pytest.raises(InputError, match="another number or seed"):
            make_songbook(tmp_path / "book", n, seed=seed)
    assert (tmp_path / "book" / "audio" / "1.wav").read_bytes() == before


@pytest.mark.parametrize(("n", "seed", "message"), [(0, 0, "1 to 2000"), (2001, 0, "1 to 2000"), (1, -1, "seed")])
def test_impossible_wishes_are_refused(tmp_path, n, seed, message):
    with pytest.raises(InputError, match=message):
        make_songbook(tmp_path / "new", n, seed=seed)
    assert not (tmp_path / "new").exists()


def read(book, set_name):
    """Features (N, 60, D) and targets (N, 60, 2) of a songbook, paired by time."""
    targets = np.stack([labels(book, emotion)[1][:, 1:] for emotion in ("valence", "arousal")], axis=2)
    features = []
    for song in range(1, len(targets) + 1):
        table = np.loadtxt(book / set_name / f"{song}.csv", delimiter=";", skiprows=1)
        features.append(table[table[:, 0] >= 15.0, 1:])
    return np.array(features), targets


def pooled_r_of_rnn(features, targets):
    """Five folds of songs, the authors' network and settings, features standardised by the training songs."""
    predictions = np.empty_like(targets)
    folds = np.arange(len(targets)) % 5
    for fold in range(5):
        training = features[folds != fold].reshape(-1, features.shape[2])
        mean, deviation = training.mean(axis=0), training.std(axis=0)
        X = (features - mean) / np.where(deviation > 0, deviation, 1)
        start = rnn.init(features.shape[2], 10, 2, rng=np.random.default_rng(fold))
        params, _ = fit(start, list(zip(X[folds != fold], targets[folds != fold], strict=True)), Settings())
        for song in np.flatnonzero(folds == fold):
            predictions[song] = rnn.forward(params, X[song])[0]
    return [np.corrcoef(predictions[..., n].ravel(), targets[..., n].ravel())[0, 1] for n in range(2)]


@pytest.mark.long
def test_emotion_can_be_heard(tmp_path):
    """From curves to sound, to features, to a network, to curves: 40 songs, five folds."""
    pytest.importorskip("essentia")
    pytest.importorskip("opensmile")
    make_songbook(tmp_path, 40, seed=3)
    assert extract([tmp_path / "audio"], tmp_path, ["baseline260", "essentia196"]).failures == {}
    for set_name in ("baseline260", "essentia196"):
        valence, arousal = pooled_r_of_rnn(*read(tmp_path, set_name))
        assert arousal > 0.8
        assert valence > 0.3


def test_arousal_can_be_heard_in_the_eight_columns(tmp_path):
    """With neither library: least squares on six songs predicts the arousal of two others."""
    make_songbook(tmp_path, 8, seed=4)
    extract([tmp_path / "audio"], tmp_path, ["extra8"])
    features, targets = read(tmp_path, "extra8")
    X = np.concatenate([features, np.ones((8, 60, 1))], axis=2)
    predictions = np.empty((8, 60))
    for fold in range(4):
        tested = np.arange(8) % 4 == fold
        weights, *_ = np.linalg.lstsq(X[~tested].reshape(-1, 9), targets[~tested, :, 1].ravel())
        predictions[tested] = X[tested] @ weights
    assert np.corrcoef(predictions.ravel(), targets[..., 1].ravel())[0, 1] > 0.8
