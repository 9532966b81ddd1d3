import os
import signal
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from elman.errors import InputError
from elman.sound import isolation
from elman.sound.features import take
from elman.sound.isolation import Crash, end_all, require_apart, take_apart


@pytest.fixture
def song(write_wav, tone):
    return write_wav("song.wav", tone(3.0))


def test_a_child_gives_the_same_bits(song):
    there, warned = take_apart(song, ["extra8"])
    here = take(song, ["extra8"])
    np.testing.assert_array_equal(there.rows["extra8"], here.rows["extra8"])
    np.testing.assert_array_equal(there.wave, here.wave)
    assert (there.decoder, warned) == ("elman", [])


def test_warnings_and_errors_come_through_and_the_child_goes_on(song, write_wav, tmp_path):
    _, warned = take_apart(write_wav("silent.wav", np.zeros(44100, np.int16)), ["extra8"])
    assert "silent" in warned[0]
    pid = isolation._child().process.pid
    with pytest.raises(InputError, match=r"nowhere\.wav"):
        take_apart(tmp_path / "nowhere.wav", ["extra8"])
    with pytest.raises(InputError, match="set 'extra9'"):
        require_apart(["extra9"], [song])
    assert take_apart(song, ["extra8"])[0].rows["extra8"].shape == (6, 8)
    assert isolation._child().process.pid == pid


def test_a_killed_child_is_told_and_replaced(song):
    child = isolation._child()
    os.kill(child.process.pid, signal.SIGSEGV if os.name == "posix" else signal.SIGTERM)
    child.process.wait()
    assert take_apart(song, ["extra8"])[0].rows["extra8"].shape == (6, 8)


def test_a_child_that_dies_at_work_names_the_signal(monkeypatch, song):
    planted = "import os, sys; sys.stdin.readline(); os.abort()"
    monkeypatch.setattr(isolation.Child, "COMMAND", ("-c", planted))
    end_all()
    with pytest.raises(Crash, match="SIGABRT"):
        take_apart(song, ["extra8"])


def test_a_child_that_cannot_begin_says_why(monkeypatch, song):
    monkeypatch.setattr(isolation.Child, "COMMAND", ("-c", "raise ImportError('no such library here')"))
    end_all()
    with pytest.raises(Crash, match="no such library here"):
        take_apart(song, ["extra8"])


def test_each_thread_has_a_child_of_its_own(song):
    pids = []

    def work():
        take_apart(song, ["extra8"])
        pids.append(isolation._child().process.pid)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 2


@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="processes are looked for as Linux has them")
def test_a_child_ends_with_its_parent(song):
    script = f"""if True:
        from elman.sound import isolation
        isolation.take_apart({str(song)!r}, ["extra8"])
        print(isolation._child().process.pid, flush=True)
        import time; time.sleep(60)
    """
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 20
    while os.path.exists(f"/proc/{child}"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_library_that_prints_does_not_spoil_the_answers(monkeypatch, song):
    noisy = """if True:
        import os, sys
        from elman.sound import features, isolation
        right = features.SETS["extra8"]
        def prints(blocks, *, reading):
            os.write(1, b"hello\\n")
            print("hello", flush=True)
            return right[2](blocks, reading=reading)
        features.SETS["extra8"] = (None, right[1], prints)
        isolation.serve()
    """
    monkeypatch.setattr(isolation.Child, "COMMAND", ("-c", noisy))
    end_all()
    taken, _ = take_apart(song, ["extra8"])
    end_all()
    assert taken.rows["extra8"].shape == (6, 8)


def test_no_warning_is_left_open(song):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        take_apart(song, [])
        end_all()
