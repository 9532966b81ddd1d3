"""Songs, corpora, their groups of columns and their fingerprints."""

from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.song import EMOTIONS, Corpus, Song


def song(name, T=4, lead_in=0, columns=5):
    X = np.arange((T + lead_in) * columns, dtype=float).reshape(-1, columns) + int(name)
    return Song(name, X, np.linspace(-1, 1, 2 * T).reshape(T, 2), 15 + 0.5 * np.arange(T))


@pytest.fixture
def corpus():
    names = tuple("abcde")
    return Corpus(
        name="five",
        columns=names,
        groups={"3": names[:3], "odd": ("e", "a"), "5": names},
        development=[song("1"), song("2")],
        evaluation=[song("9", lead_in=2)],
        folds=(("1",), ("2",)),
    )


def test_emotions_have_their_order():
    assert EMOTIONS == ("valence", "arousal")


def test_lead_in_counts_the_rows_before_the_first_target(corpus):
    assert [s.lead_in for s in (*corpus.development, *corpus.evaluation)] == [0, 0, 2]


@pytest.mark.parametrize(("group", "positions"), [("3", [0, 1, 2]), ("odd", [4, 0]), ("5", [0, 1, 2, 3, 4])])
def test_a_group_is_its_columns_in_its_order(corpus, group, positions):
    narrow = corpus.with_group(group)
    assert narrow.columns == tuple("abcde"[n] for n in positions)
    assert narrow.groups == {group: narrow.columns}
    assert (narrow.name, narrow.folds) == (corpus.name, corpus.folds)
    for wide, thin in zip(corpus.development + corpus.evaluation, narrow.development + narrow.evaluation, strict=True):
        assert np.array_equal(thin.features, wide.features[:, positions])
        assert thin.id == wide.id
        assert thin.targets is wide.targets
        assert thin.lead_in == wide.lead_in
    assert corpus.columns == tuple("abcde")  # the wide one is as it was
    assert corpus.development[0].features.shape == (4, 5)


def test_neighbouring_columns_are_not_copied(corpus):
    assert np.shares_memory(corpus.with_group("3").development[0].features, corpus.development[0].features)


def test_an_unknown_group_is_refused_and_the_known_ones_are_named(corpus, told):
    with told("five", "'260'", "3, odd, 5"):
        corpus.with_group("260")


def changed(array, index=0):
    copy = array.copy()
    copy.flat[index] = np.nextafter(copy.flat[index], 2)  # the smallest change there is
    return copy


CHANGES = {
    "a feature": lambda c: replace(
        c, development=[replace(c.development[0], features=changed(c.development[0].features, 7)), c.development[1]]
    ),
    "a target": lambda c: replace(
        c, evaluation=[replace(c.evaluation[0], targets=changed(c.evaluation[0].targets, -1))]
    ),
    "a time": lambda c: replace(c, evaluation=[replace(c.evaluation[0], times=c.evaluation[0].times + 0.5)]),
    "an id": lambda c: replace(c, development=[replace(c.development[0], id="7"), c.development[1]]),
    "the order": lambda c: replace(c, development=c.development[::-1]),
    "a song less": lambda c: replace(c, development=c.development[:1]),
    "development becomes evaluation": lambda c: replace(
        c, development=c.development[:1], evaluation=[c.development[1], *c.evaluation]
    ),
    "a column's name": lambda c: replace(c, columns=("z", *c.columns[1:])),
    "a group": lambda c: replace(c, groups={"3": c.groups["3"]}),
    "the folds": lambda c: replace(c, folds=None),
    "the name": lambda c: replace(c, name="six"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_changes_the_fingerprint(corpus, change):
    assert CHANGES[change](corpus).fingerprint() != corpus.fingerprint()


def test_a_copy_has_the_same_fingerprint(corpus):
    def copied(songs):
        # Fortran order: other bytes in memory, the same numbers.
        return [replace(s, features=np.asfortranarray(s.features), targets=s.targets.copy()) for s in songs]

    copy = replace(corpus, development=copied(corpus.development), evaluation=copied(corpus.evaluation))
    assert copy.fingerprint() == corpus.fingerprint() == corpus.fingerprint()
    assert replace(corpus, notes=("a note",)).fingerprint() == corpus.fingerprint()


def with_song(corpus, **parts):
    return replace(corpus, development=[replace(corpus.development[0], **parts)])


SPOILT = {
    "an id twice": (lambda c: replace(c, evaluation=c.development[:1]), ["songs", "'1'"]),
    "a column twice": (lambda c: replace(c, columns=("a", "b", "c", "a", "e")), ["columns", "'a'"]),
    "a column too many": (lambda c: with_song(c, features=np.zeros((4, 6))), ["'1'", "(4, 6)", "5"]),
    "no columns": (lambda c: with_song(c, features=np.zeros(4)), ["'1'", "(4,)"]),
    "more targets than rows": (
        lambda c: with_song(c, targets=np.zeros((5, 2)), times=np.zeros(5)),
        ["'1'", "(4, 5)", "(5, 2)"],
    ),
    "one emotion": (lambda c: with_song(c, targets=np.zeros((4, 1))), ["'1'", "(4, 1)"]),
    "a time less": (lambda c: with_song(c, times=np.zeros(3)), ["'1'", "(3,)"]),
    "no target": (lambda c: with_song(c, targets=np.zeros((0, 2)), times=np.zeros(0)), ["'1'", "(0, 2)"]),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_songs_that_do_not_fit_are_refused(corpus, told, spoilt):
    spoil, facts = SPOILT[spoilt]
    with told(*facts):
        spoil(corpus)


def test_what_is_printed_of_a_corpus_cannot_steer_a_terminal(corpus):
    shown = replace(corpus, name="a\x1b[2J", notes=("left out: x\ny\x07",))
    assert shown.name == r"a\x1b[2J"
    assert shown.notes == (r"left out: x\ny\x07",)
