"""How a folder of feature files was made: what ``elman extract`` wrote beside them. Notebook 01."""

import json
from pathlib import Path

from elman.corpus.rows import read_text
from elman.errors import InputError

EXTRACTION = "extraction.json"
"""The file in which ``elman extract`` says how it made the feature files beside it."""

SETTINGS = ("set", "reading", "extractor", "level")
"""What must be known to take the same features from another sound."""


def how(made_with):
    """The `SETTINGS` among what ``elman extract`` or a model wrote; files from before there were levels have none."""
    return {"level": None} | {name: made_with[name] for name in SETTINGS if name != "level" or name in made_with}


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
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: cannot be read; extract the features again, or remove it if they came from elsewhere"
        ) from error
