import numpy as np
import pytest

from elman.corpus import synthetic
from elman.exercises.statistics import check_correlation


@pytest.fixture(scope="module")
def songs():
    return synthetic.make(seed=3, n_development=12, n_evaluation=0).development


@pytest.fixture(scope="module")
def frames(songs):
    return np.concatenate([song.targets for song in songs])


def by_the_formula(frames):
    """As it stands in the notebook: another way than the checker's."""
    V, A = frames.T
    return np.mean((V - V.mean()) * (A - A.mean())) / (V.std() * A.std())


def test_right_answer_is_accepted(songs, frames):
    verdict = check_correlation(songs, by_the_formula(frames), "development")
    assert verdict
    assert "720 frames of 12 songs" in str(verdict)


def test_no_answer_is_no_mistake(songs):
    assert check_correlation(songs, None).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda songs, frames: np.mean([np.corrcoef(s.targets.T)[0, 1] for s in songs]), "Join the frames first"),
        (lambda songs, frames: np.corrcoef(np.array([s.targets.mean(0) for s in songs]).T)[0, 1], "Use every frame"),
        (lambda songs, frames: np.cov(frames.T)[0, 1], "the covariance"),
        (lambda songs, frames: np.cov(frames.T, ddof=0)[0, 1], "the covariance"),
        (lambda songs, frames: np.corrcoef(frames.T), "off its diagonal"),
        (lambda songs, frames: np.corrcoef(frames.T)[0, 0], "with itself"),
        (lambda songs, frames: np.corrcoef(songs[0].targets.T)[0, 1], "first song alone"),
        (lambda songs, frames: np.corrcoef(frames.T)[0, 1] ** 2, "the square"),
        (lambda songs, frames: 7.0, "between -1 and 1"),
        (lambda songs, frames: 0.123, "from the goal"),
        (lambda songs, frames: "0.6", "one number was expected"),
        (lambda songs, frames: np.nan, "one number was expected"),
    ],
)
def test_plausible_mistakes_get_a_useful_word(songs, frames, mistake, word):
    verdict = check_correlation(songs, mistake(songs, frames))
    assert verdict.kind == "wrong"
    assert word in str(verdict)


def test_a_near_miss_is_told_with_its_digits():
    songs = synthetic.make(seed=0, n_development=9, n_evaluation=0).development
    wanted = np.corrcoef(np.concatenate([song.targets for song in songs]).T)[0, 1]
    verdict = str(check_correlation(songs, wanted + 2e-4))
    assert "0.0002 from the goal. That is near" in verdict
