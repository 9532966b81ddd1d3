"""Anyone's own songs: a folder with a feature file for each song, and one file of labels.

    labels.csv                 song,time,valence,arousal: a row for each song and time
    features/<song>.csv        frameTime;first column;second column;...
    labels-evaluation.csv      if there is one: songs to be judged on, in the form of labels.csv

A label belongs to the feature row of its time. Labels of a song follow each other without a gap: a row each.

``features`` may have folders in it. One in which ``elman extract`` worked (``features/baseline260``, say) holds columns
of its own, which are put beside the others'; any other is part of the song's name, ``features/album/01.csv`` being the
song ``album/01``. In place of labels.csv there may be PMEmo's ``dynamic_annotations.csv``, here or in ``annotations``.

Notebook 01, "Look at a song as a matrix".
"""

from pathlib import Path

from elman.corpus.alignment import pair
from elman.corpus.columns import name_groups
from elman.corpus.extraction import EXTRACTION, features_made_with
from elman.corpus.feature_folders import (
    FeatureFolder,
    common_columns,
    folders,
    note_unfinished,
    read_header,
    read_rows,
    song_files,
)
from elman.corpus.ids import by_number, count_songs
from elman.corpus.labels import read_labels
from elman.corpus.song import Corpus, Song
from elman.errors import InputError, quoted

LABELS, EVALUATION_LABELS, FEATURES = "labels.csv", "labels-evaluation.csv", "features"

PMEMO_LABELS = ("dynamic_annotations.csv", "annotations/dynamic_annotations.csv")
"""Where PMEmo's labels lie."""


def find_labels(folder):
    """The file of labels in a folder of your own songs; None where there is none."""
    return next((path for name in (LABELS, *PMEMO_LABELS) if (path := Path(folder) / name).exists()), None)


def labelled(folder, scale=None):
    """The names of the songs with labels in a folder of your own songs: of those to learn from, and of those to be judged on."""
    labels, evaluation, _ = _read_both_labels(Path(folder), scale)
    return labels.keys() - evaluation, evaluation


def read_own(folder, *, features=None, scale=None, skip_unusable=False):
    """Read a folder of your own songs.

    Parameters
    ----------
    folder : path
        With ``labels.csv`` and ``features/<song>.csv``; perhaps with ``labels-evaluation.csv``.
    features : path, optional
        The folder of features, where it is another.
    scale : str or pair of float, optional
        Of the labels, as ``"1..9"``; see `elman.corpus.labels.read_labels`.
    skip_unusable : bool
        Leave out songs with labels but without features, or the reverse, and tell which.

    Returns
    -------
    Corpus
        Songs of labels.csv are for development; rows before their first label are left out. Songs of
        labels-evaluation.csv are for evaluation; the rows before their first label are the lead-in.

    Raises
    ------
    InputError
        Songs with labels but without features or the reverse, a song in both label files, columns that differ between
        songs, labels at times that have no feature row, labels with a gap, and what `read_features` and `read_labels`
        refuse.
    """
    folder = Path(folder)
    labels, evaluation, notes = _read_both_labels(folder, scale)
    sources = _feature_folders(folder, features, labels, notes)
    songs, n_spare, ended = {}, 0, {}
    for song in _usable(folder, labels, sources, skip_unusable, notes):
        path, clock, X = read_rows(song, sources, exact=True, more=False)
        times, values = labels[song]
        first, n_labels = pair(path, song, clock, times)
        end, start = first + n_labels, 0 if song in evaluation else first
        n_spare += len(X) - (end - start)
        if n_labels < len(times):
            ended[song] = len(times) - n_labels
        songs[song] = Song(song, X[start:end].copy(), values[:n_labels], times[:n_labels])
    notes += note_unfinished(sources, songs)
    if n_spare:
        notes.append(f"{n_spare:,} rows of features without a label were left out")
    if ended:
        n = sum(ended.values())
        notes.append(f"{n:,} labels after the last row of features were left out, of {count_songs(ended)}")
    columns = tuple(column for source in sources for column in source.columns)
    groups = name_groups(columns)
    if "260" in groups:  # only then do the paper's numbers stand beside
        notes.append(
            "songs and labels are not those of the paper: compare r and RMSE / std with the paper's, not RMSE, and these only "
            "roughly"
        )
    return Corpus(
        name=folder.resolve().name,
        columns=columns,
        groups=groups,
        development=[song for name, song in songs.items() if name not in evaluation],
        evaluation=[song for name, song in songs.items() if name in evaluation],
        notes=tuple(notes),
        features_made_with=tuple(source.made_with for source in sources),
    )


