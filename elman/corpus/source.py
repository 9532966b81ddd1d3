"""Where a corpus comes from, written down so shortly that it can be sent to another process."""

from dataclasses import dataclass, replace
from functools import lru_cache

from elman.corpus.folder import load

QUICK_DEVELOPMENT, QUICK_EVALUATION = 100, 8
"""How many songs a quick run takes of each kind."""


@dataclass(frozen=True)
class Source:
    """A description from which any process can load the same corpus.

    Parameters
    ----------
    place : str
        "synthetic" or a folder, see `elman.corpus.folder.load`.
    seed : int
        For made-up songs.
    songs, labels, features : str, str or None, str or None
        For DEAM, see `elman.corpus.deam.reader.read`.
    quick : bool
        Only the first songs.
    """

    place: str
    seed: int = 0
    songs: str = "all"
    labels: str | None = None
    features: str | None = None
    quick: bool = False

    def load(self):
        """The corpus; a process keeps the last one it loaded."""
        return _load(self)


@lru_cache(maxsize=1)
def _load(source):
    corpus = load(source.place, seed=source.seed, songs=source.songs, labels=source.labels, features=source.features)
    if not source.quick:
        return corpus
    development, evaluation = corpus.development[:QUICK_DEVELOPMENT], corpus.evaluation[:QUICK_EVALUATION]
    note = (
        f"quick: the first {len(development)} development and {len(evaluation)} evaluation songs, folds drawn anew; too "
        f"few for rnn2 to learn reliably"
    )
    return replace(corpus, development=development, evaluation=evaluation, folds=None, notes=(*corpus.notes, note))
