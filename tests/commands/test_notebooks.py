import subprocess
import sys
from types import SimpleNamespace

import pytest

from elman.__main__ import main
from elman.commands import notebooks


@pytest.fixture
def started(monkeypatch):
    """The commands that were run, none of them in earnest."""
    commands = []

    def start(command, check):
        commands.append(command)
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(notebooks, "find_spec", lambda name: object())  # whether it is installed or not
    monkeypatch.setattr(subprocess, "run", start)
    return commands


def test_a_copy_is_made_and_jupyterlab_opens_its_first_page(started, tmp_path, capsys):
    mine = tmp_path / "mine"
    assert main(["notebooks", "--to", str(mine)]) == 3
    first = mine / "start_here.ipynb"
    assert first.exists()
    assert (mine / "notebooks" / "04_backpropagate_through_time.ipynb").exists()
    assert started == [[sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={mine}", str(first)]]
    assert str(mine) in capsys.readouterr().out


def test_without_a_folder_the_copy_lies_in_the_current_one(started, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    main(["notebooks"])
    assert (tmp_path / "elman-notebooks" / "start_here.ipynb").exists()


def test_answers_are_there_the_next_day(started, tmp_path, capsys):
    main(["notebooks", "--to", str(tmp_path)])
    mine = tmp_path / "notebooks" / "01_look_at_a_song_as_a_matrix.ipynb"
    mine.write_text("my answers", encoding="utf-8")
    main(["notebooks", "--to", str(tmp_path)])
    assert mine.read_text(encoding="utf-8") == "my answers"
    assert "0 files copied, 33 were there" in capsys.readouterr().out


def test_what_stands_after_two_dashes_goes_to_jupyterlab(started, tmp_path):
    main(["notebooks", "--to", str(tmp_path), "--", "--no-browser", "--port", "9000"])
    assert started[0][-3:] == ["--no-browser", "--port", "9000"]


def test_only_the_copy(started, tmp_path):
    assert main(["notebooks", "--to", str(tmp_path), "--copy-only"]) == 0
    assert (tmp_path / "start_here.ipynb").exists()
    assert started == []


def test_without_jupyterlab_there_is_the_copy_and_a_line_that_says_how_to_install_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "find_spec", lambda name: None)
    assert main(["notebooks", "--to", str(tmp_path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "JupyterLab is not installed" in line
    assert f"{sys.executable} -m pip install jupyterlab" in line
    assert str(tmp_path / "start_here.ipynb") in line
