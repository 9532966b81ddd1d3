"""On which scale labels were given, and how they come to lie between -1 and 1.

A value x on a scale from low to high becomes::

    y = 2 (x - low) / (high - low) - 1

Notebook 01, "Look at a song as a matrix".
"""

import math

import numpy as np

from elman.errors import InputError, quoted

UNIT = (-1.0, 1.0)
"""The scale of every target and prediction."""

NARROWER = ((0.0, 1.0), (-0.5, 0.5))
"""Scales in use whose values are all possible on `UNIT` too."""


def read_scale(scale):
    """The ends of a scale, from a pair of numbers or a text such as ``1..9``.

    Raises
    ------
    InputError
        Something else, or ends that do not rise.

    Examples
    --------
    >>> read_scale("1..9"), read_scale("-.5..0.5"), read_scale((0, 1))
    ((1.0, 9.0), (-0.5, 0.5), (0.0, 1.0))
    """
    ends = scale.split("..", 1) if isinstance(scale, str) else scale
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError, OverflowError):
        low, high = math.nan, math.nan
    if not (math.isfinite(high - low) and low < high):
        raise InputError(
            f"scale {quoted(scale)}: the lowest and the highest value of the labels were expected, as 1..9 or 0..1"
        )
    return low, high


def name_scale(scale):
    """A scale as it is written on the command line.

    >>> name_scale((-0.5, 0.5))
    '-0.5..0.5'
    """
    return "{:g}..{:g}".format(*scale)


def convert(values, scale):
    """Values on a scale, as values from -1 to 1; those that are so already stay the same bits.

    >>> convert(np.array([1.0, 5.0, 9.0]), (1, 9)).tolist()
    [-1.0, 0.0, 1.0]
    """
    low, high = scale
    return values if scale == UNIT else 2 * ((values - low) / (high - low)) - 1


def check_label(value, scale, where, declared):
    """Raise InputError where a label is not on its scale; ``where`` says file, row and column."""
    low, high = scale
    if not low <= value <= high:
        advice = "" if declared else "; labels on another scale are converted where it is declared: --scale 1..9, say"
        raise InputError(f"{where}: {value:g} is out of range; a label from {low:g} to {high:g} was expected{advice}")


def remark(path, curves, scale, declared):
    """What must be told about the scale of the labels in a file: a list of one note, or of none.

    Parameters
    ----------
    path : path of the file
    curves : collection of arrays (T, 2)
        The labels of each song, before they were converted.
    scale : pair of float
    declared : bool
        Whether the caller, or the form of the file, said so; if not, `UNIT` was assumed.
    """
    if scale != UNIT:
        return [f"the labels in {path} were converted from the scale {name_scale(scale)} to -1..1"]
    if declared or not len(curves):
        return []
    low = min(float(np.min(values)) for values in curves)
    high = max(float(np.max(values)) for values in curves)
    for narrow in NARROWER:
        if narrow[0] <= low and high <= narrow[1]:
            return [
                f"the labels in {path} all lie from {low:g} to {high:g}; they were taken as values from -1 to 1, as the "
                f"file does not say otherwise. If their scale is {name_scale(narrow)}, declare it: --scale "
                f"{name_scale(narrow)}"
            ]
    return []
