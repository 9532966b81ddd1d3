"""The fixture that hides a library hides all of it, or tests would pass that fail where it is not installed."""

import importlib
import importlib.metadata
import importlib.util

import pytest


def test_neither_the_modules_nor_the_version_can_be_found(without):
    assert importlib.util.find_spec("rich") is not None
    assert importlib.metadata.version("rich")
    without("rich")
    assert importlib.util.find_spec("rich") is None
    for name in ("rich", "rich.table"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("rich")
    assert importlib.metadata.version("numpy")


def test_afterwards_it_is_there_again():
    assert importlib.import_module("rich.table").Table
    assert importlib.metadata.version("rich")
