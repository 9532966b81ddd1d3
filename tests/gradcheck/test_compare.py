import io

import numpy as np
import pytest

from elman.errors import InputError
from elman.gradcheck import assert_gradients, check, complex_step
from elman.network import rnn
from elman.network.penalties import l1, l1_gradient
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients

METHODS = ("complex_step", "central_difference", "directional")


@pytest.fixture(scope="module")
def song():
    rng = np.random.default_rng(0)
    params = rnn.init(3, 4, 2, rng=rng, scale=0.5)
    X, T, settings = rng.standard_normal((10, 3)), rng.standard_normal((10, 2)), Settings()
    return lambda p: cost(p, X, T, settings), params, cost_and_gradients(params, X, T, settings)[1]


@pytest.mark.parametrize("method", METHODS)
def test_a_right_gradient_passes(song, method):
    result = check(*song, method=method)
    assert result
    assert "The gradient is right" in str(result)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0"])
def test_one_entry_that_is_one_per_mille_off_fails(song, method, name):
    of, params, grads = song
    wrong = {key: value.copy() for key, value in grads.items()}
    at = tuple(int(n) // 2 for n in wrong[name].shape)
    wrong[name][at] *= 1.001
    result = check(of, params, wrong, method=method)
    assert not result
    assert "WRONG" in str(result)
    if method != "directional":
        [row] = [row for row in result.rows if row.status == "wrong"]
        assert (row.name, row.index) == (name, at)
        assert row.error == pytest.approx(0.001 / 1.001, rel=1e-2)
        assert row.analytic == wrong[name][at]
        assert row.numeric == pytest.approx(grads[name][at], rel=1e-5)


def test_assert_gradients_raises_with_the_table(song):
    of, params, grads = song
    assert_gradients(of, params, grads)
    with pytest.raises(AssertionError, match=r"W_hh +\(4, 4\) .* wrong\n"):
        assert_gradients(of, params, grads | {"W_hh": grads["W_hh"].T})


def test_tolerances_can_be_given(song):
    of, params, grads = song
    off = {name: value * (1 + 1e-7) for name, value in grads.items()}
    assert not check(of, params, off)
    assert check(of, params, off, rtol=1e-6)
    assert check(of, params, off, atol=1.0)


W = {"w": np.array([0.0, 1.0, -2.0, 1e-8])}


class TestKinks:
    """The L1 norm has no derivative at w = 0; its slopes there are -1 and 1."""

    def total(self, p):
        return l1(p["w"]) + np.sum(p["w"] ** 2)

    def test_between_the_two_slopes_is_right_and_said_so(self):
        right = l1_gradient(W["w"]) + 2 * W["w"]
        for value in (-1.0, -0.3, 0.0, 1.0):
            result = check(self.total, W, {"w": right + value * (W["w"] == 0)}, method="central_difference")
            assert result
            halfway = value == 0.0  # the mean of both slopes, which is what a central difference gives
            assert result.rows[0].status == ("right" if halfway else "kink")
            assert ("at a kink of the cost" in str(result)) != halfway

    @pytest.mark.parametrize("method", ["complex_step", "central_difference"])
    def test_outside_of_them_is_wrong(self, method):
        right = l1_gradient(W["w"]) + 2 * W["w"]
        for value in (-1.1, 1.5):
            assert not check(self.total, W, {"w": right + value * (W["w"] == 0)}, method=method)

    def test_a_kink_excuses_no_other_entry(self):
        right = l1_gradient(W["w"]) + 2 * W["w"]
        right[1] *= 1.01
        assert not check(self.total, W, {"w": right}, method="central_difference")


def test_a_gradient_that_is_all_rounding_is_not_called_right():
    # The error of forty frames later has vanished; nobody can say whether 1e-60 or 2e-60 is right.
    result = check(lambda p: np.sum(np.exp(p["b"])) + 1e-60 * p["w"][0], {"b": np.ones(2), "w": np.ones(1)}, {
        "b": np.exp(np.ones(2)), "w": np.array([2e-60])
    })  # fmt: skip
    assert [row.status for row in result.rows] == ["right", "too small"]
    assert "nothing can be judged" in str(result)


def test_nan_is_wrong():
    assert not check(lambda p: np.sum(p["w"]), {"w": np.ones(2)}, {"w": np.array([1.0, np.nan])})


def test_it_renders_in_a_terminal_and_in_jupyter(song):
    from rich.console import Console

    of, params, grads = song
    result = check(of, params, grads | {"b_y": 2 * grads["b_y"]})
    screen = Console(file=io.StringIO(), width=80)
    screen.print(result)
    shown = screen.file.getvalue()
    html = result._repr_html_()
    for words in ("W_xh", "(4, 4)", "analytic", "numeric", "wrong", "WRONG in b_y"):
        assert words in shown
        assert words in html
    assert all(len(line.rstrip()) <= 80 for line in shown.splitlines())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: list(g.values()), "grads must be a dict"),
        (lambda g: {k: v for k, v in g.items() if k != "h_0"}, r"missing \['h_0'\]"),
        (lambda g: g | {"W_ho": g["W_hy"]}, r"not known \['W_ho'\]"),
        (lambda g: g | {"b_h": g["b_h"][None]}, r"gradient of b_h has shape \(1, 4\)"),
        (lambda g: g | {"b_h": g["b_h"] * 1j}, "type complex128"),
        (lambda g: g | {"b_h": g["b_h"].astype(np.float16)}, "b_h .* float16"),
        (lambda g: g | {"b_h": np.ma.array(g["b_h"], mask=[1, 0, 0, 0])}, r"b_h is a MaskedArray of shape \(4,\)"),
    ],
)
def test_gradients_that_do_not_fit_are_told(song, change, message):
    of, params, grads = song
    with pytest.raises(InputError, match=message):
        check(of, params, change(grads))


