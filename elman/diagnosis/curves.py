"""Which function of another array is an array? Found by experiments, where no formula is known beforehand.

Whether an entry follows its own entry alone is seen by changing one; what it follows, by giving all the same value.
"""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.seen import nice
from elman.diagnosis.variants import FRAMES

POINTS = np.array([0.03, 0.07, 0.15, 0.27, 0.4, 0.7, 0.9, 1.2, 1.7, 2.6, 4.5, 6.5])
"""The values, with both signs, at which a curve is read."""

TOLD = (0.4, 4.5)
"""Those that are told of a curve without a name."""

SHAPES = {
    "clip({x}, -{s}, {s})": lambda u: np.clip(u, -1, 1),
    "tanh({x} / {s})": np.tanh,
    "arctan({x} / {s})": np.arctan,
    "{x} / (1 + ({x} / {s})^2)": lambda u: u / (1 + u**2),
    "{x} / sqrt(1 + ({x} / {s})^2)": lambda u: u / np.sqrt(1 + u**2),
    "{x} / (1 + |{x}| / {s})": lambda u: u / (1 + np.abs(u)),
    "{x} * exp(-({x} / {s})^2 / 2)": lambda u: u * np.exp(-(u**2) / 2),
    "{x} * (1 - ({x} / {s})^2)^2 (0 where |{x}| > {s})": lambda u: u * np.maximum(1 - u**2, 0) ** 2,
    "{x} (0 where |{x}| < {s})": lambda u: u * (np.abs(u) >= 1),
    "{x} (0 where |{x}| > {s})": lambda u: u * (np.abs(u) <= 1),
}
"""Curves beside the powers, as functions of u = x / s; the words are s times them, or just them: `_OF_RATIO`."""

_OF_RATIO = ("tanh(", "arctan(")

SCALES = np.unique(
    [a * b for a in (1.0, 2.0, 2.5, 3.0, 4.0, 5.0) for b in (0.01, 0.1, 1.0)] + [1.345, 1.5, 4.685, 10.0]
)
ODD, EVEN = {0: "sign({x})", 1: "{x}", 2: "{x} |{x}|", 3: "{x}^3", 5: "{x}^5"}, {0: "1", 1: "|{x}|", 2: "{x}^2"}

PATTERNS = {
    "": np.ones_like,
    "on the diagonal only": lambda w: np.eye(*w.shape),
    "off the diagonal only": lambda w: 1 - np.eye(*w.shape),
    "on and above the diagonal only": np.triu,
    "on and below the diagonal only": np.tril,
    "above the diagonal only": lambda w: np.triu(w, 1),
    "below the diagonal only": lambda w: np.tril(w, -1),
}
"""Which entries of a matrix of ones count."""


class Curve(NamedTuple):
    """``times`` * ``formula``, for the entries of ``where``."""

    times: float
    formula: str
    where: str = ""


