"""The experiments at a small size: what must hold whatever the numbers are, and the lockstep they rest on."""

from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.synthetic import make
from elman.experiments import made_up_songs as experiments
from elman.systems.many import fit_networks
from elman.systems.smoothing import smooth


@pytest.fixture(autouse=True)
def few_epochs(monkeypatch):
    """The signs of all results are there after 15 epochs; their sizes are a matter for the experiments themselves."""
    reading = experiments.READING
    monkeypatch.setattr(experiments, "READING", replace(reading, network=replace(reading.network, n_epochs=15)))


def test_networks_on_corpora_of_their_own_are_those_fitted_alone():
    corpora = [make(seed, n_development=4, n_evaluation=0).with_group("260").development for seed in (0, 1)]
    together = experiments._fit_apart(corpora)
    for predict, songs in zip(together, corpora, strict=True):
        [alone] = fit_networks(songs, np.ones((4, 1), dtype=bool), [experiments.READING.network], [0])
        np.testing.assert_allclose(predict(songs[0].features), smooth(alone.predict(songs[0].features)), rtol=1e-8)


def test_valence_is_judged_on_songs_that_differ_in_one_number():
    found = experiments.valence((0.0, 0.9), seeds=(0,), n_train=30, n_test=6)
    assert found["like"].shape == found["new"].shape == (2, 1)
    np.testing.assert_array_equal(found["like"][0], found["new"][0])  # at 0 the two sets of songs are the same
    assert (found["like"][1] > found["new"][1] + 0.1).all()


def test_softmax_outputs_stay_below_their_bound():
    found = experiments.outputs(seeds=(0,), n_train=40, n_test=15)
    assert found["bound"] == pytest.approx(np.sqrt((1 - found["rho"]) / 2))
    # Where V' + A' = 1, the angle between the predictor of arousal and valence is at least pi - arccos(rho) away.
    angle = np.arccos(np.clip(found["softmax"], -1, 1)).sum(axis=1)
    assert (angle >= np.pi - np.arccos(found["rho"]) - 1e-9).all()
    assert (found["softmax"].min(axis=1) <= found["bound"]).all()
    assert (found["linear"] > found["softmax"]).all()


def test_the_true_norm_drives_weights_to_zero_and_the_authors_does_not():
    found = experiments.l1_norms((1e-3, 1e-2), n_train=40, n_test=15)
    assert found["l1/zero"][1] > 0.95 > found["l1/zero"][0] > found["abs_sum/zero"][0]
    assert found["abs_sum/zero"].max() < 0.3
    assert found["abs_sum/r"].shape == (2, 2)
    np.testing.assert_allclose(found["abs_sum/r"][0], found["abs_sum/r"][1], atol=0.02)


def test_one_prediction_has_two_scores():
    found = experiments.two_scores(n_songs=30)
    level, movement, learned = found.values()
    assert (level["pooled"] > 0.9).all()
    assert np.isnan(level["song"]).all()
    np.testing.assert_allclose(movement["song"], 1.0)
    assert (movement["pooled"] < 0.5).all()
    assert np.isfinite([*learned["pooled"], *learned["song"]]).all()


def test_leaking_songs_pretends_a_gain():
    found = experiments.leak(n_songs=18)
    assert set(found) == {(system, way) for system in ("lr", "rnn") for way in ("song", "piece")}
    for system in ("lr", "rnn"):
        assert (found[system, "piece"] > found[system, "song"] + 0.1).all()
