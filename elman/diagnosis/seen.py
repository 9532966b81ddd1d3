"""What a student's function gave on a song, ready to be compared with what an edited pass gives."""

import numpy as np

from elman.diagnosis.cases import SAME, shaped_like
from elman.diagnosis.variants import NUMBERS


class Seen:
    """A song and the gradients that a student's function gave on it; ``wrong`` are the parameters that are wrong.

    Differences below the part ``rtol`` of the largest entry are rounding.
    """

    def __init__(self, case, grads, rtol=SAME):
        self.case, self.song, self.grads, self.T, self.sizes = case, case.forward, grads, case.T, case.sizes
        self.wrong = [name for name in grads if not case.same(name, grads[name], rtol=rtol)]
        self._flat = {}
        for name, value in grads.items():
            slack = max(case.slack[name] * max(1.0, rtol / SAME), rtol * np.max(np.abs(value), initial=0.0))
            self._flat[name] = value.ravel(), np.sum(value**2), slack**2 * max(1, value.size)

    def factor(self, name, predicted):
        """c, where the student's gradient is c times the predicted one; else None."""
        s, square, slack = self._flat[name]
        if predicted.shape != self.grads[name].shape:
            predicted = shaped_like(predicted, self.grads[name])
            if predicted.shape != self.grads[name].shape:
                return None
        p = predicted.ravel()
        sp, pp = s @ p, p @ p
        if square + pp <= slack:
            return 1.0
        if not sp * sp >= (1 - 1e-6) * square * pp:  # Cauchy and Schwarz: far from proportional, or not finite
            return None
        off = s - p
        if off @ off <= slack:
            return 1.0
        if s.size < 2 or not sp:
            return None
        off = s - sp / pp * p
        return float(sp / pp) if off @ off <= slack else None


def nice(c):
    """A simple number that c is, but for rounding; else c.

    >>> nice(0.49999999999), nice(1 / 3 + 1e-12) == 1 / 3, nice(0.123456789)
    (0.5, True, 0.123456789)
    """
    for d in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000, 10000):
        if abs(c * d - round(c * d)) < 1e-7 * max(1.0, abs(c * d)):
            return round(c * d) / d
    whole = round(1 / c)
    return 1 / whole if abs(c * whole - 1) < 1e-9 else float(f"{c:.10g}")


def number(factors, songs):
    """One number, a key of `NUMBERS`, or a number and a key, that the factors on some songs are; else None."""
    if max(factors) - min(factors) <= 1e-7 * max(map(abs, factors)):
        return nice(factors[0])
    for name, f in NUMBERS.items():
        sizes = [f(*one.sizes) for one in songs]
        rest = [c / size for c, size in zip(factors, sizes, strict=True)] if all(sizes) else [0.0, 1.0]
        if max(rest) - min(rest) <= 1e-7 * max(map(abs, rest)) and abs(nice(rest[0]) * 1e4 % 1) < 1e-9:
            return name if nice(rest[0]) == 1 else (nice(rest[0]), name)
    return None


def multiplied(c):
    """What a factor does, in words."""
    return {0.0: "dropped", -1.0: "with the wrong sign", 2.0: "doubled", 0.5: "halved"}.get(c, f"times {c:.7g}")
