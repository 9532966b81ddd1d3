"""docs/claims.csv: every sentence of the pages that compares, or says why, has a line that says what shows it.

If this fails: `python docs/claims.py --update`, then say in the new lines what shows the sentence, or reword the sentence.
"""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def claims(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs")
    import claims

    yield claims
    del sys.modules["claims"]


def test_every_claim_has_a_carrier_that_is_there(claims):
    assert claims.faults() == []


def test_no_sentence_has_two_lines(claims):
    keys = [(line["page"], line["sentence"]) for line in claims.lines()]
    assert len(set(keys)) == len(keys) > 300


@pytest.mark.parametrize(
    "sentence",
    [
        "The GRU is better than the Elman network.",
        "Wide starts learn faster.",
        "To keep a number, a gate is needed.",
        "Such a network cannot learn.",
        "It fails because the start is narrow.",
        "Only the others can do it.",
        "Penalties always help on new songs.",
        "With more songs it makes fewer mistakes than before.",
        "The lighter colours are much lighter than the others.",
        "Shorter windows beat nothing, they are outperformed by all.",
        "The songs are shuffled, so that they count alike.",
        "*The first thing that helps* is to stop early.",
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        "{}",
        "First things first. {} And so on.",
        "- An item.\n- {}\n",
        "| a | b |\n|---|---|\n| 1 | {} |\n",
        "<details><summary>Why</summary>\n\n{}\n\n</details>",
        "# A title\n{}\n",
        "1. One.\n2. {}\n   A line more.",
        "10. Ten\n    and more. {}\n",
    ],
)
def test_a_planted_claim_is_found(claims, page, sentence):
    assert claims.claims(page.format(sentence)) == [sentence]


def test_a_claim_over_two_lines_is_one_sentence(claims):
    assert claims.claims("It learns (T. Pellegrini et al. say .5) and\nnever forgets. More.") == [
        "It learns (T. Pellegrini et al. say .5) and never forgets."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Is the GRU better than the Elman network?",
        "The paper says “this is better than all” (section 3).",
        "```\nx = 1  # never better than this\n```",
        "A command:\n\n    elman never --only better than this\n\nand so on.",
        "Set `only_best = True` to do it.",
        "See [the page of this](never-better.md) for it.",
        "A song has sixty frames of two numbers.",
        "best of all",
    ],
)
def test_what_claims_nothing_is_left_out(claims, text):
    assert claims.claims(text) == []


def test_cells_of_code_are_no_prose(claims, tmp_path):
    source = tmp_path / "01_a.py"
    source.write_text("# %% [markdown]\n# It never ends, they say.\n\n# %%\n# this is always better than that\nx = 1\n")
    assert claims.claims(claims.prose(source)) == ["It never ends, they say."]


SENTENCE = "The GRU is better than the Elman network."


@pytest.mark.parametrize(
    "carrier",
    [
        "tests/docs/test_claims.py::test_no_sentence_has_two_lines",
        "tests/benchmarks/speed.py",
        "notebook 09: stages(ax",
        "docs/paper.md, row 17",
        "docs/variants.md, row gru 268 + smoothing",
        "paper: no improvement was achieved",
        "source: Gers",
        "elman.network.clipping.clip",
        "arithmetic",
        "arithmetic ; docs/paper.md, row 3",
    ],
)
def test_a_carrier_that_is_there(claims, carrier):
    assert claims.unresolved(carrier, "notebook 14", SENTENCE) is None


@pytest.mark.parametrize("carrier", ["definition", "instruction"])
def test_what_needs_no_evidence(claims, carrier):
    assert claims.unresolved(carrier, "notebook 14", "Only the sum is taken.") is None
    assert claims.unresolved(carrier, "notebook 14", "Only .36 of it is left.")


@pytest.mark.parametrize(
    "carrier",
    [
        "",
        "CHECK arithmetic",
        "tests/docs/test_claims.py",
        "tests/docs/test_claims.py::test_of_nothing",
        "tests/docs/test_of_nothing.py::test_a",
        "notebook 09: stages of nothing",
        "notebook 09: **What to look at.**",
        "notebook 09: from dataclasses import replace",
        "notebook 99: x",
        "docs/paper.md, row 99",
        "docs/nothing.md, row 1",
        "paper: words that it never said",
        "source: Nobody",
        "source: Elman network",
        "elman.network.nothing",
        "elman.network.clipping.nothing",
        "instruction",
        "definition",
        "it is well known",
        "arithmetic ; docs/paper.md, row 99",
    ],
)
def test_a_carrier_that_is_not(claims, monkeypatch, carrier):
    monkeypatch.setattr(claims, "prose", lambda path: f"Gers, 2000. {SENTENCE}")
    assert claims.unresolved(carrier, "notebook 14", SENTENCE)


def test_new_gone_and_changed_sentences(claims):
    def line(sentence, carrier):
        return {"page": "p", "sentence": sentence, "carrier": carrier, "conditions": "c"}

    old = [
        line("It is always so.", "arithmetic"),
        line("The GRU needs 60 epochs here.", "definition"),
        line("Gone is what was never there.", "definition"),
    ]
    wanted = [
        ("p", "It is always so."),
        ("p", "The GRU needs 80 epochs here."),
        ("p", "Penalties cannot do that."),
        ("q", "It is always so."),
    ]
    made = {(new["page"], new["sentence"]): new["carrier"] for new in claims.updated(old, wanted)}
    assert list(made.items()) == [
        (wanted[0], "arithmetic"),
        (wanted[1], "CHECK definition"),
        (wanted[2], ""),
        (wanted[3], ""),
    ]


def test_faults_name_page_and_sentence(claims, monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("It never ends, they say. That is only fair to them.")
    table = tmp_path / "claims.csv"
    monkeypatch.setattr(claims, "pages", lambda: {"page.md": page})
    monkeypatch.setattr(claims, "TABLE", table)
    assert claims.main("--update")
    told = claims.faults()
    assert len(told) == 2
    assert all("page.md" in line for line in told)
    text = table.read_text().replace('say.",,', 'say.",definition,').replace("them.,,", "them.,definition,")
    table.write_text(text)
    assert claims.main() == 0
    page.write_text("It never ends, they say. A new one cannot be missed.")
    told = claims.faults()
    assert len(told) == 2
    assert "A new one cannot be missed." in told[0]
    assert "That is only fair to them." in told[1]
