"""DEAM, the songs of MediaEval's "Emotion in Music": the official files become a corpus.

Songs up to id 2000 are clips of 45 s, to learn from (development). Songs 2001-2058 are full songs, to be judged on
(evaluation). Labels begin at 15 s and come twice a second.

How labels and rows of features are aligned is told in `elman.corpus.deam.alignment`. The labels of emoMusic, which are
those of 2013 for the songs up to 1000, are read too.

Source: the paper, section 2; the authors' code. Notebook 01, "Look at a song as a matrix".
"""

from pathlib import Path

from elman.corpus.columns import name_groups
from elman.corpus.deam.alignment import read_songs
from elman.corpus.deam.folder import find_annotations, find_features, is_made_up
from elman.corpus.deam.labels import read_annotations, read_authors
from elman.corpus.deam.mediaeval2015 import songs_of_2015
from elman.corpus.ids import count_songs, whole_number
from elman.corpus.rows import read_text
from elman.corpus.scale import UNIT, convert, read_scale, remark
from elman.corpus.song import Corpus
from elman.errors import InputError, quoted

LAST_DEVELOPMENT, LAST_EVALUATION = 2000, 2058
"""Ids up to 2000 are development songs, 2001-2058 evaluation songs; there are no others."""


def read(folder, *, songs="all", labels=None, features=None, scale=None, skip_unusable=False):
    """Read DEAM from a folder in which its official archives were unpacked.

    Parameters
    ----------
    folder : path
        Labels and feature files may lie anywhere below it.
    songs : {"all", "2015"} or path
        Every song with labels and features; or the 431 development songs of 2015 with the authors' ten folds, and all
        58 evaluation songs; or those in a file of your own, one id a line.
    labels : path, optional
        The authors' own file of labels, dynamic_arousals_valences.csv, for the 431 songs of 2015.
    features : path, optional
        A folder in or below which the feature files lie, where they are not below ``folder``.
    scale : str or pair of float, optional
        Of emoMusic's labels, as ``"-0.5..0.5"``, for its files do not say; those of DEAM go from -1 to 1.
    skip_unusable : bool
        Leave out songs with labels of one emotion only, and tell which. (Those without features always are.)

    Returns
    -------
    Corpus
        Features (lead_in + T, D), one row per half second; targets (T, 2) in [-1, 1]; times (T,) in seconds. Songs
        stand in the order of their numbers; ``notes`` tell what was left out, and why. A folder that ``elman synth``
        made gives a corpus that is ``made_up``.

    Raises
    ------
    InputError
        Files missing, given twice or damaged, a song without features or labels, or fewer rows than labels.

    Notes
    -----
    Which songs the 431 of 2015 were was found by aligning label curves: 8 are uncertain (margin to the next best song
    below .2), 47 somewhat (below .5). One of them was in no fold of the authors; it is only trained on.
    """
    annotations = find_annotations(folder)
    curves, uneven, notes = _read_labels(folder, annotations, songs, labels, scale, skip_unusable)
    features, not_used = find_features(_folder_of_features(folder, features))
    notes += not_used
    made_up = is_made_up(annotations.folder)
    name = "made-up music" if made_up else "emomusic" if annotations.emomusic else "deam"
    name, ids, folds = _choose(name, songs, labels, curves, features, notes)
    if uneven & ids:
        notes.append(f"of valence and arousal one has a label more, which was left out: {count_songs(uneven & ids)}")
    development = {song: curves[song] for song in sorted(ids) if song <= LAST_DEVELOPMENT}
    evaluation = {song: curves[song] for song in sorted(ids) if song > LAST_DEVELOPMENT}
    if not evaluation and not annotations.emomusic and songs == "all":
        notes.append(f"no evaluation songs: none of {LAST_DEVELOPMENT + 1}-{LAST_EVALUATION} has labels and features")
    by_time = annotations.emomusic or all(source.made_with is not None for source in features)
    development, evaluation = read_songs(development, evaluation, features, notes, by_time=by_time)
    columns = tuple(column for source in features for column in source.wanted)
    return Corpus(
        name,
        columns,
        name_groups(columns),
        development,
        evaluation,
        folds=folds,
        made_up=made_up,
        notes=tuple(notes),
        features_made_with=tuple(source.made_with for source in features),
        paired_by_time=by_time,
    )


def labelled(folder, *, songs="all", labels=None, scale=None, skip_unusable=False):
    """The names of the songs with labels that `read` would read: of those to learn from, and of those to be judged on."""
    curves, _, _ = _read_labels(folder, find_annotations(folder), songs, labels, scale, skip_unusable)
    _, ids, _ = _choose("", songs, labels, curves, [], [])
    development = {song for song in ids if song <= LAST_DEVELOPMENT}
    return set(map(str, development)), set(map(str, ids - development))


