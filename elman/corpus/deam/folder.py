"""What lies where in a folder of DEAM, however it was unpacked.

Labels: the folder with valence.csv and arousal.csv. Features: folders of files ``<song id>.csv`` whose header begins
with ``frameTime``; which columns they hold tells what they are.

Notebook 01, "Look at a song as a matrix".
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.song import EMOTIONS
from elman.corpus.tables import FRAME_TIME
from elman.errors import InputError

MADE_UP = "made_up.json"
"""The mark in a folder that ``elman synth`` made."""


class FeatureFolder(NamedTuple):
    """A folder of feature files: the file of each song id, the columns of one of them, and those to be used."""

    path: Path
    files: dict
    columns: tuple
    wanted: tuple


def folders(top):
    """Every folder below ``top``, itself included, with the names of its files; links are followed, once."""
    seen = set()
    for folder, below, files in os.walk(top, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        below.sort()
        yield Path(folder), sorted(files)


def find_annotations(folder):
    """The folder below ``folder`` that holds valence.csv and arousal.csv.

    Raises
    ------
    InputError
        There is none, or there are several.
    """
    names = [f"{emotion}.csv" for emotion in EMOTIONS]
    found = [path for path, files in folders(folder) if set(names) <= set(files) and "each rater" not in str(path)]
    # Predictions in the wide form may lie about; the official folder is "dynamic (per second annotations)".
    found = [path for path in found if path.name.startswith("dynamic")] or found
    if not found:
        raise InputError(
            f"{folder}: no folder in it holds both {' and '.join(names)}, DEAM's labels; unpack DEAM_Annotations.zip "
            f'there ("elman fetch deam" downloads it). For songs of your own, put their labels.csv there'
        )
    if len(found) > 1:
        raise InputError(
            f"{folder}: two folders hold labels, {found[0]} and {found[1]}; give a folder with one of them only"
        )
    return found[0]


def is_made_up(annotations):
    """Whether the folder with the labels belongs to songs made by ``elman synth``: the mark stands three levels above."""
    above = annotations.absolute().parents
    return len(above) > 2 and (above[2] / MADE_UP).exists()


def find_features(folder):
    """The folders below ``folder`` that hold the songs' features.

    Returns
    -------
    chosen : list of FeatureFolder
        The one with the 260 baseline columns and, if there is another, the one with the 8 extra columns; or one folder
        with both. Without either, the only folder with other columns.
    notes : list of str
        What was found and is not used.

    Raises
    ------
    InputError
        There is none, or there are several with the same columns.
    """
    found = [FeatureFolder(path, *_feature_files(path, names), ()) for path, names in folders(folder)]
    found = [candidate for candidate in found if candidate.columns]
    if not found:
        raise InputError(
            f"{folder}: no folder in it holds feature files, <song id>.csv with {FRAME_TIME!r} as first column; "
            f'it holds {_contents(folder)}. Unpack features.zip there ("elman fetch deam" downloads it)'
        )
    chosen = [_only(folder, found, columns) for columns in (BASELINE_260, EXTRA_8)]
    chosen = [candidate for candidate in chosen if candidate is not None]
    if not chosen and len(found) > 1:
        raise InputError(
            f"{folder}: {len(found)} folders hold feature files, {found[0].path} and {found[1].path} among them, none "
            f"with the paper's columns; give a folder with one of them only"
        )
    if not chosen:
        chosen = [found[0]._replace(wanted=found[0].columns)]
    if len(chosen) == 2 and chosen[0].path == chosen[1].path:
        chosen = [chosen[0]._replace(wanted=chosen[0].wanted + chosen[1].wanted)]
    used = {candidate.path for candidate in chosen}
    notes = [f"feature files in {other.path} are not used" for other in found if other.path not in used]
    for source in chosen:
        n_spare = len(set(source.columns) - set(source.wanted))
        if n_spare:
            notes.append(f"{n_spare} further columns of the files in {source.path} are not used")
    return chosen, notes


def _only(folder, found, columns):
    """The one candidate with (most of) these columns; what exactly is missing is told when its files are read."""
    fitting = [candidate for candidate in found if 2 * len(set(columns) & set(candidate.columns)) >= len(columns)]
    if len(fitting) > 1:
        raise InputError(
            f"{folder}: two folders hold the same {len(columns)} columns ({columns[0]}, ...), {fitting[0].path} and "
            f"{fitting[1].path}; give a folder with one of them only"
        )
    return fitting[0]._replace(wanted=columns) if fitting else None


def _feature_files(path, names):
    """The files <song id>.csv and the columns of one of them; no columns where they are not feature files."""
    files = {}
    for name in names:
        if re.fullmatch(r"[0-9]+\.csv", name):
            song = int(name.removesuffix(".csv"))
            if song in files:
                raise InputError(f"{path}: {files[song].name} and {name} are both song {song}; remove one of them")
            files[song] = path / name
    for file in list(files.values())[:5]:  # one that is damaged is told later, when it is read
        with file.open("rb") as opened:
            header = opened.readline().decode("utf-8-sig", errors="replace")
        columns = tuple(name.strip(' "\r\n') for name in re.split("[;,\t]", header))
        if columns[0] == FRAME_TIME:
            return files, columns[1:]
    return files, ()


def _contents(folder):
    names = sorted(path.name + ("/" if path.is_dir() else "") for path in Path(folder).iterdir())
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "") if names else "nothing"
