"""A reading that trains for a few epochs only."""

from dataclasses import replace

import pytest

from elman.readings import READINGS


@pytest.fixture
def short():
    """The signs of all results are there after 15 epochs; their sizes are a matter for the experiments themselves."""
    code = READINGS["code"]
    return replace(code, network=replace(code.network, n_epochs=15))
