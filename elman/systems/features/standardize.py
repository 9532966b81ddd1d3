"""Zero mean and unit variance, with the statistics of the training songs only. Notebook 02."""

import numpy as np

from elman.evaluation.metrics import varies
from elman.systems.protocol import on_all_frames, on_each_song

FRAMES_AT_ONCE = 500
"""So many frames are centred at once: those of all songs would need as much memory again."""


def centred_parts(X, mean):
    """X - mean, an array (n, D), piece by piece from the first row to the last."""
    for part in np.array_split(X, 1 + len(X) // FRAMES_AT_ONCE):
        yield part - mean


class Standardizer:
    """z = (x - mean) / std for every column, mean and std taken over the frames it was fitted on.

    A column that does not vary in training by more than rounding (`elman.evaluation.metrics.varies`) is only centred (its
    ``std_`` is set to 1), so that it contributes nothing to training.

    Attributes
    ----------
    mean_, std_ : arrays (D,)

    Examples
    --------
    >>> scaler = Standardizer().fit([np.array([[1.0, 5.0], [3.0, 5.0]])])
    >>> scaler.transform(np.array([[3.0, 5.0]]))
    array([[1., 0.]])
    """

    @on_all_frames
    def fit(self, X):
        """Learn mean and standard deviation (dividing by n) of all frames of X: an array (n_frames, D), or a list of songs.

        Raises
        ------
        InputError
            X is not a matrix of finite numbers, or they are so large that their squares are not finite.
        """
        self.mean_ = X.mean(axis=0)
        squares = sum(np.square(part).sum(axis=0) for part in centred_parts(X, self.mean_))
        std = np.sqrt(squares / len(X))
        # varies: the std of equal numbers may come out a little above 0; std: that of minute ones may come out as 0.
        self.std_ = np.where(varies(X) & (std > 0), std, 1.0)
        return self

    @on_each_song
    def transform(self, X):
        """Standardise the frames (T, D) of a song, or of each in a list; the result is new."""
        return (X - self.mean_) / self.std_

    @property
    def n_columns_(self):
        return len(self.mean_)
