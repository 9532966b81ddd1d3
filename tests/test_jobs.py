import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from elman import parts
from elman.errors import InputError
from elman.jobs import Interrupted, run
from elman.network.settings import Settings
from elman.network.training import DivergenceError
from elman.progress import Progress

IDENTITY = {"seed": 0, "reading": "code"}


def square(x, log=None):
    """A task that tells how often it was called."""
    if log is not None:
        with Path(log).open("a") as file:
            file.write(f"{x}\n")
    return {"square": np.full(3, x) ** 2, "name": np.array(f"task {x}")}


def refuse_two(x):
    if x == 2:
        raise InputError("song 2: too short")
    return square(x)


def diverge(x):
    raise DivergenceError(3, 1, 5, Settings())


def die(x):
    if x == 1:
        os._exit(1)
    return square(x)


def tasks_of(n, *more):
    return {f"task-{x}": (x, *more) for x in range(n)}


def calls(log):
    return sorted(map(int, log.read_text().split())) if log.exists() else []


def files(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def processes():
    """Two fresh processes, as Windows and macOS would start them."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def assert_squares(results, n):
    assert list(results) == list(tasks_of(n))  # in the order of the tasks, whichever ended first
    for x in range(n):
        assert sorted(results[f"task-{x}"]) == ["name", "square"]
        np.testing.assert_array_equal(results[f"task-{x}"]["square"], [x**2] * 3)
        assert results[f"task-{x}"]["name"].item() == f"task {x}"


def test_serial(tmp_path):
    results = run(square, tasks_of(4), folder=tmp_path / "new" / "parts", identity=IDENTITY)
    assert_squares(results, 4)
    assert files(tmp_path / "new" / "parts") == [f"task-{x}.npz" for x in range(4)]


def test_threads(tmp_path):
    with ThreadPoolExecutor(3) as pool:
        assert_squares(run(square, tasks_of(9), folder=tmp_path, identity=IDENTITY, executor=pool), 9)


def test_processes(tmp_path, processes):
    assert_squares(run(square, tasks_of(5), folder=tmp_path, identity=IDENTITY, executor=processes), 5)
    assert files(tmp_path) == [f"task-{x}.npz" for x in range(5)]


def test_no_tasks(tmp_path):
    assert run(square, {}, folder=tmp_path, identity=IDENTITY) == {}


def test_a_second_call_computes_nothing(tmp_path):
    log, folder = tmp_path / "log", tmp_path / "parts"
    for _ in range(2):
        assert_squares(run(square, tasks_of(3, log), folder=folder, identity=IDENTITY), 3)
    assert calls(log) == [0, 1, 2]


@pytest.mark.parametrize("parallel", [False, True])
def test_only_what_is_missing_is_computed(tmp_path, processes, parallel):
    log, folder, executor = tmp_path / "log", tmp_path / "parts", processes if parallel else None
    run(square, tasks_of(5, log), folder=folder, identity=IDENTITY, executor=executor)
    log.unlink()
    (folder / "task-1.npz").unlink()
    (folder / "task-4.npz").unlink()
    assert_squares(run(square, tasks_of(7, log), folder=folder, identity=IDENTITY, executor=executor), 7)
    assert calls(log) == [1, 4, 5, 6]


def many_kinds():
    return {
        "number": 0.1 + 0.2,
        "whole": 3,
        "list": [1.5, 2.5],
        "text": "valence",
        "texts": np.array(["valence", "arousal"]),
        "turned": np.arange(6.0).reshape(2, 3).T,
        "strided": np.arange(10)[::3],
        "empty": np.empty((0, 2)),
        "single": np.float32(1 / 3),
    }


def test_first_and_later_calls_give_the_same_bits(tmp_path):
    """Values, types, and the order in memory too, on which the last bits of a sum depend."""
    first = run(many_kinds, {"a": ()}, folder=tmp_path, identity=IDENTITY)["a"]
    later = run(many_kinds, {"a": ()}, folder=tmp_path, identity=IDENTITY)["a"]
    assert list(first) == list(later) == list(many_kinds())
    for name, value in many_kinds().items():
        for array in (first[name], later[name]):
            assert isinstance(array, np.ndarray)
            assert array.dtype == np.asarray(value).dtype
            np.testing.assert_array_equal(array, value)
        assert first[name].strides == later[name].strides


def some_objects():
    return {"good": np.ones(2), "songs": np.array([None, {}])}


def test_what_would_have_to_be_pickled_is_refused(tmp_path):
    with pytest.raises(TypeError, match="songs is not an array"):
        run(some_objects, {"a": ()}, folder=tmp_path, identity=IDENTITY)
    assert files(tmp_path) == []


# Whose parts these are


def test_the_folder_of_another_job_is_refused(tmp_path):
    run(square, tasks_of(2), folder=tmp_path, identity=IDENTITY)
    for identity, *facts in (
        ({**IDENTITY, "seed": 1}, "its seed is 0, now it is 1"),
        ({**IDENTITY, "folds": 10}, "its folds is not told, now it is 10"),
        ({"seed": 0}, "its reading is 'code', now it is not told"),
        ({"reading": "x" * 500, "seed": 2}, "its seed is 0, now it is 2", "reading changed too"),
    ):
        for tasks in (tasks_of(2), {"quite-another": (1,)}):  # whether the parts are wanted or not
            with pytest.raises(InputError) as caught:
                run(square, tasks, folder=tmp_path, identity=identity)
            for fact in (str(tmp_path / "task-0.npz"), *facts, "--out", f"delete the folder {tmp_path}"):
                assert fact in str(caught.value)
            assert len(str(caught.value)) < 600
    assert_squares(run(square, tasks_of(2), folder=tmp_path, identity=IDENTITY), 2)  # the parts are still good


def test_a_part_of_another_seed_among_ones_own_is_refused(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    run(square, tasks_of(3), folder=ours, identity=IDENTITY)
    run(square, tasks_of(3), folder=theirs, identity={**IDENTITY, "seed": 7})
    (theirs / "task-1.npz").replace(ours / "task-1.npz")
    with pytest.raises(InputError, match=r"task-1\.npz: .* its seed is 7, now it is 0"):
        run(square, tasks_of(3), folder=ours, identity=IDENTITY)


def test_one_part_under_the_name_of_another_is_refused(tmp_path):
    run(square, tasks_of(2), folder=tmp_path, identity=IDENTITY)
    (tmp_path / "task-0.npz").replace(tmp_path / "task-1.npz")
    with pytest.raises(InputError, match=r"task-1\.npz: is the part 'task-0' under another name"):
        run(square, tasks_of(2), folder=tmp_path, identity=IDENTITY)


def rewrite(path, change):
    """Write a part again as somebody might by hand, with what ``change`` makes of its arrays."""
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **change(arrays))


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays | {"square": arrays["square"] + 1},
        lambda arrays: arrays | {"square": arrays["square"].astype(float)},
        lambda arrays: arrays | {"square": arrays["square"][None]},
        lambda arrays: arrays | {"more": np.zeros(1)},
        lambda arrays: {name: array for name, array in arrays.items() if name != "square"},
        lambda arrays: {"oblong" if name == "square" else name: array for name, array in arrays.items()},
        lambda arrays: {"square": arrays["square"], "name": arrays["name"]},
        lambda arrays: arrays | {"elman job": np.array("[" * 100_000)},
        lambda arrays: arrays | {"elman job": np.array('{"task": "task-0", "job": 3}')},
        lambda arrays: arrays | {"elman job": np.zeros(3)},
    ],
)
def test_a_part_that_was_changed_by_hand_is_refused(tmp_path, change):
    """A song's prediction that lacks, or another number: never a traceback later, and never a wrong table."""
    run(square, tasks_of(1), folder=tmp_path, identity=IDENTITY)
    rewrite(tmp_path / "task-0.npz", change)
    with pytest.raises(InputError, match=r"task-0\.npz: "):
        run(square, tasks_of(1), folder=tmp_path, identity=IDENTITY)


@pytest.mark.parametrize(
    "name", ["../outside", "/outside", "a/b", "a\\b", "", ".", "..", ".hidden", "a\n", "c:", "x" * 300]
)
def test_a_task_cannot_leave_the_folder(tmp_path, name):
    with pytest.raises(InputError, match="cannot be the name of a file"):
        run(square, {name: (1,)}, folder=tmp_path / "parts", identity=IDENTITY)
    assert list(tmp_path.iterdir()) == []


def lose_the_folder(x, folder):
    if x == 1:
        shutil.rmtree(folder)
    return square(x)


def test_a_folder_that_is_deleted_meanwhile_leaves_no_part_without_its_identity(tmp_path):
    folder = tmp_path / "parts"
    assert_squares(run(lose_the_folder, tasks_of(3, folder), folder=folder, identity=IDENTITY), 3)
    assert files(folder) == ["task-1.npz", "task-2.npz"]
    with pytest.raises(InputError, match="its seed is 0, now it is 1"):
        run(square, tasks_of(3), folder=folder, identity={**IDENTITY, "seed": 1})
    assert_squares(run(square, tasks_of(3), folder=folder, identity=IDENTITY), 3)


def test_an_identity_survives_json(tmp_path):
    """Tuples come back as lists, and whole numbers as keys come back as texts: still the same job."""
    identity = {"systems": ("lr", "rnn"), "folds": {1: "a", 2: "b"}, "rate": 0.1 + 0.2, "name": "Gymnopédie"}
    log, folder = tmp_path / "log", tmp_path / "parts"
    for _ in range(2):
        assert_squares(run(square, tasks_of(1, log), folder=folder, identity=identity), 1)
    assert calls(log) == [0]  # once: the second call took the first call's part for its own
    identity["folds"][2] = "c"
    with pytest.raises(InputError, match="its folds is"):
        run(square, tasks_of(1, log), folder=folder, identity=identity)


def test_an_identity_that_json_cannot_write_leaves_no_folder(tmp_path):
    with pytest.raises(TypeError):
        run(square, tasks_of(1), folder=tmp_path / "parts", identity={"settings": Settings()})
    assert not (tmp_path / "parts").exists()


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "results").write_text("")
    with pytest.raises(InputError, match=r"results: cannot be used to keep results .*; choose another folder"):
        run(square, tasks_of(1), folder=tmp_path / "results", identity=IDENTITY)


