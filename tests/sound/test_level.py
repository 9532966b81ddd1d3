import numpy as np
import pytest

from elman.errors import InputError
from elman.sound.decode import Sound
from elman.sound.level import at_level, expect_level, level_of

FRAME = 22050


def test_levels_known_in_closed_form():
    sine = np.sin(2 * np.pi * 10 * np.arange(FRAME) / FRAME)
    assert level_of([sine]) == pytest.approx(10 * np.log10(0.5), abs=1e-12)
    assert level_of([np.sign(sine + 0.1)]) == pytest.approx(0, abs=1e-12)
    assert level_of([0.1 * sine]) == pytest.approx(10 * np.log10(0.5) - 20, abs=1e-12)
    assert level_of([np.zeros(FRAME)]) == -np.inf


def test_silence_does_not_count_and_blocks_do_not_matter():
    rng = np.random.default_rng(0)
    loud, faint = 0.3 * rng.standard_normal(4 * FRAME), 0.01 * rng.standard_normal(6 * FRAME)
    level = level_of([loud])
    assert level_of([loud, faint]) == pytest.approx(level, abs=1e-12)
    assert level_of([loud[:FRAME], loud[FRAME:], faint]) == pytest.approx(level, abs=1e-12)
    assert level_of([loud, np.ones(7) * 0.3]) != level  # a rest shorter than half a second counts by its own length


def test_a_sound_is_brought_to_its_level(write_wav, tone):
    sound = Sound(write_wav("a.wav", tone(2.0, amplitude=0.07)))
    assert level_of(at_level(sound, -12.0)) == pytest.approx(-12, abs=1e-5)
    np.testing.assert_array_equal(np.concatenate([*at_level(sound, None)]), tone(2.0, amplitude=0.07))


@pytest.mark.filterwarnings("ignore:.*silent")
def test_silence_stays_silence(write_wav):
    sound = Sound(write_wav("a.wav", np.zeros(44100, np.int16)))
    assert not np.concatenate([*at_level(sound, -20.0)]).any()


@pytest.mark.parametrize("level", [1.0, -61.0, float("nan")])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(InputError, match="level"):
        expect_level(level)
