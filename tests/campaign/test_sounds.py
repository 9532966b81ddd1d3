"""Sound files with one thing wrong, alone and among good ones."""

import gzip
import os
import struct
from pathlib import Path

import numpy as np
import pytest

pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="forks, and makes pipes")]

TONE = (0.3 * np.sin(np.arange(3 * 44100) / 20) * 32767).astype(np.int16)


def header(data, *, code=1, channels=1, rate=44100, bits=16, align=None, size=None, riff=None):
    """A wav file of these bytes, with whatever its header says."""
    align = channels * bits // 8 if align is None else align
    size = len(data) if size is None else size
    described = struct.pack("<HHIIHH", code, channels, rate, min(rate * align, 2**32 - 1), align, bits)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + described + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(chunks) if riff is None else riff) + chunks


WHOLE = header(TONE.tobytes())

BROKEN = {
    "empty": b"",
    "four letters": b"RIFF",
    "no chunks": b"RIFF\0\0\0\0WAVE",
    "half a header": WHOLE[:30],
    "no samples": header(b""),
    "one sample": header(TONE[:1].tobytes()),
    "a tenth of a second": header(TONE[:4410].tobytes()),
    "no rate": header(TONE.tobytes(), rate=0),
    "a huge rate": header(TONE.tobytes(), rate=2**32 - 1),
    "no channels": header(TONE.tobytes(), channels=0),
    "0 bits": header(TONE.tobytes(), bits=0),
    "an unknown code": header(TONE.tobytes(), code=0x4242),
    "ADPCM with a damaged header": header(TONE.tobytes(), code=2, bits=4, align=7),
    "not a number": header(np.full(2 * 44100, np.nan, np.float32).tobytes(), code=3, bits=32),
    "infinite": header(np.full(2 * 44100, np.inf, np.float32).tobytes(), code=3, bits=32),
    "text": b"hello\n" * 1000,
    "zeros": bytes(50_000),
    "a page": b"<!doctype html><html>404</html>",
    "compressed": gzip.compress(WHOLE),
}
USABLE = {
    "size 0": header(TONE.tobytes(), size=0),
    "size of a pipe": header(TONE.tobytes(), size=2**32 - 1, riff=2**32 - 1),
    "riff size 0": header(TONE.tobytes(), riff=0),
    "cut in a sample": WHOLE[:-70_001],
    "cut stereo": header(np.repeat(TONE, 2).tobytes()[:-7], channels=2, size=4 * len(TONE)),
    "cut 24 bits": header(TONE.tobytes()[: 3 * 80_000 - 1], bits=24, size=3 * 80_000),
    "silence": header(bytes(2 * 88_200)),
}
EXTRACT = ("extract", "in", "--set", "extra8", "--to", "x", "--jobs", "1")


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".ogg", ".flac"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_cannot_be_used(campaign, here, case, suffix):
    """It is named, the other one is done; a second call does no more."""
    (here / "in").mkdir()
    (here / "in" / f"bad{suffix}").write_bytes(BROKEN[case])
    (here / "in" / "good.wav").write_bytes(WHOLE)
    for _ in range(2 if suffix == ".wav" else 1):
        campaign("sounds", EXTRACT, status=1, facts=(f"bad{suffix}", "1 file failed"), results=("extraction.json",))
        assert [path.name for path in (here / "x" / "extra8").glob("*.csv")] == ["good.csv"]


@pytest.mark.parametrize("case", USABLE)
def test_a_file_that_can_be_used(campaign, here, case):
    (here / "in").mkdir()
    (here / "in" / "song.wav").write_bytes(USABLE[case])
    campaign("sounds", EXTRACT, status=0, facts=("1 file made",))
    assert len((here / "x" / "extra8" / "song.csv").read_text().splitlines()) >= 3


STRANGE = {
    "a pipe": os.mkfifo,
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("case", STRANGE)
def test_what_is_no_file(campaign, here, case):
    (here / "in").mkdir()
    STRANGE[case](here / "in" / "bad.wav")
    (here / "in" / "good.wav").write_bytes(WHOLE)
    facts = () if case == "a folder" else ("bad.wav",)
    campaign("sounds", EXTRACT, status=0 if case == "a folder" else 1, facts=facts)
    assert [path.name for path in (here / "x" / "extra8").glob("*.csv")] == ["good.csv"]


AFTERWARDS = {
    "emptied": lambda path: path.write_bytes(b""),
    "a row less": lambda path: path.write_text("\n".join(path.read_text().splitlines()[:-1])),
    "a digit": lambda path: path.write_text(path.read_text().replace("1", "2", 1)),
    "deleted": Path.unlink,
}


@pytest.mark.parametrize("change", AFTERWARDS)
def test_features_that_were_spoilt_afterwards_are_made_again(campaign, here, change):
    (here / "in").mkdir()
    (here / "in" / "song.wav").write_bytes(WHOLE)
    campaign("sounds", EXTRACT, status=0)
    path = here / "x" / "extra8" / "song.csv"
    right = path.read_bytes()
    AFTERWARDS[change](path)
    campaign("sounds", EXTRACT, status=0, facts=("1 file made",), results=("song.csv", "extraction.json"))
    assert path.read_bytes() == right


@pytest.mark.parametrize("text", ["", "{", "3", "{}", "[" * 100_000, '{"made_with": 3, "songs": 4}', "\xff"])
def test_a_ledger_that_cannot_be_read(campaign, here, text):
    (here / "in").mkdir()
    (here / "in" / "song.wav").write_bytes(WHOLE)
    (here / "x" / "extra8").mkdir(parents=True)
    (here / "x" / "extra8" / "extraction.json").write_text(text, encoding="latin-1")
    campaign("sounds", EXTRACT, facts=("extraction.json",))
