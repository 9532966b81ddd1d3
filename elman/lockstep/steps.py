"""One step of many networks: which songs they learn from, and how wrong they are.

Source: `losses`, whose formulas are applied to all networks at once; `lockstep` walks through the steps.
"""

from itertools import groupby

import numpy as np


class Step:
    """One song of each of M networks, for those that do not rest.

    Parameters
    ----------
    songs : sequence of M (X, T) or None
    n_hidden : int

    Attributes
    ----------
    n_frames : int
        Of the longest song.
    inputs : list of (slice, array)
        Hidden units of all networks, and the X that they read. What is read by a network that rests is of no effect, so it
        is the same as its neighbour's, and they share one product.
    T : array (M, n_frames, n_out)
        The targets, 0 where a song has ended.
    inside : array of bool (M, n_frames, 1), or None
        Where each song lasts; None where all last as long.
    n_numbers : array (M,)
        How many numbers each song's targets have.
    trains : array of bool (M,)
        Which networks have a song.
    """

    def __init__(self, songs, n_hidden):
        present = [song for song in songs if song is not None]
        read, reads = present[0][0], []
        for song in songs:
            read = read if song is None else song[0]
            reads.append(read)
        self.inputs, end = [], 0
        for _, members in groupby(reads, key=id):
            X, *others = members
            begin, end = end, end + (1 + len(others)) * n_hidden
            self.inputs.append((slice(begin, end), X))

        lengths = np.array([0 if song is None else len(song[1]) for song in songs])
        self.trains = lengths > 0
        self.n_frames = int(lengths.max())
        self.T = np.zeros((len(songs), self.n_frames, present[0][1].shape[1]))
        for m, song in zip(np.flatnonzero(self.trains), present, strict=True):
            self.T[m, : lengths[m]] = song[1]
        everywhere = lengths.min() == self.n_frames
        self.inside = None if everywhere else (np.arange(self.n_frames) < lengths[:, None])[:, :, None]
        self.n_numbers = np.maximum(lengths, 1) * self.T.shape[2]

    def loss(self, Y, eta, rooted):
        """The loss of each network (M,), and eta (M,) times its derivative with respect to Y (M, n_frames, n_out).

        The loss is the mse, or the rmse where ``rooted`` (array of bool (M,), or None).
        """
        E = Y - self.T
        if self.inside is not None:
            E *= self.inside
        numbers = E.reshape(len(E), -1)
        L, slope = np.vecdot(numbers, numbers) / self.n_numbers, 2 * eta / self.n_numbers
        if rooted is not None:
            L[rooted] = np.sqrt(L[rooted])
            slope[rooted] = np.divide(slope[rooted], 2 * L[rooted], out=np.zeros(rooted.sum()), where=L[rooted] > 0)
        E *= slope[:, None, None]
        return L, E


def runs(chosen):
    """The neighbours among the chosen (array of bool) as slices.

    >>> runs(np.array([True, True, False, True]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    edges = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
    return [slice(begin, end) for begin, end in edges.reshape(-1, 2).tolist()]
