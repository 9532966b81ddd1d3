"""docs/notation.md: every name in it exists, and has the shape that stands beside it."""

import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest

from elman.corpus import synthetic
from elman.network import rnn
from elman.network.losses import mse_gradient
from elman.network.settings import Settings
from elman.systems.linear import LinearRegression

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
SECTIONS = ("A song", "The network", "The backward pass", "Around the network")


def rows(text, section):
    """(name in code, shape) of each line of a section's table."""
    table = text.split(f"## {section}\n")[1].split("\n## ")[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 5 and cells[1].startswith("`"):
            yield cells[1].strip("`"), cells[2].strip("`")


def shapes_differ(text, section, things):
    """What in a section's table is not as it is in the code."""
    found = []
    for name, shape in rows(text, section):
        try:
            real = np.shape(eval(name, {}, things))
        except (NameError, AttributeError, KeyError) as error:
            found.append(f"{name}: {type(error).__name__}")
            continue
        if real != eval(shape, {}, things):
            found.append(f"{name} has shape {real}, not {shape}")
    return found


@pytest.fixture(scope="module")
def things():
    """Everything that the tables name; all sizes differ, so that no two shapes are the same by chance."""
    corpus = synthetic.make(seed=0, n_development=3, n_evaluation=1)
    song = corpus.evaluation[0]
    songs = {"song": song, "lead_in": song.lead_in, "T": len(song.targets), "D": 268}
    T, n_in, n_hidden, n_out = 7, 3, 5, 2
    rng = np.random.default_rng(0)
    params = rnn.init(n_in, n_hidden, n_out, rng=rng, scale=1.0)
    Y, cache = rnn.forward(params, rng.standard_normal((T, n_in)))
    dY = mse_gradient(Y, np.zeros_like(Y))
    network = {"T": T, "n_in": n_in, "n_hidden": n_hidden, "n_out": n_out, "params": params, "cache": cache, "Y": Y}
    network |= {"dY": dY, "signals": rnn.backpropagate(params, dY, cache), "grads": rnn.backward(params, dY, cache)}
    around = {"model": LinearRegression().fit(corpus.development), "settings": Settings(), "D": 268}
    return dict(zip(SECTIONS, (songs, network, network, around), strict=True))


@pytest.mark.parametrize("section", SECTIONS)
def test_names_exist_with_their_shapes(things, section):
    assert shapes_differ(TEXT, section, things[section]) == []


def test_every_parameter_gradient_and_step_is_in_the_tables(things):
    named = {name for section in SECTIONS for name, _ in rows(TEXT, section)}
    network = things["The network"]
    for name in network["params"]:
        assert {f'params["{name}"]', f'grads["{name}"]'} <= named
    assert {f"signals.{name}" for name in ("dA", "dH", "dZ")} <= named


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (
            "`(n_in, n_hidden)` | none | weights from the inputs",
            "`(n_hidden, n_in)` | none | weights",
            "not (n_hidden, n_in)",
        ),
        ('`params["b_h"]`', '`params["b_hh"]`', "KeyError"),
        ("`cache.H`", "`cache.states`", "AttributeError"),
        ("`(T + 1, n_hidden)` | -1 to 1", "`(T, n_hidden)` | -1 to 1", "cache.H has shape (8, 5), not (T, n_hidden)"),
    ],
)
def test_a_wrong_table_is_noticed(things, old, new, word):
    assert TEXT.count(old) == 1
    [found] = shapes_differ(TEXT.replace(old, new), "The network", things["The network"])
    assert word in found


def test_the_glossary_is_in_order_and_its_places_exist():
    lines = [
        re.split(r"(?<!\\)\|", line)[1:-1] for line in TEXT.split("## Glossary\n")[1].split("\n## ")[0].splitlines()
    ]
    entries = [[cell.strip() for cell in cells] for cells in lines if len(cells) == 5][2:]
    assert len(entries) > 30
    terms = [re.sub(r"[^a-z0-9 ]", "", term.lower()) for term, *_ in entries]
    assert terms == sorted(terms)
    for term, meaning, places, notebooks, _ in entries:
        assert meaning, term
        for place in re.findall("`(.*?)`", places):
            assert pkgutil.resolve_name(place), place
        for number in filter(None, notebooks.split(", ")):
            assert list((ROOT / "notebooks" / "sources").glob(f"{number}_*.py")), (term, number)