# Parts that cannot be read or written


def cut(data):
    return data[: len(data) // 2]


def flip(data):
    """Turn one byte of the stored numbers, 4 times 9: the zip's checksum sees it."""
    place = data.index(np.array([9, 9, 9]).tobytes())
    return data[:place] + b"\xff" + data[place + 1 :]


def as_npy(_):
    buffer = io.BytesIO()
    np.save(buffer, np.ones(3))
    return buffer.getvalue()


def as_pickle(_):
    buffer = io.BytesIO()
    np.savez(buffer, square=np.array([None]))
    return buffer.getvalue()


@pytest.mark.parametrize("damage", [cut, flip, as_npy, as_pickle, lambda _: b"", lambda _: b"not a zip"])
def test_a_damaged_part_is_named(tmp_path, damage):
    run(square, tasks_of(5), folder=tmp_path, identity=IDENTITY)
    part = tmp_path / "task-3.npz"
    part.write_bytes(damage(part.read_bytes()))
    with pytest.raises(InputError) as caught:
        run(square, tasks_of(5), folder=tmp_path, identity=IDENTITY)
    assert str(caught.value).startswith(f"{part}: is not a part that ")
    part.unlink()
    assert_squares(run(square, tasks_of(5), folder=tmp_path, identity=IDENTITY), 5)


def test_any_damage_is_seen(tmp_path):
    """Bytes changed or cut at random: either the part is refused, or what is read is what was kept."""
    run(square, {"a": (3,)}, folder=tmp_path, identity=IDENTITY)
    whole, rng, refused = (tmp_path / "a.npz").read_bytes(), np.random.default_rng(0), 0
    for n in range(150):
        damaged = bytearray(whole[: rng.integers(len(whole))] if n % 3 == 0 else whole)
        if n % 3 and len(damaged):
            damaged[rng.integers(len(damaged))] ^= rng.integers(1, 256)
        (tmp_path / "a.npz").write_bytes(bytes(damaged))
        try:
            result = run(square, {"a": (3,)}, folder=tmp_path, identity=IDENTITY)["a"]
        except InputError:
            refused += 1
        else:
            for array in result.values():
                assert array.tobytes() in (square(3)["square"].tobytes(), square(3)["name"].tobytes())
    assert refused > 100


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parts.np, "savez", full)
    with pytest.raises(InputError, match=r"task-0.npz: .*disk is full"):
        run(square, tasks_of(1), folder=tmp_path, identity=IDENTITY)
    assert files(tmp_path) == []


