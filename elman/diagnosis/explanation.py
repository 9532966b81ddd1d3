"""What the steps of a pass do not explain, explained by edits of the sums: the fewest kinds for all parameters together."""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.forward import X
from elman.diagnosis.looks import IMPOSSIBLE, Look, fresh
from elman.diagnosis.passes import RIGHT, Elsewhere, Sum, elementwise
from elman.diagnosis.seen import number
from elman.diagnosis.sum_edits import sum_edits
from elman.diagnosis.walk import signals, summed


class Explanation(NamedTuple):
    """``edits`` of the steps, ``sums``: pairs ((heading, times), {parameter: how}), and the parameters ``left`` unexplained."""

    edits: tuple
    sums: tuple
    left: tuple
    plan: object

    @property
    def cost(self):
        """The number of edits."""
        return len(self.edits) + len(self.sums)

    @property
    def price(self):
        """The number of edits; of as many, those of a whole pass go before one pass for one sum."""
        return self.cost, sum(isinstance(how, Elsewhere) for _, some in self.sums for how in some.values())


def with_sums(look, songs, names, network, single=()):
    """The explanation with the fewest kinds of edits of sums for what the steps leave.

    ``single`` are looks at passes with one edit, which may be made for one sum only.
    """
    todo = look.left(names)
    options = {name: _options(look, songs, name, network, single) for name in todo}
    left, chosen = [name for name in todo if options[name]], []
    while left:
        covered = {kind: [name for name in left if kind in options[name]] for name in left for kind in options[name]}
        kind = max(covered, key=lambda kind: len(covered[kind]))
        chosen.append((kind, {name: options[name][kind] for name in covered[kind]}))
        left = [name for name in left if name not in covered[kind]]
    plan = look.plan._replace(sums=look.plan.sums | {k: how for _, sums in chosen for k, how in sums.items()})
    return Explanation(look.edits, tuple(chosen), tuple(name for name in todo if not options[name]), plan)


def _options(look, songs, name, network, single):
    """Edits of one parameter's sum that explain it, by (heading, times)."""
    how = look.plan.sums[name]
    if not any(np.any(one.grads[name]) for one in songs):
        return {("missing", 0.0): how._replace(times=0.0)}
    if name in look.explained():
        times = number([f[name] for f in look.factors], songs)
        return {} if times is None else {("times", times): how._replace(times=times)}
    found = {}
    for heading, wrong in sum_edits(network, name, how):
        times = _times(name, wrong, songs, look.signals)
        if times is not None:
            found.setdefault((heading, times), wrong if times == 1.0 else wrong._replace(times=times))
    for other in single if not look.edits else ():
        if name in other.explained() and all(f[name] == 1.0 for f in other.factors):
            found.setdefault((f"{other.edits[0].name}, for", 1.0), Elsewhere(other.plan, name, other.edits[0]))
    return found


def _times(name, how, songs, found):
    """The factor with which a sum explains a parameter on all songs; None where it does not."""
    factors = []
    for one, of_song in zip(songs, found, strict=True):
        try:
            factors.append(one.factor(name, summed(how, one.song, of_song)))
        except IMPOSSIBLE:
            return None
        if factors[-1] is None:
            return None
    return number(factors, songs)


def with_own_signals(seen, names, network):
    """The sums explained with the student's own dZ, for steps that no edit explains; None where it cannot be had.

    dW_x = X^T dZ can be solved for dZ where a song has as many inputs as frames. It is the student's if another sum agrees.
    """
    right = RIGHT[network]
    own = {how.right: k for k, how in right.sums.items() if isinstance(how, Sum) and how.left == elementwise(X)}
    songs = [
        one for one in seen if one.wrong and 1 < one.T <= one.case.n_in and all(k in one.grads for k in own.values())
    ]
    if not songs:
        return None
    plan, found = fresh(right, network), [signals(right, one.song) for one in songs]
    for one, of_song in zip(songs, found, strict=True):
        of_song |= {name: np.linalg.lstsq(one.case.X.T, one.grads[k], rcond=None)[0] for name, k in own.items()}
    factors = [
        {k: one.factor(k, summed(plan.sums[k], one.song, f)) for k in names}
        for one, f in zip(songs, found, strict=True)
    ]
    look = Look((), plan, found, [{k: c for k, c in known.items() if c is not None} for known in factors])
    follow = {k for k in look.explained() if not k.endswith("y")} - set(own.values())
    if not follow:
        return None
    one, wrong = with_sums(look, songs, names, network), {k for some in songs for k in some.wrong}
    return one._replace(
        left=tuple(k for k in names if k in wrong and (k in one.left or k in follow or k in own.values()))
    )
