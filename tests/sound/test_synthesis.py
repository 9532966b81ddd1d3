import numpy as np
import pytest

from elman.errors import InputError
from elman.sound.frames import RATE
from elman.sound.synthesis import Note, perform, random_curve, render, score

SECONDS = 20


def music(valence, arousal, seed=0):
    return render(np.tile([valence, arousal], (2 * SECONDS, 1)), np.random.default_rng(seed)).astype(float)


def centroid(x):
    """The mean frequency (Hz) of the spectrum."""
    magnitude = np.abs(np.fft.rfft(x))
    return np.sum(np.fft.rfftfreq(len(x), 1 / RATE) * magnitude) / np.sum(magnitude)


def onsets_per_second(x):
    """Counted in the sound: moments where the energy of 10 ms jumps well above that of the 30 ms before."""
    energy = np.log10(1e-9 + np.square(x[: len(x) // 441 * 441]).reshape(-1, 441).mean(axis=1))
    rise = energy[3:] - np.maximum.reduce([energy[2:-1], energy[1:-2], energy[:-3]])
    peaks = (rise[1:-1] > 0.1) & (rise[1:-1] >= rise[:-2]) & (rise[1:-1] > rise[2:])
    return peaks.sum() / SECONDS


def chroma(x):
    """Energy of each of the twelve pitch classes, from A on."""
    power = np.abs(np.fft.rfft(x * np.hanning(len(x)))) ** 2
    hertz = np.fft.rfftfreq(len(x), 1 / RATE)
    audible = (hertz > 100) & (hertz < 1500)
    semitone = 12 * np.log2(hertz[audible] / 440)
    near = np.abs(semitone - np.round(semitone)) < 0.2
    return np.bincount(np.round(semitone[near]).astype(int) % 12, weights=power[audible][near], minlength=12)


def test_raising_arousal_raises_loudness_brightness_and_onsets():
    heard = [music(0.2, a) for a in (-0.9, -0.3, 0.3, 0.9)]
    for measure, factor in ((np.std, 1.3), (centroid, 1.1), (onsets_per_second, 1.2)):
        values = np.array([measure(x) for x in heard])
        assert (values[1:] > factor * values[:-1]).all(), f"{measure.__name__}: {values}"


def test_the_sign_of_valence_changes_the_mode():
    """Major has the scale's third four semitones above its first, minor three: heard in the energy of those pitches."""
    for seed in range(3):
        happy, sad = chroma(music(0.05, 0.0, seed)), chroma(music(-0.05, 0.0, seed))  # the key is A in both
        assert happy[4] > 3 * happy[3]
        assert sad[3] > 3 * sad[4]


def test_raising_valence_raises_the_register():
    def mean_pitch(v):
        notes = score(np.tile([v, 0.0], (40, 1)), np.random.default_rng(0))
        return np.mean([note.pitch for note in notes if note.pitch is not None])

    low, middle, high = mean_pitch(-0.9), mean_pitch(0.1), mean_pitch(0.9)
    assert middle - low > 4
    assert high - middle > 4


def test_lowering_valence_lets_a_tone_rub():
    """The tone 13 semitones above a chord's root; its loudness against the bass."""

    def rubbing(v):
        notes = score(np.tile([v, 0.0], (8, 1)), np.random.default_rng(0))
        return notes[3].loudness / notes[4].loudness

    assert rubbing(-1.0) == pytest.approx(1)
    assert rubbing(0.0) == pytest.approx(0.25)
    assert rubbing(1.0) == 0


def test_a_note_worked_by_hand():
    """One partial only: a sine of RMS 1 times loudness and envelope."""
    x = perform([Note(0.1, 0.2, 69, 0.5, slope=50.0)], 0.5, np.random.default_rng(0))
    t = np.arange(round(0.2 * RATE)) / RATE
    envelope = np.exp(-10 * t) * np.clip(np.minimum(t, 0.2 - t) / 0.005, 0, 1)
    expected = np.zeros(RATE // 2)
    expected[4410 : 4410 + len(t)] = 0.5 * np.sqrt(2) * np.sin(2 * np.pi * 440 * t) * envelope
    np.testing.assert_allclose(x, expected, atol=1e-3)


def test_the_loudness_of_a_note_does_not_depend_on_its_brightness():
    levels = [perform([Note(0, 0.5, 60, 0.1, slope)], 0.5, np.random.default_rng(0)).std() for slope in (1.0, 2.0, 3.0)]
    assert levels == pytest.approx([levels[0]] * 3, rel=0.02)


def test_no_partial_folds_back():
    x = perform([Note(0, 1.0, 69 + 36, 0.5, slope=0.0)], 1.0, np.random.default_rng(0))  # 3520 Hz: five partials fit
    S = np.abs(np.fft.rfft(x * np.hanning(len(x))))
    partials = np.zeros(len(S), dtype=bool)
    for k in range(1, 6):
        partials[3520 * k - 25 : 3520 * k + 26] = True
    assert S[~partials].max() < 0.01 * S[partials].max()


def test_the_loudest_music_stays_below_full_scale():
    for v in (-1.0, 1.0):
        assert np.abs(music(v, 1.0)).max() < 1


def test_the_same_seed_gives_the_same_music():
    np.testing.assert_array_equal(music(0.3, 0.3, seed=5), music(0.3, 0.3, seed=5))
    assert (music(0.3, 0.3, seed=5) != music(0.3, 0.3, seed=6)).any()


def test_curves_are_slow_and_songs_differ():
    curves = np.array([random_curve(90, np.random.default_rng(n)) for n in range(50)])
    assert np.abs(curves).max() < 1
    assert np.abs(np.diff(curves, axis=1)).max() < 0.12  # a tenth of a step in half a second at most
    assert curves.mean(axis=1).std(axis=0).min() > 2 * curves.std(axis=1).mean(axis=0).max()


@pytest.mark.parametrize(
    "curve", [np.zeros(5), np.zeros((5, 3)), np.zeros((0, 2)), np.full((5, 2), 1.5), np.full((5, 2), np.nan)]
)
def test_a_curve_that_is_none_is_refused(curve):
    with pytest.raises(InputError, match="valence and arousal between -1 and 1, was expected"):
        render(curve, np.random.default_rng(0))
