"""A sound file in, mono samples at 44.1 kHz out, block by block, or one clear error.

Wav files are read by `elman.sound.wav`, so that they need no library and give the same numbers everywhere. What else can be
heard is read by the library soundfile (libsndfile: mp3, flac, ogg, opus, aiff, ...) or, where that does not know it, by the
program ffmpeg, if the system has it (m4a, wma, the sound of videos). Decoders of mp3 differ by rounding (3e-5 on ten clips),
but for the first tenth of a second of a file that was cut out of another.

Notebook 12, "Describe half a second of sound".
"""

import math
import warnings
from pathlib import Path

import numpy as np

from elman.errors import InputError
from elman.sound.frames import FRAME, RATE, loudest
from elman.sound.readers import first_bytes, reader_of


class SoundWarning(UserWarning):
    """A sound file can be used, but something about it is strange."""


def decode(path, *, start=0.0, end=None):
    """Read a whole sound file as mono samples at 44.1 kHz.

    Channels are averaged, other sample rates resampled.

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
        As for `Sound`.

    Warns
    -----
    SoundWarning
        As for `Sound.blocks`.
    """
    samples = np.concatenate([*Sound(path).blocks()])
    length = len(samples) / RATE
    if not 0 <= start < length:
        raise InputError(f"{path}: cannot start at {start} s; the sound lasts {length:.2f} s")
    if end is not None and end <= start:
        raise InputError(f"{path}: the end, {end} s, must come after the start, {start} s")
    if end is not None and end > length + 1 / RATE:
        raise InputError(f"{path}: cannot go on until {end} s; the sound lasts {length:.2f} s")
    return samples[round(start * RATE) : None if end is None else round(end * RATE)]


class Sound:
    """A sound file as mono samples at 44.1 kHz, of which no more than some ten seconds are in memory at a time.

    Parameters
    ----------
    path : path

    Attributes
    ----------
    decoder : str
        What reads it, with its version.

    Raises
    ------
    InputError
        The file is missing, empty, damaged, no plain file, or no sound that can be read here; a library or program that
        would be needed is not there.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.head = first_bytes(self.path)
        self._open, self.decoder = reader_of(self.path, self.head)

    def blocks(self):
        """The samples, from the first to the last; each call begins anew.

        Yields
        ------
        array (n,) of float32
            n is a multiple of 22,050 but for the last block.

        Raises
        ------
        InputError
            Samples that are not finite, fewer than half a second of them, or a damaged file.

        Warns
        -----
        SoundWarning
            After the last block: the file is shorter than its header says, silent, or louder than full scale.
        """
        n = 0
        with self._open() as source:
            for block in _whole_frames(_at_44100(self._mono(source), source.rate)):
                n += len(block)
                yield block
        if n < FRAME:
            raise InputError(
                f"{self.path}: {n} samples of sound at 44.1 kHz; at least {FRAME}, half a second, were expected"
            )
        self._warn(source, n / RATE)

    def _mono(self, source):
        """The mean of the channels, at the file's own rate; ``source`` remembers the loudest sample."""
        source.peak, first = 0.0, 0
        for block in source.blocks():
            try:
                source.peak = max(source.peak, *(loudest(channel, first, source.rate) for channel in block.T))
            except InputError as error:
                raise InputError(f"{self.path}: {error}") from error
            first += len(block)
            yield block.mean(axis=1, dtype=np.float32)

    def _warn(self, source, seconds):
        if source.missing:
            lost = source.missing / source.rate
            self._say(f"the file is cut off: {seconds:.1f} s of sound are left, {lost:.1f} s less than its header says")
        if source.peak == 0:
            self._say("the sound is silent: every sample is 0")
        elif source.peak > 1:
            hint = "; are the samples whole numbers written as float?" if source.peak > 2 else ""
            self._say(
                f"the loudest sample is {source.peak:.5g}, and full scale is 1, where the baseline features cut it off{hint}"
            )

    def _say(self, text):
        warnings.warn(f"{self.path}: {text}", SoundWarning, stacklevel=4)


def _at_44100(blocks, rate):
    """Blocks at 44.1 kHz, of blocks at another rate; the same samples as of the whole sound at once, to rounding."""
    if rate == RATE:
        yield from blocks
        return
    from scipy.signal import resample_poly

    shared = math.gcd(rate, RATE)
    up, down = RATE // shared, rate // shared
    # The filter reaches 10 max(up, down) / up samples to either side; whole periods of `down` keep the outputs in place.
    reach = down * math.ceil((10 * max(up, down) / up + 1) / down)
    waiting, before = np.zeros(0, np.float32), 0  # what is not resampled yet, after `before` samples that are
    for block in blocks:
        waiting = np.concatenate([waiting, block])
        whole = (len(waiting) - before - reach) // down * down
        if whole > 0:
            yield resample_poly(waiting[: before + whole + reach], up, down)[
                before * up // down : (before + whole) * up // down
            ]
            kept = min(before + whole, reach)
            waiting, before = waiting[before + whole - kept :], kept
    if len(waiting) > before:
        yield resample_poly(waiting, up, down)[before * up // down :]


def _whole_frames(blocks):
    """The same samples in blocks of whole half seconds, but for the last."""
    rest = np.zeros(0, np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block.astype(np.float32, copy=False)])
        whole = len(rest) // FRAME * FRAME
        if whole:
            yield rest[:whole]
            rest = rest[whole:]
    if len(rest):
        yield rest
