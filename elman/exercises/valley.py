"""Judge a student's spectral valley. The exercise of notebook 12, "Describe half a second of sound"."""

import itertools
from functools import cache

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question
from elman.sound.bands import spectrum, valley_edges
from elman.sound.frames import FRAME, RATE

SHARE = 0.4
"""Of the magnitudes in a band, the lowest: the valley is their mean."""


def check_valley(valley):
    """Judge ``valley(S, edges) -> V``, for a magnitude spectrum S and the first bins of the bands.

    Parameters
    ----------
    valley : callable
        S is an array (n_bins,), edges an array (n_bands + 1,) of bins; V is (n_bands,).

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_valley(lambda S, edges: None)
    … Not done yet. Let valley return an array with one number for each band.
    """
    questions = [Question(f"With {name}", (S, valley_edges(len(S), 22050.0))) for name, S in spectra().items()]
    return judge(
        valley,
        "valley(S, edges)",
        questions,
        right=(_right, _valleys(lambda band: _lowest(band, np.floor)), _valleys(lambda band: _lowest(band, np.ceil))),
        mistakes=MISTAKES,
        names="V",
        todo="Let valley return an array with one number for each band.",
        praise="The valleys of noise, of tones and of silence are those of elman.sound.bands.spectral_valley.",
        look="For each band: sort its magnitudes, mean of the lowest 40 per cent, plus 1e-30, natural logarithm.",
    )


@cache
def spectra():
    """What a function is tried on: noise, a tone in faint noise, two tones, and silence."""
    rng, t = np.random.default_rng(0), np.arange(FRAME) / RATE
    noise = rng.standard_normal(FRAME)
    sounds = {
        "noise": 0.1 * noise,
        "a tone in faint noise": 0.5 * np.sin(2 * np.pi * 440 * t) + 1e-4 * noise,
        "two tones and a hum": 0.3 * np.sin(2 * np.pi * 300 * t) + 0.2 * np.sin(2 * np.pi * 5000 * t) + 1e-3 * noise,
        "silence": np.zeros(FRAME),
    }
    return {name: spectrum(sound) for name, sound in sounds.items()}


def _lowest(band, rounded=np.round, share=SHARE):
    """The lowest magnitudes of a band; rounding their number up or down is not a mistake."""
    return np.sort(band)[: max(1, int(rounded(share * len(band))))]


def _log_of_mean(magnitudes):
    return np.log(1e-30 + magnitudes.mean())


def _valleys(of_band, value=_log_of_mean, longer=0):
    """A function of (S, edges) that takes ``value`` of ``of_band`` of each band; bands may be some bins too long."""
    return lambda S, edges: np.array(
        [value(of_band(S[low : high + longer])) for low, high in itertools.pairwise(edges)]
    )


_right = _valleys(_lowest)

AS_GIVEN = "This is the mean of ALL magnitudes of the band: sort them, and take the lowest 40 per cent."
"""What the exercise begins with."""

MISTAKES = [
    Mistake(AS_GIVEN, _valleys(lambda band: band), open=True),
    Mistake("V still holds zeros.", lambda S, edges: np.zeros(len(edges) - 1), open=True),
    Mistake(
        "These are the HIGHEST 40 per cent, the peaks; the valley is at the other end.",
        _valleys(lambda band: -_lowest(-band)),
    ),
    Mistake(
        "This is the FIRST 40 per cent of the bins: sort the band by size first.",
        _valleys(lambda band: band[: max(1, round(SHARE * len(band)))]),
    ),
    *(
        Mistake(
            f"These are the lowest {100 * share:g} per cent; take the lowest 40.",
            _valleys(lambda band, s=share: _lowest(band, share=s)),
        )
        for share in (0.04, 0.1, 0.2, 0.3, 0.5, 0.6)
    ),
    Mistake(
        "This is the very lowest magnitude; take the mean of the lowest 40 per cent.",
        _valleys(lambda band: band, lambda m: np.log(1e-30 + m.min())),
    ),
    Mistake(
        "These are the 40 lowest magnitudes; take the lowest 40 per cent.", _valleys(lambda band: np.sort(band)[:40])
    ),
    Mistake(
        "This is the median of the lowest 40 per cent; take their mean.",
        _valleys(_lowest, lambda m: np.log(1e-30 + np.median(m))),
    ),
    Mistake(
        "This is the median of the whole band.", _valleys(lambda band: band, lambda m: np.log(1e-30 + np.median(m)))
    ),
    Mistake(
        "This is the largest of the lowest 40 per cent; take their mean.",
        _valleys(_lowest, lambda m: np.log(1e-30 + m.max())),
    ),
    Mistake(
        "This is the 40 per cent quantile, one number; take the mean of what lies below it.",
        _valleys(lambda band: band, lambda m: np.log(1e-30 + np.quantile(m, SHARE))),
    ),
    Mistake(
        "This is the sum of the lowest 40 per cent; take their mean.",
        _valleys(_lowest, lambda m: np.log(1e-30 + m.sum())),
    ),
    Mistake(
        "This is a logarithm to base 10; the valley takes the natural one, np.log.",
        _valleys(_lowest, lambda m: np.log10(1e-30 + m.mean())),
    ),
    *(
        Mistake(
            "This is in decibels; the valley takes the natural logarithm, np.log.",
            _valleys(_lowest, lambda m, f=f: f * np.log10(1e-30 + m.mean())),
        )
        for f in (10, 20)
    ),
    Mistake("The logarithm is missing.", _valleys(_lowest, lambda m: m.mean())),
    Mistake("The logarithm is missing.", _valleys(_lowest, lambda m: 1e-30 + m.mean())),
    Mistake(
        "1e-30 must be added inside the logarithm, before it is taken: that of 0 is not finite.",
        _valleys(_lowest, lambda m: np.log(m.mean())),
    ),
    Mistake(
        "This is the mean of logarithms; take the mean first, then one logarithm.",
        _valleys(_lowest, lambda m: np.log(1e-30 + m).mean()),
    ),
    Mistake(
        "These are squares: the valley takes the magnitudes S as they are.",
        _valleys(_lowest, lambda m: np.log(1e-30 + (m**2).mean())),
    ),
    Mistake(
        "The logarithm is taken of the peaks' mean minus the valley's.",
        _valleys(lambda b: b, lambda b: np.log(1e-30 + (-_lowest(-b)).mean() - _lowest(b).mean())),
    ),
    Mistake("Each band is one bin too long: it ends before edges[b + 1].", _valleys(_lowest, longer=1)),
    Mistake("Each band is one bin too short: its last bin is edges[b + 1] - 1.", _valleys(_lowest, longer=-1)),
]
