"""The same training, written for every framework that is installed: one update per song, momentum, both penalties.

Each contestant takes the task, makes its data ready and returns ``run(n_epochs) -> list of parameter dicts``, one for
each network, for the clock. What has to be compiled is compiled in the first call. A missing framework: ImportError.
The settings are the authors' (|sum w| as L1), so all do the same sums and their results can be compared.
"""

import dataclasses
from typing import NamedTuple

import numpy as np

from elman.lockstep import engines
from elman.lockstep import fit as lockstep
from elman.network import rnn, training
from elman.network.momentum import learning_rate_at, momentum_at
from elman.network.settings import Settings

WEIGHTS = ("W_xh", "W_hh", "W_hy")


class Task(NamedTuple):
    """X (n_songs, frames, inputs), T (n_songs, frames, 2), trains_on (n_songs, networks), where the networks start."""

    X: np.ndarray
    T: np.ndarray
    trains_on: np.ndarray
    starts: list
    settings: Settings

    def songs(self, m):
        """The songs that network m trains on."""
        return [(self.X[n], self.T[n]) for n in np.flatnonzero(self.trains_on[:, m])]

    def rates(self, epoch):
        return learning_rate_at(epoch, self.settings), momentum_at(epoch, self.settings)


def make_task(*, songs=431, frames=60, inputs=260, hidden=10, networks=10, seed=0):
    """A made-up task of the given size; network m leaves out fold m % 10 of ten, which are drawn as songs are in life."""
    rng = np.random.default_rng(seed)
    X, T = rng.normal(size=(songs, frames, inputs)), rng.uniform(-1, 1, (songs, frames, 2))
    trains_on = rng.permutation(songs)[:, None] % 10 != np.arange(networks) % 10
    starts = [rnn.init(inputs, hidden, 2, rng=np.random.default_rng(m)) for m in range(networks)]
    return Task(X, T, trains_on, starts, Settings(n_hidden=hidden))


def arithmetic(task):
    """Floating-point operations of one epoch: the products of forward and backward; nothing else is counted."""
    (D, H), O = task.starts[0]["W_xh"].shape, task.T.shape[2]
    return int(task.trains_on.sum()) * task.X.shape[1] * 2 * (2 * D * H + 3 * H * H + 3 * H * O)


def large_product(task):
    """One large matrix product with the task's arithmetic: less time is not to be had from these cores."""

    def run(n_epochs):
        n = round((n_epochs * arithmetic(task) / 2) ** (1 / 3))
        A = np.ones((n, n))
        A @ A

    return run


def elman_single(task):
    """`training.fit`, network after network."""
    songs = [task.songs(m) for m in range(len(task.starts))]

    def run(n_epochs):
        settings = dataclasses.replace(task.settings, n_epochs=n_epochs)
        return [training.fit(start, own, settings)[0] for start, own in zip(task.starts, songs, strict=True)]

    return run


def elman_lockstep(task, engine="numpy"):
    """`lockstep.fit_many` with the engine numpy."""
    songs = list(zip(task.X, task.T, strict=True))
    songs_list = [
        [song if learns else None for song, learns in zip(songs, column, strict=True)] for column in task.trains_on.T
    ]

    def run(n_epochs):
        settings = dataclasses.replace(task.settings, n_epochs=n_epochs)
        return lockstep.fit_many(task.starts, songs_list, [settings] * len(task.starts), engine=engine)[0]

    return run


def elman_compiled(task):
    """`lockstep.fit_many` with the engine compiled."""
    if engines.trouble():
        raise ImportError(engines.trouble())
    return elman_lockstep(task, "compiled")


def naive_numpy(task):
    """A NumPy loop as in well-known teaching code: column vectors, all products and gradients inside the loop."""

    def gradients(p, X, T, settings):
        h, c, y = {-1: p["h_0"][:, None]}, p["b_h"][:, None], p["b_y"][:, None]
        outputs, loss = {}, 0.0
        for t in range(len(X)):
            h[t] = np.tanh(np.dot(p["W_xh"].T, X[t][:, None]) + np.dot(p["W_hh"].T, h[t - 1]) + c)
            outputs[t] = np.dot(p["W_hy"].T, h[t]) + y
            loss += np.sum((outputs[t] - T[t][:, None]) ** 2) / T.size
        g = {name: np.zeros_like(value) for name, value in p.items()}
        carry = np.zeros_like(h[0])
        for t in reversed(range(len(X))):
            dy = 2 * (outputs[t] - T[t][:, None]) / T.size
            g["W_hy"] += np.dot(h[t], dy.T)
            g["b_y"] += dy.ravel()
            dz = (1 - h[t] * h[t]) * (np.dot(p["W_hy"], dy) + carry)
            g["b_h"] += dz.ravel()
            g["W_xh"] += np.dot(X[t][:, None], dz.T)
            g["W_hh"] += np.dot(h[t - 1], dz.T)
            carry = np.dot(p["W_hh"], dz)
        g["h_0"] += carry.ravel()
        for name in WEIGHTS:
            loss += settings.l1 * np.abs(np.sum(p[name])) + settings.l2 * np.sum(p[name] ** 2)
            g[name] += settings.l1 * np.sign(np.sum(p[name])) + 2 * settings.l2 * p[name]
        return loss, g

    def run(n_epochs):
        trained = []
        for m, start in enumerate(task.starts):
            p, v = {k: a.copy() for k, a in start.items()}, {k: np.zeros_like(a) for k, a in start.items()}
            for epoch in range(1, n_epochs + 1):
                rate, momentum = task.rates(epoch)
                for X, T in task.songs(m):
                    _, g = gradients(p, X, T, task.settings)
                    for name in p:
                        v[name] = momentum * v[name] - rate * g[name]
                        p[name] += v[name]
            trained.append(p)
        return trained

    return run


