"""How good a curve is: root mean squared error, Pearson's correlation and Lin's concordance, pooled over frames or per song.

Conventions: a curve is an array (T, n_emotions), reference and estimate have one shape, and a list of curves has one
entry per song. Both correlations are undefined, and returned as nan, where reference or estimate does not vary.

Pooled and per-song scores answer different questions. Pooled over all frames, r is dominated by the differences
*between* songs; per song, only the movement *within* a song counts. They must not be compared with each other.

Source: MediaEval 2015, *Emotion in Music*; the paper, Table 1. Notebook 13, "Judge the judge".
"""

import numpy as np

from elman.errors import InputError

ROUNDING = 1e-12
"""What numbers may vary by, as a part of the largest, and still be equal but for rounding."""
LARGEST = 1e100
"""What a curve may hold: the squares of much larger numbers are beyond what a float can hold."""


def rmse(reference, estimate):
    """sqrt(mean((estimate - reference)^2)) over axis 0.

    Parameters
    ----------
    reference, estimate : arrays (T,) or (T, n_emotions)

    Returns
    -------
    float or array (n_emotions,)

    Examples
    --------
    >>> float(rmse(np.array([0.0, 0.0]), np.array([3.0, 4.0])))  # sqrt((9 + 16) / 2)
    3.5355339059327378
    """
    expect_alike(reference, estimate)
    return np.sqrt(np.mean(np.subtract(estimate, reference) ** 2, axis=0))


