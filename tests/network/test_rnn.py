import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.errors import InputError
from elman.network import rnn
from elman.network.activations import OUTPUTS
from elman.network.losses import mse, mse_gradient

NAMES = ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0")


def loss_of(X, R, output):
    """A cost of params made for the test, sum(R * Y): its gradient with respect to Y is R."""
    return lambda params: np.sum(R * rnn.forward(params, X, output=output)[0])


def test_one_unit_and_two_frames_worked_by_hand():
    """One input, one hidden unit, one linear output, two frames. Check it with paper and pencil."""
    params = {
        "W_xh": np.array([[2.0]]),
        "W_hh": np.array([[0.5]]),
        "b_h": np.array([0.1]),
        "W_hy": np.array([[3.0]]),
        "b_y": np.array([-1.0]),
        "h_0": np.array([0.2]),
    }
    # The inputs are chosen so that tanh is easy:
    # tanh(ln 2) = (4 - 1) / (4 + 1) = 0.6 and tanh(ln 3) = (9 - 1) / (9 + 1) = 0.8.
    x_0 = (np.log(2) - 0.2) / 2
    x_1 = (np.log(3) - 0.4) / 2

    # Forward.
    # frame 0: z = 2 x_0 + 0.5 * 0.2 + 0.1 = ln 2    h = 0.6    y = 3 * 0.6 - 1 = 0.8
    # frame 1: z = 2 x_1 + 0.5 * 0.6 + 0.1 = ln 3    h = 0.8    y = 3 * 0.8 - 1 = 1.4
    Y, cache = rnn.forward(params, np.array([[x_0], [x_1]]))
    np.testing.assert_allclose(cache.H, [[0.2], [0.6], [0.8]], rtol=1e-15)
    np.testing.assert_allclose(Y, [[0.8], [1.4]], rtol=1e-15)

    # The cost, with targets 0.3 and 1.6: errors 0.5 and -0.2, L = (0.25 + 0.04) / 2, dy = 2 * error / 2 = error.
    targets = np.array([[0.3], [1.6]])
    np.testing.assert_allclose(mse(Y, targets), 0.145, rtol=1e-14)
    dY = mse_gradient(Y, targets)
    np.testing.assert_allclose(dY, [[0.5], [-0.2]], rtol=1e-14)

    # Backward, the last frame first.
    # frame 1: dh = 3 * (-0.2) + 0      = -0.6      dz = -0.6  * (1 - 0.8^2) = -0.6  * 0.36 = -0.216
    #          carry to frame 0: 0.5 * (-0.216) = -0.108
    # frame 0: dh = 3 * 0.5 + (-0.108)  =  1.392    dz = 1.392 * (1 - 0.6^2) = 1.392 * 0.64 =  0.89088
    #          carry to h_0: 0.5 * 0.89088 = 0.44544
    signals = rnn.backpropagate(params, dY, cache)
    np.testing.assert_allclose(signals.dA, [[0.5], [-0.2]], rtol=1e-14)
    np.testing.assert_allclose(signals.dH, [[1.5], [-0.6]], rtol=1e-14)  # from each frame's own output alone
    np.testing.assert_allclose(signals.dZ, [[0.89088], [-0.216]], rtol=1e-13)
    np.testing.assert_allclose(signals.dh_0, [0.44544], rtol=1e-13)

    by_hand = {
        "W_xh": 0.89088 * x_0 - 0.216 * x_1,
        "W_hh": 0.048576,  # 0.89088 * 0.2 - 0.216 * 0.6: each frame's dz times the state BEFORE it
        "b_h": 0.67488,  # 0.89088 - 0.216
        "W_hy": 0.14,  # 0.5 * 0.6 - 0.2 * 0.8: each frame's dy times the state AFTER it
        "b_y": 0.3,  # 0.5 - 0.2
        "h_0": 0.44544,
    }
    grads = rnn.backward(params, dY, cache)
    assert tuple(grads) == NAMES
    for name, value in by_hand.items():
        np.testing.assert_allclose(grads[name].item(), value, rtol=1e-13, err_msg=name)


