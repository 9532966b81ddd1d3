"""Input checks: parameters, gradients, the cost and the numbers given with them; one clear error where one does not fit."""

import inspect
import numbers
from collections.abc import Mapping
from contextlib import contextmanager

import numpy as np

from elman.errors import InputError, shortened
from elman.gradcheck.trees import branches, flatten, is_leaf, rebuild
from elman.seeds import random_generator


def real_parameters(params, called="params"):
    """Copies of the parameters as float64 arrays, flattened (`elman.gradcheck.trees`), or one clear error."""
    flat = flatten(params, called)
    arrays = {name: _float64(name, value) for name, value in flat.items()}
    if not any(array.size for array in arrays.values()):
        raise InputError(f"{called} must be a dict of arrays that holds at least one number; {kind(params)} was given")
    return arrays


def _float64(name, value):
    if isinstance(value, float):
        value = np.asarray(value)
    if not plain_array(value):
        raise InputError(f"parameter {name} is {kind(value)}, a float64 array was expected: np.array(...)")
    if value.dtype != np.float64:
        raise InputError(
            f"parameter {name} holds {value.dtype}, float64 was expected: a small step is lost in any other type; "
            f"give {name}.astype(float)"
        )
    if not np.isfinite(value).all():
        raise InputError(f"parameter {name} holds a number that is not finite; replace it")
    return np.array(value)


def gradients_like(params, grads, called="grads", path=""):
    """``grads`` flattened as ``params`` are, each an array of real numbers, or an error that says what differs."""
    if is_leaf(params):
        return {path or "params": _gradient(path or "params", grads, np.shape(params))}
    where = f"{called}.{path}" if path else called
    if is_leaf(grads) or isinstance(grads, Mapping) != isinstance(params, Mapping):
        wanted = "dict with the keys" if isinstance(params, Mapping) else "list with the shape"
        raise InputError(f"{where} must be a {wanted} of params, not {kind(grads)}")
    given, wanted = dict(branches(grads, path)), dict(branches(params, path))
    missing, unknown = [name for name in wanted if name not in given], [name for name in given if name not in wanted]
    if missing or unknown:
        raise InputError(
            f"{where} and params differ in their keys: missing {_quoted(missing)}, not known {_quoted(unknown)}; "
            f"it must hold one array for each parameter, under the same key"
        )
    return {
        leaf: value
        for name, branch in wanted.items()
        for leaf, value in gradients_like(branch, given[name], called, name).items()
    }


def _gradient(name, value, shape):
    if isinstance(value, numbers.Number):
        value = np.asarray(value)
    if not plain_array(value):
        raise InputError(f"the gradient of {name} is {kind(value)}, an array of shape {shape} was expected")
    if value.shape != shape or value.dtype.kind not in "fiu" or value.dtype == np.float16:
        raise InputError(
            f"the gradient of {name} has shape {value.shape} and type {value.dtype}; {shape} and float64 were expected "
            f"(float32 and integers are compared too)"
        )
    return np.array(value)  # the next call may write into the same array


def plain_array(value):
    """Whether ``value`` is an array with all its numbers, none of them masked."""
    return isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray)


def expect_function(name, function, *arguments):
    """Raise InputError unless ``function`` can be called with these arguments."""
    call = f"{name}({', '.join(arguments)})"
    if not callable(function):
        raise InputError(f"{name} must be a function that is called as {call}, not {kind(function)}")
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError as error:
        raise InputError(f"{name} must be a function that can be called as {call}: {error}") from None
    except ValueError:  # written in C: it does not tell its arguments
        pass


def cost_of_flat(cost, params):
    """``cost`` as a function of the flat dict; raises where it writes into its parameters."""
    expect_function("cost", cost, "params")

    def asked(flat):
        given = rebuild(params, {name: np.asanyarray(value) for name, value in flat.items()})
        with untouched("the cost changes its parameter", given):
            return cost(given)

    return asked


@contextmanager
def untouched(claim, tree, called="params"):
    """Raise InputError, "<claim> <name>", where an array in ``tree`` is not afterwards what it was before."""
    names = flatten(tree, called)
    before = {name: (leaf, leaf.copy()) for name, leaf in names.items() if isinstance(leaf, np.ndarray)}
    yield
    after = flatten(tree, called)
    for name in [*before, *(after.keys() - names.keys())]:
        leaf, copy = before.get(name, (None, None))
        if leaf is None or after.get(name) is not leaf or not _same(leaf, copy):
            raise InputError(f"{claim} {name}; what a function is given must stay as it was: work on a copy")


def _same(a, b):
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")


def real_cost(cost):
    """``cost``, with its result checked: one real, finite number."""

    def checked(params):
        C = one_number(cost(params))
        if C.dtype.kind == "c":
            if C.imag != 0:
                raise InputError(f"the cost must be one real number, not {C.item()!r}")
            C = C.real
        return float(C)

    return checked


def one_number(C, *, finite=True):
    """What a cost gave, as an array without axes that holds one (finite) number; or an error that says what it is."""
    try:
        array = np.asarray(C)
    except Exception:  # ragged tuples, tensors that record gradients, ...
        array = None
    if array is None or array.shape != () or array.dtype.kind not in "fiuc":
        raise InputError(f"the cost must be one real number, not {kind(C)}{_hint(C)}")
    if finite and not np.isfinite(array):
        raise InputError(f"the cost is {array}, not a finite number; no gradient exists here")
    return array


def _hint(C):
    if C is None:
        return "; does it end with return?"
    if isinstance(C, tuple):
        return "; return the cost alone"
    return "; sum it, or use check_backward for functions of several values" if isinstance(C, np.ndarray) else ""


def real_number(name, value, low, high):
    """``value`` as a float between ``low`` and ``high`` (included), or an InputError that names it."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        shown = f"{value:g}" if is_number else kind(value)
        raise InputError(f"{name} is {shown}, a number from {low:g} to {high:g} was expected")
    return float(value)


def one_of(name, value, options):
    """``value``, or an InputError unless it is one of the texts in ``options``."""
    if not isinstance(value, str) or value not in options:
        raise InputError(f"{name} {kind(value)} was given, one of {', '.join(options)} was expected")
    return value


def generator(rng):
    """``rng`` as a random generator: one as it is, a seed, or None for the seed 0."""
    return random_generator(0 if rng is None else rng)


def kind(value):
    """What a value is, in a few words for a message."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        article = "an array" if plain_array(value) else f"a {type(value).__name__}"
        return f"{article} of shape {value.shape}{'' if value.dtype.kind in 'fiuc' else f' and type {value.dtype}'}"
    if isinstance(value, Mapping | tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, numbers.Number | str):
        return shortened(repr(value), 40)
    return f"of type {type(value).__name__}"


def listed(names, most=6):
    """Names for a message, at most ``most`` of them."""
    shown = ", ".join(map(shortened, names[:most]))
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def _quoted(names):
    return "[" + listed([repr(name) for name in names]) + "]"
