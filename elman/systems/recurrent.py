"""The paper's systems: a recurrent network, its output smoothed, and a second network fed with that.

Source: the paper, section 2; the authors' code for what the text leaves open.
Notebooks 07, "Roll a heavy ball", and 09, "Smooth, then stack".
"""

from contextlib import contextmanager

from elman.corpus.song import EMOTIONS
from elman.errors import InputError
from elman.lockstep.fit import fit_one
from elman.network.networks import NETWORKS
from elman.network.training import DivergenceError
from elman.systems.combined import Smoothed, Stacked
from elman.systems.features.standardize import Standardizer
from elman.systems.order import anew, in_order
from elman.systems.protocol import on_one_song, on_songs

STAGES = ("rnn", "rnn + smoothing", "rnn + rnn2")
"""The predictors of `chain`, in the order in which one feeds the next."""


class RecurrentRegression:
    """One network from the rows of a song to its two curves.

    Parameters
    ----------
    settings : elman.network.settings.Settings
    seed : int or sequence of int
        For the start weights, and for the order of the songs (see `elman.systems.order`).
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

    @on_songs
    def fit(self, songs):
        """Learn from songs without lead-in, as training songs are.

        Raises
        ------
        InputError
            Training diverged; names the epoch and the song.
        """
        scaler = self.scaler(songs)
        songs = in_order(songs, self.settings, self.seed)
        order = anew(songs, self.settings, self.seed)
        with song_named(songs):
            params, history = fit_one(self.start(songs), pairs(songs, scaler), self.settings, order=order)
        self.scaler_, self.params_, self.history_ = scaler, params, history
        return self

    def scaler(self, songs):
        """A `Standardizer` fitted on the songs, or None where the inputs stay as they are."""
        return Standardizer().fit([song.features for song in songs]) if self.standardize else None

    def start(self, songs):
        """The start weights for songs of so many columns."""
        return self.settings.start(songs[0].features.shape[1], len(EMOTIONS), self.seed)

    @on_one_song
    def predict(self, X):
        """Predict one song's features (T, D) -> (T, 2)."""
        network = NETWORKS[self.settings.network]
        inputs = X if self.scaler_ is None else self.scaler_.transform(X)
        Y, _ = network.forward(self.params_, inputs, output=self.settings.output)
        return Y

    @property
    def n_columns_(self):
        return next(len(W) for name, W in self.params_.items() if name.startswith("W_x"))


def pairs(songs, scaler):
    """Pairs of inputs (T, D), standardised where there is a scaler, and targets (T, 2)."""
    return [(song.features if scaler is None else scaler.transform(song.features), song.targets) for song in songs]


@contextmanager
def song_named(songs):
    """Where training diverges, tell at which song, by its name."""
    try:
        yield
    except DivergenceError as error:
        raise InputError(f"song {songs[error.song].id}: {error}") from error


def chain(reading, seed):
    """The paper's three systems, not yet fitted.

    They share what feeds the next, so that fitting "rnn + rnn2" fits all. The second network learns from the first one's
    *in-sample* predictions, smoothed and not standardised, with the same settings; its own output is not smoothed.

    Parameters
    ----------
    reading : elman.readings.Reading
    seed : int

    Returns
    -------
    dict
        A predictor for each of `STAGES`.

    Examples
    --------
    >>> from elman.corpus.synthetic import make
    >>> from elman.readings import READINGS
    >>> songs = make(seed=0, n_development=3, n_evaluation=0).development
    >>> systems = chain(READINGS["code"], seed=0)
    >>> systems["rnn + rnn2"].fit(songs).predict(songs[0].features).shape
    (60, 2)
    >>> systems["rnn"].predict(songs[0].features).shape
    (60, 2)
    """
    first = RecurrentRegression(reading.network, [seed, 1])
    smoothed = Smoothed(first, reading.kernel)
    second = RecurrentRegression(reading.network, [seed, 2], standardize=False)
    return dict(zip(STAGES, (first, smoothed, Stacked(smoothed, second)), strict=True))
