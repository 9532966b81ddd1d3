"""Can two softmax outputs be two emotions? The same network with a linear and with a softmax output. Notebook 06."""

from dataclasses import replace

import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.metrics import pooled
from elman.readings import READINGS
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression


def measure(*, seeds=(0, 1, 2), n_train=120, n_test=40, reading=READINGS["code"]):
    """Train with both outputs, and score on test songs.

    Softmax outputs sum to one, so that where one rises the other falls: r(V) = -cos(angle between V and A - a) where
    r(A) = cos(a). Both are equal at sqrt((1 - rho) / 2), the bound.

    Returns
    -------
    dict
        ``linear``, ``softmax`` (n_seeds, 2): pooled r of valence and arousal on the test songs; ``rho``, their corr(V, A);
        ``bound``.
    """
    songs = make(0, n_development=n_train + n_test, n_evaluation=0).with_group("260").development
    training, test = songs[:n_train], songs[n_train:]
    networks = {
        (output, seed): RecurrentRegression(replace(reading.network, output=output), [seed, 1])
        for output in ("linear", "softmax")
        for seed in seeds
    }
    fit_networks(list(networks.values()), [training] * len(networks))
    targets = [song.targets for song in test]
    r = {kind: pooled(targets, [n.predict(song.features) for song in test])["r"] for kind, n in networks.items()}
    rho = np.corrcoef(np.concatenate(targets).T)[0, 1]
    by_output = {output: np.array([r[output, seed] for seed in seeds]) for output in ("linear", "softmax")}
    return by_output | {"rho": rho, "bound": np.sqrt((1 - rho) / 2)}
