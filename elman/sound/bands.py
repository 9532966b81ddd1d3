"""The three feature types that the paper kept, written out: flatness of Bark bands, flatness of ERB bands, spectral valley.

All begin with the magnitude spectrum of half a second of sound. A band is a range of frequencies; hearing has about one
for every millimetre of the inner ear. Flatness says whether the bands are alike (noise) or one stands out (a tone); the
valley says how quiet it is between the peaks.

Definitions: the documentation of Essentia, whose numbers these equal. Notebook 12, "Describe half a second of sound".
"""

import itertools

import numpy as np

from elman.corpus.columns import EXTRA_8
from elman.errors import InputError
from elman.readings import READINGS
from elman.sound.frames import FRAME, RATE
from elman.sound.gammatone import erb_bands

BARK_EDGES = np.array(
    (
        *(0.0, 50.0, 100.0, 150.0, 200.0, 300.0, 400.0, 510.0, 630.0, 770.0, 920.0, 1080.0, 1270.0, 1480.0),
        *(1720.0, 2000.0, 2320.0, 2700.0, 3150.0, 3700.0, 4400.0, 5300.0, 6400.0, 7700.0, 9500.0, 12000.0, 15500.0),
        20500.0,
    )
)
"""Where the 27 Bark bands meet, in Hz: Zwicker's critical bands, the lowest two split in halves."""


def settings_of(reading):
    """The `elman.readings.Reading` of this name; InputError where there is no such reading."""
    if reading not in READINGS:
        raise InputError(f"reading {reading!r} is not known; choose one of {', '.join(READINGS)}")
    return READINGS[reading]


def window(n):
    """w[i] = c (0.44959 - 0.49364 cos(a) + 0.05677 cos(2a)), a = 2 pi i / (n - 1): a bell that is near 0 at both ends.

    The scale c makes the sum 2, so that a sine of amplitude 1 gives a peak of height 1. It is the three-term window of
    F. J. Harris, *On the use of windows for harmonic analysis with the discrete Fourier transform* (1978), with
    sidelobes 62 dB below its peak.

    Parameters
    ----------
    n : int
        Length in samples.

    Returns
    -------
    array (n,)
    """
    a = 2 * np.pi * np.arange(n) / (n - 1)
    bell = 0.44959 - 0.49364 * np.cos(a) + 0.05677 * np.cos(2 * a)
    return 2 * bell / bell.sum()


def spectrum(frame):
    """``S[k] = |sum_i w[i] x[i] exp(-2 pi j i k / n)|``: how strong the frequency k RATE / n is.

    Parameters
    ----------
    frame : array (n,)
        Samples between -1 and 1; n is even.

    Returns
    -------
    array (n // 2 + 1,)
        Magnitudes from 0 Hz to half the sample rate; with n = 22,050 they stand 2 Hz apart.

    Examples
    --------
    A sine of 1000 Hz and amplitude 0.5:

    >>> S = spectrum(0.5 * np.sin(2 * np.pi * 1000 * np.arange(FRAME) / RATE))
    >>> int(np.argmax(S)) * 2, round(float(S.max()), 3)
    (1000, 0.5)
    """
    from scipy import fft  # here, for it costs memory where only Essentia is used

    # In single precision, like Essentia: under a pure tone the valleys are the rounding noise of the transform itself.
    windowed = (frame * window(len(frame))).astype(np.float32)
    return np.abs(fft.rfft(windowed)).astype(float)


def bark_bands(S, n_bands=27):
    """E[b] = sum of S[k]^2 over the frequencies k of band b: the energy of each Bark band.

    Parameters
    ----------
    S : array (n_bins,)
        A magnitude spectrum from 0 Hz to RATE / 2.
    n_bands : int
        Up to 27; the first 25 end at 12,000 Hz.

    Returns
    -------
    array (n_bands,)

    Notes
    -----
    Source: E. Zwicker, *Subdivision of the audible frequency range into critical bands* (1961).
    """
    hertz_per_bin = RATE / 2 / (len(S) - 1)
    edges = np.floor(BARK_EDGES[: n_bands + 1] / hertz_per_bin + 0.5).astype(int)
    return np.array([np.sum(S[low:high] ** 2) for low, high in itertools.pairwise(edges)])