def curve_of(read, shape, x, axes=("row", "column")):
    """What ``read(A)``, for arrays A of a shape, is as a function of A: a Curve in the symbol ``x``, or None.

    ``read(A, at)`` need give one entry only. ``axes`` are the names of rows and columns. None also where an entry
    follows others, or is not finite.
    """
    rng = np.random.default_rng(0)
    A = rng.uniform(0.3, 1.6, shape) * rng.choice([-1.0, 1.0], shape)
    for unit in (1.0, 0.1, 4.0):  # what is zero for some entries may not be so for smaller or larger ones
        y, at_one = read(unit * A), read(np.full(shape, unit))
        if any(value is None or not np.isfinite(value).all() for value in (y, at_one)):
            return None
        if min(np.abs(at_one).max(), np.abs(y).max()) > 1e-12:
            break
    else:
        return None
    A, size = unit * A, max(np.abs(at_one).max(), np.abs(y).max())
    at = np.unravel_index(np.argmax(np.abs(y)), shape)
    other = A.copy()
    other[at] += 0.5 * unit
    moved = read(other)
    if moved is None or (np.abs(moved - y) > 1e-6 * size).sum() > (abs(moved[at] - y[at]) > 1e-6 * size):
        return None  # an entry follows others too
    pattern, at = _pattern(at_one, axes), np.unravel_index(np.argmax(np.abs(at_one)), shape)
    if pattern is None:
        return None
    where, usual = pattern

    def values(points):
        found = [read(np.full(shape, point), at) for point in points]
        return np.array([np.nan if value is None else value[at] for value in found])

    some = slice(None, None, max(1, A.size // 6))
    weights = at_one.ravel()[some] / at_one[at]
    if np.abs(values(A.ravel()[some]) * weights - y.ravel()[some]).max() > 1e-5 * size:
        return None
    points = np.concatenate([-POINTS[::-1], POINTS])
    found = values(points)
    return named(points, found / usual, x, where, _edge(points, found, values)) if np.isfinite(found).all() else None


def _edge(x, y, values):
    """Where, for x > 0, a curve begins to be zero or ceases to be, by bisection; None where it does not."""
    zero = np.abs(y) < 1e-9 * np.abs(y).max()
    changes = [n for n in np.flatnonzero(np.diff(zero)) if x[n] > 0]
    if len(changes) != 1:
        return None
    low, high = x[changes[0]], x[changes[0] + 1]
    for _ in range(25):
        middle = (low + high) / 2
        same = (abs(values([middle])[0]) < 1e-9 * np.abs(y).max()) == zero[changes[0]]
        low, high = (middle, high) if same else (low, middle)
    return float(f"{high:.3g}")  # differences blur it


def in_both(one, other):
    """Which entries count, where two sizes are read: the words of both, or the counts of one of them."""
    if one == other:
        return one
    if one.startswith("times") and other.startswith("times"):
        return max(one, other, key=len)
    return f"{one or 'all entries'} in one song, {other or 'all entries'} in another"


def _pattern(w, axes):
    """Which entries count how much, in words, and how much where 1 is the usual; None where there is no pattern."""
    ones, at = np.ones(w.shape), np.argmax(np.abs(w))
    patterns = {words: f(ones) for words, f in PATTERNS.items()}
    for axis, name in enumerate(axes):
        for words, f in FRAMES.items():
            if name == "frame" or ("frame" in words and "song" not in words):
                patterns[words.replace("frame", name)] = f(ones.swapaxes(0, axis)).swapaxes(0, axis)
    for words, pattern in patterns.items():
        if pattern.flat[at] and np.abs(w / w.flat[at] - pattern / pattern.flat[at]).max() < 1e-6:
            return words, pattern.flat[at]
    for axis, name in enumerate(axes):
        counts = np.round(np.take(w / w.flat[at], 0, axis=1 - axis), 6)
        if np.abs(w / w.flat[at] - (counts[:, None] if axis == 0 else counts)).max() < 2e-6:
            if {*counts} <= {0.0, 1.0}:
                return f"in {name}s {', '.join(map(str, np.flatnonzero(counts)))} only", 1.0
            return f"times {', '.join(f'{c:.3g}' for c in counts)} for {name}s 0 to {len(counts) - 1}", 1.0
    return None


def named(x, y, symbol, where="", edge=None):
    """The formula of the points of a curve: a power, for each sign of x, or one of `SHAPES`; else some points.

    ``edge`` is where it becomes zero: it cannot be told from the points.
    """
    size = np.abs(y).max()
    up, down = x > 0, x < 0
    found = [_power(np.abs(x[side]), y[side]) for side in (up, down)]
    if None not in found:
        (a, p), (b, q) = found
        power = p if a else q
        if p == q or not a or not b:
            if np.isclose(a, -b, rtol=1e-5):
                words = ODD.get(power, f"sign({{x}}) |{{x}}|^{power:.4g}")
                return Curve(_nice(a), words.format(x=symbol), where)
            if np.isclose(a, b, rtol=1e-5) and power in EVEN:
                return Curve(_nice(a), EVEN[power].format(x=symbol), where)
            if power in (0, 1, 2):
                what = {0: "", 1: f" {symbol}", 2: f" {symbol}^2"}[power]
                b = -b if power == 1 else b
                words = f"{_nice(a):.4g}{what} where {symbol} > 0, {_nice(b):.4g}{what} where {symbol} < 0"
                return Curve(1.0, f"({words})", where)
    limit = size / (np.abs(y[up][0]) / x[up][0]) if y[up][0] else 1.0
    for words, f in SHAPES.items():
        for s in ([edge] if edge else []) if "where" in words else (*SCALES, limit):
            with np.errstate(over="ignore", invalid="ignore"):
                v = f(x / s)
            c = (v @ y) / (v @ v) if np.isfinite(v).all() and np.abs(v).max() < 1e9 and np.any(v) else np.nan
            if np.all(np.abs(y - c * v) < 1e-5 * np.abs(y) + 1e-7 * size):
                c = c if words.startswith(_OF_RATIO) else c / s
                return Curve(_nice(c), _scaled(words, symbol, s), where)
    told = [abs(x_) in TOLD for x_ in x]
    values, points = (", ".join(f"{v:.3g}" for v in some[told]) for some in (y, x))
    return Curve(1.0, f"({values} for {symbol} = {points})", where)


def _scaled(words, symbol, s):
    """A shape's formula with its scale, which is left out where it is 1."""
    if abs(s - 1) < 1e-6:
        words = words.replace("({x} / {s})^2", "{x}^2").replace(" / {s}", "")
    return words.format(x=symbol, s=f"{s:.4g}")


def _power(x, y):
    """(a, p) where y is a x^p; None where it is not."""
    if not np.abs(y).max() > 0:
        return 0.0, 0
    if np.ptp(np.sign(y)) or not y.all():
        return None
    p = np.log(y[-1] / y[0]) / np.log(x[-1] / x[0])
    p = round(12 * p) / 12 if abs(12 * p - round(12 * p)) < 1e-3 else p
    a = y[-1] / x[-1] ** p
    return (float(a), p) if np.abs(y - a * x**p).max() < 1e-5 * np.abs(y).max() else None


def _nice(c):
    """A simple number near c: curves read by differences have six digits."""
    return next(
        (round(c * d) / d for d in (1, 2, 3, 4, 5, 10, 100) if abs(c * d - round(c * d)) < 1e-4), nice(float(c))
    )
