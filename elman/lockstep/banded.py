"""Backpropagation through time as a system of linear equations, solved in one call.

With slope = 1 - H^2, what `rnn.backward` computes frame by frame from the last to the first is the solution of

    dZ[t] / slope[t] - dZ[t + 1] W_hh^T = dH[t]          dZ = 0 after the last frame

One equation for every unit in every frame, T n in all, in which frame t needs only frame t + 1: the matrix is triangular,
with 1 / slope on its diagonal and -W_hh in a band beside it. BLAS solves such a system in one call, where a loop calls
NumPy three times a frame.

    dZ[0]     dZ[1]     dZ[2]
    1/slope   -W_hh                 dH[0]
              1/slope   -W_hh       dH[1]
                        1/slope     dH[2]

The band is 2 n wide, and n T columns of 2 n numbers have to be written and read: with many hidden units that takes longer
than the loop's calls, so `side_by_side.backward` then takes the loop.

Source: `rnn`; for the storage of the band, the reference BLAS, routine ``dtbsv``.
"""

from itertools import chain

import numpy as np
from scipy.linalg.blas import dtbsv


class Band:
    """The matrix of one network after the other, for songs of at most T frames.

    BLAS wants, of each column, the 2 n numbers that end on the diagonal. The column of unit j in frame t + 1 has W_hh[:, j]
    in the rows of frame t, so these are n - 1 - j zeros, the n numbers -W_hh[:, j], j zeros, and 1 / slope[t + 1, j].
    """

    def __init__(self, T, n):
        self.columns = np.zeros((T, n, 2 * n))

    def solve(self, W_hh, slope, dH, dZ, moving):
        """Write the solutions of some of M networks into dZ.

        Parameters
        ----------
        W_hh : array (M, n, n)
        slope : array (T, M, n)
            1 - H^2; 0 where a unit is saturated, whose dZ is 0.
        dH : array (M, T, n)
            What the outputs ask of each state.
        dZ : array (T, M, n)
        moving : list of slice
            For which networks.

        Examples
        --------
        One unit, two frames: dZ[1] = slope[1] dH[1] = 0.5, and dZ[0] = slope[0] (dH[0] + dZ[1] W_hh) = 2.

        >>> dZ = np.empty((2, 1, 1))
        >>> slope, dH = np.array([[[1.0]], [[0.5]]]), np.ones((1, 2, 1))
        >>> Band(2, 1).solve(np.array([[[2.0]]]), slope, dH, dZ, [slice(1)])
        >>> dZ.ravel()
        array([2. , 0.5])
        """
        M, T, n = dH.shape
        patterns = np.zeros((M, n * 2 * n))
        # W_hh begins one place earlier in each column than in the column before it, hence every 2 n - 1 places.
        np.negative(W_hh.swapaxes(1, 2), out=patterns[:, n - 1 : -1].reshape(M, n, 2 * n - 1)[:, :, :n])
        with np.errstate(divide="ignore"):  # 1 / 0 = inf, and BLAS divides by it, which gives 0
            per_slope = 1 / slope
        columns, unknowns = self.columns[:T], dH.reshape(M, T * n)
        by_frame, diagonal, matrix = columns.reshape(T, -1), columns[:, :, -1], columns.reshape(T * n, 2 * n).T
        for m in chain.from_iterable(range(M)[some] for some in moving):
            by_frame[...] = patterns[m]
            diagonal[...] = per_slope[:, m]
            dZ[:, m] = dtbsv(2 * n - 1, matrix, unknowns[m]).reshape(T, n)
