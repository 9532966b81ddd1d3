import numpy as np
import pytest

from elman.errors import InputError
from elman.network.losses import LOSSES, mse, mse_gradient, rmse, rmse_gradient

rng = np.random.default_rng(0)
Y, targets = rng.normal(size=(2, 7, 2))


def test_losses_worked_by_hand():
    # Errors 3, 0, 0, 4 (two frames, two outputs): mean square 25 / 4, its root 5 / 2.
    Y, targets = np.array([[4.0, 1.0], [2.0, 3.0]]), np.array([[1.0, 1.0], [2.0, -1.0]])
    assert mse(Y, targets) == 6.25
    assert rmse(Y, targets) == 2.5
    np.testing.assert_array_equal(mse_gradient(Y, targets), [[1.5, 0], [0, 2]])  # 2 E / 4
    np.testing.assert_array_equal(rmse_gradient(Y, targets), [[0.3, 0], [0, 0.4]])  # E / (4 * 2.5)


def test_losses_equal_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    np.testing.assert_allclose(mse(Y, targets), metrics.mean_squared_error(targets, Y), rtol=1e-14)
    np.testing.assert_allclose(rmse(Y, targets), np.sqrt(metrics.mean_squared_error(targets, Y)), rtol=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_is_the_derivative(name, referee):
    loss, gradient = LOSSES[name]
    expected = referee.complex_step(lambda p: loss(p["Y"], targets), {"Y": Y})["Y"]
    np.testing.assert_allclose(gradient(Y, targets), expected, rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_perfect_output_costs_nothing(name):
    loss, gradient = LOSSES[name]
    assert loss(Y, Y) == 0
    np.testing.assert_array_equal(gradient(Y, Y), np.zeros_like(Y))


@pytest.mark.parametrize("function", [*(pair[0] for pair in LOSSES.values()), *(pair[1] for pair in LOSSES.values())])
def test_lists_are_refused(function):
    with pytest.raises(InputError, match="Y: a list"):
        function(Y.tolist(), targets)
    with pytest.raises(InputError, match="targets: a list"):
        function(Y, targets.tolist())


@pytest.mark.parametrize("name", LOSSES)
def test_inputs_are_left_alone(name):
    loss, gradient = LOSSES[name]
    given = [Y.copy(), targets.copy()]
    for array in given:
        array.flags.writeable = False
    assert loss(*given) == loss(*given)
    np.testing.assert_array_equal(gradient(*given), gradient(*given))
    np.testing.assert_array_equal(given, [Y, targets])


@pytest.mark.parametrize("function", [*(pair[0] for pair in LOSSES.values()), *(pair[1] for pair in LOSSES.values())])
@pytest.mark.parametrize("shape", [(), (2,), (1, 2), (7, 1), (7,), (8, 2), (7, 3), (1, 7, 2)])
def test_targets_are_never_broadcast(function, shape):
    """Many of these shapes broadcast to (7, 2): a loss that let them would train on targets nobody gave."""
    with pytest.raises(InputError) as caught:
        function(Y, np.zeros(shape))
    for fact in ("targets", shape, (7, 2)):
        assert str(fact) in str(caught.value)
