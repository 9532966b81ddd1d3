"""Which loss a cost has, read by experiments: dY as a function of E, of the targets and of Y.

The dY of a student's gradient is solved for from dW_hy and db_y, where there are more hidden units than frames; that of a
cost is taken by central differences. It is looked for among formulas, which are differentiated in the same way, and read as
a curve (`elman.diagnosis.curves`). Notebook 08, "Shrink and stop".
"""

import re
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cost_cases import slopes
from elman.diagnosis.curves import curve_of, in_both
from elman.diagnosis.seen import nice, number
from elman.diagnosis.variants import ARRAYS
from elman.diagnosis.words import number as times_text

SIZES = ((4, 2, 8, 3), (3, 4, 7, 5))
"""T, n_in, n_hidden, n_out of two songs, so that a factor which depends on them is seen."""

LOSSES = {
    "mean(E^2)": lambda E, Y: np.mean(E**2),
    "mean over frames of sqrt(sum over outputs of E^2)": lambda E, Y: np.mean(np.linalg.norm(E, axis=1)),
    "mean over outputs of sqrt(mean over frames of E^2)": lambda E, Y: np.mean(np.sqrt(np.mean(E**2, axis=0))),
    "mean(E)^2": lambda E, Y: np.mean(E) ** 2,
    "var(E)": lambda E, Y: np.var(E),
    "-mean(targets * log(Y) + (1 - targets) * log(1 - Y))": lambda E, Y: (
        -np.mean((Y - E) * np.log(Y) + (1 - Y + E) * np.log(1 - Y))
    ),
}
"""Losses of E = Y - targets whose derivative depends on more than one entry of E, and the right one."""


def _kept(E, row):
    """E with zeros in one row."""
    return E * (np.arange(len(E)) != row % len(E))[:, None]


ERRORS = {
    "Y[t] - targets[t + 1], without the last frame": lambda Y, d: _kept(Y - np.roll(d, -1, axis=0), -1),
    "Y[t + 1] - targets[t], without the last frame": lambda Y, d: _kept(Y - np.roll(d, 1, axis=0), 0),
    "E divided by the standard deviation of the targets": lambda Y, d: (Y - d) / np.std(d),
    "the targets clipped to values between -1 and 1": lambda Y, d: Y - np.clip(d, -1, 1),
    **{f"E {name}": lambda Y, d, f=f: f(Y - d) for name, f in ARRAYS.items()},
    **{f"targets {name}": lambda Y, d, f=f: Y - f(d) for name, f in ARRAYS.items()},
    **{f"Y {name}": lambda Y, d, f=f: f(Y) - d for name, f in ARRAYS.items()},
}
"""What may be squared in the place of Y - targets."""

ROOTS = {
    ("", ""): lambda R, C: 1.0,
    ("", " L"): lambda R, C: 1 / R,
    ("", " L^2"): lambda R, C: 1 / R**2,
    ("", " C"): lambda R, C: 1 / C,
    ("L ", ""): lambda R, C: R,
}
"""What a slip in the derivative of the root multiplies or divides by: L, the root of the loss, or the student's cost C."""

COUNTS = {
    "T / (T - 1)": lambda T, n_in, n_hidden, n_out: T / max(T - 1, 1),
    "T n_out / (T n_out - 1)": lambda T, n_in, n_hidden, n_out: T * n_out / max(T * n_out - 1, 1),
}
"""Factors by which a mean is wrong that is divided by a wrong count."""

KNOWN = {
    "Huber's loss": r"clip\(E.*",
    "the loss log(cosh(E))": r"tanh\(E.*",
    "Cauchy's loss, log(1 + E^2)": r"E / \(1 \+ \(?E.*\^2\)",
    "a quantile (pinball) loss": r"\(\S+ where E > 0, -\S+ where E < 0\)",
    "the absolute error": r"sign\(E\)",
}
"""Losses with a name, and what their derivative looks like."""


class Told(NamedTuple):
    """What was read: the loss and its derivative dY as equations, empty where there is none, and further words."""

    loss: str = ""
    dY: str = ""
    words: str = ""


