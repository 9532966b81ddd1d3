"""A sound file in, mono samples at 44.1 kHz out, or one clear error. Notebook 12, "Describe half a second of sound"."""

import math
import warnings
from pathlib import Path

import numpy as np

from elman.errors import InputError
from elman.sound.bands import FRAME, RATE
from elman.sound.libraries import essentia_standard, load

RATES = (1000, 768_000)
"""Sample rates (Hz) that a wav file may have; beyond them its header is damaged."""


class SoundWarning(UserWarning):
    """A sound file can be used, but something about it is strange."""


def decode(path, *, start=0.0, end=None):
    """Read a sound file as mono samples at 44.1 kHz.

    Wav files are read with SciPy, so that they give the same numbers everywhere; all others with Essentia (mp3, ogg,
    flac, aiff, m4a, wma). Channels are averaged, other sample rates resampled.

    Parameters
    ----------
    path : path
    start, end : float
        Which part, in seconds; to the end of the file if ``end`` is None.

    Returns
    -------
    array (n,) of float32
        Full scale is -1 to 1. Finite, and at least half a second.

    Raises
    ------
    InputError
        The file is missing, empty, damaged or no sound; or too short, or one of its samples is not a finite number; or
        its sample rate is beyond `RATES`; or it is not a wav file and Essentia is not installed.

    Warns
    -----
    SoundWarning
        The file is shorter than its header says, silent, or louder than full scale.

    Notes
    -----
    Memory: the samples of ten minutes are 106 MB. `elman.sound.extract.extract` takes at most 280 MB for Essentia's
    sets where the file is mp3, flac, or wav with 16 bits at 44.1 kHz. SciPy reads a wav file as a whole: one in stereo
    takes 330 MB at 48 kHz, 380 MB with float samples, and 430 MB with 24 bits.
    """
    path = Path(path)
    is_wav = _first_bytes(path)[:4] in (b"RIFF", b"RIFX", b"RF64")
    samples = _read_wav(path) if is_wav else None
    if samples is None:
        samples = _read_with_essentia(path, is_wav)
    samples = _part(path, samples, start, end)
    _check(path, samples)
    return samples


def _first_bytes(path):
    try:
        with open(path, "rb") as file:
            header = file.read(12)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except IsADirectoryError as error:
        raise InputError(f"{path}: this is a folder; a sound file was expected") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror})") from error
    if not header:
        raise InputError(f"{path}: the file is empty; a sound file was expected")
    return header


def _read_wav(path):
    """Samples of a wav file, or None where SciPy does not know how they are coded."""
    from scipy.io import wavfile

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            rate, data = wavfile.read(path, mmap=False)
        except ValueError as error:
            if "Unknown wave file format" in str(error):
                return None
            raise InputError(f"{path}: cannot be read as a wav file ({error})") from error
        except Exception as error:  # SciPy trips over damaged headers in many ways (struct, index, memory, ...)
            raise InputError(f"{path}: the wav file is damaged ({error})") from error
    if not RATES[0] <= rate <= RATES[1]:
        raise InputError(
            f"{path}: its header gives a sample rate of {rate} Hz; {RATES[0]:,} to {RATES[1]:,} Hz were expected. The "
            f"header is damaged: export the sound again from the program it comes from"
        )
    cut = [str(warning.message) for warning in caught if "premature" in str(warning.message).lower()]
    if cut and len(data):
        _warn(path, f"the file is cut off: {len(data) / rate:.1f} s of sound are left, less than its header says")

    samples = _mono(data)
    del data  # a long file should not be there twice
    return samples if rate == RATE else _resample(samples, rate)


def _mono(data):
    """The mean of the channels, as float32 with full scale -1 to 1."""
    full_scale, zero = (2.0 ** (8 * data.itemsize - 1), 0.0) if data.dtype.kind == "i" else (1.0, 0.0)
    if data.dtype == np.uint8:  # the only unsigned kind of wav: silence is 128
        full_scale, zero = 128.0, 128.0
    channels = data[:, np.newaxis] if data.ndim == 1 else data
    samples = np.zeros(len(data), dtype=np.float32)
    for channel in channels.T:  # one at a time, to make no copy of all
        samples += channel
    samples /= channels.shape[1]
    samples -= zero
    samples /= full_scale
    return samples


def _resample(samples, rate):
    from scipy.signal import resample_poly

    shared = math.gcd(rate, RATE)
    return resample_poly(samples, RATE // shared, rate // shared).astype(np.float32, copy=False)


def _read_with_essentia(path, is_wav):
    """Samples of any sound file, also of a wav file that SciPy cannot read."""
    try:
        load("essentia", "If it is sound, reading it needs")
    except InputError as error:
        strange = (
            "its samples are coded as in no wav file that SciPy reads" if is_wav else "no wav file begins like this"
        )
        raise InputError(f"{path}: {strange}. {error}") from error
    standard = essentia_standard()
    try:
        samples = standard.MonoLoader(filename=str(path), sampleRate=RATE)()
        promised = standard.MetadataReader(filename=str(path), failOnError=False)()[-4]
    except RuntimeError as error:
        reason = str(error).split("AudioLoader: ")[-1].rstrip(". ")
        raise InputError(f"{path}: cannot be read as sound ({reason})") from error
    seconds = len(samples) / RATE
    if seconds < promised - 0.5:  # the header is read in whole seconds, rounded down
        _warn(path, f"the file seems to be cut off: {seconds:.1f} s of sound, but its header promises {promised:.0f} s")
    return samples


def _part(path, samples, start, end):
    length = len(samples) / RATE
    if not 0 <= start < length and len(samples):
        raise InputError(f"{path}: cannot start at {start} s; the sound lasts {length:.2f} s")
    if end is not None and end <= start:
        raise InputError(f"{path}: the end, {end} s, must come after the start, {start} s")
    if end is not None and end > length + 1 / RATE:
        raise InputError(f"{path}: cannot go on until {end} s; the sound lasts {length:.2f} s")
    return samples[round(start * RATE) : None if end is None else round(end * RATE)]


def _check(path, samples):
    if len(samples) < FRAME:
        raise InputError(
            f"{path}: {len(samples)} samples of sound at 44.1 kHz; at least {FRAME}, half a second, were expected"
        )
    try:
        peak = loudest(samples)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    if peak == 0:
        _warn(path, "the sound is silent: every sample is 0")
    elif peak > 1:
        hint = "; are the samples whole numbers written as float?" if peak > 2 else ""
        _warn(
            path, f"the loudest sample is {peak:.5g}, and full scale is 1, where the baseline features cut it off{hint}"
        )


def loudest(samples):
    """max |x|, after making sure that every sample is finite (NaN would make Essentia's algorithms run for ever).

    Raises
    ------
    InputError
        A sample is NaN or infinite.
    """
    # NumPy's min and max hand on a NaN, and make no copy of a long song.
    peak = max(-samples.min(), samples.max())
    if not np.isfinite(peak):
        where = int(np.argmin(np.isfinite(samples)))
        raise InputError(
            f"the sample at {where / RATE:.3f} s is {samples[where]}; finite numbers were expected. Export the "
            f"sound again from the program it comes from"
        )
    return float(peak)


def _warn(path, text):
    warnings.warn(f"{path}: {text}", SoundWarning, stacklevel=4)
