import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.errors import InputError
from elman.sound import bands, features
from elman.sound.features import SETS, columns_of, features_of, rows_of

RATE, FRAME = 44100, 22050


@pytest.fixture
def song(write_wav, tone):
    rng = np.random.default_rng(0)
    return write_wav("song.wav", (tone(2.2) + 0.01 * rng.standard_normal(len(tone(2.2)))).astype(np.float32))


def test_the_sets():
    assert {name: len(columns_of(name)) for name in SETS} == {"baseline260": 260, "essentia196": 196, "extra8": 8}
    assert len(columns_of("essentia196", "paper")) == 194


def test_features_in_the_order_a_model_wants(song, without):
    without("essentia")
    without("opensmile")
    wanted = ("spectral_valley_3", "flatnessdb_bark")
    times, X = features_of(song, wanted)
    assert times.tolist() == [0.0, 0.5, 1.0, 1.5]
    expected = bands.extra8(features.decode(song))[:, [EXTRA_8.index(name) for name in wanted]]
    np.testing.assert_array_equal(X, expected)


def test_features_from_both_libraries(song):
    pytest.importorskip("essentia")
    pytest.importorskip("opensmile")
    wanted = (BASELINE_260[7], "hfc", "flatnessdb_erb", BASELINE_260[200])
    _, X = features_of(song, wanted)
    samples = features.decode(song)
    essentia = dict(zip(columns_of("essentia196"), rows_of("essentia196", samples).T, strict=True))
    baseline = rows_of("baseline260", samples)
    expected = np.stack([baseline[:, 7], essentia["hfc"], essentia["flatnessdb_erb"], baseline[:, 200]], axis=1)
    np.testing.assert_array_equal(X, expected)


def test_columns_that_no_sound_gives_are_refused(song):
    with pytest.raises(InputError, match=r"2 of the model's 3 columns cannot be taken from sound, for example 'x_1'"):
        features_of(song, ("x_1", "hfc", "x_2"))


def test_missing_libraries_are_told_before_any_work(song, without, monkeypatch):
    monkeypatch.setattr(features, "decode", lambda path: pytest.fail("worked before it looked"))
    without("opensmile")
    with pytest.raises(InputError, match=r"pip install 'elman\[opensmile\]'"):
        features_of(song, BASELINE_260)
    without("essentia")
    with pytest.raises(InputError, match=r"pip install 'elman\[audio\]'"):
        features_of(song, ("hfc",))


def test_an_unknown_set_is_refused(song):
    with pytest.raises(InputError, match="set 'extra9' is not known"):
        features.require(["extra9"], [song])


def test_the_label_frames_of_a_real_clip_have_their_rows(clips, real_data):
    """Labels at 15.0 ... 44.5 s, rows that begin at the same times, and nothing after them."""
    annotations = next((real_data / "deam").rglob("arousal.csv"))
    with open(annotations, encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    label_times = [int(name.removeprefix("sample_").removesuffix("ms")) / 1000 for name in header[1:61]]
    times, X = features_of(clips["3"], EXTRA_8)
    assert times[-60:].tolist() == label_times
    assert np.isfinite(X).all()
    before = bands.extra8(features.decode(clips["3"], start=15.0, end=15.5))
    np.testing.assert_array_equal(X[times == 15.0], before)
