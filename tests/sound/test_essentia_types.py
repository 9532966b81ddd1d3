import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from elman.corpus.columns import EXTRA_8
from elman.errors import InputError
from elman.sound import bands, essentia_types
from elman.sound.decode import decode
from elman.sound.essentia_types import column_names, type_columns, type_sizes
from elman.sound.essentia_types import whole_sound as from_blocks
from elman.sound.libraries import essentia_standard

FRAME = 22050


def whole_sound(samples, **reading):
    """Of samples in blocks of three half seconds."""
    return from_blocks([samples[n : n + 3 * FRAME] for n in range(0, len(samples), 3 * FRAME)], **reading)


@pytest.fixture(scope="module")
def es():
    pytest.importorskip("essentia", reason="pip install '.[audio]'")
    return essentia_standard()


def test_the_columns_stand_where_the_authors_had_them():
    names = column_names()
    places = {"loudness": 0, "spectrum_rms": 1, "spectrum_decrease": 5, "hfc": 6, "zcr": 7, "mfcc_0": 8}
    places |= {"mfcc_bands_0": 21, "barkbands_0": 61, "crest_bark": 88, "flatnessdb_bark": 89}
    places |= {"central_moments_bark_2": 92, "erbbands_0": 93, "crest_erb": 133, "flatnessdb_erb": 134}
    places |= {"melbands_0": 138, "central_moments_mel_0": 164, "gfcc_0": 167, "spectral_contrast_0": 180}
    places |= {"spectral_valley_0": 186, "spectral_valley_5": 191, "dissonance": 192, "danceability": 195}
    assert {name: names.index(name) for name in places} == places
    assert len(set(names)) == len(names) == 196
    assert set(EXTRA_8) < set(names)


def test_the_papers_reading_has_25_bark_bands():
    assert type_sizes("paper")["barkbands"] == 25
    assert len(column_names("paper")) == 194
    assert set(column_names("paper")) < set(column_names())


def test_the_groups_are_the_columns():
    assert tuple(name for names in type_columns().values() for name in names) == column_names()
    assert len(type_columns()) == 29


def direct(es, samples):
    """The 29 types by a plain script: Essentia's names, the authors' order, a dict of one matrix for each type."""
    window, spectrum, n_bins = es.Windowing(type="blackmanharris62"), es.Spectrum(), FRAME // 2 + 1
    flux, cepstrum, gfcc = es.Flux(), es.MFCC(inputSize=n_bins), es.GFCC(inputSize=n_bins)
    contrast = es.SpectralContrast(frameSize=FRAME)
    banks = {"bark": es.BarkBands(), "erb": es.ERBBands(inputSize=n_bins), "mel": es.MelBands(inputSize=n_bins)}
    rows = []
    for frame in es.FrameGenerator(samples, frameSize=FRAME, hopSize=FRAME, startFromZero=True):
        w = window(frame)
        S = spectrum(w)
        row = {
            "loudness": es.Loudness()(w),
            "spectrum_rms": es.RMS()(S),
            "spectrum_flux": flux(S),
            "spectrum_centroid": es.Centroid()(S),
            "spectrum_rolloff": es.RollOff()(S),
            "spectrum_decrease": es.Decrease()(S),
            "hfc": es.HFC()(S),
            "zcr": es.ZeroCrossingRate()(w),
            "mfcc": cepstrum(S)[1],
            "mfcc_bands": cepstrum(S)[0],
            "gfcc": gfcc(S)[1],
            "spectral_contrast": contrast(S)[0],
            "spectral_valley": contrast(S)[1],
            "dissonance": es.Dissonance()(*es.SpectralPeaks()(S)),
            "pitchsalience": es.PitchSalience()(S),
            "spectral_complexity": es.SpectralComplexity()(S),
            "danceability": es.Danceability()(w)[0],
        }
        for name, bank in banks.items():
            energies = bank(S)
            row[f"{name}bands"] = energies
            row[f"crest_{name}"] = es.Crest()(energies)
            row[f"flatnessdb_{name}"] = es.FlatnessDB()(energies)
            row[f"central_moments_{name}"] = es.CentralMoments()(energies)[2:]
        rows.append(row)
    return {name: np.array([np.atleast_1d(row[name]) for row in rows]) for name in rows[0]}


