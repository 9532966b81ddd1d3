"""Early stopping: end training when the loss on validation songs no longer falls, and go back to the best weights.

The paper calls its fixed 50 epochs "early stopping"; that is `elman.network.training.fit`. Validation songs are held out
from training, and decide when it ends. So they cannot also be test songs: the finished network must be scored on others.

Source: Goodfellow, Bengio and Courville, *Deep Learning*, section 7.8. Notebook 08, "Shrink and stop".
"""

from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.network.losses import LOSSES
from elman.network.networks import NETWORKS
from elman.network.training import epochs


class History(NamedTuple):
    """How training went: one number for each epoch that was run, and the epoch (from 1) whose weights were kept."""

    training_cost: list
    held_out_loss: list
    best_epoch: int


def mean_loss(params, songs, settings):
    """The mean over songs of loss(Y, targets), without penalties: what counts for songs that are not trained on."""
    loss, _ = LOSSES[settings.loss]
    network = NETWORKS[settings.network]
    losses = []
    for X, targets in songs:
        Y, _ = network.forward(params, X, output=settings.output)
        losses.append(loss(Y, targets))
    return float(np.mean(losses))


def fit_early_stopping(params, songs, held_out, settings, *, patience, order=None, epochs=epochs):
    """Train until ``patience`` epochs in a row bring no smaller loss on the validation songs; return the best weights.

    Training also ends after ``settings.n_epochs`` epochs. Of equal losses the earlier counts as the better.

    Parameters
    ----------
    params : dict of arrays
        Where to start; left unchanged.
    songs, held_out : sequences of (X, targets)
        X (T, n_in) and targets (T, n_out) of each song: the training songs and the validation songs.
    settings : Settings
    patience : int
        After how many epochs without a smaller loss training ends, 1 or more.
    order : callable, optional
        Of the training songs, see `training.epochs`.
    epochs : callable
        `elman.network.training.epochs`, or what takes and yields the same.

    Returns
    -------
    params : dict of arrays
        The parameters after the best epoch.
    history : History

    Raises
    ------
    InputError
        There are no validation songs, the patience is not a whole number above 0, the validation loss is not finite, or,
        as in `training.epochs`, nothing can be learned from the training songs.
    DivergenceError
        A cost or a parameter is no longer finite.

    Examples
    --------
    The validation song's targets are the opposite of what is learned, so the first epoch is the best:

    >>> from elman.network.settings import Settings
    >>> rng = np.random.default_rng(0)
    >>> X = rng.uniform(-0.5, 0.5, (30, 1))
    >>> settings = Settings(n_hidden=4, learning_rate=0.5, scale=0.5)
    >>> params = NETWORKS["elman"].init(1, 4, 1, rng=rng, scale=0.5)
    >>> params, history = fit_early_stopping(params, [(X, X)], [(X, -X)], settings, patience=3)
    >>> history.best_epoch, len(history.held_out_loss)
    (1, 4)
    """
    if not (isinstance(patience, int) and patience >= 1):
        raise InputError(f"early stopping: patience {patience!r} was given, a whole number, 1 or more, was expected")
    if len(held_out) == 0:
        raise InputError("early stopping: there are no validation songs; give at least one")

    training_cost, held_out_loss, best = [], [], None
    for epoch in epochs(params, songs, settings, order=order):
        loss = mean_loss(epoch.params, held_out, settings)
        if not np.isfinite(loss):
            raise InputError(
                f"early stopping: in epoch {epoch.number} the loss on the {len(held_out)} validation songs is {loss}, "
                f"although the training cost is finite; look for missing or infinite numbers in the validation songs"
            )
        training_cost.append(epoch.cost)
        held_out_loss.append(loss)
        if best is None or loss < held_out_loss[best.number - 1]:
            best = epoch
        elif epoch.number - best.number >= patience:
            break
    return best.params, History(training_cost, held_out_loss, best.number)
