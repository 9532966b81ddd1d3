"""A folder with Opus, ADPCM, text and pictures among good files: the good ones are done, the others are named."""

import os

import numpy as np
import pytest

from elman.corpus.tables import read_features

soundfile = pytest.importorskip("soundfile", reason="the extra 'sound' is not installed")
pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="forks")]

TONE = 0.3 * np.sin(np.arange(3 * 48000) / 20) + 0.05 * np.random.default_rng(0).standard_normal(3 * 48000)
"""With noise, so that every band holds more than what a codec rounds away."""

KINDS = {
    "opus.ogg": {"format": "OGG", "subtype": "OPUS"},
    "opus.opus": {"format": "OGG", "subtype": "OPUS"},
    "vorbis.ogg": {"format": "OGG", "subtype": "VORBIS"},
    "mp3.mp3": {"format": "MP3"},
    "flac.flac": {"format": "FLAC"},
    "ima.wav": {"format": "WAV", "subtype": "IMA_ADPCM"},
    "microsoft.wav": {"format": "WAV", "subtype": "MS_ADPCM"},
    "mu-law.wav": {"format": "WAV", "subtype": "ULAW"},
    "a-law.wav": {"format": "WAV", "subtype": "ALAW"},
    "gsm.wav": {"format": "WAV", "subtype": "GSM610"},
    "8 bits.wav": {"format": "WAV", "subtype": "PCM_U8"},
    "double.wav": {"format": "WAV", "subtype": "DOUBLE"},
    "sun.au": {"format": "AU", "subtype": "PCM_16"},
    "apple.aiff": {"format": "AIFF", "subtype": "PCM_16"},
    "opus called.wav": {"format": "OGG", "subtype": "OPUS"},
    "wav called.mp3": {"format": "WAV", "subtype": "PCM_16"},
}
NO_SOUND = {
    "notes.txt": b"hello\n",
    "cover.jpg": b"\xff\xd8\xff\xe0" + bytes(500),
    "list.m3u": b"#EXTM3U\n",
    "page.webm": bytes(900),
}

SAME = {"apple.aiff", "sun.au", "wav called.mp3"}
"""The same 16 bits in another file."""
TELEPHONE = {"gsm.wav"}
"""Nothing above 4 kHz: the features are other ones."""


def _largest(name):
    """How far a feature may lie from that of the wav file; measured: .23, and 3.8 in the highest band, which mp3 cuts off."""
    return 0 if name in SAME else np.array([*7 * [0.3], 4.0])


def write(path, kind):
    step = 6 if "GSM610" in kind.values() else 1  # which knows 8 kHz only
    soundfile.write(path, TONE[::step], 48000 // step, **kind)


@pytest.mark.parametrize("name", KINDS)
def test_every_codec_is_read_or_named_and_never_takes_the_others_along(campaign, here, name):
    """Read: as many rows as the sound has; otherwise a line names the file. The other file is done either way."""
    (here / "in").mkdir()
    write(here / "in" / name, KINDS[name])
    write(here / "in" / "good.wav", {"format": "WAV", "subtype": "PCM_16"})
    end = campaign("codecs", ("extract", "in", "--set", "extra8", "--to", "x", "--jobs", "1"), status=(0, 1))
    made = {path.stem: read_features(path)[2] for path in (here / "x" / "extra8").glob("*.csv")}
    stem = name.rpartition(".")[0]
    faults = [] if "good" in made else ["LOST: the good file"]
    if stem in made:
        faults += [] if len(made[stem]) == len(made["good"]) else ["SILENT: another number of rows"]
        if name not in TELEPHONE and (np.abs(made[stem] - made["good"])[1:-1] > _largest(name)).any():
            faults.append("SILENT: other numbers")
    else:
        faults += [] if name in end.out + end.err else ["UNCLEAR: it is not named"]
    if faults:
        campaign.report("codecs", faults, end)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_of_them_in_one_folder(campaign, here, jobs):
    (here / "in").mkdir()
    for name, kind in KINDS.items():
        write(here / "in" / f"{name.replace('.', '-')}{name[name.rindex('.') :]}", kind)
    for name, content in NO_SOUND.items():
        (here / "in" / name).write_bytes(content)
    end = campaign("codecs", ("extract", "in", "--set", "extra8", "--to", "x", "--jobs", jobs), status=(0, 1))
    made = {path.stem for path in (here / "x" / "extra8").glob("*.csv")}
    sounds = {name.replace(".", "-") for name in KINDS} | {"page"}
    lost = [stem for stem in sorted(sounds - made) if f"{stem}." not in end.out + end.err]
    if lost:
        campaign.report("codecs", [f"LOST: {', '.join(lost)}"], end)
