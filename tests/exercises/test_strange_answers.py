"""No judge of an exercise may raise because of what a student gave: each says in words what was expected."""

import importlib
import inspect
import pkgutil
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import elman.exercises
from elman.exercises.leak import check_leaking_split
from elman.exercises.opposed import check_opposed
from elman.exercises.ridge import check_order
from elman.exercises.statistics import _short_songs, check_correlation
from elman.exercises.verdict import Verdict


class Resists:
    """An object that raises whatever is asked of it."""

    def __call__(self, *args, **kwargs):
        raise RuntimeError("no")

    __len__ = __iter__ = __getitem__ = __array__ = __float__ = __bool__ = __repr__ = __str__ = __call__

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


def itself():
    endless = []
    endless.append(endless)
    return endless


STRANGE = {
    "nothing": None,
    "dots": ...,
    "a text": "abc",
    "bytes": b"abc",
    "a number": 3,
    "a truth": True,
    "not a number": np.nan,
    "an enormous number": 10**400,
    "a complex number": 1j,
    "a decimal": Decimal("0.1"),
    "a decimal that is no number": Decimal("NaN"),
    "a fraction": Fraction(1, 3),
    "an object": object(),
    "an object that resists": Resists(),
    "a class": Resists,
    "a function": len,
    "a type": int,
    "an empty list": [],
    "a dict": {"W_xh": "a"},
    "a dict of nothing": {},
    "a set": {1, 2},
    "a ragged list": [[1, 2], [3]],
    "ragged gradients": {name: [[1], [2, 3]] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0")},
    "five ragged lists": ([[1], [2, 3]],) * 5,
    "a list that holds itself": itself(),
    "a pair": (np.zeros(2), "x"),
    "a pair of nothing": (None, 1),
    "a range": range(3),
    "infinities": np.full((2, 2), np.inf),
    "nothing in an array": np.zeros((0, 2)),
    "a curve": np.zeros((60, 2)),
    "texts": np.array(["a"]),
    "objects": np.array([None, 1], dtype=object),
    "dates": np.array(["2015-09-14"], dtype="datetime64[D]"),
    "a masked array": np.ma.masked_array([1.0, 2.0], [True, False]),
    "a record": np.zeros(3, dtype=[("a", float), ("b", int)]),
    "half precision": np.float16(0.5),
    "not implemented": NotImplemented,
    "an exception": ValueError("x"),
}


def judges():
    """Every check_... that needs the student's answer and nothing besides."""
    for module in pkgutil.iter_modules(elman.exercises.__path__, "elman.exercises."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("check_") and function.__module__ == module.name:
                needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
                if len(needed) == 1:
                    yield name, function


OTHERS = {
    "check_opposed": lambda answer: check_opposed(answer, np.arange(3.0), 0.5),
    "check_order": lambda answer: check_order(answer, {"A": 0.2, "B": 0.1}, {"A": (4, 9), "B": (4, 1)}),
    "check_correlation": lambda answer: check_correlation(answer, _short_songs(2)),
    "check_leaking_split": lambda answer: check_leaking_split(answer, ["1/0", "1/1", "2/0", "2/1"]),
}
JUDGES = dict(judges()) | OTHERS


def test_all_judges_are_tried():
    found = set()
    for module in pkgutil.iter_modules(elman.exercises.__path__, "elman.exercises."):
        found |= {name for name in vars(importlib.import_module(module.name)) if name.startswith("check_")}
    assert found == set(JUDGES)
    assert len(found) == len(JUDGES)


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
def test_a_strange_answer_is_judged(judge, answer):
    for given in (answer, lambda *_, **__: answer, lambda *_, **__: (answer, answer), lambda *_, **__: iter([answer])):
        verdict = judge(given)
        assert isinstance(verdict, Verdict)
        assert not verdict
        assert verdict.word
        assert not re.search(r"\b0x[0-9a-f]{6,}\b", str(verdict))  # an address differs in every run
        assert verdict._repr_html_()


def generator(*args):
    yield from (1, 2, 3)
    raise RuntimeError("in the middle")


async def coroutine(*args):
    return 1


def recursion(*args):
    return recursion(*args)


def leaves(*args):
    raise SystemExit(1)


def writes(*args):
    for argument in args:
        if isinstance(argument, dict):
            argument.clear()
        elif isinstance(argument, np.ndarray):
            argument[...] = np.nan
        elif isinstance(argument, list):
            argument.append(Resists())


@pytest.mark.parametrize(
    "function", [generator, coroutine, recursion, leaves, writes, print, lambda: 1, type, Resists()]
)
@pytest.mark.parametrize(
    "judge", [judge for name, judge in JUDGES.items() if name not in ("check_opposed", "check_order")]
)
def test_a_strange_function_is_judged(judge, function, capsys):
    verdict = judge(function)
    assert isinstance(verdict, Verdict)
    assert not verdict
