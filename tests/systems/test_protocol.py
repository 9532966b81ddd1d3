"""Songs stacked and taken apart again, and features no transform can use."""

import numpy as np
import pytest

from elman.errors import InputError
from elman.systems.features.frames import each_song, expect_whole, stack_frames


def test_songs_are_stacked_in_their_order():
    songs = [np.arange(6.0).reshape(3, 2), np.arange(6.0, 10.0).reshape(2, 2)]
    np.testing.assert_array_equal(stack_frames(songs), np.arange(10.0).reshape(5, 2))
    np.testing.assert_array_equal(stack_frames(songs[0]), songs[0])


def test_a_list_gives_a_list_and_a_matrix_a_matrix():
    songs = [np.ones((3, 2)), np.ones((2, 2))]
    twice = each_song(lambda song: 2 * song, songs, 2)
    assert [song.shape for song in twice] == [(3, 2), (2, 2)]
    assert each_song(lambda song: 2 * song, songs[0], 2).tolist() == (2 * songs[0]).tolist()


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([], "there are no frames to fit on; give at least one song"),
        ([np.ones((0, 3))], "there are no frames to fit on"),
        (
            np.ones(3),
            r"the matrix of features is an array of shape \(3,\); a matrix of frames by features was expected",
        ),
        ([np.ones((2, 3)), np.ones((2, 4))], "song 2 of 2 has 4 columns of features, 3 were expected"),
        ([np.ones((2, 2)), np.array([[1, 2], [3, np.nan]])], "song 2 of 2, row 2, column 2 is nan; features must be"),
        (np.array([[1, np.inf]]), "the matrix of features, row 1, column 2 is inf"),
    ],
)
def test_unusable_features_are_refused(X, message):
    with pytest.raises(InputError, match=f"^{message}"):
        stack_frames(X)


def test_other_columns_than_those_fitted_are_refused():
    with pytest.raises(InputError, match=r"^song 1 of 1 has 268 columns of features, 260 were expected$"):
        each_song(lambda song: song, [np.ones((2, 268))], 260)


def test_whole_numbers():
    for good in (1, 7, np.int64(3)):
        expect_whole("units", good)
    for bad in (0, -1, 2.0, "3", None):
        with pytest.raises(InputError, match=f"^units: {bad!r} was given, a whole number, 1 or more, was expected$"):
            expect_whole("units", bad)