def test_a_part_half_written_is_not_there(tmp_path, monkeypatch):
    def half(path, **_):
        Path(path).write_bytes(b"PK")
        raise KeyboardInterrupt

    monkeypatch.setattr(parts.np, "savez", half)
    with pytest.raises(Interrupted):
        run(square, tasks_of(1), folder=tmp_path, identity=IDENTITY)
    assert files(tmp_path) == []


def half_way(x, seen, progress):
    """A task that tells how far it is, and waits until the asker has seen it."""
    progress(0.5)
    for _ in range(600):
        if seen.exists():
            break
        time.sleep(0.05)
    return square(x)


def test_a_task_tells_how_far_it_is(tmp_path, capsys, monkeypatch):
    folder, seen = tmp_path / "parts", tmp_path / "seen"
    share = Progress.share

    def see(self, name, part):
        share(self, name, part)
        if part == 0.5:
            seen.touch()

    monkeypatch.setattr(Progress, "share", see)
    tasks = {f"task-{x}": (x, seen) for x in range(2)}
    first = {"task-0": tasks["task-0"]}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert_squares(run(half_way, first, folder=folder, identity=IDENTITY, executor=pool, title="t"), 1)
    assert capsys.readouterr().err.splitlines() == ["t: 50%", "t: 100%"]
    assert files(folder) == ["task-0.npz"]  # the note of how far it was is gone
    assert_squares(run(half_way, tasks, folder=folder, identity=IDENTITY, title="t"), 2)
    assert capsys.readouterr().err.splitlines() == ["t: 1 of 2 parts were done before", "t: 75%", "t: 100%"]


