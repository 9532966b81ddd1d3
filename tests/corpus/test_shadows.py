"""Shadows: columns of another song, in step with each other, and of no use."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.shadows import WithShadows, add_shadows, shadow
from elman.corpus.song import Corpus, Song
from elman.errors import InputError


def corpus(lengths=(4, 6, 5, 4, 4)):
    """Each song's three columns hold its number, its frame, and both."""
    songs = [
        Song(
            str(n),
            np.column_stack([np.full(T, n), np.arange(T), 100 * n + np.arange(T)]),
            np.zeros((T, 2)),
            np.arange(T),
        )
        for n, T in enumerate(lengths)
    ]
    columns = ("song", "frame", "both")
    return Corpus("made", columns, {"3": columns}, songs, [replace(songs[0], id="2001")])


def test_each_song_has_the_columns_of_another_and_keeps_its_own():
    before = corpus()
    after = add_shadows(before, ("song", "both"), seed=0)
    assert after.columns == ("song", "frame", "both", "shadow of song", "shadow of both")
    assert after.evaluation == []
    taken = []
    for old, new in zip(before.development, after.development, strict=True):
        np.testing.assert_array_equal(new.features[:, :3], old.features)
        np.testing.assert_array_equal(new.targets, old.targets)
        [of] = set(new.features[:, 3])
        taken.append(of)
        frames = np.arange(len(old.features)) % len(before.development[int(of)].features)
        np.testing.assert_array_equal(new.features[:, 4], 100 * of + frames)  # the same other song, its rows in order
    assert sorted(taken) == [0, 1, 2, 3, 4]
    assert all(of != n for n, of in enumerate(taken))


@pytest.mark.parametrize("n_songs", [2, 3, 7, 30])
def test_no_song_has_a_shadow_of_its_own(n_songs):
    for seed in range(20):
        after = add_shadows(corpus((3,) * n_songs), ("song",), seed=seed)
        assert all(song.features[0, 3] != song.features[0, 0] for song in after.development)


def test_the_seed_decides():
    first, again, other = (add_shadows(corpus((3,) * 12), ("song",), seed=seed) for seed in (1, 1, 2))
    assert first.fingerprint() == again.fingerprint() != other.fingerprint()


def test_one_song_has_no_other():
    with pytest.raises(InputError, match="made has 1 development songs; 2 or more"):
        add_shadows(corpus((3,)), ("song",), seed=0)


class Held:
    """A source that holds its corpus."""

    def load(self):
        return corpus()


def test_a_source_with_shadows_can_be_sent_to_another_process():
    source = WithShadows(Held(), ("frame",), 3)
    assert pickle.loads(pickle.dumps(source)).load().fingerprint() == source.load().fingerprint()
    assert shadow("frame") in source.load().columns