def test_an_unknown_method_is_refused(song):
    with pytest.raises(InputError, match="one of complex_step, central_difference, directional was expected"):
        check(*song, method="autograd")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("cost", "facts"),
    [
        (lambda: 3.0, ["cost(params)", "arguments"]),
        (lambda p, X: 3.0, ["cost(params)", "'X'"]),
        (3.0, ["cost(params)", "3.0"]),
        (lambda p: None, ["None", "return"]),
        (lambda p: (1.0, 2.0), ["a tuple of 2"]),
        (lambda p: np.nan, ["nan"]),
        (lambda p: (p.setdefault("more", np.ones(1)), np.sum(p["w"] ** 2))[1], ["changes", "more"]),
        (lambda p: (np.sum(p["w"] ** 2), p.pop("w"))[0], ["changes", "w"]),
    ],
)
def test_costs_that_do_not_fit_are_told(cost, facts, method):
    with pytest.raises(InputError) as told:
        check(cost, {"w": np.ones(2)}, {"w": 2 * np.ones(2)}, method=method)
    for fact in facts:
        assert fact in str(told.value)


def test_a_cost_that_is_not_finite_beside_its_parameters_is_told_with_the_place():
    params = {"a": np.ones(2), "w": np.array([[0.5, 1.0]])}
    cost = lambda p: np.sum(p["w"]) if p["w"][0, 1] <= 1 else np.nan  # noqa: E731
    with pytest.raises(InputError, match=r"nan.* w\[0, 1\] .* 1\.000001"):
        check(cost, params, params, method="central_difference")


@pytest.mark.parametrize("option", ["rtol", "atol", "eps", "noise"])
@pytest.mark.parametrize("value", [np.nan, -1, np.inf, "1e-3", True])
def test_tolerances_that_are_none_are_told(song, option, value):
    with pytest.raises(InputError, match=f"{option}.* was expected"):
        check(*song, method="central_difference", **{option: value})


@pytest.mark.parametrize("last", [1.0, 1.5])  # at 1.0 the cost is about zero, much smaller than its noise
def test_a_cost_in_single_precision_is_judged_within_its_noise(last):
    w = np.linspace(-1, last, 7)
    cost = lambda p: np.sum(np.tanh(p["w"].astype(np.float32)))  # noqa: E731
    for factor, right in ((1, True), (1.1, False), (-1, False), (0, False)):
        grads = {"w": (factor * (1 - np.tanh(w) ** 2)).astype(np.float32)}
        result = check(cost, {"w": w}, grads, method="central_difference", noise=1e-5)
        assert bool(result) is right
        assert result.rtol < 0.05
    with pytest.raises(InputError, match="central_difference"):
        check(cost, {"w": w}, grads, noise=1e-5)
    with pytest.raises(InputError, match=r"noise is 1e-09.* scatter"):
        check(cost, {"w": w}, grads, method="central_difference", noise=1e-9)


@pytest.mark.long
def test_every_weight_of_the_full_network():
    rng = np.random.default_rng(0)
    params = rnn.init(260, 10, 2, rng=rng, scale=0.1)
    X, T, settings = rng.standard_normal((60, 260)), rng.standard_normal((60, 2)), Settings()
    _, grads = cost_and_gradients(params, X, T, settings)
    assert sum(value.size for value in params.values()) == 2742
    numeric = complex_step(lambda p: cost(p, X, T, settings), params)
    for name, value in numeric.items():
        np.testing.assert_allclose(grads[name], value, rtol=1e-12, atol=1e-14 * np.max(np.abs(value)))