def pearson(reference, estimate):
    """r = cov(reference, estimate) / (std(reference) std(estimate)) over axis 0; nan where either is constant (see `varies`).

    Parameters
    ----------
    reference, estimate : arrays (T,) or (T, n_emotions)

    Returns
    -------
    float or array (n_emotions,)

    Examples
    --------
    >>> float(pearson(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])))
    1.0
    >>> float(pearson(np.array([1.0, 2.0, 3.0]), np.array([5.0, 5.0, 5.0])))
    nan
    """
    expect_alike(reference, estimate)
    x, y = reference - np.mean(reference, axis=0), estimate - np.mean(estimate, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y = (d / np.max(np.abs(d), axis=0) for d in (x, y))  # r is the same, and no square is too small or too large
        r = np.sum(x * y, axis=0) / np.sqrt(np.sum(x**2, axis=0) * np.sum(y**2, axis=0))
    return np.where(varies(reference) & varies(estimate), np.clip(r, -1.0, 1.0), np.nan)[()]


def concordance(reference, estimate):
    """Concordance correlation coefficient (CCC) over axis 0; nan where either is constant (see `varies`)::

        CCC = 2 cov(x, y) / (var(x) + var(y) + (mean(x) - mean(y))^2)

    With r the correlation, CCC = r C, where 0 < C <= 1 falls as means or standard deviations differ: 1 only where the curves
    are equal, while r is 1 on every rising line. (For one constant curve the formula would give 0; such songs are left out
    all the same, so that r and CCC are means over the same songs.)

    Parameters
    ----------
    reference, estimate : arrays (T,) or (T, n_emotions)

    Returns
    -------
    float or array (n_emotions,)

    Notes
    -----
    Source: L. I.-K. Lin, A concordance correlation coefficient to evaluate reproducibility, Biometrics 45 (1989), with
    1/T in variances and covariance. Notebook 13, "Judge the judge".

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0])
    >>> [round(float(concordance(x, y)), 3) for y in (x, x + 1, 2 * x)]  # r is 1 each time
    [1.0, 0.571, 0.364]
    """
    expect_alike(reference, estimate)
    m_x, m_y = np.mean(reference, axis=0), np.mean(estimate, axis=0)
    x, y, apart = reference - m_x, estimate - m_y, m_x - m_y
    with np.errstate(divide="ignore", invalid="ignore"):
        largest = np.max([np.max(np.abs(x), axis=0), np.max(np.abs(y), axis=0), np.abs(apart)], axis=0)
        x, y, apart = (
            x / largest,
            y / largest,
            apart / largest,
        )  # CCC stays the same; no square is too small or too large
        ccc = 2 * np.mean(x * y, axis=0) / (np.mean(x**2, axis=0) + np.mean(y**2, axis=0) + apart**2)
    return np.where(varies(reference) & varies(estimate), np.clip(ccc, -1.0, 1.0), np.nan)[()]


def varies(numbers):
    """Whether numbers vary by more than rounding, over axis 0: ``max - min > 1e-12 max(abs(numbers))``.

    Equal numbers that were computed in different ways differ in their last digits. What varies by no more has no
    correlation, and nothing can be learned from it.

    Parameters
    ----------
    numbers : array (T,) or (T, n)

    Returns
    -------
    bool or array of bool (n,)

    Examples
    --------
    >>> varies(np.array([[0.1, 0.1], [0.1, 0.3 - 0.2], [0.1, 0.2]]))
    array([False,  True])
    >>> bool(varies(np.array([0.1, 0.3 - 0.2])))
    False
    """
    highest, lowest = np.max(numbers, axis=0), np.min(numbers, axis=0)
    return highest - lowest > ROUNDING * np.maximum(highest, -lowest)


def expect_alike(reference, estimate):
    """Raise InputError unless two curves are real numbers in one shape, not empty: NumPy would broadcast others silently.

    A mask would be passed over by some sums and not by others, and a correlation of complex numbers would be complex.
    """
    if np.shape(reference) != np.shape(estimate) or not np.size(reference):
        raise InputError(f"reference {np.shape(reference)} and estimate {np.shape(estimate)} must be alike")
    for what, curve in (("reference", reference), ("estimate", estimate)):
        if np.ma.is_masked(curve):
            raise InputError(f"the {what} has masked entries; leave out their frames, in reference and estimate")
        if (dtype := np.asarray(curve).dtype).kind not in "fiub":
            raise InputError(f"the {what} is of type {dtype}; real numbers were expected")


def check_curves(references, estimates, names=None):
    """Raise InputError unless references and estimates can be compared.

    Raises
    ------
    InputError
        Different numbers of songs, different shapes, empty curves, or numbers that are not finite or beyond `LARGEST`;
        names the song and the frame.
    """
    if len(references) != len(estimates) or not len(references):
        raise InputError(
            f"{len(references)} reference curves and {len(estimates)} estimates: one of each per song was expected"
        )
    for n, (reference, estimate) in enumerate(zip(references, estimates, strict=True)):
        song = f"song {names[n] if names is not None else n}"
        try:
            expect_alike(reference, estimate)
        except InputError as error:
            raise InputError(f"{song}: {error}") from None
        for what, curve in (("reference", reference), ("estimate", estimate)):
            if not np.isfinite(curve).all():
                frame = int(np.argwhere(~np.isfinite(curve))[0, 0])
                raise InputError(f"{song}: the {what} is not a finite number in frame {frame}")
            if (largest := np.max(np.abs(curve))) > LARGEST:
                raise InputError(f"{song}: the {what} holds {largest:g}; numbers of at most {LARGEST:g} were expected")


def pooled(references, estimates):
    """Scores over the frames of all songs put end to end (the paper's cross-validation half).

    Parameters
    ----------
    references, estimates : lists of arrays (T_i, n_emotions)

    Returns
    -------
    dict
        ``rmse``, ``r``, ``ccc``, ``rmse_over_std`` (the error in units of the reference's standard deviation; a constant
        prediction of the mean scores 1), each an array (n_emotions,); ``n_songs``, ``n_frames``.
    """
    check_curves(references, estimates)
    reference, estimate = np.concatenate(references), np.concatenate(estimates)
    error = rmse(reference, estimate)
    return {
        "rmse": error,
        "r": pearson(reference, estimate),
        "ccc": concordance(reference, estimate),
        "rmse_over_std": _over_std(error, references),
        "n_songs": len(references),
        "n_frames": len(reference),
    }


def _over_std(error, references):
    """The error over the standard deviation of all reference frames; nan where the reference does not vary."""
    reference = np.concatenate(references)
    return np.divide(error, np.std(reference, axis=0), out=np.full_like(error, np.nan), where=varies(reference))


def each_song(references, estimates):
    """``rmse``, ``r`` and ``ccc`` of every song, each an array (n_songs, n_emotions); r and ccc are nan where undefined."""
    check_curves(references, estimates)
    pairs = list(zip(references, estimates, strict=True))
    return {
        "rmse": np.array([rmse(reference, estimate) for reference, estimate in pairs]),
        "r": np.array([pearson(reference, estimate) for reference, estimate in pairs]),
        "ccc": np.array([concordance(reference, estimate) for reference, estimate in pairs]),
    }


def per_song(references, estimates):
    """Mean and standard deviation over songs of each song's scores (the paper's evaluation half).

    Parameters
    ----------
    references, estimates : lists of arrays (T_i, n_emotions)

    Returns
    -------
    dict
        ``rmse``, ``rmse_std``, ``r``, ``r_std``, ``ccc``, ``ccc_std``, ``rmse_over_std``, each (n_emotions,); the standard
        deviation divides by the number of songs, and ``rmse_over_std`` is the mean RMSE over the standard deviation
        of all reference frames. ``n_undefined_r`` (n_emotions,) counts the songs without a correlation, which
        are left out of ``r`` and ``ccc``; ``n_songs``, ``n_frames``.
    """
    scores = each_song(references, estimates)
    error = scores["rmse"].mean(axis=0)
    return {
        "rmse": error,
        "rmse_std": scores["rmse"].std(axis=0),
        **_averaged("r", scores["r"]),
        **_averaged("ccc", scores["ccc"]),
        "rmse_over_std": _over_std(error, references),
        "n_undefined_r": np.isnan(scores["r"]).sum(axis=0),
        "n_songs": len(references),
        "n_frames": sum(len(reference) for reference in references),
    }


def _averaged(name, values):
    """Mean and standard deviation over the songs in which a score is defined; nan where it is in none."""
    defined = np.isfinite(values)
    n = defined.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # no such song: the mean is nan, and counted
        mean = np.where(defined, values, 0.0).sum(axis=0) / n
        std = np.sqrt((np.where(defined, values - mean, 0.0) ** 2).sum(axis=0) / n)
    return {name: mean, f"{name}_std": std}
