"""Networks that are trained together come out as if each had been trained alone, whichever engine trains."""

import copy
import dataclasses

import numpy as np
import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from elman.errors import InputError
from elman.lockstep import engines, numpy_engine
from elman.lockstep import fit as lockstep
from elman.lockstep.batch import Batch
from elman.lockstep.parameters import Parameters
from elman.network import rnn, training
from elman.network.clipping import norm
from elman.network.settings import Settings


@pytest.fixture(params=engines.ENGINES, scope="module", autouse=True)
def engine(request):
    """Both engines, one after the other."""
    if request.param == "compiled" and engines.trouble():
        pytest.skip(engines.trouble())
    with engines.using(request.param):
        yield request.param


with_numpy = pytest.mark.parametrize("engine", ["numpy"], indirect=True)
"""For what only concerns this engine, or none."""

# Everything that may differ between networks of one group.
DIFFERENT = [
    {},
    {"l1_norm": "l1", "l1": 3e-3, "learning_rate": 2e-2},
    {"loss": "rmse", "learning_rate": 5e-3, "l1": 0.0, "l2": 0.0},
    {"loss": "rmse", "l1_norm": "l1", "l1": 0.0, "n_epochs": 3, "momentum_switch": 1},
    {"learning_rate_decay": 0.5, "momentum_first": 0.0, "momentum_later": 0.5, "momentum_switch": 2, "n_epochs": 8},
]


def make_songs(rng, lengths, n_in, n_out=2):
    return [(rng.normal(size=(T, n_in)), rng.uniform(-1, 1, (T, n_out))) for T in lengths]


def make_networks(settings_list, n_in, n_out=2, seed=0):
    return [
        rnn.init(n_in, s.n_hidden, n_out, rng=np.random.default_rng(seed + m), scale=0.3)
        for m, s in enumerate(settings_list)
    ]


def without_held_out(songs, trains_on):
    """The songs of each network, with None where it holds one out."""
    return [[song if learns else None for song, learns in zip(songs, column, strict=True)] for column in trains_on.T]


def present(songs):
    return [song for song in songs if song is not None]


def alone(starts, songs_list, settings_list):
    """What `fit` makes of each network with its own songs."""
    fitted = [training.fit(*each) for each in zip(starts, map(present, songs_list), settings_list, strict=True)]
    return [params for params, _ in fitted], [history for _, history in fitted]


def difference(ones, others):
    """The largest difference between two lists of networks."""
    return max(abs(a[name] - b[name]).max() for a, b in zip(ones, others, strict=True) for name in a)


