"""The denoising autoencoder: a network that must reconstruct a frame as it was before noise was added to it.

With frames X (n, D), noise E ~ N(0, noise^2) drawn anew for every mini-batch, and W_hy = W_xh^T where the weights are tied::

    H = f((X + E) W_xh + b_h)                           hidden units, f: tanh, sigmoid or linear
    Y = H W_hy + b_y                                    linear, because a standardised feature can be any number
    C = mean((Y - X)^2)                                 against the clean X

Neither copying its input nor leaving the hidden units unused lowers C; it has to find what features have in common. The
hidden units of a clean frame, H without E, are the new features. Linear and without noise it finds the subspace of PCA.

Source: P. Vincent et al., *Stacked denoising autoencoders*, Journal of Machine Learning Research 11 (2010), with their
linear output and squared errors for real inputs; the paper, which found that it did not help. Notebook 11, "Try what
did not help".
"""

from typing import NamedTuple

import numpy as np

from elman.errors import InputError
from elman.network.activations import linear, linear_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from elman.network.losses import mse, mse_gradient
from elman.network.momentum import step, zero_velocity
from elman.network.training import DivergenceError
from elman.seeds import random_generator
from elman.systems.protocol import expect_whole, on_all_frames, on_each_song

HIDDEN = {
    "tanh": (tanh, tanh_backward),
    "sigmoid": (sigmoid, sigmoid_backward),
    "linear": (linear, linear_backward),
}


class Cache(NamedTuple):
    """What `forward` keeps for `backward`.

    X (n, D) is needed for the gradient of ``W_xh``, H (n, n_hidden) for that of ``W_hy`` and for the slope f'(Z), which
    follows from H and the name of f.
    """

    X: np.ndarray
    H: np.ndarray
    hidden: str


def init(n_in, n_hidden, *, rng, tied=False):
    """New parameters: weights uniform in [-s, s] with s = sqrt(6 / (n_in + n_hidden)), biases zero.

    With this s signals keep about their size through both layers, in the forward and in the backward pass. Source: X. Glorot
    and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010.

    Returns
    -------
    dict of arrays
        ``W_xh`` (n_in, n_hidden), ``b_h`` (n_hidden,), ``b_y`` (n_in,) and, unless tied, ``W_hy`` (n_hidden, n_in).
    """
    rng, s = random_generator(rng), np.sqrt(6 / (n_in + n_hidden))
    params = {"W_xh": rng.uniform(-s, s, (n_in, n_hidden)), "b_h": np.zeros(n_hidden), "b_y": np.zeros(n_in)}
    return params if tied else params | {"W_hy": rng.uniform(-s, s, (n_hidden, n_in))}


def forward(params, X, *, hidden="tanh"):
    """Reconstruct frames: returns Y (n, D) for X (n, D), and the `Cache`. Without ``W_hy`` the weights are tied."""
    f, _ = HIDDEN[hidden]
    H = f(X @ params["W_xh"] + params["b_h"])
    W_hy = params["W_hy"] if "W_hy" in params else params["W_xh"].T
    return H @ W_hy + params["b_y"], Cache(X, H, hidden)


def backward(params, dY, cache):
    """The gradients of every parameter, from dY (n, D), the gradient of the cost with respect to Y::

        dW_hy = H^T dY          dH = dY W_hy^T
        dZ = f'(Z) * dH         Z: before f, H = f(Z)
        dW_xh = X^T dZ          and, where tied, + dW_hy^T: the same numbers are used twice, so both uses are added

    Returns
    -------
    dict of arrays
        The keys and shapes of ``params``. The arguments are left unchanged.
    """
    X, H, hidden = cache
    _, f_backward = HIDDEN[hidden]
    dW_hy = H.T @ dY
    tied = "W_hy" not in params
    dH = dY @ (params["W_xh"] if tied else params["W_hy"].T)
    dZ = f_backward(dH, H)
    grads = {"W_xh": X.T @ dZ, "b_h": dZ.sum(axis=0), "b_y": dY.sum(axis=0)}
    if tied:
        grads["W_xh"] += dW_hy.T
        return grads
    return grads | {"W_hy": dW_hy}


