"""What travels arrives as what it was, as far as a judge can tell; what came by itself is not believed."""

import base64
import json
from collections import OrderedDict, deque
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import hypothesis.extra.numpy as of_numpy
import numpy as np
import pytest
from hypothesis import given

from elman.corpus.song import Song
from elman.exercises.answers import kind
from elman.exercises.attempt import attempt
from elman.exercises.forward import check_forward, check_step
from elman.grading.wire import Unreadable, Wire
from elman.network import gru, rnn


def sent(value):
    return Wire(0).parts(Wire(1).line(value=value))["value"]


PLAIN = [
    None, True, 3, 2**63, -(10**400), 0.1, float("inf"), "a\ud800", b"ab", 1 + 2j, Decimal("0.1"), Fraction(1, 3), ...,
    [], [1, [2, "x"]], (1, 2), {"a": (1,), 3: None, (1, 2): 4}, np.float64(0.1), np.float32(0.1), np.bool_(True), np.str_("x"),
]  # fmt: skip


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values_arrive_as_they_are(value):
    assert sent(value) == value
    assert type(sent(value)) is type(value)


def test_not_a_number_arrives():
    assert np.isnan(sent(float("nan")))
    assert sent(Decimal("NaN")).is_nan()


@given(of_numpy.arrays(of_numpy.scalar_dtypes(), of_numpy.array_shapes(min_dims=0, min_side=0)))
def test_arrays_of_numbers_arrive_bit_by_bit(array):
    if array.dtype.kind not in "biufcUS" or not array.dtype.itemsize:
        return
    for one in (array, array.T, np.asfortranarray(array), array[..., ::-1] if array.ndim else array):
        arrived = sent(one)
        assert (arrived.dtype, arrived.shape) == (one.dtype, one.shape)
        assert arrived.tobytes() == one.tobytes()


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        len,
        type,
        np.array(["2015-09-14"], "datetime64[D]"),
        np.zeros(2, [("a", float)]),
        ValueError("x"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_travel_arrives_as_a_thing_of_that_name(value):
    assert kind(sent(value)) == kind(value)


def test_collections_of_other_kinds():
    assert sent(range(3)) == [0, 1, 2]
    assert sent(deque([1, 2])) == [1, 2]
    assert list(sent({"a": 1, "b": 2}.values())) == [1, 2]
    assert list(sent(iter([1, 2]))) == [1, 2]
    assert sent(OrderedDict(a=1)) == {"a": 1}
    assert not isinstance(sent(MappingProxyType({"a": 1})), dict)
    assert np.array_equal(np.array(sent(np.ma.masked_array([1.0, 2.0], [True, False]))), [1, 2])
    assert np.array(sent(np.array([None, [1]], object)))[1] == [1]


def test_a_list_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    assert isinstance(sent(endless), list)


def test_what_judges_hand_out_arrives():
    params = rnn.init(2, 3, 1, rng=np.random.default_rng(0))
    for network in (rnn, gru):
        params = network.init(2, 3, 1, rng=np.random.default_rng(0))
        cache = network.forward(params, np.ones((4, 2)))[1]
        arrived = sent(cache)
        assert type(arrived) is type(cache)
        assert np.array_equal(arrived.H, cache.H)
    song = sent([Song("a", np.ones((2, 3)), np.zeros((2, 2)), np.arange(2.0))])[0]
    assert (type(song), song.id, song.features.shape) == (Song, "a", (2, 3))


def test_arrays_keep_their_memory():
    here, there = Wire(0), Wire(1)
    base = np.arange(6.0).reshape(2, 3).copy()
    first, turned = there.parts(here.line(value=[base, base.T]))["value"]
    assert np.shares_memory(first, turned)
    first[0, 1] = 9  # written there ...
    back = here.parts(there.line(value=[turned, 2 * first]))["value"]
    assert base[0, 1] == 9  # ... it stands here
    assert np.shares_memory(back[0], base)
    assert not np.shares_memory(back[1], base)
    again = here.parts(there.line(value=first))["value"]
    assert again is base


def test_only_what_changed_travels_again():
    here, big = Wire(0), np.zeros(10_000)
    assert len(here.line(value=big)) > 80_000
    assert len(here.line(value=big)) < 200
    big[3] = 1
    assert len(here.line(value=big)) > 80_000


def message(packed, memory=()):
    return json.dumps({"memory": list(memory), "parts": {"value": packed}}).encode()


BYTES = base64.b64encode(bytes(16)).decode()

NONSENSE = {
    "no JSON": b"right\n",
    "deep": b"[" * 100_000,
    "a number": b"5",
    "no parts": b'{"memory": []}',
    "unknown form": message({"pickle": "gASV"}),
    "two forms": message({"tuple": [], "dict": []}),
    "unknown class": message({"record": ["os.system", ["true"]]}),
    "another class of ours": message({"record": ["elman.files.atomic", []]}),
    "too few fields": message({"record": ["elman.network.rnn.Cache", []]}),
    "unknown memory": message({"array": 7}),
    "objects": message({"array": 1}, [[1, "|O", [2], "C", BYTES]]),
    "a record array": message({"array": 1}, [[1, "f8,f8", [1], "C", BYTES]]),
    "more than there is": message({"part": [1, 0, [100], [8], "<f8"]}, [[1, "<f8", [2], "C", BYTES]]),
    "before the beginning": message({"part": [1, -8, [2], [8], "<f8"]}, [[1, "<f8", [2], "C", BYTES]]),
    "another size": message({"array": 1}, [[1, "<f8", [3], "C", BYTES]]),
    "a key that is a list": message({"dict": [[[1], 2]]}),
    "a fraction by 0": message({"fraction": ["0x1", "0x0"]}),
    "no decimal": message({"decimal": "x"}),
}


@pytest.mark.parametrize("line", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused(line):
    with pytest.raises(Unreadable):
        Wire(0).parts(line)


STRANGE = {
    "text": "abc", "ragged": [[1, 2], [3]], "object": object(), "function": len, "set": {1}, "big": 10**400,
    "masked": np.ma.ones(4),
    "complex": np.ones(4) * 1j, "single": np.ones(4, np.float32), "half": np.ones(4, np.float16), "list": [1, 2, 3, 4],
    "decimals": [Decimal(1)] * 4, "generator": (float(n) for n in range(4)), "tuple": (1, 2, 3, 4), "matrix": np.eye(4),
    "nothing": None, "nan": np.full(4, np.nan), "truth": [True] * 4,
    "objects": np.array([1, None, 2, 3], object), "pair": ([1], 2),
}  # fmt: skip


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("check", [check_step, check_forward])
def test_the_judge_says_the_same_of_what_arrived(check, value):
    value = list(value) if hasattr(value, "__next__") else value
    arrived = sent(value)
    assert str(check(lambda *arguments: arrived)) == str(check(lambda *arguments: value))


def test_a_coroutine_is_told_as_one():
    async def asked():
        pass

    coroutine = asked()
    arrived = sent(coroutine)
    coroutine.close()
    assert "async" in attempt(lambda: arrived).words
