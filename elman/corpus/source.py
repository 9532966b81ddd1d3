"""The one door to every corpus: synthetic songs, your own, or DEAM.

A `Source` describes a corpus so shortly that it can be sent to another process, which loads the same songs from it.

Notebook 01, "Look at a song as a matrix".
"""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from elman.corpus import own
from elman.corpus.deam import reader as deam
from elman.corpus.extra_columns import add_features, add_probes
from elman.corpus.feature_folders import folders
from elman.corpus.ids import by_number
from elman.corpus.song import Corpus
from elman.errors import InputError

SYNTHETIC = "synthetic"

QUICK_DEVELOPMENT, QUICK_EVALUATION = 100, 8
"""How many songs a quick run takes of each kind."""

READ = (".csv", ".json", ".txt")
"""The suffixes of the files that a corpus is read from."""


@dataclass(frozen=True)
class Source:
    """Where songs come from, and which of them; `load` makes the corpus.

    Parameters
    ----------
    place : "synthetic" or path
        Synthetic songs, a folder of your own with ``labels.csv`` (see `elman.corpus.own`), or a folder
        with DEAM (see `elman.corpus.deam.reader`).
    seed : int
        What synthetic songs and columns of noise are drawn from.
    songs, labels : str or path
        For DEAM only, see `elman.corpus.deam.reader.read`.
    features : path, optional
        Where the feature files lie, if not in the corpus's own folder.
    quick : bool
        Only the first `QUICK_DEVELOPMENT` and `QUICK_EVALUATION` songs.
    further : tuple of paths
        Folders with further columns of features for the development songs; see `elman.corpus.extra_columns`.
    n_probes : int
        So many columns of noise beside them.
    scale : str or pair of float, optional
        The lowest and the highest value that a label of your own songs or of emoMusic can have, as ``"1..9"``.
    skip_unusable : bool
        Leave out those of your own songs that have labels but no features, or the reverse (of DEAM they always are); and those
        of DEAM and emoMusic that have labels of one emotion only.
    fingerprint : str
        Of the corpus that is expected, or empty; see `pinned`.

    Examples
    --------
    >>> corpus = Source("synthetic", quick=True).load()
    >>> len(corpus.development), len(corpus.evaluation), corpus.made_up
    (100, 8, True)
    """

    place: str | Path
    seed: int = 0
    songs: str | Path = "all"
    labels: str | Path | None = None
    features: str | Path | None = None
    quick: bool = False
    further: tuple = ()
    n_probes: int = 0
    scale: str | tuple | None = None
    skip_unusable: bool = False
    fingerprint: str = ""

    def load(self):
        """Make or read the corpus; a process keeps the last one as long as its files stay as they are.

        Returns
        -------
        Corpus

        Raises
        ------
        InputError
            There is no such folder, what is in it cannot be used, or it is not what it was when the source was pinned.
        """
        global _kept
        source, files = replace(self, fingerprint=""), self._files()
        kept = _kept
        if kept is None or (kept.source, kept.files) != (source, files):
            kept = _kept = _Kept(source, files, source._read())
        if self.fingerprint and kept.fingerprint != self.fingerprint:
            raise InputError(
                f"corpus {str(self.place)!r}: its songs have changed since the work began; leave them as they are, and run "
                f"the same command again"
            )
        return kept.corpus

    def pinned(self, corpus):
        """The same source, for these very songs: where others are found later, `load` raises InputError."""
        return replace(self, fingerprint=corpus.fingerprint())

    def _read(self):
        corpus = self._all_songs()
        if self.quick:
            corpus = _first_songs(corpus)
        if self.further or self.n_probes:
            corpus = replace(corpus, evaluation=[])
        for folder in self.further:
            corpus = add_features(corpus, folder)
        return add_probes(corpus, self.n_probes, seed=self.seed) if self.n_probes else corpus

    def _all_songs(self):
        if self.place == SYNTHETIC:
            self._expect_none_of("songs", "labels", "features", "scale")
            from elman.corpus import synthetic

            return synthetic.make(self.seed)
        folder, is_own = self._folder()
        if is_own:
            return own.read_own(folder, features=self.features, scale=self.scale, skip_unusable=self.skip_unusable)
        return deam.read(folder, features=self.features, **self._of_deam())

    def labelled(self):
        """Which songs of a folder can be used, as far as their labels tell: before there are features.

        Returns
        -------
        development, evaluation : list of str
            The ids of the songs to learn from and of those to be judged on, numbers by their size. A ``quick`` run takes only
            the first of them that have features.
        is_own : bool
            Whether the folder is one of your own songs, and not DEAM.

        Raises
        ------
        InputError
            As of `load`, where the folder, the choice of songs or the labels are at fault.
        """
        folder, is_own = self._folder()
        found = own.labelled(folder, self.scale) if is_own else deam.labelled(folder, **self._of_deam())
        return *(sorted(ids, key=by_number) for ids in found), is_own

    def _folder(self):
        """The folder, and whether it is one of your own songs; what only DEAM has cannot be asked of it."""
        folder = Path(self.place)
        if not folder.is_dir():
            what = "a file, not a folder" if folder.exists() else "not there"
            raise InputError(
                f"corpus {str(self.place)!r}: is {what}; {SYNTHETIC!r} or a folder was expected: DEAM "
                f'("elman fetch deam" downloads it), or your own with {own.LABELS} and {own.FEATURES}/<song>.csv'
            )
        is_own = own.find_labels(folder) is not None
        if is_own:
            self._expect_none_of("songs", "labels")
        return folder, is_own

    def _of_deam(self):
        return {name: getattr(self, name) for name in ("songs", "labels", "scale", "skip_unusable")}

    def _expect_none_of(self, *names):
        for name in names:
            if getattr(self, name) not in ("all", None):
                raise InputError(f"corpus {str(self.place)!r}: has no choice of {name}; leave --{name} out")

    def _files(self):
        """What tells one state of the files from another: the name, size, times and inode of each."""
        named = [Path(path) for path in (self.songs, self.labels) if path is not None]
        tops = [path for path in (self.place, self.features, *self.further) if path not in (SYNTHETIC, None)]
        below = (folder / name for top in tops for folder, names in folders(top) for name in names)
        return tuple(_state(path) for path in (*named, *below) if path.suffix.lower() in READ or path in named)


@dataclass(frozen=True)
class _Kept:
    """A corpus that was loaded, its source, and the state of its files."""

    source: Source
    files: tuple
    corpus: Corpus

    @cached_property
    def fingerprint(self):
        return self.corpus.fingerprint()


_kept = None
"""The corpus that this process loaded last."""


def _state(path):
    try:
        there = os.stat(path)
    except (OSError, ValueError):
        return str(path), None
    return str(path), there.st_size, there.st_mtime_ns, there.st_ctime_ns, there.st_ino


def _first_songs(corpus):
    development, evaluation = corpus.development[:QUICK_DEVELOPMENT], corpus.evaluation[:QUICK_EVALUATION]
    note = (
        f"quick: the first {len(development)} development and {len(evaluation)} evaluation songs, folds drawn anew; too "
        f"few for rnn2 to learn reliably"
    )
    return replace(corpus, development=development, evaluation=evaluation, folds=None, notes=(*corpus.notes, note))
