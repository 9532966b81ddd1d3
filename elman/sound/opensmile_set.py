"""The 260 baseline features, from openSMILE: 65 descriptors and their deltas, standard deviation and mean of each.

Source: the paper, section "Features"; openSMILE's IS13 ComParE set (B. Schuller et al., *The INTERSPEECH 2013
computational paralinguistics challenge*, 2013). Notebook 12, "Describe half a second of sound".
"""

from pathlib import Path

import numpy as np

from elman.sound.bands import FRAME, RATE
from elman.sound.decode import loudest
from elman.sound.libraries import load

ROWS = 50
"""openSMILE gives one row of descriptors every 10 ms: 50 in half a second."""


def opensmile_library():
    """The library openSMILE; `InputError` where it cannot be imported."""
    return load("opensmile", "the 260 baseline features need")


def descriptors(samples):
    """The 65 descriptors and 65 deltas of every 10 ms of sound.

    Parameters
    ----------
    samples : array (n,)
        Mono, at 44.1 kHz.

    Returns
    -------
    array (n_rows, 130) of float32
        Row i begins at i / 100 s. The last rows of a sound, whose window would reach beyond its end, are not there.
    """
    opensmile = opensmile_library()
    shipped = Path(opensmile.__file__).parent / "core" / "config"
    options = {
        "descriptors": shipped / "is09-13" / "IS13_ComParE_core.lld.conf.inc",
        # Ring buffers everywhere: the same numbers, and less memory for long songs.
        "bufferModeConf": shipped / "shared" / "BufferModeRbLag.conf.inc",
        "bufferModeRbLagConf": shipped / "shared" / "BufferModeRbLag.conf.inc",
    }
    smile = opensmile.Smile(
        str(Path(__file__).with_name("half_second.conf")),
        "both",  # one pass for both levels, which differ in length, and repeat times, at the end of a sound
        options={name: str(path) for name, path in options.items()},
    )
    # openSMILE turns the samples into whole numbers of 16 bits, where 1.0 would become -1.0.
    whole = np.clip(samples, -1, 1 - 2**-15)
    return smile(whole, RATE)[0].T


def statistics(rows, n_blocks):
    """Standard deviation and mean of every block of 50 rows: s_j = sqrt(mean((x_j - m_j)^2)), m_j = mean(x_j).

    Parameters
    ----------
    rows : array (n_rows, 130)
        As `descriptors` gives them; the last block may have fewer than 50.
    n_blocks : int

    Returns
    -------
    array (n_blocks, 260)
        In the order of `elman.corpus.columns.BASELINE_260`: s_0, m_0, s_1, m_1, ...

    Examples
    --------
    >>> statistics(np.array([[0.0], [2.0]]), 1)
    array([[1., 1.]])
    """
    blocks = [rows[ROWS * t : ROWS * (t + 1)].astype(float) for t in range(n_blocks)]
    return np.array([np.stack([block.std(axis=0), block.mean(axis=0)], axis=1).ravel() for block in blocks])


def whole_sound(samples):
    """The 260 baseline features of every half second of a sound.

    Parameters
    ----------
    samples : array (n,)
        Mono, at 44.1 kHz, n at least 22,050. Samples beyond full scale are cut off at it. What is left after the last
        whole half second is not used.

    Returns
    -------
    array (n // 22050, 260) of float32
        In the order of `elman.corpus.columns.BASELINE_260`; row t describes the sound from t / 2 to t / 2 + 0.5 s.

    Raises
    ------
    InputError
        A sample is not finite, or openSMILE is not installed.

    Notes
    -----
    Memory: openSMILE keeps the whole sound several times, and ten minutes take 830 MB.
    """
    loudest(samples)
    return statistics(descriptors(samples), len(samples) // FRAME).astype(np.float32)
