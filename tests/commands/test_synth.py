import pytest

from elman.__main__ import main


def test_songs_are_made_and_the_next_step_is_told(tmp_path, capsys):
    assert main(["synth", "--songs", "1", "--to", str(tmp_path / "book"), "--seed", "5"]) == 0
    out = capsys.readouterr().out
    assert "1 made-up song and its labels" in out
    assert f"elman extract {tmp_path}/book/audio --to {tmp_path}/book" in out
    assert (tmp_path / "book" / "audio" / "1.wav").stat().st_size == 44 + 2 * 45 * 44100


def test_a_folder_that_is_taken_is_refused(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["synth", "--to", str(tmp_path)]) == 2
    assert "was not made by elman synth" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--songs", "0"), ("--songs", "many"), ("--seed", "-1")])
def test_numbers_that_are_none_are_refused(tmp_path, elman, option, value):
    result = elman("synth", "--to", tmp_path / "book", option, value)
    assert result.status == 2
    assert f"argument {option}: {value!r} was given" in result.err
    assert not (tmp_path / "book").exists()
