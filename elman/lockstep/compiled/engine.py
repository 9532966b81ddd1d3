"""One epoch of many networks as one compiled call, and the engine that makes it. `elman.lockstep.fit` says what that is."""

from typing import NamedTuple

import numpy as np

from elman.lockstep.compiled import gru, lstm, rnn
from elman.lockstep.compiled.compiler import compiled, compiled_and_kept
from elman.lockstep.compiled.parts import loss_and_gradient, output_layer, output_layer_backward, update
from elman.lockstep.parameters import Parameters

OUTPUTS = ("linear", "tanh", "softmax")  # by the numbers that `parts` has for them


class Songs(NamedTuple):
    """The songs in one piece: X (n_frames, n_in), targets (n_frames, n_out), and where those of step n and network m stand.

    ``begin`` and ``length`` are arrays (n_steps, M); length 0: no song.
    """

    X: np.ndarray
    targets: np.ndarray
    begin: np.ndarray
    length: np.ndarray


class Rules(NamedTuple):
    """What each network has of its own, arrays (M,); ``mean`` and ``std`` of its scaler are (M, n_in), or empty."""

    is_rmse: np.ndarray
    l1: np.ndarray
    l2: np.ndarray
    true_l1: np.ndarray
    largest: np.ndarray
    mean: np.ndarray
    std: np.ndarray


@compiled
def standardise(X, mean, std, room):
    """(X - mean) / std, written into the first rows of ``room``."""
    for t in range(len(X)):
        for i in range(len(mean)):
            room[t, i] = (X[t, i] - mean[i]) / std[i]
    return room[: len(X)]


def epoch_of(network):
    """The epoch of a kind of network: `rnn`, `gru` or `lstm`."""

    @compiled_and_kept
    def epoch(
        songs, rules, theta, velocity, at, n_weights, sizes, output, room, learning_rates, momenta, active, order, costs
    ):
        """Each network visits its songs once, and is updated after each; ``costs`` takes their costs just before that."""
        gradient = np.empty(theta.shape[1])
        grads = network.views(gradient, at, *sizes)
        for n in order:
            for m in range(len(theta)):
                if active[m] and songs.length[n, m] > 0:
                    begin, end = songs.begin[n, m], songs.begin[n, m] + songs.length[n, m]
                    X, targets = songs.X[begin:end], songs.targets[begin:end]
                    if len(room) > 0:
                        X = standardise(X, rules.mean[m], rules.std[m], room)

                    params = network.views(theta[m], at, *sizes)
                    cache = network.forward(params, X)
                    Y = output_layer(params, cache.H, output)
                    L, dY = loss_and_gradient(Y, targets, rules.is_rmse[m])
                    dH = output_layer_backward(params, grads, cache.H, Y, dY, output)
                    network.backward(params, grads, X, cache, dH)

                    rates, ends = (learning_rates[m], momenta[m]), at[1 : n_weights + 1]
                    of_network = rules.l1[m], rules.l2[m], rules.true_l1[m], rules.largest[m]
                    costs[n, m] = L + update(theta[m], velocity[m], gradient, ends, rates, *of_network)

    return epoch


EPOCHS = {"elman": epoch_of(rnn), "gru": epoch_of(gru), "lstm": epoch_of(lstm)}


class CompiledEngine:
    """M networks and their songs; arguments are those of `fit.fit_many`, the songs sorted into steps."""

    def __init__(self, params_list, steps, settings_list, scalers):
        self.parameters = p = Parameters(params_list, settings_list)
        self.epoch_of_kind = EPOCHS[settings_list[0].network]
        self.output = OUTPUTS.index(settings_list[0].output)
        self.songs = in_one_piece(steps)
        n_in = self.songs.X.shape[1]
        if scalers is None:
            mean, std = np.zeros((2, len(params_list), 0))
            self.room = np.zeros((0, n_in))
        else:
            mean, std = np.array(scalers, dtype=float).transpose(1, 0, 2).copy()
            self.room = np.zeros((self.songs.length.max(), n_in))
        is_rmse = np.array([settings.loss == "rmse" for settings in settings_list])
        self.rules = Rules(is_rmse, p.l1.copy(), p.l2.copy(), p.true_l1, p.largest, mean, std)
        self.at = np.array([0, *(columns.stop for columns in p.columns.values())])
        self.sizes = n_in, len(params_list[0]["h_0"]), self.songs.targets.shape[1]
        self.n_weights = len(p.weights)

    def networks(self):
        """The networks as they are now, as copies."""
        return self.parameters.networks()

    def epoch(self, learning_rates, momenta, active, order):
        """Visit all steps once; returns the costs (n_steps, M), of each network just before its update.

        Parameters
        ----------
        learning_rates, momenta : arrays (M,)
        active : array of bool (M,)
            The networks that are trained in this epoch.
        order : array of int (n_steps,)
            The steps in the order of their visits.
        """
        costs = np.zeros(self.songs.begin.shape)
        of_epoch = learning_rates, momenta, active, order
        networks = self.parameters.theta, self.parameters.velocity, self.at, self.n_weights, self.sizes
        with np.errstate(over="ignore", invalid="ignore"):  # without Numba; `fit` looks for what is not finite
            self.epoch_of_kind(self.songs, self.rules, *networks, self.output, self.room, *of_epoch, costs)
        return costs


def in_one_piece(steps):
    """`Songs` of steps; a song that several networks read is there once, and songs that are rows of one matrix are not copied."""
    different = {_key(song): song for songs in steps for song in songs if song is not None}
    matrices, targets = zip(*different.values(), strict=True)
    X, begins = _rows_of_one_matrix(matrices) or _below_each_other(matrices)
    together = np.zeros((len(X), targets[0].shape[1]))
    for at, of_song in zip(begins, targets, strict=True):
        together[at : at + len(of_song)] = of_song

    at, (begin, length) = dict(zip(different, begins, strict=True)), np.zeros((2, len(steps), len(steps[0])), dtype=int)
    for n, songs in enumerate(steps):
        for m, song in enumerate(songs):
            if song is not None:
                begin[n, m], length[n, m] = at[_key(song)], len(song[0])
    return Songs(X, together, begin, length)


def _key(song):
    return id(song[0]), id(song[1])


def _rows_of_one_matrix(matrices):
    """(matrix, where each begins) if all are rows of one matrix, none of them in two; else None."""
    whole = matrices[0].base
    for X in (whole, *matrices):
        if not (isinstance(X, np.ndarray) and X.ndim == 2 and X.flags.carray and X.dtype == float):
            return None
        if X is not whole and (X.base is not whole or X.shape[1] != whole.shape[1]):
            return None
    begins, left = np.divmod([X.ctypes.data - whole.ctypes.data for X in matrices], whole.strides[0])
    order, ends = np.argsort(begins), begins + [len(X) for X in matrices]
    if np.any(left) or np.any(ends[order[:-1]] > begins[order[1:]]):
        return None
    return whole, begins


def _below_each_other(matrices):
    """A new matrix of the rows of all, and where each begins."""
    ends = np.cumsum([len(X) for X in matrices])
    whole = np.empty((ends[-1], matrices[0].shape[1]))  # row after row, however theirs lie
    return np.concatenate(matrices, out=whole), ends - [len(X) for X in matrices]
