"""What lies where in a folder of DEAM, however it was unpacked.

Labels: the folder with valence.csv and arousal.csv; or, of emoMusic (the songs of 2013), the one with
valence_cont_average.csv and arousal_cont_average.csv. Features: folders of files ``<song id>.csv`` whose header begins
with ``frameTime``; which columns they hold tells what they are.

Notebook 01, "Look at a song as a matrix".
"""

from pathlib import Path
from typing import NamedTuple

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.deam.labels import EMOMUSIC_FILES, FILES
from elman.corpus.extraction import features_made_with
from elman.corpus.feature_folders import SUFFIX, FeatureFolder, common_columns, folders, read_header
from elman.corpus.ids import whole_number
from elman.corpus.tables import FRAME_TIME
from elman.errors import InputError

MADE_UP = "made_up.json"
"""The mark in a folder that ``elman synth`` made."""


class Annotations(NamedTuple):
    """The folder of the labels, the names of its files (valence, arousal), and whether they are emoMusic's."""

    folder: Path
    files: tuple
    emomusic: bool = False


def find_annotations(folder):
    """The folder below ``folder`` that holds the labels, as `Annotations`.

    Raises
    ------
    InputError
        There is none, or there are several.
    """
    found, halves = [], []
    for path, names in folders(folder):
        for pair in (FILES, EMOMUSIC_FILES):
            there, missing = sorted(set(pair) & set(names)), sorted(set(pair) - set(names))
            halves += [f"; {path / there[0]} is there, {missing[0]} is not"] if len(there) == 1 else []
        if set(FILES) <= set(names) and "each rater" not in str(path):
            found.append(Annotations(path, FILES))
        if set(EMOMUSIC_FILES) <= set(names):
            found.append(Annotations(path, EMOMUSIC_FILES, emomusic=True))
    # Predictions in the wide form may lie about; the official folder is "dynamic (per second annotations)".
    found = [labels for labels in found if labels.emomusic or labels.folder.name.startswith("dynamic")] or found
    if not found:
        raise InputError(
            f"{folder}: no folder in it holds both {' and '.join(FILES)}, DEAM's labels{''.join(halves)}; unpack "
            f'DEAM_Annotations.zip there ("elman fetch deam" downloads it). For songs of your own, put their labels.csv there'
        )
    if len(found) > 1:
        listed = ", ".join(str(labels.folder / labels.files[0]) for labels in found)
        raise InputError(f"{folder}: {len(found)} folders hold labels ({listed}); give a folder with one of them only")
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
            f"{folder}: {len(found)} folders hold feature files ({', '.join(str(other.path) for other in found)}), none of "
            f"them the paper's columns; give a folder with one of them only"
        )
    if not chosen:
        chosen = [found[0]._replace(wanted=found[0].columns)]
    if len(chosen) == 2 and chosen[0].path == chosen[1].path:
        chosen = [chosen[0]._replace(wanted=chosen[0].wanted + chosen[1].wanted)]
    chosen = [candidate._replace(made_with=features_made_with(candidate.path)) for candidate in chosen]
    used = {candidate.path for candidate in chosen}
    notes = [f"feature files in {other.path} are not used" for other in found if other.path not in used]
    for path, names in folders(folder):
        hidden = [name for name in names if name.startswith("._")]
        if path in used and hidden:
            notes.append(f"{len(hidden):,} hidden files in {path}, such as {hidden[0]}, were passed over")
    for source in chosen:
        n_spare = len(set(source.columns) - set(source.wanted))
        if n_spare:
            notes.append(f"{n_spare} further columns of the files in {source.path} are not used")
    return chosen, notes


def _only(folder, found, columns):
    """The one candidate with (most of) these columns; what exactly is missing is told when its files are read."""
    fitting = [candidate for candidate in found if 4 * len(set(columns) & set(candidate.columns)) >= 3 * len(columns)]
    if len(fitting) > 1:
        raise InputError(
            f"{folder}: {len(fitting)} folders hold the same {len(columns)} columns ({columns[0]}, ...): "
            f"{', '.join(str(candidate.path) for candidate in fitting)}; say which with --features"
        )
    return fitting[0]._replace(wanted=columns) if fitting else None


def _feature_files(path, names):
    """The files <song id>.csv and the columns of most of them; no columns where they are not feature files."""
    files = {}
    for name in names:
        stem, suffix = Path(name).stem, Path(name).suffix
        song = whole_number(stem) if suffix.lower() == SUFFIX else None
        if song is None:
            continue
        if song in files:
            raise InputError(f"{path}: {files[song].name} and {name} are both song {song}; remove one of them")
        files[song] = path / name
    few = list(files.values())[:5]  # one that is damaged is told later, when it is read
    return files, common_columns(files.values()) if any(map(read_header, few)) else ()


def _contents(folder):
    names = sorted(path.name + ("/" if path.is_dir() else "") for path in Path(folder).iterdir())
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "") if names else "nothing"
