import numpy as np

from elman.figures.network import impulse_response, truncation_curves
from elman.figures.style import figure


def test_impulse_response_shows_units_length_and_what_rho_predicts():
    H = np.zeros((6, 2))
    H[3:] = [[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]]  # the impulse is in frame 2
    with figure(4, 3) as (_, ax):
        impulse_response(H, 0.5, 2, ax)
    lines = {line.get_label(): line for line in ax.lines}
    np.testing.assert_array_equal(lines["one hidden unit"].get_ydata(), H[1:, 0])
    np.testing.assert_allclose(lines["length of the state"].get_ydata(), [0, 0, 5, 0.5, 0])
    expected = lines["length times rho$^k$"]
    np.testing.assert_array_equal(expected.get_xdata(), [2, 3, 4])
    np.testing.assert_allclose(expected.get_ydata(), [5, 2.5, 1.25])


def test_truncation_curves_differ_without_colour():
    with figure(4, 3) as (_, ax):
        truncation_curves([1, 2], {0.5: [0.2, 0.1], 0.8: [0.4, 0.3], 0.95: [0.6, 0.5]}, ax)
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.2, 0.1], [0.4, 0.3], [0.6, 0.5]]
    assert len({line.get_marker() for line in ax.lines}) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["rho = 0.5", "rho = 0.8", "rho = 0.95"]
