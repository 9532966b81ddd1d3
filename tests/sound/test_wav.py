"""Headers that say what is not so, and samples of every kind."""

import io
import struct
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.errors import InputError
from elman.sound import wav
from elman.sound.decode import SoundWarning, decode

RATE = 44100
SAMPLES = np.round(20000 * np.sin(np.arange(2 * RATE) / 50)).astype("<i2").reshape(-1, 2)  # one second of stereo


def chunk(name, contents, length=None):
    return (
        name + struct.pack("<I", len(contents) if length is None else length) + contents + b"\0" * (len(contents) % 2)
    )


def riff(*chunks, form=b"RIFF", length=None):
    body = b"WAVE" + b"".join(chunks)
    return form + struct.pack("<I", len(body) if length is None else length) + body


def fmt(code=1, channels=2, rate=RATE, width=2, more=b""):
    return chunk(
        b"fmt ",
        struct.pack("<HHIIHH", code, channels, rate, rate * channels * width, channels * width, 8 * width) + more,
    )


def read(folder, contents):
    """The samples (n, channels) as the file has them, and the warnings of `decode`."""
    path = folder / "a.wav"
    path.write_bytes(contents)
    with open(path, "rb") as file:
        header = wav.read_header(file)
        samples = np.concatenate([*wav.blocks(file, header, 1000)])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        mono = decode(path)
    np.testing.assert_allclose(mono, samples.mean(axis=1), atol=1e-6)
    return samples, [str(w.message) for w in caught if w.category is SoundWarning]


DATA = SAMPLES.tobytes()


@pytest.mark.parametrize(
    "contents",
    {
        "plain": riff(fmt(), chunk(b"data", DATA)),
        "a chunk before and after, of odd length": riff(
            fmt(), chunk(b"LIST", b"abc"), chunk(b"data", DATA), chunk(b"id3 ", b"x")
        ),
        "RIFF's own length never filled in": riff(fmt(), chunk(b"data", DATA), length=0),
        "written into a pipe": riff(fmt(), chunk(b"data", DATA, 2**32 - 1), length=2**32 - 1),
        "written into a pipe by another program": riff(fmt(), chunk(b"data", DATA, 2**31 - 1)),
        "a recorder that was killed": riff(fmt(), chunk(b"data", DATA, 0), length=0),
        "extensible": riff(fmt(0xFFFE, more=struct.pack("<HHIH", 22, 16, 3, 1) + bytes(14)), chunk(b"data", DATA)),
        "RF64": riff(
            chunk(b"ds64", struct.pack("<QQQI", 0, len(DATA), 0, 0)),
            fmt(),
            chunk(b"data", DATA, 2**32 - 1),
            chunk(b"LIST", bytes(400)),
            form=b"RF64",
        ),
    }.items(),
    ids=lambda case: case[0],
)
def test_a_whole_file_is_read_whole_and_without_a_word(tmp_path, contents):
    samples, warned = read(tmp_path, contents[1])
    np.testing.assert_array_equal(samples * 2**15, SAMPLES)
    assert warned == []


@pytest.mark.parametrize("lost", [1, 2, 3, 4, 1001, 50_001])
def test_a_cut_file_loses_only_what_is_cut(tmp_path, lost):
    samples, warned = read(tmp_path, riff(fmt(), chunk(b"data", DATA))[:-lost])
    left = (len(DATA) - lost) // 4
    np.testing.assert_array_equal(samples * 2**15, SAMPLES[:left])
    assert len(warned) == 1
    assert "cut off" in warned[0]


@pytest.mark.parametrize("lost", [1, 2, 3, 4, 5, 6, 7])
def test_a_cut_file_of_24_bits(tmp_path, lost):
    data = np.frombuffer(SAMPLES.astype("<i4").tobytes(), np.uint8).reshape(-1, 4)[:, [3, 0, 1]].tobytes()
    samples, _ = read(tmp_path, riff(fmt(width=3), chunk(b"data", data))[:-lost])
    np.testing.assert_allclose(samples[:, 0] * 2**15, SAMPLES[: len(samples), 0], atol=1)
    assert len(samples) == (len(data) - lost) // 6


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (riff(fmt(), chunk(b"LIST", b"abcd", 2**32 - 16), chunk(b"data", DATA)), ("LIST", "byte 36", "4,294,967,280")),
        (riff(chunk(b"data", DATA), fmt()), ("before", "coded")),
        (riff(fmt()), ("data",)),
        (riff(fmt(channels=0), chunk(b"data", DATA)), ("0 channels",)),
        (riff(chunk(b"fmt ", b"short"), chunk(b"data", DATA)), ("fmt",)),
        (b"RIFF\0\0\0\0AVI LIST", ("WAVE",)),
    ],
)
def test_a_damaged_header_is_told(tmp_path, contents, words):
    (tmp_path / "a.wav").write_bytes(contents)
    with pytest.raises(InputError) as told:
        decode(tmp_path / "a.wav")
    assert all(word in str(told.value) for word in ("a.wav", *words))


@given(st.binary(max_size=200), st.integers(0, 60), st.integers(0, 255))
def test_no_header_makes_python_speak(noise, place, byte):
    good = bytearray(riff(fmt(), chunk(b"data", DATA[:400])))
    good[place] = byte
    for contents in (b"RIFF" + noise, bytes(good)):
        file = io.BytesIO(contents)
        try:
            header = wav.read_header(file)
        except InputError as error:
            assert len(str(error)) < 300
        else:
            if header is not None:
                n = sum(len(block) for block in wav.blocks(file, header, 7))
                assert n == header.n_frames <= len(contents)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("kind", "width"), [("u", 1), ("i", 2), ("i", 3), ("i", 4), ("f", 4), ("f", 8)])
def test_numbers_of_every_kind(order, kind, width):
    true = np.array([0.0, 0.5, -0.5, -1.0, 0.75])
    header = wav.Wav(RATE, 1, order, kind, width, 0, 5, 0)
    if kind == "u":
        data = (128 + 128 * true).astype(np.uint8).tobytes()
    elif kind == "f":
        data = true.astype(f"{order}f{width}").tobytes()
    else:
        whole = (true * 2 ** (8 * width - 1)).astype(int)
        data = b"".join(int(w).to_bytes(width, "little" if order == "<" else "big", signed=True) for w in whole)
    np.testing.assert_array_equal(wav.numbers(data, header), true.astype(np.float32))
