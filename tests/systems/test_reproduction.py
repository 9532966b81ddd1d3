"""The experiment in parts: complete, resumable, and without a leak from its test songs."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from elman.evaluation.crossval import split
from elman.systems import reproduction
from elman.systems.combined import Smoothed
from elman.systems.linear import LinearRegression
from elman.systems.recurrent import STAGES
from elman.systems.smoothing import smooth


@pytest.fixture
def readings(short, monkeypatch):
    """Few epochs, whatever the reading."""
    monkeypatch.setattr(reproduction, "READINGS", {name: short(name, n_epochs=3) for name in ("code", "paper")})


def run(corpus, folds, reading="code"):
    """All parts, one after the other."""
    source = SimpleNamespace(load=lambda: corpus)
    parts = reproduction.parts(
        source, list(corpus.groups), folds, evaluate=bool(corpus.evaluation), reading=reading, seed=0
    )
    return {name: reproduction.compute(*arguments, progress=lambda share: None) for name, arguments in parts.items()}


@pytest.fixture
def folds(corpus):
    return split([song.id for song in corpus.development], 5, seed=0)


def test_the_parts_hold_every_model_once(folds):
    eleven = split([str(n) for n in range(30)], 10, seed=0)
    parts = reproduction.parts("source", ["260", "268"], eleven, evaluate=True, reading="code", seed=3, engine="numpy")
    assert len(set(parts)) == 6  # for two groups: 11 recurrent models, 6 + 5 linear ones
    for family in ("linear", "recurrent"):
        for group in ("260", "268"):
            models = [
                ids
                for name, (source, g, f, tested, reading, seed, order, engine) in parts.items()
                if name.startswith(f"{family}-{group}-")
                for ids in tested
                if (source, g, f, reading, seed, order, engine) == ("source", group, family, "code", 3, "seed", "numpy")
            ]
            assert models == [*eleven, None]
    without = reproduction.parts("source", ["260"], folds, evaluate=False, reading="code", seed=0)
    assert None not in [ids for arguments in without.values() for ids in arguments[3]]


@pytest.mark.parametrize("reading", ["code", "paper"])
def test_every_song_is_predicted_in_every_row(corpus, folds, readings, reading):
    collected = reproduction.collect(run(corpus, folds, reading), corpus)
    names = [f"{system} {group}" for group in ("4", "6") for system in ("lr", "rnn")]
    assert {row for row, _ in collected} >= set(names)
    assert len(collected) == 2 * 2 * 4  # protocols, groups, rows
    for (_, protocol), predictions in collected.items():
        songs = corpus.development if protocol == "cv" else corpus.evaluation
        assert list(predictions) == [song.id for song in songs]
        for song in songs:
            assert predictions[song.id].shape == song.targets.shape
            assert np.isfinite(predictions[song.id]).all()


def test_a_song_in_no_fold_is_trained_on_and_not_predicted(corpus, folds, readings):
    left_out, *rest = folds[0]
    collected = reproduction.collect(run(corpus, (tuple(rest), *folds[1:])), corpus)
    assert left_out not in collected["lr 4", "cv"]
    assert len(collected["lr 4", "cv"]) == 9


def test_how_models_are_split_into_parts_does_not_change_a_bit(corpus, folds, readings, monkeypatch):
    together = reproduction.collect(run(corpus, folds), corpus)
    monkeypatch.setattr(reproduction, "in_a_part", lambda family: 2)
    at_two = reproduction.collect(run(corpus, folds), corpus)
    for key, predictions in together.items():
        for song, Y in predictions.items():
            assert np.array_equal(at_two[key][song], Y), (key, song)


def test_test_statistics_never_reach_training(corpus, folds, readings):
    """An outlier of 1e6 in one song: the model that is tested on it predicts all other songs bit for bit as before."""
    victim = folds[2][0]

    def spoil(song):
        if song.id != victim:
            return song
        X = song.features.copy()
        X[3, 2] = 1e6
        return replace(song, features=X, targets=-song.targets)

    spoiled = replace(corpus, development=[spoil(song) for song in corpus.development])
    clean, after = run(corpus, folds), run(spoiled, folds)
    companion = folds[2][1]  # predicted by the model that has not seen the outlier
    others = [name for n, fold in enumerate(folds) if n != 2 for name in fold]
    for part in clean:
        stages = ("lr",) if part.startswith("linear") else STAGES
        for stage in stages:
            key = f"prediction/{stage}/"
            assert np.array_equal(clean[part][key + companion], after[part][key + companion]), (part, stage)
            assert np.array_equal(clean[part][key + victim][:3], after[part][key + victim][:3]) or "+" in stage
            for name in others:  # their models learned from it, and must show it
                assert not np.array_equal(clean[part][key + name], after[part][key + name]), (part, stage, name)
        for stage in ("rnn", "rnn + rnn2") if part.startswith("recurrent") else ():
            assert np.array_equal(clean[part][f"cost/{stage}/2"], after[part][f"cost/{stage}/2"])
            assert not np.array_equal(clean[part][f"cost/{stage}/1"], after[part][f"cost/{stage}/1"])


def test_nothing_is_learned_from_evaluation_songs(corpus, folds, readings):
    spoiled = replace(corpus, evaluation=[replace(s, features=1e6 * s.features) for s in corpus.evaluation])
    clean, after = (reproduction.collect(run(of, folds), of) for of in (corpus, spoiled))
    for key, predictions in clean.items():
        if key[1] == "cv":
            assert all(np.array_equal(after[key][song], Y) for song, Y in predictions.items())


def test_learning_curves_number_their_models_over_all_parts(corpus, folds, readings, monkeypatch):
    monkeypatch.setattr(reproduction, "in_a_part", lambda family: 4)
    curves = reproduction.learning_curves(run(corpus, folds))
    assert [curve[:3] for curve in curves] == [
        (group, network, model) for group in ("4", "6") for network in ("rnn", "rnn2") for model in range(6)
    ]
    assert all(costs.shape == (3,) for *_, costs in curves)


class Echo:
    """Predicts its first two inputs, as a network of three epochs."""

    history_ = [3.0, 2.0, 1.0]  # noqa: RUF012

    def predict(self, X):
        return X[:, :2]


def test_the_lead_in_is_heard_and_cut_and_each_training_is_kept_once(corpus, monkeypatch):
    told = []

    def family(songs, trains_on, reading, seed, progress):
        told.append((len(songs), trains_on.sum(axis=0).tolist(), reading.name, seed))
        echo = Echo()
        return [{"raw": echo, "smoothed": Smoothed(echo), "lr": LinearRegression().fit(songs)} for _ in trains_on.T]

    monkeypatch.setitem(reproduction.FAMILIES, "linear", family)
    source, tested = SimpleNamespace(load=lambda: corpus), (("1", "3"), None)
    result = reproduction.compute(source, "6", "linear", tested, "paper", 7, progress=lambda share: None)
    assert told == [(10, [8, 10], "paper", 7)]
    assert [key for key in result if key.startswith("cost")] == ["cost/raw/0", "cost/raw/1"]
    assert result["cost/raw/1"].tolist() == Echo.history_
    predicted = [song for song in corpus.development if song.id in ("1", "3")] + corpus.evaluation
    assert [key.split("/")[2] for key in result if "raw" in key and "cost" not in key] == [s.id for s in predicted]
    for song in predicted:
        assert np.array_equal(result[f"prediction/raw/{song.id}"], song.features[song.lead_in :, :2])
        whole = smooth(song.features[:, :2])
        np.testing.assert_allclose(result[f"prediction/smoothed/{song.id}"], whole[song.lead_in :], rtol=1e-13)
    assert corpus.evaluation[0].lead_in > 0


def test_a_part_is_plain_arrays(corpus, folds, readings):
    for result in run(corpus, folds).values():
        assert all(isinstance(value, np.ndarray) and value.dtype == float for value in result.values())


def test_a_part_has_one_thread(corpus, monkeypatch):
    class Here:
        def load(self):
            return corpus

    seen = []

    def family(songs, trains_on, reading, seed, progress):
        np.ones((2, 2)) @ np.ones((2, 2))
        seen.extend(pool["num_threads"] for pool in threadpool_info())
        return [{} for _ in trains_on.T]

    monkeypatch.setitem(reproduction.FAMILIES, "linear", family)
    with threadpool_limits(2):
        reproduction.compute(Here(), "6", "linear", (("1",),), "code", 0, progress=lambda share: None)
    assert set(seen) == {1}
