"""What a backward pass, right or edited, gives on a song: its signals, frame by frame, and its gradients.

Notebook 04, "Backpropagate through time".
"""

import numpy as np

from elman.diagnosis.forward import H, output_parts
from elman.diagnosis.passes import Elsewhere, State
from elman.diagnosis.variants import BIASES, EVERY, SUMS
from elman.network.activations import OUTPUTS

LOOPS = {
    "from the first frame to the last": lambda T, k: range(T),
    "without the first frame": lambda T, k: range(T - 1, 0, -1),
    "without the last frame": lambda T, k: range(T - 2, -1, -1),
    "without the first and the last frame": lambda T, k: range(T - 2, 0, -1),
    "frames 0, 2, 4, ... only": lambda T, k: range(T - 1 - (T - 1) % 2, -1, -2),
    "every second frame, from the last": lambda T, k: range(T - 1, -1, -2),
    "the last {k} frames only": lambda T, k: range(T - 1, max(T - 1 - k, -1), -1),
    "the first {k} frames only": lambda T, k: range(min(k, T) - 1, -1, -1),
    "without the first T mod {k} frames": lambda T, k: range(T - 1, T % k - 1, -1),
    "without the last T mod {k} frames": lambda T, k: range(T - 1 - T % k, -1, -1),
}
"""Which frames the loop visits, in which order."""

CUTS = {
    "every {k} frames, counted from the first": lambda t, T, k: t % k == 0 and t > 0,
    "every {k} frames, counted from the last": lambda t, T, k: (T - t) % k == 0 and t > 0,
    "in frame {k}": lambda t, T, k: t == k,
    "{k} frames before the end": lambda t, T, k: T - t == k,
    "in every frame but the last {k}": lambda t, T, k: T - t > k,
    "in every frame but the last {k} (and frame 0)": lambda t, T, k: T - t > k and t > 0,
}
"""After which frames t the carry is set to zero."""

STARTS = {
    "ones": lambda song, dH: np.ones(song.n),
    "h_0": lambda song, dH: song.params["h_0"],
    "the last state": lambda song, dH: song.arrays[H][-1],
    "dH of the last frame": lambda song, dH: dH[-1],
    "b_h": lambda song, dH: song.params["b_h"],
}
"""What the carry may be before the last frame is visited; zero is right."""

CLIPS = {
    "clipped to values between -{c:.6g} and {c:.6g}": lambda v, c: np.clip(v, -c, c),
    "clipped to a norm of {c:.6g}": lambda v, c: v * np.minimum(1, c / np.linalg.norm(v, axis=-1, keepdims=True)),
    "clipped everywhere": lambda v, c: c * np.sign(v),
    "of norm c everywhere": lambda v, c: c * v / np.linalg.norm(v, axis=-1, keepdims=True),
}


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
        now[plan.start[0]] = STARTS[plan.start[1]](song, dH)
    frames = _frames(plan, song.T)
    for t in frames:
        now["dH"] = dH[t] if apart is None else apart[t] * dH[t]
        for name in plan.carries:
            received[name][t] = now[name] if apart is None else now[name].sum(axis=0)
        for name, terms in steps:
            total = None
            for source, M, factor in terms:
                value = now[source]
                if M is not None:
                    value = value @ M
                if factor is not None:
                    value = value * factor[t]
                total = value if total is None else total + value
            if plan.clip and plan.clip[0] == name:
                total = CLIPS[plan.clip[1]](total, plan.clip[2])
            now[name] = total
            out[name][t] = total if apart is None else total.sum(axis=0)
        if plan.cut and CUTS[plan.cut[0]](t, song.T, plan.cut[1]):
            now.update(dict.fromkeys(plan.carries, zero))
        if plan.window and (t or not plan.window[1]):
            near = (np.arange(song.T) - t + 1 < plan.window[0])[:, None]
            now.update({name: now[name] * near for name in plan.carries})
    if plan.kept:
        out = {name: EVERY[plan.kept[0]](value) for name, value in out.items()}
        found["dA"] = EVERY[plan.kept[0]](found["dA"]) if plan.kept[1] else found["dA"]
    if plan.loop and plan.loop[2]:
        found["dA"] = found["dA"] * np.isin(np.arange(song.T), list(frames))[:, None]
    found |= out | {f"{name} received": value for name, value in received.items()}
    return found | {f"{name} after": now[name] if apart is None else now[name].sum(axis=0) for name in plan.carries}


def _frames(plan, T):
    return LOOPS[plan.loop[0]](T, plan.loop[1]) if plan.loop else range(T - 1, -1, -1)


def _output_side(plan, song):
    found = {"dY": _edited(plan, "dY", song.dY)}
    found["dA"] = _edited(plan, "dA", _through_output(plan, song, found["dY"]))
    total = 0.0
    for source, M, factor in _compiled(plan.steps["dH"], song):
        value = _edited(plan, f"{source} for dH", found[source])
        value = value if M is None else value @ M
        total = total + (value if factor is None else value * factor)
    return found | {"dH": _edited(plan, "dH", total)}


def _edited(plan, stage, A):
    for place, name in plan.arrays:
        if place == stage:
            A = EVERY[name](A)
    return CLIPS[plan.clip[1]](A, plan.clip[2]) if plan.clip and plan.clip[0] == stage else A


def _through_output(plan, song, dY):
    for output, derivative in plan.output:
        if output in ("any", song.output):
            if isinstance(derivative, tuple):
                parts, _ = output_parts(song.output, dY, song.Y)
                return sum(c * part for c, part in zip(derivative, parts, strict=True) if c) + 0.0 * dY
            return derivative(dY, song.Y)
    return OUTPUTS[song.output][1](dY, song.Y)


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
    E, V = found[how.right], None if how.left is None else song.rows(how.left)
    for side, name in how.edits:
        E, V = (EVERY[name](E), V) if side == "right" else (E, EVERY[name](V))
    if V is None:
        value = BIASES[how.form](E) if how.form else E.sum(axis=0)
    else:
        value = V.T @ E if how.row is None else V[:, how.row] @ E
        value = SUMS[how.form](value) if how.form else value
    return value if how.times == 1.0 else value * song.number(how.times)


def _at(how, found, song):
    if how.terms:
        total = 0.0
        for source, M, factor in _compiled(how.terms, song):
            value = found[source][0] if M is None else found[source][0] @ M
            total = total + (value if factor is None else value * factor[0])
        return total
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
