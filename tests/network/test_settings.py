import json
from dataclasses import FrozenInstanceError, asdict, fields, replace
from fractions import Fraction

import numpy as np
import pytest

from elman.errors import InputError
from elman.network.networks import NETWORKS
from elman.network.settings import Settings

NAN, INF = float("nan"), float("inf")
CHOICES = ("network", "output", "loss", "l1_norm", "order")
WHOLE = ("n_hidden", "n_epochs", "momentum_switch")
NUMBERS = ("l1", "l2", "learning_rate", "learning_rate_decay", "momentum_first", "momentum_later", "scale")
NEVER = (None, True, False, "", "1", b"1", [], [1], (), {}, 1j, np.array([1.0]), np.True_, NAN, INF, -INF, -1, -0.001)
"""No setting is any of these."""


def test_defaults_are_what_the_authors_ran_but_for_the_order_which_is_not_known():
    assert asdict(Settings()) == {
        "network": "elman",
        "n_hidden": 10,
        "output": "linear",
        "loss": "mse",
        "l1": 0.01,
        "l2": 0.01,
        "l1_norm": "abs_sum",
        "learning_rate": 0.001,
        "learning_rate_decay": 0.999,
        "momentum_first": 0.5,
        "momentum_later": 0.9,
        "momentum_switch": 5,
        "clip": INF,
        "n_epochs": 50,
        "scale": 0.01,
        "order": "seed",
    }


def test_every_setting_is_looked_at_here():
    assert {field.name for field in fields(Settings)} == {*CHOICES, *WHOLE, *NUMBERS, "clip"}


@pytest.mark.parametrize("name", [*CHOICES, *WHOLE, *NUMBERS])
@pytest.mark.parametrize("value", NEVER, ids=repr)
def test_bad_values_raise_and_are_named(name, value):
    with pytest.raises(InputError) as caught:
        Settings(**{name: value})
    message = str(caught.value)
    assert f"setting {name}" in message
    assert repr(value) in message


@pytest.mark.parametrize("value", [never for never in NEVER if never != INF], ids=repr)
def test_clip_may_be_infinite_and_no_other_nonsense(value):
    with pytest.raises(InputError, match="setting clip: "):
        Settings(clip=value)
    with pytest.raises(InputError, match="setting clip: 0"):
        Settings(clip=0)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("output", "sigmoid", "one of linear, tanh, softmax"),
        ("output", "Linear", "one of linear, tanh, softmax"),
        ("loss", "mae", "one of mse, rmse"),
        ("l1_norm", "L1", "one of l1, abs_sum"),
        ("n_hidden", 0, "a whole number, 1 or more"),
        ("n_hidden", 10.0, "a whole number, 1 or more"),
        ("n_epochs", 0, "a whole number, 1 or more"),
        ("momentum_switch", 2.5, "a whole number, 0 or more"),
        ("learning_rate", 0, "a number above 0"),
        ("learning_rate_decay", 0.0, "a number above 0"),
        ("scale", 0, "a number above 0"),
        ("momentum_first", 1, "a number from 0 up to, but not including, 1"),
        ("momentum_later", 1.0, "a number from 0 up to, but not including, 1"),
    ],
)
def test_messages_say_what_was_expected(name, value, expected):
    with pytest.raises(InputError, match=f"{name}.*{expected}"):
        replace(Settings(), **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("l1", 0),
        ("l2", 0.0),
        ("momentum_first", 0),
        ("momentum_switch", 0),
        ("n_hidden", 1),
        ("learning_rate_decay", 1),
    ],
)
def test_edges_are_allowed(name, value):
    assert getattr(Settings(**{name: value}), name) == value


def test_other_kinds_of_numbers_become_plain_ones():
    """A grid drawn with NumPy is as good as a list, and can be written as JSON."""
    settings = Settings(n_hidden=np.int64(20), l1=np.float32(0.5), l2=Fraction(1, 4), scale=1)
    assert (settings.n_hidden, settings.l1, settings.l2, settings.scale) == (20, 0.5, 0.25, 1)
    assert [type(value) for value in (settings.n_hidden, settings.l1, settings.l2, settings.scale)] == [int] + 3 * [
        float
    ]
    assert Settings(**json.loads(json.dumps(asdict(settings)))) == settings


@pytest.mark.parametrize("network", NETWORKS)
def test_start_weights_are_those_of_the_network_drawn_by_the_seed(network):
    settings = Settings(network=network, n_hidden=3, scale=0.2)
    start = settings.start(5, 2, seed=[7, 1])
    rng = np.random.default_rng([7, 1])
    expected = NETWORKS[network].init(5, 3, 2, rng=rng, scale=0.2)
    other = settings.start(5, 2, seed=8)
    assert start.keys() == expected.keys()
    assert all(np.array_equal(start[name], expected[name]) for name in expected)
    assert not any(np.array_equal(start[name], other[name]) for name in start if name.startswith("W_"))
    rng = np.random.default_rng(0)  # a generator goes on where it is
    first, second = (settings.start(5, 2, rng) for _ in range(2))
    assert not any(np.array_equal(first[name], second[name]) for name in start if name.startswith("W_"))


def test_settings_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Settings().l1 = 0.5
