"""The networks to choose from, by name.

A network is a module with three functions: ``init(n_in, n_hidden, n_out, *, rng, scale) -> params``,
``forward(params, X, *, output) -> (Y, cache)`` and ``backward(params, dY, cache) -> grads``. ``params`` and ``grads``
are dicts of arrays with the same keys: weight matrices begin with ``W_``, biases with ``b_``; first states end in
``_0``.

The backward pass can also be had in two halves: ``backpropagate(params, dY, cache) -> signals``, the recursion backward in
time, and ``gradients(cache, signals) -> grads``, the sums over frames.
"""

from elman.network import gru, lstm, rnn, static

NETWORKS = {"elman": rnn, "lstm": lstm, "gru": gru, "static": static}
