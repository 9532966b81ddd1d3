"""Parameters that stand in dicts, lists and tuples, as one flat dict of arrays and back again.

A cost is differentiated number by number, whatever its parameters stand in. So they are laid out first, each under its
path: ``{"layers": [{"W": A}, {"W": B}]}`` becomes ``{"layers.0.W": A, "layers.1.W": B}``.
"""

from collections.abc import Mapping, MutableMapping
from copy import copy

from elman.errors import InputError


def flatten(tree, called="params", path=""):
    """The leaves of ``tree`` as a flat dict {path: leaf}; a tree that is one leaf has the path ``called``.

    Parameters
    ----------
    tree : dict, list, tuple or a leaf
        See `is_leaf`.
    called : str
        What messages call the whole.

    Returns
    -------
    dict

    Raises
    ------
    InputError
        Two leaves have the same path.

    Examples
    --------
    >>> flatten({"W": "A", "layers": [("B", "C"), {"b": "D"}]})
    {'W': 'A', 'layers.0.0': 'B', 'layers.0.1': 'C', 'layers.1.b': 'D'}
    """
    if is_leaf(tree):
        return {path or called: tree}
    flat = {}
    for place, branch in branches(tree, path):
        leaves = flatten(branch, called, place)
        twice = [name for name in leaves if name in flat]
        if twice:
            raise InputError(f"{called} holds two arrays that would both be called {twice[0]}; rename one of them")
        flat |= leaves
    return flat


def rebuild(tree, flat, called="params", path=""):
    """The leaves of ``flat`` in the dicts, lists and tuples of ``tree``; the inverse of `flatten`.

    Examples
    --------
    >>> tree = {"W": "A", "layers": [("B", "C"), {"b": "D"}]}
    >>> rebuild(tree, {"W": 5, "layers.0.0": 6, "layers.0.1": 7, "layers.1.b": 8})
    {'W': 5, 'layers': [(6, 7), {'b': 8}]}
    """
    if is_leaf(tree):
        return flat[path or called]
    values = [rebuild(branch, flat, called, place) for place, branch in branches(tree, path)]
    if isinstance(tree, Mapping):
        made = copy(tree) if isinstance(tree, MutableMapping) else dict(tree)  # of the same class, where it can be
        made.update(zip(tree, values, strict=True))
        return made
    return type(tree)(*values) if hasattr(tree, "_fields") else type(tree)(values)  # a named tuple takes its fields


def is_leaf(tree):
    """Whether ``tree`` is not a dict, list or tuple; also true of a list of plain numbers, which only looks like an array."""
    if not isinstance(tree, Mapping | list | tuple):
        return True
    return not isinstance(tree, Mapping) and any(isinstance(item, int | float | complex) for item in tree)


def branches(tree, path=""):
    """Pairs (path, branch): what ``tree`` holds."""
    pairs = (
        tree.items()
        if isinstance(tree, Mapping)
        else zip(getattr(tree, "_fields", range(len(tree))), tree, strict=True)
    )
    return [(f"{path}.{key}" if path else str(key), branch) for key, branch in pairs]
