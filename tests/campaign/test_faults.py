"""Faults of the surroundings: signals at any moment, full disks, readers that go away, terminals, settings of others."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import pytest
from scipy.io import wavfile

pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="Windows has other signals and limits")]

COMMANDS = {
    "reproduce": ("reproduce", "--corpus", "own", "--folds", "2", "--jobs", "1", "--out", "r"),
    "reproduce, two jobs": ("reproduce", "--corpus", "own", "--folds", "2", "--jobs", "2", "--out", "r"),
    "search": ("search", "--corpus", "own", "--folds", "3", "--hidden", "2", "--epochs", "20", "--jobs", "1", "--out", "r"),
    "search, two jobs": ("search", "--corpus", "own", "--folds", "3", "--hidden", "2", "--epochs", "20", "--out", "r"),
    "train": ("train", "r/m", "--corpus", "own"),
    "predict": ("predict", "lr.npz", "own/features", "--to", "r"),
    "extract": ("extract", "in", "--set", "extra8", "--jobs", "1", "--to", "r"),
    "extract, two jobs": ("extract", "in", "--set", "extra8", "--jobs", "2", "--to", "r"),
}  # fmt: skip
EVALUATE = ("evaluate", "own/labels.csv", "predicted.csv")


def start(words, folder, *, before="", **more):
    """The command in a process of its own, with nothing loaded."""
    code = f"import sys\n{before}\nfrom elman.__main__ import main\nsys.exit(main())"
    more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    return subprocess.Popen([sys.executable, "-c", code, *words], cwd=folder, start_new_session=True, **more)


def run(words, folder, **more):
    """The same, to its end: status, out, err."""
    process = start(words, folder, **more)
    out, err = process.communicate(timeout=120)
    return process.returncode, *((text or b"").decode("utf-8", "replace") for text in (out, err))


def made(folder):
    """All files below a folder with their bytes."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def whole(songs, tmp_path_factory):
    """``whole(command)``: a folder in which it may run, and what it makes when nothing disturbs it."""
    base, known = tmp_path_factory.mktemp("whole"), {}

    def once(command):
        name = command.partition(",")[0]
        if name not in known:
            folder = base / name
            subprocess.run(["cp", "-r", songs, folder], check=True)
            _sounds(folder)
            status, _, err = run(COMMANDS[name], folder)
            assert status == 0, err
            known[name] = made(folder / "r")
        return known[name]

    return once


def _sounds(folder):
    (folder / "in").mkdir()
    for n in range(4):
        tone = 0.3 * np.sin(np.arange(4 * 44100) / (20 + n))
        wavfile.write(folder / "in" / f"{n}.wav", 44100, tone.astype(np.float32))


# As soon as the parser is imported, the command hears signals; a line tells that it is.
TELLS = """
class Teller:
    def find_spec(self, name, *_):
        if name == "elman.commands.parser":
            print("begins", file=sys.stderr, flush=True)
sys.meta_path.insert(0, Teller())
"""


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_signal_at_any_moment(campaign, here, whole, command, kind):
    """Four times, each at another moment, then resumed: every byte as without. Ctrl-C reaches all processes, as in a terminal."""
    expected = whole(command)
    _sounds(here)
    rng, faults = np.random.default_rng(sorted(COMMANDS).index(command)), []
    for _ in range(4):
        process = start(COMMANDS[command], here, before=TELLS)
        assert process.stderr.readline() == b"begins\n"
        time.sleep(rng.uniform(0, 2.5))
        send = os.killpg if kind == "SIGINT" else os.kill
        with suppress(ProcessLookupError):
            send(process.pid, getattr(signal, kind))
        try:
            _, err = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            faults.append("HANG: after the signal")
            break
        err = err.decode("utf-8", "replace")
        if "Traceback" in err:
            faults.append(f"TRACEBACK: {err}")
        number = getattr(signal, kind)  # below 0 where Python itself was beginning or ending
        if process.returncode not in (0, 128 + number, -number):
            faults.append(f"STATUS: {process.returncode}: {err}")
    status, _, err = run(COMMANDS[command], here)
    faults += [f"STATUS: resumed: {status}: {err}"] if status else []
    found = made(here / "r")
    if kind == "SIGKILL":  # what a killed process was writing stays, and is nowhere taken for a file
        found = {path: content for path, content in found.items() if not re.search("-[0-9a-f]{12}", path.name)}
    other = sorted(str(path) for path in {*found, *expected} if found.get(path) != expected.get(path))
    faults += [f"SILENT: resumed, other bytes in {', '.join(other)}"] if other else []
    campaign.report("signals", faults)


