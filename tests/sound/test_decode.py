import struct
import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pytest

from elman.errors import InputError
from elman.sound.decode import RATE, SoundWarning, decode
from elman.sound.libraries import GREEDY, essentia_standard


def test_what_was_written_is_read(write_wav, tone):
    samples = tone(1.0)
    np.testing.assert_array_equal(decode(write_wav("a.wav", samples)), samples)


@pytest.mark.parametrize(
    ("dtype", "scale", "zero"), [(np.int16, 2**15, 0), (np.int32, 2**31, 0), (np.uint8, 2**7, 2**7)]
)
def test_whole_numbers_are_scaled_to_one(write_wav, tone, dtype, scale, zero):
    samples = tone(1.0).astype(float)
    read = decode(write_wav("a.wav", np.round(samples * scale + zero).astype(dtype)))
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, samples, atol=0.51 / min(scale, 2**23))


def test_channels_are_averaged(write_wav, tone):
    six = np.stack([tone(1.0, amplitude=0.1 * (n + 1)) for n in range(6)], axis=1)
    np.testing.assert_allclose(decode(write_wav("six.wav", six)), tone(1.0, amplitude=0.35), atol=1e-6)


@pytest.mark.parametrize("rate", [8000, 22050, 48000, 96000])
def test_other_rates_are_resampled(write_wav, tone, rate):
    read = decode(write_wav("a.wav", tone(2.0, rate=rate), rate))
    assert len(read) == 2 * RATE
    inner = slice(RATE // 4, -RATE // 4)  # the resampling filter rings at both ends
    np.testing.assert_allclose(read[inner], tone(2.0)[inner], atol=2e-3)


@pytest.mark.parametrize(("rate", "limit"), [(RATE, 9), (48000, 10)])
def test_a_long_wav_is_in_memory_once(write_wav, tone, rate, limit):
    """In bytes a sample: stereo in 16 bits and its mean are 8, in 48 kHz 8.7; no more is there at any time."""
    path = write_wav("a.wav", np.round(2**15 * np.stack([tone(20.0, rate=rate)] * 2, axis=1)).astype(np.int16), rate)
    decode(path)  # imports what it needs
    tracemalloc.start()
    try:
        samples = decode(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < limit * len(samples)


def test_a_part_is_read(write_wav, tone):
    samples = tone(3.0)
    path = write_wav("a.wav", samples)
    np.testing.assert_array_equal(decode(path, start=1.0, end=2.5), samples[RATE : RATE * 5 // 2])
    np.testing.assert_array_equal(decode(path, start=2.0), samples[2 * RATE :])


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"start": 3.0}, "cannot start at 3.0 s; the sound lasts 3.00 s"),
        ({"start": -1.0}, "cannot start at -1.0 s"),
        ({"start": 2.0, "end": 1.0}, "must come after the start"),
        ({"end": 4.0}, "cannot go on until 4.0 s"),
        ({"start": 2.8}, "8820 samples of sound"),
    ],
)
def test_an_impossible_part_is_refused(write_wav, tone, part, message):
    with pytest.raises(InputError, match=message):
        decode(write_wav("a.wav", tone(3.0)), **part)


def test_without_essentia_a_file_is_called_what_it_is(tmp_path, without, write_wav, tone):
    without("essentia")
    (tmp_path / "text.wav").write_text("no music " * 1000)
    with pytest.raises(InputError, match=r"text\.wav: no wav file .*essentia.*pip install '.\[audio\]'"):
        decode(tmp_path / "text.wav")
    odd = bytearray(write_wav("odd.wav", tone(1.0)).read_bytes())
    odd[20:22] = b"\x55\x00"  # mp3 inside
    (tmp_path / "odd.wav").write_bytes(odd)
    with pytest.raises(InputError, match=r"odd\.wav: its samples are coded .*SciPy.*essentia"):
        decode(tmp_path / "odd.wav")


