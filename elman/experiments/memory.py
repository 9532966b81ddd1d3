"""How many frames back can a network use? Elman, GRU and LSTM on tasks that nothing but memory can solve.

The lag task: the input is noise, and the target of frame t is the input of frame t - d. Only what is still in the state
d frames later can be told. Two questions:

- the horizon: up to which lag d the output follows the input d frames ago;
- the norm of dC/dh_(t - d) for a loss in frame t: how far back the gradient reaches.

Source: S. Hochreiter and J. Schmidhuber, *Long short-term memory*, Neural Computation 9 (1997). Notebook 14, "Look beyond
Elman".
"""

import numpy as np

from elman.evaluation.metrics import pearson
from elman.network import training
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.seeds import random_generator


def lag_songs(lag, n_songs, n_frames, rng):
    """Noise, and the same noise ``lag`` frames later: a list of (X, targets), each (n_frames, 1); targets begin with zeros."""
    songs = []
    for X in rng.uniform(-0.5, 0.5, (n_songs, n_frames, 1)):
        targets = np.zeros_like(X)
        targets[lag:] = X[: n_frames - lag]
        songs.append((X, targets))
    return songs


def horizons(
    lags=(1, 2, 4, 8, 16), *, networks=("elman", "gru", "lstm"), seeds=(0,), n_hidden=8, n_songs=20, n_epochs=40
):
    """Train each network on each lag, and measure how well it solves it.

    Returns
    -------
    dict
        ``lags`` (n,); for each network ``<name>/r`` (n, n_seeds), between output and target in test songs;
        ``<name>/solved``, the longest lag it solves (r > 0.5, first seed; else the shortest), and of the network trained
        on it ``<name>/gradient`` (distances,), the norm of the gradient with respect to the state d frames before a loss,
        relative to that at d = 0; ``elman/radius`` (n,), the spectral radius of W_hh after training on each lag.
    """
    result = {"lags": np.array(lags)}
    for name in networks:
        network = NETWORKS[name]
        settings = Settings(
            network=name,
            n_hidden=n_hidden,
            l1=0.0,
            l2=0.0,
            learning_rate=0.3,
            learning_rate_decay=1.0,
            n_epochs=n_epochs,
            scale=0.6,
        )
        r, trained = np.empty((len(lags), len(seeds))), {}
        for i, lag in enumerate(lags):
            for j, seed in enumerate(seeds):
                rng = random_generator([seed, lag])
                start = settings.start(1, 1, rng)
                params, _ = training.fit(start, lag_songs(lag, n_songs, 60, rng), settings)
                tests = lag_songs(lag, 10, 60, rng)
                Y = np.concatenate([network.forward(params, X)[0][lag:] for X, _ in tests])
                targets = np.concatenate([targets[lag:] for _, targets in tests])
                r[i, j] = np.nan_to_num(pearson(targets, Y)[0])
                trained.setdefault(lag, params)
        solved = [lag for lag, score in zip(lags, r[:, 0], strict=True) if score > 0.5]
        result[f"{name}/r"] = r
        result[f"{name}/solved"] = longest = max(solved, default=lags[0])
        result[f"{name}/gradient"] = gradient_over_distance(network, trained[longest], 40)
        if name == "elman":
            result["elman/radius"] = np.array([spectral_radius(params["W_hh"]) for params in trained.values()])
    return result


def gradient_over_distance(network, params, n, *, n_songs=10, seed=0):
    """The mean norm of the gradient of a loss in the last frame with respect to the state d frames before it.

    A song that is cut d frames before its last one begins with the state it had there, so that its gradient of ``h_0`` is
    the one wanted: nothing but the network's own three functions is needed. An LSTM has two states; the larger gradient of
    the two is taken.

    Parameters
    ----------
    network : module with ``forward`` and ``backward``
    params : dict of arrays
    n : int
        Distances 0 to n - 1.

    Returns
    -------
    array (n,)
        Divided by its first entry.
    """
    rng = random_generator(seed)
    norms = np.zeros((n_songs, n))
    for song, X in enumerate(rng.uniform(-0.5, 0.5, (n_songs, n + 20, len(params[_inputs(params)])))):
        _, cache = network.forward(params, X)
        for d in range(n):
            first = len(X) - 1 - d
            states = {"h_0": cache.H[first]} | ({"c_0": cache.C[first]} if "c_0" in params else {})
            Y, short = network.forward(params | states, X[first:])
            dY = np.zeros_like(Y)
            dY[-1] = 1.0
            grads = network.backward(params | states, dY, short)
            norms[song, d] = max(np.linalg.norm(grads[state]) for state in states)
    mean = norms.mean(axis=0)
    return mean / mean[0]


def _inputs(params):
    return next(name for name in params if name.startswith("W_x"))


def spectral_radius(W):
    """The largest absolute eigenvalue of W: below 1 a linear state without input decays to zero."""
    return float(np.abs(np.linalg.eigvals(W)).max())
