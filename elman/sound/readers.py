"""What reads a sound file: `elman.sound.wav`, the library soundfile, or the program ffmpeg, the first that knows it.

A reader is a function without arguments that opens the file: ``with reader() as source`` gives an open sound. Chosen by what the
file begins with, and not by its name. `elman.sound.decode` mixes and resamples what comes out.
"""

import os
import shutil
import stat
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from elman.errors import InputError
from elman.sound import libraries, wav
from elman.sound.frames import FRAME

RATES = (1000, 768_000)
"""Sample rates (Hz) that a file may have; beyond them its header is damaged."""

BLOCK = 20 * FRAME
"""About so many samples are decoded at a time: ten seconds."""

LOSSY = {"MPEG_LAYER_I", "MPEG_LAYER_II", "MPEG_LAYER_III", "VORBIS", "OPUS"}
"""Kinds of coding without a resolution of their own: their samples are rounded to 16 bits, as in a player."""


def first_bytes(path):
    """The first bytes of a plain file, or an error that says what it is instead."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: this is a folder; a sound file was expected")
        if not stat.S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait for ever
            raise InputError(f"{path}: this is no plain file, but a pipe or a device; a sound file was expected")
        with open(path, "rb") as file:
            head = file.read(64)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be opened ({getattr(error, 'strerror', None) or error})") from error
    if not head:
        raise InputError(f"{path}: the file is empty; a sound file was expected")
    return head


def reader_of(path, head):
    """A function that opens the file with the first means that knows it, and the name of that means."""
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64"):
        with open(path, "rb") as file:
            try:
                if wav.read_header(file) is not None:
                    return (lambda: _wav(path)), "elman"
            except InputError as error:
                raise InputError(f"{path}: {error}") from error
    try:
        soundfile = libraries.load("soundfile", f"{path}: sound other than in plain wav files needs")
    except InputError as error:
        if not shutil.which("ffmpeg"):
            raise InputError(f"{error}. It begins {_looks_like(head)}") from error
    else:
        try:
            _libsndfile(soundfile, path).close()
            return (lambda: _sndfile(soundfile, path)), f"libsndfile {soundfile.__libsndfile_version__}"
        except soundfile.LibsndfileError as error:
            reason = error.error_string.rstrip(". ")
            if "does not exist" in reason:  # so it says of what it does not know; the file is there, and was read from
                reason = "a format that it does not know"
            if not shutil.which("ffmpeg"):
                raise InputError(
                    f"{path}: cannot be read as sound by libsndfile ({reason}); it begins {_looks_like(head)}. The program "
                    f"ffmpeg reads nearly everything; it is not installed here. Install it, or convert the file to flac or wav"
                ) from error
    return (lambda: _ffmpeg(path, head)), _ffmpeg_version()


def _looks_like(head):
    """What the first bytes of a file tell, for a message."""
    known = {
        "like Matroska or WebM": head[:4] == b"\x1aE\xdf\xa3",
        "like an MPEG-4 file (m4a, mp4, mov)": head[4:8] == b"ftyp",
        "like Windows media (wma, wmv, asf)": head[:4] == b"0&\xb2u",
        "like AAC": head[:1] == b"\xff" and head[1:2] and head[1] & 0xF6 == 0xF0,
        "like mp3": head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] and head[1] & 0xE0 == 0xE0),
        "like Ogg": head[:4] == b"OggS",
        "like flac": head[:4] == b"fLaC",
        "like a wav file with compressed samples": head[:4] in (b"RIFF", b"RIFX") and head[8:12] == b"WAVE",
        "like a picture": head[:4] in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1"),
        "like text": all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head),
    }
    return next((name for name, fits in known.items() if fits), "like no sound file that elman knows")


class _Source:
    """An open sound: ``rate``, ``blocks()`` of (n, channels), and ``missing``, the frames that its header promised in vain."""

    def __init__(self, rate, blocks, missing=0):
        self.rate, self.blocks, self.missing = rate, blocks, missing


def _checked_rate(path, rate):
    if not RATES[0] <= rate <= RATES[1]:
        raise InputError(
            f"{path}: its header gives a sample rate of {rate} Hz; {RATES[0]:,} to {RATES[1]:,} Hz were expected. The "
            f"header is damaged: export the sound again from the program it comes from"
        )
    return rate


@contextmanager
def _wav(path):
    with open(path, "rb") as file:
        header = wav.read_header(file)
        rate = _checked_rate(path, header.rate)
        yield _Source(rate, lambda: wav.blocks(file, header, BLOCK), header.missing)


def _libsndfile(soundfile, path):
    # A name need not be text in any encoding, and soundfile would encode it.
    return soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else os.fspath(path))


@contextmanager
def _sndfile(soundfile, path):
    with _libsndfile(soundfile, path) as file:
        source = _Source(_checked_rate(path, file.samplerate), None)

        def blocks():
            n = 0
            try:
                while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                    n += len(block)
                    yield _to_16_bits(block) if file.subtype in LOSSY else block
            except soundfile.LibsndfileError as error:
                raise InputError(f"{path}: the file is damaged after {n / file.samplerate:.1f} s ({error})") from error
            # Headers of some files give no length, and libsndfile then tells a very large one.
            missing = file.frames - n if file.frames < 2**40 else 0
            source.missing = missing if missing > 0.1 * file.samplerate else 0  # mp3 files end a little early

        source.blocks = blocks
        yield source


def _to_16_bits(block):
    block *= 32768
    np.rint(block, out=block)
    np.clip(block, -32768, 32767, out=block)
    block /= 32768
    return block


def _ffmpeg_version():
    told = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, errors="replace", check=False).stdout
    return " ".join(told.split()[:3]).replace(" version", "") or "ffmpeg"


@contextmanager
def _ffmpeg(path, head):
    """The first sound of any file that ffmpeg reads, by way of a wav file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="elman-") as folder:
        made = Path(folder, "sound.wav")
        # "file:" for names that begin with "-" or hold ":"; rf64 for sounds beyond 4 GB.
        command = ["ffmpeg", "-nostdin", "-v", "error", "-i", f"file:{path}", "-map", "0:a:0", "-c:a", "pcm_s16le"]
        ended = subprocess.run([*command, "-rf64", "auto", str(made)], capture_output=True, check=False)
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        if ended.returncode or not made.exists():
            reason = said[-1][:300] if said else f"it ended with status {ended.returncode}"
            reason = "there is no sound in it" if "matches no streams" in " ".join(said) else reason
            raise InputError(f"{path}: cannot be read as sound by ffmpeg ({reason}); it begins {_looks_like(head)}")
        with _wav(made) as source:
            yield source