def read_ids(path):
    """The song ids in a file, one a line.

    Raises
    ------
    InputError
        No such file, a line that is not an id, an id twice.
    """
    if not Path(path).is_file():
        raise InputError(f"songs {str(path)!r}: all, 2015, or a file with one song id a line was expected")
    ids = {}
    for row, line in enumerate(read_text(path).splitlines(), start=1):
        cell = line.strip()
        if not cell:
            continue
        song = whole_number(cell)
        if song is None or not 1 <= song <= LAST_EVALUATION:
            raise InputError(
                f"{path}, row {row}: {quoted(cell)} is not a song id, a whole number from 1 to {LAST_EVALUATION}"
            )
        if song in ids:
            raise InputError(f"{path}, row {row}: song {song} is in row {ids[song]} already; remove one of the rows")
        ids[song] = row
    return list(ids)


def _read_labels(folder, annotations, songs, labels, scale, skip_unusable):
    """The curves of labels by song, the songs with an uneven number of them, and what to tell of the labels."""
    made_up = is_made_up(annotations.folder)
    if labels is not None and songs != "2015":
        raise InputError("the authors' label file holds the 431 songs of 2015 without their ids; add --songs 2015")
    if songs == "2015" and (made_up or annotations.emomusic):
        what = "songs made up by elman synth" if made_up else "emoMusic, which lacks most of them"
        raise InputError(f"{folder}: holds {what}, and the 431 songs of 2015 are DEAM's; leave --songs out")
    if scale is not None and not annotations.emomusic:
        raise InputError(f"{folder}: holds DEAM's labels, which go from -1 to 1; leave --scale out")
    known, left_out = UNIT if scale is None else read_scale(scale), []
    curves, uneven = read_annotations(annotations.folder, annotations.files, known, left_out if skip_unusable else None)
    if annotations.emomusic:
        notes = ["the labels are emoMusic's averages, which are not those of 2015"]
        notes += remark(
            annotations.folder, [values for _, values in curves.values()], known, declared=scale is not None
        )
    else:
        notes = _about_labels(made_up, labels)
    curves = {song: (times, convert(values, known)) for song, (times, values) in curves.items()}
    return curves, uneven, notes + left_out


def _folder_of_features(folder, features):
    if features is not None and not Path(features).is_dir():
        raise InputError(
            f"features {str(features)!r}: a folder with feature files was expected, as elman extract makes it"
        )
    return Path(features or folder)


def _about_labels(made_up, labels):
    """What a reader of results must know about where the labels come from."""
    if made_up:
        return ["music and labels were made up by elman synth; no human ever felt these emotions"]
    if labels is None:
        return [
            "the labels are DEAM's averages, which are not those of 2015: compare r and RMSE / std with the paper's, not RMSE"
        ]
    return []


def _choose(name, songs, labels, curves, features, notes):
    """The corpus's name, the ids of the songs that were asked for, and the authors' folds or None.

    The authors' ``labels`` of 2015 take the place of DEAM's in ``curves``.
    """
    if songs == "all":
        return name, _available(curves, features, notes), None
    folds = None
    if songs == "2015":
        name, (ids, folds) = "deam-2015", songs_of_2015()
        notes.append("the 431 songs of 2015 were recovered from label curves: 8 are uncertain, 47 somewhat")
        if labels is not None:
            curves.update(zip(ids, read_authors(labels, len(ids)), strict=True))
            notes.append(f"the development songs' labels are those of 2015, from {labels}")
        ids = [*ids, *range(LAST_DEVELOPMENT + 1, LAST_EVALUATION + 1)]
    else:
        name, ids = f"{name}-{Path(songs).stem}", read_ids(songs)
    _demand(ids, curves, features, songs)
    return name, set(ids), folds


def _available(curves, features, notes):
    """The songs that have labels and features; what is left out goes into the notes."""
    ids = {song for song in curves if song <= LAST_EVALUATION}
    if len(ids) < len(curves):
        notes.append(
            f"ids above {LAST_EVALUATION} are not DEAM's and were left out: {count_songs(curves.keys() - ids)}"
        )
    faults = {}  # the songs and what they lack, and in which folders: usually the same in all
    for source in features:
        faults.setdefault((frozenset(ids - source.files.keys()), "have labels but no features"), []).append(source)
        faults.setdefault((frozenset(source.files.keys() - curves.keys()), "have features but no labels"), []).append(
            source
        )
    for (left_out, why), sources in faults.items():
        if left_out:
            where = " and ".join(str(source.path) for source in sources)
            notes.append(f"left out because they {why} in {where}: {count_songs(left_out)}")
    ids = ids.intersection(*(source.files for source in features))
    if not ids:
        there = "".join(f" and, in {source.path}, features of {count_songs(source.files)}" for source in features[:1])
        raise InputError(f"no song has both labels and features; there are labels of {count_songs(curves)}{there}")
    return ids


def _demand(ids, curves, features, songs):
    """Every song that was asked for must be there."""
    for have, what in ((curves, "labels"), *((source.files, f"features in {source.path}") for source in features)):
        missing = set(ids) - set(have)
        if missing:
            raise InputError(f"songs {songs}: no {what} for {count_songs(missing)}; add them, or take other songs")
