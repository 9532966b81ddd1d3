"""Which loss a cost has, read by experiments: dY as a function of E, of the targets or of Y.

The dY of a student's gradient is solved for from dW_hy and db_y, where there are more hidden units than frames; the
derivative of a cost is taken by central differences.
"""

import re
from dataclasses import replace

import numpy as np

from elman.diagnosis.cases import Case
from elman.diagnosis.cost_cases import COST
from elman.diagnosis.cost_experiments import STEP, Experiment, Sizes
from elman.diagnosis.curves import JOINT, Curve, curve_of, in_both
from elman.diagnosis.seen import nice, number
from elman.diagnosis.words import number as times_text
from elman.network.losses import LOSSES

SIZES = ((4, 2, 8, 3), (3, 4, 7, 5))
"""T, n_in, n_hidden, n_out of two songs, so that a factor which depends on them is seen."""


class OfLoss(Experiment):
    """dY without penalties as a function of E = Y - targets, for a Y that is kept, of a linear or tanh output."""

    def __init__(self, function, settings, network, sizes):
        super().__init__(function, replace(settings, l1=0.0, l2=0.0), network, sizes)
        self.H = Case(self.params, self.X, 0 * self.Y, network=network).cache.H[1:]
        self.slope = 1 - self.Y**2 if settings.output == "tanh" else np.ones(self.Y.shape)
        A = np.arctanh(self.Y) if settings.output == "tanh" else self.Y
        self.back = np.linalg.pinv(self.H)
        self.params = self.params | {"W_hy": self.back @ A, "b_y": np.zeros(sizes[3])}

    def of_gradient(self, E, at=None):
        """The student's dY; None where dW_hy and db_y are not sums of one dA."""
        grads = self.called(targets=self.Y - E)
        if not {"W_hy", "b_y"} <= {*grads}:
            return None
        M = np.vstack([self.H.T, np.ones(len(E))])
        b = np.vstack([grads["W_hy"], grads["b_y"]])
        dA = np.linalg.lstsq(M, b, rcond=None)[0]
        return dA / self.slope if np.abs(M @ dA - b).max() <= 1e-8 * max(1e-9, np.abs(b).max()) else None

    def of_cost(self, E, at=None):
        """The derivative of the student's cost with respect to Y, or to one entry of it."""
        found = np.zeros(E.shape)
        for t, k in [at] if at is not None else np.ndindex(*E.shape):
            step = np.zeros(self.params["W_hy"].shape)
            step[:, k] = STEP * self.back[:, t]
            costs = [self.cost(E, self.params | {"W_hy": self.params["W_hy"] + s * step}) for s in (1, -1)]
            found[t, k] = (costs[0] - costs[1]) / (2 * STEP)
        return found / self.slope

    def cost(self, E, params=None):
        """The number alone; nan where there is none."""
        return float(self.called(params, self.Y - E).get(COST, np.nan))

    def right_dY(self, E):
        """The derivative of the right loss."""
        return LOSSES[self.settings.loss][1](self.Y, self.Y - E)

    def follows(self):
        """Whether the student's dY is the derivative of the student's cost."""
        E = self.Y - self.targets
        dY, slopes = self.of_gradient(E), self.of_cost(E)
        return dY is not None and bool(np.abs(dY - slopes).max() < 1e-6 * np.abs(dY).max())

    def curve(self, read):
        """``read``, of_gradient or of_cost, as a function of E: (Curve of dY T n_out, what it is divided by)."""
        n = self.Y.size

        def entries(E, at=None, divisor=lambda E: 1.0):
            dY = read(E, at)
            return None if dY is None else dY * n * divisor(E)

        found = {}
        for words, f in {"": lambda E: 1.0, " rmse": lambda E: np.sqrt(np.mean(E**2)), " C": self.cost}.items():
            found[words] = curve_of(lambda E, at=None, f=f: entries(E, at, f), self.Y.shape, "E", ("frame", "output"))
            if found[words] and found[words].times is not None:
                return found[words], words
            of_targets = self._of_targets(lambda E, f=f: entries(E, None, f))
            if of_targets:
                return of_targets, words
        return found[""], ""

    def _of_targets(self, entries):
        """The same where E is multiplied or divided by something of the targets or of Y."""
        small, E = np.full(self.Y.shape, 0.1), self.Y - self.targets
        y, all_of_E = entries(small), entries(E)
        if y is None or all_of_E is None or not np.isfinite([y, all_of_E]).all() or not y.all():
            return None
        for words, f in _FACTORS.items():
            for power in (-1, -2, 1):
                root = (np.abs(y) ** (1 / power) * (1 if power == -2 else np.sign(y))).ravel()
                A, B = (
                    np.column_stack([0 * d.ravel() + 1, f(self.Y, d).ravel()]) for d in (self.Y - small, self.targets)
                )
                c, s = np.linalg.lstsq(A, root, rcond=None)[0]
                if (
                    abs(s) < 1e-9
                    or np.abs((B @ (c, s)) ** power * E.ravel() / 0.1 - all_of_E.ravel()).max()
                    > 1e-5 * np.abs(all_of_E).max()
                ):
                    continue
                what = words if abs(c / s) < 1e-4 else f"({words} {'+' if c * s > 0 else '-'} {abs(c / s):.3g})"
                what = f"E {'*' if power == 1 else '/'} {what}{'^2' if power == -2 else ''}"
                return Curve(nice(float(f"{abs(s) ** power * (1 if power == -2 else np.sign(s)) / 0.1:.6g}")), what)
        return None

    def pass_on(self, n=3):
        """Pairs (case, gradients), the cases with the student's own dY: what the backward pass makes of it."""
        pairs, rng = [], np.random.default_rng(2)
        for _ in range(n):
            E = rng.standard_normal(self.Y.shape)
            dY, grads = self.of_gradient(E), self.called(targets=self.Y - E)
            if dY is not None:
                case = Case(self.params, self.X, dY, network=self.network, output=self.settings.output)
                pairs.append((case, {k: grads[k] for k in case.right}))
        return pairs