def flatness_db(E):
    """F = min(1, -10 log10(G / A) / 60), with G the geometric and A the arithmetic mean of the bands E.

    0 where all bands are alike, 1 where one is a million times the rest, or where any is silent.

    Parameters
    ----------
    E : array (n_bands,)
        Energies, 0 or more.

    Returns
    -------
    float

    Notes
    -----
    Source: G. Peeters, *A large set of audio features for sound description* (2004), section 6.6.

    Examples
    --------
    >>> flatness_db(np.ones(27)) + 0.0
    0.0
    >>> flatness_db(np.array([1.0, 0.0, 0.0]))
    1.0
    """
    if np.min(E) <= 0:
        return 1.0
    geometric, arithmetic = np.exp(np.mean(np.log(E))), np.mean(E)
    return min(1.0, float(-10 * np.log10(geometric / arithmetic) / 60))


def valley_edges(n_bins, rate, n_bands=6, low=20.0, high=11000.0, shared=0.15):
    """The first bin of each band of the spectral contrast, and the end of the last (n_bands + 1,).

    Bands that grow by a constant ratio would leave the lowest only a few bins. So 15 per cent of all bins are dealt out
    in equal parts, and the rest between ``low`` and ``high`` (Hz) by a constant ratio.

    ``rate`` is the sample rate that the bins are believed to have.
    """
    hertz_per_bin = rate / (2 * (n_bins - 1))
    n_all = round(high / hertz_per_bin)
    top = round((1 - shared) * n_all) * hertz_per_bin
    equal_part = int(np.ceil(shared * n_all / n_bands - 0.5))  # the nearest whole number, halves down
    by_ratio = np.round(low * (top / low) ** (np.arange(n_bands + 1) / n_bands) / hertz_per_bin).astype(int)
    return by_ratio + equal_part * np.arange(n_bands + 1)


def spectral_valley(S, rate=22050.0):
    """V[b] = log(1e-30 + mean of the lowest 40 per cent of the magnitudes in band b): what sounds between the peaks.

    Parameters
    ----------
    S : array (n_bins,)
        A magnitude spectrum.
    rate : float
        The sample rate (Hz) by which `valley_edges` cuts the bands.

    Returns
    -------
    array (6,)
        -69.08 in silence.

    Notes
    -----
    Source: D.-N. Jiang et al., *Music type classification by spectral contrast feature* (2002); the bands and the
    40 per cent are those of V. Akkermans, J. Serra and P. Herrera, *Shape-based spectral contrast descriptor* (2009).
    """
    edges = valley_edges(len(S), rate)
    valleys = []
    for low, high in itertools.pairwise(edges):
        n_lowest = max(1, round(0.4 * (high - low)))
        lowest = np.partition(S[low:high], n_lowest - 1)[:n_lowest]
        valleys.append(np.log(1e-30 + np.mean(lowest)))
    return np.array(valleys)


def extra8(samples, *, reading="code"):
    """The 8 columns `elman.corpus.columns.EXTRA_8` of every half second, without Essentia.

    Parameters
    ----------
    samples : array (n,)
        Mono, at 44.1 kHz, finite. What is left after the last whole half second is not used.
    reading : {"code", "paper"}

    Returns
    -------
    array (n // 22050, 8)

    Notes
    -----
    They equal Essentia's to 1e-4 of their size, with one exception: under a tone exactly on a frequency of the transform
    (a multiple of 2 Hz) the valleys hold nothing but the transform's own rounding noise, and agree to 2 per cent only.
    """
    settings = settings_of(reading)
    rows = np.empty((len(samples) // FRAME, len(EXTRA_8)))
    for t in range(len(rows)):
        S = spectrum(samples[t * FRAME : (t + 1) * FRAME])
        rows[t, 0] = flatness_db(bark_bands(S, settings.n_bark_bands))
        rows[t, 1] = flatness_db(erb_bands(S))
        rows[t, 2:] = spectral_valley(S, settings.valley_rate)
    return rows


def whole_sound(blocks, *, reading="code"):
    """`extra8` of a sound that comes in blocks of whole half seconds (but for the last): an array (n // 22050, 8)."""
    return np.concatenate([extra8(block, reading=reading) for block in blocks])
