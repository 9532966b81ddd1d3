"""Songs on which a student's function is tried, with the right gradients.

The songs are drawn at random at sizes that tell mistakes apart: one frame and 64, one hidden unit and ten, sizes that are
all different and sizes that are equal (where a forgotten transpose does not raise). Weights are large enough that what
happened forty frames ago still counts.
"""

from functools import cached_property

import numpy as np

from elman.diagnosis.forward import Forward
from elman.diagnosis.passes import RIGHT
from elman.diagnosis.walk import gradients
from elman.errors import InputError
from elman.network import gru, lstm, rnn
from elman.network.activations import OUTPUTS
from elman.seeds import random_generator

SHORT = ((1, 3, 8, 3),) * 3 + ((2, 4, 8, 3),) * 2 + ((3, 5, 8, 3),) * 2 + ((4, 6, 8, 3),)
"""T, n_in, n_hidden, n_out of the songs that a diagnosis looks at first: short, with more units than frames."""

SIZES = (
    *SHORT,
    *((T, 3, 4, 2) for T in (1, 2, 3, 4, 5, 6)),
    (1, 1, 1, 1),
    (2, 2, 2, 2),
    (3, 2, 3, 3),
    (5, 4, 1, 1),
    (7, 4, 4, 2),
    (9, 5, 3, 3),
    (6, 2, 5, 2),
    (12, 4, 10, 2),
    (14, 2, 5, 1),
    (21, 3, 4, 2),
    (33, 3, 4, 2),
    (40, 3, 4, 2),
    (64, 3, 4, 2),
)
"""T, n_in, n_hidden, n_out of all songs of one output."""

SAME = 1e-9
"""Two gradients are the same when they differ by less than this part of their largest entry."""

FORWARD = {network: network.forward for network in (rnn, lstm, gru)}  # kept: a student's file may replace its own


class Case:
    """One song with its parameters, the gradient dY of some cost, and the right gradients.

    ``forward`` holds the arrays of the forward pass, ``right`` the gradients by parameter, from the table in
    `elman.diagnosis.passes`; ``title`` tells a reader which song it is.
    """

    ARGUMENTS, RETURNS = ("params", "dY", "cache"), "a dict with the keys of params"

    def __init__(self, params, X, dY, *, network=rnn, output="linear", title=""):
        self.params, self.X, self.dY, self.output, self.network = params, X, dY, output, network
        _, self.cache = FORWARD[network](params, X, output=output)
        self.forward = Forward(params, dY, self.cache, network)
        self.right = gradients(RIGHT[network], self.forward)
        self.T, self.n_in, self.n_hidden, self.n_out = self.sizes = self.forward.sizes
        self.title = title or f"T = {self.T}, {self.n_in} inputs, {self.n_hidden} hidden, {self.n_out} outputs"

    def with_dY(self, dY, title=""):
        """The same song with another dY."""
        return Case(self.params, self.X, dY, network=self.network, output=self.output, title=title or self.title)

    def overwritten(self, changed):
        """Let sums also be made of the inputs as a student's function left them."""
        for key, label in (("cache.X", "overwritten X[t{}]"), ("cache.H", "overwritten H[t{}]")):
            if isinstance(changed.get(key), np.ndarray):
                self.forward.arrays[label] = changed[key]

    def read(self, result):
        """The gradients in what a student's function returned."""
        return result

    @cached_property
    def slack(self):
        """By parameter, the difference that is rounding: `SAME` of the largest entry, and more where digits are lost.

        Digits are lost in saturated units: 1 - h^2 has few right ones where h is nearly 1. So it is computed once more
        with everything changed in its last digit.
        """
        rng = np.random.default_rng(0)

        def touched(value):
            return value * (1 + 2e-16 * rng.standard_normal(value.shape)) if isinstance(value, np.ndarray) else value

        params = {name: touched(value) for name, value in self.params.items()}
        forward = Forward(params, touched(self.dY), type(self.cache)(*map(touched, self.cache)), self.network)
        again = gradients(RIGHT[self.network], forward)
        largest = {name: float(np.max(np.abs(value), initial=0.0)) for name, value in self.right.items()}
        floor = 1e-6 * max(largest.values())
        return {
            name: SAME * max(largest[name], floor)
            + 30 * float(np.max(np.abs(again[name] - self.right[name]), initial=0.0))
            for name in largest
        }

    def same(self, name, a, b=None, rtol=SAME):
        """Whether a value of one parameter's gradient is the right one, or b, but for rounding (and axes of length one)."""
        b = self.right[name] if b is None else b
        a, b = shaped_like(a, self.right[name]), shaped_like(b, self.right[name])
        slack = max(self.slack[name] * max(1.0, rtol / SAME), rtol * np.max(np.abs(b), initial=0.0))
        return a.shape == b.shape and bool(np.all(np.abs(a - b) <= slack))


def shaped_like(value, right):
    """``value`` in the shape of ``right`` where they differ in axes of length one only; else as it is."""
    alike = value.size == right.size and np.squeeze(value).shape == np.squeeze(right).shape
    return value.reshape(right.shape) if alike else value


def draw_case(T, n_in, n_hidden, n_out, *, network=rnn, output="linear", rng, title=""):
    """A random case: weights that keep the memory alive, no zero anywhere, a dY in every frame."""
    params, X = draw_song(T, n_in, n_hidden, n_out, network=network, rng=rng)
    return Case(params, X, rng.standard_normal((T, n_out)), network=network, output=output, title=title)