def assert_same(together, apart, tolerance):
    assert difference(together[0], apart[0]) < tolerance
    for one, other in zip(together[1], apart[1], strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.fixture
def case():
    """Five different networks, each on about two thirds of nine songs of different lengths."""
    rng = np.random.default_rng(5)
    settings_list = [Settings(**{"n_hidden": 4, "n_epochs": 7, **changes}) for changes in DIFFERENT]
    trains_on = rng.random((9, 5)) < 0.7
    songs = make_songs(rng, [12, 9, 12, 1, 12, 15, 2, 12, 12], 6)
    return make_networks(settings_list, 6), without_held_out(songs, trains_on), settings_list


@pytest.mark.parametrize("output", ["linear", "tanh", "softmax"])
def test_equals_training_each_alone(case, output):
    starts, songs_list, settings_list = case
    settings_list = [dataclasses.replace(s, output=output) for s in settings_list]
    together = lockstep.fit_many(starts, songs_list, settings_list)
    assert_same(together, alone(starts, songs_list, settings_list), 1e-13)
    assert [len(history) for history in together[1]] == [7, 7, 7, 3, 8]


def test_gradients_are_clipped_as_each_alone_would_clip_them(case):
    """One network's are clipped always, one's now and then, the others' never."""
    starts, songs_list, settings_list = case
    norms = {m: gradient_norms(starts[m], present(songs_list[m]), settings_list[m]) for m in (0, 1)}
    largest = {0: 0.5 * min(norms[0]), 1: float(np.median(norms[1]))}
    clipped = [dataclasses.replace(s, clip=largest.get(m, s.clip)) for m, s in enumerate(settings_list)]
    together = lockstep.fit_many(starts, songs_list, clipped)
    assert_same(together, alone(starts, songs_list, clipped), 1e-13)
    plain, _ = lockstep.fit_many(starts, songs_list, settings_list)
    for m in range(5):
        assert (difference([together[0][m]], [plain[m]]) > 1e-6) == (m in largest)


def gradient_norms(params, songs, settings):
    return [norm(training.cost_and_gradients(params, X, targets, settings)[1]) for X, targets in songs]


@hypothesis_settings(max_examples=25, deadline=None)
@given(
    M=strategies.integers(1, 5),
    sizes=strategies.tuples(*[strategies.integers(1, 5)] * 3),
    lengths=strategies.lists(strategies.integers(1, 8), min_size=1, max_size=5),
    seed=strategies.integers(0, 2**32 - 1),
)
def test_equals_training_each_alone_for_any_sizes(M, sizes, lengths, seed):
    rng = np.random.default_rng(seed)
    n_in, n_hidden, n_out = sizes
    settings_list = [Settings(n_hidden=n_hidden, n_epochs=2, learning_rate=0.01)] * M
    songs, starts = make_songs(rng, lengths, n_in, n_out), make_networks(settings_list, n_in, n_out, seed)
    trains_on = rng.random((len(songs), M)) < 0.5
    trains_on[0] = True
    songs_list = without_held_out(songs, trains_on)
    together = lockstep.fit_many(starts, songs_list, settings_list)
    assert_same(together, alone(starts, songs_list, settings_list), 1e-13)


def make_scalers(rng, songs_list):
    n_in = present(songs_list[0])[0][0].shape[1]
    return [(rng.normal(size=n_in), rng.uniform(0.5, 2, n_in)) for _ in songs_list]


def standardised(songs_list, scalers):
    return [
        [((X - mean) / std, targets) for X, targets in present(songs)]
        for songs, (mean, std) in zip(songs_list, scalers, strict=True)
    ]


def test_each_network_may_standardise_what_it_reads(case):
    starts, songs_list, settings_list = case
    scalers = make_scalers(np.random.default_rng(6), songs_list)
    together = lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers)
    assert_same(together, alone(starts, standardised(songs_list, scalers), settings_list), 1e-12)


@with_numpy
def test_perfect_output_is_not_updated_under_rmse():
    settings = Settings(n_hidden=3, loss="rmse", l1=0.0, l2=0.0, n_epochs=2)
    start = make_networks([settings], 2)[0]
    X = np.random.default_rng(0).normal(size=(5, 2))
    # The same operations in the same order give the same numbers, so the error is an exact zero.
    _, Y = numpy_engine.forward(Parameters([start], [settings]).values, [(0, X)], 5, "linear")
    params, histories = lockstep.fit_many([start], [[(X, Y[:, 0])]], [settings])
    assert histories == [[0.0, 0.0]]
    assert difference(params, [start]) == 0
    np.testing.assert_allclose(Y[:, 0], rnn.forward(start, X)[0], rtol=1e-13)


def test_other_networks_in_the_batch_change_the_last_bits_only(case):
    starts, songs_list, settings_list = case
    full, histories = lockstep.fit_many(starts, songs_list, settings_list)
    for members in ([0], [4, 1], [3, 2, 0]):
        some = lockstep.fit_many(*([each[m] for m in members] for each in (starts, songs_list, settings_list)))
        assert_same(some, ([full[m] for m in members], [histories[m] for m in members]), 1e-13)


def test_where_a_network_is_inactive_changes_the_last_bits_only(case):
    """Whether the others are at the same song or at another makes no difference to a network."""
    starts, songs_list, settings_list = case
    assert any(None in songs for songs in songs_list)
    in_step = lockstep.fit_many(starts, songs_list, settings_list)
    at_own_pace = lockstep.fit_many(starts, [present(songs) for songs in songs_list], settings_list)
    assert_same(in_step, at_own_pace, 1e-13)


def test_second_call_gives_the_same_bits_and_inputs_are_untouched(case):
    starts, songs_list, settings_list = case
    kept = copy.deepcopy(case[:2])
    first, _ = lockstep.fit_many(starts, songs_list, settings_list)
    second, _ = lockstep.fit_many(starts, songs_list, settings_list)
    assert difference(first, second) == 0
    assert difference(starts, kept[0]) == 0
    for songs, kept_songs in zip(songs_list, kept[1], strict=True):
        for (X, targets), (X_0, targets_0) in zip(present(songs), present(kept_songs), strict=True):
            assert np.array_equal(X, X_0)
            assert np.array_equal(targets, targets_0)
    assert [{name: value.shape for name, value in params.items()} for params in first] == [
        {name: value.shape for name, value in params.items()} for params in starts
    ]


