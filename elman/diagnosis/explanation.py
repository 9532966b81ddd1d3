"""What the steps of a pass do not explain, explained by edits of the sums: the fewest kinds for all parameters together."""

from typing import NamedTuple

import numpy as np

from elman.diagnosis.looks import IMPOSSIBLE
from elman.diagnosis.seen import number
from elman.diagnosis.sum_edits import sum_edits
from elman.diagnosis.walk import summed


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


def with_sums(look, songs, names, network):
    """The explanation with the fewest kinds of edits of sums for what the steps leave."""
    todo = look.left(names)
    options = {name: _options(look, songs, name, network) for name in todo}
    left, chosen = [name for name in todo if options[name]], []
    while left:
        covered = {kind: [name for name in left if kind in options[name]] for name in left for kind in options[name]}
        kind = max(covered, key=lambda kind: len(covered[kind]))
        chosen.append((kind, {name: options[name][kind] for name in covered[kind]}))
        left = [name for name in left if name not in covered[kind]]
    plan = look.plan._replace(sums=look.plan.sums | {k: how for _, sums in chosen for k, how in sums.items()})
    return Explanation(look.edits, tuple(chosen), tuple(name for name in todo if not options[name]), plan)


def _options(look, songs, name, network):
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
