"""Code in a child process: what it told last counts, and however it ends, the parent learns it."""

import os
import sys
import threading
import time

import pytest

from elman import child


@pytest.fixture
def ask(tmp_path):
    """Run some lines as a module's main part, with ``request`` and ``tell``, and give what `elman.child.ask` gives."""

    def run(lines, seconds=20.0, request=None):
        body = "\n".join(f"    {line}" for line in lines.splitlines())
        text = (
            f"from elman.child import answering\nimport os, sys, time\nwith answering() as (request, tell):\n{body}\n"
        )
        (tmp_path / "judged.py").write_text(text, encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        return child.ask("judged", request or {}, seconds, folder=tmp_path, environment=environment)

    return run


def test_the_last_answer_counts(ask):
    assert ask("tell({'n': 1})\ntell({'n': request['n'] + 1})", request={"n": 1}) == ({"n": 2}, "")


def test_what_it_prints_is_nowhere_and_there_is_nothing_to_read(ask):
    told, ended = ask("print('x' * 10**7)\nprint('x', file=sys.stderr)\ntell({'read': sys.stdin.read()})")
    assert (told, ended) == ({"read": ""}, "")


@pytest.mark.parametrize(
    ("lines", "ended"),
    [
        ("os._exit(0)", "ended with status 0"),
        ("sys.exit(3)", "ended with status 3"),
        ("raise ValueError", "ended with status 1"),
        ("time.sleep(60)", "no answer within 3 s"),
    ],
)
def test_an_answer_that_was_told_before_is_kept(ask, lines, ended):
    told, words = ask(f"tell({{'first': True}})\n{lines}", seconds=3.0)
    assert told == {"first": True}
    assert ended in words
    told, words = ask(lines, seconds=3.0)
    assert told == {}
    assert ended in words


def test_threads_do_not_hold_it_up(ask):
    began = time.monotonic()
    assert ask("import threading\nthreading.Thread(target=time.sleep, args=(30,)).start()\ntell({})") == ({}, "")
    assert time.monotonic() - began < 15


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_its_memory_is_limited(ask):
    told, _ = ask("try:\n    bytes(8 * 2**30)\nexcept MemoryError:\n    tell({'short': True})")
    assert told == {"short": True}


def test_all_can_be_ended_at_once(ask):
    found = []
    thread = threading.Thread(target=lambda: found.append(ask("time.sleep(60)", seconds=50.0)))
    thread.start()
    while not child._alive:
        time.sleep(0.05)
    child.end_all()
    thread.join(timeout=10)
    assert found[0][0] == {}
    assert not child._alive
