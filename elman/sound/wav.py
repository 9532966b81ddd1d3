"""Wav files, block by block. Only as much of a header is believed as the file bears out. Notebook 12.

A wav file is a list of chunks, each with a name of four letters, a length in bytes, and so many bytes of contents (one more,
if the length is odd). The chunk "fmt " says how samples are coded, the chunk "data" holds them. Lengths are often wrong: a
program that writes into a pipe cannot fill them in, one that was killed did not come to it, a file may be cut off.

Source: IBM and Microsoft, *Multimedia Programming Interface and Data Specifications 1.0* (1991), "Waveform Audio File Format".
"""

import struct
from typing import NamedTuple

import numpy as np

from elman.errors import InputError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
"""The codes in "fmt " for whole numbers, floats, and for a code that stands 16 bytes further on."""

UNKNOWN_LENGTH = 0x7FFF0000
"""Lengths from here on stand for "not known when the header was written": programs write 2^31 - 1, 2^32 - 1 and the like."""


class Wav(NamedTuple):
    """What the header of a wav file says, and where its samples lie.

    ``rate`` is in Hz, ``order`` is "<" or ">", ``kind`` "u", "i" or "f", ``width`` the bytes of one number, ``start`` the
    first byte of the samples, ``n_frames`` how many there are (each of ``channels`` numbers), ``missing`` how many more were
    promised.
    """

    rate: int
    channels: int
    order: str
    kind: str
    width: int
    start: int
    n_frames: int
    missing: int


def read_header(file):
    """Read the header of an open wav file.

    Parameters
    ----------
    file : binary file that can seek

    Returns
    -------
    Wav, or None where the samples are coded in another way than as whole numbers or floats (mu-law, ADPCM, ...)

    Raises
    ------
    InputError
        The header is damaged; says which chunk.
    """
    size = file.seek(0, 2)
    file.seek(0)
    form = file.read(12)
    order = ">" if form[:4] == b"RIFX" else "<"
    if form[8:12] != b"WAVE":
        raise InputError("the file begins like a wav file, but is none: WAVE is missing at byte 8")
    code, long_length = None, None
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack(order + "4sI", head)
        here = file.tell()
        if name == b"fmt ":
            code, channels, rate, width = _format(file.read(min(length, 40)), order)
        elif name == b"ds64" and length >= 16:  # of a file beyond 4 GB: the length of its samples, in 64 bits
            long_length = struct.unpack(order + "QQ", file.read(16))[1]
        elif name == b"data":
            if code is None:
                raise InputError(
                    "the wav file is damaged: its samples come before the chunk that says how they are coded"
                )
            if code not in (PCM, FLOAT) or width not in ((1, 2, 3, 4) if code == PCM else (4, 8)):
                return None
            if not channels:
                raise InputError("the wav file is damaged: its header gives 0 channels")
            kind = "f" if code == FLOAT else "u" if width == 1 else "i"
            n_frames, missing = _lengths(file, long_length or length, size - here, channels * width)
            return Wav(rate, channels, order, kind, width, here, n_frames, missing)
        if here + length > size:
            raise InputError(
                f"the wav file is damaged: its chunk {_printable(name)} at byte {here - 8} says that it has {length:,} bytes, "
                f"and the file has {size - here:,} more"
            )
        file.seek(here + length + length % 2)
    raise InputError("the wav file is damaged or cut off: it has no chunk of samples ('data')")


def _format(text, order):
    """Code, channels, rate and bytes of a number, from the contents of "fmt "."""
    if len(text) < 16:
        raise InputError("the wav file is damaged: its chunk 'fmt ' is too short")
    code, channels, rate, _, _, bits = struct.unpack(order + "HHIIHH", text[:16])
    if code == EXTENSIBLE and len(text) >= 26:
        (code,) = struct.unpack(order + "H", text[24:26])
    return code, channels, rate, -(-bits // 8)  # numbers of 12 bits, say, lie in 2 bytes


def _lengths(file, promised, there, frame):
    """How many whole frames there are, and how many more were promised."""
    if promised == 0 and there and not _another_chunk(file, there):
        return there // frame, 0  # the program was killed before it could fill the length in
    if promised >= UNKNOWN_LENGTH and there < promised:
        return there // frame, 0
    n_frames = min(promised, there) // frame
    return n_frames, promised // frame - n_frames


def _another_chunk(file, there):
    """Whether a chunk begins here that ends where the file does, or before."""
    head = file.read(8)
    file.seek(-len(head), 1)
    return len(head) == 8 and head[:4].isalnum() and struct.unpack("<I", head[4:])[0] + 8 <= there


def _printable(name):
    return repr(name.decode("latin-1"))


def blocks(file, wav, n):
    """The samples, in blocks of ``n`` frames and a shorter last one.

    Yields
    ------
    array (n, channels) of float32
        Full scale is -1 to 1.
    """
    file.seek(wav.start)
    for first in range(0, wav.n_frames, n):
        size = min(n, wav.n_frames - first) * wav.channels
        yield numbers(file.read(size * wav.width), wav).reshape(-1, wav.channels)


def numbers(data, wav):
    """The numbers in some bytes of samples, as float32 with full scale -1 to 1.

    >>> silence = Wav(44100, 1, "<", "u", 1, 44, 3, 0)
    >>> numbers(bytes([128, 0, 255]), silence)
    array([ 0.       , -1.       ,  0.9921875], dtype=float32)
    """
    if wav.kind == "u":  # the only unsigned kind of wav: silence is 128
        return (np.frombuffer(data, np.uint8).astype(np.float32) - 128) / 128
    if wav.width == 3:  # no type of NumPy: the three bytes become the upper ones of four
        four = np.zeros((len(data) // 3, 4), np.uint8)
        four[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)[:, :: 1 if wav.order == "<" else -1]
        return four.view("<i4").ravel().astype(np.float32) / 2**31
    values = np.frombuffer(data, f"{wav.order}{wav.kind}{wav.width}").astype(np.float32)
    return values if wav.kind == "f" else values / 2 ** (8 * wav.width - 1)
