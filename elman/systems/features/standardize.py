"""Zero mean and unit variance, with the statistics of the training songs only. Notebook 02."""

import numpy as np

from elman.errors import InputError


class Standardizer:
    """z = (x - mean) / std for every column, mean and std taken over the frames it was fitted on.

    A column that never varies in training has std 0; it is only centred (its ``std_`` is set to 1), so that it
    contributes nothing to training.

    Attributes
    ----------
    mean_, std_ : arrays (D,)

    Examples
    --------
    >>> scaler = Standardizer().fit([np.array([[1.0, 5.0], [3.0, 5.0]])])
    >>> scaler.transform(np.array([[3.0, 5.0]]))
    array([[1., 0.]])
    """

    def fit(self, matrices):
        """Learn mean and standard deviation (dividing by n) from a list of matrices (T_i, D).

        Raises
        ------
        InputError
            Finite numbers so large that their squares are not.
        """
        frames = _as_numbers(np.concatenate(matrices))
        self.mean_ = frames.mean(axis=0)
        std = frames.std(axis=0)
        # ptp: the std of equal numbers may come out a little above 0; std: that of minute ones may come out as 0.
        self.std_ = np.where((np.ptp(frames, axis=0) > 0) & (std > 0), std, 1.0)
        return self

    def transform(self, X):
        """Standardise one matrix (T, D); the result is new."""
        return (X - self.mean_) / self.std_


def _as_numbers(frames):
    """Frames as floats; numbers whose squares no computer holds are refused."""
    frames = frames.astype(float, copy=False)
    largest = np.maximum(frames.max(axis=0), -frames.min(axis=0))
    for column in np.flatnonzero((largest > 1e150) & np.isfinite(largest))[:1]:
        raise InputError(
            f"feature {column + 1} of {len(largest)} holds numbers as large as {largest[column]:g}, whose squares no computer "
            f"holds; give it in another unit, or leave it out"
        )
    return frames