def test_what_cannot_be_sent_is_told(tmp_path, processes):
    with pytest.raises(InputError, match=r"task a: cannot be sent to another process .* at the top of a module"):
        run(lambda x: square(x), {"a": (1,)}, folder=tmp_path, identity=IDENTITY, executor=processes)


# Errors and interruptions


def stop_at_two(x, log):
    if x == 2:
        raise KeyboardInterrupt
    return square(x, log)


@pytest.mark.parametrize("parallel", [False, True])
def test_interrupted_and_gone_on(tmp_path, parallel):
    folder, log = tmp_path / "parts", tmp_path / "log"
    with ThreadPoolExecutor(1) as pool:
        executor = pool if parallel else None
        with pytest.raises(Interrupted) as caught:
            run(stop_at_two, tasks_of(4, log), folder=folder, identity=IDENTITY, executor=executor)
    stop = caught.value
    assert isinstance(stop, KeyboardInterrupt)
    # Alone, two are done. A pool may have done the fourth as well before the third was looked at, and then it is kept.
    done = 3 if parallel and (folder / "task-3.npz").exists() else 2
    assert (stop.done, stop.total, stop.folder) == (done, 4, folder)
    assert str(stop).startswith(f"{done} of 4 parts")
    assert str(folder) in str(stop)
    log.unlink()
    assert_squares(run(square, tasks_of(4, log), folder=folder, identity=IDENTITY), 4)
    assert calls(log) == [2, 3][: 4 - done]


