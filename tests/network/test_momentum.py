import numpy as np
import pytest

from elman.network.momentum import learning_rate_at, momentum_at, step, zero_velocity
from elman.network.settings import Settings


def test_two_steps_worked_by_hand():
    params, velocity = {"w": np.array([1.0, 2.0])}, {"w": np.zeros(2)}
    grads = {"w": np.array([1.0, -2.0])}
    params, velocity = step(params, velocity, grads, learning_rate=0.5, momentum=0.5)
    np.testing.assert_array_equal(velocity["w"], [-0.5, 1.0])  # zero before: -0.5 g
    np.testing.assert_array_equal(params["w"], [0.5, 3.0])
    params, velocity = step(params, velocity, grads, learning_rate=0.5, momentum=0.5)
    np.testing.assert_array_equal(velocity["w"], [-0.75, 1.5])  # half of the old, and -0.5 g again
    np.testing.assert_array_equal(params["w"], [-0.25, 4.5])


def test_constant_slope_has_a_terminal_velocity():
    """v_k = -learning_rate g (1 - mu^k) / (1 - mu), the sum of a geometric series."""
    params, velocity = {"w": np.zeros(1)}, {"w": np.zeros(1)}
    for k in range(1, 60):
        params, velocity = step(params, velocity, {"w": np.full(1, 3.0)}, learning_rate=0.01, momentum=0.9)
        np.testing.assert_allclose(velocity["w"], -0.03 * (1 - 0.9**k) / 0.1, rtol=1e-13)


def test_without_momentum_it_is_gradient_descent():
    params, _ = step({"w": np.ones(3)}, {"w": np.full(3, 9.0)}, {"w": np.ones(3)}, learning_rate=0.1, momentum=0.0)
    np.testing.assert_array_equal(params["w"], 1 - 0.1)


@pytest.mark.long  # PyTorch takes seconds to load its optimisers
def test_equals_pytorch_sgd():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    params, gradients = {"w": rng.normal(size=4)}, rng.normal(size=(20, 4))
    tensor = torch.tensor(params["w"], requires_grad=True)
    optimizer = torch.optim.SGD([tensor], lr=0.1, momentum=0.9)
    velocity = zero_velocity(params)
    for gradient in gradients:
        params, velocity = step(params, velocity, {"w": gradient}, learning_rate=0.1, momentum=0.9)
        tensor.grad = torch.tensor(gradient)
        optimizer.step()
    np.testing.assert_allclose(params["w"], tensor.detach().numpy(), rtol=1e-13)


def test_inputs_are_left_alone(referee):
    params, *_ = referee.case()
    velocity, grads = zero_velocity(params), {name: np.ones_like(value) for name, value in params.items()}
    before = {name: value.copy() for name, value in params.items()}
    for array in (*params.values(), *velocity.values(), *grads.values()):
        array.flags.writeable = False
    first, _ = step(params, velocity, grads, learning_rate=0.1, momentum=0.5)
    second, _ = step(params, velocity, grads, learning_rate=0.1, momentum=0.5)
    for name in params:
        assert velocity[name].shape == params[name].shape
        np.testing.assert_array_equal(first[name], second[name])
        np.testing.assert_array_equal(params[name], before[name])


def test_momentum_switches_after_epoch_5():
    assert [momentum_at(epoch, Settings()) for epoch in (1, 4, 5, 6, 7, 50)] == [0.5, 0.5, 0.5, 0.9, 0.9, 0.9]
    assert momentum_at(1, Settings(momentum_switch=0)) == 0.9


def test_learning_rate_decays_from_the_second_epoch_on():
    rates = [learning_rate_at(epoch, Settings()) for epoch in (1, 2, 3, 50)]
    np.testing.assert_allclose(rates, [1e-3, 0.999e-3, 0.998001e-3, 1e-3 * 0.999**49], rtol=1e-15)
    assert learning_rate_at(50, Settings(learning_rate_decay=1.0)) == 1e-3
