"""A network's states as pictures. Notebook 03, "Run the network forward"."""

import numpy as np

from elman.figures.style import BLACK, ORANGE, SKY


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
    ax.plot(after, length[at] * rho ** (after - at), color=ORANGE, linestyle="--", linewidth=1.6, label="rho$^k$")
    ax.axvline(at, color=BLACK, linewidth=0.8, linestyle=":")
    ax.set(xlabel="frame t", title=f"rho = {rho:g}")
    ax.margins(x=0.01)
    return ax
