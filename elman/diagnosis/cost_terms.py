"""Of which formulas is a derivative made? Read in songs of two sizes, by least squares.

One question for losses and for penalties: an array A gives a derivative g(A), in a student's gradient or as that of a
student's cost; how many times the derivative of which known formula is it? The factors on two songs are a number, or a
number and powers of quantities of the songs.
"""

import numpy as np

from elman.diagnosis.cost_formulas import Term
from elman.diagnosis.seen import nice

_SIZES = [("T",), ("n_out",), ("T", "n_out"), ("n_hidden",), ("n_in",), ("T", "n_hidden"), ("(T + 1)",), ("(T - 1)",)]

_POWERS = [
    *[((count, -1),) for count in ("W.size", "len(W)", "W.shape[1]")],
    *[tuple((size, p) for size in sizes) for sizes in _SIZES for p in (1, -1, 0.5, -0.5)],
    (("T", 1), ("(T - 1)", -1)),
    (("T", 1), ("n_out", 1), ("(T n_out - 1)", -1)),
    (("n_out", 1), ("n_hidden", -1)),
    (("n_out", 1), ("n_in", -1)),
    (("rmse", -1),),
    (("n_weights", -1),),
    (("loss", 1),),
    (("l1", 1),),
    (("l2", 1),),
]
POWERS = [(), *_POWERS, *[(("learning_rate", 1), *some) for some in ((), *_POWERS)]]
"""What a factor may depend on, as powers of quantities of the song."""


def terms_of(songs, where):
    """What the songs of each key tell, a tuple of terms; None where it is nothing known.

    Keys of which the same is told share its factor.
    """
    read, found, alike, tried = {}, {}, {}, []
    for k, some in songs.items():
        read[k] = _solved(some, where, tried)
    for k, some in read.items():
        alike.setdefault(None if some is None else tuple(some), []).append(k)
    for formulas, keys in alike.items():
        for k in keys:
            found[k] = None
            for those in (keys, [k]) if formulas is not None else ():
                known = [song.quantities for key in those for song in songs[key]]
                factors = [scaled([c for key in those for c in read[key][formula]], known) for formula in formulas]
                if None not in factors:
                    found[k] = tuple(Term(*one, formula) for one, formula in zip(factors, formulas, strict=True))
                    break
    return found


def scaled(factors, known):
    """(number, powers) that give the factors on some songs, from the quantities known of each; None where nothing does."""
    for powers in POWERS:
        if all(some.get(name) for some in known for name, _ in powers):
            rest = [
                c / np.prod([some[name] ** p for name, p in powers]) for c, some in zip(factors, known, strict=True)
            ]
            c = nice(float(rest[0])) if rest[0] else 0.0
            if np.ptp(rest) <= 1e-7 * np.abs(rest).max() and (not powers or abs(c * 1e4 % 1) < 1e-9):
                return c, powers
    return None


@np.errstate(all="ignore")
def _solved(songs, where, tried):
    """By formula, its factor on each song; None where nothing known gives what is seen.

    ``tried`` are the numbers of candidates that were right elsewhere.
    """
    seen = [song.seen(where) for song in songs]
    if not all(np.isfinite(some).all() for some in seen):
        return None
    if all(np.abs(some).max() < 1e-7 for some in seen):
        return {}
    if where == "cost" and all(song.follows() for song in songs):
        seen = [song.seen("gradient") for song in songs]  # exactly
    tables = [song.candidates() for song in songs]
    pairs = [[table[0] + one for one in table[1:] if len(one) == 1] for table in tables]
    table = [*zip(*tables, strict=True), *zip(*pairs, strict=True)]
    table.sort(key=lambda one: any(not formula.name or formula.end for formula, *_ in one[0]))  # numbers first
    for n in (*(n for n in tried if n < len(table)), *range(len(table))):
        fits = []
        for song, y, some in zip(songs, seen, table[n], strict=True):
            few = [song.known(one, len(some) + 1) for one in some]  # most candidates fail at once
            fit = None
            if not all(map(np.any, few)) or fitted(y[: len(some) + 1], few) is not None:
                fit = fitted(y, [song.known(one) for one in some])
            fits.append(fit)
            if fit is None:
                break
        else:
            tried.append(n)
            return _named(songs, table[n], np.array(fits))
    return None


def fitted(y, columns):
    """By least squares, how many times each column makes y; None where they do not."""
    A = np.array(columns)
    if not np.isfinite(A).all() or not A.any(axis=1).all():
        return None
    x = A @ y / (A @ A.T)[0] if len(A) == 1 else np.linalg.lstsq(A.T, y, rcond=None)[0]
    return np.where(np.abs(x) > 1e-6, x, 0.0) if np.abs(x @ A - y).max() <= 1e-6 * np.abs(y).max() else None


def _named(songs, candidates, fits):
    """By formula, its factor on each song; without the number that it is, where this is not what the cost is."""
    used = np.flatnonzero(fits.any(axis=0))
    is_it = all(
        all(some[n][1] for n in used) and song.adds_up([(x[n], some[n][1]) for n in used])
        for song, some, x in zip(songs, candidates, fits, strict=True)
    )
    formulas = [candidates[0][n][0] for n in used]
    return {f if is_it else f.derivative: tuple(fits[:, n]) for f, n in zip(formulas, used, strict=True)}
