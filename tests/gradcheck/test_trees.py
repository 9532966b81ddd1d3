"""Parameters in dicts, lists and tuples: flattened, and put together again."""

import types
from collections import OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.errors import InputError
from elman.gradcheck import central_difference, check, complex_step
from elman.gradcheck.trees import flatten, rebuild

Layer = namedtuple("Layer", "W b")


class Attributes(dict):
    def __getattr__(self, name):
        return self[name]


TREES = st.recursive(
    st.text("abc", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.builds(Layer, inner, inner)
        | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(TREES)
def test_there_and_back_again(tree):
    again = rebuild(tree, flatten(tree))
    assert again == tree
    assert type(again) is type(tree)


@pytest.mark.parametrize(
    "kind", [dict, OrderedDict, Attributes, lambda d: defaultdict(list, d), types.MappingProxyType]
)
def test_a_cost_is_given_the_class_of_dict_that_it_knows(kind):
    params, seen = kind({"w": np.array([1.0, 2.0])}), set()

    def cost(p):
        seen.add(type(p))
        return np.sum((p.w if isinstance(p, Attributes) else p["w"]) ** 2)

    assert check(cost, params, {"w": np.array([2.0, 4.0])})
    assert seen == {dict if isinstance(params, types.MappingProxyType) else type(params)}


@pytest.mark.parametrize("method", [complex_step, central_difference])
def test_the_gradient_stands_in_what_the_parameters_stand_in(method):
    params = {
        "layers": [Layer(np.ones((2, 3)), np.ones(3)), Layer(np.ones((3, 1)), np.ones(1))],
        "scale": np.array(2.0),
    }

    def cost(p):
        first, second = p["layers"]
        return p["scale"] * np.sum((np.ones(2) @ first.W + first.b) @ second.W + second.b)

    grads = method(cost, params)
    assert isinstance(grads["layers"][1], Layer)
    np.testing.assert_allclose(grads["layers"][1].W, 6 * np.ones((3, 1)), rtol=1e-9)
    np.testing.assert_allclose(grads["scale"], 10, rtol=1e-9)
    rows = check(cost, params, grads, method=method.__name__).rows
    assert [row.name for row in rows] == ["layers.0.W", "layers.0.b", "layers.1.W", "layers.1.b", "scale"]


def test_two_leaves_of_one_name_are_told():
    with pytest.raises(InputError, match=r"a\.b"):
        flatten({"a.b": 1, "a": {"b": 2}})


def test_an_empty_array_beside_others_is_no_obstacle():
    result = check(lambda p: np.sum(p["w"] ** 2), {"w": np.ones(2), "none": np.zeros((0, 3))}, {
        "w": 2 * np.ones(2), "none": np.zeros((0, 3))
    })  # fmt: skip
    assert result
    assert "nan" not in str(result)
