"""How loud a sound is, and sounds brought to one level.

Features feel the volume at which a file was made: 6 dB less moves a predicted curve. With a level, every sound is first
multiplied by one number, so that all are equally loud on average. The paper did not do so. Measured on ten clips of DEAM,
"rnn + smoothing" trained on the nine others: 6 dB less moved valence by .075 and arousal by .091 on average (.21 at most); at
a level of -20 dB by .0005. But loudness is also a sign of arousal, and the level takes it away: the RMSE of these ten (far
too few to generalise) was .207 / .217 without, .244 / .271 with the level. The level::

    L = 10 log10(mean of x^2 over the loud half seconds)        dB below full scale

A half second is loud if its mean square is above a tenth (10 dB below) the mean of all, so that silence does not count; this
is the relative gate of ITU-R BS.1770 without its filter. Notebook 12, "Describe half a second of sound".
"""

import numpy as np

from elman.errors import InputError
from elman.sound.frames import FRAME

LEVELS = (-60.0, 0.0)
"""The levels (dB below full scale) that may be asked for."""


def expect_level(level):
    """Raise InputError unless a level is None or a number within `LEVELS`."""
    if level is not None and not LEVELS[0] <= level <= LEVELS[1]:
        raise InputError(f"level: {level:g} dB was given; {LEVELS[0]:g} to {LEVELS[1]:g} dB (full scale) were expected")


def level_of(blocks):
    """The level L of a sound in dB.

    Parameters
    ----------
    blocks : iterable of arrays (n,)
        The samples, in blocks of whole half seconds but for the last.

    Returns
    -------
    float
        0 for a square wave at full scale, -3.01 for such a sine; -inf for silence.

    Examples
    --------
    >>> round(level_of([np.sin(np.arange(44100) * 0.1)]), 2)
    -3.01
    """
    powers = []
    for block in blocks:
        starts = np.arange(0, len(block), FRAME)
        powers.append(np.add.reduceat(np.square(block, dtype=float), starts) / np.diff(np.append(starts, len(block))))
    power = np.concatenate(powers)
    loud = power[power > 0.1 * power.mean()]
    return float(10 * np.log10(loud.mean())) if len(loud) else -np.inf


def at_level(sound, level):
    """The blocks of an `elman.sound.decode.Sound`, multiplied by one number that brings it to this level.

    Silence stays silence. None leaves all as it is. A sound may come out above full scale, where the baseline features cut
    it off, as they do with any.
    """
    gain = 1.0
    if level is not None:
        now = level_of(sound.blocks())
        gain = 10 ** ((level - now) / 20) if np.isfinite(now) else 1.0
    for block in sound.blocks():
        yield block if gain == 1.0 else (block * np.float32(gain))
