"""Many networks trained at once, in step: the result of `training.fit` for each alone, several times faster.

A small network leaves a processor idle: its frames must be taken one after the other, and a frame is so little work
that most of the time goes into calling NumPy. Ten networks have ten times the work for the same number of calls. So
networks of equal size are put side by side along a first axis m, and every product is one call for all of them:

    H[t + 1, m] = tanh(X[t] W_xh[m] + H[t, m] W_hh[m] + b_h[m])

Seen from afar this is one wide Elman network whose W_hh and W_hy are block-diagonal; only the blocks are kept. The
songs come in one order for all. A network whose fold holds the song out rests: it is run, but keeps its weights and its
velocity.

The update is one product as well. With theta the parameters, v the velocity, g the gradient of the loss and d the
direction of the L1 penalty, the rule of `momentum.step` is linear. With eta the learning rate and mu the momentum:

    [theta]      [1 - 2 l2 eta   mu   -eta   -l1 eta]   [theta]
    [  v  ]  <-  [  - 2 l2 eta   mu   -eta   -l1 eta]   [  v  ]
                                                        [  g  ]
                                                        [  d  ]

Source: `rnn`, `penalties`, `momentum` and `training`, whose mathematics is only arranged anew. Sums are taken in
another order than there, so results differ from `fit` in the last bits. They do not depend on which networks run side
by side, for every network has its own matrix products (a single unit trained alone may differ in its last bit).
"""

import numpy as np

from elman.errors import InputError
from elman.network.activations import OUTPUTS
from elman.network.momentum import learning_rate_at, momentum_at
from elman.network.training import DivergenceError, Epoch

WEIGHTS = ("W_xh", "W_hh", "W_hy")
THETA, VELOCITY, GRADIENT, DIRECTION = range(4)


class _Networks:
    """M networks side by side: ``rows`` (M, 4, n) holds theta, v, g and d of each as rows of n numbers, weights first.

    ``params`` and ``grads`` name the pieces of theta and g, without copying: W_xh (M, n_in, n_hidden), b_h (M, 1,
    n_hidden) and so on.
    """

    def __init__(self, params_list):
        first = params_list[0]
        self.parts, n = {}, 0
        for name in sorted(first, key=lambda name: name not in WEIGHTS):
            self.parts[name] = slice(n, n + first[name].size)
            n += first[name].size
        n_weights = sum(first[name].size for name in WEIGHTS)
        self.weights, self.others = slice(n_weights), slice(n_weights, n)
        self.rows = np.zeros((len(params_list), 4, n))
        shapes = {name: (1, *value.shape)[-2:] for name, value in first.items()}
        self.params, self.grads = (
            {name: self.rows[:, row, part].reshape(-1, *shapes[name]) for name, part in self.parts.items()}
            for row in (THETA, GRADIENT)
        )
        for name, values in self.params.items():
            values[...] = [params[name].reshape(shapes[name]) for params in params_list]


class _Frames:
    """Memory for the longest song: Z, dH, dZ and H (frames, M, 1, n_hidden), and the lists of their frames.

    To take a frame out of an array costs as much as to add two frames; with the lists it is done once.
    """

    def __init__(self, T, M, n_hidden):
        self.Z, self.dH, self.dZ = np.empty((3, T, M, 1, n_hidden))
        self.H = np.empty((T + 1, M, 1, n_hidden))
        self.Z_at, self.dH_at, self.dZ_at, self.H_at = (list(A) for A in (self.Z, self.dH, self.dZ, self.H))


def _by_network(A):
    """(T, M, 1, n) seen as (M, T, n)."""
    return A[:, :, 0].swapaxes(0, 1)


def _forward(params, X, frames, output):
    """`rnn.forward` for all: X is (T, n_in) or (M, T, n_in), Y (M, T, n_out); the states stay in ``frames.H``."""
    T = X.shape[-2]
    np.matmul(X, params["W_xh"], out=_by_network(frames.Z[:T]))
    frames.Z[:T] += params["b_h"]
    frames.H[0] = params["h_0"]
    W_hh = params["W_hh"]
    for Z_t, before, after in zip(frames.Z_at[:T], frames.H_at, frames.H_at[1:], strict=False):
        np.matmul(before, W_hh, after)
        np.add(after, Z_t, after)
        np.tanh(after, after)

    A = _by_network(frames.H[1 : T + 1]) @ params["W_hy"] + params["b_y"]
    g, _ = OUTPUTS[output]
    return g(A.reshape(-1, A.shape[-1])).reshape(A.shape)


