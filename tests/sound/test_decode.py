import importlib.util
import math
import os
import shutil
import struct
import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pytest
from scipy.signal import resample_poly

from elman.errors import InputError
from elman.sound import decode as module
from elman.sound.decode import Sound, SoundWarning, decode
from elman.sound.frames import FRAME, RATE
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


@pytest.mark.parametrize("rate", [8000, 11025, 48000, 96000, 44056])
def test_a_sound_resampled_in_blocks_equals_one_resampled_whole(write_wav, rate):
    samples = np.random.default_rng(0).uniform(-1, 1, 7 * rate + 11).astype(np.float32)
    shared = math.gcd(rate, RATE)
    whole = resample_poly(samples, RATE // shared, rate // shared)
    parts = np.split(samples, [5, 1000, 1001, 3 * rate])
    in_blocks = np.concatenate([*module._at_44100(iter(parts), rate)])
    assert in_blocks.dtype == np.float32
    np.testing.assert_allclose(in_blocks, whole, atol=2e-6)
    np.testing.assert_allclose(decode(write_wav("a.wav", 0.5 * samples, rate)), 0.5 * whole, atol=2e-6)


def test_blocks_are_whole_half_seconds_but_for_the_last(write_wav, tone):
    path = write_wav("a.wav", tone(75.3))
    lengths = [len(block) for block in Sound(path).blocks()]
    assert len(lengths) > 2
    assert all(n % FRAME == 0 for n in lengths[:-1])
    assert sum(lengths) == len(tone(75.3))


@pytest.mark.parametrize("rate", [RATE, 48000])
@pytest.mark.parametrize(("seconds", "channels"), [(200.0, 2), (200.0, 4)])
def test_memory_does_not_grow_with_the_sound(write_wav, tone, rate, seconds, channels):
    sound = np.round(2**15 * np.stack([tone(seconds, rate=rate)] * channels, axis=1)).astype(np.int16)
    path, size = write_wav("a.wav", sound, rate), sound.nbytes
    del sound
    for _ in Sound(path).blocks():  # imports what it needs
        break
    tracemalloc.start()
    try:
        for _ in Sound(path).blocks():
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 0.6 * size  # ten seconds at a time; the whole as float would be twice its size


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
    ],
)
def test_an_impossible_part_is_refused(write_wav, tone, part, message):
    with pytest.raises(InputError, match=message):
        decode(write_wav("a.wav", tone(3.0)), **part)


def test_a_file_is_called_what_it_begins_like(tmp_path, without):
    """Where nothing here reads it."""
    pytest.importorskip("soundfile")  # without it, that is what is told
    without("ffmpeg")
    beginnings = {
        "text.mp3": (b"no music " * 1000, "text"),
        "a.m4a": (b"\0\0\0\x20ftypM4A " + bytes(100), "MPEG-4"),
        "a.webm": (b"\x1aE\xdf\xa3" + bytes(100), "WebM"),
        "a.png": (b"\x89PNG\r\n" + bytes(100), "picture"),
        "random.mp3": (b"\x07" + np.random.default_rng(0).bytes(50_000), "no sound file that elman knows"),
    }
    for name, (contents, words) in beginnings.items():
        (tmp_path / name).write_bytes(contents)
        with pytest.raises(InputError) as told:
            decode(tmp_path / name)
        assert all(word in str(told.value) for word in (str(tmp_path / name), words, "ffmpeg", "flac or wav"))
        assert "not exist" not in str(told.value), "libsndfile's words for what it does not know"


def test_a_file_that_is_no_sound_is_refused(tmp_path, write_wav, tone):
    (tmp_path / "empty.mp3").write_bytes(b"")
    (tmp_path / "text.mp3").write_text("no music " * 1000)
    (tmp_path / "random.wav").write_bytes(b"RIFF" + np.random.default_rng(0).bytes(50_000))
    whole = write_wav("whole.wav", tone(1.0)).read_bytes()
    (tmp_path / "header only.wav").write_bytes(whole[:30])
    (tmp_path / "folder.wav").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.wav")
    expected = {
        "missing.wav": "no such file",
        "empty.mp3": "empty",
        "text.mp3": "cannot be read as sound"
        if importlib.util.find_spec("soundfile") or shutil.which("ffmpeg")
        else "soundfile",
        "random.wav": "WAVE",
        "header only.wav": "fmt",
        "folder.wav": "folder",
        "pipe.wav": "no plain file",
    }
    for name, message in expected.items():
        with pytest.raises(
            InputError, match=message if hasattr(os, "mkfifo") or name != "pipe.wav" else "no such"
        ) as caught:
            decode(tmp_path / name)
        assert str(tmp_path / name) in str(caught.value)


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


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("a.flac", "PCM_24"),
        ("a.ogg", "VORBIS"),
        ("a.opus", "OPUS"),
        ("a.mp3", None),
        ("a.aiff", None),
        ("ä ß.flac", None),
    ],
)
def test_other_formats_are_read_with_soundfile(tmp_path, tone, name, subtype):
    soundfile = pytest.importorskip("soundfile")
    rate = 48000 if subtype == "OPUS" else RATE
    stereo = np.stack([tone(3.0, rate=rate), 0.5 * tone(3.0, rate=rate)], axis=1)
    soundfile.write(tmp_path / name, stereo, rate, subtype=subtype, format="OGG" if subtype == "OPUS" else None)
    sound = Sound(tmp_path / name)
    assert sound.decoder == f"libsndfile {soundfile.__libsndfile_version__}"
    read = decode(tmp_path / name)
    assert abs(len(read) - 3 * RATE) < 0.1 * RATE
    loudness = np.sqrt(np.mean(read[RATE : 2 * RATE] ** 2))
    assert loudness == pytest.approx(0.375 / np.sqrt(2), rel=0.02)


