"""docs/architecture.md: every room is there, and every name in it exists."""

import pkgutil
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_room_has_a_line():
    rooms = {path.name for path in (ROOT / "elman").iterdir() if (path / "__init__.py").exists()}
    table = TEXT.split("| room |")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE)) == rooms


def test_every_name_exists():
    names = set(re.findall(r"`(elman\.[\w.]+)`", TEXT))
    assert len(names) > 25
    for name in names:
        assert pkgutil.resolve_name(name), name
    for path in re.findall(r"`(tests/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path
