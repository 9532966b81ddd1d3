import numpy as np
import pytest

from elman.sound.frames import RATE
from elman.sound.gammatone import _two_poles, erb_bands, erb_centres, erb_filters
from elman.sound.libraries import essentia_standard

N_BINS = 11026


def test_centres_are_equally_spaced_on_the_erb_scale():
    f = erb_centres()
    assert f[0] == pytest.approx(50)
    scale = 9.26449 * np.log(1 + f / (24.7 * 9.26449))  # the integral of 1 / ERB(f)
    np.testing.assert_allclose(np.diff(scale), np.diff(scale)[0])


def test_each_filter_is_strongest_near_its_centre():
    hertz = np.linspace(0, RATE / 2, N_BINS)
    loudest = hertz[np.argmax(erb_filters(N_BINS), axis=1)]
    # The forgotten conjugate pulls the lowest and highest peaks a little aside.
    np.testing.assert_allclose(loudest, erb_centres(), rtol=0.1)
    np.testing.assert_allclose(loudest[10:-3], erb_centres()[10:-3], rtol=0.01)


def test_the_sum_is_linear_in_energy():
    S = np.random.default_rng(0).uniform(0, 1, N_BINS)
    np.testing.assert_allclose(erb_bands(3 * S), 9 * erb_bands(S))


def test_the_filters_are_remembered_and_cannot_be_changed():
    assert erb_filters(N_BINS) is erb_filters(N_BINS)
    with pytest.raises(ValueError, match="read-only"):
        erb_filters(N_BINS)[0, 0] = 1


@pytest.fixture(scope="module")
def theirs():
    """Essentia's filters, read off by giving it one bin at a time."""
    pytest.importorskip("essentia", reason="Essentia is the oracle: pip install '.[audio]'")
    bands = essentia_standard().ERBBands(inputSize=N_BINS, type="magnitude")
    bins = np.arange(5, N_BINS, 37)
    one, columns = np.zeros(N_BINS, np.float32), []
    for k in bins:
        one[k] = 1
        columns.append(bands(one))
        one[k] = 0
    return bins, np.array(columns).T


def test_equal_to_essentias_filters(theirs):
    bins, theirs = theirs
    ours = erb_filters(N_BINS)[:, bins]
    ratio = ours / theirs
    assert np.abs(np.median(ratio, axis=1) - 1).max() < 1e-4
    np.testing.assert_allclose(ours, theirs, rtol=3e-4)  # single bins carry more of Essentia's rounding


def test_the_gain_is_that_of_the_true_filter():
    """Without the lost digits: the filter with p and conj(p) has gain 1 at its centre, within what they cost."""
    f = erb_centres()
    a, decay = 2 * np.pi * f / RATE, 2 * np.pi * 1.019 * (24.7 + f / 9.26449) / RATE
    z = np.exp(1j * a)
    exact = (z - np.exp(-decay) * z) * (z - np.exp(-decay) * z.conj())
    error = np.abs(_two_poles(z, decay) / exact - 1)
    assert 1e-4 < error[0] < 1e-2  # three digits are left
    assert error[10:].max() < 1e-4


def test_equal_to_essentias_energies(half_seconds):
    pytest.importorskip("essentia")
    es = essentia_standard()
    bands, spectrum = es.ERBBands(inputSize=N_BINS), es.Spectrum(size=2 * (N_BINS - 1))
    for name, samples in half_seconds.items():
        S = spectrum(samples)
        np.testing.assert_allclose(erb_bands(S.astype(float)), bands(S), rtol=1e-4, err_msg=name)


def test_the_true_conjugate_would_be_seen(theirs):
    """With the filter's true second pole most numbers would differ by half: the slip is Essentia's, and matters."""
    bins, theirs = theirs
    f = erb_centres()[:, np.newaxis]
    angle, r = 2 * np.pi * f / RATE, np.exp(-2 * np.pi * 1.019 * (24.7 + f / 9.26449) / RATE)
    z, pole = np.exp(1j * np.pi * bins / (N_BINS - 1)), r * np.exp(1j * angle)
    true = erb_filters(N_BINS)[:, bins] * (np.abs(z - pole) / np.abs(z - pole.conj())) ** 4
    assert np.median(np.abs(true / theirs - 1)) > 0.3
