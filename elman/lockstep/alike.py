"""What has to fit together so that networks can run side by side: a guard at the doors of `lockstep`.

What is refused raises an InputError. Arguments are those of `lockstep.fit_many`; networks are counted from 0, as there.
"""

import numpy as np

from elman.errors import InputError
from elman.network.shapes import expect_song


def size(params):
    """(n_in, n_hidden, n_out)."""
    return *params["W_xh"].shape, params["W_hy"].shape[1]


def expect_elman(params_list, settings_list=()):
    """Refuse other networks than Elman's."""
    others = [m for m, params in enumerate(params_list) if "W_xh" not in params]
    others += [m for m, settings in enumerate(settings_list) if settings.network != "elman"]
    for m in others[:1]:
        raise InputError(
            f"network {m} (counted from 0) is no Elman network, and only these run in lockstep; train it with training.fit"
        )


def expect_one_size(params_list):
    """Refuse networks of different sizes, or none at all."""
    found = sorted({size(params) for params in params_list})
    if len(found) != 1:
        which = " and ".join(map(str, found)) or "none"
        raise InputError(
            f"networks of one size were expected; (inputs, hidden units, outputs) are {which}. Train them in the groups that "
            f"lockstep.groups makes"
        )


def expect_one_output(settings_list):
    """Refuse networks with different output functions."""
    found = sorted({settings.output for settings in settings_list})
    if len(found) > 1:
        raise InputError(
            f"networks with one output function were expected, not {' and '.join(found)}. Train them in the groups that "
            f"lockstep.groups makes"
        )


def expect_songs(songs_list, n_in, n_out):
    """Refuse a network without songs, and songs of wrong shapes or with numbers that are not finite."""
    seen = set()  # networks share most songs
    for m, listed in enumerate(songs_list):
        songs = [song for song in listed if song is not None]
        if not songs:
            raise InputError(f"network {m} (counted from 0) trains on no song; give it one at least")
        for n, (X, T) in enumerate(songs, start=1):
            if (id(X), id(T)) not in seen:
                expect_song(f"song {n} of {len(songs)} of network {m} (counted from 0)", X, T, n_in, n_out)
            seen.add((id(X), id(T)))


def expect_scalers(scalers, n_in):
    """Refuse pairs (mean, std) by which nothing can be standardised."""
    for m, (mean, std) in enumerate(scalers):
        for name, values in (("mean", mean), ("std", std)):
            if np.shape(values) != (n_in,) or not np.isfinite(values).all():
                raise InputError(
                    f"the {name} in the scaler of network {m} (counted from 0) must be {n_in} finite numbers, one for each "
                    f"feature; got {values!r}"
                )
        if np.min(std) <= 0:
            raise InputError(
                f"the std of feature {np.argmin(std) + 1} in the scaler of network {m} (counted from 0) is {np.min(std):g}; "
                f"a number above 0 was expected, 1 for a feature that never varies"
            )
