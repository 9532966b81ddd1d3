"""One step of many networks: a batch with one song for each, padded to the length of the longest, and its losses."""

import numpy as np


class Batch:
    """The n-th songs of M networks; T is the number of frames of the longest.

    Parameters
    ----------
    songs : sequence of M (X, targets) or None

    Attributes
    ----------
    X : list of M arrays (at most T, n_in), or None where a network has no song
    targets : array (T, M, n_out)
        Padded with 0.
    inside : array of bool (T, M, 1)
        The mask: False after the end of a song, and where there is none.
    n_numbers : array (M,)
        How many numbers each song's targets have; 1 where there is no song.
    has_song : array of bool (M,)
    """

    def __init__(self, songs):
        lengths = np.array([0 if song is None else len(song[1]) for song in songs])
        n_out = max(song[1].shape[1] for song in songs if song is not None)
        self.X = [None if song is None else song[0] for song in songs]
        self.targets = np.zeros((lengths.max(), len(songs), n_out))
        for m in np.flatnonzero(lengths):
            self.targets[: lengths[m], m] = songs[m][1]
        self.inside = (np.arange(lengths.max())[:, None] < lengths)[:, :, None]
        self.n_numbers = np.maximum(lengths * n_out, 1)
        self.has_song = lengths > 0

    def losses(self, Y, is_rmse):
        """`elman.network.losses` for all networks: L and its derivative.

        Parameters
        ----------
        Y : array (T, M, n_out)
        is_rmse : array of bool (M,)
            Which networks have the rmse as their loss; the others have the mse.

        Returns
        -------
        L : array (M,)
        dY : array (T, M, n_out)
            0 outside the songs.
        """
        E = np.where(self.inside, Y - self.targets, 0.0)
        mse = np.vecdot(E, E).sum(axis=0) / self.n_numbers
        dY = 2 * E / self.n_numbers[:, None]
        L = np.where(is_rmse, np.sqrt(mse), mse)
        rooted = is_rmse & (L > 0)  # at L = 0, the tip of a cone, dY = 0 is one of the subgradients
        dY[:, rooted] /= 2 * L[rooted, None]
        return L, dY
