"""The songs on which a function is tried: random ones, and the user's own.

The right gradients are computed with them, before a student's function is called.
"""

import numpy as np

from elman.diagnosis.cases import SHORT, Case, all_cases, draw_case
from elman.errors import InputError
from elman.network.activations import OUTPUTS


def songs(network, params=None, X=None, dY=None, *, output=None, rng=None, sizes=None):
    """The cases on which a function is tried, by output: the random ones, then those of the user's own sizes.

    ``sizes`` are T, n_in, n_hidden, n_out of a song that is drawn in place of the user's.
    """
    if output is not None and output not in OUTPUTS:
        raise InputError(f"output {output!r} was given, one of {', '.join(OUTPUTS)} was expected")
    rng, outputs = random_generator(rng), tuple(OUTPUTS) if output is None else (output,)
    own = own_song(network, params, X, dY, rng)
    if sizes is not None:
        drawn = draw_case(*sizes, network=network, rng=rng)
        own = drawn.params, drawn.X, drawn.dY
    return {
        name: all_cases(network, name, rng) + (_of_own_sizes(network, name, *own, rng) if own else [])
        for name in outputs
    }


def random_generator(rng):
    """A random generator, from one, a seed or nothing."""
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is not None and (isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0):
        raise InputError(f"rng must be a numpy.random.Generator or a seed, not {rng!r}")
    return np.random.default_rng(0 if rng is None else rng)


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
    X, dY = _matrix("X", X), _matrix("dY", dY)
    params = _parameters(network, params)
    T = len(X) if X is not None else len(dY) if dY is not None else 10
    n_in = X.shape[1] if X is not None else len(next(iter(params.values()))) if params else 3
    n_hidden = len(params["h_0"]) if params else 4
    n_out = len(params["b_y"]) if params else dY.shape[1] if dY is not None else 2
    drawn = draw_case(T, n_in, n_hidden, n_out, network=network, rng=rng)
    for name, value in drawn.params.items():
        if params and params[name].shape != value.shape:
            raise InputError(
                f"params, X and dY do not fit: {name} has shape {params[name].shape}, {value.shape} was expected"
            )
    X, dY = drawn.X if X is None else X, drawn.dY if dY is None else dY
    if len(X) != len(dY) or dY.shape[1] != n_out:
        raise InputError(f"X {X.shape} and dY {dY.shape} do not fit: dY needs one row per row of X and {n_out} columns")
    return params or drawn.params, X, dY


def _parameters(network, params):
    if params is None:
        return None
    expected = network.init(1, 1, 1, rng=np.random.default_rng(0))
    if not isinstance(params, dict) or set(params) != set(expected):
        raise InputError(f"params must be a dict with the keys {', '.join(expected)}")
    for name, value in params.items():
        if not isinstance(value, np.ndarray) or value.dtype != np.float64 or not np.isfinite(value).all():
            raise InputError(f"parameter {name} must be a float64 array of finite numbers")
    return params


def _matrix(name, value):
    if value is None:
        return None
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
