import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from elman.errors import InputError
from elman.gradcheck import central_difference, complex_step, directional
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients

PARAMS = {"W": np.array([[0.3, -0.2], [0.5, 1.1]]), "b": np.array([0.7]), "c": np.array(-0.4)}


def smooth(p):
    """Some cost with a gradient that can be written down."""
    return np.sum(np.sin(p["W"])) * p["c"] + np.sum(np.exp(p["b"]))


def smooth_gradient(p):
    return {"W": np.cos(p["W"]) * p["c"], "b": np.exp(p["b"]), "c": np.sum(np.sin(p["W"]))}


@pytest.mark.parametrize(("method", "tolerance"), [(complex_step, 1e-15), (central_difference, 1e-9)])
def test_a_gradient_in_closed_form(method, tolerance):
    numeric, right = method(smooth, PARAMS), smooth_gradient(PARAMS)
    assert list(numeric) == list(PARAMS)
    for name, value in numeric.items():
        assert value.shape == PARAMS[name].shape
        np.testing.assert_allclose(value, right[name], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("method", [complex_step, central_difference, directional])
def test_parameters_are_left_alone_and_a_second_call_gives_the_same(method):
    before = {name: value.copy() for name, value in PARAMS.items()}
    first, second = method(smooth, PARAMS), method(smooth, PARAMS)
    assert all(np.array_equal(PARAMS[name], before[name]) for name in PARAMS)
    assert str(first) == str(second)


@effort(max_examples=25)
@given(
    n_in=st.integers(1, 4),
    n_hidden=st.integers(1, 4),
    n_out=st.integers(1, 3),
    T=st.integers(1, 8),
    seed=st.integers(0, 99),
)
def test_complex_steps_and_bptt_agree_for_any_shape(n_in, n_hidden, n_out, T, seed):
    from elman.gradcheck import assert_gradients
    from elman.network import rnn

    rng = np.random.default_rng(seed)
    params = rnn.init(n_in, n_hidden, n_out, rng=rng, scale=0.8)
    X, targets = rng.standard_normal((T, n_in)), rng.standard_normal((T, n_out))
    settings = Settings(output=("linear", "tanh", "softmax")[seed % 3], loss=("mse", "rmse")[seed % 2])
    _, grads = cost_and_gradients(params, X, targets, settings)
    assert_gradients(lambda p: cost(p, X, targets, settings), params, grads, rtol=1e-12)


@pytest.mark.parametrize(("method", "tolerance"), [("complex_step", 1e-13), ("central_difference", 1e-8)])
def test_a_direction_sums_the_whole_gradient(method, tolerance):
    slope, V = directional(smooth, PARAMS, method=method, rng=np.random.default_rng(3))
    right = smooth_gradient(PARAMS)
    assert slope == pytest.approx(sum(np.sum(right[name] * V[name]) for name in V), rel=tolerance)


def test_an_unknown_method_is_refused():
    with pytest.raises(InputError, match="'forward' was given, one of complex_step, central_difference"):
        directional(smooth, PARAMS, method="forward")


@pytest.mark.parametrize("method", [complex_step, central_difference])
class TestBadInput:
    def test_a_cost_that_is_no_scalar(self, method):
        with pytest.raises(InputError, match=r"must be one real number, not an array of shape \(2, 2\)"):
            method(lambda p: p["W"], PARAMS)

    def test_a_cost_that_is_not_finite(self, method):
        with pytest.raises(InputError, match="the cost is inf, not a finite number"):
            method(lambda p: np.sum(p["W"]) + np.inf, PARAMS)

    def test_a_cost_that_writes_into_its_parameters(self, method):
        def grows(p):
            p["W"] += 1
            return np.sum(p["W"])

        with pytest.raises(InputError, match="the cost changes its parameter W"):
            method(grows, PARAMS)

    def test_a_cost_that_replaces_its_parameters(self, method):
        def replaces(p):
            p["b"] = p["b"] * 2
            return np.sum(p["b"])

        with pytest.raises(InputError, match="the cost changes its parameter b"):
            method(replaces, PARAMS)

    @pytest.mark.parametrize(
        ("params", "message"),
        [
            ([1.0], "params is a list of 1, a float64 array was expected"),
            ({}, "at least one number; a dict of 0"),
            ({"w": np.zeros((0, 3))}, "at least one number; a dict of 1"),
            ({"m": np.ma.array([1.0, 2.0], mask=[0, 1])}, r"parameter m is a MaskedArray of shape \(2,\)"),
            ({"n": np.array([1, 2])}, "parameter n holds int64, float64 was expected"),
            ({"f": np.array([1.0], dtype=np.float32)}, "parameter f holds float32"),
            ({"w": np.array([1.0, np.nan])}, "parameter w holds a number that is not finite"),
        ],
    )
    def test_parameters_that_cannot_be_moved(self, method, params, message):
        with pytest.raises(InputError, match=message):
            method(lambda p: 0.0, params)


@pytest.mark.parametrize("size", [1e3, 1e8, 1e12])
def test_a_step_grows_with_its_parameter(size):
    assert central_difference(lambda p: np.sum(p["w"] ** 2), {"w": np.array([size])})["w"] == pytest.approx(2 * size)
