import numpy as np
import pytest

from elman.corpus.columns import EXTRA_8
from elman.errors import InputError
from elman.readings import READINGS
from elman.sound import bands
from elman.sound.decode import decode
from elman.sound.frames import FRAME, RATE
from elman.sound.gammatone import erb_bands
from elman.sound.libraries import essentia_standard

N_BINS = FRAME // 2 + 1


@pytest.fixture(scope="module")
def es():
    pytest.importorskip("essentia", reason="Essentia is the oracle: pip install '.[audio]'")
    return essentia_standard()


@pytest.fixture(scope="module")
def essentia_spectrum(es):
    window, spectrum = es.Windowing(type="blackmanharris62", size=FRAME), es.Spectrum(size=FRAME)
    return lambda samples: spectrum(window(samples))


def test_a_sine_on_a_bin_gives_a_peak_of_its_amplitude_at_its_frequency():
    S = bands.spectrum(0.25 * np.sin(2 * np.pi * 500 * np.arange(FRAME) / RATE))
    assert np.argmax(S) == 250  # bins are 2 Hz apart
    assert S[250] == pytest.approx(0.25, rel=1e-4)


def test_parseval():
    x = np.random.default_rng(0).standard_normal(FRAME)
    S = bands.spectrum(x)
    energy = np.sum((x * bands.window(FRAME)) ** 2)
    assert (2 * np.sum(S[1:-1] ** 2) + S[0] ** 2 + S[-1] ** 2) / FRAME == pytest.approx(energy, rel=1e-5)


def test_bark_bands_worked_by_hand():
    S = np.zeros(N_BINS)
    S[[0, 24, 25, 49, 50]] = 1.0, 2.0, 3.0, 4.0, 5.0  # 0, 48, 50, 98 and 100 Hz; bands begin at 0, 50, 100
    assert bands.bark_bands(S)[:4].tolist() == [5.0, 25.0, 25.0, 0.0]
    assert len(bands.bark_bands(S)) == 27
    assert bands.bark_bands(S, 25).tolist() == bands.bark_bands(S)[:25].tolist()


def test_every_bin_up_to_the_last_edge_is_in_one_bark_band():
    S = np.ones(N_BINS)
    assert bands.bark_bands(S).sum() == 20500 / 2


def test_flatness_worked_by_hand():
    assert bands.flatness_db(np.array([1.0, 100.0])) == pytest.approx(-10 * np.log10(10 / 50.5) / 60)
    assert bands.flatness_db(np.full(27, 3.0)) == pytest.approx(0, abs=1e-12)
    assert bands.flatness_db(np.zeros(27)) == 1
    assert bands.flatness_db(np.array([1.0] + [1e-30] * 26)) == 1


def test_flatness_does_not_depend_on_loudness():
    E = np.random.default_rng(1).uniform(0.1, 1, 40)
    assert bands.flatness_db(E) == pytest.approx(bands.flatness_db(1e-6 * E))


def test_the_valley_is_the_mean_of_the_lowest_forty_per_cent():
    S = np.full(N_BINS, 7.0)
    low, high = bands.valley_edges(N_BINS, 22050.0)[:2]
    n_lowest = round(0.4 * (high - low))
    S[low : low + n_lowest] = np.random.default_rng(2).permutation(np.arange(1, n_lowest + 1)) / n_lowest
    V = bands.spectral_valley(S)
    assert V[0] == pytest.approx(np.log((n_lowest + 1) / (2 * n_lowest)))
    assert V[1:] == pytest.approx(np.log(7.0))


def test_valley_of_silence():
    assert bands.spectral_valley(np.zeros(N_BINS)) == pytest.approx(np.log(1e-30))


def test_valley_bands_are_an_octave_too_high_in_the_authors_reading():
    in_hertz = 2 * bands.valley_edges(N_BINS, READINGS["code"].valley_rate)
    assert (in_hertz[0], in_hertz[-1]) == (40, 22000)
    in_hertz = 2 * bands.valley_edges(N_BINS, READINGS["paper"].valley_rate)
    assert (in_hertz[0], in_hertz[-1]) == (20, 10994)  # rounding leaves the last 3 of 5,500 bins out


@pytest.mark.parametrize("n_bark", [25, 27])
def test_bark_bands_and_their_flatness_equal_essentias(es, essentia_spectrum, half_seconds, n_bark):
    theirs, flatness = es.BarkBands(numberBands=n_bark), es.FlatnessDB()
    for name, samples in half_seconds.items():
        S = essentia_spectrum(samples)
        np.testing.assert_allclose(bands.bark_bands(S.astype(float), n_bark), theirs(S), rtol=2e-5, err_msg=name)
        assert bands.flatness_db(theirs(S).astype(float)) == pytest.approx(flatness(theirs(S)), rel=1e-5), name


