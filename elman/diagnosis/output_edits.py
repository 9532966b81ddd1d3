"""Edits of the derivative of the output function."""

import numpy as np

from elman.diagnosis.edits_of_terms import Edit
from elman.diagnosis.forward import output_parts
from elman.diagnosis.variants import ARRAYS, rows
from elman.network.activations import OUTPUTS


def output_edits():
    """Ways to get the derivative of an output function wrong, as `Edit`."""

    def replaced(output, derivative):
        return lambda p: p._replace(output=((output, derivative), *p.output))

    yield Edit("output derivative missing", replaced("any", OUTPUTS["linear"][1]))
    for words, derivative in SOFTMAX_SLIPS.items():
        yield Edit(words, replaced("softmax", derivative))
    for output, (_, f) in OUTPUTS.items():
        if output != "linear":
            yield Edit(f"derivative of {output} twice", replaced(output, lambda dY, Y, f=f: f(f(dY, Y), Y)))
            for name in [name for name in (*ARRAYS, "kept") if name not in NO_CHANGE[output]]:
                at = _last_kept if name == "kept" else ARRAYS[name]
                words = "of the next frame" if name == "kept" else name
                yield Edit(
                    f"derivative of {output} at Y {words}", replaced(output, lambda dY, Y, f=f, at=at: f(dY, at(Y)))
                )
            yield Edit(f"derivative of {output} for another output", replaced("any", f))
    for output in OUTPUTS:
        factors = output_parts(output, np.ones((1, 1)), np.ones((1, 1)))[1]
        solved = lambda p, *c, o=output: p._replace(output=((o, c), *p.output))  # noqa: E731
        yield Edit(f"wrong derivative of {output}", solved, factors)


def _mean(A):
    return A.mean(axis=1, keepdims=True)


NO_CHANGE = {"tanh": ("without its sign",), "softmax": ("without its sign", "without its negative entries")}
"""What does nothing to Y where a derivative is taken: that of tanh is even, softmax outputs are positive."""
SOFTMAX_SLIPS = {
    "Y * (dY - mean(dY))": lambda dY, Y: Y * (dY - _mean(dY)),
    "Y * (dY - mean(dY * Y))": lambda dY, Y: Y * (dY - _mean(dY * Y)),
    "dY - mean(dY)": lambda dY, Y: dY - _mean(dY),
    "Y - dY": lambda dY, Y: Y - dY,
    "dY * Y / sum(Y^2)": lambda dY, Y: dY * Y / np.sum(Y**2, axis=1, keepdims=True),
}
"""Wrong derivatives of softmax that are no sums of the products in `output_parts`, with numbers that do not depend on n_out."""


def _last_kept(Y):
    return rows(Y, 1, len(Y), beyond="last")
