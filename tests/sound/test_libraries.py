"""A library for sound that is missing, and one that is there and cannot be loaded: two messages, one line each."""

import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

from elman.errors import InputError
from elman.sound import libraries
from elman.sound.features import require

BROKEN = {
    "built for NumPy 1": ("raise AttributeError('_ARRAY_API not found')", "AttributeError: _ARRAY_API not found"),
    "a system library lacks": (
        "raise ImportError('libatomic.so.1: cannot open shared object file')",
        "libatomic.so.1: cannot open shared object file",
    ),
    "a dependency lacks": ("import no_such_dependency", "no_such_dependency"),
    "the loader fails": ("raise OSError(8, 'Exec format error')", "Exec format error"),
}


@pytest.mark.parametrize("library", ["essentia", "opensmile"])
@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_there_and_cannot_be_loaded_is_told_with_the_reason(monkeypatch, tmp_path, library, fault):
    source, reason = BROKEN[fault]
    (tmp_path / f"{library}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(InputError, match=re.escape(reason)) as caught:
        require([{"essentia": "essentia196", "opensmile": "baseline260"}[library]], [Path("a.wav")])
    assert library in str(caught.value)
    assert "not installed" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("library", libraries.EXTRAS)
def test_what_is_missing_is_told_with_what_to_install(without, library):
    without(library)
    with pytest.raises(InputError, match=re.escape(f"pip install '.[{libraries.EXTRAS[library][0]}]'")) as caught:
        libraries.load(library, "it needs")
    assert f"{library}, which is not installed" in str(caught.value)


def test_no_older_essentia_is_admitted_than_one_that_is_built_for_this_numpy():
    setup = (Path(__file__).parents[2] / "setup.cfg").read_text(encoding="utf-8")
    [lowest] = re.findall(r"essentia>=([^;\s]+)", setup)
    assert lowest == "2.1b6.dev1389"  # the first that is built for NumPy 2
    try:
        assert int(importlib.metadata.version("essentia").rpartition("dev")[2]) >= 1389
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("Essentia is not installed")
