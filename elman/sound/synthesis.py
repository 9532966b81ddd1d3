"""Music one can hear, rendered from a curve of valence and arousal: from the emotion to the sound and back again.

What follows what, v and a being valence and arousal at the moment::

    arousal   tempo 100 1.5^a beats a minute; 2^(1 + a) notes a beat; loudness -28 + 10 a dB; brightness: the k-th
              partial of a tone has the strength k^(a - 2); drum: a burst of noise on every beat, -40 + 16 a dB
    valence   mode: major above 0, minor below; consonance: the lower v, the louder a tone that rubs against the chord;
              register: 7 v semitones up or down

The law is made up, after what listeners report; no human ever felt these emotions. Source: A. Gabrielsson and
E. Lindström, *The role of structure in the musical expression of emotions* (2010). Notebook 12, "Describe half a second
of sound".
"""

from typing import NamedTuple

import numpy as np

from elman.corpus.song import FRAME_SECONDS
from elman.errors import InputError
from elman.sound.frames import RATE

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
"""Semitones of the seven steps of each scale above its first."""

CHORDS = (0, 4, 5, 3)
"""On which step of the scale the chord of each bar stands, bar by bar: I V VI IV."""


class Note(NamedTuple):
    """One note of the music.

    Parameters
    ----------
    onset, seconds : float
        When it begins, and how long it lasts.
    pitch : float or None
        In semitones, 69 is 440 Hz; None: noise.
    loudness : float
        Root mean square.
    slope : float
        The k-th partial has the strength ``k ** -slope``.
    """

    onset: float
    seconds: float
    pitch: float | None
    loudness: float
    slope: float = 1.0


def random_curve(n_rows, rng):
    """A slow curve of valence and arousal, one row for every half second.

    Parameters
    ----------
    n_rows : int
    rng : numpy.random.Generator

    Returns
    -------
    array (n_rows, 2)
        Between -1 and 1: tanh of a level of the song's own plus three slow waves.
    """
    t = FRAME_SECONDS * np.arange(n_rows)[:, np.newaxis]
    curve = np.tile(rng.uniform(-0.9, 0.9, 2), (n_rows, 1))
    for period in (60.0, 30.0, 15.0):
        curve += rng.uniform(0.05, 0.2, 2) * np.sin(2 * np.pi * (t / period + rng.uniform(0, 1, 2)))
    return np.tanh(curve)


def score(curve, rng):
    """The notes to play: melody, chords, bass and drum.

    Parameters
    ----------
    curve : array (T, 2)
        Valence and arousal of every half second, between -1 and 1.
    rng : numpy.random.Generator
        Draws the melody.

    Returns
    -------
    list of Note
    """
    notes, step, beat, t = [], 0, 0, 0.0
    times = FRAME_SECONDS * (np.arange(len(curve)) + 0.5)
    while t < FRAME_SECONDS * len(curve):
        v, a = (np.interp(t, times, column) for column in np.transpose(curve))
        seconds = 60 / (100 * 1.5**a)
        if beat % 4 == 0:
            scale, key = (MAJOR if v > 0 else MINOR), 57 + round(7 * v)
            root = CHORDS[beat // 4 % len(CHORDS)]
        loudness, slope = 10 ** ((-28 + 10 * a) / 20), 2 - a
        chord = [key + scale[(root + third) % 7] for third in (0, 2, 4)]
        notes += [Note(t, 1.2 * seconds, pitch, loudness / 2, slope) for pitch in chord]
        notes.append(Note(t, 1.2 * seconds, chord[0] + 13, loudness * (0.5 * (1 - v)) ** 2, slope))  # the rubbing tone
        notes.append(Note(t, seconds, chord[0] - 12, loudness, slope))
        notes.append(Note(t, 0.1, None, 10 ** ((-40 + 16 * a) / 20)))
        n = round(2 ** (1 + a))
        for i in range(n):
            step = int(np.clip(step + rng.integers(-2, 3), -3, 7))
            pitch = key + 12 + 12 * (step // 7) + scale[step % 7]
            notes.append(Note(t + i * seconds / n, 1.5 * seconds / n, pitch, loudness, slope))
        beat, t = beat + 1, t + seconds
    return notes


def perform(notes, seconds, rng):
    """Play notes: x(t) = sum over notes of loudness * envelope(t) * tone(t).

    Parameters
    ----------
    notes : list of Note
    seconds : float
        How long the sound lasts; what rings on is cut off.
    rng : numpy.random.Generator
        Draws the noise.

    Returns
    -------
    array (44100 * seconds,) of float32
        Mono samples at 44.1 kHz. They are not scaled to fit: how loud the music is, is part of what it says.
    """
    samples = np.zeros(round(seconds * RATE))
    for note in notes:
        begin = round(note.onset * RATE)
        t = np.arange(min(round(note.seconds * RATE), len(samples) - begin)) / RATE
        tone = rng.standard_normal(len(t)) if note.pitch is None else _tone(note, t)
        # 5 ms to begin, then dying away, and 5 ms to end: a jump would be heard as a click.
        envelope = np.exp(-2 * t / note.seconds) * np.clip(np.minimum(t, note.seconds - t) / 0.005, 0, 1)
        samples[begin : begin + len(t)] += note.loudness * envelope * tone
    return samples.astype(np.float32)


def _tone(note, t, table_length=8192):
    """A tone of RMS 1. One period is computed from its partials, then read again and again: one look-up a sample."""
    hertz = 440 * 2 ** ((note.pitch - 69) / 12)
    k = np.arange(1, min(40, int(0.45 * RATE / hertz)) + 1)  # higher partials would fold back into the audible
    partials = np.zeros(table_length // 2 + 1, dtype=complex)
    partials[1 : len(k) + 1] = -1j * k**-note.slope
    period = np.fft.irfft(partials)
    period /= period.std()
    return period[(hertz * table_length * t).astype(int) % table_length]


def render(curve, rng):
    """The music of a curve.

    Parameters
    ----------
    curve : array (T, 2)
        Valence and arousal of every half second, between -1 and 1.
    rng : numpy.random.Generator

    Returns
    -------
    array (22050 T,) of float32
        Mono samples at 44.1 kHz.

    Raises
    ------
    InputError
        The curve is not made of pairs of numbers between -1 and 1.

    Examples
    --------
    Five excited and happy seconds:

    >>> samples = render(np.full((10, 2), 0.8), np.random.default_rng(0))
    >>> len(samples) / RATE
    5.0
    """
    curve = np.asarray(curve, dtype=float)
    if curve.ndim != 2 or curve.shape[1] != 2 or len(curve) == 0 or not (np.abs(curve) <= 1).all():
        raise InputError(
            f"a curve of shape (T, 2), valence and arousal between -1 and 1, was expected; it has shape {curve.shape}"
            + (f" and goes from {curve.min():.3g} to {curve.max():.3g}" if curve.size else "")
        )
    return perform(score(curve, rng), FRAME_SECONDS * len(curve), rng)
