import numpy as np
import pytest

from elman.figures.outputs import ellipse, predictions_over_labels, reachable
from elman.figures.style import figure


def lines(ax):
    return {line.get_label(): line.get_xydata() for line in ax.get_lines()}


def test_predictions_lie_over_labels_and_the_line_holds_what_a_softmax_can_say():
    rng = np.random.default_rng(0)
    targets, predictions = rng.uniform(-1, 1, (2, 30, 2))
    with figure(4, 4) as (_, ax):
        assert predictions_over_labels(targets, predictions, ax) is ax
    drawn = lines(ax)
    np.testing.assert_array_equal(drawn["labels"], targets)
    np.testing.assert_array_equal(drawn["predictions"], predictions)
    np.testing.assert_array_equal(drawn["V + A = 1, both positive"].sum(axis=1), 1)


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.626])
def test_the_ellipse_is_what_curves_with_sum_one_reach(rho):
    """Any curve lies inside, measured by its correlations; those in the plane of V and A lie on the rim."""
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((500, 3))
    basis, _ = np.linalg.qr(noise - noise.mean(axis=0))
    V, A = basis[:, 0], rho * basis[:, 0] + np.sqrt(1 - rho**2) * basis[:, 1]

    def pair(P):
        return np.array([np.corrcoef(V, P)[0, 1], np.corrcoef(A, 1 - P)[0, 1]])

    def radius(x):  # 1 on the rim: x' M^-1 x for the ellipse's matrix M
        M = np.array([[1, -rho], [-rho, 1]])
        return x @ np.linalg.solve(M, x)

    for mixture in rng.standard_normal((20, 3)):
        assert radius(pair(basis @ mixture)) < 1
        assert radius(pair(basis[:, :2] @ mixture[:2])) == pytest.approx(1)
    assert [radius(point) for point in ellipse(rho, 7)] == pytest.approx([1] * 7)


def test_networks_are_drawn_at_their_pairs():
    with figure(4, 4) as (_, ax):
        assert reachable(0.5, {"linear": (0.5, 0.6), "softmax": (0.1, 0.2)}, ax) is ax
    drawn = lines(ax)
    np.testing.assert_array_equal(drawn["linear"], [[0.5, 0.6]])
    np.testing.assert_array_equal(drawn["softmax"], [[0.1, 0.2]])