def _backward(params, dY, Y, X, frames, output, grads):
    """`rnn.backward` for all: the gradients are written into ``grads``."""
    T = X.shape[-2]
    _, g_backward = OUTPUTS[output]
    dA = g_backward(dY.reshape(-1, dY.shape[-1]), Y.reshape(-1, Y.shape[-1])).reshape(Y.shape)
    np.matmul(dA, params["W_hy"].swapaxes(1, 2), out=_by_network(frames.dH[:T]))
    slope, slope_at = frames.Z[:T], frames.Z_at[:T]  # Z is not needed any more, its memory is
    np.multiply(frames.H[1 : T + 1], frames.H[1 : T + 1], out=slope)
    np.subtract(1, slope, out=slope)
    W_hh_T = params["W_hh"].swapaxes(1, 2).copy()  # a copy, because products with a matrix lying crosswise are slower
    carry = np.zeros_like(params["h_0"])
    for dH_t, slope_t, dZ_t in zip(frames.dH_at[:T][::-1], slope_at[::-1], frames.dZ_at[:T][::-1], strict=True):
        np.add(dH_t, carry, dZ_t)
        np.multiply(dZ_t, slope_t, dZ_t)
        np.matmul(dZ_t, W_hh_T, carry)

    before, after, dZ = (_by_network(A) for A in (frames.H[:T], frames.H[1 : T + 1], frames.dZ[:T]))
    np.matmul(X.swapaxes(-1, -2), dZ, out=grads["W_xh"])
    np.matmul(before.swapaxes(1, 2), dZ, out=grads["W_hh"])
    np.matmul(after.swapaxes(1, 2), dA, out=grads["W_hy"])
    grads["b_h"][...] = frames.dZ[:T].sum(axis=0)
    grads["b_y"][:, 0] = dA.sum(axis=1)
    grads["h_0"][...] = carry


def _loss(Y, T, rooted):
    """The loss of each network (M,), and its derivative with respect to Y (M, T, n_out); where ``rooted``, the rmse."""
    E = Y - T
    L = np.einsum("mto,mto->m", E, E) / E[0].size
    slope = np.full(len(L), 2 / E[0].size)
    if rooted.any():
        L[rooted] = np.sqrt(L[rooted])
        slope[rooted] = np.divide(1 / E[0].size, L[rooted], out=np.zeros(rooted.sum()), where=L[rooted] > 0)
    return L, slope[:, None, None] * E


def _moves(settings_list, epoch):
    """The matrices of the update in one epoch, for weights and for the others, which are not penalised: (M, 2, 4)."""
    rates = [(learning_rate_at(epoch, s), momentum_at(epoch, s), s.l1, s.l2) for s in settings_list]
    eta, mu, l1, l2 = np.array(rates).T
    others = np.array([[eta**0, mu, -eta, 0 * eta], [0 * eta, mu, -eta, 0 * eta]]).transpose(2, 0, 1)
    weights = others.copy()
    weights[:, :, THETA] -= (2 * l2 * eta)[:, None]
    weights[:, :, DIRECTION] -= (l1 * eta)[:, None]
    return weights, others


def _update(networks, move_weights, move_others, trains, true_l1):
    """One update of those networks that train; returns sum w^2 and the L1 norm of the weights before it, (M, 2).

    The direction d is the norm's gradient, and theta . d the norm itself: for the true norm d is the sign of each
    weight, for the authors' |sum w| that of the sum over its matrix.
    """
    theta, d = networks.rows[:, THETA], networks.rows[:, DIRECTION]
    for name in WEIGHTS:
        part = networks.parts[name]
        d[:, part] = np.sign(theta[:, part].sum(axis=1, keepdims=True))
    weights, others = networks.rows[:, :, networks.weights], networks.rows[:, :, networks.others]
    if true_l1.any():
        weights[true_l1, DIRECTION] = np.sign(weights[true_l1, THETA])
    norms = (weights[:, ::DIRECTION] @ weights[:, THETA, :, None])[:, :, 0]
    for m in np.flatnonzero(trains):
        weights[m, :GRADIENT] = move_weights[m] @ weights[m]
    others[trains, :GRADIENT] = (move_others @ others)[trains]
    return norms