def test_an_error_in_a_task_keeps_what_is_done(tmp_path):
    with pytest.raises(InputError, match="song 2: too short"):
        run(refuse_two, tasks_of(4), folder=tmp_path, identity=IDENTITY)
    assert files(tmp_path) == ["task-0.npz", "task-1.npz"]


def test_an_error_in_a_process_comes_out_as_it_is(tmp_path, processes):
    with pytest.raises(InputError, match=r"^song 2: too short$"):
        run(refuse_two, tasks_of(4), folder=tmp_path, identity=IDENTITY, executor=processes)
    with pytest.raises(DivergenceError, match="training diverged in epoch 3, at song 2 of 5") as caught:
        run(diverge, tasks_of(1), folder=tmp_path / "other", identity=IDENTITY, executor=processes)
    assert (caught.value.epoch, caught.value.song) == (3, 1)
    # The pool has survived both.
    assert_squares(run(square, tasks_of(3), folder=tmp_path / "third", identity=IDENTITY, executor=processes), 3)


def test_tasks_that_ended_with_a_failed_one_are_kept(tmp_path):
    """All end before the first is looked at: the failure must not throw the others away."""

    class Eager(ThreadPoolExecutor):
        def submit(self, function, *arguments):
            future = super().submit(function, *arguments)
            future.exception()  # wait for its end
            return future

    with Eager(1) as pool, pytest.raises(InputError, match="song 2"):
        run(refuse_two, tasks_of(6), folder=tmp_path, identity=IDENTITY, executor=pool)
    assert files(tmp_path) == [f"task-{x}.npz" for x in (0, 1, 3, 4, 5)]


def test_after_an_error_no_further_task_is_begun(tmp_path):
    begun, go_on = [], threading.Event()

    def task(x):
        begun.append(x)
        if x == 0:
            raise InputError("the first one fails")
        go_on.wait(5)
        return square(x)

    with ThreadPoolExecutor(2) as pool:
        with pytest.raises(InputError, match="the first one fails"):
            run(task, tasks_of(50), folder=tmp_path, identity=IDENTITY, executor=pool)
        go_on.set()
    assert len(begun) <= 4


def test_a_dead_worker_is_told(tmp_path):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, pytest.raises(InputError) as caught:
        run(die, tasks_of(3), folder=tmp_path, identity=IDENTITY, executor=pool)
    for fact in ("a worker process died", "of 3 parts", str(tmp_path), "--jobs"):
        assert fact in str(caught.value)
    assert_squares(run(square, tasks_of(3), folder=tmp_path, identity=IDENTITY), 3)


class Lost(ThreadPoolExecutor):
    """A cluster whose scheduler ends: the tasks that it had are cancelled."""

    def submit(self, function, *arguments):
        if arguments[0] == 0:
            return super().submit(function, *arguments)
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_a_scheduler_that_ends_is_told(tmp_path):
    with Lost(1) as pool, pytest.raises(InputError, match="scheduler") as caught:
        run(square, tasks_of(3), folder=tmp_path, identity=IDENTITY, executor=pool)
    assert str(tmp_path) in str(caught.value)


def test_an_executor_that_cannot_go_on_may_say_so(tmp_path):
    """Its check is asked while tasks run: a cluster without workers would be waited for without end."""

    def check():
        raise InputError("no worker is there")

    go_on = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.check = check
        with pytest.raises(InputError, match="no worker is there"):
            run(lambda x: go_on.wait(30), tasks_of(2), folder=tmp_path, identity=IDENTITY, executor=pool)
        go_on.set()


