"""The system that is searched: settings mean what they say, and impossible ones are told."""

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
    network = RecurrentRegression(settings, [7, 1])
    network.fit([replace(song, features=song.features[:, [1, 3]]) for song in train])
    assert sorted(curves) == ["3", "7"]
    for song in corpus.development:
        if song.id in held_out:
            expected = smooth(network.predict(song.features[:, [1, 3]]), "half_ends", 5)
            np.testing.assert_allclose(curves[song.id], expected, rtol=1e-9, atol=1e-11)


def test_windows_share_a_network_and_others_do_not(corpus, monkeypatch):
    from elman.systems import searching

    trained = []
    fit = searching.fit_networks

    def count(networks, *args, **kwargs):
        trained.append(len(networks))
        return fit(networks, *args, **kwargs)

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
    ("setting", "facts"),
    [
        ({"n_hidden": 0}, "n_hidden: 0 "),
        ({"learning_rate": -1.0}, "learning_rate: -1.0 "),
        ({"hidden": 3}, "'hidden'.* columns, .*n_hidden"),
        ({"window": 21}, r"window.*\b21\b.*song 1\b.* 20"),
        ({"window": 4}, "window: 4 .*odd"),
        ({"window": -1}, "window: -1 .*odd"),
        ({"window": "3"}, "window: '3' .*odd"),
        ({"window": 3.0}, "window: 3.0 .*odd"),
        ({"columns": ("a", "z")}, "corpus small.*column 'z'"),
        ({"columns": ()}, r"columns: \(\) .*tuple"),
        ({"columns": ["a"]}, r"columns: \['a'\] .*tuple"),
    ],
)
def test_impossible_settings_are_refused(corpus, setting, facts):
    with pytest.raises(InputError, match=facts):
        check_settings([{"n_hidden": 3}, setting], corpus, "code")


def test_possible_settings_pass(corpus):
    check_settings([{"n_hidden": 3, "window": 1}, {"window": 19, "columns": ("b",), "name": "b"}], corpus, "code")


def test_it_smooths_as_its_reading_does(corpus):
    cases = [Case({"window": window, "n_epochs": 2}, ("1",)) for window in (1, 5)]
    for reading, kernel in (("code", "half_ends"), ("paper", "uniform")):
        raw, smoothed = SmoothedNetwork(corpus, reading, 0)(cases, lambda share: None)
        np.testing.assert_allclose(smoothed["1"], smooth(raw["1"], kernel, 5), rtol=1e-12)
