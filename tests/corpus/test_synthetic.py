"""The made-up songs: their statistics are the real labels', and the systems behave on them as they did on music."""

from dataclasses import replace

import numpy as np
import pytest

from elman.corpus import synthetic
from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.errors import InputError
from elman.evaluation.crossval import split
from elman.evaluation.metrics import per_song, pooled
from elman.readings import READINGS
from elman.systems.combined import Smoothed
from elman.systems.families import FAMILIES
from elman.systems.linear import LinearRegression
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

SEEDS = range(5)


def labels_only(seed):
    """All curves at the full size; the features, which take the time, are left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            synthetic,
            "_song",
            lambda rng, number, level, y, lead_in, ears, law: synthetic.Song(
                str(number), np.broadcast_to(0.0, (len(y), 268)), y[lead_in:], np.zeros(len(y) - lead_in)
            ),
        )
        return synthetic.make(seed)


@pytest.fixture(scope="module")
def corpora():
    return [labels_only(seed) for seed in SEEDS]


def correlation(songs):
    return np.corrcoef(np.concatenate([song.targets for song in songs]).T)[0, 1]


def test_the_real_size(corpora):
    for corpus in corpora:
        assert [song.targets.shape for song in corpus.development] == 431 * [(60, 2)]
        lengths = sorted(len(song.targets) for song in corpus.evaluation)
        assert (len(lengths), lengths[0], lengths[-1]) == (58, 68, 1224)
        assert {song.lead_in for song in corpus.evaluation} == {30}
        ids = [song.id for song in (*corpus.development, *corpus.evaluation)]
        assert len(set(ids)) == 489
        assert (ids[0], ids[430], ids[431], ids[-1]) == ("1", "431", "2001", "2058")


def test_no_curve_leaves_its_range(corpora):
    for corpus in corpora:
        for song in (*corpus.development, *corpus.evaluation):
            assert np.abs(song.targets).max() <= 1


def test_the_development_curves_have_the_real_statistics(corpora):
    """Each seed is a sample of 431 songs: the tolerances are three to four standard errors."""
    for corpus in corpora:
        frames = np.concatenate([song.targets for song in corpus.development])
        assert frames.std(axis=0) == pytest.approx([0.352, 0.330], abs=0.035)
        assert frames.mean(axis=0) == pytest.approx([0.003, 0.035], abs=0.07)
        assert correlation(corpus.development) == pytest.approx(0.626, abs=0.10)
        within = np.mean([song.targets.std(axis=0) for song in corpus.development], axis=0)
        assert within == pytest.approx([0.08, 0.08], abs=0.006)
    together = [song for corpus in corpora for song in corpus.development]
    assert correlation(together) == pytest.approx(0.626, abs=0.045)


def test_on_evaluation_songs_valence_and_arousal_go_their_own_ways(corpora):
    between = [
        np.corrcoef(np.array([song.targets.mean(axis=0) for song in corpus.evaluation]).T)[0, 1] for corpus in corpora
    ]
    assert np.abs(between).max() < 0.4  # 58 songs: a standard error of .13
    assert np.mean(between) == pytest.approx(0, abs=0.18)
    within = [np.corrcoef(song.targets.T)[0, 1] for corpus in corpora for song in corpus.evaluation]
    assert np.mean(within) == pytest.approx(0, abs=0.08)


@pytest.fixture(scope="module")
def small():
    return synthetic.make(seed=3, n_development=6, n_evaluation=3)


def test_columns_have_the_papers_names_and_groups(small):
    assert small.columns == BASELINE_260 + EXTRA_8
    assert small.groups == {"260": BASELINE_260, "268": BASELINE_260 + EXTRA_8}
    for song in (*small.development, *small.evaluation):
        assert song.features.shape == (len(song.targets) + song.lead_in, 268)
        assert np.isfinite(song.features).all()
        assert np.array_equal(song.times, 15 + 0.5 * np.arange(len(song.targets)))


def test_it_says_that_it_is_made_up(small):
    assert small.made_up
    assert "not a reproduction" in small.notes[0]


@pytest.mark.parametrize("seed", [-1, 1.5, None, "1", True])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(InputError, match="seed.*whole number"):
        synthetic.make(seed, n_development=1, n_evaluation=0)


def test_same_seed_same_bits(small):
    again = synthetic.make(seed=3, n_development=6, n_evaluation=3)
    assert again.fingerprint() == small.fingerprint()
    assert synthetic.make(seed=4, n_development=6, n_evaluation=3).fingerprint() != small.fingerprint()


def test_features_differ_in_scale_as_real_ones_do(small):
    std = np.concatenate([song.features for song in small.development]).std(axis=0)
    assert std.max() / std.min() > 1e3


def test_valence_within_a_song_is_not_heard():
    """Two songs alike but in the movement of valence sound alike; other arousal is heard."""
    rng = np.random.default_rng(0)
    ears = synthetic._make_ears(rng)
    y, level = rng.uniform(-0.5, 0.5, (60, 2)), np.array([0.1, 0.2])

    def heard(change):
        return synthetic._song(np.random.default_rng(1), 1, level, y + change, 0, ears, synthetic.LAW).features

    assert np.array_equal(heard([0.3, 0]), heard(0))
    assert not np.allclose(heard([0, 0.3]), heard(0))
    law = replace(synthetic.LAW, valence_moves=0.5)
    moving = synthetic._song(np.random.default_rng(1), 1, level, y + np.array([0.3, 0]), 0, ears, law).features
    assert not np.allclose(moving, heard(0))


@pytest.mark.parametrize(("n_development", "n_evaluation"), [(0, 5), (-1, 5), (5, -1)])
def test_sizes_that_cannot_be(told, n_development, n_evaluation):
    with told(n_development, n_evaluation, "songs"):
        synthetic.make(n_development=n_development, n_evaluation=n_evaluation)


# How the systems behave on it. In the everyday suite 50 songs are learned from and 150 tested on, and five corpora run
# side by side. The whole experiment, at full size and in ten folds, is one of the long proofs.

LEARNED, TESTED, EVALUATION = 50, 150, 30


def learn(corpora, group):
    """The predictions of lr, rnn and rnn + smoothing for each corpus: lists over songs to test, then evaluation songs."""
    narrow = [corpus.with_group(group) for corpus in corpora]
    training = [corpus.development[:LEARNED] for corpus in narrow]
    networks = [RecurrentRegression(READINGS["code"].network, seed) for seed, _ in enumerate(corpora)]
    fit_networks(networks, training)
    predictions = []
    for corpus, songs, network in zip(narrow, training, networks, strict=True):
        systems = {"lr": LinearRegression().fit(songs), "rnn": network, "rnn + smoothing": Smoothed(network)}
        test = (*corpus.development[LEARNED:], *corpus.evaluation)
        predictions.append(
            {name: [system.predict(song.features)[song.lead_in :] for song in test] for name, system in systems.items()}
        )
    return predictions


def check_claims(found, where):
    """``found[group][system]``: (pooled r in development, mean r within evaluation songs), each of both emotions."""
    for group in ("260", "268"):
        pooled_r = [found[group][system][0] for system in ("lr", "rnn", "rnn + smoothing")]
        assert (pooled_r[0] + 0.005 < pooled_r[1]).all(), f"{where}, {group}: lr {pooled_r[0]} and rnn {pooled_r[1]}"
        assert (pooled_r[1] + 0.02 < pooled_r[2]).all(), f"{where}, {group}: rnn {pooled_r[1]}, smoothed {pooled_r[2]}"
        valence, arousal = found[group]["rnn + smoothing"][1]
        assert abs(valence) < 0.15, f"{where}, {group}: valence {valence} within evaluation songs"
        assert arousal > 0.4, f"{where}, {group}: arousal {arousal} within evaluation songs"
    best = [found[group]["rnn + smoothing"][0] for group in ("260", "268")]
    assert (best[1] >= best[0]).all(), f"{where}: 260 columns {best[0]}, 268 columns {best[1]}"


def scores(corpus, development, predictions):
    """What `check_claims` reads, of predictions for these development songs and then the evaluation songs."""
    n = len(development)
    return {
        system: (
            pooled([song.targets for song in development], curves[:n])["r"],
            per_song([song.targets for song in corpus.evaluation], curves[n:])["r"],
        )
        for system, curves in predictions.items()
    }


def test_the_systems_behave_as_on_music():
    corpora = [synthetic.make(seed, n_development=LEARNED + TESTED, n_evaluation=EVALUATION) for seed in SEEDS]
    learned = {group: learn(corpora, group) for group in ("260", "268")}
    for seed, corpus in zip(SEEDS, corpora, strict=True):
        found = {group: scores(corpus, corpus.development[LEARNED:], learned[group][seed]) for group in ("260", "268")}
        check_claims(found, f"seed {seed}")


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_systems_behave_as_on_music_at_full_size(seed):
    corpus = synthetic.make(seed)
    folds = split([song.id for song in corpus.development], 10, seed=seed)
    trains_on = np.array([[*(song.id not in fold for fold in folds), True] for song in corpus.development])
    found = {}
    for group in ("260", "268"):
        narrow = corpus.with_group(group)
        given = narrow.development, trains_on, READINGS["code"], seed, lambda share: None
        models = [a | b for a, b in zip(FAMILIES["linear"](*given), FAMILIES["recurrent"](*given), strict=True)]
        predictions = {"lr": [], "rnn": [], "rnn + smoothing": []}
        fold_of = {name: n for n, fold in enumerate(folds) for name in fold}
        for song in (*narrow.development, *narrow.evaluation):
            systems = models[fold_of.get(song.id, -1)]
            for name, predicted in predictions.items():
                predicted.append(systems[name].predict(song.features)[song.lead_in :])
        found[group] = scores(narrow, narrow.development, predictions)
    check_claims(found, f"seed {seed}")


def test_columns_hear_through_a_short_memory_and_labels_end_with_the_features():
    ears = synthetic._make_ears(np.random.default_rng(0))
    y = 0.3 * np.random.default_rng(1).normal(size=(50, 2))

    def hear(memory):
        heard = replace(ears, memory=memory)
        return synthetic._song(np.random.default_rng(2), 1, y.mean(axis=0), y, 10, heard, synthetic.LAW)

    song, deaf = hear(ears.memory), hear(0 * ears.memory)
    np.testing.assert_array_equal(song.features[0], deaf.features[0])  # nothing was heard before the first frame
    assert not np.allclose(song.features[1:], deaf.features[1:])
    np.testing.assert_array_equal(song.targets, y[10:])


@pytest.mark.parametrize("T", [1, 2, 160, 1354])
def test_the_slow_movement_is_the_filter_of_scipy_to_the_last_bit(T):
    from scipy import signal

    X, a = np.random.default_rng(T).standard_normal((T, 2)), synthetic._SLOWNESS
    assert np.array_equal(synthetic._slow(X), signal.lfilter([(1 - a) ** 2], [1, -2 * a, a**2], X, axis=0))