def draw_song(T, n_in, n_hidden, n_out, *, network, rng):
    """Random parameters and a random song X (T, n_in)."""
    params = network.init(n_in, n_hidden, n_out, rng=rng, scale=1.0)
    params = {name: lively(name, value, rng) for name, value in params.items()}
    return params, 0.5 * rng.standard_normal((T, n_in))


def lively(name, value, rng):
    """Random numbers in the place of a parameter: recurrent ones with singular values from 1 to 1.4, others about 1/sqrt(n)."""
    if value.ndim == 2 and name.startswith("W_h") and "y" not in name:
        left, right = (np.linalg.qr(rng.standard_normal(value.shape))[0] for _ in range(2))
        return left * rng.uniform(1.0, 1.4, len(value)) @ right
    return rng.standard_normal(value.shape) / np.sqrt(max(1, len(value))) * (0.5 if value.ndim == 1 else 0.7)


def all_cases(network, output, rng):
    """The songs for one output: random ones of all sizes, one with a dY that is large, one with zeros."""
    cases = [draw_case(*sizes, network=network, output=output, rng=rng) for sizes in SIZES]
    large, sparse = (draw_case(6, 3, 4, 2, network=network, output=output, rng=rng) for _ in range(2))
    dY = sparse.dY * (np.arange(6) % 3 == 1)[:, None]
    return [
        *cases,
        large.with_dY(-100 * large.dY, "T = 6, dY -100 times as large"),
        sparse.with_dY(dY, "T = 6, dY with zeros"),
    ]


def songs(network, params=None, X=None, dY=None, *, output=None, rng=None, sizes=None):
    """The cases on which a function is tried, by output: the random ones, then those of the user's own sizes.

    ``sizes`` are T, n_in, n_hidden, n_out of a song that is drawn in place of the user's.
    """
    if output is not None and output not in OUTPUTS:
        raise InputError(f"output {output!r} was given, one of {', '.join(OUTPUTS)} was expected")
    rng, outputs = random_generator(0 if rng is None else rng), tuple(OUTPUTS) if output is None else (output,)
    own = own_song(network, params, X, dY, rng)
    if sizes is not None:
        drawn = draw_case(*sizes, network=network, rng=rng)
        own = drawn.params, drawn.X, drawn.dY
    return {
        name: all_cases(network, name, rng) + (_of_own_sizes(network, name, *own, rng) if own else [])
        for name in outputs
    }


def _of_own_sizes(network, output, params, X, dY, rng):
    """Short random songs and two of the same length, all of the user's sizes; and the user's song."""
    sizes, lengths = (X.shape[1], len(params["h_0"]), dY.shape[1]), [*(T for T, *_ in SHORT), len(X), len(X)]
    drawn = [draw_case(T, *sizes, network=network, output=output, rng=rng) for T in lengths]
    return [*drawn, Case(params, X, dY, network=network, output=output, title=f"your own song, T = {len(X)}")]


def own_song(network, params, X, dY, rng):
    """The user's song, what is not given of it drawn at random; None where nothing is given.

    Raises
    ------
    InputError
        It does not fit together.
    """
    if params is None and X is None and dY is None:
        return None
    given = {name: _matrix(name, A) for name, A in (("X", X), ("dY", dY)) if A is not None} | _parameters(
        network, params
    )
    n_in, n_hidden, n_out = (
        (len(next(iter(params.values()))), len(params["h_0"]), len(params["b_y"])) if params else (3, 4, 2)
    )
    T, n_in = given["X"].shape if "X" in given else (len(given["dY"]) if "dY" in given else 10, n_in)
    drawn = draw_case(
        T, n_in, n_hidden, given["dY"].shape[1] if "dY" in given and not params else n_out, network=network, rng=rng
    )
    own = {"X": drawn.X, "dY": drawn.dY, **drawn.params}
    for name, value in given.items():
        if value.shape != own[name].shape:
            words = f"{name} has shape {value.shape}, {own[name].shape} was expected"
            raise InputError(f"params, X and dY do not fit: {words}")
    own |= given
    return {name: own[name] for name in drawn.params}, own["X"], own["dY"]


def _parameters(network, params):
    if params is None:
        return {}
    expected = network.init(1, 1, 1, rng=np.random.default_rng(0))
    if not isinstance(params, dict) or set(params) != set(expected):
        raise InputError(f"params must be a dict with the keys {', '.join(expected)}")
    for name, value in params.items():
        if not isinstance(value, np.ndarray) or value.dtype != np.float64 or not np.isfinite(value).all():
            raise InputError(f"parameter {name} must be a float64 array of finite numbers")
    return params


def _matrix(name, value):
    try:
        value = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name}: a matrix of finite numbers was expected, not {type(value).__name__}") from None
    if value.ndim != 2 or not value.size or not np.isfinite(value).all():
        raise InputError(f"{name} has shape {value.shape}; a matrix of finite numbers was expected")
    return value


def read_song(path):
    """(params, X, dY) from an .npz file of arrays: X (T, n_in); dY (T, n_out) and the parameters, where it has them.

    Raises
    ------
    InputError
        The file is not an .npz file, or has no X.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            found = dict(arrays)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: it cannot be read as an .npz file of arrays: {error}") from None
    X, dY = found.pop("X", None), found.pop("dY", None)
    if X is None:
        raise InputError(f"{path}: it must hold an array X (T, n_in); it may hold dY (T, n_out) and the parameters")
    return found or None, X, dY
