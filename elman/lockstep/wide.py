"""M Elman networks of one size as one wide network: how their parameters lie in memory, and the update of all.

All W_xh lie beside each other, so that networks that read the same song X share one matrix product, which runs near the
processor's limit, as M narrow products do not. Everything else makes a row of numbers for each network. So a rule for
one network is the same rule for arrays with one more axis.

**Standardising moves into the first layer.** Each network may standardise what it reads by a mean and a standard
deviation of its own. Standardising is linear, so all can go on reading the same X:

    ((X - mean) / std) W_xh      = X V - mean V,                          V = W_xh / std (row by row)
    ((X - mean) / std)^T dZ      = (X^T dZ - mean^T sum_t dZ[t]) / std    (row by row)

Source: `penalties` and `momentum`, whose rules are applied to all networks at once.
"""

import numpy as np

WEIGHTS = ("W_xh", "W_hh", "W_hy")


class Part:
    """Some parameters of M networks, a row for each: theta, velocity, and the step that the loss asks for, all (M, k).

    Weight matrices come first, in the columns ``matrices``.
    """

    def __init__(self, M, sizes):
        ends = np.cumsum(list(sizes.values())).tolist()
        self.columns = {name: slice(end - size, end) for (name, size), end in zip(sizes.items(), ends, strict=True)}
        self.matrices = [columns for name, columns in self.columns.items() if name in WEIGHTS]
        self.theta, self.velocity, self.step, self.pull = np.zeros((4, M, ends[-1]))


class Networks:
    """M networks: ``params`` and ``steps`` name their arrays, W_hh (M, n_hidden, n_hidden), b_h (M, n_hidden) and so on.

    They are views of two `Part`: W_xh, lying crosswise, as one matrix with a row for each hidden unit of all networks,
    (M n_hidden, n_in); and everything else.
    """

    def __init__(self, params_list):
        M, first = len(params_list), params_list[0]
        self.names = list(first)
        n_in, n_hidden = first["W_xh"].shape
        shapes = {name: first[name].shape for name in ("W_hh", "W_hy", "b_h", "b_y", "h_0")}
        W_xh, others = Part(M, {"W_xh": n_in * n_hidden}), Part(M, {name: first[name].size for name in shapes})
        self.parts = (W_xh, others)
        self.params, self.steps = (
            {"W_xh": rows.reshape(M * n_hidden, n_in)}
            | {name: more[:, others.columns[name]].reshape(M, *shape) for name, shape in shapes.items()}
            for rows, more in ((W_xh.theta, others.theta), (W_xh.step, others.step))
        )
        for name, values in self.params.items():
            given = [params[name].T if name == "W_xh" else params[name] for params in params_list]
            values[...] = np.reshape(given, values.shape)

    def apart(self):
        """The networks one by one, as copies."""
        M, n_hidden = self.params["b_h"].shape
        values = self.params | {"W_xh": self.params["W_xh"].reshape(M, n_hidden, -1).swapaxes(1, 2)}
        return [{name: values[name][m].copy() for name in self.names} for m in range(M)]


class Scalers:
    """The mean and standard deviation by which each network standardises what it reads: M pairs of arrays (n_in,)."""

    def __init__(self, scalers, n_hidden):
        mean, std = np.array(scalers, dtype=float).swapaxes(0, 1)
        self.mean, self.per_std = mean, 1 / std[:, None]
        self.room = np.empty((len(mean), n_hidden, mean.shape[1]))  # new memory for every song would cost more

    def first_layer(self, W_xh):
        """What takes the place of W_xh (M n_hidden, n_in), and what it adds to b_h (M, n_hidden)."""
        V = np.multiply(W_xh.reshape(self.room.shape), self.per_std, out=self.room)
        return V.reshape(W_xh.shape), -np.matvec(V, self.mean)

    def finish(self, step, sum_dZ):
        """Make dZ^T X the step of W_xh, in place."""
        step = step.reshape(self.room.shape)
        step -= np.multiply(sum_dZ[:, :, None], self.mean[:, None], out=self.room)
        step *= self.per_std


def update(part, rates, moving, true_l1):
    """One update of a part, v <- mu v - eta g and theta <- theta + v, in place.

    Parameters
    ----------
    part : Part
        Its ``step`` is eta times the gradient of the loss; what the penalties add to g is added here.
    rates : (mu, 2 l2 eta, l1 eta)
        Each a number, or an array (M, 1) where the networks differ.
    moving : list of slice
        The networks that learn. The others stay as they are, their velocity too.
    true_l1 : array of bool (M,), or None
        Which networks have the true L1 norm, and not the authors' |sum w|; None if there is none.

    Returns
    -------
    squares, norms : arrays (M,)
        Of the weights before the update: sum w^2, and the L1 norm or, of each matrix, |sum w|.
    """
    mu, shrink, push = rates
    weights = slice(part.matrices[-1].stop)
    np.multiply(part.theta[:, weights], shrink, out=part.pull[:, weights])
    squares, norms = np.vecdot(part.theta[:, weights], part.theta[:, weights]), 0.0
    for columns in part.matrices:
        W = part.theta[:, columns]
        total = np.add.reduce(W, axis=1)
        norm, direction = np.abs(total), np.sign(total)[:, None]
        if true_l1 is not None:
            norm = np.where(true_l1, np.abs(W).sum(axis=1), norm)
            direction = np.where(true_l1[:, None], np.sign(W), direction)
        norms = norms + norm
        part.pull[:, columns] += push * direction
    for some in moving:
        v = part.velocity[some]
        v *= mu if np.ndim(mu) == 0 else mu[some]
        v -= part.step[some]
        v -= part.pull[some]
        part.theta[some] += v
    return squares, norms
