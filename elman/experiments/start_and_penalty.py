"""Does the true L1 norm at 1e-2 stop a network from learning? That depends on the weights it starts from.

With weights near zero the loss hardly pulls at any of them: the gradient of W_xh is a product with W_hy, and that of W_hy
a product with the hidden state, so that all are small where all weights are small. The penalty pulls at every weight with
the same force, its coefficient, however small the weight is. Where it is the stronger one from the first song on, all
weights go to zero, which is a point of rest: there both gradients vanish.

    loss[i, j, k]: held-out loss after training from weights uniform in [-starts[i], starts[i]], coefficient j, seed k

Songs are made up. Notebook 08, "Shrink and stop"; the paper, section 2, gives the coefficient and does not give the start.
"""

from dataclasses import replace

import numpy as np

from elman.corpus.synthetic import make
from elman.network.early_stopping import mean_loss
from elman.readings import READINGS
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression, pairs

NETWORK = READINGS["code"].network


def start_against_coefficient(
    starts=(0.01, 0.02, 0.03, 0.1, 0.3), coefficients=(1e-3, 3e-3, 1e-2, 3e-2), *, seeds=(0, 1), n_train=60, n_test=40
):
    """Train the paper's network with the true L1 norm, and with its authors', from starts of several widths.

    Everything else is as the authors ran it: 50 epochs, L2 with 1e-2, ten hidden units.

    Parameters
    ----------
    starts : sequence of float
        Weights start uniform in [-start, start]; the authors' is 0.01.
    coefficients : sequence of float
        Of the true norm; the paper's is 1e-2.
    seeds : sequence of int
        Of the start weights.
    n_train, n_test : int
        Training songs, and held-out songs.

    Returns
    -------
    dict
        ``starts`` (S,), ``coefficients`` (C,); on held-out songs the mean squared error ``l1`` (S, C, n_seeds) with the
        true norm, ``abs_sum`` (S, n_seeds) with the authors' and their coefficient, and ``constant``, that of predicting
        the training songs' mean.
    """
    corpus = make(0, n_development=n_train + n_test, n_evaluation=0).with_group("260")
    train, test = corpus.development[:n_train], corpus.development[n_train:]
    cases = [("l1", c) for c in coefficients] + [("abs_sum", NETWORK.l1)]
    kinds = [(start, norm, c, seed) for start in starts for norm, c in cases for seed in seeds]
    networks = [
        RecurrentRegression(replace(NETWORK, l1_norm=norm, l1=c, scale=start), [seed, 1])
        for start, norm, c, seed in kinds
    ]
    fit_networks(networks, [train] * len(networks))
    losses = np.reshape([_held_out_loss(network, test) for network in networks], (len(starts), len(cases), len(seeds)))
    mean = np.mean([song.targets.mean(axis=0) for song in train], axis=0)
    return {
        "starts": np.array(starts),
        "coefficients": np.array(coefficients),
        "l1": losses[:, :-1],
        "abs_sum": losses[:, -1],
        "constant": float(np.mean([np.mean((mean - song.targets) ** 2) for song in test])),
    }


def _held_out_loss(network, songs):
    return mean_loss(network.params_, pairs(songs, network.scaler_), network.settings)
