"""What a backward pass, right or edited, gives on a song: its signals, frame by frame, and its gradients.

Notebook 04, "Backpropagate through time".
"""

import numpy as np

from elman.diagnosis.passes import Elsewhere, State
from elman.diagnosis.variants import BIASES, EVERY, ROWS, SUMS
from elman.network.activations import OUTPUTS


def signals(plan, song):
    """All signals of a pass over a song, by name: arrays (T, n); and what is left of each carry, ``"carry after"``."""
    found = _output_side(plan, song)
    steps = [(name, _compiled(terms, song)) for name, terms in plan.steps.items() if name != "dH"]
    # With a window, every frame's gradient is sent back by itself: all of them side by side, as rows.
    apart = np.eye(song.T)[:, :, None] if plan.window else None
    zero = np.zeros((song.T, song.n) if plan.window else song.n)
    dH, out = found["dH"], {name: np.zeros((song.T, song.n)) for name, _ in steps}
    received = {name: np.zeros((song.T, song.n)) for name in plan.carries}
    now = dict.fromkeys(out, zero)
    if plan.start:
        now[plan.start[0]] = plan.start[1](song, dH)
    for t in plan.loop(song.T) if plan.loop else range(song.T - 1, -1, -1):
        now["dH"] = dH[t] if apart is None else apart[t] * dH[t]
        for name in plan.carries:
            received[name][t] = now[name] if apart is None else now[name].sum(axis=0)
        for name, terms in steps:
            now[name] = _passed(plan, name, _total(terms, now, t))
            out[name][t] = now[name] if apart is None else now[name].sum(axis=0)
        if plan.cut and plan.cut(t, song.T):
            now.update(dict.fromkeys(plan.carries, zero))
        if plan.window and (t or not plan.window[1]):
            near = (np.arange(song.T) - t + 1 < plan.window[0])[:, None]
            now.update({name: now[name] * near for name in plan.carries})
    if plan.in_place:
        unseen = np.isin(np.arange(song.T), list(plan.loop(song.T)), invert=True)
        out[plan.in_place][unseen] = dH[unseen]
    found |= {name: _passed(plan, "steps in sums", value) for name, value in out.items()}
    found["dA"] = _passed(plan, "dA in sums", found["dA"])
    found |= {f"{name} received": value for name, value in received.items()}
    return found | {f"{name} after": now[name] if apart is None else now[name].sum(axis=0) for name in plan.carries}


def _output_side(plan, song):
    derivative = next((f for output, f in plan.output if output in ("any", song.output)), OUTPUTS[song.output][1])
    found = {"dY": _passed(plan, "dY", song.dY)}
    found["dA"] = _passed(plan, "dA", derivative(found["dY"], song.Y))
    into = {source: _passed(plan, f"{source} for dH", value) for source, value in found.items()}
    return found | {"dH": _passed(plan, "dH", _total(_compiled(plan.steps["dH"], song), into, slice(None)))}


def _passed(plan, stage, A):
    for place, f in plan.spoilt:
        if place == stage:
            A = f(A)
    return A


def _total(terms, values, t):
    """The sum of compiled terms of some signals, in frame t or, with a slice, in all."""
    total = 0.0
    for source, M, factor in terms:
        value = values[source]
        if M is not None:
            value = value @ M
        total = total + (value if factor is None else value * factor[t])
    return total


def _compiled(terms, song):
    """Terms as triples: source, matrix or None, product of all factors (T, n) or None."""
    found = []
    for source, factors, matrix, form, times in terms:
        product = None
        for factor in factors:
            product = song.rows(factor) if product is None else product * song.rows(factor)
        M = song.matrix(matrix, form) if matrix else None
        if times != 1.0:
            if product is not None:
                product = product * song.number(times)
            elif M is not None:
                M = M * song.number(times)
            else:
                product = np.full((song.T, 1), song.number(times))
        found.append((source, M, product))
    return found


def summed(how, song, found):
    """One parameter's gradient, from the signals that were found."""
    if isinstance(how, Elsewhere):
        return gradients(how.plan, song, [how.name])[how.name] * song.number(how.times)
    if isinstance(how, State):
        value = _at(how, found, song)
        if how.matrix:
            value = value @ song.matrix(how.matrix, how.form)
        for factor in how.factors:
            value = value * song.rows(factor)[0]
        return value if how.times == 1.0 else value * song.number(how.times)
    E, V = sum(found[signal] for signal in how.right.split(" + ")), None if how.left is None else song.rows(how.left)
    V = V if how.factor is None else V * song.rows(how.factor)
    for side, name in how.edits:
        E, V = (EVERY[name](E), V) if side == "right" else (E, EVERY[name](V))
    if V is None:
        value = BIASES[how.form](E) if how.form else E.sum(axis=0)
    else:
        value = ROWS[how.row](V.T @ E) if how.row else V.T @ E
        value = SUMS[how.form](value) if how.form else value
    return value if how.times == 1.0 else value * song.number(how.times)


def _at(how, found, song):
    if how.terms:
        first = {term.source: found[term.source][0] for term in how.terms}
        return _total(_compiled(how.terms, song), first, 0)
    if how.frame == "after":
        return found[f"{how.signal} after"]
    A = found[how.signal]
    return {"sum": np.sum, "mean": np.mean}[how.frame](A, axis=0) if isinstance(how.frame, str) else A[how.frame]


def gradients(plan, song, names=None):
    """The gradients (or only those called ``names``) that a pass gives on a song.

    Parameters
    ----------
    plan : elman.diagnosis.passes.Pass
    song : elman.diagnosis.forward.Forward
    names : iterable of str, optional

    Returns
    -------
    dict of arrays

    Examples
    --------
    >>> from elman.diagnosis.forward import Forward
    >>> from elman.diagnosis.passes import ELMAN
    >>> from elman.network import rnn
    >>> params = rnn.init(3, 4, 2, rng=np.random.default_rng(0), scale=1.0)
    >>> Y, cache = rnn.forward(params, np.ones((5, 3)))
    >>> found, right = gradients(ELMAN, Forward(params, Y, cache, rnn)), rnn.backward(params, Y, cache)
    >>> all(np.allclose(found[name], right[name]) for name in right)
    True
    """
    found = signals(plan, song)
    return {name: summed(plan.sums[name], song, found) for name in names or plan.sums}
