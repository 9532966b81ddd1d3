"""What does the authors' "L1", ``|sum w|``, do that the true norm, ``sum |w|``, does not, and the reverse? Notebook 08."""

from dataclasses import replace

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.metrics import pooled
from elman.network.penalties import weight_names
from elman.readings import READINGS
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

NORMS = ("l1", "abs_sum")


def measure(
    coefficients=(3e-4, 1e-3, 3e-3, 1e-2, 3e-2), *, n_train=120, n_test=40, zero=1e-3, reading=READINGS["code"]
):
    """Train with each norm and coefficient, count the weights driven to zero, and score on test songs.

    Returns
    -------
    dict
        ``coefficients`` (n,); for each norm, ``<norm>/zero`` (n,), the share of weights that ended below ``zero`` in
        absolute value, a tenth of where they may start, and ``<norm>/r`` (n, 2), pooled, nan where nothing varies.
    """
    songs = make(0, n_development=n_train + n_test, n_evaluation=0).with_group("260").development
    training, test = songs[:n_train], songs[n_train:]
    networks = {
        norm: [RecurrentRegression(replace(reading.network, l1_norm=norm, l1=c), [0, 1]) for c in coefficients]
        for norm in NORMS
    }
    every = [network for of_norm in networks.values() for network in of_norm]
    fit_networks(every, [training] * len(every))
    targets = [song.targets for song in test]
    result = {"coefficients": np.array(coefficients)}
    for norm, of_norm in networks.items():
        weights = [np.concatenate([n.params_[k].ravel() for k in weight_names(n.params_)]) for n in of_norm]
        result[f"{norm}/zero"] = np.array([np.mean(np.abs(w) < zero) for w in weights])
        result[f"{norm}/r"] = np.array(
            [pooled(targets, [n.predict(song.features) for song in test])["r"] for n in of_norm]
        )
    return result
