"""Forty gammatone filters, equally spaced as the ear spaces them: the ERB bands.

A gammatone filter answers a click as one place of the inner ear does: it rings at its own frequency, and the sound dies
away. Notebook 12, "Describe half a second of sound".
"""

import functools

import numpy as np

from elman.sound.frames import RATE


def erb_bands(S, n_bands=40):
    """E[b] = sum_k F[b, k] S[k]^2, with F[b] the response of a gammatone filter: the energy of each ERB band.

    Parameters
    ----------
    S : array (n_bins,)
        A magnitude spectrum from 0 Hz to RATE / 2.
    n_bands : int

    Returns
    -------
    array (n_bands,)
        From the lowest band, around 50 Hz, to the highest.
    """
    return erb_filters(len(S), n_bands) @ S**2


def erb_centres(n_bands=40, low=50.0, high=22050.0):
    """Centre frequencies (Hz) that are equally spaced on the scale of the ear, from ``low`` to just below ``high``.

    At the frequency f one filter of the ear has the equivalent rectangular bandwidth (ERB)::

        ERB(f) = 24.7 + f / 9.26449

    and steps of equal size on its scale multiply f + 24.7 * 9.26449 by a constant.

    Source: B. R. Glasberg and B. C. J. Moore, *Derivation of auditory filter shapes from notched-noise data* (1990).

    Returns
    -------
    array (n_bands,)
    """
    offset = 24.7 * 9.26449
    return np.geomspace(low + offset, high + offset, n_bands + 1)[:-1] - offset


@functools.cache  # 50 ms for each frame, and always the same
def erb_filters(n_bins, n_bands=40):
    """The responses F (n_bands, n_bins) of a bank of gammatone filters of order 4, one for each of `erb_centres`.

    Each is four filters in a row. With r = exp(-2 pi 1.019 ERB(f) / RATE), a = 2 pi f / RATE and z = exp(j 2 pi k / n)::

        F[k] = (1 / g) prod_i |z - r (cos a + s_i sin a)| / (|z - p| |z - q|)^4        p = q = r exp(j a)
        s_i = +- sqrt(3 +- 2^1.5)                                                      i = 1 ... 4

    where g is the gain at the centre frequency. The true filter has q = conj(p), and g is taken from the true filter.
    Essentia (like the program it follows) forgets the conjugate, and so do we: its numbers are the paper's.

    Source: M. Slaney, *An efficient implementation of the Patterson-Holdsworth auditory filter bank*, Apple technical
    report 35 (1993).
    """
    f = erb_centres(n_bands)[:, np.newaxis]
    a = 2 * np.pi * f / RATE
    decay = 2 * np.pi * 1.019 * (24.7 + f / 9.26449) / RATE
    r, at_centre = np.exp(-decay), np.exp(1j * a)
    slopes = [sign * np.sqrt(3 + other * 2**1.5) for sign in (1, -1) for other in (1, -1)]

    def zeros(z):
        return np.prod([np.abs(z - r * (np.cos(a) + s * np.sin(a))) for s in slopes], axis=0)

    gain = zeros(at_centre) / np.abs(_two_poles(at_centre, decay)) ** 4
    circle = np.exp(1j * np.pi * np.arange(n_bins) / (n_bins - 1))
    filters = zeros(circle) / np.abs(circle - r * at_centre) ** 8 / gain
    filters.flags.writeable = False
    return filters


def _two_poles(z, decay):
    """(z - p) (z - conj(p)) = r^2 + z^2 - (1 + z^2) r for p = r z on the ray of z, ``|z| = 1``, r = exp(-decay).

    Near 50 Hz this is a small difference of numbers near 1. Essentia computes it in single precision, and three of its
    digits are lost; to equal its filters we lose the same.
    """
    squared, one = (z * z).astype(np.complex64), np.float32(1)
    once, twice = np.exp(decay).astype(np.float32), np.exp(2 * decay).astype(np.float32)
    return (one / twice + squared - (one + squared) / once).astype(complex)
