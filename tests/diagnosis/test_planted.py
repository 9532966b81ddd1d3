"""What the explorer, the figures and the exercises plant is what the diagnosis names."""

import numpy as np
import pytest

from elman.diagnosis import diagnose, planted
from elman.diagnosis.cases import draw_case
from elman.diagnosis.planted import PLANTED
from elman.errors import InputError

NAMES = {
    "carry dropped": "carry dropped",
    "sign of the carry": "carry with the wrong sign",
    "carry accumulated": "carry accumulated",
    "W_hh not transposed": "W_hh not transposed",
    "1 - h^2 missing in the carry": "(1 - H^2) missing, only on the way into carry",
    "loop runs forwards": "loop over all frames, from the first to the last",
    "1 - h^2 missing": "(1 - H^2) missing in dZ",
    "1 - h^2 of the wrong frame": "(1 - H^2) of the wrong frame in dZ",
    "1 - h^2 at the pre-activation": "(1 - Z[t]^2) in place of (1 - H^2) in dZ",
    "output derivative forgotten": "output derivative missing",
    "only the last frame's error": "dY of the last frame only",
    "W_hy not transposed": "W_hy not transposed",
    "H shifted by one in W_hh": "H[t + 1] in place of H[t]",
    "H shifted by one in W_hy": "H[t] in place of H[t + 1]",
    "X shifted by one in W_xh": "X[t - 1] in place of X[t]",
    "first frame left out": "dZ and dA without the first frame",
    "gradient replaced, not added up": "dZ and dA of the first frame only",
    "mean in place of sum": "gradient times 1 / T",
    "h_0's gradient taken one step early": "wrong dh_0",
    "factor 2 forgotten": "gradient halved",
    "sign of the error": "gradient with the wrong sign",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_named(name):
    diagnosis = diagnose(lambda params, dY, cache: planted(name, params, dY, cache))
    assert diagnosis.names == [NAMES[name]], str(diagnosis)


def test_the_given_arrays_are_left_alone_and_the_second_call_gives_the_same():
    case = draw_case(6, 3, 4, 2, output="tanh", rng=np.random.default_rng(0))
    before = {k: v.copy() for k, v in case.params.items()}, case.dY.copy(), case.cache.H.copy()
    for name in PLANTED:
        first, second = (planted(name, case.params, case.dY, case.cache) for _ in range(2))
        assert all(np.array_equal(first[k], second[k]) for k in first)
    assert all(np.array_equal(case.params[k], v) for k, v in before[0].items())
    assert np.array_equal(case.dY, before[1])
    assert np.array_equal(case.cache.H, before[2])


def test_a_name_that_is_none_is_told_with_those_that_are():
    case = draw_case(2, 3, 4, 2, rng=np.random.default_rng(0))
    with pytest.raises(InputError, match="carry dropped"):
        planted("carry dropt", case.params, case.dY, case.cache)
