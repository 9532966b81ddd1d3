"""Parameters that stand in dicts, lists and tuples, as one flat dict of arrays and back again.

A cost is differentiated number by number, whatever its parameters stand in. So they are laid out first, each under its
path: ``{"layers": [{"W": A}, {"W": B}]}`` becomes ``{"layers.0.W": A, "layers.1.W": B}``.
"""

from collections.abc import Mapping

from elman.errors import InputError


def flatten(tree, called="params", path=""):
    """The leaves of ``tree`` as a flat dict {path: leaf}; a tree that is one leaf has the path ``called``.

    Parameters
    ----------
    tree : dict, list, tuple or a leaf
        Anything that is no dict, list or tuple is a leaf.
    called : str
        What messages call the whole.

    Returns
    -------
    dict

    Raises
    ------
    InputError
        Two leaves have the same path, or a list of plain numbers stands where an array was expected.

    Examples
    --------
    >>> flatten({"W": "A", "layers": [("B", "C"), {"b": "D"}]})
    {'W': 'A', 'layers.0.0': 'B', 'layers.0.1': 'C', 'layers.1.b': 'D'}
    """
    if not isinstance(tree, Mapping | list | tuple):
        return {path or called: tree}
    if not isinstance(tree, Mapping) and any(isinstance(item, int | float | complex) for item in tree):
        raise InputError(
            f"{path or called} is a {type(tree).__name__} of numbers, an array was expected: np.array(...)"
        )
    flat = {}
    for key, branch in _branches(tree):
        for name, leaf in flatten(branch, called, f"{path}.{key}" if path else str(key)).items():
            if name in flat:
                raise InputError(f"{called} holds two arrays that would both be called {name}; rename one of them")
            flat[name] = leaf
    return flat


def rebuild(tree, flat, called="params", path=""):
    """The leaves of ``flat`` in the dicts, lists and tuples of ``tree``; the inverse of `flatten`.

    Examples
    --------
    >>> rebuild({"W": 1, "layers": [(2, 3), {"b": 4}]}, {"W": 5, "layers.0.0": 6, "layers.0.1": 7, "layers.1.b": 8})
    {'W': 5, 'layers': [(6, 7), {'b': 8}]}
    """
    if not isinstance(tree, Mapping | list | tuple):
        return flat[path or called]
    branches = {
        key: rebuild(branch, flat, called, f"{path}.{key}" if path else str(key)) for key, branch in _branches(tree)
    }
    if isinstance(tree, Mapping):
        return branches
    if hasattr(tree, "_fields"):  # a named tuple takes its fields one by one
        return type(tree)(*branches.values())
    return type(tree)(branches.values())


def _branches(tree):
    return tree.items() if isinstance(tree, Mapping) else enumerate(tree)
