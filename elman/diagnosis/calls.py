"""A student's function is called, so guarded that nothing of it goes unseen: what it raises, returns, changes and keeps."""

import copy
import time
import warnings
from typing import NamedTuple

import numpy as np

from elman.diagnosis.cases import Case, shaped_like
from elman.student_file import in_words


class Call(NamedTuple):
    """What a function gave on a song.

    ``grads`` are the gradients that can be compared, as float64 arrays in the right shape where possible; ``faults`` are
    pairs (kind, words); ``again`` are the gradients of a second call; ``changed`` the inputs that were overwritten, as they
    became; ``single`` is true where the gradients came in single precision; ``seconds`` is the time of one call.
    """

    case: Case
    grads: dict
    faults: list
    again: dict
    changed: dict
    single: bool
    seconds: float

    def differs(self):
        """The parameters for which the second call gave something else."""
        return [k for k in self.grads if k not in self.again or not self.case.same(k, self.again[k], self.grads[k])]


def call(function, case):
    """Call a student's function twice with copies of ``case.ARGUMENTS``, and look at all that it gives and changes."""
    first, arguments, error, seconds = _result(function, case)
    changed = _changed(case, arguments)
    faults = [("overwrites", f"{', '.join(changed)} changed during the call; work on a copy")] if changed else []
    if error:
        return Call(case, {}, [("exception", error), *faults], {}, changed, False, seconds)
    (good, wrong), own, one = _compared(first, case), [], case.read(first)
    if isinstance(one, dict):
        own = _not_their_own(_only_arrays(one), _only_arrays(_parts(case, arguments)))
    single = isinstance(one, dict) and any(getattr(v, "dtype", None) == np.float32 for v in one.values())
    second, _, error, _ = _result(function, case)
    if error:
        wrong.append(("exception", f"{error}, in a second call with the same numbers"))
    again, other = good if error else _compared(second, case)[0], case.read(second)
    if isinstance(one, dict) and isinstance(other, dict):
        own += _the_same_arrays(one, other)
    return Call(case, good, [*wrong, *own, *faults], again, changed, single, seconds)


def numbers(function, case):
    """The gradients of one more call that can be compared; empty where something is raised."""
    result, _, error, _ = _result(function, case)
    return {} if error else _compared(result, case)[0]


def _compared(result, case):
    """What of a result can be compared, as arrays of its own, and the faults of the others."""
    grads = case.read(result)
    return usable(grads, case.right) if isinstance(grads, dict) else _not_as_expected(result, case)


def _result(function, case):
    """What it returned, the arguments as they are after the call, what was raised, in words, and the seconds it took."""
    arguments = [copy.deepcopy(getattr(case, name)) for name in case.ARGUMENTS]
    start = time.perf_counter()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = function(*arguments)
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        return None, arguments, in_words(error), time.perf_counter() - start
    return result, arguments, "", time.perf_counter() - start


def usable(grads, right):
    """The gradients that can be compared with ``right``, as float64 arrays, and the faults of the others."""
    missing, extra = [k for k in right if k not in grads], [k for k in grads if k not in right]
    renamed = {k: other for k in missing for other in extra if _plain(k) == _plain(other)}
    faults = []
    if renamed:
        pairs = ", ".join(f"{other!r} for {name!r}" for name, other in renamed.items())
        faults.append(("wrong keys", f"the dict has {pairs}; its keys must be those of params"))
    missing = [k for k in missing if k not in renamed]
    extra = [k for k in extra if k not in renamed.values()]
    if missing:
        faults.append(("wrong keys", f"the gradient of {', '.join(missing)} is missing from the dict"))
    if extra:
        faults.append(("wrong keys", f"the dict has {', '.join(map(repr, extra))}, but no parameter has this name"))
    good = {}
    for name in right:
        key = renamed.get(name, name)
        if key in grads:
            value, fault = _one(name, grads[key], right[name])
            faults += fault
            if value is not None:
                good[name] = value
    return good, faults


def _plain(name):
    return "".join(c for c in str(name).lower() if c.isalnum()).removeprefix("d").removeprefix("grad")


