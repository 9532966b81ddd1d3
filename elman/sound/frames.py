"""How sound is cut into frames: the sample rate of everything here, the samples of half a second, and their check."""

import numpy as np

from elman.errors import InputError

RATE = 44100
"""Samples per second."""

FRAME = 22050
"""Samples in half a second, one frame."""


def loudest(samples, first=0, rate=RATE):
    """The largest ``|x|``, after making sure that every sample is finite (NaN would make Essentia's algorithms run for ever).

    Parameters
    ----------
    samples : array (n,)
        n is 1 or more.
    first : int
        How many samples of the sound come before these.
    rate : int
        Samples per second.

    Raises
    ------
    InputError
        A sample is NaN or infinite; says where.
    """
    # NumPy's min and max hand on a NaN, and make no copy of a long song.
    peak = max(-samples.min(), samples.max())
    if not np.isfinite(peak):
        where = int(np.argmin(np.isfinite(samples)))
        raise InputError(
            f"the sample at {(first + where) / rate:.3f} s is {samples[where]}; finite numbers were expected. Export the "
            f"sound again from the program it comes from"
        )
    return float(peak)
