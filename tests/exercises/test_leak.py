import numpy as np
import pytest

from elman.corpus.song import Song
from elman.evaluation import crossval
from elman.exercises.leak import check_leak, share_leaked

RNG = np.random.default_rng(0)
LEVELS = RNG.uniform(-1, 1, (120, 2))
FRAMES = [
    Song(f"{n}/{t}", np.full((1, 1), float(n)), LEVELS[n] + 0.1 * RNG.standard_normal((1, 2)), np.array([0.0]))
    for n in range(120)
    for t in range(8)
]
IDS = [frame.id for frame in FRAMES]
LEAKING = crossval.split(IDS, 3, seed=0)
HONEST = [[name for name in IDS if int(name.split("/")[0]) % 3 == k] for k in range(3)]


def recognise(train, test):
    """Repeat a training frame of the same song, else of the first song."""
    known = {float(song.features[0, 0]): song.targets for song in train}
    return [known.get(float(song.features[0, 0]), train[0].targets) for song in test]


def judged(folds, predicted):
    return check_leak(FRAMES, folds, predicted, recognise, honest=0.8)


def test_a_leak_predicted_is_right():
    # Two frames of a song differ by sqrt(2) times 0.1.
    assert judged(LEAKING, 2**0.5 * 0.1)


@pytest.mark.parametrize("wrong", [0.1, 0.2, 0.13, 0.152])
def test_a_leak_nearly_predicted_is_not(wrong):
    """Forgotten, squared or averaged too early, the terms of the formula come this near."""
    assert judged(LEAKING, wrong).kind == "wrong"


@pytest.mark.parametrize(
    ("folds", "predicted", "word"),
    [
        (HONEST, 0.14, "honest"),
        (LEAKING, 0.9, "look SMALLER"),
        (LEAKING, 0.5, "pretends more"),
        (LEAKING, 0.05, "too much hope"),
        (LEAKING, 0.1, "differ by sqrt(2) sigma"),
        (LEAKING, 2 * 0.1**2, "mean SQUARED error"),
        (LEAKING, "little", "One number"),
        (LEAKING[:2], 0.14, "in no fold"),
        ([IDS], 0.14, "make more folds"),
        ([IDS[:50], IDS[40:]], 0.14, "may be in one"),
        (None, 0.14, "no split"),
        ([IDS[:47], IDS[47:]], 0.14, "Only"),
    ],
)
def test_mistakes_get_a_useful_word(folds, predicted, word):
    verdict = judged(folds, predicted)
    assert not verdict
    assert word in str(verdict)


def test_no_prediction_is_open():
    assert judged(LEAKING, None).kind == "open"


def test_the_exercise_as_given_is_open_and_a_prediction_for_an_honest_split_is_wrong():
    verdict = judged(HONEST, None)
    assert verdict.kind == "open"
    assert "deal out frames, not songs" in str(verdict)
    assert judged(HONEST, 0.14).kind == "wrong"


def test_share_leaked():
    assert share_leaked(HONEST) == 0
    assert share_leaked(LEAKING) == 1
    assert share_leaked([["a/0", "b/0"], ["a/1", "c/0"]]) == 0.5
