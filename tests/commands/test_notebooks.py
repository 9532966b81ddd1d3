import subprocess
import sys
from types import SimpleNamespace

import pytest

from elman.__main__ import main
from elman.commands import notebooks
from elman.errors import InputError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with one notebook in it."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_look.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "notebooks"


def test_the_first_place_with_notebooks_is_taken(tmp_path, folder):
    (tmp_path / "empty" / "notebooks").mkdir(parents=True)
    assert notebooks.find([tmp_path / "nowhere", tmp_path / "empty", tmp_path]) == folder


def test_no_notebooks_says_where_it_looked_and_what_to_do(tmp_path):
    with pytest.raises(InputError, match="clone the project") as caught:
        notebooks.find([tmp_path])
    assert str(tmp_path / "notebooks") in str(caught.value)


def test_jupyterlab_is_started_on_the_folder(folder, monkeypatch):
    started = []

    def start(command, check):
        started.append(command)
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(notebooks, "find_spec", lambda name: object())  # whether it is installed or not
    monkeypatch.setattr(subprocess, "run", start)
    assert main(["notebooks"]) == 3
    assert started == [[sys.executable, "-m", "jupyterlab", str(folder)]]


def test_without_jupyterlab_one_line_says_how_to_install_it(folder, without, capsys):
    without("jupyterlab")
    assert main(["notebooks"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "JupyterLab is not installed" in line
    assert ".[notebooks]" in line
