"""Who does the work: this process, several, and what becomes of them when a signal comes at the wrong moment."""

import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from elman.commands.work import n_cores, processes, threads, workers


def test_one_job_is_this_process():
    with workers(SimpleNamespace(jobs=1, scheduler=None)) as executor:
        assert executor is None


def test_two_jobs_are_two_processes_and_they_end():
    with processes(2) as executor:
        found = set(executor.map(_process, range(2)))
        assert os.getpid() not in found
    for process in found:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_threads_stay_in_this_process():
    with threads(SimpleNamespace(jobs=2, scheduler=None)) as executor:
        assert set(executor.map(_process, range(4))) == {os.getpid()}


def test_what_goes_wrong_in_the_block_ends_the_processes():
    with suppress(KeyboardInterrupt), processes(2) as executor:
        executor.submit(_process, 0).result()
        children = {child.pid for child in multiprocessing.active_children()}
        for task in [executor.submit(time.sleep, 600) for _ in children]:
            while not task.running():
                time.sleep(0.01)
        raise KeyboardInterrupt
    assert len(children) == 2
    # The executor's own thread waits for them, too, and who comes second is not told how they ended: so only that they did.
    limit = time.monotonic() + 60
    while any(map(_there, children)):
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_as_many_cores_as_this_process_may_use():
    command = [sys.executable, "-c", "from elman.commands.work import n_cores; print(n_cores())"]
    if hasattr(os, "sched_setaffinity"):
        one = min(os.sched_getaffinity(0))
        found = subprocess.run(command, capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, {one}))
        assert int(found.stdout) == 1
    assert n_cores() >= 1


EARLY = """
import signal, sys, time
from elman.commands import work

def begin(known=work._begin_worker):
    time.sleep(0.5)  # the signal comes before the process has said what signals mean to it
    known()

def stop(*_):
    raise KeyboardInterrupt

work._begin_worker = begin
signal.signal(signal.SIGTERM, stop)  # as the command line does
born = [work.multiprocessing.get_context("fork").Process(target=begin) for _ in range(2)]
with work._signals_held():
    for process in born:
        process.start()
for process in born:
    process.terminate()
for process in born:
    process.join()
    print(process.exitcode)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not forked")
def test_a_signal_before_a_worker_is_ready_ends_it_without_a_word():
    found = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, timeout=60)
    assert found.stderr == ""
    assert found.stdout.split() == ["-15", "-15"]


def _process(_):
    return os.getpid()


def _there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