SLOW_JOB = """
import sys, time
from pathlib import Path
from elman.commands.work import processes
from elman.jobs import Interrupted, run


def slow(x):
    time.sleep(0.0 if x < 2 else 0.4)
    return {"x": x}


if __name__ == "__main__":
    folder, n_workers = Path(sys.argv[1]), int(sys.argv[2])
    try:
        with processes(n_workers) as pool:
            run(slow, {str(x): (x,) for x in range(40)}, folder=folder, identity={}, executor=pool)
    except Interrupted as stop:
        print(stop)
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends Ctrl-C as POSIX does")
@pytest.mark.parametrize("n_workers", [1, 2])
def test_ctrl_c(tmp_path, n_workers):
    """A real one, to the whole group of processes, as a terminal sends it."""
    script, folder = tmp_path / "job.py", tmp_path / "parts"
    script.write_text(SLOW_JOB)
    process = subprocess.Popen(
        [sys.executable, script, folder, str(n_workers)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for _ in range(400):
        if len(list(folder.glob("[0-9]*.npz"))) >= 2:  # of two workers, either may be the first
            break
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    done = len(list(folder.glob("[0-9]*.npz")))
    assert out.startswith(f"{done} of 40 parts")
    assert str(folder) in out
    assert out.count("\n") == 1
    assert 2 <= done < 30
    assert len(files(folder)) == done  # and no temporary file


def test_a_part_written_as_the_interruption_comes_is_counted(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(parts.Parts, "read", interrupted)
    with pytest.raises(Interrupted, match="^1 of 3 parts"):
        run(square, tasks_of(3), folder=tmp_path, identity=IDENTITY)
    assert files(tmp_path) == ["task-0.npz"]


# Progress


def test_progress_is_a_line_for_each_tenth(tmp_path, capsys):
    run(square, tasks_of(40), folder=tmp_path, identity=IDENTITY, title="training")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"training: {tenth}0%" for tenth in range(1, 11)]
    run(square, tasks_of(42), folder=tmp_path, identity=IDENTITY, title="training")
    _, err = capsys.readouterr()
    assert err.splitlines()[0] == "training: 40 of 42 parts were done before"
    assert err.splitlines()[-1] == "training: 100%"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_a_bar_on_a_terminal(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    run(square, tasks_of(3), folder=tmp_path, identity=IDENTITY, title="training")
    assert "100%" in sys.stderr.getvalue()
    assert "0:00:00" in sys.stderr.getvalue()  # nothing is left to do


def test_what_is_kept_is_plain_arrays_that_say_whose_they_are(tmp_path):
    run(square, tasks_of(1), folder=tmp_path, identity=IDENTITY)
    with np.load(tmp_path / "task-0.npz", allow_pickle=False) as stored:
        assert sorted(stored) == ["elman job", "elman seal", "name", "square"]
        assert json.loads(str(stored["elman job"])) == {"task": "task-0", "job": IDENTITY}


@pytest.mark.parametrize("moment", range(1, 9))
def test_ctrl_c_while_a_part_is_written_is_an_interruption(tmp_path, monkeypatch, moment):
    """It strikes inside numpy.savez, which then stumbles over its own open file and raises a ValueError."""
    real, calls_ = zipfile._ZipWriteFile.write, []

    def write(self, data):
        calls_.append(1)
        if len(calls_) == moment:
            raise KeyboardInterrupt
        return real(self, data)

    monkeypatch.setattr(zipfile._ZipWriteFile, "write", write)
    with pytest.raises(Interrupted, match="^0 of 3 parts"):
        run(square, tasks_of(3), folder=tmp_path, identity=IDENTITY)
    assert files(tmp_path) == []


def test_what_was_not_told_is_not_the_same_as_none(tmp_path):
    run(square, tasks_of(1), folder=tmp_path, identity={"x": 1})
    with pytest.raises(InputError, match="its y is not told, now it is None"):
        run(square, tasks_of(1), folder=tmp_path, identity={"x": 1, "y": None})


def test_a_job_with_a_number_that_is_none_goes_on(tmp_path):
    for _ in range(2):
        assert_squares(run(square, tasks_of(1), folder=tmp_path, identity={"x": float("nan")}), 1)
