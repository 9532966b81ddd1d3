import numpy as np
import pytest

from elman.corpus import synthetic
from elman.exercises.statistics import MISTAKES, check_correlation


@pytest.fixture(scope="module")
def songs():
    return synthetic.make(seed=3, n_development=12, n_evaluation=0).development


def joined(songs):
    return np.concatenate([song.targets for song in songs])


def by_the_formula(songs):
    """As it is written in the notebook: another way than the judge's."""
    V, A = joined(songs).T
    return np.mean((V - V.mean()) * (A - A.mean())) / (V.std() * A.std())


def in_a_loop(songs):
    V = [v for song in songs for v, _ in song.targets]
    A = [a for song in songs for _, a in song.targets]
    mean_v, mean_a = sum(V) / len(V), sum(A) / len(A)
    top = sum((v - mean_v) * (a - mean_a) for v, a in zip(V, A, strict=True))
    return top / (sum((v - mean_v) ** 2 for v in V) * sum((a - mean_a) ** 2 for a in A)) ** 0.5


@pytest.mark.parametrize(
    "answer",
    [
        by_the_formula,
        in_a_loop,
        lambda songs: np.corrcoef(joined(songs).T)[0, 1],
        lambda songs: np.corrcoef(joined(songs), rowvar=False)[1, 0],
        lambda songs: np.float32(by_the_formula(songs)),
        lambda songs: [by_the_formula(songs)],
    ],
)
def test_right_answers(songs, answer):
    verdict = check_correlation(answer, songs, "development")
    assert verdict
    assert f"{by_the_formula(songs):.4f}, over 720 frames of 12 songs" in str(verdict)


def test_no_answer_is_no_mistake(songs):
    assert check_correlation(None, songs).kind == "open"
    assert check_correlation(lambda songs: None, songs).kind == "open"


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        (lambda s: np.corrcoef(joined(s))[0, 1], "frames.T"),
        (lambda s: np.corrcoef(joined(s)), "frames.T"),
        (lambda s: np.corrcoef(joined(s).T), "off its diagonal"),
        (lambda s: np.corrcoef(joined(s).T)[0, 0], "on the diagonal"),
        (lambda s: np.mean([np.corrcoef(song.targets.T)[0, 1] for song in s]), "the songs' own correlations"),
        (lambda s: np.corrcoef(np.array([song.targets.mean(0) for song in s]).T)[0, 1], "the songs' means"),
        (lambda s: np.cov(joined(s).T)[0, 1], "the covariance"),
        (lambda s: np.cov(joined(s).T, ddof=0)[0, 1], "the covariance"),
        (lambda s: np.cov(joined(s).T)[0, 1] / np.prod(joined(s).std(axis=0)), "n - 1 (np.cov"),
        (lambda s: np.cov(joined(s).T, ddof=0)[0, 1] / np.prod(joined(s).std(axis=0, ddof=1)), "divided by n and"),
        (lambda s: np.cov(joined(s).T, ddof=0)[0, 1] / np.prod(joined(s).var(axis=0)), "both variances"),
        (lambda s: np.mean(joined(s)[:, 0] * joined(s)[:, 1]) / np.prod(joined(s).std(axis=0)), "means are not taken"),
        (lambda s: np.corrcoef(s[0].targets.T)[0, 1], "first song alone"),
        (lambda s: round(by_the_formula(s), 3), "rounded to 3"),
    ],
)
def test_mistakes_are_named(songs, mistake, word, named):
    verdict = check_correlation(mistake, songs)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (lambda s: by_the_formula(s) ** 2, "the square of"),
        (lambda s: -by_the_formula(s), "wrong sign"),
        (lambda s: by_the_formula(s) + 1e-5, "digits"),
        (lambda s: 7.0, "between -1 and 1"),
        (lambda s: 0.123, "Join the targets"),
        (lambda s: "0.6", "text"),
        (lambda s: np.nan, "is nan"),
        (lambda s: (0.6, 0.01), "(2,)"),
        (lambda s: joined(s)[0, 5], "IndexError"),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(songs, answer, fact, named):
    verdict = check_correlation(answer, songs)
    assert verdict.kind == "wrong"
    assert fact in str(verdict)
    assert not named(verdict, MISTAKES)


def test_the_number_in_place_of_the_function_is_told(songs):
    assert "correlation(songs)" in str(check_correlation(0.6, songs))


def test_the_matrix_of_all_frames_is_never_made(songs):
    """It would take 5 GB for the songs of the notebook; so a wrong answer sees short songs only."""
    rows = []

    def untransposed(songs):
        rows.append(len(joined(songs)))
        return np.corrcoef(joined(songs))[0, 1]

    check_correlation(untransposed, songs)
    assert max(rows) < 30


def test_the_songs_themselves_decide_in_the_end(songs):
    """Right on the short songs alone is not enough, and what a verdict tells has four digits at least."""
    verdict = check_correlation(lambda s: by_the_formula(s[:8]), songs, "development")
    assert verdict.kind == "wrong"
    assert "development, 12 songs" in str(verdict)
    assert f"{by_the_formula(songs):.5g}" in str(verdict)
