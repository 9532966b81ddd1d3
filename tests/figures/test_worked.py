import re

import numpy as np
import pytest

from elman.figures.player import STYLE
from elman.figures.worked import COLOURS, work_out
from elman.gradcheck.numeric import complex_step
from elman.network import rnn
from elman.network.losses import mse


@pytest.fixture
def example():
    rng = np.random.default_rng(3)
    params = rnn.init(1, 2, 1, rng=rng, scale=1.0) | {"h_0": np.array([0.3, -0.2])}
    return params, rng.standard_normal((2, 1)), rng.standard_normal((2, 1))


def matrices(equation):
    """The numbers of each matrix in an equation."""
    found = re.findall(r"\\begin\{pmatrix\} (.*?) \\end\{pmatrix\}", equation)
    return [np.array([[float(x) for x in row.split("&")] for row in one.split(r"\\")]) for one in found]


def test_the_last_equation_gives_the_numeric_gradient(example):
    params, X, targets = example
    equation = work_out(*example).steps[-1][1][0]
    *_, total = matrices(equation)
    numeric = complex_step(lambda p: mse(rnn.forward(p, X)[0], targets), params)["W_hh"]
    np.testing.assert_allclose(total, numeric, atol=6e-4)
    H1, dZ1, H0, dZ0, _ = matrices(equation)
    np.testing.assert_allclose(H1 @ dZ1 + H0 @ dZ0, total, atol=2e-3)


def test_every_product_is_right_with_the_numbers_that_stand_there(example):
    for title, equations in work_out(*example).steps[1:-1]:
        assert title.startswith("Backward, frame")
        left, right, product = matrices(equations[0])
        np.testing.assert_allclose(left @ right, product, atol=2e-3)
        dH, carry, slope, dZ = matrices(equations[1])
        np.testing.assert_allclose((dH + carry) * slope, dZ, atol=2e-3)
        left, right, product = matrices(equations[2])
        np.testing.assert_allclose(left @ right, product, atol=2e-3)


def test_the_last_frame_gets_no_carry_and_frame_0_gives_the_gradient_of_h_0(example):
    steps = work_out(*example).steps
    assert not matrices(steps[1][1][1])[1].any()
    assert "dh_0" in steps[2][1][2]


def test_the_colours_are_those_of_the_drawing():
    for kind, colour in COLOURS.items():
        assert f"text.{kind} {{ fill: {colour}; }}" in STYLE


def test_jupyter_typesets_every_equation(example):
    made = work_out(*example)
    text = made._repr_markdown_()
    assert text.count("$$") == 2 * sum(len(equations) for _, equations in made.steps)
    assert text.count("{") == text.count("}")
