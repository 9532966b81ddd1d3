"""What the tests of the judges share."""

import pytest


@pytest.fixture
def named():
    """The words of those mistakes of a table that a verdict names."""

    def words(verdict, table):
        return {mistake.word for mistake in table if mistake.slips == 1 and mistake.word in str(verdict)}

    return words
