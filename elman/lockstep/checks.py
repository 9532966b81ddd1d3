"""Input checks of `fit`: what has to be alike so that networks can be trained together.

Arguments are those of `fit.fit_many`; networks are counted from 0, as there.
"""

import numpy as np

from elman.errors import InputError
from elman.lockstep.engines import KINDS
from elman.network.networks import NETWORKS
from elman.network.shapes import expect_song

HINT = "lockstep.groups sorts networks into lists that can be trained together"


def size(params):
    """(n_in, n_hidden, n_out)."""
    n_in = next(len(W) for name, W in params.items() if name.startswith("W_x"))
    return n_in, *params["W_hy"].shape


def expect_alike(params_list, songs_list, settings_list, scalers):
    """Raise InputError unless M networks of one kind, size and output have each their songs, settings and scaler."""
    M = len(params_list)
    n_scalers = M if scalers is None else len(scalers)
    if M == 0 or {len(songs_list), len(settings_list), n_scalers} != {M}:
        raise InputError(
            f"{M} networks, {len(songs_list)} lists of songs, {len(settings_list)} settings and {n_scalers} scalers "
            f"were given; one of each was expected for every network"
        )
    expect_kinds(params_list, settings_list)
    kinds = sorted({settings.network for settings in settings_list})
    if len(kinds) > 1:
        raise InputError(f"the networks are of the kinds {' and '.join(kinds)}; one kind was expected. {HINT}")
    sizes = sorted({size(params) for params in params_list})
    if len(sizes) > 1:
        raise InputError(
            f"the networks have the sizes (inputs, hidden units, outputs) {' and '.join(map(str, sizes))}; one size was "
            f"expected. {HINT}"
        )
    outputs = sorted({settings.output for settings in settings_list})
    if len(outputs) > 1:
        raise InputError(
            f"the networks have the output functions {' and '.join(outputs)}; one function was expected. {HINT}"
        )
    n_in, _, n_out = sizes[0]
    _expect_songs(songs_list, n_in, n_out)
    for m in range(0 if scalers is None else M):
        _expect_scaler(m, scalers[m], n_in)


def expect_kinds(params_list, settings_list):
    """Raise InputError for the first network whose parameters are not those of the kind that its settings name."""
    for m, (params, settings) in enumerate(zip(params_list, settings_list, strict=True)):
        names = names_of(settings.network)
        if set(params) != set(names):
            raise InputError(
                f"network {m} (counted from 0) has the parameters {', '.join(params)}; its settings say that it is of the "
                f"kind {settings.network}, which has {', '.join(names)}"
            )


def names_of(network):
    """The names of the parameters of a kind of network, in their order there."""
    return list(NETWORKS[network].init(1, 1, 1, rng=np.random.default_rng(0)))


def expect_kind(network, engine):
    """Raise InputError for a kind of network that the engine does not train."""
    if network not in KINDS[engine]:
        others = " or ".join([*(f"the engine {other}" for other in KINDS if network in KINDS[other]), "training.fit"])
        raise InputError(
            f"the engine {engine} trains networks of the kinds {', '.join(KINDS[engine])}; {network} was given. Take {others}"
        )


def _expect_songs(songs_list, n_in, n_out):
    checked = set()  # networks share most songs
    for m, listed in enumerate(songs_list):
        songs = [song for song in listed if song is not None]
        if not songs:
            raise InputError(f"network {m} (counted from 0) does not have a training song; give it one at least")
        for n, (X, targets) in enumerate(songs, start=1):
            if (id(X), id(targets)) not in checked:
                expect_song(f"song {n} of {len(songs)} of network {m} (counted from 0)", X, targets, n_in, n_out)
            checked.add((id(X), id(targets)))


def _expect_scaler(m, scaler, n_in):
    for name, values in zip(("mean", "std"), scaler, strict=True):
        if np.shape(values) != (n_in,) or not np.isfinite(values).all():
            raise InputError(
                f"the {name} in the scaler of network {m} (counted from 0) must be {n_in} finite numbers, one for each "
                f"feature; {values!r} was given"
            )
    _, std = scaler
    if np.min(std) <= 0:
        raise InputError(
            f"the std of feature {np.argmin(std) + 1} in the scaler of network {m} (counted from 0) is {np.min(std):g}; a "
            f"number above 0 was expected, 1 for a feature that never varies"
        )