@given(
    output=st.sampled_from(list(OUTPUTS)),
    n_frames=st.integers(1, 8),
    n_in=st.integers(1, 4),
    n_hidden=st.integers(1, 5),
    n_out=st.integers(1, 5),
    seed=st.integers(0, 10**6),
)
def test_backward_is_the_derivative(referee, output, n_frames, n_in, n_hidden, n_out, seed):
    params, X, R = referee.case(n_frames, n_in, n_hidden, n_out, seed)
    expected = referee.complex_step(loss_of(X, R, output), params)
    _, cache = rnn.forward(params, X, output=output)
    grads = rnn.backward(params, R, cache)
    if output == "softmax" and n_out == 1:  # one softmax output is always 1: nothing can move it
        for name in NAMES:
            np.testing.assert_allclose(grads[name], 0, atol=1e-15)
            np.testing.assert_allclose(expected[name], 0, atol=1e-15)
    else:
        referee.same(grads, expected, 1e-12)


def test_forward_equals_pytorch(referee):
    torch = pytest.importorskip("torch")
    params, X, _ = referee.case(n_frames=30, n_in=7, n_hidden=6)
    theirs = torch.nn.RNN(7, 6, nonlinearity="tanh", dtype=torch.float64)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.tensor(params["W_xh"].T))
        theirs.weight_hh_l0.copy_(torch.tensor(params["W_hh"].T))
        theirs.bias_ih_l0.copy_(torch.tensor(params["b_h"]))
        theirs.bias_hh_l0.zero_()
        H, _ = theirs(torch.tensor(X), torch.tensor(params["h_0"])[None])
    _, cache = rnn.forward(params, X)
    np.testing.assert_allclose(cache.H[1:], H.numpy(), rtol=1e-12)


def test_the_future_does_not_reach_back(referee):
    params, X, _ = referee.case(n_frames=9)
    other = X.copy()
    other[5:] += 1
    Y, _ = rnn.forward(params, X)
    Y_other, _ = rnn.forward(params, other)
    np.testing.assert_array_equal(Y[:5], Y_other[:5])
    assert (Y[5:] != Y_other[5:]).all()


def test_a_song_can_be_cut_where_its_state_is_passed_on(referee):
    params, X, _ = referee.case(n_frames=9)
    Y, cache = rnn.forward(params, X)
    first, first_cache = rnn.forward(params, X[:4])
    second, second_cache = rnn.forward({**params, "h_0": first_cache.H[-1]}, X[4:])
    np.testing.assert_allclose(np.concatenate([first, second]), Y, rtol=1e-14)
    np.testing.assert_allclose(second_cache.H, cache.H[4:], rtol=1e-14)


@pytest.mark.parametrize("output", OUTPUTS)
def test_without_feedback_there_is_no_memory(output, referee):
    params, X, _ = referee.case(n_frames=9)
    params["W_hh"] = np.zeros_like(params["W_hh"])
    Y, _ = rnn.forward(params, X, output=output)
    for t in range(len(X)):
        Y_alone, _ = rnn.forward(params, X[[t]], output=output)
        np.testing.assert_allclose(Y[[t]], Y_alone, rtol=1e-13)


def test_the_order_of_hidden_units_does_not_matter(referee):
    params, X, R = referee.case()
    order = [2, 0, 3, 1]
    shuffled = {
        "W_xh": params["W_xh"][:, order],
        "W_hh": params["W_hh"][np.ix_(order, order)],
        "b_h": params["b_h"][order],
        "W_hy": params["W_hy"][order],
        "b_y": params["b_y"],
        "h_0": params["h_0"][order],
    }
    Y, cache = rnn.forward(params, X)
    Y_shuffled, cache_shuffled = rnn.forward(shuffled, X)
    np.testing.assert_allclose(Y_shuffled, Y, rtol=1e-14)
    grads, grads_shuffled = rnn.backward(params, R, cache), rnn.backward(shuffled, R, cache_shuffled)
    np.testing.assert_allclose(grads_shuffled["W_hh"], grads["W_hh"][np.ix_(order, order)], rtol=1e-12)
    np.testing.assert_allclose(grads_shuffled["h_0"], grads["h_0"][order], rtol=1e-12)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("n_frames", [1, 6])