def test_lossy_files_lie_on_the_grid_of_16_bits_and_never_above_full_scale(tmp_path, tone):
    soundfile = pytest.importorskip("soundfile")
    square = np.sign(tone(2.0))
    soundfile.write(tmp_path / "a.ogg", square, RATE, subtype="VORBIS")
    raw, _ = soundfile.read(tmp_path / "a.ogg", dtype="float32")
    assert np.abs(raw).max() > 1.02  # what the coder makes of a square wave
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = decode(tmp_path / "a.ogg")
    np.testing.assert_array_equal(read * 32768, np.rint(np.clip(raw * 32768, -32768, 32767)))


@pytest.mark.parametrize("suffix", ["flac", "mp3", "ogg"])
def test_a_truncated_file_warns_or_is_refused(tmp_path, tone, suffix):
    soundfile = pytest.importorskip("soundfile")
    noise = 0.1 * np.random.default_rng(0).standard_normal(20 * RATE)
    soundfile.write(tmp_path / f"a.{suffix}", noise, RATE)
    whole = (tmp_path / f"a.{suffix}").read_bytes()
    (tmp_path / f"a.{suffix}").write_bytes(whole[: len(whole) // 2])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            n = len(decode(tmp_path / f"a.{suffix}"))
        except InputError as error:
            assert "damaged" in str(error)
        else:
            assert n < 11 * RATE
            if suffix != "ogg":  # its header gives no length
                assert "cut off" in str(caught[0].message)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the program ffmpeg is not installed")
@pytest.mark.parametrize("name", ["a.m4a", "-dash.m4a", "a.webm", "a.mkv", "a.wma", "a.mp4"])
def test_what_only_ffmpeg_knows(tmp_path, write_wav, tone, name):
    write_wav("a.wav", np.stack([tone(3.0), 0.5 * tone(3.0)], axis=1))
    subprocess.run(["ffmpeg", "-v", "error", "-i", tmp_path / "a.wav", f"file:{tmp_path / name}"], check=True)
    sound = Sound(tmp_path / name)
    assert sound.decoder.startswith("ffmpeg ")
    read = np.concatenate([*sound.blocks()])
    assert abs(len(read) - 3 * RATE) < 0.1 * RATE
    assert np.sqrt(np.mean(read[RATE : 2 * RATE] ** 2)) == pytest.approx(0.375 / np.sqrt(2), rel=0.02)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the program ffmpeg is not installed")
def test_a_video_without_sound_is_told(tmp_path):
    picture = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=16x16:duration=1", tmp_path / "mute.mkv"]
    subprocess.run(picture, check=True)
    with pytest.raises(InputError, match="there is no sound in it"):
        decode(tmp_path / "mute.mkv")


def test_wav_is_equal_to_essentias(write_wav, tone):
    es = essentia_standard_or_skip()
    rng = np.random.default_rng(0)
    stereo = np.round(rng.uniform(-1, 1, (RATE, 2)) * 32767).astype(np.int16)
    path = write_wav("a.wav", stereo)
    np.testing.assert_allclose(decode(path), es.MonoLoader(filename=str(path))(), atol=1e-6)


@pytest.mark.parametrize("subtype", ["ULAW", "ALAW", "MS_ADPCM", "IMA_ADPCM", "GSM610"])
def test_a_wav_that_is_coded_in_another_way_goes_to_soundfile(tmp_path, tone, subtype):
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(tmp_path / "a.wav", tone(1.0), RATE, subtype=subtype)
    assert np.abs(decode(tmp_path / "a.wav")[: RATE - 1000] - tone(1.0)[: RATE - 1000]).mean() < 0.03


def test_without_soundfile_wav_is_read_and_mp3_says_what_to_install(write_wav, tone, tmp_path, without):
    without("soundfile")
    without("ffmpeg")
    assert len(decode(write_wav("a.wav", tone(1.0)))) == RATE
    (tmp_path / "a.mp3").write_bytes(b"ID3" + bytes(1000))
    with pytest.raises(InputError, match=r"a\.mp3.*soundfile.*pip install '.\[sound\]'"):
        decode(tmp_path / "a.mp3")


def test_the_ten_real_clips_as_essentia_reads_them(clips):
    """But for the first tenth of a second: the clips are cut out of songs, and each decoder fills in as it likes what the
    first frame of an mp3 would take from the frames before it."""
    es = essentia_standard_or_skip()
    for path in clips.values():
        theirs = es.MonoLoader(filename=str(path))()
        ours = decode(path)
        assert len(ours) == len(theirs)
        np.testing.assert_allclose(ours[RATE // 10 :], theirs[RATE // 10 :], atol=3.1e-5)


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
