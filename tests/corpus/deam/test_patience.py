"""Locks that end with their process, signals that clean up, and patience that ends."""

import os
import signal
import threading
import time

import pytest

from elman.corpus.deam.patience import Stalled, ended_by_sigterm, patiently
from elman.files import only_one


def test_work_that_goes_on_is_left_to_end():
    done = []

    def work(stop):
        for _ in range(6):
            time.sleep(0.1)
            done.append(1)

    patiently(work, lambda: len(done), seconds=0.3, least=1)
    assert len(done) == 6


def test_work_that_hardly_goes_on_is_given_up():
    ended, began = threading.Event(), time.monotonic()

    def work(stop):
        stop.wait(30)
        ended.set()

    with pytest.raises(Stalled):
        patiently(work, lambda: 0, seconds=0.3, least=1)
    assert ended.wait(5), "it is told to end"
    assert time.monotonic() - began < 5


def test_what_the_work_raises_is_raised():
    def fail(stop):
        raise KeyboardInterrupt("from the thread")

    with pytest.raises(KeyboardInterrupt, match="from the thread"):
        patiently(fail, lambda: 0, seconds=1, least=1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such lock")
def test_a_folder_is_for_one_at_a_time(tmp_path, capsys):
    order = []

    def other():
        with only_one(tmp_path, wait=True) as certain:
            order.append(("other", certain))

    with only_one(tmp_path, wait=True) as certain:
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.3)
        order.append(("first", certain))
    thread.join()
    assert order == [("first", True), ("other", True)]
    assert "waiting" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [], "no file is left behind"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_sigterm_ends_the_block_as_an_exception_and_is_itself_again():
    before, cleaned = signal.getsignal(signal.SIGTERM), []

    def work():
        with ended_by_sigterm():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(5)
            finally:
                cleaned.append(True)

    with pytest.raises(SystemExit):
        work()
    assert cleaned
    assert signal.getsignal(signal.SIGTERM) == before
