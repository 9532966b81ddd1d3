"""The campaign: small bad inputs and faults, each in a process of its own, and what came of them, counted.

``python -m pytest -m campaign`` runs it and prints a table: a line for each area, a column for each kind of outcome. A case
may end well, be refused in one clear line (status 2), or tell what failed and go on (status 1). What no case may do:

HANG       it did not end
CRASH      a signal ended it
TRACEBACK  Python's own words
STATUS     another exit status than it should have
SILENT     something wrong was taken without a word
UNCLEAR    the message lacks what its reader must know, has more than one line, or would steer the terminal
NOISE      a library's warning
LOST       a file of the user's was changed
HALF       something half-written was left behind
"""

import os
import re
import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from elman.corpus.own import read_own
from elman.corpus.tables import read_features, write_curves, write_features
from elman.readings import READINGS
from elman.systems import model

PATIENCE = 90
"""So long (s) a case may take."""

OUTCOMES = ("HANG", "CRASH", "TRACEBACK", "STATUS", "SILENT", "UNCLEAR", "NOISE", "LOST", "HALF")
LONGEST = 2000
"""Characters that a message may have."""


@dataclass
class End:
    """How a command ended."""

    status: int
    out: str
    err: str


def run_forked(words, folder, patience=PATIENCE):
    """Run the command line in a copy of this process, which has NumPy loaded already: `End`; None where it hangs."""
    from elman.__main__ import main

    names = [folder.parent / name for name in ("stdout", "stderr")]
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            os.setsid()
            os.chdir(folder)
            for number, name in enumerate(names, start=1):
                os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            sys.stdout, sys.stderr = (os.fdopen(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))
            try:
                status = main([str(word) for word in words])
            except SystemExit as stop:
                status = stop.code
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    until = time.monotonic() + patience
    while True:
        ended, how = os.waitpid(pid, os.WNOHANG)
        if ended:
            return End(os.waitstatus_to_exitcode(how), *(name.read_text("utf-8", "replace") for name in names))
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return None
        time.sleep(0.005)


def contents(folder):
    """Every plain file below a folder, with its bytes."""
    return {path: path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file() and _small(path)}


def _small(path):
    return path.stat().st_size < 50_000_000 and not str(path.resolve()).startswith("/dev")


def judge(end, before, after, *, status=2, facts=(), results=()):
    """Everything that is wrong with how a case ended: a list of "OUTCOME: why"."""
    if end is None:
        return ["HANG: it did not end"]
    faults = []
    if end.status < 0:
        faults.append(f"CRASH: signal {-end.status}")
    if "Traceback" in end.err:
        faults.append(f"TRACEBACK: {end.err.strip().splitlines()[-1]}")
    wanted = status if isinstance(status, tuple) else (status,)
    if end.status not in wanted and end.status >= 0:
        faults.append(f"{'SILENT' if end.status == 0 else 'STATUS'}: status {end.status}, {status} was expected")
    text = end.out + end.err
    missing = [fact for fact in facts if str(fact) not in text]
    if missing:
        faults.append(f"UNCLEAR: lacks {missing}")
    errors = [line for line in end.err.splitlines() if "error: " in line]
    if end.status == 2 and (len(errors) != 1 or len(errors[0]) > LONGEST):
        faults.append(f"UNCLEAR: {len(errors)} lines of errors, {sum(map(len, errors))} characters")
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text.replace("\r\n", "\n")):
        faults.append("UNCLEAR: a control character is printed")
    if re.search(r"^\S*:\d+: \w*Warning", end.err, flags=re.MULTILINE):
        faults.append(f"NOISE: {end.err.strip().splitlines()[0]}")
    lost = [path.name for path, content in before.items() if after.get(path) != content and path.name not in results]
    if lost:
        faults.append(f"LOST: {', '.join(lost)}")
    half = [path.name for path in after if re.search(r"\.[^/]*-[0-9a-f]{12}(\.|$)", path.name)]
    if half:
        faults.append(f"HALF: {', '.join(half)}")
    return faults


@pytest.fixture
def campaign(tmp_path, record_property):
    """``campaign(area, words, status=2, facts=(), results=())``: run a command in the folder `here` and judge its end."""

    def run(area, words, **expected):
        folder = tmp_path / "here"
        before = contents(folder)
        end = run_forked(words, folder)
        report(area, judge(end, before, contents(folder), **expected), end)
        return end

    def report(area, faults, end=""):
        record_property("campaign", (area, [fault.partition(":")[0] for fault in faults]))
        assert not faults, f"{'; '.join(faults)}\n{end}"

    run.report = report
    return run


@pytest.fixture(scope="session")
def songs(tmp_path_factory):
    """A folder with six songs of one's own, two models of them, and predictions, which the cases spoil."""
    folder, rng, curves = tmp_path_factory.mktemp("songs"), np.random.default_rng(5), {}
    for song in map(str, range(1, 7)):
        X = rng.normal(size=(20, 3))
        write_features(folder / "own" / "features" / f"{song}.csv", 0.5 * np.arange(20), ("a", "b", "c"), X)
        curves[song] = 0.5 * np.arange(20), np.tanh(X[:, :2])
    write_curves(folder / "own" / "labels.csv", curves)
    write_curves(folder / "predicted.csv", {song: (times, values / 2) for song, (times, values) in curves.items()})
    short = replace(READINGS["code"], network=replace(READINGS["code"].network, n_epochs=2))
    for name in ("lr", "rnn"):
        model.fit(name, read_own(folder / "own"), short, 0).save(folder / f"{name}.npz")
    assert read_features(folder / "own" / "features" / "1.csv")
    return folder


@pytest.fixture
def here(tmp_path, songs):
    """The folder in which the command runs: a copy of the songs, models and predictions."""
    return Path(shutil.copytree(songs, tmp_path / "here"))


def pytest_terminal_summary(terminalreporter):
    """The counts."""
    counts = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "campaign" and getattr(report, "when", "") == "call":
                    counts.setdefault(value[0], Counter()).update(["cases", *set(value[1])])
    if counts:
        terminalreporter.section("campaign")
        head = ("area", "cases", *OUTCOMES)
        rows = [(area, *(str(counts[area][name]) for name in head[1:])) for area in sorted(counts)]
        total = sum(counts.values(), Counter())
        for row in (head, *rows, ("total", *(str(total[name]) for name in head[1:]))):
            terminalreporter.write_line(
                "".join(cell.ljust(12) if n == 0 else cell.rjust(11) for n, cell in enumerate(row))
            )
