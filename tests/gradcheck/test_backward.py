"""`check_backward`: pairs written by hand, right and wrong, judged also by PyTorch; what does not fit is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from elman.errors import InputError
from elman.gradcheck import check_backward
from elman.network import gru, lstm, rnn


def affine(params, X):
    """X (..., n_in) through two affine layers with tanh between: nested parameters, any batch axes."""
    first, second = params["layers"]
    H = np.tanh(X @ first["W"] + first["b"])
    return H @ second["W"] + second["b"], (X, H)


def d_affine(params, dY, cache):
    X, H = cache
    first, second = params["layers"]
    dZ = (dY @ second["W"].T) * (1 - H**2)
    rows = tuple(range(X.ndim - 1))

    def layer(V, E):
        return {"W": np.tensordot(V, E, (rows, rows)), "b": E.sum(axis=rows)}

    return {"layers": [layer(X, dZ), layer(H, dY)]}, dZ @ first["W"].T


def sizes(rng, n_in=3, n_hidden=4, n_out=2, batch=(5, 6)):
    widths = ((n_in, n_hidden), (n_hidden, n_out))
    layers = [{"W": rng.standard_normal(shape), "b": rng.standard_normal(shape[1])} for shape in widths]
    return {"layers": layers}, rng.standard_normal((*batch, n_in))


RNG = np.random.default_rng(3)
PARAMS, X = sizes(RNG)


@effort(max_examples=30)
@given(
    n_in=st.integers(1, 3),
    n_hidden=st.integers(1, 4),
    n_out=st.integers(1, 3),
    batch=st.lists(st.integers(1, 3), max_size=3),
    seed=st.integers(0, 99),
)
def test_a_right_pair_passes_for_any_shape(n_in, n_hidden, n_out, batch, seed):
    params, X = sizes(np.random.default_rng(seed), n_in, n_hidden, n_out, batch)
    result = check_backward(affine, d_affine, params, X)
    assert result, str(result)
    assert result.method == "complex_step"
    assert [row.name for row in result.rows] == ["layers.0.W", "layers.0.b", "layers.1.W", "layers.1.b", "X"]


@pytest.mark.parametrize("network", [rnn, lstm, gru])
def test_the_networks_of_this_package_pass(network):
    params = network.init(3, 4, 2, rng=np.random.default_rng(0), scale=0.8)
    assert check_backward(network.forward, network.backward, params, RNG.standard_normal((9, 3)), rtol=1e-11)


SLIPS = {
    "carry forgotten": lambda p, dY, c: rnn.backward({**p, "W_hh": 0 * p["W_hh"]}, dY, c),
    "W_hh not transposed": lambda p, dY, c: rnn.backward({**p, "W_hh": p["W_hh"].T}, dY, c),
    "first frame left out": lambda p, dY, c: rnn.backward(p, np.vstack([0 * dY[:1], dY[1:]]), c),
    "mean in place of sum": lambda p, dY, c: rnn.backward(p, dY / len(dY), c),
    "sign": lambda p, dY, c: rnn.backward(p, -dY, c),
    "clipped": lambda p, dY, c: {k: np.clip(v, -50, 50) for k, v in rnn.backward(p, dY, c).items()},
    "normalised beyond 1000": lambda p, dY, c: {
        k: v * min(1, 1000 / np.linalg.norm(v)) for k, v in rnn.backward(p, dY, c).items()
    },
    "rounded to 6 decimals": lambda p, dY, c: {k: v.round(6) for k, v in rnn.backward(p, dY, c).items()},
    "weight decay added": lambda p, dY, c: {k: v + 1e-4 * p[k] for k, v in rnn.backward(p, dY, c).items()},
    "one entry missing": lambda p, dY, c: (
        rnn.backward(p, dY, c) | {"b_h": rnn.backward(p, dY, c)["b_h"] * [1, 1, 1, 0]}
    ),
    "transposed": lambda p, dY, c: rnn.backward(p, dY, c) | {"W_hh": rnn.backward(p, dY, c)["W_hh"].T},
    "single precision": lambda p, dY, c: {
        k: v.astype(np.float32).astype(float) for k, v in rnn.backward(p, dY, c).items()
    },
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_wrong_backward_pass_is_found(slip):
    params = rnn.init(3, 4, 2, rng=np.random.default_rng(0), scale=0.8)
    result = check_backward(rnn.forward, SLIPS[slip], params, RNG.standard_normal((9, 3)))
    assert not result, str(result)
    assert "WRONG in" in result.verdict
    assert {row.status for row in result.rows} & {"wrong", "not linear"}


def test_what_is_only_clipped_when_large_is_not_linear():
    result = check_backward(affine, lambda p, dY, c: ({"layers": [
        {k: np.clip(v, -1e4, 1e4) for k, v in layer.items()} for layer in d_affine(p, dY, c)[0]["layers"]
    ]}, None), PARAMS, X)  # fmt: skip
    assert {row.status for row in result.rows} == {"not linear"}
    assert "clipped" in result.verdict


def test_a_wrong_dX_is_found():
    result = check_backward(affine, lambda p, dY, c: (d_affine(p, dY, c)[0], 2 * d_affine(p, dY, c)[1]), PARAMS, X)
    assert [row.name for row in result.rows if row.status == "wrong"] == ["X"]


class TestAgainstTorch:
    """The same pairs before `torch.autograd`: its gradients, its `gradcheck`, and forward passes inside it."""

    torch = None

    @pytest.fixture(autouse=True)
    def _torch(self):
        self.torch = pytest.importorskip("torch")

    def function(self, backward):
        """The pair as a function of PyTorch's, which `torch.autograd.gradcheck` can judge."""
        torch = self.torch

        class Pair(torch.autograd.Function):
            @staticmethod
            def forward(ctx, W, b, X):
                Y, ctx.cache = one_layer({"W": W.numpy(), "b": b.numpy()}, X.numpy())
                ctx.params = {"W": W.numpy(), "b": b.numpy()}
                return torch.from_numpy(Y)

            @staticmethod
            def backward(ctx, dY):
                grads, dX = backward(ctx.params, dY.numpy(), ctx.cache)
                return torch.from_numpy(grads["W"]), torch.from_numpy(grads["b"]), torch.from_numpy(dX)

        return Pair.apply

    @pytest.mark.parametrize("factor", [1.0, 1.01, -1.0, 0.0])
    @pytest.mark.parametrize("key", ["W", "b", "X"])
    def test_the_verdict_is_that_of_torch(self, key, factor):
        def backward(params, dY, cache):
            grads, dX = d_one_layer(params, dY, cache)
            every = grads | {"X": dX}
            every[key] = factor * every[key]
            return {"W": every["W"], "b": every["b"]}, every["X"]

        params, X = {"W": RNG.standard_normal((3, 4)), "b": RNG.standard_normal(4)}, RNG.standard_normal((5, 3))
        tensors = [self.torch.tensor(a, requires_grad=True) for a in (params["W"], params["b"], X)]
        theirs = self.torch.autograd.gradcheck(self.function(backward), tensors, raise_exception=False)
        ours = check_backward(one_layer, backward, params, X)
        assert bool(ours) == theirs == (factor == 1.0)
        assert [row.name for row in ours.rows if row.status == "wrong"] == ([] if theirs else [key])

    @pytest.mark.parametrize("dtype", ["float64", "float32"])
    def test_torch_inside_forward_and_backward(self, dtype):
        torch = self.torch
        kind = getattr(torch, dtype)

        def forward(params, X):
            tensors = {name: torch.tensor(value, dtype=kind, requires_grad=True) for name, value in params.items()}
            Y = torch.tanh(torch.tensor(X, dtype=kind) @ tensors["W"] + tensors["b"])
            return Y.detach().numpy(), (tensors, Y)

        def backward(params, dY, cache):
            tensors, Y = cache
            grads = torch.autograd.grad(Y, list(tensors.values()), torch.tensor(dY, dtype=kind))
            return {name: grad.numpy() for name, grad in zip(tensors, grads, strict=True)}

        params, X = {"W": RNG.standard_normal((3, 4)), "b": RNG.standard_normal(4)}, RNG.standard_normal((5, 3))
        if dtype == "float32":
            with pytest.raises(InputError, match="float32.* noise="):
                check_backward(forward, backward, params, X)
            noise = 1e-5
        else:
            noise = 0.0
        result = check_backward(forward, backward, params, X, noise=noise)
        assert result, str(result)
        assert result.method == "central_difference"

        def off(params, dY, cache):
            grads = backward(params, dY, cache)
            return grads | {"b": 1.05 * grads["b"]}

        wrong = check_backward(forward, off, params, X, noise=noise)
        assert [row.name for row in wrong.rows if row.status == "wrong"] == ["b"]


