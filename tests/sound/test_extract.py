import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pytest

from elman.corpus.columns import EXTRA_8
from elman.errors import InputError
from elman.files import only_one
from elman.jobs import Interrupted
from elman.sound import bands, features, isolation
from elman.sound import extract as module
from elman.sound.decode import decode
from elman.sound.extract import extract


@pytest.fixture
def songs(tmp_path, write_wav, tone):
    """Four short songs in tmp_path/in."""
    for n in range(4):
        write_wav(f"in/{n}.wav", tone(1.0 + 0.5 * n, hertz=301.7 * (n + 1)))
    return tmp_path / "in"


def everything(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_of_songs(songs, tmp_path):
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert (outcome.made, outcome.kept, outcome.failures) == (["0", "1", "2", "3"], [], {})
    path = tmp_path / "out" / "extra8" / "3.csv"
    assert path.read_text().splitlines()[0] == ";".join(("frameTime", *EXTRA_8))
    table = np.loadtxt(path, delimiter=";", skiprows=1)
    np.testing.assert_array_equal(table[:, 0], np.arange(5) / 2)
    np.testing.assert_allclose(table[:, 1:], bands.extra8(decode(songs / "3.wav")), rtol=1e-8)


def test_two_sets_of_two_libraries(songs, tmp_path):
    pytest.importorskip("essentia")
    pytest.importorskip("opensmile")
    extract([songs / "0.wav"], tmp_path / "out", ["baseline260", "essentia196"])
    for name, size in (("baseline260", 260), ("essentia196", 196)):
        table = np.loadtxt(tmp_path / "out" / name / "0.csv", delimiter=";", skiprows=1)
        assert table.shape == (2, 1 + size)


def test_a_second_call_does_nothing(songs, tmp_path, monkeypatch):
    extract([songs], tmp_path / "out", ["extra8"])
    before = everything(tmp_path / "out")
    monkeypatch.setattr(module, "extract_one", lambda *_: pytest.fail("worked again"))
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert (outcome.made, outcome.kept) == ([], ["0", "1", "2", "3"])
    assert everything(tmp_path / "out") == before


def test_only_what_is_missing_or_changed_is_made(songs, tmp_path, write_wav, tone, capsys):
    extract([songs], tmp_path / "out", ["extra8"])
    (tmp_path / "out" / "extra8" / "1.csv").unlink()
    write_wav("in/2.wav", tone(3.0, hertz=1000.3))
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert (outcome.made, outcome.kept) == (["1", "2"], ["0", "3"])
    assert "2.csv: the sound has changed" in capsys.readouterr().err
    assert len((tmp_path / "out" / "extra8" / "2.csv").read_text().splitlines()) == 7


def test_a_file_that_moved_but_did_not_change_is_kept(songs, tmp_path):
    extract([songs], tmp_path / "out", ["extra8"])
    songs.rename(tmp_path / "elsewhere")
    os.utime(tmp_path / "elsewhere" / "1.wav", (0, 0))
    assert extract([tmp_path / "elsewhere"], tmp_path / "out", ["extra8"]).made == []


def test_a_changed_setting_makes_old_files_stale(songs, tmp_path, capsys):
    extract([songs], tmp_path / "out", ["extra8"])
    old = everything(tmp_path / "out")
    outcome = extract([songs], tmp_path / "out", ["extra8"], reading="paper")
    assert outcome.made == ["0", "1", "2", "3"]
    assert "4 files were made with reading 'code', which is now 'paper'" in capsys.readouterr().err
    assert all(everything(tmp_path / "out")[path] != text for path, text in old.items())


def test_a_new_version_makes_old_files_stale(songs, tmp_path, monkeypatch, capsys):
    extract([songs], tmp_path / "out", ["extra8"])
    monkeypatch.setattr(features, "EXTRACTOR", features.EXTRACTOR + 1)
    assert extract([songs], tmp_path / "out", ["extra8"]).made == ["0", "1", "2", "3"]
    assert "made with extractor 2, which is now 3" in capsys.readouterr().err


def test_different_settings_never_stand_side_by_side(songs, tmp_path):
    extract([songs], tmp_path / "out", ["extra8"])
    before = everything(tmp_path / "out")
    with pytest.raises(InputError, match=r"which is now 'paper'\. 3 of them, such as 1\.csv, are not among"):
        extract([songs / "0.wav"], tmp_path / "out", ["extra8"], reading="paper")
    assert everything(tmp_path / "out") == before


def test_files_of_others_are_not_overwritten(songs, tmp_path):
    (tmp_path / "out" / "extra8").mkdir(parents=True)
    (tmp_path / "out" / "extra8" / "0.csv").write_text("mine")
    with pytest.raises(InputError, match="did not write"):
        extract([songs], tmp_path / "out", ["extra8"])
    assert (tmp_path / "out" / "extra8" / "0.csv").read_text() == "mine"


def test_a_damaged_ledger_is_told(songs, tmp_path):
    extract([songs], tmp_path / "out", ["extra8"])
    (tmp_path / "out" / "extra8" / "extraction.json").write_text('{"made_with": ')
    with pytest.raises(InputError, match=r"extraction\.json: cannot be read; delete the folder"):
        extract([songs], tmp_path / "out", ["extra8"])


def test_bad_files_do_not_stop_the_good(songs, tmp_path, write_wav, tone):
    bad = np.full(44100, np.nan, np.float32)
    write_wav("in/nan.wav", bad)
    write_wav("in/short.wav", tone(0.3))
    (songs / "empty.wav").write_bytes(b"")
    (songs / "torn.wav").write_bytes((songs / "0.wav").read_bytes()[:20])
    (songs / "notes.txt").write_text("not looked at")
    (songs / ".hidden.wav").write_text("not looked at")
    (songs / "folder.wav").mkdir()
    write_wav("in/more/2.wav", tone(1.0))
    write_wav("2.wav", tone(1.0))  # another song than in/2.wav
    outcome = extract([songs, tmp_path / "nowhere.wav", tmp_path / "2.wav"], tmp_path / "out", ["extra8"])
    assert outcome.made == ["2", "in/0", "in/1", "in/2", "in/3", "in/more/2"]
    assert outcome.passed_over == {".txt": 1}
    reasons = {path.relative_to(tmp_path).as_posix(): reason for path, reason in outcome.failures.items()}
    expected = {
        "in/nan.wav": "the sample at 0.000 s is nan",
        "in/short.wav": "13230 samples",
        "in/empty.wav": "the file is empty",
        "in/torn.wav": "wav file",
        "nowhere.wav": "no such file or folder",
    }
    assert reasons.keys() == expected.keys()
    for path, words in expected.items():
        assert words in reasons[path]
    made = sorted(path.name for path in (tmp_path / "out" / "extra8").rglob("*.csv"))
    assert made == ["0.csv", "1.csv", "2.csv", "2.csv", "2.csv", "3.csv"]


def test_a_library_that_kills_its_process_costs_one_file(songs, tmp_path, monkeypatch):
    """The file's number of samples decides; the child is Python, too, and can be told to die."""
    planted = f"""if True:
        import os, sys
        sys.path.insert(0, {str(Path(module.__file__).parents[2])!r})
        from elman.sound import features, isolation
        _, columns, right = features.SETS["extra8"]
        def crashes(blocks, *, reading):
            blocks = [*blocks]
            if sum(map(len, blocks)) == 2 * 44100:
                os.abort()
            return right(blocks, reading=reading)
        features.SETS["extra8"] = (None, columns, crashes)
        isolation.serve()
    """
    monkeypatch.setattr(isolation.Child, "COMMAND", ["-c", planted])
    isolation.end_all()
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    isolation.end_all()
    assert outcome.made == ["0", "1", "3"]
    [(path, reason)] = outcome.failures.items()
    assert path == songs / "2.wav"
    assert "SIGABRT" in reason


def test_a_library_that_fails_on_one_file_does_not_stop_the_rest(songs, tmp_path, monkeypatch, in_this_process):
    right = bands.whole_sound

    def fails_on_the_third(blocks, reading):
        if len(blocks := [*blocks]) and sum(map(len, blocks)) == 2 * 44100:
            raise InputError("the filter did not like it")
        return right(blocks, reading=reading)

    monkeypatch.setitem(features.SETS, "extra8", (None, lambda reading: EXTRA_8, fails_on_the_third))
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert outcome.made == ["0", "1", "3"]
    assert outcome.failures == {songs / "2.wav": "the filter did not like it"}


def test_a_sound_that_changes_meanwhile_is_not_noted(songs, tmp_path, monkeypatch):
    right = isolation.take_apart

    def changed(path, *rest, **more):
        taken = right(path, *rest, **more)
        if path.stem == "2":
            path.write_bytes(path.read_bytes() + b"more")
        return taken

    monkeypatch.setattr(isolation, "take_apart", changed)
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert outcome.made == ["0", "1", "3"]
    assert "changed while it was read" in outcome.failures[songs / "2.wav"]
    monkeypatch.undo()
    assert extract([songs], tmp_path / "out", ["extra8"]).made == ["2"]


@pytest.mark.parametrize(
    "spoil", [lambda text: "", lambda text: text[:-30], lambda text: text[: text[:-1].rindex("\n") + 1]]
)
def test_a_feature_file_that_was_spoilt_afterwards_is_made_again(songs, tmp_path, spoil, capsys):
    extract([songs], tmp_path / "out", ["extra8"])
    before = everything(tmp_path / "out")
    file = tmp_path / "out" / "extra8" / "3.csv"
    file.write_text(spoil(file.read_text()))
    assert extract([songs], tmp_path / "out", ["extra8"]).made == ["3"]
    assert "3.csv" in capsys.readouterr().err
    assert everything(tmp_path / "out") == before


def test_albums_with_equal_names(tmp_path, write_wav, tone):
    for album in ("one", "two"):
        write_wav(f"library/{album}/01.wav", tone(1.0))
    write_wav("library/three/disc 1/01.wav", tone(1.0))
    outcome = extract([tmp_path / "library"], tmp_path / "out", ["extra8"])
    assert outcome.made == ["one/01", "three/disc 1/01", "two/01"]
    assert (tmp_path / "out" / "extra8" / "three" / "disc 1" / "01.csv").exists()
    assert extract([tmp_path / "library"], tmp_path / "out", ["extra8"]).kept == ["one/01", "three/disc 1/01", "two/01"]


def test_the_folder_given_is_not_in_the_ids_and_those_in_it_are(tmp_path, write_wav, tone):
    write_wav("music/album/7.wav", tone(1.0))
    assert extract([tmp_path / "music"], tmp_path / "out", ["extra8"]).made == ["album/7"]


def test_two_processes_in_one_folder(songs, tmp_path):
    with only_one(tmp_path / "out" / "extra8"), pytest.raises(InputError, match="another elman process"):
        extract([songs], tmp_path / "out", ["extra8"])
    assert len(extract([songs], tmp_path / "out", ["extra8"]).made) == 4


def test_a_level_makes_loud_and_quiet_alike(tmp_path, write_wav, tone):
    noise = np.random.default_rng(0).standard_normal(44100) * np.repeat([0.1, 0.02], 22050)
    write_wav("in/loud.wav", noise.astype(np.float32))
    write_wav("in/quiet.wav", (0.25 * noise).astype(np.float32))
    extract([tmp_path / "in"], tmp_path / "plain", ["extra8"])
    extract([tmp_path / "in"], tmp_path / "level", ["extra8"], level=-20.0)

    def difference(to):
        loud, quiet = (np.loadtxt(to / "extra8" / f"{n}.csv", delimiter=";", skiprows=1) for n in ("loud", "quiet"))
        return np.abs(loud - quiet).max()

    assert difference(tmp_path / "plain") > 1
    assert difference(tmp_path / "level") < 1e-4
    assert json.loads((tmp_path / "level" / "extra8" / "extraction.json").read_text())["made_with"]["level"] == -20.0
    with pytest.raises(InputError, match="level"):
        extract([tmp_path / "in"], tmp_path / "level", ["extra8"], level=3.0)


def test_a_usable_file_is_used_and_the_warning_kept(songs, tmp_path, write_wav):
    write_wav("in/9.wav", np.zeros(44100, np.int16))
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert "9" in outcome.made
    assert len(outcome.warnings) == 1
    assert "9.wav: the sound is silent" in outcome.warnings[0]


def test_the_same_file_given_twice_is_one_file(songs, tmp_path):
    outcome = extract([songs, songs / "0.wav", songs / ".." / "in" / "0.wav"], tmp_path / "out", ["extra8"])
    assert (len(outcome.made), outcome.failures) == (4, {})


def test_nothing_to_do_is_told(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.txt").write_text("no sound")
    with pytest.raises(InputError, match=r"no sound files in .*in \(1 other file: 1 \.txt\); looked for .*\.wav"):
        extract([tmp_path / "in"], tmp_path / "out", ["extra8"])


def test_without_libraries_extract_says_what_to_install(songs, tmp_path, without):
    without("essentia")
    without("opensmile")
    assert extract([songs], tmp_path / "out", ["extra8"]).failures == {}
    with pytest.raises(InputError, match=r"pip install '.\[audio\]'"):
        extract([songs], tmp_path / "out", ["essentia196"])
    with pytest.raises(InputError, match=r"pip install '.\[opensmile\]'"):
        extract([songs], tmp_path / "out", ["baseline260"])
    without("soundfile")
    without("ffmpeg")
    (songs / "a.mp3").write_bytes(b"ID3")
    assert "pip install '.[sound]'" in extract([songs], tmp_path / "out", ["extra8"]).failures[songs / "a.mp3"]
    with pytest.raises(InputError, match=r"pip install '.\[sound\]'"):
        extract([songs / "a.mp3"], tmp_path / "out", ["extra8"])


def test_what_is_not_there_is_told_before_what_is_not_installed(tmp_path, without):
    without("opensmile")
    outcome = extract([tmp_path / "nowhere.mp3"], tmp_path / "out", ["baseline260"])
    assert outcome.failures == {tmp_path / "nowhere.mp3": "there is no such file or folder"}


class Backwards:
    """An executor that does the last task first, and breaks after ``limit`` tasks."""

    def __init__(self, limit=99, error=None):
        self.tasks, self.limit, self.error = [], limit, error

    def submit(self, function, *arguments):
        future = Future()
        self.tasks.append((future, function, arguments))
        if len(self.tasks) == 4:
            for n, (each, work, given) in enumerate(reversed(self.tasks)):
                each.set_running_or_notify_cancel()
                if n < self.limit:
                    each.set_result(work(*given))
                else:
                    each.set_exception(self.error)
        return future


def test_any_executor_gives_the_same_bytes(songs, tmp_path):
    extract([songs], tmp_path / "one", ["extra8"])
    extract([songs], tmp_path / "two", ["extra8"], executor=Backwards())
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_dead_worker_is_told_and_work_goes_on(songs, tmp_path):
    with pytest.raises(InputError, match="a worker process died"):
        extract([songs], tmp_path / "out", ["extra8"], executor=Backwards(2, BrokenProcessPool("dead")))
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert len(outcome.made) + len(outcome.kept) == 4
    extract([songs], tmp_path / "one", ["extra8"])
    assert everything(tmp_path / "out") == everything(tmp_path / "one")


def test_an_interruption_keeps_what_is_done(songs, tmp_path, monkeypatch):
    right = module.extract_one

    def stops_at_the_third(path, *rest):
        if path.stem == "2":
            raise KeyboardInterrupt
        return right(path, *rest)

    monkeypatch.setattr(module, "extract_one", stops_at_the_third)
    with pytest.raises(Interrupted, match="2 of 4 parts are done"):
        extract([songs], tmp_path / "out", ["extra8"])
    monkeypatch.undo()
    outcome = extract([songs], tmp_path / "out", ["extra8"])
    assert (outcome.kept, outcome.made) == (["0", "1"], ["2", "3"])


def children(pid):
    """The process ids of a process's children (Linux tells; elsewhere none are known)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_killed_in_the_middle_and_resumed_equals_uninterrupted(tmp_path, write_wav, tone):
    for n in range(16):
        write_wav(f"in/{n}.wav", tone(15.0, hertz=100.3 * (n + 1)))
    command = [sys.executable, "-m", "elman", "extract", str(tmp_path / "in"), "--set", "extra8", "--jobs", "2", "--to"]
    out = tmp_path / "out"
    process = subprocess.Popen([*command, str(out)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(out.glob("extra8/[0-9]*.csv"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline, "a worker outlived the process it worked for"
        time.sleep(0.05)
    ready = json.loads((out / "extra8" / "extraction.json").read_text())["songs"]
    assert 0 < len(ready) < 16
    (out / "extra8" / ".7-0123456789ab.csv").write_text(
        "half a fi"
    )  # what a worker killed while it writes leaves behind
    done = subprocess.run([*command, str(out)], capture_output=True, text=True, check=True)
    assert f"{len(ready)} were there already" in done.stdout
    extract([tmp_path / "in"], tmp_path / "whole", ["extra8"])  # here, in one process
    assert everything(out) == everything(tmp_path / "whole")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_at_any_moment_leaves_nothing_wrong(tmp_path, write_wav, tone, jobs):
    """openSMILE's own call would swallow it and lose a row; resumed, every byte is as without interruption."""
    pytest.importorskip("opensmile")
    for n in range(4):
        write_wav(f"in/{n}.wav", tone(10.0, hertz=100.3 * (n + 1)))
    command = [
        sys.executable,
        "-m",
        "elman",
        "extract",
        str(tmp_path / "in"),
        "--set",
        "baseline260",
        "--jobs",
        str(jobs),
    ]
    for moment in np.random.default_rng(jobs).uniform(0.8, 3.0, 4):
        process = subprocess.Popen(
            [*command, "--to", str(tmp_path / "out")],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        process.communicate(timeout=60)
    subprocess.run([*command, "--to", str(tmp_path / "out")], check=True, capture_output=True)
    extract([tmp_path / "in"], tmp_path / "whole", ["baseline260"])
    assert everything(tmp_path / "out") == everything(tmp_path / "whole")


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac"])
def test_a_long_sound_takes_no_more_memory_than_a_short_one(tmp_path, suffix):
    """Ten minutes in stereo, all sets: below 400 MB in all, for the child's libraries and half a minute of sound."""
    pytest.importorskip("essentia")
    pytest.importorskip("opensmile")
    soundfile = pytest.importorskip("soundfile")
    with soundfile.SoundFile(tmp_path / f"song.{suffix}", "w", 44100, 2) as file:
        for minute in range(10):
            file.write(0.1 * np.random.default_rng(minute).standard_normal((60 * 44100, 2), dtype=np.float32))
    script = f"""if True:
        import resource
        from elman.sound.extract import extract
        from elman.sound import isolation
        outcome = extract([{str(tmp_path)!r}], {str(tmp_path / "out")!r}, ["baseline260", "essentia196", "extra8"])
        assert outcome.made == ["song"]
        child = isolation._child().process
        print(*[line.split()[1] for line in open(f"/proc/{{child.pid}}/status") if "VmHWM" in line])
    """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert 100 < float(done.stdout) * 1024 / 1e6 < 400