def check_against_direct(es, samples):
    found = dict(zip(column_names(), whole_sound(samples).T, strict=True))
    for name, expected in direct(es, samples[: len(samples) // FRAME * FRAME]).items():
        ours = np.stack([found[column] for column in type_columns()[name]], axis=1)
        np.testing.assert_array_equal(ours, expected, err_msg=name)


def test_equal_to_a_direct_call(es, half_seconds):
    check_against_direct(es, np.concatenate(list(half_seconds.values())))


def test_equal_to_a_direct_call_on_real_clips(es, clips):
    check_against_direct(es, decode(clips["17"], start=20.0, end=24.0))


@pytest.mark.long
def test_all_real_clips_give_finite_rows(es, clips):
    for path in clips.values():
        samples = decode(path, end=45.0)
        X = whole_sound(samples)
        assert X.shape == (90, 196)
        assert np.isfinite(X).all()


def test_the_second_sound_does_not_remember_the_first(es, half_seconds):
    chord, noise = np.tile(half_seconds["chord"], 2), np.tile(half_seconds["noise"], 2)
    first = whole_sound(chord)
    whole_sound(noise)
    np.testing.assert_array_equal(whole_sound(chord), first)
    flux = column_names().index("spectrum_flux")
    assert first[1, flux] != first[0, flux]  # the first frame's flux is measured against silence


def test_threads_do_not_mix_their_sounds(es, half_seconds):
    """Essentia's algorithms are shared by all threads of a process."""
    sounds = [np.tile(sound, 6) for sound in half_seconds.values()]
    alone = [whole_sound(sound) for sound in sounds]
    with ThreadPoolExecutor(4) as pool:
        for one, other in zip(alone, pool.map(whole_sound, sounds), strict=True):
            np.testing.assert_array_equal(one, other)


def test_silence_and_constants_are_finite(es):
    for level in (0.0, 1e-12, 0.5):
        assert np.isfinite(whole_sound(np.full(2 * FRAME, level, np.float32))).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_never_reaches_essentia(es, monkeypatch, bad):
    monkeypatch.setattr(essentia_types, "one_frame", lambda *_: pytest.fail("reached Essentia"))
    samples = np.zeros(2 * FRAME, np.float32)
    samples[30000] = bad
    with pytest.raises(InputError, match=r"the sample at 0\.680 s is (nan|inf)"):
        whole_sound(samples)


def test_the_papers_reading_changes_bark_bands_and_valleys_only(es, half_seconds):
    samples = half_seconds["noise"]
    code = dict(zip(column_names(), whole_sound(samples)[0], strict=True))
    paper = dict(zip(column_names("paper"), whole_sound(samples, reading="paper")[0], strict=True))
    changed = {name.rstrip("_0123456789") for name in paper if paper[name] != code[name]}
    expected = {"crest_bark", "flatnessdb_bark", "central_moments_bark", "spectral_contrast", "spectral_valley"}
    assert changed == expected
    ours = dict(zip(EXTRA_8, bands.extra8(samples, reading="paper")[0], strict=True))
    assert [paper[name] for name in EXTRA_8] == pytest.approx([ours[name] for name in EXTRA_8], rel=1e-4)


def test_float64_strided_and_untouched_input(es, half_seconds):
    samples = np.repeat(half_seconds["chord"].astype(float), 2)
    before = samples.copy()
    np.testing.assert_array_equal(whole_sound(samples[::2]), whole_sound(half_seconds["chord"]))
    np.testing.assert_array_equal(samples, before)


def test_no_noise_on_the_terminal(es):
    script = (
        "import numpy as np; from elman.sound.essentia_types import whole_sound; "
        "whole_sound([np.zeros(44100, np.float32)]); whole_sound([np.eye(1, 44100, 100, dtype=np.float32)[0]])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_without_essentia_says_what_to_install(without):
    without("essentia")
    with pytest.raises(InputError, match=r"pip install '.\[audio\]'"):
        whole_sound(np.zeros(FRAME, np.float32))