def test_a_file_that_is_no_sound_is_refused(tmp_path, write_wav, tone):
    essentia_standard_or_skip()
    (tmp_path / "empty.mp3").write_bytes(b"")
    (tmp_path / "text.mp3").write_text("no music " * 1000)
    (tmp_path / "random.mp3").write_bytes(np.random.default_rng(0).bytes(50_000))
    (tmp_path / "random.wav").write_bytes(b"RIFF" + np.random.default_rng(0).bytes(50_000))
    whole = write_wav("whole.wav", tone(1.0)).read_bytes()
    (tmp_path / "header only.wav").write_bytes(whole[:30])
    (tmp_path / "folder.wav").mkdir()
    expected = {
        "missing.wav": "no such file",
        "empty.mp3": "the file is empty",
        "text.mp3": "cannot be read as sound",
        "random.mp3": "cannot be read as sound",
        "random.wav": "wav file",
        "header only.wav": "wav file",
        "folder.wav": "this is a folder",
    }
    for name, message in expected.items():
        with pytest.raises(InputError, match=message) as caught:
            decode(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)
        assert "Traceback" not in str(caught.value)


def essentia_standard_or_skip():
    pytest.importorskip("essentia")
    return essentia_standard()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_essentia_comes_without_its_greedy_algorithm():
    pytest.importorskip("essentia")
    script = f"""if True:
        from elman.sound.libraries import essentia_standard
        memory = lambda: next(int(line.split()[1]) for line in open("/proc/self/status") if "VmRSS" in line) / 1024
        before = memory()
        standard = essentia_standard()
        print(memory() - before)
        import essentia
        assert not hasattr(standard, "{GREEDY}") and "{GREEDY}" in essentia._essentia.keys()
        assert hasattr(standard, "MonoLoader") and essentia_standard() is standard
    """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert 10 < float(done.stdout) < 80  # 47 MiB; 113 with it


def test_zero_samples_and_too_few_are_refused(write_wav):
    with pytest.raises(InputError, match="0 samples"):
        decode(write_wav("zero.wav", np.zeros(0, np.float32)))
    with pytest.raises(InputError, match=r"22049 samples of sound at 44\.1 kHz; at least 22050"):
        decode(write_wav("short.wav", np.ones(22049, np.float32)))
    assert len(decode(write_wav("enough.wav", np.full(22050, 0.1, np.float32)))) == 22050


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_refused(write_wav, tone, bad):
    samples = tone(2.0)
    samples[RATE] = bad
    with pytest.raises(InputError, match=r"the sample at 1\.000 s is -?(nan|inf); finite numbers were expected"):
        decode(write_wav("bad.wav", samples))


def test_strange_but_usable_sound_warns(write_wav, tone):
    with pytest.warns(SoundWarning, match="silent"):
        assert len(decode(write_wav("silent.wav", np.zeros(RATE, np.int16)))) == RATE
    with pytest.warns(SoundWarning, match="full scale is 1"):
        decode(write_wav("loud.wav", 32768 * tone(1.0)))


