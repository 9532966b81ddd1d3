"""One door to every corpus: songs made up, your own, or DEAM.

Notebook 01, "Look at a song as a matrix".
"""

from pathlib import Path

from elman.corpus import own
from elman.corpus.deam import reader as deam
from elman.errors import InputError

SYNTHETIC = "synthetic"


def load(source, *, seed=0, songs="all", labels=None, features=None):
    """Make or read a corpus.

    Parameters
    ----------
    source : "synthetic" or path
        Songs made up, a folder of your own with ``labels.csv`` (see `elman.corpus.own`), or a folder with DEAM.
    seed : int
        What the made-up songs are drawn from.
    songs, labels, features
        For DEAM only, see `elman.corpus.deam.reader.read`.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        There is no such folder, or what is in it cannot be used.
    """
    if source == SYNTHETIC:
        _only_for_deam(source, songs, labels, features)
        from elman.corpus import synthetic

        return synthetic.make(seed)
    folder = Path(source)
    if not folder.is_dir():
        what = "a file, not a folder" if folder.exists() else "not there"
        raise InputError(
            f"corpus {str(source)!r}: is {what}; {SYNTHETIC!r} or a folder was expected: DEAM "
            f'("elman fetch deam" downloads it), or your own with {own.LABELS} and {own.FEATURES}/<song>.csv'
        )
    if (folder / own.LABELS).exists():
        _only_for_deam(source, songs, labels, features)
        return own.read_own(folder)
    return deam.read(folder, songs=songs, labels=labels, features=features)


def _only_for_deam(source, songs, labels, features):
    if songs != "all" or labels is not None or features is not None:
        raise InputError(f"corpus {str(source)!r}: is not DEAM; only DEAM has a choice of songs, labels and features")