def told_of_loss(songs, which):
    """What two songs tell of the loss ("of_cost") or of its gradient ("of_gradient"); None where that has no dY."""
    drawn = [
        (song, size * np.random.default_rng(size).standard_normal(song.Y.shape)) for song in songs for size in (1, 2, 3)
    ]
    looks = [(song, E, getattr(song, which)(E)) for song, E in drawn]
    if any(dY is None for *_, dY in looks):
        return None
    if not all(np.isfinite(dY).all() for *_, dY in looks):
        return Told()
    right, *others = _formulas()
    found = _of_formulas(looks, [right]) or _of_sum(looks) or _of_targets(looks) or _clipped(looks)
    if found:
        return found
    curve = None if songs[0].settings.output == "softmax" else _of_curve(songs, which)
    if curve and curve.dY.startswith("dY"):  # a formula, not some points
        return curve
    found = _of_formulas(looks, others) or _with_a_part(looks)
    if not found and all(ratio(dY, song.right_dY(E)) for song, E, dY in looks):
        found = Told("", "dY = c times the right one, where c differs from song to song")
    return found or curve or Told()


def _formulas():
    """All that dY may be made of: triples (formula, words, loss as a function of Y and the targets d, dY of it or None)."""
    for formula, f in LOSSES.items():
        yield formula, "", lambda Y, d, f=f: f(Y - d, Y), None
    for words, error in ERRORS.items():
        loss = lambda Y, d, error=error: np.mean(error(Y, d) ** 2)  # noqa: E731
        yield "mean(E^2)", words, loss, None
        if not words.startswith("targets"):  # the derivative, where that of E is forgotten
            yield "mean(E^2)", words, loss, lambda Y, d, error=error: 2 * error(Y, d) / Y.size


@np.errstate(all="ignore")
def _of_formulas(looks, formulas):
    """The same factor times one of the formulas, at each look."""
    songs = [song for song, *_ in looks]
    for formula, words, loss, gradient in formulas:
        factors = []
        for song, E, dY in looks:
            d = song.Y - E
            known = gradient(song.Y, d) if gradient else slopes(lambda Y, d=d, loss=loss: loss(Y, d), song.Y)
            factors.append(ratio(dY, song.seen(known)) if known.shape == dY.shape else None)
            if factors[-1] is None:
                break
        if None in factors:
            continue
        R, C = [loss(song.Y, song.Y - E) ** 0.5 for song, E, _ in looks], [song.cost(E) for song, E, _ in looks]
        for (over, under), f in ROOTS.items():
            times = [2 * c / f(*sizes) for c, *sizes in zip(factors, R, C, strict=True)]
            half = number([c / 2 for c in times], songs, more=COUNTS) if np.isfinite(times).all() else None
            if half is not None:
                told = _told(formula, words, half, number(times, songs, more=COUNTS), over, under)
                values = [c * r if under else c / 2 * r**2 for c, r in zip(times, R, strict=True)]
                # A derivative does not tell what is added; where the right one is moved, that is said elsewhere.
                is_right = (formula, words) == ("mean(E^2)", "")
                return told if is_right or np.allclose(values, C, rtol=1e-6) else told._replace(loss="")
    return None


def _told(formula, words, half, times, over, under):
    """A formula's loss and derivative: ``half`` times it, where that is ``times`` E."""
    end = f", with {words}" if words else ""
    loss = {("", ""): f"loss = {times_text(half)}{formula}", ("", " L"): f"loss = {times_text(times)}sqrt({formula})"}
    if formula == "mean(E^2)":
        dY = f"dY = {times_text(times)}{over}E / (T n_out{under}){end}"
    else:
        dY = f"dY = {times_text(half)}{over}(the derivative of {formula}){f' /{under}' if under else ''}"
    if half == 0:
        loss, dY = {("", ""): "loss = 0"}, "dY = 0"
    return Told(f"{loss[over, under]}{end}" if (over, under) in loss else "", dY, "C is your cost." * ("C" in under))


def ratio(y, x):
    """c, where y is c times x, but for the errors of differences; else None."""
    if not (np.isfinite(x).all() and np.any(x)):
        return None
    c = np.sum(y * x) / np.sum(x * x)
    return float(c) if np.abs(y - c * x).max() <= 1e-6 * np.abs(x).max() * max(abs(c), 1e-6) else None