def one_layer(params, X):
    Y = np.tanh(X @ params["W"] + params["b"])
    return Y, (X, Y)


def d_one_layer(params, dY, cache):
    X, Y = cache
    dZ = dY * (1 - Y**2)
    return {"W": X.T @ dZ, "b": dZ.sum(axis=0)}, dZ @ params["W"].T


class TestWhatForwardAndBackwardMayGive:
    def test_central_differences_where_forward_is_not_complex_safe(self):
        def forward(p, X):
            return np.abs(X @ p["W"]), np.sign(X @ p["W"])

        params, X = {"W": RNG.standard_normal((3, 2))}, RNG.standard_normal((4, 3))
        result = check_backward(forward, lambda p, dY, S: {"W": X.T @ (dY * S)}, params, X)
        assert result
        assert result.method == "central_difference"
        with pytest.raises(InputError, match=r"forward.*np\.absolute"):
            check_backward(forward, lambda p, dY, S: {"W": X.T @ (dY * S)}, params, X, method="complex_step")

    def test_several_outputs_and_inputs(self):
        def forward(p, X):
            left, right = X
            return {"sum": left + p, "products": [left * right, p * right]}, X

        def backward(p, dY, X):
            left, right = X
            d_left = dY["sum"] + dY["products"][0] * right
            d_right = dY["products"][0] * left + dY["products"][1] * p
            return dY["sum"] + dY["products"][1] * right, (d_left, d_right)

        X = (RNG.standard_normal(4), RNG.standard_normal(4))
        result = check_backward(forward, backward, RNG.standard_normal(4), X)
        assert result, str(result)
        assert [row.name for row in result.rows] == ["params", "X.0", "X.1"]

    @pytest.mark.parametrize("container", [list, tuple])
    @pytest.mark.parametrize("with_dX", [True, False])
    def test_two_parameters_in_a_list_are_not_taken_for_grads_and_dX(self, container, with_dX):
        def forward(p, X):
            return X @ p[0] + p[1], X

        def backward(p, dY, X):
            grads = container([X.T @ dY, dY.sum(axis=0)])
            return (grads, dY @ p[0].T) if with_dX else grads

        params = container([RNG.standard_normal((3, 2)), RNG.standard_normal(2)])
        assert len(check_backward(forward, backward, params, RNG.standard_normal((4, 3))).rows) == 2 + with_dX

    def test_an_input_that_is_no_array(self):
        words = ["a", "c"]
        forward = lambda p, X: (np.array([p[word] ** 2 for word in X]), X)  # noqa: E731

        def backward(p, dY, X):
            return {word: np.sum([2 * p[word] * d for w, d in zip(X, dY, strict=True) if w == word]) for word in p}

        params = {word: np.array(float(n + 1)) for n, word in enumerate("abc")}
        assert check_backward(forward, backward, params, words)

    def test_indices_as_input(self):
        def forward(p, X):
            return p["table"][X], X

        def backward(p, dY, X):
            d = np.zeros_like(p["table"])
            np.add.at(d, X, dY)
            return {"table": d}

        params, X = {"table": RNG.standard_normal((5, 2))}, np.array([1, 3, 3, 0])
        assert check_backward(forward, backward, params, X)
        lost = check_backward(forward, lambda p, dY, X: {"table": _assigned(p["table"], X, dY)}, params, X)
        assert lost.rows[0].index[0] == 3

    def test_a_cache_that_is_used_up_is_no_mistake(self):
        def forward(p, X):
            return p["w"] * X, [X]

        assert check_backward(forward, lambda p, dY, c: {"w": dY * c.pop()}, {"w": np.ones(3)}, RNG.standard_normal(3))

    @pytest.mark.parametrize("fresh", [True, False])
    def test_arrays_that_are_used_again_are_fine_unless_they_add_up(self, fresh):
        kept = {"W": np.zeros((3, 4)), "b": np.zeros(4)}

        def backward(params, dY, cache):
            for name, value in d_one_layer(params, dY, cache)[0].items():
                kept[name][...] = value + (0 if fresh else kept[name])
            return kept

        params, X = {"W": RNG.standard_normal((3, 4)), "b": RNG.standard_normal(4)}, RNG.standard_normal((5, 3))
        if fresh:
            assert check_backward(one_layer, backward, params, X)
        else:
            with pytest.raises(InputError, match="two calls"):
                check_backward(one_layer, backward, params, X)

    def test_one_number_as_output(self):
        result = check_backward(
            lambda p, X: (float(np.sum(p**2)), None), lambda p, dY, c: 2 * p * dY, np.array([0.5, -1.0]), None
        )
        assert result, str(result)