LIMIT = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
"""


@pytest.mark.parametrize("command", [name for name in COMMANDS if "," not in name])
@pytest.mark.parametrize("room", [0, 700])
def test_no_room_for_files(campaign, here, whole, command, room):
    """As on a full disk: told in one line with the file; afterwards the same command makes the whole."""
    expected = whole(command)
    _sounds(here)
    status, _, err = run(COMMANDS[command], here, before=LIMIT.format(room))
    faults = [] if "Traceback" not in err else [f"TRACEBACK: {err}"]
    wanted = (1, 2) if command == "extract" else (2,)
    faults += [] if status in wanted else [f"STATUS: {status} {err}"]
    faults += [] if "ree space" in err or "larger than a file may be" in err else [f"UNCLEAR: {err}"]
    faults += [f"HALF: {path}" for path in here.rglob(".*-????????????*")]
    status, _, err = run(COMMANDS[command], here)
    faults += [] if status == 0 else [f"STATUS: afterwards {status} {err}"]
    faults += [] if made(here / "r") == expected else ["SILENT: other bytes afterwards"]
    campaign.report("faults", faults)


@pytest.mark.parametrize("command", [name for name in COMMANDS if "," not in name])
def test_nobody_reads_what_is_printed(campaign, here, whole, command):
    """``elman ... | true``: the work is done all the same."""
    expected = whole(command)
    _sounds(here)
    read, write = os.pipe()
    os.close(read)
    status, _, err = run(COMMANDS[command], here, stdout=write)
    os.close(write)
    faults = [] if status == 0 and err.count("Traceback") == 0 else [f"LOST: status {status}: {err}"]
    faults += [] if made(here / "r") == expected else ["LOST: not all was made"]
    campaign.report("faults", faults)


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (1, 2), (0, 1, 2)], ids=str)
@pytest.mark.parametrize("command", ["train", "predict"])
def test_streams_that_are_closed(campaign, here, whole, command, closed):
    expected = whole(command)
    streams = {name: None for n, name in enumerate(("stdin", "stdout", "stderr")) if n in closed}

    def close():
        for number in closed:
            os.close(number)

    status, _, err = run(COMMANDS[command], here, preexec_fn=close, **streams)
    faults = [] if status == 0 and "Traceback" not in err else [f"STATUS: {status}: {err}"]
    faults += [] if made(here / "r") == expected else ["LOST: not all was made, or in other files"]
    campaign.report("faults", faults)


def test_a_full_disk_for_what_is_printed(campaign, here):
    with open("/dev/full", "w") as full:
        status, _, err = run(EVALUATE, here, stdout=full)
    told = status == 2 and err.count("\n") == 1 and "No space left" in err
    campaign.report("faults", [] if told else [f"UNCLEAR: status {status}: {err}"])


ENCODINGS = ("ascii", "latin-1", "cp437", "cp850", "cp866", "cp1252", "cp932", "gbk", "utf-8", "utf-16")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "words", [EVALUATE, ("gradcheck",), ("predict", "lr.npz", "Café ♫.csv", "--to", "r")], ids=lambda w: w[0]
)
def test_terminals_that_cannot_show_every_character(campaign, here, words, encoding):
    (here / "own" / "features" / "1.csv").rename(here / "Café ♫.csv")
    status, _, err = run(words, here, env=os.environ | {"PYTHONIOENCODING": encoding})
    campaign.report("faults", [] if status == 0 and "Traceback" not in err else [f"STATUS: {status}: {err[-300:]}"])


SURROUNDINGS = {
    "the locale C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "another backend": {"MPLBACKEND": "tkagg"},
    "a backend that is none": {"MPLBACKEND": "nonsense"},
    "a matplotlibrc of one's own": {"MATPLOTLIBRC": "tex"},
    "a matplotlibrc that is broken": {"MATPLOTLIBRC": "broken"},
    "a dumb terminal": {"TERM": "dumb", "COLUMNS": "20"},
    "columns that are none": {"COLUMNS": "none"},
    "no home": {"HOME": "/nowhere", "MPLCONFIGDIR": "/nowhere"},
    "four threads": {"OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4"},
    "another order of sets": {"PYTHONHASHSEED": "3"},
    "warnings": {"PYTHONWARNINGS": "always"},
}


@pytest.mark.parametrize("case", SURROUNDINGS)
@pytest.mark.parametrize("command", ["reproduce", "predict"])
def test_surroundings(campaign, here, whole, command, case):
    """The same bytes, and nothing on the terminal that is a library's."""
    expected = whole(command)
    (here / "tex").write_text("text.usetex: True\nlines.linewidth: 9\n")
    (here / "broken").write_bytes(b"\xff\xfe\n\0")
    status, _, err = run(COMMANDS[command], here, env=os.environ | SURROUNDINGS[case])
    if "broken" in case:  # told with what may be the reason
        campaign.report(
            "faults", [] if (status, err.count("error: "), "matplotlibrc" in err) == (2, 1, True) else [err]
        )
        return
    faults = [] if status == 0 and "Traceback" not in err else [f"STATUS: {status}: {err[-300:]}"]
    faults += [f"NOISE: {err}"] if "Warning" in err and case != "warnings" else []
    found = made(here / "r")
    faults += [f"SILENT: other bytes in {path}" for path in expected if found.get(path) != expected[path]]
    campaign.report("faults", faults)


def test_two_at_once_in_one_folder(campaign, here, whole):
    """One may refuse; what is made is right."""
    expected = whole("reproduce")
    both = [start(COMMANDS["reproduce"], here) for _ in range(2)]
    ends = [process.communicate(timeout=120)[1].decode() for process in both]
    faults = [f"TRACEBACK: {err}" for err in ends if "Traceback" in err]
    faults += [] if any(process.returncode == 0 for process in both) else [f"STATUS: neither ended well: {ends}"]
    faults += [] if made(here / "r") == expected else ["SILENT: other bytes"]
    campaign.report("faults", faults)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as on Linux")
@pytest.mark.parametrize("megabytes", [200, 300, 500])
@pytest.mark.parametrize("command", ["train", "predict"])
def test_too_little_memory(campaign, here, command, megabytes):
    before = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({megabytes}_000_000,) * 2)"
    status, _, err = run(COMMANDS[command], here, before=before, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"})
    faults = [f"TRACEBACK: {err[-300:]}"] if "Traceback" in err else []
    faults += [] if status in (0, 2) else [f"STATUS: {status}: {err[-300:]}"]
    campaign.report("faults", faults)
