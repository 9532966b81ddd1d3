"""The system that is searched: settings mean what they say, and impossible ones are refused in a sentence."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import InputError
from elman.evaluation.search import Case
from elman.readings import READINGS
from elman.systems.recurrent import RecurrentRegression
from elman.systems.searching import SmoothedNetwork, check_settings
from elman.systems.smoothing import smooth


def quiet(share):
    assert 0 <= share <= 1 + 1e-12


def test_a_case_is_a_network_of_its_setting_trained_without_the_held_out_songs(corpus):
    held_out = ("3", "7")
    setting = {"n_epochs": 3, "n_hidden": 4, "learning_rate": 0.05, "window": 5, "columns": tuple("bd"), "name": "x"}
    [curves] = SmoothedNetwork(corpus, "code", 7)([Case(setting, held_out)], quiet)
    settings = replace(READINGS["code"].network, n_epochs=3, n_hidden=4, learning_rate=0.05)
    train = [song for song in corpus.development if song.id not in held_out]
    network = RecurrentRegression(settings, [7, 1]).fit(
        [song.id for song in train], [song.features[:, [1, 3]] for song in train], [song.targets for song in train]
    )
    assert sorted(curves) == ["3", "7"]
    for song in corpus.development:
        if song.id in held_out:
            expected = smooth(network.predict(song.features[:, [1, 3]]), "half_ends", 5)
            np.testing.assert_allclose(curves[song.id], expected, rtol=1e-9, atol=1e-11)


def test_windows_share_a_network_and_others_do_not(corpus, monkeypatch):
    from elman.systems import searching

    trained = []
    fit = searching.fit_networks

    def count(songs, trains_on, settings, *args, **kwargs):
        trained.append(len(settings))
        return fit(songs, trains_on, settings, *args, **kwargs)

    monkeypatch.setattr(searching, "fit_networks", count)
    cases = [Case({"n_epochs": n, "window": w}, ("1",)) for n in (1, 2) for w in (1, 3, 5)]
    curves = SmoothedNetwork(corpus, "code", 0)(cases, quiet)
    assert trained == [2]
    np.testing.assert_array_equal(curves[2]["1"], smooth(curves[0]["1"], "half_ends", 5))
    assert not np.array_equal(curves[0]["1"], curves[3]["1"])


def test_progress_goes_on_from_one_set_of_columns_to_the_next(corpus):
    told = []
    cases = [Case({"n_epochs": 1, "columns": columns}, ("1",)) for columns in (("a", "b"), ("c", "d"))]
    SmoothedNetwork(corpus, "code", 0)(cases, told.append)
    assert sorted(set(told)) == [0.5, 1.0]
    assert told == sorted(told)


def test_a_setting_that_diverges_gives_none(corpus):
    cases = [Case({"n_epochs": 2, "learning_rate": rate}, ("1",)) for rate in (1e-3, 1e30)]
    first, second = SmoothedNetwork(corpus, "code", 0)(cases, quiet)
    assert np.isfinite(first["1"]).all()
    assert second is None


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"n_hidden": 0}, "setting n_hidden: 0 was given, a whole number, 1 or more"),
        ({"learning_rate": -1.0}, "setting learning_rate: -1.0 was given"),
        ({"hidden": 3}, "'hidden' is no setting; the settings are columns, "),
        ({"window": 21}, "21 frames are longer than song 1, which has 20"),
        ({"window": 4}, "smoothing window: 4 was given; an odd number of frames, or 1 for none"),
        ({"window": -1}, "smoothing window: -1 was given; an odd number of frames, or 1 for none"),
        ({"columns": ("a", "z")}, "corpus small has no column 'z'"),
        ({"columns": ()}, r"columns: \(\) was given; a tuple of names was expected, one at least"),
        ({"columns": ["a"]}, r"columns: \['a'\] was given; a tuple of names"),
        ({"window": "3"}, "smoothing window: '3' was given; an odd number"),
        ({"window": 3.0}, "smoothing window: 3.0 was given; an odd number"),
    ],
)
def test_impossible_settings_are_refused(corpus, setting, message):
    with pytest.raises(InputError, match=message):
        check_settings([{"n_hidden": 3}, setting], corpus, "code")


def test_possible_settings_pass(corpus):
    check_settings([{"n_hidden": 3, "window": 1}, {"window": 19, "columns": ("b",), "name": "b"}], corpus, "code")


def test_it_smooths_as_its_reading_does(corpus):
    cases = [Case({"window": window, "n_epochs": 2}, ("1",)) for window in (1, 5)]
    for reading, kernel in (("code", "half_ends"), ("paper", "uniform")):
        raw, smoothed = SmoothedNetwork(corpus, reading, 0)(cases, lambda share: None)
        np.testing.assert_allclose(smoothed["1"], smooth(raw["1"], kernel, 5), rtol=1e-12)
