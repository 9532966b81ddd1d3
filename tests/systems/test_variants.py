"""The variants' rows, below the table's own."""

from elman.systems import reproduction, table1, variants
from elman.systems.families import FAMILIES
from elman.systems.table1 import Row


def test_rows_stand_below_the_tables_and_have_families():
    plain, more = reproduction.rows(["260", "268"]), reproduction.rows(["260", "268"], with_variants=True)
    assert plain == table1.rows(["260", "268"])
    assert more[: len(plain)] == plain
    names = [row.name for row in more]
    assert len(set(names)) == len(names)
    assert {"pca rnn 268", "lstm 268 + smoothing", "ridge 268", "best 268"} <= set(names)
    assert {row.family for row in more} == set(FAMILIES)
    assert all("-" not in family for family in FAMILIES)  # a part's name is cut there
    assert Row("x", "260", "pca", "rnn") not in more


def test_variants_add_parts_and_change_none():
    given = ("source", ["260", "268"], (("1",), ("2",)))
    rest = {"evaluate": True, "reading": "code", "seed": 0}
    plain, more = reproduction.parts(*given, **rest), reproduction.parts(*given, **rest, with_variants=True)
    assert plain.items() <= more.items()
    assert {name.split("-")[1] for name in more.keys() - plain.keys()} == {"268"}
    assert len(more) - len(plain) == len({row.family for row in variants.rows(["268"])}) == 9
