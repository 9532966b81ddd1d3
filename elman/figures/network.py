"""A network's memory as pictures: how long a state rings, how much of a gradient comes through.

Notebooks 03, "Run the network forward", and 04, "Backpropagate through time".
"""

import numpy as np

from elman.figures.style import BLACK, BLUE, ORANGE, RED, SKY


def impulse_response(H, rho, at, ax):
    """Hidden units over time, after one impulse.

    Parameters
    ----------
    H : array (T + 1, n_hidden)
        The states, as `elman.network.rnn.forward` keeps them.
    rho : float
        By how much W_hh stretches a state; drawn as rho^k beside the state's length.
    at : int
        The frame of the impulse.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    T = len(H) - 1
    frames = np.arange(T)
    lines = ax.plot(frames, H[1:], color=SKY, linewidth=0.9)
    lines[0].set_label("one hidden unit")
    length = np.linalg.norm(H[1:], axis=1)
    ax.plot(frames, length, color=BLACK, linewidth=2, label="length of the state")
    after = frames[at:]
    ax.plot(
        after,
        length[at] * rho ** (after - at),
        color=ORANGE,
        linestyle="--",
        linewidth=1.6,
        label="length times rho$^k$",
    )
    ax.axvline(at, color=BLACK, linewidth=0.8, linestyle=":")
    ax.set(xlabel="frame t", title=f"rho = {rho:g}")
    ax.margins(x=0.01)
    return ax


def truncation_curves(ks, errors, ax):
    """How far a truncated gradient is from the full one, against the frames that each error goes through.

    Parameters
    ----------
    ks : sequence of int
    errors : dict of float to sequence
        For each rho, the relative error for each k.
    ax : matplotlib axes

    Returns
    -------
    ax
    """
    looks = zip((BLUE, ORANGE, RED), ("o", "s", "^"), ("-", (0, (5, 1.5)), ":"), strict=True)
    for (rho, curve), (colour, marker, line) in zip(errors.items(), looks, strict=True):
        ax.plot(ks, curve, color=colour, marker=marker, markersize=4, linestyle=line, label=f"rho = {rho:g}")
    ax.set(xlabel="k, frames that each error goes through", ylabel="relative error of dW_hh", ylim=(0, None))
    ax.legend()
    return ax
