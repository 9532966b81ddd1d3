import numpy as np
import pytest
from scipy.io import wavfile

from elman.__main__ import main


@pytest.fixture
def songs(tmp_path):
    (tmp_path / "in").mkdir()
    for n in range(2):
        noise = (3000 * np.random.default_rng(n).standard_normal(44100)).astype(np.int16)
        wavfile.write(tmp_path / "in" / f"{n}.wav", 44100, noise)
    return tmp_path / "in"


def test_features_are_made_and_counted(songs, tmp_path, capsys):
    command = ["extract", str(songs), "--to", str(tmp_path / "out"), "--set", "extra8"]
    assert main(command) == 0
    assert "2 files made, 0 were" in capsys.readouterr().out
    assert main(command) == 0
    assert "0 files made, 2 were" in capsys.readouterr().out


def test_failures_are_listed_at_the_end_and_the_status_is_1(songs, tmp_path, capsys):
    (songs / "bad.wav").write_bytes(b"RIFF")
    wavfile.write(songs / "silent.wav", 44100, np.zeros(44100, np.int16))
    assert main(["extract", str(songs), "--to", str(tmp_path / "out"), "--set", "extra8"]) == 1
    out, err = capsys.readouterr()
    assert "features of 3 files made" in out
    assert err.rstrip().splitlines()[-2] == "1 file failed:"
    assert "bad.wav: " in err.rstrip().splitlines()[-1]
    assert "warning: " in err
    assert "silent.wav: the sound is silent" in err


def test_what_the_user_can_mend_is_one_line_and_status_2(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    assert main(["extract", str(tmp_path / "in"), "--to", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("elman: error: no sound files in")
    with pytest.raises(SystemExit) as stop:
        main(["extract", str(tmp_path / "in"), "--to", str(tmp_path / "out"), "--jobs", "-1"])
    assert stop.value.code == 2
    assert "--jobs: '-1' was given" in capsys.readouterr().err
