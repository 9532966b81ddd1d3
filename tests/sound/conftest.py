"""Sounds to test with."""

import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from elman.sound import features, isolation

RATE = 44100
FRAME = 22050


@pytest.fixture
def write_wav(tmp_path):
    """write_wav(name, samples, rate=44100): a wav file; samples keep their type, floats of 64 bits become 32."""

    def write(name, samples, rate=RATE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        samples = np.asarray(samples)
        wavfile.write(path, rate, samples.astype(np.float32) if samples.dtype == np.float64 else samples)
        return path

    return write


@pytest.fixture
def tone():
    """tone(seconds, hertz=440, amplitude=0.5): a sine at 44.1 kHz, as float32."""

    def make(seconds, hertz=440.0, amplitude=0.5, rate=RATE):
        t = np.arange(round(seconds * rate)) / rate
        return (amplitude * np.sin(2 * np.pi * hertz * t)).astype(np.float32)

    return make


@pytest.fixture(scope="session")
def half_seconds():
    """Half seconds of very different sounds, as float32."""
    rng = np.random.default_rng(4)
    t = np.arange(FRAME) / RATE
    sounds = {
        "noise": 0.1 * rng.standard_normal(FRAME),
        "faint noise": 1e-5 * rng.standard_normal(FRAME),
        "tone between two bins": 0.5 * np.sin(2 * np.pi * 441.7 * t),
        "high tone": 0.3 * np.sin(2 * np.pi * 10001 * t),
        "chord": sum(0.1 * np.sin(2 * np.pi * f * t + f) for f in (220.0, 277.18, 329.63, 440.0)),
        "click": np.eye(1, FRAME, 1000)[0],
        "silence": np.zeros(FRAME),
    }
    return {name: samples.astype(np.float32) for name, samples in sounds.items()}


@pytest.fixture(scope="session")
def real_data():
    """The folder of real clips and labels, which is no part of the project."""
    folder = Path(os.environ.get("ELMAN_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
    if not (folder / "deam" / "audio").is_dir():
        pytest.skip(f"no real clips in {folder} (set ELMAN_DATA to the folder that has deam/audio)")
    return folder


@pytest.fixture(scope="session")
def clips(real_data):
    """The ten real clips by song id."""
    pytest.importorskip("soundfile", reason="mp3 files are read with soundfile: pip install '.[sound]'")
    return {path.stem: path for path in sorted((real_data / "deam" / "audio").glob("*.mp3"))}


@pytest.fixture
def in_this_process(monkeypatch):
    """Features are taken here and not in a child, so that a test can hide libraries and plant faults."""

    def take_here(path, sets, **how):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            taken = features.take(path, sets, **how)
        return taken, [str(warning.message) for warning in caught]

    monkeypatch.setattr(isolation, "take_apart", take_here)
    monkeypatch.setattr(isolation, "require_apart", lambda sets, paths: features.require(sets, list(paths)))


@pytest.fixture
def without(monkeypatch, in_this_process, without):
    """without("essentia"): as if the library, or the program ffmpeg, were not installed."""

    def hide(library):
        if library == "ffmpeg":
            monkeypatch.setattr(shutil, "which", lambda name: None)
            return
        hide_library(library)

    hide_library = without
    return hide
