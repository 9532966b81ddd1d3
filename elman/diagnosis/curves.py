"""Functions of one entry that stand in the place of this entry, and the entries of an array that may count alone."""

import re

import numpy as np

from elman.diagnosis.variants import FRAMES

SHAPES = {
    "clip({x}, -{s}, {s})": lambda u: np.clip(u, -1, 1),
    "tanh({x} / {s})": np.tanh,
    "arctan({x} / {s})": np.arctan,
    "{x} / (1 + ({x} / {s})^2)": lambda u: u / (1 + u**2),
    "{x} / sqrt(1 + ({x} / {s})^2)": lambda u: u / np.sqrt(1 + u**2),
    "{x} / (1 + |{x}| / {s})": lambda u: u / (1 + np.abs(u)),
    "{x} (0 where |{x}| < {s})": lambda u: u * (np.abs(u) >= 1),
    "{x} (0 where |{x}| > {s})": lambda u: u * (np.abs(u) <= 1),
    "sign({x} - {s})": lambda u: np.sign(u - 1),
}
"""Curves with a scale s, as functions of u = x / s."""

OF_RATIO = ("tanh(", "arctan(", "sign(")
"""How those begin that are not multiplied by s."""

SCALES = [0.01, 0.02, 0.025, 0.03, 0.04, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9]
SCALES += [1.0, 1.2, 1.345, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0]
POINTS = np.array([c * s for s in SCALES for c in (0.98, 1.02)])
"""Values close to each scale on both sides, by which it is told from others."""

ODD = {0: "sign({x})", 1: "{x}", 2: "{x} |{x}|", 3: "{x}^3", 5: "{x}^5"}
ODD |= {p: f"sign({{x}}) |{{x}}|^{p}" for p in (-0.5, 0.5, 1.5)}
EVEN = {0: "1", 1: "|{x}|", 2: "{x}^2"}
"""Powers of x, with its sign and without."""

KNOWN = {"clip(E": "Huber's loss", "tanh(E": "the loss log(cosh(E))", "E / (1 + (E": "Cauchy's loss, log(1 + E^2)"}
"""Losses with a name, and how their derivative begins."""

PATTERNS = {
    "on the diagonal only": lambda w: np.eye(*w.shape),
    "off the diagonal only": lambda w: 1 - np.eye(*w.shape),
    "on and above the diagonal only": np.triu,
    "on and below the diagonal only": np.tril,
    "above the diagonal only": lambda w: np.triu(w, 1),
    "below the diagonal only": lambda w: np.tril(w, -1),
}
"""Which entries of a matrix of ones count."""

ROWS = FRAMES | {
    "of the first half of the frames only, rounded up": lambda w: w * (np.arange(len(w)) < (len(w) + 1) // 2)[:, None],
    **{f"times {c}^(T - 1 - t)": lambda w, c=c: w * c ** np.arange(len(w))[::-1, None] for c in (0.5, 0.9, 0.95, 0.99)},
}
"""How the rows of a matrix of ones may count."""


def entrywise(x, shape, axes):
    """Derivatives of which an entry follows x alone: lists of (text, what is said after it, function of an array A).

    They are curves, x or its sign for some entries, and pairs of curves, one where x is above zero, one where it is below.
    ``axes`` are the names of rows and columns.
    """
    powers = [(text, lambda A, p=p: np.sign(A) * np.abs(A) ** p) for p, text in ODD.items()]
    powers += [(text, lambda A, p=p: np.abs(A) ** p) for p, text in EVEN.items()]
    found = [[(text.format(x=x), "", f)] for text, f in powers]
    for text, f in SHAPES.items():
        for s in SCALES:
            words = text.replace("({x} / {s})^2", "{x}^2").replace(" / {s}", "") if s == 1 else text
            words, times = words.format(x=x, s=f"{s:.4g}"), 1.0 if text.startswith(OF_RATIO) else s
            end = next((f", as of {loss}" for start, loss in KNOWN.items() if words.startswith(start)), "")
            found.append([(words, end, lambda A, f=f, s=s, times=times: times * f(A / s))])
    for words, w in _patterns(shape, axes).items():
        found.append([(x, f", {words}", lambda A, w=w: w * A)])
        found.append([(f"sign({x})", f", {words}", lambda A, w=w: w * np.sign(A))])
    for p, text in ((0, "1"), (1, x), (2, f"{x}^2")):
        sides = ((">", 1), ("<", -1))
        found.append(
            [(f"({text} where {x} {sign} 0)", "", lambda A, p=p, c=c: (c * A > 0) * A**p) for sign, c in sides]
        )
    return found


def _patterns(shape, axes):
    """By words, which entries of an array count and how much."""
    ones = np.ones(shape)
    found = {words: f(ones) for words, f in PATTERNS.items()}
    for axis, name in enumerate(axes):
        for words, f in ROWS.items():
            if name != "frame":
                words = words.replace("frame", name).replace("song", "matrix")
                words = re.sub(r"\bt\b", "j", re.sub(r"\bT\b", "n", words))
            found[words] = f(ones.swapaxes(0, axis)).swapaxes(0, axis)
    return found
