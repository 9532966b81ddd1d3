"""What `elman.systems.best` may choose from: predictors of four kinds, and how many of them are fitted at once.

- ``ridge``: ridge regression, `elman.systems.ridge`; the setting is its penalty per frame.
- ``kernel``: kernel ridge regression, `elman.systems.kernel_ridge`; the setting is (gamma, penalty).
- ``trees``: extremely randomised trees, `elman.systems.trees`; the setting is the smallest leaf.
- ``network``: the mean of `ORDERS` networks, each with start weights and an order of the songs of its own; the setting names
  what differs from the reading's settings, as pairs. In place of ``n_epochs`` it may give ``updates``: then there are so many
  epochs that the network is updated about so often, however many songs there are. In place of ``l2`` it may give
  `ROOT_L2` c: then the coefficient is c / sqrt(n) for n training songs, for what many songs agree on needs less of a penalty.

Each reads features averaged over one or more windows around each frame, side by side (window 1: as they are). A window of 119
frames, a minute, is all of a song of 60 frames from each of its frames: what does not move within the song.
"""

from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np

from elman.systems import kernel_ridge, ridge
from elman.systems.combined import Mean
from elman.systems.frames import with_features
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import average
from elman.systems.trees import Trees

ORDERS = 3
ROOT_L2 = "l2 * sqrt(songs)"
EPOCHS = (10, 100)
"""The fewest and the most where a setting gives ``updates``."""
THIN = 4
"""Averaged features and smoothed curves hardly change in two seconds: where no network reads them, each fourth frame will do."""
SONG = 119


class Member(NamedTuple):
    """One predictor to choose from: its kind, the windows its features are averaged over, its setting, and whether its curves
    are smoothed.
    """

    kind: str
    windows: tuple
    setting: float | int | tuple
    smoothed: bool = True

    def __str__(self):
        """As ``ridge(3) of 13+song``: the kind, its setting, the windows where there are any; and ``raw`` if not smoothed."""
        setting = self.setting if isinstance(self.setting, tuple) else (self.setting,)
        named = [f"{each[0]} {each[1]:g}" if isinstance(each, tuple) else f"{each:g}" for each in setting]
        windows = "+".join("song" if window == SONG else str(window) for window in self.windows)
        kind = self.kind if self.smoothed else f"raw {self.kind}"
        return f"{kind}({', '.join(named) or 'as in the reading'})" + ("" if windows == "1" else f" of {windows}")


MEMBERS = (
    *(
        Member("ridge", windows, penalty, smoothed)
        for windows, smoothed in (((1,), True), ((1,), False), ((31,), True), ((13, SONG), True))
        for penalty in (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
    ),
    *(Member("kernel", (31,), (gamma, penalty)) for gamma in (0.1, 0.4) for penalty in (0.001, 0.003, 0.01, 0.03)),
    Member("trees", (31,), 5),
    Member("network", (1,), ()),
    Member("network", (1,), (), smoothed=False),
    Member(
        "network",
        (31,),
        (("updates", 20_000), ("learning_rate", 3e-4), ("scale", 0.1), ("l1", 0.0), (ROOT_L2, 0.8)),
    ),
)


def thin(n_frames, every=THIN):
    """The frames that stand for all of a song: each ``every``-th, or all of a song that has not so many."""
    return slice(every // 2, None, every) if n_frames > every else slice(None)


def read(songs, windows, every=1):
    """The songs with features averaged over windows; each ``every``-th frame of them, and of their targets."""
    if every > 1:
        return [_read(song, windows, every) for song in songs]
    return songs if windows == (1,) else with_features(songs, lambda X: average(X, *windows))


def _read(song, windows, every):
    kept = thin(len(song.targets), every)
    X = average(song.features, *windows)[kept].copy()  # a part of an array would keep all of it
    return replace(song, features=X, targets=song.targets[kept], times=song.times[kept])


def groups(members):
    """The members that are fitted together: of one kind, with equal windows, and kernels of one gamma."""
    return [list(group) for _, group in groupby(members, _together)]


def _together(member):
    return member.kind, member.windows, member.setting[0] if member.kind == "kernel" else None


def fit_group(members, songs, columns, reading, seed):
    """Fit members of one of the `groups` on every column of training songs; smoothing is left to the caller.

    Parameters
    ----------
    members : list of Member
    songs : list of Song
        Without lead-in.
    columns : array of bool (n_songs, M)
    reading : elman.readings.Reading
    seed : int

    Returns
    -------
    dict of Member to list of M predictors
        They read features that are averaged already.
    """
    kind, windows, *_ = members[0]
    heard = read(songs, windows, 1 if kind == "network" or windows == (1,) else THIN)
    if kind == "network":
        return _fit_networks(members, heard, columns, reading, seed)
    fitted = []
    for column in columns.T:
        training = [heard[n] for n in np.flatnonzero(column)]
        if kind == "ridge":
            fitted.append(ridge.fit_path(training, [member.setting for member in members]))
        elif kind == "kernel":
            penalties = [member.setting[1] for member in members]
            fitted.append(kernel_ridge.fit_path(training, members[0].setting[0], penalties, [seed, 4]))
        else:
            fitted.append([Trees(smallest=member.setting, seed=[seed, 5]).fit(training) for member in members])
    return dict(zip(members, map(list, zip(*fitted, strict=True)), strict=True))


def _fit_networks(members, songs, columns, reading, seed):
    made = {
        setting: [
            [RecurrentRegression(_settings(setting, reading, np.sum(column)), [seed, 1, n]) for n in range(ORDERS)]
            for column in columns.T
        ]
        for setting in {member.setting: None for member in members}  # one fit serves the smoothed and the raw member
    }
    every = [network for of_columns in made.values() for of_column in of_columns for network in of_column]
    trains_on = np.tile(np.repeat(columns, ORDERS, axis=1), len(made))
    fit_networks(every, [songs] * len(every), trains_on)
    return {member: [Mean(*networks) for networks in made[member.setting]] for member in members}


def _settings(setting, reading, n_songs):
    changes = dict(setting)
    if "updates" in changes:
        changes["n_epochs"] = int(np.clip(round(changes.pop("updates") / n_songs), *EPOCHS))
    if ROOT_L2 in changes:
        changes["l2"] = float(changes.pop(ROOT_L2) / np.sqrt(n_songs))
    return replace(reading.network, **changes)