class DenoisingAutoencoder:
    """Hidden units of a denoising autoencoder as new features.

    Parameters
    ----------
    n_hidden : int
        How many hidden units, and so new features. The authors had 200.
    noise : float
        The standard deviation of the noise, in the unit of the features (standardised: 0.1 is a tenth of their spread).
    hidden : {"tanh", "sigmoid", "linear"}
        tanh, because its values lie around zero, as the features of the network that reads them should.
    tied : bool
        Whether the output uses the hidden units' weights once more. With a linear output of standardised features that
        saturates the hidden units, because only large weights can make a large output of them.
    n_epochs, batch_size : int
        How often every frame is visited, and the frames in a mini-batch; frames are shuffled in every epoch.
    learning_rate, momentum : float
        As in `elman.network.momentum`, with the same momentum throughout.
    seed : int, sequence of int or numpy.random.Generator
        For start weights, order and noise.

    Attributes
    ----------
    params_ : dict of arrays
    history_ : list of float
        The mean cost in each epoch. Of standardised features, the fraction of the variance that is not explained.

    Examples
    --------
    Twenty features that are made of three:

    >>> rng = np.random.default_rng(0)
    >>> X = rng.standard_normal((600, 3)) @ rng.standard_normal((3, 20)) / 3**0.5
    >>> autoencoder = DenoisingAutoencoder(6).fit(X)
    >>> autoencoder.transform(X).shape, bool(autoencoder.history_[-1] < 0.1)
    ((600, 6), True)
    """

    def __init__(
        self,
        n_hidden=200,
        *,
        noise=0.1,
        hidden="tanh",
        tied=False,
        n_epochs=30,
        batch_size=100,
        learning_rate=0.2,
        momentum=0.9,
        seed=0,
    ):
        for name, value in (("n_hidden", n_hidden), ("n_epochs", n_epochs), ("batch_size", batch_size)):
            expect_whole(f"autoencoder, {name}", value)
        for name, value, good, expected in (
            ("noise", noise, 0 <= noise < np.inf, "a number, 0 or more,"),
            ("hidden", hidden, hidden in HIDDEN, f"one of {', '.join(HIDDEN)}"),
            ("learning_rate", learning_rate, 0 < learning_rate < np.inf, "a number above 0"),
            ("momentum", momentum, 0 <= momentum < 1, "a number from 0 up to, but not including, 1"),
        ):
            if not good:
                raise InputError(f"autoencoder, {name}: {value!r} was given, {expected} was expected")
        self.n_hidden, self.noise, self.hidden, self.tied = n_hidden, noise, hidden, tied
        self.n_epochs, self.batch_size = n_epochs, batch_size
        self.learning_rate, self.momentum, self.seed = learning_rate, momentum, seed

    @on_all_frames
    def fit(self, X):
        """Train on all frames of X: an array (n_frames, D), or a list of songs (T_i, D).

        Raises
        ------
        InputError
            X is not a matrix of numbers.
        DivergenceError
            A cost or a parameter is no longer finite.
        """
        rng = random_generator(self.seed)
        params = init(X.shape[1], self.n_hidden, rng=rng, tied=self.tied)
        velocity = zero_velocity(params)
        history = []
        for epoch in range(1, self.n_epochs + 1):
            batches = np.split(rng.permutation(len(X)), range(self.batch_size, len(X), self.batch_size))
            total = 0.0
            for n, batch in enumerate(batches):
                with np.errstate(over="ignore", invalid="ignore"):  # checked below
                    cost, grads = self._cost_and_gradients(params, X[batch], rng)
                    params, velocity = step(
                        params, velocity, grads, learning_rate=self.learning_rate, momentum=self.momentum
                    )
                if not np.isfinite(cost):
                    raise DivergenceError(epoch, n, len(batches), self, unit="batch")
                total += cost * len(batch)
            history.append(float(total / len(X)))
        if not all(np.isfinite(value).all() for value in params.values()):
            raise DivergenceError(self.n_epochs, len(batches) - 1, len(batches), self, unit="batch")
        self.params_, self.history_ = params, history
        return self

    def _cost_and_gradients(self, params, X, rng):
        noisy = X + self.noise * rng.standard_normal(X.shape) if self.noise else X
        Y, cache = forward(params, noisy, hidden=self.hidden)
        return mse(Y, X), backward(params, mse_gradient(Y, X), cache)

    @on_each_song
    def transform(self, X):
        """H: frames (T, D) to hidden units (T, n_hidden), without noise; or a list of songs to a list of songs."""
        _, cache = forward(self.params_, X, hidden=self.hidden)
        return cache.H

    @on_each_song
    def reconstruct(self, X):
        """Y: the reconstruction of frames (T, D), or of a list of songs; same shapes."""
        Y, _ = forward(self.params_, X, hidden=self.hidden)
        return Y

    @property
    def n_columns_(self):
        return len(self.params_["b_y"])
