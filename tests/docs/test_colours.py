"""Prose never names a hue alone: whoever cannot tell red from green must find the curve by its line, mark, place or words."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HUES = re.compile(r"\b(red|blue|orange|green|yellow|purple|violet|pink|brown|vermillion)\b", re.IGNORECASE)
CUES = re.compile(
    r"\b(thin|thick|solid|dashe[sd]|dotted|dots?|short|circles?|squares?|triangles?|diamonds?|crosse?s?|arrows?|hatched|steps?"
    r"|segment|ellipse|stripes?|dark|light|pale|left|right|middle|top|bottom|upper|lower|above|below)\b|\$",
    re.IGNORECASE,
)
"""A kind of line or mark, a lightness, a place, or the name that the drawing itself shows as a formula."""


@pytest.fixture
def claims(monkeypatch):
    """The script that takes pages apart into sentences."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    import claims

    yield claims
    del sys.modules["claims"]


def hues_alone(claims, text):
    """Sentences that name a hue and nothing else to know a thing by."""
    every = [sentence for block in claims.blocks(text) for sentence in claims.sentences(block)]
    plain = [re.sub(r"\\color\{#\w+\}", "", sentence) for sentence in every]
    return [sentence for sentence in plain if HUES.search(sentence) and not CUES.search(HUES.sub("", sentence))]


def test_no_page_names_a_hue_alone(claims):
    found = {name: hues_alone(claims, claims.prose(path)) for name, path in claims.pages().items()}
    assert {name: sentences for name, sentences in found.items() if sentences} == {}


@pytest.mark.parametrize(
    "text", ["The red bars are higher.", "Look at the blue curve.\n\nIt is dashed.", "- the green one"]
)
def test_a_hue_alone_is_noticed(claims, text):
    assert len(hues_alone(claims, text)) == 1


@pytest.mark.parametrize(
    "text", ["The dashed line (red) is higher.", "What was hundred-fold is dark blue.", "A scared reader."]
)
def test_a_hue_with_a_second_cue_is_not(claims, text):
    assert hues_alone(claims, text) == []
