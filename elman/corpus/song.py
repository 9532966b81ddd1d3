"""What a song is, and what a corpus is. Notebook 01, "Look at a song as a matrix"."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from elman.errors import InputError, printable, quoted

EMOTIONS = ("valence", "arousal")
"""The two columns of every target and every prediction, in this order."""

FRAME_SECONDS = 0.5
"""A row is half a second."""

FIRST_LABEL = 15.0
"""The time (s) of the first label of DEAM's songs; before it listeners were still finding their way."""


@dataclass(frozen=True, eq=False)
class Song:
    """One song: what was heard and what was felt, a row for each half second.

    Parameters
    ----------
    id : str
    features : array (lead_in + T, D)
        One row per half second. Rows before the first label, if any, let the network hear the song's beginning.
    targets : array (T, 2)
        Valence and arousal, in [-1, 1]; they belong to the last T rows of ``features``.
    times : array (T,)
        When each target was felt, in seconds from the song's start.
    """

    id: str
    features: np.ndarray
    targets: np.ndarray
    times: np.ndarray

    @property
    def lead_in(self):
        """How many rows of features come before the first target."""
        return len(self.features) - len(self.targets)


@dataclass(frozen=True, eq=False)
class Corpus:
    """Songs to learn from, songs to be judged on, and the names of their feature columns.

    Parameters
    ----------
    name : str
    columns : tuple of str
        The names of the D feature columns.
    groups : dict of str to tuple of str
        Named groups of columns, as they are used together ("260", "268", ...).
    development, evaluation : list of Song
        The songs of cross-validation and training; the songs of the official test (may be empty).
    folds : tuple of tuple of str, or None
        The ids tested in each fold, where a split is given with the corpus.
    made_up : bool
        True where no human ever felt these emotions.
    notes : tuple of str
        What was left out, converted or assumed, and why.
    features_made_with : tuple of (dict or None)
        For each folder of feature files, how ``elman extract`` made them (see `elman.corpus.extraction`), or None where
        they came from elsewhere.
    paired_by_time : bool
        False where the labels belong to the last rows of each file, whatever their times (DEAM's official files).

    Raises
    ------
    InputError
        Two songs of one id, two columns of one name, or a song whose arrays do not fit.
    """

    name: str
    columns: tuple
    groups: dict
    development: list
    evaluation: list = field(default_factory=list)
    folds: tuple | None = None
    made_up: bool = False
    notes: tuple = ()
    features_made_with: tuple = ()
    paired_by_time: bool = True

    def __post_init__(self):
        # What is printed and what goes into a page: no file's name may steer a terminal from there.
        object.__setattr__(self, "name", printable(self.name))
        object.__setattr__(self, "notes", tuple(map(printable, self.notes)))
        for names, what in (
            ([song.id for song in (*self.development, *self.evaluation)], "songs"),
            (self.columns, "columns"),
        ):
            twice = [name for name, count in Counter(names).items() if count > 1]
            if twice:
                raise InputError(f"corpus {self.name}: there are two {what} called {quoted(twice[0])}; rename one")
        for song in (*self.development, *self.evaluation):
            _check_song(song, len(self.columns))

    def with_group(self, group):
        """The same songs with the columns of one group only.

        Raises
        ------
        InputError
            There is no such group.
        """
        if group not in self.groups:
            raise InputError(f"corpus {self.name} has no group of columns {group!r}; it has {', '.join(self.groups)}")
        names = self.groups[group]
        position = {name: n for n, name in enumerate(self.columns)}
        chosen = np.array([position[name] for name in names])
        if np.array_equal(chosen, np.arange(chosen[0], chosen[0] + len(chosen))):
            chosen = slice(chosen[0], chosen[0] + len(chosen))  # a view: neighbours need no copy

        def narrow(songs):
            return [replace(song, features=song.features[:, chosen]) for song in songs]

        return replace(
            self,
            columns=names,
            groups={group: names},
            development=narrow(self.development),
            evaluation=narrow(self.evaluation),
        )

    def fingerprint(self):
        """A short text that changes when any number, name or order in the corpus changes."""
        digest = hashlib.sha256(repr((self.name, self.columns, self.groups, self.folds)).encode())
        for song in (*self.development, None, *self.evaluation):
            if song is None:
                digest.update(b"evaluation")
                continue
            digest.update(repr((song.id, song.features.shape, song.targets.shape)).encode())
            for array in (song.features, song.targets, song.times):
                digest.update(np.ascontiguousarray(array))
        return digest.hexdigest()[:16]


def _check_song(song, D):
    n, T = len(song.features), len(song.targets)
    shapes = np.shape(song.features), np.shape(song.targets), np.shape(song.times)
    if shapes != ((n, D), (T, 2), (T,)) or not 0 < T <= n:
        raise InputError(
            f"song {quoted(song.id)}: features, targets and times of shapes {', '.join(map(str, shapes))} were given; "
            f"(lead_in + T, {D}), (T, 2) and (T,) were expected, with T at least 1"
        )


def expect_development(corpus):
    """Raise InputError unless the corpus has a song to learn from."""
    if not corpus.development:
        raise InputError(f"corpus {corpus.name}: has no development song to learn from")
