from pathlib import Path

import numpy as np
import pytest

from elman.corpus.columns import BASELINE_260, DESCRIPTORS
from elman.errors import InputError
from elman.sound.decode import decode
from elman.sound.opensmile_set import _Statistics, descriptors
from elman.sound.opensmile_set import whole_sound as from_blocks

RATE, FRAME = 44100, 22050


def whole_sound(samples):
    """Of samples in two blocks."""
    half = len(samples) // 2 // FRAME * FRAME
    return from_blocks([samples[:half], samples[half:]])


@pytest.fixture(scope="module")
def opensmile():
    return pytest.importorskip("opensmile", reason="pip install '.[opensmile]'")


def test_statistics_worked_by_hand():
    rows = np.zeros((75, 2), np.float32)
    rows[:50, 0] = np.tile([1.0, 3.0], 25)
    rows[50:, 1] = 5.0
    found = _Statistics()
    for row in rows:
        found.take(row)
    found.finish()
    assert np.array(found.blocks).tolist() == [[1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 0.0, 5.0]]


def config(opensmile):
    """The whole IS13 configuration, as it comes with openSMILE."""
    return str(Path(opensmile.__file__).parent / "core" / "config" / "is09-13" / "IS13_ComParE.conf")


def test_the_columns_are_what_opensmile_computes(opensmile, tone):
    """Its own names, in its own order: the statistics of column i stand at 2 i and 2 i + 1."""
    for level, suffix, first in (("lld", "", 0), ("lld_de", "_de", 130)):
        names = opensmile.Smile(config(opensmile), level).feature_names
        assert len(names) == len(DESCRIPTORS)
        for n, name in enumerate(names):
            # openSMILE's file calls the cepstra mfcc_sma[1]; DEAM's calls them pcm_fftMag_mfcc_sma[1].
            name = f"pcm_fftMag_{name}" if name.startswith("mfcc") else name
            assert BASELINE_260[first + 2 * n] == f"{name}_stddev"
            assert BASELINE_260[first + 2 * n + 1] == f"{name}_amean"
            assert f"_sma{suffix}" in name


def test_one_pass_equals_two(opensmile, tone, write_wav):
    rng = np.random.default_rng(0)
    samples = np.trunc(2**15 * (tone(3.0) + 0.05 * rng.standard_normal(3 * RATE))).astype(np.int16)
    rows = []
    descriptors(write_wav("a.wav", samples), rows.append)
    ours, samples = np.array(rows), samples.astype(np.float32) / 2**15
    for level, columns in (("lld", slice(0, 65)), ("lld_de", slice(65, 130))):
        theirs = opensmile.Smile(config(opensmile), level)(samples, RATE)[0].T
        np.testing.assert_array_equal(ours[:, columns], theirs[: len(ours)])


@pytest.mark.parametrize("n", [FRAME, FRAME + 1, 2 * FRAME - 1, 2 * FRAME, 5 * FRAME + 77])
def test_every_half_second_gets_a_row(opensmile, tone, n):
    samples = tone(3.0)[:n]
    before = samples.copy()
    X = whole_sound(samples)
    assert X.shape == (n // FRAME, 260)
    assert np.isfinite(X).all()
    np.testing.assert_array_equal(samples, before)


def test_the_pitch_of_a_tone_and_the_zero_of_silence(opensmile, tone):
    pitch = BASELINE_260.index("F0final_sma_amean")
    buzz = np.sign(tone(2.0, hertz=220.0)) * np.float32(0.3)  # a tone with overtones, as a voice has them
    assert whole_sound(buzz)[1:3, pitch] == pytest.approx(220, rel=0.02)
    assert whole_sound(np.zeros(2 * RATE, np.float32))[:, pitch].max() == 0


def test_full_scale_does_not_wrap_around(opensmile):
    """In 16 bits, 1.0 would become -1.0: a square wave from 0 to 1 must have the loudness of one from 0 to 0.99."""
    square = np.tile(np.repeat([0.0, 1.0], 50), 441).astype(np.float32)
    energy = BASELINE_260.index("pcm_RMSenergy_sma_amean")
    assert whole_sound(square)[0, energy] == pytest.approx(whole_sound(0.99 * square)[0, energy], rel=0.02)
    np.testing.assert_array_equal(whole_sound(square), whole_sound(1.5 * square))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Python tells what ctypes swallowed
def test_an_interruption_inside_openSMILE_is_told(opensmile, tone, write_wav):
    """What is raised in its call is lost there, and a row with it."""
    rows = []

    def take(row):
        rows.append(row)
        if len(rows) == 100:
            raise KeyboardInterrupt

    with pytest.raises(InputError, match="interrupted"):
        descriptors(write_wav("a.wav", (2**14 * tone(3.0)).astype(np.int16)), take)


def test_without_opensmile_says_what_to_install(without, tone):
    without("opensmile")
    with pytest.raises(InputError, match=r"pip install '.\[opensmile\]'"):
        whole_sound(tone(1.0))


def reference(real_data, song):
    path = real_data / "opensmile-reference" / f"{song}.csv"
    with open(path, encoding="utf-8") as file:
        names = tuple(file.readline().strip().split(";"))
    return names, np.loadtxt(path, delimiter=";", skiprows=1)


def check_against_reference(real_data, clips, song):
    """The reference has windows of 1 s every 0.5 s, two of our blocks: its statistics follow from two of our rows."""
    names, theirs = reference(real_data, song)
    assert names == ("frameTime", *BASELINE_260)
    X = whole_sound(decode(clips[song]))
    deviation, mean = X[:, 0::2].astype(float), X[:, 1::2].astype(float)
    wide_mean = (mean[:-1] + mean[1:]) / 2
    wide_variance = (deviation[:-1] ** 2 + deviation[1:] ** 2) / 2 + ((mean[:-1] - mean[1:]) / 2) ** 2
    # The reference measured jitter and shimmer differently.
    same = np.array([not name.startswith(("jitter", "shimmer")) for name in BASELINE_260[1::2]])
    n = len(theirs) - 1  # its last window ends where ours has fewer rows
    for ours, column in ((np.sqrt(wide_variance), 1), (wide_mean, 2)):
        expected = theirs[:n, column::2]
        # From the second row on: decoders differ in the first tenth of a second of an mp3.
        r = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(ours[1:n].T, expected[1:].T, strict=True)])
        assert r[same].min() > 0.95  # another decoder hears a voice in one window more or less
        assert np.median(r[same]) > 0.9999
        assert np.median(np.abs(ours[:n] - expected)[:, same] / np.abs(expected[:, same]).mean(axis=0)) < 1e-3
        late = [np.corrcoef(a, b)[0, 1] for a, b in zip(ours[1:n].T, expected[:-1].T, strict=True)]
        assert np.median(late) < 0.95  # a row too late would be seen


def test_the_reference_of_a_real_clip(opensmile, real_data, clips):
    check_against_reference(real_data, clips, "2")


@pytest.mark.long
def test_the_references_of_all_clips(opensmile, real_data, clips):
    for song in clips:
        check_against_reference(real_data, clips, song)


def test_a_real_clip_gives_finite_rows(opensmile, clips):
    X = whole_sound(decode(clips["7"], end=10.0))
    assert X.shape == (20, 260)
    assert np.isfinite(X).all()
    assert (X.std(axis=0) > 0).all()
