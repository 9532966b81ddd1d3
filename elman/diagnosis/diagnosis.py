"""What is wrong with this `backward`? In words.

A student's function is tried on songs drawn at random and on the student's own; its numbers are compared with the right
ones and with those of every classic mistake. Notebook 05, "Check every gradient".
"""

import numpy as np

from elman.diagnosis.cases import SIZES, Case, call, draw_case
from elman.diagnosis.explain import general_mistakes
from elman.diagnosis.findings import Diagnosis, faults_found, mistakes_found, second_call
from elman.diagnosis.localise import Place
from elman.diagnosis.mistakes import classic_mistakes, without_output_derivative
from elman.diagnosis.truncation import truncations
from elman.errors import InputError
from elman.network import rnn
from elman.network.activations import OUTPUTS


def diagnose(backward, *, network=rnn, params=None, X=None, dY=None, output=None, rng=None):
    """Find out which mistake explains the numbers of a student's ``backward(params, dY, cache)``.

    The function is tried on a dozen random songs (one frame to forty, one hidden unit to five), and on the given one. A
    mistake is named only where its own numbers are the student's, to rounding, on all songs. Where none is, that is
    said, and the place is narrowed down: parameter, frame, output, lengths.

    Parameters
    ----------
    backward : callable
        ``backward(params, dY, cache) -> grads`` for the cache that ``network.forward`` gives. It gets copies.
    network : module
        With ``init``, ``forward``, ``backward``. The classic mistakes are those of the Elman network,
        `elman.network.rnn`; for another network only general ones (a factor, a sign, a missing or transposed gradient)
        are known.
    params : dict of arrays, optional
        The user's own parameters, also for the sizes of further random songs.
    X : array (T, n_in), optional
        The user's own song.
    dY : array (T, n_out), optional
        The gradient of the cost with respect to the outputs of that song.
    output : {"linear", "tanh", "softmax"}, optional
        The only output function that the student's code is meant for; without it, all are tried.
    rng : numpy.random.Generator, optional
        Where the songs are drawn from.

    Returns
    -------
    Diagnosis

    See Also
    --------
    diagnose_cost : for a cost with its penalties: forgotten, doubled, applied to biases, L1 as |sum|.
    grade : the same as a checklist.

    Raises
    ------
    InputError
        ``params``, ``X`` and ``dY`` do not fit together.

    Examples
    --------
    >>> def backward(params, dY, cache):
    ...     grads = rnn.backward(params, dY, cache)
    ...     return grads | {"W_hh": cache.H[1:].T @ np.ones_like(cache.H[1:]), "b_y": dY.mean(axis=0)}
    >>> diagnose(backward, output="linear").names
    ['mean in place of sum', 'no known mistake explains it']
    """
    if not callable(backward):
        raise InputError(f"backward must be a function (params, dY, cache) -> grads, not {type(backward).__name__}")
    if output is not None and output not in OUTPUTS:
        raise InputError(f"output {output!r} was given, one of {', '.join(OUTPUTS)} was expected")
    rng = np.random.default_rng(0) if rng is None else rng
    outputs = tuple(OUTPUTS) if output is None else (output,)
    cases = {name: all_cases(network, name, params, X, dY, rng) for name in outputs}
    total = sum(len(c) for c in cases.values())
    tried = f"{total} songs (T = 1 to {max(case.T for case in cases[outputs[0]])}, output {', '.join(outputs)})"

    unstable = second_call(backward, cases[outputs[0]][0])
    if unstable:
        return Diagnosis([unstable], "the first song, called twice")
    calls = {f"output {name}": [call(backward, case) for case in cases[name]] for name in outputs}
    findings = faults_found([one for group in calls.values() for one in group])

    def mistakes(observations):
        return elman_mistakes(observations) if network is rnn else general(observations)

    def place(group, *where):
        return Place(backward, *where, network=network, output=group.removeprefix("output "), rng=rng)

    return Diagnosis([*findings, *mistakes_found(calls, mistakes, place)], tried)


def general(observations):
    """The mistakes known for any network."""
    return list(general_mistakes(observations[0][0].right))


def elman_mistakes(observations):
    """The mistakes known for the Elman network; twice those of the hidden layer if the output derivative is forgotten.

    Then every error is another, and a second mistake can only be seen by counting with the errors as they are.
    """
    known = [*classic_mistakes(), *truncations(max(case.T for case, _ in observations))]
    forgotten = all(
        "b_y" in grads and case.same("b_y", grads["b_y"], case.dY.sum(axis=0)) for case, grads in observations
    )
    twice = forgotten and observations[0][0].output != "linear"
    return [*known, *general(observations), *(without_output_derivative(m) for m in known if twice)]


def all_cases(network, output, params, X, dY, rng):
    """The random songs, then the user's: first as given, then twice at random in the same sizes."""
    cases = [draw_case(*sizes, network=network, output=output, rng=rng) for sizes in SIZES]
    if params is None and X is None and dY is None:
        return cases
    X, dY = expect_matrix("X", X), expect_matrix("dY", dY)
    for name, value in (params or {}).items():
        if not np.isfinite(value).all():
            raise InputError(f"parameter {name} holds a number that is not finite")
    T = len(X) if X is not None else len(dY) if dY is not None else 10
    n_in = X.shape[1] if X is not None else len(next(iter(params.values()))) if params else 3
    if params is not None:
        n_hidden, n_out = len(params["h_0"]), len(params["b_y"])
    else:
        n_hidden, n_out = 4, dY.shape[1] if dY is not None else 2
    drawn = draw_case(T, n_in, n_hidden, n_out, network=network, output=output, rng=rng)
    params = drawn.params if params is None else params
    X, dY = drawn.X if X is None else X, drawn.dY if dY is None else dY
    if len(X) != len(dY) or dY.shape[1] != n_out:
        raise InputError(f"X {X.shape} and dY {dY.shape} do not fit: dY needs one row per row of X and {n_out} columns")
    try:
        own = Case(params, X, dY, network=network, output=output, title="your own song")
    except (ValueError, KeyError) as error:
        raise InputError(f"params, X and dY do not fit together: {error}") from error
    more = [draw_case(T, n_in, n_hidden, n_out, network=network, output=output, rng=rng) for _ in range(2)]
    return [*cases, own, *more]


def expect_matrix(name, value):
    """``value`` as a matrix of finite numbers, or None."""
    if value is None:
        return None
    value = np.asarray(value)
    if value.ndim != 2 or value.dtype.kind not in "fiu" or not np.isfinite(value).all() or not len(value):
        raise InputError(
            f"{name} has shape {value.shape} and type {value.dtype}; a matrix of finite numbers was expected, one row per frame"
        )
    return value.astype(float)