def _not_as_expected(grads, case):
    """What a result that is no dict holds, and the fault."""
    right, hint = case.right, "; is the return missing?" if grads is None else ""
    if "cost" in right and isinstance(grads, tuple) and len(grads) == 2 and isinstance(grads[0], dict):
        hint = "; is the order (cost, grads)?"
    if hasattr(grads, "__next__"):
        hint = "; is there a yield in place of return?"
    if hasattr(grads, "cr_code"):
        grads.close()
        hint = "; write def, not async def"
    words = f"{type(grads).__name__} was returned, but {case.RETURNS} was expected{hint}"
    good = {}
    if isinstance(grads, (tuple, list)) and len(grads) == len(right):
        good, _ = usable(dict(zip(right, grads, strict=True)), right)
        if all(good[name].shape == right[name].shape for name in good) and len(good) == len(right):
            return good, [("wrong type", f"{words}. The numbers were compared in the order {', '.join(right)}")]
    return {}, [("wrong type", words)]


def _one(name, value, right):
    """One gradient as a float64 array, or None; and its faults."""
    what = f"the gradient of {name}" if right.ndim else "the cost"
    if value is None:
        return None, [("wrong type", f"{what} is None")]
    kind, faults = type(value), []
    article = "an" if kind.__name__[0] in "aeiou" else "a"
    try:
        array = np.asarray(value.detach() if hasattr(value, "detach") else value)
        array = array if array.dtype == np.float64 and kind is np.ndarray else np.array(array)
        are_numbers = array.dtype.kind in "iufb"
    except (ValueError, TypeError):
        return None, [("wrong type", f"{what} is not an array: its rows differ in length")]
    one_number = isinstance(value, np.floating) or (kind is float and right.ndim == 0)  # a cost is a number
    expected = "a NumPy array" if right.ndim else "a float"
    if kind is not np.ndarray and not one_number:
        faults.append(("wrong type", f"{what} is {article} {kind.__name__}, but {expected} was expected"))
    elif array.dtype != np.float64:
        faults.append(("wrong type", f"{what} holds {array.dtype}, but float64 was expected"))
    if not are_numbers:
        return None, faults or [("wrong type", f"{what} holds {array.dtype}, not numbers")]
    array = array.astype(np.float64)
    if faults and array.ndim == 0 and array == 0:
        return np.zeros(right.shape), faults  # a sum over no frame is the number 0
    if array.shape != right.shape:
        must = f"its parameter {right.shape}" if right.ndim else "it is one number"
        faults.append(("wrong shape", f"{what} has shape {array.shape}, but {must}"))
        array = shaped_like(array, right)
    if not np.isfinite(array).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        return None, [*faults, ("not finite", f"{what} is {array[at]}{f' at {at}' * (array.ndim > 0)}")]
    return array, faults


def _only_arrays(values):
    return {k: v for k, v in values.items() if isinstance(v, np.ndarray)}


def _not_their_own(grads, given):
    """Gradients that share their memory with each other or with what was given."""
    names, faults = list(grads), []
    for n, name in enumerate(names):
        for other in names[n + 1 :]:
            if np.shares_memory(grads[name], grads[other]):
                words = f"the gradients of {name} and {other} share their memory: what changes one changes the other"
                faults.append(("not arrays of their own", words))
        for label, array in given.items():
            if np.shares_memory(grads[name], array):
                words = f"the gradient of {name} is the memory of {label}: what changes one changes the other; return a copy"
                faults.append(("not arrays of their own", words))
    return faults


def _the_same_arrays(first, second):
    shared = [
        k for k, v in first.items() if isinstance(v, np.ndarray) and np.shares_memory(v, second.get(k, np.empty(0)))
    ]
    words = (
        f"two calls return the same arrays for {', '.join(shared)}, so that the second changes what the first returned"
    )
    return [("not arrays of their own", f"{words}; make new ones in each call")] if shared else []


def _changed(case, arguments):
    """The inputs that are no longer what they were, by name: ``params['W_hh']``, ``cache.H``, ``dY``."""
    before, after = _parts(case, [getattr(case, name) for name in case.ARGUMENTS]), _parts(case, arguments)
    changed = {part: after.get(part) for part in before if part not in after or not _equal(after[part], before[part])}
    return changed | {f"{part} (new)": after[part] for part in after if part not in before}


def _parts(case, arguments):
    found = {}
    for name, value in zip(case.ARGUMENTS, arguments, strict=True):
        if isinstance(value, dict):
            found |= {f"{name}[{key!r}]": part for key, part in value.items()}
        elif isinstance(value, tuple) and hasattr(value, "_fields"):
            found |= {f"{name}.{key}": part for key, part in zip(value._fields, value, strict=True)}
        else:
            found[name] = value
    return found


def _equal(a, b):
    return np.array_equal(a, b, equal_nan=True) if isinstance(b, np.ndarray) else a == b
