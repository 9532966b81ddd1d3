"""Is one system better than another, or did it have luck with its songs? Paired tests on per-song errors.

The paper says that three of its predictions "outperformed the BSL results significantly" (section 3) and does not name the
test. The only test in its authors' code, made in cross-validation, is an unpaired t-test of two systems' *predictions*,
which asks whether they predict different numbers on average, not whether one is more often right. Here the same songs are
scored by both systems and the differences are tested. Notebook 13, "Judge the judge".

Of forty tests two are below .05 where nothing differs: `holm` corrects p values for their number.
"""

import numpy as np

from elman.seeds import random_generator


def paired(scores, baseline, *, seed=0, n_resamples=2000):
    """Compare two systems' scores of the same songs.

    Parameters
    ----------
    scores, baseline : arrays (n_songs,)
        For example each song's RMSE under either system. Songs where either is nan are left out, and counted.
    seed : int
        For the bootstrap.
    n_resamples : int

    Returns
    -------
    dict
        ``difference``, the mean of scores - baseline; ``low`` and ``high``, its 95 % percentile bootstrap interval over
        songs; ``p``, of Wilcoxon's signed-rank test (two-sided; 1 where all differences are zero); ``n`` songs
        compared; ``n_left_out``. With fewer than two songs the interval and p are nan.

    Examples
    --------
    >>> result = paired(np.array([0.1, 0.2, 0.1, 0.3, 0.2, 0.1]), np.array([0.3, 0.5, 0.2, 0.7, 0.8, 0.6]))
    >>> round(float(result["difference"]), 3), round(float(result["p"]), 3)
    (-0.35, 0.031)
    """
    from scipy import stats  # large, and few commands need it

    scores, baseline = np.asarray(scores, dtype=float), np.asarray(baseline, dtype=float)
    difference = (scores - baseline)[np.isfinite(scores) & np.isfinite(baseline)]
    n = len(difference)
    result = {
        "difference": difference.mean() if n else np.nan,
        "low": np.nan,
        "high": np.nan,
        "p": np.nan,
        "n": n,
        "n_left_out": len(scores) - n,
    }
    if n < 2:
        return result
    if not difference.any():
        return result | {"low": 0.0, "high": 0.0, "p": 1.0}
    interval = stats.bootstrap(
        (difference,), np.mean, n_resamples=n_resamples, method="percentile", random_state=random_generator(seed)
    ).confidence_interval
    changed = difference[difference != 0]  # the test drops the others, and SciPy 1.14 would then only approximate
    return result | {"low": interval.low, "high": interval.high, "p": stats.wilcoxon(changed).pvalue}


def holm(p):
    """Holm's correction of m p values for their number: the chance of one false alarm or more is kept.

    The smallest must be m times as small as it would have to be alone, the next m - 1 times, and so on. With the p in
    order, p_1 <= ... <= p_m::

        corrected_k = max over j <= k of min(1, (m - j + 1) p_j)

    The tests may depend on one another in any way.

    Parameters
    ----------
    p : array (m,)
        nan where there was no test; such entries are not counted, and stay nan.

    Returns
    -------
    array (m,)

    References
    ----------
    S. Holm, *A simple sequentially rejective multiple test procedure*, Scand. J. Statist. 6 (1979).

    Examples
    --------
    >>> holm(np.array([0.04, 0.01, 0.03]))
    array([0.06, 0.03, 0.06])
    """
    p = np.asarray(p, dtype=float)
    corrected = np.full(len(p), np.nan)
    order = np.argsort(p)[: np.isfinite(p).sum()]  # nan come last
    factors = np.arange(len(order), 0, -1)
    corrected[order] = np.maximum.accumulate(np.minimum(factors * p[order], 1))
    return corrected