def fit_many(params_list, songs, trains_on, settings_list, *, on_epoch=None):
    """Train M networks at once, one update after each song, songs in a fixed order.

    Parameters
    ----------
    params_list : list of M dicts of arrays
        Where each network starts; all of one size; left unchanged.
    songs : sequence of (X, T)
        X (n_frames, n_in) and T (n_frames, n_out) of each song, visited in this order; lengths may differ.
        X may be (M, n_frames, n_in), and T (M, n_frames, n_out), where every network has data of its own.
    trains_on : array of bool (n_songs, M)
        Where it is False, the song is held out from the network, which neither moves nor counts the song's cost.
    settings_list : list of M Settings
        May differ in everything but ``n_hidden`` and ``output``; `groups` sorts networks into lists that fit. A network
        with fewer epochs than others stops and waits for them.
    on_epoch : callable, optional
        Called after each epoch with a list of M `training.Epoch`; that of a network which has stopped stays the same.

    Returns
    -------
    params_list : list of M dicts of arrays
    histories : list of M lists of float
        The mean cost in each epoch over the songs the network trains on.

    Raises
    ------
    InputError
        The networks or songs do not fit together, or a song holds a number that is not finite.
    DivergenceError
        A cost or a parameter of one network is no longer finite; ``network`` counts from 0, ``song`` among all songs.

    Examples
    --------
    Two networks, of which each leaves one song out:

    >>> from elman.network import rnn, training
    >>> from elman.network.settings import Settings
    >>> rng = np.random.default_rng(0)
    >>> songs = [(X, X[:, :2]) for X in rng.uniform(-1, 1, (3, 20, 4))]
    >>> starts, settings = [rnn.init(4, 5, 2, rng=rng) for _ in range(2)], Settings(n_hidden=5, n_epochs=3)
    >>> together, _ = fit_many(starts, songs, [[True, True], [False, True], [True, False]], [settings] * 2)
    >>> alone, _ = training.fit(starts[0], [songs[0], songs[2]], settings)
    >>> float(abs(together[0]["W_xh"] - alone["W_xh"]).max()) < 1e-14
    True
    """
    trains = np.asarray(trains_on, dtype=bool)
    _check(params_list, songs, trains, settings_list)
    networks = _Networks(params_list)
    frames = _Frames(max(X.shape[-2] for X, _ in songs), len(params_list), params_list[0]["h_0"].size)
    output = settings_list[0].output
    rooted = np.array([s.loss == "rmse" for s in settings_list])
    true_l1 = np.array([s.l1_norm == "l1" and s.l1 > 0 for s in settings_list])
    coefficients = np.array([(s.l2, s.l1) for s in settings_list])
    histories = [[] for _ in settings_list]
    costs, norms = np.empty(trains.shape), np.empty((*trains.shape, 2))

    for epoch in range(1, max(s.n_epochs for s in settings_list) + 1):
        weights, others = _moves(settings_list, epoch)
        learning = np.array([epoch <= s.n_epochs for s in settings_list])
        with np.errstate(over="ignore", invalid="ignore"):  # seen below, and told in plain words
            for n, (X, T) in enumerate(songs):
                Y = _forward(networks.params, X, frames, output)
                costs[n], dY = _loss(Y, T, rooted)
                _backward(networks.params, dY, Y, X, frames, output, networks.grads)
                norms[n] = _update(networks, weights, others, trains[n] & learning, true_l1)
            costs += (coefficients * norms).sum(axis=2)
        _expect_finite(networks, costs, trains & learning, epoch, settings_list)
        for m in np.flatnonzero(learning):
            histories[m].append(float(costs[trains[:, m], m].mean()))
        if on_epoch is not None:
            on_epoch([Epoch(len(h), p, h[-1]) for h, p in zip(histories, _apart(networks, params_list), strict=True)])
    return _apart(networks, params_list), histories


