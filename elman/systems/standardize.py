"""Zero mean and unit variance, with the statistics of the training songs only. Notebook 02."""

import numpy as np


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
        """Learn mean and standard deviation (dividing by n) from a list of matrices (T_i, D)."""
        frames = np.concatenate(matrices)
        self.mean_ = frames.mean(axis=0)
        std = frames.std(axis=0)
        # ptp: the std of equal numbers may come out a little above 0; std: that of minute ones may come out as 0.
        self.std_ = np.where((np.ptp(frames, axis=0) > 0) & (std > 0), std, 1.0)
        return self

    def transform(self, X):
        """Standardise one matrix (T, D); the result is new."""
        return (X - self.mean_) / self.std_