@pytest.mark.parametrize("reading", READINGS)
def test_valleys_equal_essentias(es, essentia_spectrum, half_seconds, reading):
    rate = READINGS[reading].valley_rate
    contrast = es.SpectralContrast(frameSize=FRAME, sampleRate=rate)
    for name, samples in half_seconds.items():
        S = essentia_spectrum(samples)
        np.testing.assert_allclose(
            bands.spectral_valley(S.astype(float), rate), contrast(S)[1], rtol=1e-5, err_msg=name
        )


@pytest.mark.parametrize("reading", READINGS)
def test_the_eight_columns_equal_essentias(es, essentia_spectrum, half_seconds, reading):
    """From the samples to the columns, within 1e-4 relative."""
    samples = np.concatenate(list(half_seconds.values()))
    ours = bands.extra8(samples, reading=reading)
    theirs = essentia_eight(es, essentia_spectrum, samples, READINGS[reading])
    np.testing.assert_allclose(ours, theirs, rtol=1e-4)
    again = bands.extra8(samples, reading=reading)
    np.testing.assert_array_equal(ours, again)


def essentia_eight(es, essentia_spectrum, samples, settings):
    bark, erb, flatness = (
        es.BarkBands(numberBands=settings.n_bark_bands),
        es.ERBBands(inputSize=N_BINS),
        es.FlatnessDB(),
    )
    contrast = es.SpectralContrast(frameSize=FRAME, sampleRate=settings.valley_rate)
    rows = []
    for t in range(len(samples) // FRAME):
        S = essentia_spectrum(samples[t * FRAME : (t + 1) * FRAME])
        rows.append([flatness(bark(S)), flatness(erb(S)), *contrast(S)[1]])
    return np.array(rows)


def test_a_tone_on_a_bin_leaves_only_rounding_noise_in_its_valleys(es, essentia_spectrum):
    """The one case where valleys hang on the transform's last digit: two implementations differ by 2 per cent."""
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(FRAME) / RATE)).astype(np.float32)
    ours, theirs = bands.extra8(tone), essentia_eight(es, essentia_spectrum, tone, READINGS["code"])
    np.testing.assert_allclose(ours, theirs, rtol=0.02)
    assert ours[0, 2:].max() < np.log(1e-8)


def test_the_eight_columns_of_real_clips_equal_essentias(es, essentia_spectrum, clips):
    for path in clips.values():
        samples = decode(path, start=20.0, end=24.0)
        theirs = essentia_eight(es, essentia_spectrum, samples, READINGS["code"])
        np.testing.assert_allclose(bands.extra8(samples), theirs, rtol=1e-4)


def test_classic_mistakes_are_seen(es, essentia_spectrum, half_seconds):
    """Magnitudes instead of energies, the wrong logarithm, 20 per cent instead of 40: each is far outside 1e-4."""
    S = essentia_spectrum(half_seconds["noise"]).astype(float)
    right = bands.extra8(half_seconds["noise"])[0]
    E = bands.bark_bands(S)
    assert abs(bands.flatness_db(np.sqrt(E)) / right[0] - 1) > 0.1
    assert abs(-np.log(np.exp(np.mean(np.log(E))) / np.mean(E)) / 6 / right[0] - 1) > 0.1
    low, high = bands.valley_edges(N_BINS, 22050.0)[:2]
    assert abs(np.log(np.mean(np.sort(S[low:high])[: (high - low) // 5])) / right[2] - 1) > 0.01
    assert abs(bands.flatness_db(erb_bands(np.sqrt(S))) / right[1] - 1) > 0.01


def test_rows_columns_and_untouched_input():
    samples = np.random.default_rng(3).standard_normal(3 * FRAME + 100).astype(np.float32)
    before = samples.copy()
    assert bands.extra8(samples).shape == (3, len(EXTRA_8))
    assert bands.extra8(samples[: FRAME - 1]).shape == (0, 8)
    np.testing.assert_array_equal(samples, before)
    assert np.abs(bands.extra8(samples)[:, 0] - bands.extra8(samples, reading="paper")[:, 0]).min() > 1e-3


def test_an_unknown_reading_is_refused():
    with pytest.raises(InputError, match=r"reading 'text' is not known; choose one of code, paper"):
        bands.extra8(np.zeros(FRAME), reading="text")
