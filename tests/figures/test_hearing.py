import base64
import io
import re
import wave

import numpy as np
import pytest

from elman.errors import InputError
from elman.figures.hearing import hear
from elman.sound.synthesis import render

CURVE = np.repeat([[-0.8, -0.8], [0.8, 0.8]], 2, axis=0)


@pytest.fixture(scope="module")
def heard():
    return hear(CURVE, first=5.0)


def test_what_is_heard_is_the_music_of_the_curve(heard):
    with wave.open(io.BytesIO(heard.wav())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (14700, 1, 2 * 14700)
        played = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32767
    whole = render(CURVE, np.random.default_rng(0))
    parts = [np.sqrt(np.mean(np.square(half))) for half in np.split(played, 2)]
    full = [np.sqrt(np.mean(np.square(half))) for half in np.split(whole, 2)]
    assert parts[1] > 2 * parts[0]  # arousal is louder
    np.testing.assert_allclose(parts, full, rtol=0.1)
    assert np.abs(played).max() <= 1


def test_player_and_picture_are_in_the_page(heard):
    html = heard._repr_html_()
    [sound] = re.findall(r'<audio controls src="data:audio/wav;base64,([^"]+)"', html)
    assert base64.b64decode(sound) == heard.wav()
    assert f'alt="{heard.picture.about}"' in html
    assert heard._repr_png_()[1]["alt"] == "Valence goes from -0.80 to 0.80, arousal from -0.80 to 0.80."


def test_the_line_runs_from_the_first_moment_to_the_end(heard):
    left, right = heard.ends
    [ax] = heard.picture.axes
    box = ax.get_position()
    assert ax.get_xlim() == (5.0, 7.0)
    assert left == pytest.approx(box.x0, abs=0.003)
    assert right == pytest.approx(box.x1, abs=0.003)
    assert f"({right:.4f} - {left:.4f}) * sound.currentTime / 2)" in heard._repr_html_()


def test_the_same_seed_sounds_the_same(heard):
    again, other = hear(CURVE, first=5.0), hear(CURVE, first=5.0, seed=1)
    assert np.array_equal(again.samples, heard.samples)
    assert not np.array_equal(other.samples, heard.samples)


@pytest.mark.parametrize("curve", [[[2.0, 0.0], [0.0, 0.0]], [[0.1, 0.2]], [0.1, 0.2]])
def test_what_is_no_curve_is_refused(curve):
    with pytest.raises(InputError):
        hear(curve)