def loses_velocity(self, learning_rates, momenta, active, step=Parameters.step):
    """A network that was inactive begins with a velocity of 0."""
    step(self, learning_rates, momenta, active)
    self.velocity[~active] = 0


def rolls_on(self, learning_rates, momenta, active, step=Parameters.step):
    """A network that is inactive is moved by its velocity."""
    step(self, learning_rates, momenta, active)
    self.theta[~active] += self.velocity[~active]


def penalises_all(self, penalties=Parameters.penalties):
    """The biases and h_0 are penalised, too."""
    self.gradient[:] += 2 * self.l2[:, None] * self.theta
    return penalties(self)


def counts_padding(self, Y, is_rmse, losses=Batch.losses):
    """Frames after the end of a song count as if their targets were 0."""
    self.inside[:] = True
    return losses(self, Y, is_rmse)


def divides_by_the_longest(self, Y, is_rmse, losses=Batch.losses):
    """The mean is taken over the frames of the longest song."""
    self.n_numbers[:] = self.n_numbers.max()
    return losses(self, Y, is_rmse)


def uncoupled(dH, slope, W_hh, recursion=numpy_engine.recursion):
    """A backward pass without a carry."""
    return recursion(dH, slope, 0 * W_hh)


def wrong_slope(dH, slope, W_hh, recursion=numpy_engine.recursion):
    """The slope of tanh is that of the frame before."""
    return recursion(dH, np.concatenate([slope[:1], slope[:-1]]), W_hh)


def half_tanh(Z_x, W_hh, h_0, states=numpy_engine.states):
    """tanh(z / 2) in place of tanh(z)."""
    return states(Z_x / 2, W_hh / 2, h_0)


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        ("parameters.Parameters.step", loses_velocity),
        ("parameters.Parameters.step", rolls_on),
        ("parameters.Parameters.penalties", penalises_all),
        ("parameters.Parameters.penalties", lambda self: np.zeros(len(self.theta))),  # none is
        ("batch.Batch.losses", counts_padding),
        ("batch.Batch.losses", divides_by_the_longest),
        ("fit.learning_rate_at", lambda epoch, settings: settings.learning_rate),  # no decay
        ("fit.momentum_at", lambda epoch, settings: settings.momentum_first),  # no switch
        ("numpy_engine.NumpyEngine._standardised", lambda self, m, X: X),
        ("numpy_engine.NumpyEngine._standardised", lambda self, m, X: X - self.scalers[m][0]),
        ("numpy_engine.recursion", uncoupled),
        ("numpy_engine.recursion", wrong_slope),
        ("numpy_engine.states", half_tanh),
    ],
)
@with_numpy
def test_planted_mistakes_are_seen(case, monkeypatch, name, mistake):
    starts, songs_list, settings_list = case
    songs_list = [
        *songs_list[:3],
        *map(present, songs_list[3:]),
    ]  # the last two are soon at other songs than the first three
    scalers = make_scalers(np.random.default_rng(6), songs_list)
    apart, _ = alone(starts, standardised(songs_list, scalers), settings_list)
    assert difference(lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers)[0], apart) < 1e-12
    monkeypatch.setattr(f"elman.lockstep.{name}", mistake)
    assert difference(lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers)[0], apart) > 1e-6


def test_on_epoch_sees_every_epoch(case):
    starts, songs_list, settings_list = case
    seen = []
    params, histories = lockstep.fit_many(starts, songs_list, settings_list, on_epoch=seen.append)
    assert len(seen) == 8
    assert [epoch.number for epoch in seen[-1]] == [7, 7, 7, 3, 8]
    assert [epoch.cost for epoch in seen[1]] == [history[1] for history in histories]
    assert difference([epoch.params for epoch in seen[-1]], params) == 0
    assert difference([epoch.params for epoch in seen[0]], params) > 1e-3  # copies: later epochs did not change them


