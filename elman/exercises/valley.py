"""Judge a student's spectral valley, and name the likely mistake. Notebook 12, "Describe half a second of sound"."""

import itertools

import numpy as np

from elman.exercises.answers import as_array, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.sound.bands import spectral_valley, spectrum, valley_edges
from elman.sound.frames import FRAME, RATE

CLOSE = 0.03
"""In units of the logarithm: rounding 40 per cent up or down is no mistake."""


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


def check_valley(function):
    """Judge ``function(S, edges) -> V``, for a magnitude spectrum S and the first bins of the bands.

    Parameters
    ----------
    function : callable
        S is an array (n_bins,), edges an array (n_bands + 1,) of bins; V is (n_bands,).

    Returns
    -------
    elman.exercises.verdict.Verdict

    Examples
    --------
    >>> check_valley(lambda S, edges: None)
    … Not done yet. Let the function return an array with one number for each band.
    """
    for name, S in spectra().items():
        edges = valley_edges(len(S), 22050.0)
        answer, words = attempt(function, S, edges)
        if words:
            return wrong(f"With {name}, {words}.")
        if answer is None:
            return not_yet("Let the function return an array with one number for each band.")
        V, true = as_array(answer), spectral_valley(S)
        if V is None:
            return wrong(
                f"With {name}, no array of finite numbers came back. The logarithm of 0 is not finite: add 1e-30 before it."
            )
        if V.shape != true.shape:
            return wrong(f"With {name}, shape {V.shape} came back; {true.shape} was expected, a number for each band.")
        error = np.abs(V - true)
        if error.max() > CLOSE:
            band = int(error.argmax())
            why = _why(V, S, edges, true)
            say = not_yet if why == AS_GIVEN else wrong
            return say(f"With {name}, band {band} gives {V[band]:.2f}, expected {true[band]:.2f}. {why}")
    return right("The valleys of noise, of tones and of silence are those of elman.sound.bands.spectral_valley.")


AS_GIVEN = "This is the mean of ALL magnitudes of the band: sort them, and take the lowest 40 per cent."
"""What the exercise begins with."""

MISTAKES = {
    AS_GIVEN: lambda low, all_: np.log(1e-30 + all_.mean()),
    "These are the HIGHEST 40 per cent, the peaks; the valley is at the other end.": lambda low, all_: np.log(
        1e-30 + np.sort(all_)[-len(low) :].mean()
    ),
    "This is the FIRST 40 per cent of the bins: sort the band by size first.": lambda low, all_: np.log(
        1e-30 + all_[: len(low)].mean()
    ),
    "This is a logarithm to base 10; the valley takes the natural one, np.log.": lambda low, all_: np.log10(
        1e-30 + low.mean()
    ),
    "The logarithm is missing.": lambda low, all_: low.mean(),
    "This is the mean of logarithms; take the mean first, then one logarithm.": lambda low, all_: np.log(
        1e-30 + low
    ).mean(),
    "This is the very lowest magnitude; take the mean of the lowest 40 per cent.": lambda low, all_: np.log(
        1e-30 + low.min()
    ),
    "These are squares: the valley takes the magnitudes S as they are.": lambda low, all_: np.log(
        1e-30 + (low**2).mean()
    ),
}


def _why(V, S, edges, true):
    """A word for an answer that a likely mistake gives."""
    bands = [S[low:high] for low, high in itertools.pairwise(edges)]
    lowest = [np.sort(band)[: max(1, round(0.4 * len(band)))] for band in bands]
    for word, mistaken in MISTAKES.items():
        values = [mistaken(low, band) for low, band in zip(lowest, bands, strict=True)]
        if np.abs(V - values).max() < CLOSE and np.abs(true - values).max() > CLOSE:
            return word
    return "For each band: sort its magnitudes, mean of the lowest 40 per cent, plus 1e-30, natural logarithm."
