import json

import pytest

from elman.corpus.deam.reader import read
from elman.corpus.extraction import features_made_with

MADE = {"set": "extra8", "reading": "paper", "extractor": 3, "level": None}


def test_the_settings_are_beside_the_files(tmp_path):
    assert features_made_with(tmp_path) is None
    (tmp_path / "extraction.json").write_text(json.dumps({"made_with": MADE | {"version": "2"}, "sounds": {}}))
    assert features_made_with(tmp_path) == MADE


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "{}", "null", "3", '{"made_with": {"set": "extra8"}}', '{"made_with": null}'),
        *(json.dumps({"made_with": MADE | wrong}) for wrong in ({"set": 3}, {"reading": None}, {"extractor": True})),
        json.dumps({"made_with": MADE | {"extractor": "1"}}),
        "[" * 200_000,
        '{"made_with": {"set": "a", "reading": "code", "extractor": ' + "9" * 5000 + "}}",
    ],
)
def test_a_damaged_file_is_told(tmp_path, told, text):
    (tmp_path / "extraction.json").write_text(text)
    with told("extraction.json", most=400):
        features_made_with(tmp_path)


def test_a_folder_of_its_name_is_told(tmp_path, told):
    (tmp_path / "extraction.json").mkdir()
    with told("extraction.json", "a folder"):
        features_made_with(tmp_path)


def test_deam_says_it_for_each_folder(deam):
    deam.labels({1: 60, 2: 60}).features({1: 90, 2: 90})
    deam.features({1: 90, 2: 90}, name="extra8", columns=deam.columns_8)
    assert read(deam.folder).features_made_with == (None, None)
    (deam.folder / "extra8" / "extraction.json").write_text(json.dumps({"made_with": MADE}))
    corpus = read(deam.folder)
    assert corpus.features_made_with == (None, MADE)
    assert corpus.with_group("268").features_made_with == (None, MADE)
