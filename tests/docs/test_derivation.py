"""docs/derivation.md: the code that stands beside the mathematics is the package's."""

import inspect
import re
from pathlib import Path

import pytest

from elman.network import rnn

TEXT = (Path(__file__).parents[2] / "docs" / "derivation.md").read_text(encoding="utf-8")

FUNCTIONS = (rnn.forward, rnn.backpropagate, rnn.gradients)


def code(text):
    """The lines of all code blocks."""
    return [line for block in re.findall(r"```python\n(.*?)```", text, flags=re.S) for line in block.splitlines()]


def missing(lines, *functions):
    """Those lines that are in none of the functions."""
    source = {line.strip() for function in functions for line in inspect.getsource(function).splitlines()}
    return [line for line in lines if line.strip() not in source]


def test_every_line_is_in_the_package():
    lines = code(TEXT)
    assert missing(lines, *FUNCTIONS) == []
    assert len(lines) == 19


def test_all_gradients_are_derived_in_the_package_s_words():
    source = inspect.getsource(rnn.gradients).split("return {")[1]
    computed = [line.strip() for line in source.splitlines() if line.strip().startswith('"')]
    assert len(computed) == 6
    assert set(computed) <= set(code(TEXT))


@pytest.mark.parametrize("old", ["H[:-1].T @ dZ", "1 - H[1:] ** 2", "carry = dZ[t] @ W_hh.T", "Z_x[t] + H[t] @ W_hh"])
def test_a_line_that_is_not_the_package_s_is_noticed(old):
    assert len(missing(code(TEXT.replace(old, "0")), *FUNCTIONS)) == 1
