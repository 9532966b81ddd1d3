import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from elman.figures import curves, sound
from elman.sound.bands import spectrum
from elman.sound.frames import FRAME, RATE


@pytest.fixture
def axes():
    figure, axes = plt.subplots(2, sharex=True)
    yield axes
    figure.canvas.draw()
    plt.close(figure)


@pytest.fixture
def noise():
    return 0.1 * np.random.default_rng(0).standard_normal(3 * RATE)


def test_the_wave_shows_every_extreme(axes, noise):
    noise[100_000] = 0.9
    ax = sound.waveform(axes[0], noise)
    vertices = ax.collections[0].get_paths()[0].vertices
    assert vertices[:, 1].max() == 0.9
    assert vertices[np.argmax(vertices[:, 1]), 0] == pytest.approx(100_000 / RATE, abs=0.003)
    assert ax.get_xlim() == (0, 3)


def test_a_wave_of_fewer_samples_than_columns_shows_each_of_them(axes):
    samples = np.random.default_rng(0).uniform(-1, 1, 100)
    ax = sound.waveform(axes[0], samples)
    drawn = {tuple(vertex) for vertex in ax.collections[0].get_paths()[0].vertices}
    assert {(n / RATE, samples[n]) for n in range(100)} <= drawn
    assert {y for _, y in drawn} == set(samples)
    assert ax.get_xlim() == pytest.approx((0, 100 / RATE))


def test_silence_is_a_line_in_the_middle(axes):
    ax = sound.waveform(axes[0], np.zeros(RATE))
    assert not ax.collections[0].get_paths()[0].vertices[:, 1].any()
    low, high = ax.get_ylim()
    assert low < 0 < high == -low


def test_the_spectrogram_is_strongest_at_the_tone(axes):
    t = np.arange(2 * RATE) / RATE
    ax = sound.spectrogram(axes[0], np.sin(2 * np.pi * 1000 * t))
    levels = ax.collections[0].get_array()
    f = ax.collections[0].get_coordinates()[:, 0, 1]
    assert f[np.argmax(levels.mean(axis=1))] == pytest.approx(1000, abs=20)


@pytest.mark.parametrize("picture", [sound.waveform, sound.spectrogram])
def test_sound_stands_above_the_curves_on_one_time_axis(axes, noise, picture):
    times, prediction = np.arange(6) / 2, np.linspace(-0.5, 0.5, 12).reshape(6, 2)
    assert sound.sound_and_curves(axes, noise, RATE, times, prediction, targets=prediction, picture=picture) is axes
    valence, valence_label, arousal, _ = axes[1].lines[:4]
    np.testing.assert_array_equal(valence.get_xdata(), times + 0.25)
    np.testing.assert_array_equal(valence.get_ydata(), prediction[:, 0])
    np.testing.assert_array_equal(arousal.get_ydata(), prediction[:, 1])
    assert valence.get_linestyle() != arousal.get_linestyle()  # black and white
    assert valence.get_linewidth() > valence_label.get_linewidth()
    assert axes[0].get_xlim() == axes[1].get_xlim() == (0, 3)


def test_with_and_without_sound_the_curves_look_alike(axes, noise):
    times, Y = np.arange(6) / 2, np.linspace(-1.5, 0.5, 12).reshape(6, 2)
    sound.sound_and_curves(axes, noise, RATE, times, Y)
    alone = plt.figure().subplots()
    curves.prediction(alone, times, Y)
    for ours, theirs in zip(axes[1].lines, alone.lines, strict=True):
        assert ours.get_color() == theirs.get_color()
        assert ours.get_linestyle() == theirs.get_linestyle()
        np.testing.assert_array_equal(ours.get_xydata(), theirs.get_xydata())
    assert axes[1].get_ylim() == alone.get_ylim()
    assert axes[1].get_ylabel() == alone.get_ylabel()
    plt.close(alone.figure)


def test_bands_and_valleys_lie_on_the_spectrum(axes):
    S = spectrum(0.1 * np.random.default_rng(0).standard_normal(FRAME))
    ax = sound.spectrum_with_bands(axes[0], S)
    bark = ax.patches[0].get_data().values
    level = 20 * np.log10(np.sqrt(np.mean(S**2)))
    np.testing.assert_allclose(bark[8:], level, atol=1.5)  # noise is flat: each band's mean is near that of all
    valleys = np.array([segment[0, 1] for segment in ax.collections[0].get_segments()])
    assert (valleys < level).all()
    assert (valleys > level - 12).all()


def test_the_erb_filters_overlap_in_order(axes):
    ax = sound.erb_bank(axes[1])
    peaks = [line.get_xdata()[np.argmax(line.get_ydata())] for line in ax.lines]
    assert len(peaks) == 14
    assert peaks == sorted(peaks)
