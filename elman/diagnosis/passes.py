"""The backward pass of each network as a table: steps that are sums of terms, and gradients that are sums over frames.

A table can be edited: one term dropped, one matrix not transposed. `elman.diagnosis.walk` computes what an edited table
gives, `elman.diagnosis.edits` lists the edits. Notebook 04, "Backpropagate through time".
"""

from typing import NamedTuple

from elman.diagnosis.forward import OLD_MINUS_CANDIDATE, TANH_C, C, F, G, H, I, M, N, O, R, U, X
from elman.network import gru, lstm, rnn


class Factor(NamedTuple):
    """An array of the forward pass, element by element as a polynomial: sum_k powers[k] * array[t + shift]^k.

    ``beyond`` says what stands where t + shift is no frame, ``edit`` is a key of `elman.diagnosis.variants.ARRAYS`.
    """

    array: str
    shift: int = 0
    powers: tuple = (0.0, 1.0)
    beyond: str = "zero"
    edit: str = ""


class Term(NamedTuple):
    """times * (source matrix^T) * factors; ``form`` is a key of `elman.diagnosis.variants.MATRICES`, if not transposed."""

    source: str
    factors: tuple = ()
    matrix: str = ""
    form: str = ""
    times: object = 1.0


class Sum(NamedTuple):
    """A parameter's gradient: times * sum_t left[t]^T right[t], or of right[t] alone.

    ``factor`` multiplies the left side, ``edits`` are pairs (side, key of ARRAYS); ``form`` is a key of SUMS or BIASES,
    ``row``, for a bias that is made of a weight's gradient, one of ROWS.
    """

    right: str
    left: Factor | None = None
    edits: tuple = ()
    form: str = ""
    times: object = 1.0
    row: str = ""
    factor: Factor | None = None


class State(NamedTuple):
    """A first state's gradient: a signal of one frame, or the carry that is left "after" the loop, through a matrix.

    With ``terms``, these are computed from the signals of frame 0.
    """

    signal: str
    frame: object = "after"
    matrix: str = ""
    form: str = ""
    factors: tuple = ()
    times: object = 1.0
    terms: tuple = ()


class Elsewhere(NamedTuple):
    """A parameter's gradient as another pass, made by one ``edit``, gives it: the edit is made for this sum alone."""

    plan: object
    name: str
    edit: object
    times: object = 1.0


class Pass(NamedTuple):
    """A whole backward pass. Of the right one, only the first three fields are filled.

    Attributes
    ----------
    steps : dict of str to tuple of Term
        In the order in which a frame computes them. A carry keeps the value of the frame visited before, until its step.
    carries : tuple of str
    sums : dict of str to Sum or State
        By parameter.
    spoilt : tuple of pairs (stage, function)
        What "dY", "dA", "dA for dH", "dH", a step in each frame, or what is kept of the "steps in sums" and the "dA in sums"
        is passed through.
    output : tuple of pairs (name of an output, derivative in place of its own)
    loop, cut : callable
        ``loop(T)`` gives the frames that are visited; ``cut(t, T)`` says after which the carry is set to zero.
    window : tuple (k, whether also on the way to the first state)
        Through how many frames every gradient goes back.
    start : tuple (carry, function)
        What the carry is before the last frame.
    in_place : str
        A step that is written over dH: where the loop does not go, dH stays.
    """

    steps: dict
    carries: tuple
    sums: dict
    spoilt: tuple = ()
    output: tuple = ()
    loop: object = None
    cut: object = None
    window: tuple = ()
    start: tuple = ()
    in_place: str = ""

    @property
    def output_side(self):
        """Whether dA, as the sums use it, is made otherwise than in a right pass."""
        return bool(self.output) or any(stage in ("dY", "dA", "dA in sums") for stage, _ in self.spoilt)


def elementwise(label, shift=0):
    """An array of the forward pass as it is."""
    return Factor(label, shift)


