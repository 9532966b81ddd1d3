"""What was taken from a sound is kept, and is never taken for what another sound or setting gives."""

import numpy as np
import pytest
from scipy.io import wavfile

from elman.sound import isolation, kept
from elman.sound.kept import take_kept


@pytest.fixture
def noise(tmp_path):
    samples = (3000 * np.random.default_rng(0).standard_normal(44100)).astype(np.int16)
    wavfile.write(tmp_path / "a.wav", 44100, samples)
    return tmp_path / "a.wav"


@pytest.fixture
def heard(monkeypatch):
    """The files that were really heard."""
    found, take_apart = [], isolation.take_apart
    monkeypatch.setattr(isolation, "take_apart", lambda path, *a, **k: found.append(path) or take_apart(path, *a, **k))
    return found


def test_the_second_call_gives_the_same_without_hearing(noise, tmp_path, heard):
    (first, _), (second, _) = (take_kept(tmp_path / "kept", noise, ["extra8"]) for _ in range(2))
    assert heard == [noise]
    assert np.array_equal(first.rows["extra8"], second.rows["extra8"])
    assert np.array_equal(first.wave, second.wave)
    assert first.decoder == second.decoder


def test_a_copy_under_another_name_is_the_same_sound(noise, tmp_path, heard):
    take_kept(tmp_path / "kept", noise, ["extra8"])
    take_kept(tmp_path / "kept", noise.rename(tmp_path / "b.wav"), ["extra8"])
    assert heard == [noise]


@pytest.mark.parametrize("other", [{"reading": "paper"}, {"level": -20.0}])
def test_another_setting_is_heard_anew(noise, tmp_path, heard, other):
    one, _ = take_kept(tmp_path / "kept", noise, ["extra8"])
    two, _ = take_kept(tmp_path / "kept", noise, ["extra8"], **other)
    assert len(heard) == 2
    assert not np.array_equal(one.rows["extra8"], two.rows["extra8"])


def test_another_extractor_is_heard_anew(noise, tmp_path, heard, monkeypatch):
    take_kept(tmp_path / "kept", noise, ["extra8"])
    monkeypatch.setattr(kept, "made_with", lambda *args: {"extractor": 99})
    take_kept(tmp_path / "kept", noise, ["extra8"])
    assert len(heard) == 2


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b[:700], lambda b: b"PK" + b[40:]])
def test_a_damaged_file_is_made_anew(noise, tmp_path, heard, damage):
    one, _ = take_kept(tmp_path / "kept", noise, ["extra8"])
    [file] = (tmp_path / "kept").iterdir()
    file.write_bytes(damage(file.read_bytes()))
    two, _ = take_kept(tmp_path / "kept", noise, ["extra8"])
    assert len(heard) == 2
    assert np.array_equal(one.rows["extra8"], two.rows["extra8"])
