"""Who does the work: this process, several, and what becomes of them when a signal comes at the wrong moment."""

import multiprocessing
import os
import signal
import subprocess
import sys
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
        children = multiprocessing.active_children()
        raise KeyboardInterrupt
    assert children
    for child in children:
        child.join(10)
        assert child.exitcode == -signal.SIGTERM


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
executor = work.ProcessPoolExecutor(2, mp_context=work.multiprocessing.get_context("fork"), initializer=begin)
with work._signals_held():
    executor.submit(int)
for process in work.multiprocessing.active_children():
    process.terminate()
for process in work.multiprocessing.active_children():
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
