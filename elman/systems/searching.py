"""What `elman.evaluation.search` searches: the paper's network with settings of its own, its output smoothed.

A setting is a dict. Its keys are names of `elman.network.settings.Settings`, ``window`` (of smoothing, in frames; 1 for
none) and ``columns`` (a tuple of names; all, where it is missing); ``name`` and ``round`` are ignored. What is not named is
as in the reading.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from elman.corpus.song import Corpus, expect_development
from elman.corpus.source import Source
from elman.errors import InputError
from elman.lockstep import engines
from elman.network.settings import Settings
from elman.readings import READINGS, with_order
from elman.systems.many import fit_networks, part_of
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import smooth

NETWORK_KEYS = {field.name for field in fields(Settings)}
KEYS = NETWORK_KEYS | {"window", "columns", "name", "round"}


def check_settings(settings, corpus, reading):
    """Raise InputError for settings that cannot be tried on these songs.

    Raises
    ------
    InputError
        A key that is not a setting, a value that training cannot use, a window longer than a song, a column that the
        corpus does not have.
    """
    expect_development(corpus)
    shortest = min(corpus.development, key=lambda song: len(song.features))
    for setting in settings:
        unknown = sorted(setting.keys() - KEYS)
        if unknown:
            raise InputError(f"search: {unknown[0]!r} is not a setting; the settings are {', '.join(sorted(KEYS))}")
        _network(setting, reading)
        window, columns = setting.get("window", 1), setting.get("columns", corpus.columns)
        if not isinstance(window, int) or window < 1 or window % 2 == 0:
            raise InputError(
                f"smoothing window: {window!r} was given; an odd number of frames, or 1 for none, was expected"
            )
        if window > len(shortest.features):
            raise InputError(
                f"smoothing window: {window} frames are longer than song {shortest.id}, which has "
                f"{len(shortest.features)}; ask for at most that"
            )
        if not isinstance(columns, tuple) or not columns:
            raise InputError(f"columns: {columns!r} was given; a tuple of names was expected, one at least")
        absent = sorted(set(columns) - set(corpus.columns))
        if absent:
            raise InputError(f"corpus {corpus.name} does not have a column {absent[0]!r}")


def _network(setting, reading, order="seed"):
    return replace(
        with_order(READINGS[reading], order).network, **{key: setting[key] for key in setting.keys() & NETWORK_KEYS}
    )


@dataclass(frozen=True)
class SmoothedNetwork:
    """A system for `elman.evaluation.search.search`; cases that differ in nothing but the window share a network.

    Parameters
    ----------
    source : Source, Corpus, or anything with ``load()``
        A Source is short, and is loaded where the work is done.
    reading : {"code", "paper"}
    seed : int
    order : {"seed", "epoch", "id", "folds"}
        Of the training songs, where a setting does not name its own.
    engine : {"compiled", "numpy"}, optional
        Which engine trains; by default the one that `elman.lockstep.engines.choose` names.
    """

    source: Source | Corpus
    reading: str
    seed: int
    order: str = "seed"
    engine: str | None = None

    def __call__(self, cases, progress):
        """The predictions of each case's held-out songs, or None where training diverged."""
        from threadpoolctl import threadpool_limits

        corpus = self.source if isinstance(self.source, Corpus) else self.source.load()
        wanted = {}  # what has to be trained, by columns: {(settings, held out): the cases that want it}
        for n, (setting, held_out) in enumerate(cases):
            by_columns = wanted.setdefault(setting.get("columns", corpus.columns), {})
            by_columns.setdefault((_network(setting, self.reading, self.order), held_out), []).append(n)
        curves, done = [None] * len(cases), 0
        with threadpool_limits(1), engines.using(self.engine):  # as in `reproduction.compute`
            for columns, models in wanted.items():
                songs = _narrow(corpus, columns)
                share = len(models) / sum(map(len, wanted.values()))
                networks = self._fit(songs, list(models), part_of(progress, done, share))
                done += share
                for ((_, held_out), which), network in zip(models.items(), networks, strict=True):
                    if network is None:
                        continue
                    raw = {song.id: network.predict(song.features) for song in songs if song.id in held_out}
                    for n in which:
                        window = cases[n].setting.get("window", 1)
                        curves[n] = {song: self._smooth(Y, window) for song, Y in raw.items()}
        return curves

    def _fit(self, songs, models, progress):
        trains_on = np.array([[song.id not in held_out for _, held_out in models] for song in songs])
        networks = [RecurrentRegression(settings, [self.seed, 1]) for settings, _ in models]
        return fit_networks(networks, [songs] * len(models), trains_on, keep_going=True, progress=progress)

    def _smooth(self, Y, window):
        return Y if window == 1 else smooth(Y, READINGS[self.reading].kernel, window)


def _narrow(corpus, columns):
    """The development songs with these columns only."""
    if columns == corpus.columns:
        return corpus.development
    return replace(corpus, groups={"chosen": columns}).with_group("chosen").development
