"""The paper's systems: a recurrent network, its output smoothed, and a second network fed with that.

Source: the paper, section 2; the authors' code for what the text leaves open.
Notebooks 07, "Roll a heavy ball", and 09, "Smooth, then stack".
"""

import numpy as np

from elman.errors import InputError
from elman.network.networks import NETWORKS
from elman.network.training import DivergenceError, fit
from elman.systems import smoothing
from elman.systems.features.standardize import Standardizer

STAGES = ("rnn", "rnn + smoothing", "rnn + rnn2")
"""What a `Stack` predicts, in the order in which one stage feeds the next."""


class RecurrentRegression:
    """One network from the rows of a song to its two curves.

    Parameters
    ----------
    settings : elman.network.settings.Settings
    seed : int or sequence of int
        For the start weights.
    standardize : bool
        Whether the inputs are standardised, with the statistics of the training frames.

    Attributes
    ----------
    scaler_ : Standardizer or None
    params_ : dict of arrays
    history_ : list of float
        The mean training cost in each epoch.
    """

    def __init__(self, settings, seed, standardize=True):
        self.settings, self.seed, self.standardize = settings, seed, standardize

    def fit(self, ids, matrices, targets):
        """Learn from the songs' inputs (T_i, D) and targets (T_i, 2).

        Raises
        ------
        InputError
            Training diverged; names the epoch and the song.
        """
        self.scaler_ = Standardizer().fit(matrices) if self.standardize else None
        songs = [(self._inputs(X), T) for X, T in zip(matrices, targets, strict=True)]
        network, rng = NETWORKS[self.settings.network], np.random.default_rng(self.seed)
        start = network.init(songs[0][0].shape[1], self.settings.n_hidden, 2, rng=rng, scale=self.settings.scale)
        try:
            self.params_, self.history_ = fit(start, songs, self.settings)
        except DivergenceError as error:
            raise InputError(f"song {ids[error.song]}: {error}") from error
        return self

    def predict(self, X):
        """Predict from the rows of one song, (T, D) -> (T, 2)."""
        network = NETWORKS[self.settings.network]
        Y, _ = network.forward(self.params_, self._inputs(X), output=self.settings.output)
        return Y

    def _inputs(self, X):
        return X if self.scaler_ is None else self.scaler_.transform(X)


class Stack:
    """rnn, its smoothed output, and a second network (rnn2) that reads the smoothed output of the first.

    The second network learns from the first one's *in-sample* predictions of the training songs, smoothed and not
    standardised, with the same settings, and its own output is not smoothed.

    Parameters
    ----------
    reading : elman.readings.Reading
    seed : int

    Attributes
    ----------
    first_, second_ : RecurrentRegression

    Examples
    --------
    >>> from elman.corpus.synthetic import make
    >>> from elman.readings import READINGS
    >>> songs = make(seed=0, n_development=3, n_evaluation=0).development
    >>> stack = Stack(READINGS["code"], seed=0).fit(songs)
    >>> [name for name in stack.predict(songs[0].features)]
    ['rnn', 'rnn + smoothing', 'rnn + rnn2']
    """

    def __init__(self, reading, seed):
        self.reading, self.seed = reading, seed

    def fit(self, songs):
        """Learn from songs without lead-in, as the development songs are."""
        ids, targets = [song.id for song in songs], [song.targets for song in songs]
        matrices = [song.features for song in songs]
        self.first_ = RecurrentRegression(self.reading.network, [self.seed, 1]).fit(ids, matrices, targets)
        smoothed = [self.smooth(self.first_.predict(X)) for X in matrices]
        self.second_ = RecurrentRegression(self.reading.network, [self.seed, 2], standardize=False)
        self.second_.fit(ids, smoothed, targets)
        return self

    def predict(self, X):
        """Predict one song's features (T, D) -> a dict with a curve (T, 2) for each of `STAGES`."""
        raw = self.first_.predict(X)
        smoothed = self.smooth(raw)
        return dict(zip(STAGES, (raw, smoothed, self.second_.predict(smoothed)), strict=True))

    def smooth(self, Y):
        """The moving average of this reading, on one curve (T, 2)."""
        return smoothing.smooth(Y, self.reading.kernel)