def pytorch(task):
    """PyTorch, `nn.RNN` and `optim.SGD`, a Python loop over songs (its momentum differs where the rate changes)."""
    import torch

    torch.set_default_dtype(torch.float64)
    songs = [[(torch.from_numpy(X), torch.from_numpy(T)) for X, T in task.songs(m)] for m in range(len(task.starts))]

    def network(start):
        new = {name: torch.tensor(value) for name, value in start.items()}
        cell, out = torch.nn.RNN(*start["W_xh"].shape, batch_first=True), torch.nn.Linear(*start["W_hy"].shape)
        h_0 = torch.nn.Parameter(new["h_0"][None])
        with torch.no_grad():
            cell.weight_ih_l0.copy_(new["W_xh"].T)
            cell.weight_hh_l0.copy_(new["W_hh"].T)
            cell.bias_ih_l0.copy_(new["b_h"])
            cell.bias_hh_l0.zero_()
            out.weight.copy_(new["W_hy"].T)
            out.bias.copy_(new["b_y"])
        cell.bias_hh_l0.requires_grad_(False)  # nn.RNN has two biases where one is enough
        return cell, out, h_0

    def run(n_epochs):
        trained, s = [], task.settings
        for start, own in zip(task.starts, songs, strict=True):
            cell, out, h_0 = network(start)
            weights = [cell.weight_ih_l0, cell.weight_hh_l0, out.weight]
            parameters = [p for p in (*cell.parameters(), *out.parameters(), h_0) if p.requires_grad]
            optimiser = torch.optim.SGD(parameters, lr=s.learning_rate)
            for epoch in range(1, n_epochs + 1):
                for group in optimiser.param_groups:
                    group["lr"], group["momentum"] = task.rates(epoch)
                for X, T in own:
                    optimiser.zero_grad()
                    H, _ = cell(X, h_0)
                    cost = torch.nn.functional.mse_loss(out(H), T)
                    cost = cost + sum(s.l1 * W.sum().abs() + s.l2 * W.square().sum() for W in weights)
                    cost.backward()
                    optimiser.step()
            arrays = [cell.weight_ih_l0.T, cell.weight_hh_l0.T, cell.bias_ih_l0, out.weight.T, out.bias, h_0[0]]
            trained.append({name: A.detach().numpy() for name, A in zip(start, arrays, strict=True)})
        return trained

    return run


