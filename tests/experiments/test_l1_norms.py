"""Both norms called L1, at a small size: what must hold whatever the numbers are."""

import numpy as np

from elman.experiments import l1_norms


def test_the_true_norm_drives_weights_to_zero_and_the_authors_does_not(short):
    found = l1_norms.measure((1e-3, 1e-2), n_train=40, n_test=15, reading=short)
    assert found["l1/zero"][1] > 0.95 > found["l1/zero"][0] > found["abs_sum/zero"][0]
    assert found["abs_sum/zero"].max() < 0.3
    assert found["abs_sum/r"].shape == (2, 2)
    np.testing.assert_allclose(found["abs_sum/r"][0], found["abs_sum/r"][1], atol=0.02)
