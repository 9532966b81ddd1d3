import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from elman.errors import InputError
from elman.figures.unrolled import unroll
from elman.network import rnn
from elman.network.losses import mse, mse_gradient

X, TARGETS = np.array([[1.0], [0.0], [-0.5]]), np.array([[0.5], [0.5], [-0.5]])


def one_unit():
    matrices = {name: np.array([[value]]) for name, value in (("W_xh", 1.0), ("W_hh", 0.8), ("W_hy", 1.5))}
    return matrices | {name: np.array([value]) for name, value in (("b_h", 0.05), ("b_y", 0.1), ("h_0", 0.2))}


def words(scene, step):
    """All texts of one step, as a reader sees them."""
    root = ET.fromstring(scene.svg(step))
    return [" ".join(element.text.split()) for element in root.iter() if element.tag.endswith("text")]


@pytest.fixture(scope="module")
def scene():
    return unroll(one_unit(), X, TARGETS)


def test_steps_are_two_forward_and_three_backward_for_each_frame(scene):
    assert scene.n_steps == 1 + 2 * 3 + 1 + 3 * 3 + 1


def test_nothing_is_told_before_it_is_computed(scene):
    assert not [text for text in words(scene, 0) if re.match(r"(h|y|dY|dH|dZ|carry) ", text)]
    assert [text for text in words(scene, 1) if text.startswith("h ")] == ["h 0.837"]  # tanh(1 + 0.2 * 0.8 + 0.05)


def test_numbers_are_those_of_the_network(scene):
    params = one_unit()
    Y, cache = rnn.forward(params, X)
    grads = rnn.backward(params, mse_gradient(Y, TARGETS), cache)
    last = words(scene, scene.n_steps - 1)
    assert [text for text in last if text.startswith("y ")] == [f"y {y:.3f}" for y in Y[:, 0]]
    assert [text for text in last if text.startswith("h ")] == [f"h {h:.3f}" for h in cache.H[1:, 0]]
    assert f"dh_0 {grads['h_0'][0]:.3f}" in last
    told = " ".join(last)
    assert f"= {grads['W_hh'].item():.3f}" in told
    for name in ("W_xh", "b_h", "W_hy", "b_y", "h_0"):
        assert f"d{name} = {grads[name].item():.3f}" in told
    assert f"C = mean((Y - target)^2) = {mse(Y, TARGETS):.3f}" in words(scene, 7)


def test_the_sum_over_frames_adds_up_as_it_is_written(scene):
    [line] = [text for text in words(scene, scene.n_steps - 1) if text.startswith("dW_hh")]
    pairs = re.findall(r"\((-?[\d.]+)\)\((-?[\d.]+)\)", line)
    assert len(pairs) == 3
    assert sum(float(h) * float(dZ) for h, dZ in pairs) == pytest.approx(float(line.split("= ")[-1]), abs=0.002)


def test_one_caption_at_a_time(scene):
    titles = [
        len([text for text in words(scene, step) if re.match("The |Forward|Backward", text)]) for step in range(18)
    ]
    assert titles == [1] * 18


def test_larger_networks_are_refused():
    with pytest.raises(InputError, match="one input, one hidden unit and one output only"):
        unroll(rnn.init(1, 2, 1, rng=np.random.default_rng(0)), X, TARGETS)