def _assigned(table, X, dY):
    d = np.zeros_like(table)
    d[X] = dY  # a row that is looked up twice needs the sum
    return d


def _writes(p, dY, c):
    dY *= 2
    return d_one_layer(p, dY, c)


def _writes_parameter(p, dY, c):
    p["W"] -= 0.1
    return d_one_layer(p, dY, c)


def _writes_X(p, X):
    X -= X.mean()
    return one_layer(p, X)


CALLS = []


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "facts"),
        [
            ({"forward": 3}, ["forward", "3"]),
            ({"backward": None}, ["backward", "None"]),
            ({"forward": lambda p: one_layer(p, 1)}, ["forward(params, X)"]),
            ({"backward": lambda p, dY: None}, ["backward(params, dY, cache)"]),
            ({"forward": d_one_layer, "backward": one_layer}, ["forward(params, X)", "'cache'"]),
            ({"X": np.ones((0, 3))}, ["Y", "no number"]),
            ({"forward": lambda p, X: (one_layer(p, X)[0] * [1, 1, np.nan, 1], None)}, ["forward", "nan", "Y[0, 2]"]),
            ({"forward": lambda p, X: (one_layer(p, X)[0] * 1j, None)}, ["forward", "complex", "Y"]),
            ({"forward": lambda p, X: one_layer(p, X)[0]}, ["forward", "(5, 4)", "(Y, cache)"]),
            ({"forward": lambda p, X: (None, None)}, ["forward", "None", "Y"]),
            ({"forward": lambda p, X: ("text", None)}, ["forward", "'text'", "Y"]),
            ({"forward": _writes_X}, ["forward", "X"]),
            ({"backward": _writes}, ["backward", "dY"]),
            ({"backward": _writes_parameter}, ["backward", "params.W"]),
            ({"backward": lambda p, dY, c: None}, ["grads", "None"]),
            ({"backward": lambda p, dY, c: {"W": d_one_layer(p, dY, c)[0]["W"]}}, ["missing ['b']"]),
            ({"backward": lambda p, dY, c: {**d_one_layer(p, dY, c)[0], "c": dY}}, ["not known ['c']"]),
            ({"backward": lambda p, dY, c: {**d_one_layer(p, dY, c)[0], "b": dY}}, ["b", "(5, 4)", "(4,)"]),
            ({"backward": lambda p, dY, c: {**d_one_layer(p, dY, c)[0], "b": None}}, ["b", "None", "(4,)"]),
            ({"backward": lambda p, dY, c: {**d_one_layer(p, dY, c)[0], "b": [1, [2]]}}, ["b", "list", "(4,)"]),
            ({"backward": lambda p, dY, c: (d_one_layer(p, dY, c)[0], dY)}, ["X", "(5, 4)", "(5, 3)"]),
            (
                {"backward": lambda p, dY, c: {k: v * RNG.random() for k, v in d_one_layer(p, dY, c)[0].items()}},
                ["two calls", "W"],
            ),
            (
                {"forward": lambda p, X: (np.float32(one_layer(p, X)[0]), one_layer(p, X)[1])},
                ["forward", "float32", "noise="],
            ),
            (
                {"forward": lambda p, X: (one_layer(p, X)[0] * RNG.random(), one_layer(p, X)[1])},
                ["forward", "two calls"],
            ),
            ({"forward": lambda p, X: (CALLS.append(1), (np.ones(len(CALLS)), one_layer(p, X)[1]))[1]}, ["shape"]),
            ({"params": {"W": np.ones((3, 4), np.float32), "b": np.ones(4)}}, ["W", "float32"]),
            ({"X": np.ones((5, 3), int)}, ["X", "int64", "float64"]),
            ({"rtol": "1e-5"}, ["rtol", "'1e-5'"]),
            ({"noise": -1}, ["noise", "-1"]),
            ({"method": "autograd"}, ["method", "'autograd'", "complex_step"]),
        ],
    )
    def test_what_does_not_fit_is_told(self, change, facts):
        params, X = {"W": RNG.standard_normal((3, 4)), "b": RNG.standard_normal(4)}, RNG.standard_normal((5, 3))
        given = {"forward": one_layer, "backward": d_one_layer, "params": params, "X": X} | change
        with pytest.raises(InputError) as told:
            check_backward(**given)
        for fact in facts:
            assert fact in str(told.value)
        assert len(str(told.value)) < 700


def test_the_same_seed_gives_the_same_numbers_and_nothing_is_changed():
    before = str(PARAMS), X.copy()
    first, second = (check_backward(affine, d_affine, PARAMS, X, rng=np.random.default_rng(5)) for _ in range(2))
    other = check_backward(affine, d_affine, PARAMS, X, rng=np.random.default_rng(6))
    assert str(first) == str(second) != str(other)
    assert str(PARAMS) == before[0]
    np.testing.assert_array_equal(X, before[1])