_FACTORS = {
    "targets": lambda Y, d: d,
    "|targets|": lambda Y, d: np.abs(d),
    "targets^2": lambda Y, d: d**2,
    "Y": lambda Y, d: Y,
    "|Y|": lambda Y, d: np.abs(Y),
}
"""By what E may be multiplied or divided: functions of Y and the targets d."""


def told_of_loss(songs, which):
    """(dY as an equation in E, words), read from two songs ("of_gradient" or "of_cost"); empty where nothing is seen."""
    if not songs:
        return "", ""
    reads = [getattr(song, which) for song in songs]
    seen = _clipped(songs, reads) or _linear(songs, reads) or _added(songs, reads) or _times_right(songs, reads)
    if seen:
        return seen
    (one, divided), (other, also) = (song.curve(read) for song, read in zip(songs, reads, strict=True))
    if one is None or other is None or (one.formula, divided) != (other.formula, also):
        return "", ""
    one = one._replace(where=in_both(one, other))
    if one.formula == JOINT:
        return "", "An entry of dY is not a function of its own E alone."
    words = next((f"As of {loss}." for loss, form in KNOWN.items() if re.fullmatch(form, one.formula)), "")
    words += " C is your cost." if "C" in divided else ""
    if one.times is None:
        return f"T n_out dY = {one.text()}", ""
    times = number([one.times, other.times], [Sizes(sizes) for sizes in SIZES])
    return (
        ("", "")
        if times is None
        else (f"dY = {one._replace(times=times).text(f' / (T n_out{divided})')}", words.strip())
    )


def _clipped(songs, reads):
    """(dY as an equation, words) where the right dY is clipped, whatever the sizes; else None."""
    limits = set()
    for song, read in zip(songs, reads, strict=True):
        E = np.random.default_rng(4).standard_normal(song.Y.shape) * np.geomspace(0.1, 100, len(song.Y))[:, None]
        dY, right = read(E), song.right_dY(E)
        if dY is None or not np.isfinite(dY).all():
            return None
        c = np.abs(dY).max()
        if c > 0.99 * np.abs(right).max() or np.abs(dY - np.clip(right, -c, c)).max() > 1e-5 * c:
            return None
        limits.add(f"{c:.4g}")
    c = limits.pop()
    return None if limits else (f"dY = the right one, clipped to values between -{c} and {c}", "")


def _linear(songs, reads):
    """(dY as an equation, words) where dY is a sum of Y and the targets with wrong factors; else None."""
    found = []
    for song, read in zip(songs, reads, strict=True):
        E = np.random.default_rng(6).standard_normal(song.Y.shape)
        dY = read(E)
        if dY is None or not np.isfinite(dY).all():
            return None
        A, b = np.column_stack([song.Y.ravel(), (song.Y - E).ravel()]), (dY * dY.size).ravel()
        c = np.linalg.lstsq(A, b, rcond=None)[0]
        if np.abs(A @ c - b).max() > 1e-6 * np.abs(b).max():
            return None
        found.append(tuple(float(f"{x:.4g}") for x in c))
    (y, d), other = found
    if (y, d) != other or not y or not d or y == -d:
        return None
    return f"dY = ({times_text(y)}Y {'-' if d < 0 else '+'} {times_text(abs(d))}targets) / (T n_out)", ""


def _times_right(songs, reads):
    """(dY as an equation, words) where dY is right but for a factor that differs from song to song; else None."""
    factors = []
    for song, read in zip(songs, reads, strict=True):
        for seed in range(3):
            E = (1 + seed) * np.random.default_rng(seed).standard_normal(song.Y.shape)
            dY, right = read(E), song.right_dY(E).ravel()
            if dY is None or not np.isfinite(dY).all():
                return None
            factors.append(right @ dY.ravel() / (right @ right))
            if np.abs(dY.ravel() - factors[-1] * right).max() > 1e-5 * np.abs(dY).max():
                return None
    if np.ptp(factors[:3]) < 1e-5 * abs(factors[0]):
        return None
    return "dY = c times the right one, where c differs from song to song", ""


def _added(songs, reads):
    """(dY as an equation, words) where something is added to the right dY that is the same for all targets; else None."""
    for song, read in zip(songs, reads, strict=True):
        rng = np.random.default_rng(5)
        some = [rng.standard_normal(song.Y.shape) for _ in range(3)]
        found = [read(E) for E in some]
        if any(dY is None for dY in found):
            return None
        rest = [dY - song.right_dY(E) for dY, E in zip(found, some, strict=True)]
        if np.abs(rest[0]).max() < 1e-6 or max(np.abs(rest[0] - other).max() for other in rest[1:]) > 1e-7:
            return None
    return "dY = the right one + a part that no target changes", "Is there a penalty on the outputs?"


KNOWN = {
    "Huber's loss": r"clip\(E.*",
    "the loss log(cosh(E))": r"tanh\(E.*",
    "Cauchy's loss, log(1 + E^2)": r"E / \(1 \+ \(?E.*\^2\)",
    "a quantile (pinball) loss": r"\(\S+ where E > 0, -\S+ where E < 0\)",
    "the absolute error": r"sign\(E\)",
}
"""Losses with a name, and what their derivative looks like."""