def _read_both_labels(folder, scale):
    """The labels of all songs, the names of those that are for evaluation, and what to tell."""
    path, others = find_labels(folder) or folder / LABELS, folder / EVALUATION_LABELS
    labels, notes = read_labels(path, scale)
    if not others.exists():
        return labels, set(), notes
    evaluation, more = read_labels(others, scale)
    twice = labels.keys() & evaluation.keys()
    if twice:
        raise InputError(
            f"{folder}: {path.name} and {EVALUATION_LABELS} both hold {count_songs(twice)}; a song may be in one only"
        )
    return labels | evaluation, set(evaluation), notes + more


def _feature_folders(folder, features, labelled, notes):
    """The folder of features, or the folders in it that ``elman extract`` made, each with its files and columns.

    Without such a folder, those that ``elman extract`` made beside the labels.
    """
    top = Path(features) if features is not None else folder / FEATURES
    there = top if top.is_dir() or features is not None else folder
    made = [path for path, names in folders(there) if EXTRACTION in names and path != top]
    if not top.is_dir() and not made:
        fault = "is not a folder" if top.exists() else "there is no such folder"
        raise InputError(f"{top}: {fault}; {FEATURES}/<song>.csv was expected beside {LABELS}")
    sources = []
    for path in (*made, top) if top.is_dir() else made:
        files, passed_over = song_files(path, leave_out=made if path == top else ())
        strangers = [song for song in files if song not in labelled and not read_header(files[song])]
        passed_over += [files.pop(song) for song in strangers]
        if passed_over:
            few = ", ".join(map(str, passed_over[:5])) + (", ..." if len(passed_over) > 5 else "")
            notes.append(f"{len(passed_over):,} files that are not feature files were passed over: {few}")
        if files or not made:
            columns = common_columns(files.values())
            sources.append(FeatureFolder(path, files, columns, columns, features_made_with(path)))
    seen = {}
    for source in sources:
        for column in dict.fromkeys(source.columns):  # one that is twice in a file is told when it is read
            if column in seen:
                raise InputError(
                    f"{source.path} and {seen[column]} both hold the column {quoted(column)}; move one of them out of {top}"
                )
            seen[column] = source.path
    return sources


def _usable(folder, labels, sources, skip, notes):
    """The songs that have labels and, in every folder, features; numbers by their size."""
    usable = set(labels).intersection(*(source.files for source in sources))
    lacking, spare = {}, {}  # the songs, and in which folders: usually the same songs in all
    for source in sources:
        lacking.setdefault(frozenset(labels.keys() - source.files.keys()), []).append(source)
        spare.setdefault(frozenset(source.files.keys() - labels.keys()), []).append(source)
    faults = [
        f"no file <song>.csv in {_paths(of)} for {count_songs(songs)} with labels{_near_miss(of[0], songs)}"
        for songs, of in lacking.items()
        if songs
    ]
    faults += [
        f"no labels for {count_songs(songs)} with a file in {_paths(of)}" for songs, of in spare.items() if songs
    ]
    if faults and not skip:
        raise InputError(
            f"{folder}: {'; '.join(faults)}. Add what is missing, or leave these songs out with --skip-unusable"
        )
    if not usable:
        raise InputError(f"{folder}: no song has both labels and features; {'; '.join(faults)}")
    notes += [f"left out: {fault}" for fault in faults]
    return sorted(usable, key=by_number)


def _paths(sources):
    return " and ".join(str(source.path) for source in sources)


def _near_miss(source, songs):
    """What is there in place of a file that is missing: one with another suffix, or one in a folder below."""
    for path in sorted(source.path.iterdir()):
        song = path.name.split(".")[0]
        if song in songs and path.is_file():
            return f" (there is {path}; {song}.csv was expected)"
    for song in source.files:
        if song.rpartition("/")[2] in songs:
            return f" (there is {quoted(song)}; a song in a folder is called so in the labels too)"
    return ""
