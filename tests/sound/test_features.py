import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.errors import InputError
from elman.sound import bands, features
from elman.sound.decode import decode
from elman.sound.features import SETS, columns_of, pick, sets_for, take

RATE, FRAME = 44100, 22050


@pytest.fixture
def song(write_wav, tone):
    rng = np.random.default_rng(0)
    return write_wav("song.wav", (tone(2.2) + 0.01 * rng.standard_normal(len(tone(2.2)))).astype(np.float32))


def test_the_sets():
    assert {name: len(columns_of(name)) for name in SETS} == {"baseline260": 260, "essentia196": 196, "extra8": 8}
    assert len(columns_of("essentia196", "paper")) == 194


def test_columns_in_the_order_a_model_wants(song, without):
    without("essentia")
    without("opensmile")
    wanted = ("spectral_valley_3", "flatnessdb_bark")
    assert sets_for(wanted) == ["extra8"]
    taken = take(song, ["extra8"])
    expected = bands.extra8(decode(song))[:, [EXTRA_8.index(name) for name in wanted]]
    np.testing.assert_array_equal(pick(taken.rows, wanted), expected)
    assert taken.decoder == "elman"


def test_the_wave_of_a_picture(song):
    samples = decode(song)
    wave = take(song, []).wave
    assert wave.shape == (-(-len(samples) // 441), 2)
    for n in (0, 7, len(wave) - 1):
        piece = samples[441 * n : 441 * (n + 1)]
        assert wave[n].tolist() == [piece.min(), piece.max()]


def test_columns_of_both_libraries(song):
    pytest.importorskip("essentia")
    pytest.importorskip("opensmile")
    wanted = (BASELINE_260[7], "hfc", "flatnessdb_erb", BASELINE_260[200])
    assert sets_for(wanted) == ["baseline260", "essentia196"]
    rows = take(song, sets_for(wanted)).rows
    essentia = dict(zip(columns_of("essentia196"), rows["essentia196"].T, strict=True))
    baseline = rows["baseline260"]
    expected = np.stack([baseline[:, 7], essentia["hfc"], essentia["flatnessdb_erb"], baseline[:, 200]], axis=1)
    np.testing.assert_array_equal(pick(rows, wanted), expected)


def test_columns_that_no_sound_gives_are_refused():
    with pytest.raises(InputError, match=r"2 of the model's 3 columns cannot be taken from sound, for example 'x_1'"):
        sets_for(("x_1", "hfc", "x_2"))


@pytest.mark.parametrize(("name", "extra"), [("baseline260", "opensmile"), ("essentia196", "audio")])
def test_missing_libraries_are_told(song, without, name, extra):
    without(SETS[name][0])
    with pytest.raises(InputError, match=rf"pip install '.\[{extra}\]'"):
        features.require([name], [song])


def test_an_unknown_set_is_refused(song):
    with pytest.raises(InputError, match="set 'extra9' is not known"):
        features.require(["extra9"], [song])


def test_the_label_frames_of_a_real_clip_have_their_rows(clips, real_data):
    """Labels at 15.0 ... 44.5 s, rows that begin at the same times, and nothing after them."""
    annotations = next((real_data / "deam").rglob("arousal.csv"))
    with open(annotations, encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    label_times = [int(name.removeprefix("sample_").removesuffix("ms")) / 1000 for name in header[1:61]]
    X = take(clips["3"], ["extra8"]).rows["extra8"]
    times = np.arange(len(X)) / 2
    assert times[-60:].tolist() == label_times
    assert np.isfinite(X).all()
    before = bands.extra8(decode(clips["3"], start=15.0, end=15.5))
    np.testing.assert_array_equal(X[times == 15.0], before)
