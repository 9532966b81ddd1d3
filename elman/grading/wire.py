"""Values on their way between two processes, as lines of JSON: no code can travel in them, and no class that is not known here.

Who reads a line trusts nothing in it. What has no place in JSON (an object of a student's own) arrives as a thing without
abilities that has its name, so that the judge's words are those of the notebook. Arrays keep their memory: two that share it
here share it there, and what is written into an array on one side stands in it on the other after the next line.
"""

import base64
import itertools
import json
import re
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from elman.corpus.song import Song
from elman.exercises.attempt import MANY
from elman.grading.things import SIMPLE, name_of, of_arrays, other, simple
from elman.network import gru, lstm, rnn

RECORDS = {f"{kind.__module__}.{kind.__name__}": kind for kind in (rnn.Cache, gru.Cache, lstm.Cache, Song)}
"""The classes whose objects arrive as what they are."""

DEEPEST = 30
"""Lists in lists, so many levels."""

LARGEST = 512 * 2**20
"""So many bytes a line may have."""

NUMBERS = re.compile(r"[<>|=]?[biufcUS]\d+")
"""The kinds of arrays that travel: numbers and texts."""


class Unreadable(Exception):
    """What came is no message of ours."""


class Wire:
    """One end of the connection. The ends count the memory that they make with numbers of their own: 0, 2, ... and 1, 3, ..."""

    def __init__(self, first):
        self._free = itertools.count(first, 2)
        self._owners, self._numbers, self._known, self._met = {}, {}, {}, {}

    def line(self, **parts):
        """A message with these parts, to be sent."""
        self._met = {}
        packed = {name: self._pack(part) for name, part in parts.items()}
        memory = []
        for number, owner in self._met.items():
            data = _bytes(owner).tobytes()
            if self._known.get(number) != data:
                self._known[number] = data
                order = "C" if owner.flags.c_contiguous else "F"
                memory.append([number, owner.dtype.str, owner.shape, order, base64.b64encode(data).decode()])
        return json.dumps({"memory": memory, "parts": packed}).encode() + b"\n"

    def parts(self, line):
        """The parts of a message that came.

        Raises
        ------
        Unreadable
        """
        try:
            message = json.loads(line)
            for number, dtype, shape, order, data in message["memory"]:
                self._remember(number, dtype, shape, order, base64.b64decode(data))
            return {name: self._unpack(part) for name, part in message["parts"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
            raise Unreadable("what the code's process sends cannot be read") from error

    def _remember(self, number, dtype, shape, order, data):
        if number not in self._owners:
            self._keep(number, np.zeros(shape, _dtype(dtype), order))
        _bytes(self._owners[number])[:] = np.frombuffer(data, np.uint8)
        self._known[number] = data

    def _keep(self, number, owner):
        self._owners[number], self._numbers[id(owner)] = owner, number

    def _number(self, owner):
        number = self._numbers.get(id(owner))
        if number is None or len(self._known.get(number, bytes(owner.nbytes))) != owner.nbytes:  # new, or resized
            number = next(self._free)
            self._keep(number, owner)
        self._met[number] = owner
        return number

    def _array(self, array):
        """An array as a part of the memory that owns its numbers."""
        owner = array
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        plain = type(owner) is np.ndarray and NUMBERS.fullmatch(owner.dtype.str) and owner.size
        if not (plain and (owner.flags.c_contiguous or owner.flags.f_contiguous)):
            array = owner = np.array(array, subok=False, copy=True, order="C")
        number = self._number(owner)
        if array is owner:
            return {"array": number}
        offset = array.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
        return {"part": [number, offset, array.shape, array.strides, array.dtype.str]}

    def _pack(self, value, depth=0):
        kind = type(value)
        if value is None or kind in (bool, str) or kind is float or (kind is int and abs(value) < 2**63):
            return value
        if isinstance(value, np.generic) and NUMBERS.fullmatch(value.dtype.str):
            return {"scalar": [value.dtype.str, base64.b64encode(value.tobytes()).decode()]}
        if kind is np.ndarray and NUMBERS.fullmatch(value.dtype.str):
            return self._array(value)
        plain = simple(value)
        if plain is not None:
            return plain
        if depth > DEEPEST:
            return {"other": [name_of(value), None]}

        def all_of(values):
            return [self._pack(one, depth + 1) for one in values]

        record = f"{kind.__module__}.{kind.__qualname__}"
        if record in RECORDS:
            return {"record": [record, all_of(value if isinstance(value, tuple) else vars(value).values())]}
        if kind is np.ndarray:
            objects = value.dtype.kind == "O"
            return {"objects": [value.shape, all_of(value.flat)]} if objects else {"other": [name_of(value), None]}
        if isinstance(value, Mapping):
            name = "dict" if isinstance(value, dict) else "mapping"
            return {name: [all_of(pair) for pair in value.items()]}
        if isinstance(value, tuple):
            return {"tuple": all_of(value)}
        if isinstance(value, Iterator):
            return {"iterator": all_of(islice(value, MANY))}
        inside = value.detach() if hasattr(value, "detach") else value
        if hasattr(inside, "__array__"):
            return {"arrays": [name_of(value), self._pack(np.array(inside, subok=False), depth + 1)]}
        if isinstance(value, Sequence):
            return all_of(value)
        items = all_of(value) if isinstance(value, Collection) else None
        return {"other": [name_of(value), items]}

    def _unpack(self, packed):
        if isinstance(packed, list):
            return [self._unpack(one) for one in packed]
        if not isinstance(packed, dict):
            return packed
        ((form, content),) = packed.items()
        match form:
            case "array":
                return self._owners[content]
            case "part":
                number, offset, shape, strides, dtype = content
                owner = self._owners[number]
                memory = _bytes(owner)
                return np.ndarray(shape, _dtype(dtype), memory, offset, strides)
            case "scalar":
                return np.frombuffer(base64.b64decode(content[1]), _dtype(content[0]))[0]
            case "arrays":
                return of_arrays(content[0], self._unpack(content[1]))
            case "objects":
                array = np.empty(content[0], object)
                for n, one in enumerate(self._unpack(content[1])):
                    array.reshape(-1)[n] = one
                return array
            case "record":
                return RECORDS[content[0]](*self._unpack(content[1]))
            case "dict":
                return dict(self._unpack(content))
            case "mapping":
                return types.MappingProxyType(dict(self._unpack(content)))
            case "tuple":
                return tuple(self._unpack(content))
            case "iterator":
                return (one for one in self._unpack(content))
            case "other":
                return other(content[0], self._unpack(content[1]))
            case _:
                return SIMPLE[form](content)


def _bytes(owner):
    """The memory of an array as bytes, one after the other."""
    return (owner if owner.flags.c_contiguous else owner.T).reshape(-1).view(np.uint8)


def _dtype(text):
    if not NUMBERS.fullmatch(text):
        raise Unreadable("an array of another kind came than numbers and texts")
    return np.dtype(text)