def forward_many(params_list, X, *, output="linear"):
    """Run M networks over one song, or over M songs of one length; or one network over M such songs.

    Parameters
    ----------
    params_list : list of dicts of arrays
        M networks of one size, or a single one.
    X : array (n_frames, n_in) or (M, n_frames, n_in)
        One song for all, or one for each network.
    output : {"linear", "tanh", "softmax"}

    Returns
    -------
    Y : array (M, n_frames, n_out)

    Examples
    --------
    >>> from elman.network import rnn
    >>> params = rnn.init(3, 4, 2, rng=np.random.default_rng(0))
    >>> forward_many([params], np.ones((7, 5, 3))).shape
    (7, 5, 2)
    """
    networks = _Networks(params_list)
    M = len(params_list) if X.ndim == 2 else len(X)
    if len(params_list) not in (1, M):
        raise InputError(
            f"{len(params_list)} networks were given {M} songs: one network, one song, or as many of both are needed"
        )
    return _forward(networks.params, X, _Frames(X.shape[-2], M, params_list[0]["h_0"].size), output)


def groups(params_list, settings_list, *, at_most=20):
    """Which networks can run together: lists of at most ``at_most`` indices of networks of equal size and output.

    The order is kept, and the groups depend on nothing else, so the same call trains to the same bits.

    Examples
    --------
    >>> from elman.network import rnn
    >>> from elman.network.settings import Settings
    >>> settings = [Settings(n_hidden=n) for n in (10, 20, 10, 10)]
    >>> starts = [rnn.init(3, s.n_hidden, 2, rng=np.random.default_rng(0)) for s in settings]
    >>> groups(starts, settings, at_most=2)
    [[0, 2], [3], [1]]
    """
    alike = {}
    for m, (params, settings) in enumerate(zip(params_list, settings_list, strict=True)):
        alike.setdefault((params["W_xh"].shape, params["W_hy"].shape, settings.output), []).append(m)
    return [members[i : i + at_most] for members in alike.values() for i in range(0, len(members), at_most)]


def _check(params_list, songs, trains, settings_list):
    """Raise an InputError where the networks cannot be trained side by side."""
    M = len(params_list)
    if M == 0 or len(settings_list) != M or trains.shape != (len(songs), M):
        raise InputError(
            f"{M} networks, {len(settings_list)} settings, {len(songs)} songs and a table trains_on of shape "
            f"{trains.shape} were given; as many settings as networks and a table (songs, networks) were expected"
        )
    for m in np.flatnonzero(~trains.any(axis=0)):
        raise InputError(f"network {m} trains on no song; give it one at least")
    if len(groups(params_list, settings_list, at_most=M)) > 1:
        raise InputError("the networks differ in size or output; train them in the groups that lockstep.groups makes")
    n_in, n_out = params_list[0]["W_xh"].shape[0], params_list[0]["W_hy"].shape[1]
    for n, (X, T) in enumerate(songs):
        frames = X.shape[-2:-1]
        if X.shape not in ((*frames, n_in), (M, *frames, n_in)) or T.shape[-2:] != (*frames, n_out):
            raise InputError(
                f"song {n}: inputs {X.shape} and targets {T.shape} were given; inputs (frames, {n_in}) or "
                f"({M}, frames, {n_in}) and targets (frames, {n_out}) were expected"
            )
        if not np.isfinite(X.sum() + T.sum()):  # it would reach the networks that hold the song out, too
            raise InputError(f"song {n} holds a number that is not finite; repair the song or leave it out")


def _expect_finite(networks, costs, trains, epoch, settings_list):
    """Raise a DivergenceError for the first song at which a network that trains on it left the finite numbers."""
    lost = trains & ~np.isfinite(costs)
    lost[-1] |= trains.any(axis=0) & ~np.isfinite(networks.rows[:, THETA]).all(axis=1)
    for n, m in np.argwhere(lost)[:1]:
        raise DivergenceError(epoch, int(n), len(costs), settings_list[m], network=int(m))


def _apart(networks, like):
    """The networks one by one, as copies with the names and shapes they came with."""
    return [
        {name: networks.params[name][m].reshape(value.shape).copy() for name, value in params.items()}
        for m, params in enumerate(like)
    ]