def test_sound_that_openSMILE_would_cut_off_warns(write_wav, tone):
    with pytest.warns(SoundWarning, match=r"the loudest sample is 1\.01, and full scale is 1, where .* cut it off$"):
        decode(write_wav("hot.wav", np.append(tone(1.0), np.float32(1.01))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        decode(write_wav("full.wav", np.append(tone(1.0), np.float32(1.0))))


@pytest.mark.parametrize("rate", [0, 1, 999, 768_001, 4_294_967_291])
def test_a_nonsense_sample_rate_is_refused(write_wav, tone, rate):
    """Resampling by it would divide by zero, or need more memory than there is."""
    path = write_wav("a.wav", tone(1.0))
    whole = bytearray(path.read_bytes())
    whole[24:28] = struct.pack("<I", rate)
    path.write_bytes(whole)
    with pytest.raises(InputError, match=rf"a\.wav: its header gives a sample rate of {rate} Hz; 1,000 to 768,000 Hz"):
        decode(path)


@pytest.mark.parametrize("rate", [1000, 768_000])
def test_the_last_sensible_rates_are_read(write_wav, tone, rate):
    assert len(decode(write_wav("a.wav", tone(1.0, hertz=100, rate=rate), rate))) == RATE


def test_a_truncated_wav_warns(write_wav, tone):
    path = write_wav("cut.wav", (tone(3.0) * 2**15).astype(np.int16))
    path.write_bytes(path.read_bytes()[: 44 + 2 * 2 * RATE])
    with pytest.warns(SoundWarning, match=r"cut off: 2\.0 s"):
        assert len(decode(path)) == 2 * RATE


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3", "a.aiff", "ä ß.flac"])
def test_other_formats_are_read_with_essentia(tmp_path, tone, name):
    essentia_standard_or_skip()
    soundfile = pytest.importorskip("soundfile", reason="soundfile writes the files for this test")
    stereo = np.stack([tone(3.0), 0.5 * tone(3.0)], axis=1)
    soundfile.write(tmp_path / name, stereo, RATE)
    read = decode(tmp_path / name)
    assert abs(len(read) - 3 * RATE) < 0.1 * RATE
    loudness = np.sqrt(np.mean(read[RATE : 2 * RATE] ** 2))
    assert loudness == pytest.approx(0.375 / np.sqrt(2), rel=0.02)


def test_a_truncated_flac_warns(tmp_path, tone):
    essentia_standard_or_skip()
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(tmp_path / "a.flac", tone(5.0), RATE)
    whole = (tmp_path / "a.flac").read_bytes()
    (tmp_path / "a.flac").write_bytes(whole[: len(whole) // 2])
    with pytest.warns(SoundWarning, match=r"cut off: \d\.\d s of sound, but its header promises 5 s"):
        decode(tmp_path / "a.flac")


def test_wav_is_equal_to_essentias(write_wav, tone):
    es = essentia_standard_or_skip()
    rng = np.random.default_rng(0)
    stereo = np.round(rng.uniform(-1, 1, (RATE, 2)) * 32767).astype(np.int16)
    path = write_wav("a.wav", stereo)
    np.testing.assert_allclose(decode(path), es.MonoLoader(filename=str(path))(), atol=1e-6)


def test_a_wav_that_scipy_cannot_read_goes_to_essentia(tmp_path, tone):
    essentia_standard_or_skip()
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(tmp_path / "mulaw.wav", tone(1.0), RATE, subtype="ULAW")
    assert np.abs(decode(tmp_path / "mulaw.wav") - tone(1.0)).max() < 0.03


def test_without_essentia_wav_is_read_and_mp3_says_what_to_install(write_wav, tone, tmp_path, without):
    without("essentia")
    assert len(decode(write_wav("a.wav", tone(1.0)))) == RATE
    (tmp_path / "a.mp3").write_bytes(b"ID3" + bytes(1000))
    with pytest.raises(InputError, match=r"pip install '.\[audio\]'"):
        decode(tmp_path / "a.mp3")


def test_the_ten_real_clips(clips):
    for path in clips.values():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            samples = decode(path)
        assert 45.0 <= len(samples) / RATE < 45.1
        assert 0.1 < np.abs(samples).max() <= 1


def test_the_decoder_is_quiet(clips, capfd):
    decode(clips["2"])
    assert capfd.readouterr() == ("", "")


def test_a_wav_with_an_open_end_is_read(tmp_path, write_wav, tone):
    """A program that writes wav into a pipe cannot know the length, and promises the greatest there is."""
    whole = bytearray(write_wav("a.wav", tone(1.0)).read_bytes())
    at = whole.index(b"data") + 4
    whole[at : at + 4] = struct.pack("<I", 2**32 - 1)
    (tmp_path / "a.wav").write_bytes(whole)
    np.testing.assert_array_equal(decode(tmp_path / "a.wav"), tone(1.0))
