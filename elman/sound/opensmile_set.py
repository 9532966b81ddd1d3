"""The 260 baseline features, from openSMILE: 65 descriptors and their deltas, standard deviation and mean of each.

Source: the paper, section 2 ("260 baseline features"); openSMILE's IS13 ComParE set (B. Schuller et al., *The INTERSPEECH 2013
computational paralinguistics challenge*, 2013). Notebook 12, "Describe half a second of sound".
"""

import tempfile
import wave
from contextlib import suppress
from pathlib import Path

import numpy as np

from elman.errors import InputError
from elman.sound.frames import FRAME, RATE
from elman.sound.libraries import load

ROWS = 50
"""openSMILE gives one row of descriptors every 10 ms: 50 in half a second."""


def opensmile_library():
    """The library openSMILE; `InputError` where it cannot be imported."""
    return load("opensmile", "the 260 baseline features need")


def descriptors(path, take):
    """Hand out the 65 descriptors and 65 deltas of every 10 ms of sound, one row after the other.

    openSMILE reads the file by itself, a few seconds at a time, so that a long sound takes no more memory than a short one.
    The last rows of a sound, whose window would reach beyond its end, are not there.

    Parameters
    ----------
    path : str
        A mono wav file, 16 bits, 44.1 kHz.
    take : callable
        Called with each row, an array (130,) of float32; row i begins at i / 100 s.

    Raises
    ------
    InputError
        openSMILE is not installed, does not start, or was interrupted, so that rows are missing.
    """
    opensmile = opensmile_library()
    from opensmile.core.config import config
    from opensmile.core.lib import OpenSMILE, OpenSmileException

    shipped = Path(opensmile.__file__).parent / "core" / "config"
    options = {
        "descriptors": shipped / "is09-13" / "IS13_ComParE_core.lld.conf.inc",
        "source": shipped / "shared" / "standard_wave_input.conf.inc",
        "sink": shipped / "shared" / "standard_external_data_output_single.conf.inc",
        "sinkLevel": "both",  # one pass for both levels, which differ in length, and repeat times, at the end of a sound
        # Ring buffers everywhere: the same numbers, and no more memory for a longer song.
        "bufferModeConf": shipped / "shared" / "BufferModeRbLag.conf.inc",
        "bufferModeRbLagConf": shipped / "shared" / "BufferModeRbLag.conf.inc",
        "bufferModeRbConf": shipped / "shared" / "BufferModeRb.conf.inc",
        "frameModeFunctionalsConf": shipped / "shared" / "FrameModeFunctionals.conf.inc",
        "I": path,
    }
    numbers = []  # of the rows that came: an exception inside openSMILE's call, such as Ctrl-C, would lose one silently

    def next_row(row, about):
        take(row.ravel().copy())
        numbers.append(about.vIdx)

    smile = OpenSMILE()
    try:
        smile.initialize(
            str(Path(__file__).with_name("half_second.conf")), {k: str(v) for k, v in options.items()}, loglevel=0
        )
        smile.external_sink_set_callback_ex(config.EXTERNAL_OUTPUT_COMPONENT, next_row)
        with suppress(OSError):  # on Windows, an open file cannot be removed
            Path(path).unlink()  # so that it is gone even if this process is killed
        smile.run()
    except OpenSmileException as error:
        raise InputError(f"openSMILE failed ({error})") from error
    finally:
        smile.free()
    if numbers != list(range(len(numbers))):
        raise InputError("openSMILE was interrupted; run the same command again")


class _Statistics:
    """Standard deviation and mean of every `ROWS` rows that are taken, and of the rest."""

    def __init__(self):
        self.waiting, self.blocks = [], []

    def take(self, row):
        self.waiting.append(row)
        if len(self.waiting) == ROWS:
            self.finish()

    def finish(self):
        if self.waiting:
            self.blocks.append(statistics(np.array(self.waiting)))
            self.waiting = []


def statistics(rows):
    """Standard deviation and mean of a block of rows: s_j = sqrt(mean((x_j - m_j)^2)), m_j = mean(x_j).

    Parameters
    ----------
    rows : array (n_rows, D)
        As `descriptors` gives them: 50, or fewer at the end of a sound.

    Returns
    -------
    array (2 D,)
        In the order of `elman.corpus.columns.BASELINE_260`: s_0, m_0, s_1, m_1, ...

    Examples
    --------
    >>> statistics(np.array([[0.0], [2.0]]))
    array([1., 1.])
    """
    block = rows.astype(float)
    return np.stack([block.std(axis=0), block.mean(axis=0)], axis=1).ravel()


def whole_sound(blocks, *, reading="code"):
    """The 260 baseline features of every half second of a sound.

    Parameters
    ----------
    blocks : iterable of arrays
        The samples, mono at 44.1 kHz, as `elman.sound.decode.Sound.blocks` gives them; 22,050 at least. Samples beyond full
        scale are cut off at it. What is left after the last whole half second is not used.
    reading : {"code", "paper"}
        The same for both.

    Returns
    -------
    array (n // 22050, 260) of float32
        In the order of `elman.corpus.columns.BASELINE_260`; row t describes the sound from t / 2 to t / 2 + 0.5 s.

    Raises
    ------
    InputError
        openSMILE is not installed, or failed.
    """
    opensmile_library()  # before any work
    found, n = _Statistics(), 0
    with tempfile.TemporaryDirectory(prefix="elman-") as folder:
        path = str(Path(folder, "sound.wav"))
        with wave.open(path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            for block in blocks:
                n += len(block)
                # In 16 bits 1.0 would become -1.0.
                whole = np.clip(block, -1, 1 - 2**-15) * np.float32(32768)
                file.writeframes(whole.astype("<i2").tobytes())
        descriptors(path, found.take)
    found.finish()
    return np.array(found.blocks[: n // FRAME]).astype(np.float32)