def _jax():
    """JAX's modules and the update of one song."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp

    def cost(params, X, T, settings):
        def frame(h, z):
            h = jnp.tanh(z + h @ params["W_hh"])
            return h, h

        _, H = jax.lax.scan(frame, params["h_0"], X @ params["W_xh"] + params["b_h"])
        Y = H @ params["W_hy"] + params["b_y"]
        weights = [params[name] for name in WEIGHTS]
        penalty = sum(settings.l1 * jnp.abs(W.sum()) + settings.l2 * (W**2).sum() for W in weights)
        return jnp.mean((Y - T) ** 2) + penalty

    def update(state, song, rates, settings):
        params, velocity = state
        value, grads = jax.value_and_grad(cost)(params, *song, settings)
        velocity = {name: rates[1] * velocity[name] - rates[0] * grads[name] for name in params}
        return ({name: params[name] + velocity[name] for name in params}, velocity), value

    def begin(start):
        params = {name: jnp.asarray(value) for name, value in start.items()}
        return params, {name: jnp.zeros_like(value) for name, value in params.items()}

    return jax, jnp, update, begin


def jax_per_song(task):
    """JAX, the update of one song compiled, a Python loop over songs."""
    jax, jnp, update, begin = _jax()
    step = jax.jit(lambda state, song, rates: update(state, song, rates, task.settings))
    songs = [[(jnp.asarray(X), jnp.asarray(T)) for X, T in task.songs(m)] for m in range(len(task.starts))]

    def run(n_epochs):
        trained = []
        for start, own in zip(task.starts, songs, strict=True):
            state = begin(start)
            for epoch in range(1, n_epochs + 1):
                rates = jnp.asarray(task.rates(epoch))
                for song in own:
                    state, _ = step(state, song, rates)
            trained.append({name: np.asarray(value) for name, value in state[0].items()})
        return trained

    return run


def jax_scan(task):
    """JAX, a whole epoch compiled as one scan over songs, network after network."""
    jax, jnp, update, begin = _jax()
    X, T = jnp.asarray(task.X), jnp.asarray(task.T)
    orders = [jnp.asarray(np.flatnonzero(column)) for column in task.trains_on.T]

    @jax.jit
    def epoch_of(state, order, X, T, rates):
        return jax.lax.scan(lambda s, n: update(s, (X[n], T[n]), rates, task.settings), state, order)

    def run(n_epochs):
        trained = []
        for start, order in zip(task.starts, orders, strict=True):
            state = begin(start)
            for epoch in range(1, n_epochs + 1):
                state, _ = epoch_of(state, order, X, T, jnp.asarray(task.rates(epoch)))
            trained.append({name: np.asarray(value) for name, value in state[0].items()})
        return trained

    return run


def jax_vmap(task):
    """JAX, the compiled scan over songs mapped over all networks (folds are cut to the shortest: 387 songs of 388)."""
    jax, jnp, update, begin = _jax()
    shortest = task.trains_on.sum(axis=0).min()
    orders = jnp.asarray([np.flatnonzero(column)[:shortest] for column in task.trains_on.T])
    X, T = jnp.asarray(task.X), jnp.asarray(task.T)

    def epoch(state, order, X, T, rates):
        return jax.lax.scan(lambda s, n: update(s, (X[n], T[n]), rates, task.settings), state, order)

    epoch_of = jax.jit(jax.vmap(epoch, in_axes=(0, 0, None, None, None)))

    def run(n_epochs):
        state = jax.tree.map(lambda *leaves: jnp.stack(leaves), *[begin(start) for start in task.starts])
        for number in range(1, n_epochs + 1):
            state, _ = epoch_of(state, orders, X, T, jnp.asarray(task.rates(number)))
        trained = {name: np.asarray(value) for name, value in state[0].items()}
        return [{name: value[m] for name, value in trained.items()} for m in range(len(task.starts))]

    return run


def pytensor_scan(task):
    """PyTensor (Theano's heir, the authors' framework), the update of one song compiled, a Python loop over songs."""
    import pytensor
    import pytensor.tensor as pt

    s = task.settings
    shared = {name: pytensor.shared(value.copy(), name=name) for name, value in task.starts[0].items()}
    speed = {name: pytensor.shared(np.zeros_like(value)) for name, value in task.starts[0].items()}
    X, T, rate, momentum = pt.dmatrix("X"), pt.dmatrix("T"), pt.dscalar("rate"), pt.dscalar("momentum")
    H = pytensor.scan(
        lambda z, h, W: pt.tanh(z + h @ W),
        sequences=X @ shared["W_xh"] + shared["b_h"],
        outputs_info=shared["h_0"],
        non_sequences=shared["W_hh"],
        return_updates=False,
    )
    cost = pt.mean((H @ shared["W_hy"] + shared["b_y"] - T) ** 2)
    cost += sum(s.l1 * pt.abs(shared[name].sum()) + s.l2 * (shared[name] ** 2).sum() for name in WEIGHTS)
    grads = dict(zip(shared, pytensor.grad(cost, list(shared.values())), strict=True))
    moved = {name: momentum * speed[name] - rate * grads[name] for name in shared}
    updates = [(speed[name], moved[name]) for name in shared] + [(shared[n], shared[n] + moved[n]) for n in shared]
    step = pytensor.function([X, T, rate, momentum], cost, updates=updates)
    songs = [task.songs(m) for m in range(len(task.starts))]

    def run(n_epochs):
        trained = []
        for start, own in zip(task.starts, songs, strict=True):
            for name, value in start.items():
                shared[name].set_value(value)
                speed[name].set_value(np.zeros_like(value))
            for epoch in range(1, n_epochs + 1):
                for song in own:
                    step(*song, *task.rates(epoch))
            trained.append({name: value.get_value() for name, value in shared.items()})
        return trained

    return run


CONTESTANTS = {
    "elman lockstep": elman_lockstep,
    "elman compiled": elman_compiled,
    "elman single": elman_single,
    "JAX vmap of scan": jax_vmap,
    "JAX scan": jax_scan,
    "JAX per song": jax_per_song,
    "PyTensor scan": pytensor_scan,
    "PyTorch per song": pytorch,
    "naive NumPy": naive_numpy,
}


def expect_the_same_networks(name):
    """Hold a contestant to the networks that `training.fit` trains, on a small task; ImportError where it is missing."""
    task = make_task(songs=20, frames=7, inputs=5, hidden=3, networks=2)
    for params, others in zip(CONTESTANTS[name](task)(1), elman_single(task)(1), strict=True):
        for key, value in others.items():
            np.testing.assert_allclose(params[key], value, rtol=0, atol=1e-15, err_msg=f"{name}, {key}")