def test_inputs_are_left_alone_and_a_second_call_is_equal(output, n_frames, referee):
    """Read-only arrays go through; forward and backward, twice each, and nothing that was given has changed."""
    params, X, dY = referee.case(n_frames)
    copies = [array.copy() for array in (*params.values(), X, dY)]
    for array in (*params.values(), X, dY):
        array.flags.writeable = False
    Y, cache = rnn.forward(params, X, output=output)
    kept = [cache.X.copy(), cache.H.copy(), cache.Y.copy()]
    for array in cache[:3]:
        array.flags.writeable = False
    grads = rnn.backward(params, dY, cache)
    Y_again, _ = rnn.forward(params, X, output=output)
    grads_again = rnn.backward(params, dY, cache)

    np.testing.assert_array_equal(Y, Y_again)
    for name in NAMES:
        np.testing.assert_array_equal(grads[name], grads_again[name])
        assert grads[name].shape == params[name].shape
    for now, before in zip((*params.values(), X, dY, *cache[:3]), copies + kept, strict=True):
        np.testing.assert_array_equal(now, before)


def test_gradients_share_no_memory_with_what_was_given(referee):
    params, X, dY = referee.case(1)
    _, cache = rnn.forward(params, X)
    grads = rnn.backward(params, dY, cache)
    for gradient in grads.values():
        assert not any(np.shares_memory(gradient, array) for array in (*params.values(), dY, *cache[:3]))


def test_init():
    params = rnn.init(260, 10, 2, rng=np.random.default_rng(7))
    shapes = {"W_xh": (260, 10), "W_hh": (10, 10), "b_h": (10,), "W_hy": (10, 2), "b_y": (2,), "h_0": (10,)}
    assert {name: value.shape for name, value in params.items()} == shapes
    for name in ("b_h", "b_y", "h_0"):
        np.testing.assert_array_equal(params[name], 0)
    W = params["W_xh"]
    assert -0.01 <= W.min() < -0.0099
    assert 0.0099 < W.max() <= 0.01
    assert abs(W.std() / (0.01 / np.sqrt(3)) - 1) < 0.03  # uniform: std = scale / sqrt(3)


def test_same_seed_same_bits():
    one, two, other = (rnn.init(5, 4, 2, rng=np.random.default_rng(seed), scale=0.5) for seed in (3, 3, 4))
    for name in NAMES:
        np.testing.assert_array_equal(one[name], two[name])
    assert (one["W_hh"] != other["W_hh"]).all()


@pytest.mark.parametrize("shape", [(), (3,), (5, 2), (5, 4), (0, 3), (2, 5, 3)])
def test_inputs_of_another_shape_raise(shape, referee):
    """One frame given as (3,) would run through and give 3 frames of nonsense."""
    params, *_ = referee.case(n_in=3, n_hidden=4)
    with pytest.raises(InputError) as caught:
        rnn.forward(params, np.zeros(shape))
    for fact in ("X", shape, "(T, 3)"):
        assert str(fact) in str(caught.value)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("shape", [(), (2,), (5,), (1, 2), (5, 1), (4, 2), (6, 2), (5, 3)])
def test_gradients_of_another_shape_raise(output, shape, referee):
    params, X, _ = referee.case(n_frames=5, n_out=2)
    _, cache = rnn.forward(params, X, output=output)
    with pytest.raises(InputError) as caught:
        rnn.backward(params, np.zeros(shape), cache)
    for fact in ("dY", shape, (5, 2)):
        assert str(fact) in str(caught.value)


def test_a_nan_shows_from_its_frame_on(referee):
    """Prediction does not search its input for NaN (readers and training do), but it never hides one either."""
    params, X, _ = referee.case(n_frames=5)
    X[2, 1] = np.nan
    Y, _ = rnn.forward(params, X)
    assert np.isfinite(Y[:2]).all()
    assert np.isnan(Y[2:]).all()