def _of_sum(looks):
    """A sum of Y and the targets with wrong factors."""
    found = []
    for song, E, dY in looks:
        A = np.column_stack([song.seen(value).ravel() for value in (song.Y, song.Y - E)])
        b = (dY * dY.size).ravel()
        c = np.linalg.lstsq(A, b, rcond=None)[0]
        if np.abs(A @ c - b).max() > 1e-6 * np.abs(b).max():
            return None
        found.append(tuple(0.0 if abs(x) < 1e-6 else float(f"{x:.4g}") for x in c))
    (y, d), *others = found
    if others != [(y, d)] * len(others):
        return None
    parts = [f"{times_text(c)}{what}" for c, what in ((y, "Y"), (d, "targets")) if c]
    is_loss = not d and all(np.isclose(y / 2 * np.mean(song.Y**2), song.cost(E), rtol=1e-6) for song, E, _ in looks)
    loss = f"loss = {times_text(y / 2)}mean(Y^2)" if is_loss else ""
    return Told(loss, f"dY = ({' + '.join(parts).replace('+ -', '- ')}) / (T n_out)")


def _with_a_part(looks):
    """The right dY, and something that is the same for all targets."""
    rest = {}
    for song, E, dY in looks:
        rest.setdefault(id(song), []).append(dY - song.right_dY(E))
    if any(np.abs(some[0]).max() < 1e-6 or np.ptp(some, axis=0).max() > 1e-7 for some in rest.values()):
        return None
    return Told("", "dY = the right one + a part that no target changes", "Is there a penalty on the outputs?")


def _clipped(looks):
    """The right dY, clipped at the same value in all songs."""
    limits = set()
    for song, E, dY in looks:
        c, right = np.abs(dY).max(), song.right_dY(E)
        if c > 0.99 * np.abs(right).max() or np.abs(dY - np.clip(right, -c, c)).max() > 1e-5 * c:
            return None
        limits.add(f"{c:.4g}")
    c = limits.pop()
    return None if limits else Told("", f"dY = the right one, clipped to values between -{c} and {c}")


@np.errstate(all="ignore")
def _of_targets(looks):
    """E divided by targets + c, or by its square, or multiplied by it; the same with |targets|."""
    for name, f in (("targets", lambda d: d), ("|targets|", np.abs)):
        for power, words in ((1, "E / {}"), (2, "E / {}^2"), (-1, "E * {}")):
            fits = []
            for song, E, dY in looks:
                divisor = E / (dY * dY.size)
                A = np.column_stack([f(song.Y - E).ravel(), np.ones(E.size)])
                b = (np.sign(divisor) * np.abs(divisor) ** (1 / power)).ravel()
                if not np.isfinite(b).all():
                    break
                fits.append(np.linalg.lstsq(A, b, rcond=None)[0])
                if np.abs(A @ fits[-1] - b).max() > 1e-5 * np.abs(b).max():
                    break
            else:
                s, c = np.mean(fits, axis=0)
                if np.ptp(fits, axis=0).max() < 1e-5 * abs(s):
                    what = f"({name} {'+' if c * s > 0 else '-'} {abs(c / s):.3g})" if abs(c / s) > 1e-4 else name
                    times = nice(float(f"{np.sign(s) * abs(s) ** -power:.6g}"))
                    return Told("", f"dY = {times_text(times)}{words.format(what)} / (T n_out)")
    return None


def _of_curve(songs, which):
    """dY T n_out as a function of one entry of E."""
    curves = []
    for song in songs:

        def entries(E, at=None, song=song):
            dY = getattr(song, which)(E, at)
            return None if dY is None else dY * dY.size

        curves.append(curve_of(entries, song.Y.shape, "E", ("frame", "output")))
    if None in curves or curves[0].formula != curves[1].formula:
        return None
    curve = curves[0]._replace(where=in_both(*(one.where for one in curves)))
    words = next((f"As of {loss}." for loss, form in KNOWN.items() if re.fullmatch(form, curve.formula)), "")
    if curve.times is None:
        return Told("", f"T n_out dY = {curve.text()}", words)
    times = number([one.times for one in curves], songs, more=COUNTS)
    return times and Told("", f"dY = {curve._replace(times=times).text(' / (T n_out)')}", words)
