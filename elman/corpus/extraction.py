"""How a folder of feature files was made: what ``elman extract`` wrote beside them. Notebook 01."""

import json
from pathlib import Path

from elman.corpus.rows import read_text
from elman.errors import InputError, shortened

EXTRACTION = "extraction.json"
"""The file in which ``elman extract`` says how it made the feature files beside it."""

SETTINGS = {"set": str, "reading": str, "extractor": int, "level": (float, type(None))}
"""What must be known to take the same features from another sound: names, and the types of their values."""


def how(made_with):
    """The `SETTINGS` among what ``elman extract`` or a model wrote; what was written before there were levels has none.

    Raises
    ------
    KeyError, TypeError
        A setting is missing, or of another type.
    """
    settings = {name: ({"level": None} | made_with)[name] for name in SETTINGS}
    for name, kind in SETTINGS.items():
        if not isinstance(settings[name], kind) or isinstance(settings[name], bool):
            raise TypeError(f"its {name!r} is {settings[name]!r}")
    return settings


def features_made_with(folder):
    """The `SETTINGS` of the feature files in a folder; None where ``elman extract`` did not make them.

    Returns
    -------
    dict or None
        ``set`` and ``reading`` are names, ``extractor`` is a number.

    Raises
    ------
    InputError
        The file is damaged.
    """
    path = Path(folder) / EXTRACTION
    if not path.exists():
        return None
    try:
        made_with = json.loads(read_text(path))["made_with"]
        return how(made_with)
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        why = error if isinstance(error, TypeError) else "it is not what elman extract writes"
        raise InputError(
            f"{path}: cannot be read ({shortened(why)}); extract the features again, or remove it if they came from elsewhere"
        ) from error
