"""How a folder of feature files was made: what ``elman extract`` wrote beside them. Notebook 01."""

import json
from pathlib import Path

from elman.corpus.rows import read_text
from elman.errors import InputError

EXTRACTION = "extraction.json"
"""The file in which ``elman extract`` says how it made the feature files beside it."""

SETTINGS = {"set": str, "reading": str, "extractor": int}
"""What must be known to take the same features from another sound: names, and the types of their values."""


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
        settings = {name: made_with[name] for name in SETTINGS}
        wrong = next((name for name, kind in SETTINGS.items() if type(settings[name]) is not kind), None)
        why = wrong and f"its {wrong!r} is not of the type {SETTINGS[wrong].__name__}"
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        why = "it is not what elman extract writes"
    if why:
        raise InputError(
            f"{path}: cannot be read, as {why}; extract the features again, or remove it if they came from elsewhere"
        )
    return settings
