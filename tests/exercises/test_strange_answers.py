"""No judge of an exercise may raise because of what a student gave: each says in words what was expected."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest
from elman.exercises.judging import check_opposed

import elman.exercises
from elman.exercises.leak import check_leak
from elman.exercises.ridge import check_order
from elman.exercises.statistics import check_correlation
from elman.exercises.verdict import Verdict

STRANGE = {
    "nothing": None,
    "a text": "abc",
    "a number": 3,
    "not a number": np.nan,
    "an enormous number": 10**400,
    "a complex number": 1j,
    "an object": object(),
    "a function": len,
    "an empty list": [],
    "a dict": {"W_xh": "a"},
    "a ragged list": [[1, 2], [3]],
    "five ragged lists": ([[1], [2, 3]],) * 5,
    "a pair": (np.zeros(2), "x"),
    "infinities": np.full((2, 2), np.inf),
    "a curve": np.zeros((60, 2)),
    "texts": np.array(["a"]),
    "objects": np.array([None, 1], dtype=object),
}


def judges():
    """Every check_... that needs the student's answer and nothing besides."""
    for module in pkgutil.iter_modules(elman.exercises.__path__, "elman.exercises."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("check_") and function.__module__ == module.name:
                needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
                if len(needed) == 1:
                    yield pytest.param(function, id=name)


class Song:
    def __init__(self, name):
        self.id, self.targets = name, np.random.default_rng(int(name[0])).uniform(-1, 1, (6, 2))


SONGS = [Song(name) for name in ("1/0", "1/1", "2/0", "2/1")]

OTHERS = {
    "check_opposed": lambda answer: check_opposed(np.arange(3.0), answer, 0.5),
    "check_order": lambda answer: check_order(answer, {"A": 0.2, "B": 0.1}, {"A": (4, 9), "B": (4, 1)}),
    "check_correlation": lambda answer: check_correlation(SONGS, answer),
    "check_leak, folds": lambda answer: check_leak(SONGS, answer, 0.1, None, 0.2),
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("judge", [*judges(), *(pytest.param(judge, id=name) for name, judge in OTHERS.items())])
def test_a_strange_answer_is_judged(judge, answer):
    for given in (answer, lambda *_, **__: answer):
        verdict = judge(given)
        assert isinstance(verdict, Verdict)
        assert not verdict


@pytest.mark.parametrize("answer", [STRANGE[name] for name in STRANGE if name != "a number"])
def test_a_strange_prediction_of_the_leaks_error_is_judged(answer):
    leaking = [["1/0", "2/0"], ["1/1", "2/1"]]
    assert not check_leak(SONGS, leaking, answer, pytest.fail, 0.2)
