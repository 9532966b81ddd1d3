"""The paper's network, stopped by validation songs and set back to its best weights. Notebook 08, "Shrink and stop"."""

from dataclasses import replace

from elman.evaluation.crossval import split_inside, train_and_test
from elman.lockstep.fit import epochs_of_one
from elman.network.early_stopping import fit_early_stopping
from elman.systems.order import anew, in_order
from elman.systems.protocol import on_songs
from elman.systems.recurrent import RecurrentRegression, pairs, song_named

MOST_EPOCHS, PATIENCE, HELD_OUT = 200, 10, 10
"""It may run four times the paper's epochs, waits for 10 without a gain, and every tenth training song is for validation."""


class EarlyStopped(RecurrentRegression):
    """A network that stops when `PATIENCE` epochs bring no smaller error on validation songs.

    Parameters
    ----------
    settings : elman.network.settings.Settings
        Their number of epochs is replaced by `MOST_EPOCHS`.
    seed : int
        For the start weights, the order of the songs, and for drawing the validation songs from the training songs.

    Attributes
    ----------
    scaler_, params_, history_
        As in `RecurrentRegression`, of the training songs without the validation songs; up to the best epoch.
    """

    def __init__(self, settings, seed):
        super().__init__(replace(settings, n_epochs=MOST_EPOCHS), [seed, 1])
        self.split_seed = seed

    @on_songs
    def fit(self, songs):
        """Learn from nine tenths of the songs, two at least, and stop by the others.

        Raises
        ------
        InputError
            There is one song only, or training diverged; names the epoch and the song.
        """
        fold, *_ = split_inside([song.id for song in songs], HELD_OUT, seed=self.split_seed)
        training, validation = train_and_test(songs, fold)
        scaler = self.scaler(training)
        training = in_order(training, self.settings, self.seed)
        with song_named(training):
            params, history = fit_early_stopping(
                self.start(training),
                pairs(training, scaler),
                pairs(validation, scaler),
                self.settings,
                patience=PATIENCE,
                order=anew(training, self.settings, self.seed),
                epochs=epochs_of_one,
            )
        self.scaler_, self.params_, self.history_ = scaler, params, history.training_cost[: history.best_epoch]
        return self
