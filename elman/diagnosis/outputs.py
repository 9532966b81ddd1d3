"""The derivative of an output function: what it is a sum of, and the ways to get it wrong."""

from functools import partial

import numpy as np

from elman.diagnosis.changes import Edit
from elman.diagnosis.variants import ARRAYS
from elman.diagnosis.words import sum_text
from elman.network.activations import OUTPUTS

_RIGHT = {"linear": "dY", "tanh": "dY * (1 - Y^2)", "softmax": "Y * (dY - sum(dY * Y))"}
_EVERY_RIGHT = "; ".join(f"{derivative} for {output}" for output, derivative in _RIGHT.items())


def products(output, dY, Y):
    """The products that the derivative of an output function, right or wrong, is a sum of: arrays by their formula."""
    if output != "softmax":
        found = {"dY": dY, "Y * dY": Y * dY, "Y^2 * dY": Y**2 * dY, "Y^3 * dY": Y**3 * dY, "Y^4 * dY": Y**4 * dY}
        return found | {"dY^2": dY**2, "dY^3": dY**3, "Y * dY^2": Y * dY**2}
    inner = np.sum(dY * Y, axis=1, keepdims=True)
    return {
        "Y * dY": Y * dY,
        "Y * sum(dY * Y)": Y * inner,
        "dY": dY,
        "sum(dY * Y)": inner + 0 * Y,
        "Y^2 * dY": Y**2 * dY,
        "Y * sum(dY)": Y * dY.sum(axis=1, keepdims=True),
        "Y * sum over frames(dY * Y)": Y * np.sum(dY * Y, axis=0),
        "Y * sum over frames and outputs(dY * Y)": Y * np.sum(dY * Y),
        "Y^2 * sum(dY * Y)": Y**2 * inner,
    }


FACTORS = {
    "linear": (1.0,) + 7 * (0.0,),
    "tanh": (1.0, 0.0, -1.0) + 5 * (0.0,),
    "softmax": (1.0, -1.0) + 7 * (0.0,),
}
"""How often the right derivative has each of the `products`."""


def output_edits():
    """Ways to get the derivative of an output function wrong, as `Edit`."""
    yield _edit("output derivative missing", "any", OUTPUTS["linear"][1], "dY")
    for words, derivative in SOFTMAX_SLIPS.items():
        yield _edit(words, "softmax", derivative)
    for output, (_, f) in OUTPUTS.items():
        if output != "linear":
            twice = lambda dY, Y, f=f: f(f(dY, Y), Y)  # noqa: E731
            yield _edit(f"derivative of {output} twice", output, twice, f"{_RIGHT[output]}, done twice")
            for name in (
                "passed through tanh",
                "passed through softmax",
                *(k for k in ARRAYS if "next" in k or "before" in k),
            ):
                wrong = lambda dY, Y, f=f, at=ARRAYS[name]: f(dY, at(Y))  # noqa: E731
                yield _edit(f"derivative of {output} at Y {name}", output, wrong, f"{_RIGHT[output]}, with Y {name}")
            if output == "tanh":
                yield _edit(
                    "derivative of tanh at A, not Y",
                    output,
                    lambda dY, Y: dY * (1 - np.arctanh(Y) ** 2),
                    "dY * (1 - A^2)",
                )
            yield _edit(f"derivative of {output} for another output", "any", f, f"{_RIGHT[output]}, that of {output}")
    for output, factors in FACTORS.items():
        yield Edit(
            f"wrong derivative of {output}",
            lambda p, *c, o=output: p._replace(output=((o, partial(_combined, output=o, factors=c)), *p.output)),
            factors,
            says=lambda *c, o=output: _said(o, sum_text(c, products(o, np.ones((1, 1)), np.ones((1, 1))))),
        )


def _edit(name, output, derivative, words=""):
    change = lambda p: p._replace(output=((output, derivative), *p.output))  # noqa: E731
    return Edit(name, change, says=_said(output, words or name))


def _said(output, words):
    return f"dA = {words}", f"dA = {_RIGHT.get(output, _EVERY_RIGHT)}"


def _combined(dY, Y, output, factors):
    parts = zip(factors, products(output, dY, Y).values(), strict=True)
    return sum(c * part for c, part in parts if c) + 0.0 * dY


def _mean(A):
    return A.mean(axis=1, keepdims=True)


SOFTMAX_SLIPS = {
    "Y * (dY - mean(dY))": lambda dY, Y: Y * (dY - _mean(dY)),
    "Y * (dY - mean(dY * Y))": lambda dY, Y: Y * (dY - _mean(dY * Y)),
    "dY - mean(dY)": lambda dY, Y: dY - _mean(dY),
}
"""Wrong derivatives of softmax that are no sums of the `products`, with numbers that do not depend on n_out."""