def test_divergence_names_the_network(case):
    starts, songs_list, settings_list = case
    settings_list = [*settings_list[:2], Settings(n_hidden=4, learning_rate=1e3), *settings_list[3:]]
    with pytest.raises(training.DivergenceError) as caught:
        lockstep.fit_many(starts, songs_list, settings_list)
    with pytest.raises(training.DivergenceError) as expected:
        training.fit(starts[2], present(songs_list[2]), settings_list[2])
    assert caught.value.network == 2
    for name in ("epoch", "song", "n_songs"):
        assert getattr(caught.value, name) == getattr(expected.value, name)


CALM = Settings(n_hidden=4, l1=0.0, l2=0.0, n_epochs=1)


@pytest.fixture
def three():
    """Three songs, and three equal networks without penalties."""
    songs = make_songs(np.random.default_rng(1), [5, 5, 5], 6)
    return songs, make_networks([CALM], 6) * 3


@pytest.mark.parametrize("last", [0, 1, 2])
def test_parameters_lost_in_the_last_update_of_a_network(three, last):
    """The cost before it was finite: which song it was follows from where this network learned last."""
    songs, starts = three
    songs = [(X, 1e10 * targets) for X, targets in songs]
    own = [songs[n] if n == last else None for n in range(3)]
    wild = dataclasses.replace(CALM, learning_rate=1e300)
    with pytest.raises(training.DivergenceError) as apart:
        training.fit(starts[1], [songs[last]], wild)
    with pytest.raises(training.DivergenceError) as together:
        lockstep.fit_many(starts[:2], [songs, own], [CALM, wild])
    assert (together.value.network, together.value.epoch, together.value.song, together.value.n_songs) == (1, 1, 0, 1)
    assert (apart.value.epoch, apart.value.song, apart.value.n_songs) == (1, 0, 1)


def test_a_network_that_has_stopped_is_not_judged(three):
    """After its last update its parameters are enormous but finite; its cost would not be."""
    songs, starts = three
    last = dataclasses.replace(CALM, learning_rate=1e200)
    on = dataclasses.replace(CALM, n_epochs=2)
    (_, enormous), _ = lockstep.fit_many(starts[:2], [songs[:1]] * 2, [on, last])
    assert difference([enormous], [training.fit(starts[1], songs[:1], last)[0]]) < 1e190


def test_the_first_that_diverges_is_named(three):
    songs, starts = three
    wild = dataclasses.replace(CALM, learning_rate=1e200)
    with pytest.raises(training.DivergenceError) as caught:
        lockstep.fit_many(starts, [songs, songs, [songs[0], None, songs[2]]], [wild] * 3)
    assert (caught.value.network, caught.value.song) == (0, 1)


def test_a_song_that_overflows_does_no_harm_to_the_network_that_holds_it_out():
    """Its numbers fit the scaler of one network; standardised by the other's they would be infinite."""
    rng, n_in = np.random.default_rng(0), 1000  # so many that a product is summed in parts: inf - inf
    (long, targets_long), (mid, targets_mid), (short, targets_short) = make_songs(rng, [12, 10, 8], n_in)
    long[8:] = np.resize([1e303, -1e303], n_in)
    settings_list = [dataclasses.replace(CALM, n_epochs=3)] * 2
    starts = [rnn.init(n_in, 4, 2, rng=rng, scale=0.9) for _ in range(2)]
    songs_list = [[(long, targets_long), (mid, targets_mid)], [None, (1e-6 * short, targets_short)]]
    scalers = [(np.zeros(n_in), np.full(n_in, std)) for std in (1e303, 1e-6)]
    together, _ = lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers)
    apart, _ = training.fit(starts[1], [(short, targets_short)], settings_list[1])
    assert difference(together[1:], [apart]) < 1e-12


def test_bad_input_raises_before_training(case):
    """`test_checks` has all checks."""
    starts, songs_list, settings_list = case
    with pytest.raises(InputError, match="5 networks.*4 settings"):
        lockstep.fit_many(starts, songs_list, settings_list[:4])
    with pytest.raises(InputError, match="5 networks.*1 scalers"):
        lockstep.fit_many(starts, songs_list, settings_list, scalers=[(np.zeros(6), np.ones(6))])
    X, targets = present(songs_list[1])[2]
    spoiled = [None, (np.full_like(X, np.nan), targets)]
    with pytest.raises(InputError, match="X of song 1 of 1 of network 1.*nan.*frame 1"):
        lockstep.fit_many(starts, [songs_list[0], spoiled, *songs_list[2:]], settings_list)