def test_whole_numbers_are_numbers(referee):
    params, *_ = referee.case()
    X = np.arange(15).reshape(5, 3)
    Y, _ = rnn.forward(params, X)
    np.testing.assert_array_equal(Y, rnn.forward(params, X.astype(float))[0])


# The classic mistakes. Each is planted in a backward pass written frame by frame, and the same check that accepts the
# package's own must reject it, whoever the referee is.

MISTAKES = (
    "missing carry",
    "missing 1 - h^2",
    "1 - h^2 of the frame before",
    "shifted H in dW_hh",
    "shifted H in dW_hy",
    "shifted X in dW_xh",
    "transposed W_hh",
    "transposed dW_hh",
    "wrong sign of the carry",
    "wrong sign of everything",
    "mean for sum in the weights",
    "mean for sum in the biases",
    "carry never reset",
    "carry without the slope",
    "missing derivative of the output",
    "no gradient for h_0",
    "gradient of h_0 one frame late",
)


def backward_with(mistake):
    """The backward pass, frame by frame, with one mistake; with None, without."""

    def backward(params, dY, cache):
        X, H, Y, output = cache
        n_frames = len(X)
        dA = dY if mistake == "missing derivative of the output" else OUTPUTS[output][1](dY, Y)
        dZ = np.zeros((n_frames, H.shape[1]))
        carry = late = np.zeros(H.shape[1])
        for t in reversed(range(n_frames)):
            late = carry
            dH = dA[t] @ params["W_hy"].T + {"missing carry": 0, "wrong sign of the carry": -1}.get(mistake, 1) * carry
            state = H[t] if mistake == "1 - h^2 of the frame before" else H[t + 1]
            dZ[t] = dH * (1 if mistake == "missing 1 - h^2" else 1 - state**2)
            W = params["W_hh"] if mistake == "transposed W_hh" else params["W_hh"].T
            step = (dH if mistake == "carry without the slope" else dZ[t]) @ W
            carry = carry + step if mistake == "carry never reset" else step
        H_in = H[1:] if mistake == "shifted H in dW_hh" else H[:-1]
        H_out = H[:-1] if mistake == "shifted H in dW_hy" else H[1:]
        X_in = np.roll(X, 1, axis=0) if mistake == "shifted X in dW_xh" else X
        grads = {
            "W_xh": X_in.T @ dZ,
            "W_hh": dZ.T @ H_in if mistake == "transposed dW_hh" else H_in.T @ dZ,
            "b_h": dZ.sum(axis=0),
            "W_hy": H_out.T @ dA,
            "b_y": dA.sum(axis=0),
            "h_0": {"no gradient for h_0": 0 * carry, "gradient of h_0 one frame late": late}.get(mistake, carry),
        }
        for name in grads:
            if mistake == "wrong sign of everything":
                grads[name] = -grads[name]
            if mistake == f"mean for sum in the {'weights' if name.startswith('W_') else 'biases'}" and name != "h_0":
                grads[name] = grads[name] / n_frames
        return grads

    return backward


@pytest.fixture
def check_planted(referee, monkeypatch):
    """Run THE check (tests/network/conftest.py) with another backward pass in the place of the package's own."""
    from elman.network.settings import Settings

    def check(backward, oracle, output):
        monkeypatch.setattr(rnn, "backward", backward)
        settings = Settings(output=output, loss="rmse", l1=0.02, l2=0.03)
        referee.check(*referee.case(), settings, oracle)

    return check


@pytest.mark.parametrize("oracle", ["complex step", "central differences", "torch"])
@pytest.mark.parametrize("output", ["tanh", "softmax"])
def test_the_right_backward_passes_are_accepted(oracle, output, check_planted):
    check_planted(rnn.backward, oracle, output)
    check_planted(backward_with(None), oracle, output)


@pytest.mark.parametrize("oracle", ["complex step", "central differences", "torch"])
@pytest.mark.parametrize("output", ["tanh", "softmax"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_planted_mistakes_are_caught(mistake, output, oracle, check_planted):
    with pytest.raises(AssertionError, match="is wrong: relative error"):
        check_planted(backward_with(mistake), oracle, output)
