"""What seems wrong is looked at again: the number may be to blame, and no mistake may hide behind that."""

import numpy as np
import pytest

from elman.gradcheck import check, check_backward
from elman.network import gru, lstm

W = np.array([0.3, -0.7, 1.2])


@pytest.mark.parametrize(
    ("network", "scale", "T", "method"),
    [
        (lstm, 20, 64, "complex_step"),
        (gru, 20, 200, "complex_step"),
        (lstm, 5, 200, "central_difference"),
        (gru, 5, 200, "central_difference"),
    ],
)
class TestGradientsThatExplode:
    """Large weights and many frames: rounding errors grow until they reach the tolerance."""

    def pair(self, network, scale, T):
        rng = np.random.default_rng(0)
        return network.init(3, 5, 2, rng=rng, scale=scale), rng.standard_normal((T, 3))

    def test_a_right_gradient_is_not_called_wrong(self, network, scale, T, method):
        params, X = self.pair(network, scale, T)
        result = check_backward(network.forward, network.backward, params, X, method=method)
        assert {row.status for row in result.rows} == {"right", "unclear"}
        assert not result
        assert "last digit" in result.verdict

    def test_one_per_mille_off_is_called_wrong(self, network, scale, T, method):
        def off(params, dY, cache):
            return {name: 1.001 * value for name, value in network.backward(params, dY, cache).items()}

        params, X = self.pair(network, scale, T)
        result = check_backward(network.forward, off, params, X, method=method)
        assert {row.status for row in result.rows} == {"wrong"}


class TestBesideTheEdge:
    """A cost that raises beyond w = 1.2, where one of its parameters stands."""

    def cost(self, p):
        if np.any(p["w"].real > 1.2):
            raise ArithmeticError("w is larger than 1.2")
        return np.sum(p["w"] ** 2)

    @pytest.mark.parametrize("method", ["complex_step", "directional"])
    def test_complex_steps_judge_there_too(self, method):
        assert check(self.cost, {"w": W}, {"w": 2 * W}, method=method)
        assert "WRONG in" in check(self.cost, {"w": W}, {"w": W}, method=method).verdict

    def test_central_differences_tell_which_parameter_was_moved_where(self):
        with pytest.raises(ArithmeticError, match=r"larger than 1\.2") as told:
            check(self.cost, {"w": W}, {"w": 2 * W}, method="central_difference")
        assert "w[2]" in told.value.__notes__[0]
        assert "1.2000012" in told.value.__notes__[0]


class TestAlongOneDirection:
    def cost(self, p):
        return np.sum(p["w"] * np.sign(p["w"].real)) + np.sum(p["v"] ** 2)

    def test_a_kink_excuses_nothing(self):
        at_kink = {"w": np.zeros(2), "v": W}
        for grads in ({"w": np.array([0.5, 0.7]), "v": 2 * W}, {"w": np.array([0.5, 0.7]), "v": 2.1 * W}):
            result = check(self.cost, at_kink, grads, method="directional")
            assert not result
            assert result.rows[0].status == "unclear"

    def test_beside_it_all_is_judged(self):
        beside = {"w": W, "v": W}
        assert check(self.cost, beside, {"w": np.sign(W), "v": 2 * W}, method="directional")
        assert "WRONG" in check(self.cost, beside, {"w": np.sign(W), "v": 2.1 * W}, method="directional").verdict