def test_the_order_of_the_parameters_in_the_dicts_does_not_matter(case):
    starts, songs_list, settings_list = case
    shuffled = [dict(reversed(params.items())) for params in starts]
    one, other = (lockstep.fit_many(given, songs_list, settings_list)[0] for given in (starts, shuffled))
    assert difference(one, other) == 0
    assert list(other[0]) == list(shuffled[0])


def test_scalers_may_be_an_array(case):
    starts, songs_list, settings_list = case
    pairs = [(np.full(6, 0.5), np.full(6, 2.0))] * 5
    listed, arrayed = (
        lockstep.fit_many(starts, songs_list, settings_list, scalers=scalers)[0] for scalers in (pairs, np.array(pairs))
    )
    assert difference(listed, arrayed) == 0


def test_numbers_that_only_their_sum_makes_infinite_are_learned_from(three):
    (X, targets), *_ = three[0]
    small = X.astype(np.float16)
    small[:, 0] = 4e4
    together, _ = lockstep.fit_many(three[1][:1], [[(small, targets)]], [CALM])
    assert difference(together, [training.fit(three[1][0], [(small, targets)], CALM)[0]]) < 1e-12


@with_numpy
def test_groups_hold_networks_that_fit():
    settings_list = [
        Settings(n_hidden=n, output=o) for n, o in ((4, "linear"), (5, "linear"), (4, "tanh"), (4, "linear"))
    ]
    starts = make_networks(settings_list, 3)
    assert lockstep.groups(starts, settings_list) == [[0, 3], [1], [2]]
    large = [Settings(n_hidden=200)] * 5
    assert lockstep.groups(make_networks(large, 3), large) == [[0, 1], [2, 3], [4]]
    enormous = [Settings(n_hidden=501)] * 2
    assert lockstep.groups(make_networks(enormous, 1), enormous) == [[0], [1]]
    lstm = dataclasses.replace(settings_list[0], network="lstm")
    with pytest.raises(InputError, match=r"network 0 \(counted from 0\).*lstm"):
        lockstep.groups(starts[:1], [lstm])
    both = [starts[0], lstm.start(3, 2, 0), starts[3]]
    assert lockstep.groups(both, [settings_list[0], lstm, settings_list[3]]) == [[0, 2], [1]]
    assert lockstep.groups(starts * 3, settings_list * 3, at_most=4) == [[0, 3, 4], [7, 8, 11], [1, 5, 9], [2, 6, 10]]


@pytest.mark.long
@pytest.mark.parametrize("kind", ["rnn", "rnn2"])
def test_ten_folds_at_the_size_of_the_paper(kind):
    """50 epochs, 431 songs of 60 frames: 260 inputs standardised by the fold's own songs (rnn), or 2 inputs for each
    network, the predictions of another (rnn2)."""
    rng = np.random.default_rng(0)
    n_in = 260 if kind == "rnn" else 2
    law = rng.normal(size=(n_in, 2)) / np.sqrt(n_in)
    songs = []
    for _ in range(431):
        X = rng.normal(size=(60, n_in))
        songs.append((X, np.tanh(X @ law) + 0.3 * rng.normal(size=(60, 2))))
    fold = rng.permutation(431) % 10
    songs_list = without_held_out(songs, fold[:, None] != np.arange(10))
    starts = [rnn.init(n_in, 10, 2, rng=np.random.default_rng(m)) for m in range(10)]
    if kind == "rnn":
        all_frames = [np.concatenate([X for X, _ in present(songs)]) for songs in songs_list]
        scalers = [(X.mean(axis=0), X.std(axis=0)) for X in all_frames]
        same = standardised(songs_list, scalers)
    else:
        scalers = None
        songs_list = [
            [(X + 0.1 * rng.normal(size=X.shape), targets) for X, targets in present(songs)] for songs in songs_list
        ]
        same = songs_list
    together = lockstep.fit_many(starts, songs_list, [Settings()] * 10, scalers=scalers)
    assert_same(together, alone(starts, same, [Settings()] * 10), 1e-10)
