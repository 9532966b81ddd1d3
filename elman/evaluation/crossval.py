"""Grouped k-fold cross-validation, the song as the group: no song has frames in both training and test.

Notebook 10, "Split by song".
"""

from elman.errors import InputError
from elman.seeds import random_generator


def split(ids, n_folds, *, seed):
    """Split songs into folds at random.

    Parameters
    ----------
    ids : sequence of str
    n_folds : int
    seed : int

    Returns
    -------
    tuple of tuple of str
        The ids of each fold's test songs. Every id is in exactly one fold; sizes differ by one at most.

    Raises
    ------
    InputError
        Fewer than two folds, fewer songs than folds, or a seed that is not a whole number of 0 or more.

    Examples
    --------
    >>> split(["a", "b", "c", "d"], 2, seed=0)
    (('c', 'b'), ('a', 'd'))
    """
    if n_folds < 2:
        raise InputError(f"{n_folds} folds: at least 2 are needed, one for training and one for test")
    _expect_enough(len(ids), "song", "songs", n_folds)
    order = random_generator(seed).permutation(len(ids))
    return tuple(tuple(ids[n] for n in order[fold::n_folds]) for fold in range(n_folds))


def split_groups(groups, n_folds, *, seed):
    """Split songs into folds at random, the songs of a group always together.

    The groups are shuffled, then dealt, large ones first, each to the fold that has the fewest songs so far.

    Parameters
    ----------
    groups : dict of str to str
        The group of each song, by its id.
    n_folds : int
    seed : int

    Returns
    -------
    tuple of tuple of str
        The ids of each fold's test songs. Every id is in exactly one fold, every group in one.

    Raises
    ------
    InputError
        Fewer than two folds, fewer groups than folds, or a seed that is not a whole number of 0 or more.

    Examples
    --------
    >>> split_groups({"a1": "a", "a2": "a", "b1": "b", "c1": "c"}, 2, seed=0)
    (('a1', 'a2'), ('c1', 'b1'))
    """
    members = {}
    for song, group in groups.items():
        members.setdefault(group, []).append(song)
    if n_folds < 2:
        raise InputError(f"{n_folds} folds: at least 2 are needed, one for training and one for test")
    _expect_enough(len(members), "group of songs", "groups of songs", n_folds)
    names = list(members)
    shuffled = [names[n] for n in random_generator(seed).permutation(len(names))]
    folds = [[] for _ in range(n_folds)]
    for name in sorted(shuffled, key=lambda name: -len(members[name])):  # a stable sort: equal ones stay shuffled
        min(folds, key=len).extend(members[name])
    return tuple(map(tuple, folds))


def _expect_enough(n, one, many, n_folds):
    if n < n_folds:
        advice = f"ask for at most {n} folds" if n > 1 else "two at least are needed"
        raise InputError(f"{n} {one if n == 1 else many} cannot fill {n_folds} folds; {advice}")


def check_groups(folds, groups, what="group"):
    """Raise InputError where a group of songs is divided over two folds; ``what`` is the kind of group, as "artist"."""
    seen = {}
    for n, fold in enumerate(folds):
        for song in fold:
            first, other = seen.setdefault(groups[song], (n, song))
            if first != n:
                raise InputError(
                    f"{what} {groups[song]!r} is in two folds, with song {other} in fold {first} and song {song} in fold {n}; "
                    f"put its songs into one"
                )


def split_inside(ids, n_folds, *, seed):
    """`split` of training songs into inner folds, to choose something by validation songs; fewer folds where songs are few.

    Raises
    ------
    InputError
        There is one song only.
    """
    if len(ids) < 2:
        raise InputError(
            f"{len(ids)} training song was given, 2 were expected at least: one to learn from, one for validation. Take more "
            f"songs, or more folds"
        )
    return split(ids, min(n_folds, len(ids)), seed=seed)


def check_folds(folds, ids):
    """Raise InputError unless these are folds of songs with these ids.

    Raises
    ------
    InputError
        No folds, a song in two folds, a fold that is empty or holds every song, or an id that no song has.
    """
    known, seen = set(ids), {}
    if not len(folds):
        raise InputError("no folds were given; two or more were expected")
    for n, fold in enumerate(folds):
        if not fold:
            raise InputError(f"fold {n} is empty; give it songs, or make one fold fewer")
        for name in fold:
            if name not in known:
                raise InputError(f"fold {n} names song {name}, which the corpus does not have")
            if name in seen:
                raise InputError(f"song {name} is in fold {seen[name]} and again in fold {n}; each song may be in one")
            seen[name] = n
        if len(fold) == len(known):
            raise InputError(f"fold {n} tests all {len(fold)} songs, and leaves none for training; make more folds")


def train_and_test(songs, fold):
    """The training songs and the test songs of a fold, both in the corpus's order.

    Parameters
    ----------
    songs : list
        Anything with an ``id``.
    fold : collection of str
        The ids of the test songs.
    """
    tested = set(fold)
    return [song for song in songs if song.id not in tested], [song for song in songs if song.id in tested]


def cross_validate(system, songs, folds, map=map):
    """Predict every song with a system that did not learn from it.

    Parameters
    ----------
    system : callable
        ``system(train, test)`` gives one prediction per test song.
    songs : list
        Anything with an ``id``.
    folds : sequence of sequences of str
        As `split` makes them.
    map : callable
        The ``map`` of a `concurrent.futures.Executor`, or Python's own.

    Returns
    -------
    dict of str to array
        The prediction of every test song, in the order of ``songs``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> songs = [SimpleNamespace(id=name, length=len(name)) for name in ("a", "bb", "ccc", "dddd")]
    >>> longest = lambda train, test: [max(song.length for song in train) for _ in test]
    >>> cross_validate(longest, songs, [("a", "dddd"), ("bb", "ccc")])
    {'a': 3, 'bb': 4, 'ccc': 4, 'dddd': 3}
    """
    check_folds(folds, [song.id for song in songs])
    splits = [train_and_test(songs, fold) for fold in folds]
    predictions = {}
    for (_, test), predicted in zip(splits, map(system, *zip(*splits, strict=True)), strict=True):
        predictions.update(zip((song.id for song in test), predicted, strict=True))
    return {song.id: predictions[song.id] for song in songs if song.id in predictions}
