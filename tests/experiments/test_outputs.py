"""Linear and softmax outputs, at a small size: what must hold whatever the numbers are."""

import numpy as np
import pytest

from elman.experiments import outputs


def test_softmax_outputs_stay_below_their_bound(short):
    found = outputs.measure(seeds=(0,), n_train=40, n_test=15, reading=short)
    assert found["bound"] == pytest.approx(np.sqrt((1 - found["rho"]) / 2))
    # Where V' + A' = 1, the angle between the predictor of arousal and valence is at least pi - arccos(rho) away.
    angle = np.arccos(np.clip(found["softmax"], -1, 1)).sum(axis=1)
    assert (angle >= np.pi - np.arccos(found["rho"]) - 1e-9).all()
    assert (found["softmax"].min(axis=1) <= found["bound"]).all()
    assert (found["linear"] > found["softmax"]).all()
