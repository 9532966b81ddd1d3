"""The lines of a table of scores."""

import numpy as np
import pytest

from elman.evaluation.metrics import per_song, pooled
from elman.evaluation.scores import COLUMNS, score


def test_every_line_holds_the_number_of_its_name():
    rng = np.random.default_rng(0)
    references = [rng.normal(size=(T, 2)) for T in (5, 9)]
    estimates = [rng.normal(size=(T, 2)) for T in (5, 9)]
    lines = score(references, estimates, ("valence", "arousal"))
    assert [(line["scoring"], line["emotion"]) for line in lines] == [
        *(("pooled", "valence"), ("pooled", "arousal"), ("per song", "valence"), ("per song", "arousal"))
    ]
    expected = {"pooled": pooled(references, estimates), "per song": per_song(references, estimates)}
    for line in lines:
        assert set(line) == {"scoring", "emotion", *COLUMNS}
        n = ("valence", "arousal").index(line["emotion"])
        for name in ("rmse", "r", "ccc", "rmse_over_std"):
            assert line[name] == expected[line["scoring"]][name][n]
            assert type(line[name]) is float  # a table wants plain numbers
        assert (line["n_songs"], line["n_frames"]) == (2, 14)


def test_pooled_scores_have_no_spread_over_songs():
    references = [np.random.default_rng(n).normal(size=(6, 1)) for n in range(3)]
    estimates = [references[1], references[0], np.zeros((6, 1))]
    whole, apart = score(references, estimates, ("joy",))
    assert (whole["rmse_std"], whole["r_std"], whole["ccc_std"], whole["n_undefined_r"]) == (None,) * 4
    assert apart["n_undefined_r"] == 1
    assert apart["rmse_std"] == pytest.approx(per_song(references, estimates)["rmse_std"][0])
