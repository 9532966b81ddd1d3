import numpy as np
import pytest

from elman.errors import InputError
from elman.gradcheck import step_size_sweep
from elman.network import rnn
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients


@pytest.fixture(scope="module")
def sweep():
    rng = np.random.default_rng(0)
    params = rnn.init(3, 4, 2, rng=rng, scale=0.5)
    X, T, settings = rng.standard_normal((10, 3)), rng.standard_normal((10, 2)), Settings()
    return step_size_sweep(lambda p: cost(p, X, T, settings), params, cost_and_gradients(params, X, T, settings)[1])


@pytest.mark.parametrize(("name", "order", "best"), [("forward", 1, 1e-8), ("central", 2, 1e-5)])
def test_the_error_of_differences_is_a_v(sweep, name, order, best):
    errors = getattr(sweep, name)
    lowest = int(np.argmin(errors))
    assert best / 11 < sweep.steps[lowest] < 11 * best
    # Down the left side by eps^order (two decades, away from both ends), and up again on the right side.
    fall = np.log10(errors[1] / errors[3]) / 2
    assert fall == pytest.approx(order, abs=0.1)
    assert np.all(errors[-1] > 1e5 * errors[lowest])


def test_the_complex_step_stays_flat(sweep):
    assert np.all(sweep.complex[sweep.steps < 2e-8] < 1e-14)


def test_the_gradient_is_judged_not_believed():
    params = {"w": np.array([0.5, 1.0])}
    sweep = step_size_sweep(lambda p: np.sum(p["w"] ** 2), params, {"w": 3 * params["w"]}, steps=(1e-6,))
    assert sweep.complex == pytest.approx([1 / 3])


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"steps": ()}, "steps is empty"),
        ({"steps": (1e-3, 2.0)}, "step.* is 2"),
        ({"grads": {"w": np.zeros(2)}}, "zero"),
        ({"grads": {"w": np.ones(3)}}, r"\(3,\)"),
    ],
)
def test_what_does_not_fit_is_told(change, fact):
    given = {"cost": lambda p: np.sum(p["w"] ** 2), "params": {"w": np.ones(2)}, "grads": {"w": 2 * np.ones(2)}}
    with pytest.raises(InputError, match=fact):
        step_size_sweep(**given | change)


def test_it_prints(sweep):
    assert "Forward differences are best at 1e-0" in str(sweep)
    assert "<td" in sweep._repr_html_()