def _tanh_slope(label, shift=0):
    return Factor(label, shift, (1.0, 0.0, -1.0))


def _sigmoid_slope(label):
    return Factor(label, 0, (0.0, 1.0, -1.0))


_OUTPUT_SIDE = {"W_hy": Sum("dA", elementwise(H, 1)), "b_y": Sum("dA")}


def _of_gate(gate, recurrent=None):
    dZ = f"dZ_{gate}"
    return {
        f"W_x{gate}": Sum(dZ, elementwise(X)),
        f"W_h{gate}": Sum(recurrent or dZ, elementwise(H)),
        f"b_{gate}": Sum(dZ),
    }


ELMAN = Pass(
    {
        "dH": (Term("dA", matrix="W_hy"),),
        "dh": (Term("dH"), Term("carry")),
        "dZ": (Term("dh", (_tanh_slope(H, 1),)),),
        "carry": (Term("dZ", matrix="W_hh"),),
    },
    ("carry",),
    {"W_xh": Sum("dZ", elementwise(X)), "W_hh": Sum("dZ", elementwise(H)), "b_h": Sum("dZ")}
    | _OUTPUT_SIDE
    | {"h_0": State("carry")},
)
LSTM = Pass(
    {
        "dH": (Term("dA", matrix="W_hy"),),
        "dh": (Term("dH"), Term("carry_h")),
        "dc": (Term("dh", (elementwise(O), _tanh_slope(TANH_C, 1))), Term("carry_c")),
        "dZ_o": (Term("dh", (elementwise(TANH_C, 1), _sigmoid_slope(O))),),
        "dZ_i": (Term("dc", (elementwise(G), _sigmoid_slope(I))),),
        "dZ_f": (Term("dc", (elementwise(C), _sigmoid_slope(F))),),
        "dZ_g": (Term("dc", (elementwise(I), _tanh_slope(G))),),
        "carry_h": tuple(Term(f"dZ_{gate}", matrix=f"W_h{gate}") for gate in "ifog"),
        "carry_c": (Term("dc", (elementwise(F),)),),
    },
    ("carry_h", "carry_c"),
    _of_gate("i") | _of_gate("f") | _of_gate("o") | _of_gate("g") | _OUTPUT_SIDE
    | {"h_0": State("carry_h"), "c_0": State("carry_c")},
)  # fmt: skip
GRU = Pass(
    {
        "dH": (Term("dA", matrix="W_hy"),),
        "dh": (Term("dH"), Term("carry")),
        "dZ_n": (Term("dh", (Factor(U, 0, (1.0, -1.0)), _tanh_slope(N))),),
        "dM": (Term("dZ_n", (elementwise(R),)),),
        "dZ_r": (Term("dZ_n", (elementwise(M), _sigmoid_slope(R))),),
        "dZ_u": (Term("dh", (elementwise(OLD_MINUS_CANDIDATE), _sigmoid_slope(U))),),
        "carry": (
            Term("dZ_r", matrix="W_hr"),
            Term("dZ_u", matrix="W_hu"),
            Term("dM", matrix="W_hn"),
            Term("dh", (elementwise(U),)),
        ),
    },
    ("carry",),
    _of_gate("r") | _of_gate("u") | {"W_xn": Sum("dZ_n", elementwise(X)), "W_hn": Sum("dM", elementwise(H))}
    | {"b_xn": Sum("dZ_n"), "b_hn": Sum("dM")} | _OUTPUT_SIDE | {"h_0": State("carry")},
)  # fmt: skip
DA_SUMS = {"W_hy", "b_y"}
"""The parameters whose gradients are sums of dA: right where it is."""

RIGHT = {rnn: ELMAN, lstm: LSTM, gru: GRU}
"""The right backward pass of each network."""

INLINE = {rnn: {"dh"}, lstm: {"dH"}, gru: {"dH"}}
"""Steps that have no name of their own in docs/derivation.md, and are written out where they are used."""
