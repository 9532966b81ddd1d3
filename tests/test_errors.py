import pickle
from pathlib import Path
from types import SimpleNamespace

import pytest

from elman import __main__ as command_line
from elman.commands import parser
from elman.errors import InputError
from elman.jobs import Interrupted
from elman.network.settings import Settings
from elman.network.training import DivergenceError

TOLD = [
    (InputError("labels.csv, row 3: 'x' is no number"), 2),
    (DivergenceError(2, 0, 7, Settings()), 2),
    (Interrupted(3, 10, Path("results")), 130),
]


@pytest.mark.parametrize(("error", "status"), TOLD, ids=lambda value: type(value).__name__)
def test_the_command_line_tells_an_error_in_one_line(error, status, monkeypatch, capsys):
    def fail(args):
        raise error

    def add_to(subparsers):
        subparsers.add_parser("try").set_defaults(run=fail)

    monkeypatch.setattr(parser, "COMMANDS", (SimpleNamespace(add_to=add_to),))
    assert command_line.main(["try"]) == status
    out, err = capsys.readouterr()
    assert out == ""
    [line] = err.strip().splitlines()
    assert line.startswith("elman: ")
    assert line.endswith(str(error))


@pytest.mark.parametrize(("error", "status"), TOLD, ids=lambda value: type(value).__name__)
def test_errors_cross_processes(error, status):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_it_is_a_value_error():
    """So that code that knows nothing of elman can catch it too."""
    assert issubclass(InputError, ValueError)
