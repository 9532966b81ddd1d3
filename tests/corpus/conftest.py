"""A folder in DEAM's true layout, with made-up numbers, that a test can then spoil; and what an error must say."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.tables import write_features
from elman.errors import InputError

DYNAMIC = "annotations/annotations averaged per song/dynamic (per second annotations)"


class DeamFolder:
    """Writes labels and feature files; every number can be foretold from song, row and column."""

    columns_260, columns_8 = BASELINE_260, EXTRA_8

    def __init__(self, folder):
        self.folder = folder
        self.dynamic = folder / DYNAMIC

    def label(self, song, n, emotion):
        """The n-th label of a song."""
        return round(np.sin(song + n / 7 + (3 if emotion == "arousal" else 0)) * 0.9, 6)

    def feature(self, song, row, column):
        """The feature in a row (from 0) and column (from 0)."""
        return song + row / 1000 + column * 1e-6

    def labels(self, lengths, *, n_valence=None):
        """valence.csv and arousal.csv: ragged rows, and a header as long as the longest."""
        for emotion in ("valence", "arousal"):
            own = {**lengths, **(n_valence or {})} if emotion == "valence" else lengths
            header = ["song_id", *(f"sample_{15000 + 500 * n}ms" for n in range(max(own.values())))]
            rows = [[song, *(self.label(song, n, emotion) for n in range(own[song]))] for song in own]
            self.dynamic.mkdir(parents=True, exist_ok=True)
            lines = [",".join(map(str, row)) for row in [header, *rows]]
            (self.dynamic / f"{emotion}.csv").write_text("\n".join(lines) + "\n")
        return self

    def features(self, lengths, *, name="features/features", columns=BASELINE_260, start=0.0, step=0.5):
        """<song>.csv for every song, with so many rows."""
        for song, n in lengths.items():
            X = self.feature(song, np.arange(n)[:, None], np.arange(len(columns))[None, :])
            write_features(self.folder / name / f"{song}.csv", start + step * np.arange(n), columns, X)
        return self

    def made_by_elman(self, name="features/features", **settings):
        """What ``elman extract`` writes beside its feature files."""
        made_with = {"set": "baseline260", "reading": "code", "extractor": 1, "level": None} | settings
        (self.folder / name / "extraction.json").write_text(json.dumps({"made_with": made_with, "sounds": {}}))
        return self


@pytest.fixture
def told():
    """``with told("x.csv", "row 3"):`` expects an InputError in one line that holds these facts, and is not too long."""

    @contextmanager
    def expect(*facts, most=1500):
        with pytest.raises(InputError) as caught:
            yield
        message = str(caught.value)
        assert [fact for fact in facts if str(fact) not in message] == [], message
        assert message.isprintable(), message
        assert len(message) <= most, message

    return expect


@pytest.fixture(scope="session")
def real_data():
    """The folder of real labels and clips, which is not part of the project."""
    above = [folder / "shared" / "data" for folder in Path(__file__).parents]
    named = os.environ.get("ELMAN_DATA")
    for folder in [Path(named)] if named else above:
        if (folder / "deam" / "annotations").is_dir():
            return folder
    pytest.skip("no real data here; ELMAN_DATA names the folder that has deam/annotations")


@pytest.fixture
def deam(tmp_path):
    return DeamFolder(tmp_path / "deam")
