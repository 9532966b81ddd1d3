"""The moving average over 13 points. Notebook 09, "Smooth, then stack"."""

import numpy as np

from elman.errors import InputError

WINDOW = 13
"""The paper's window: 13 frames, 6.5 seconds."""


def weights(kernel, window=WINDOW):
    """The weights of the average, which sum to one.

    Parameters
    ----------
    kernel : {"half_ends", "uniform"}
        ``uniform`` is what the paper's text says, 1/13 each. ``half_ends`` is what its authors ran: the first and last
        point of the window count half, so that with 13 points the weights are 1/24, eleven times 1/12, and 1/24.
    window : int
        Number of points, odd, so that the average is centred on a frame.

    Raises
    ------
    InputError
        An even window, or an unknown kernel.

    Examples
    --------
    >>> weights("half_ends", 5)
    array([0.125, 0.25 , 0.25 , 0.25 , 0.125])
    """
    if window < 3 or window % 2 == 0:
        raise InputError(f"smoothing window: {window} was given, an odd number of frames, 3 or more, was expected")
    w = np.ones(window)
    if kernel == "half_ends":
        w[[0, -1]] = 0.5
    elif kernel != "uniform":
        raise InputError(f"smoothing kernel: {kernel!r} was given, 'half_ends' or 'uniform' was expected")
    return w / w.sum()


def smooth(Y, kernel="half_ends", window=WINDOW):
    """S[t] = sum_k w[k] Y[t - m + k] with m = (window - 1) / 2, where the whole window lies inside the song.

    The first and last m frames are left as they are, as in the paper. A song shorter than the window is therefore
    returned unchanged: no frame of it has a whole window around it.

    Parameters
    ----------
    Y : array (T, n)
    kernel : {"half_ends", "uniform"}
    window : int

    Returns
    -------
    array (T, n)
        A new array.
    """
    w = weights(kernel, window)
    m = (window - 1) // 2
    S = Y.astype(np.result_type(Y, float))
    if len(Y) >= window:
        windows = np.lib.stride_tricks.sliding_window_view(Y, window, axis=0)  # (T - 2 m, n, window)
        S[m:-m] = windows @ w
    return S
