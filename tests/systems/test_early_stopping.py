"""The early-stopped network: validation songs are drawn from the training songs, and teach it nothing but when to stop."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.early_stopping import fit_early_stopping
from elman.systems import early_stopping
from elman.systems.early_stopping import EarlyStopped


@pytest.fixture
def settings(short):
    return short("code", learning_rate=0.05).network


@pytest.fixture
def watched(monkeypatch):
    """What `fit_early_stopping` was given and gave, call by call."""
    calls = []

    def watch(start, training, validation, settings, *, patience, order, epochs):
        how = {"patience": patience, "order": order, "epochs": epochs}
        params, history = fit_early_stopping(start, training, validation, settings, **how)
        calls.append({"start": start, "training": training, "validation": validation, "settings": settings})
        calls[-1] |= {"patience": patience, "params": params, "history": history}
        return params, history

    monkeypatch.setattr(early_stopping, "fit_early_stopping", watch)
    monkeypatch.setattr(early_stopping, "MOST_EPOCHS", 6)
    return calls


def test_every_tenth_training_song_is_for_validation(songs_of, settings, watched):
    EarlyStopped(settings, 0).fit(songs_of(20))
    [call] = watched
    assert [len(call["training"]), len(call["validation"])] == [18, 2]
    assert (call["settings"].n_epochs, call["patience"]) == (6, early_stopping.PATIENCE)


def test_its_scaler_has_not_seen_the_validation_songs(songs, settings, watched):
    EarlyStopped(settings, 0).fit(songs)
    frames = np.concatenate([X for X, _ in watched[0]["training"]])
    np.testing.assert_allclose(frames.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(frames.std(axis=0), 1, atol=1e-12)


def test_its_history_ends_at_its_best_epoch(songs, settings, monkeypatch):
    def stopped_later(*args, **kwargs):
        params, history = fit_early_stopping(*args, **kwargs)
        return params, history._replace(best_epoch=2)

    monkeypatch.setattr(early_stopping, "fit_early_stopping", stopped_later)
    monkeypatch.setattr(early_stopping, "MOST_EPOCHS", 3)
    assert len(EarlyStopped(settings, 0).fit(songs).history_) == 2


def test_the_seed_draws_start_and_validation_songs(songs_of, settings, watched):
    songs = songs_of(20)
    for seed in (0, 1, 0):
        EarlyStopped(settings, seed).fit(songs)
    first, other, again = watched
    for name in ("W_xh", "W_hy"):
        assert np.array_equal(first["start"][name], again["start"][name])
        assert not np.array_equal(first["start"][name], other["start"][name])
    first, other, again = ([targets.sum() for _, targets in call["validation"]] for call in watched)
    assert first == again != other


def test_divergence_names_the_song_and_one_song_is_too_few(songs, short):
    with pytest.raises(InputError, match=r"song [1-6]: .*epoch \d+, .*song \d of 5"):
        EarlyStopped(short("code", learning_rate=1e30).network, 0).fit(songs)
    with pytest.raises(InputError, match="1 training song"):
        EarlyStopped(short().network, 0).fit(songs[:1])
