"""What a guarded process may do, and what is refused. A guard cannot be taken away, so each is tried in a child."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BEGIN = (
    "import os, sys, shutil; from pathlib import Path; from elman.grading.guard import guard; refused = guard('.')\n"
)


def guarded(code, folder):
    run = subprocess.run(
        [sys.executable, "-c", BEGIN + code], cwd=folder, capture_output=True, text=True, check=False, timeout=60,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return run.stdout + run.stderr


@pytest.fixture
def own(tmp_path):
    """The process's own folder; beside it lies precious.txt."""
    (tmp_path / "precious.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "kept").mkdir()
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("open('../precious.txt', 'w')", "write to precious.txt"),
        ("open('../new.txt', 'x')", "write to new.txt"),
        ("os.open('../precious.txt', os.O_RDWR)", "write to precious.txt"),
        ("Path('../precious.txt').write_text('')", "write to precious.txt"),
        ("import numpy; numpy.arange(3).tofile('../precious.txt')", "write to precious.txt"),
        ("os.remove('../precious.txt')", "remove precious.txt"),
        ("Path('../precious.txt').unlink()", "remove precious.txt"),
        ("os.remove('precious.txt', dir_fd=os.open('..', os.O_RDONLY))", "remove precious.txt"),
        ("shutil.rmtree('../kept')", "rmtree kept"),
        ("os.rmdir('../kept')", "rmdir kept"),
        ("os.rename('../precious.txt', 'mine.txt')", "rename precious.txt"),
        ("shutil.move('../precious.txt', '.')", "move precious.txt"),
        ("os.truncate('../precious.txt', 0)", "truncate precious.txt"),
        ("os.chmod('../precious.txt', 0)", "chmod precious.txt"),
        ("os.link('../precious.txt', 'door'); open('door', 'w')", "link precious.txt"),
        ("os.symlink('../precious.txt', 'door'); open('door', 'w')", "write to door"),
        ("os.mkdir('../more')", "mkdir more"),
        ("os.system('rm ../precious.txt')", "start a process (os.system)"),
        ("import subprocess; subprocess.run(['rm', '../precious.txt'])", "start a process (subprocess.Popen)"),
        ("os.fork()", "start a process (os.fork)"),
        (
            "import multiprocessing as m; m.get_context('spawn').Process(target=print).start()",
            "start a process (multiprocessing.popen_spawn_posix)",
        ),
        ("os.kill(os.getppid(), 9)", "end another process (os.kill)"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "connect to the network"),
    ],
)
def test_what_would_do_harm_is_refused(own, code, what):
    if sys.platform == "win32" and "dir_fd" in code:
        pytest.skip("there is no dir_fd")
    printed = guarded(f"try:\n    {code}\nexcept PermissionError: print(refused)", own)
    assert printed.strip() == repr([what])
    assert (own.parent / "precious.txt").read_text(encoding="utf-8") == "years of work"
    assert sorted(path.name for path in own.parent.iterdir()) == ["kept", "own", "precious.txt"]


@pytest.mark.parametrize(
    "code",
    [
        "open('a.txt', 'w').write('x'); os.rename('a.txt', 'b.txt'); os.truncate('b.txt', 0); os.remove('b.txt')",
        "os.makedirs('a/b'); open('a/b/c', 'w').close(); shutil.rmtree('a')",
        "open('../precious.txt').read(); open(os.devnull, 'w').write('x')",
        "import tempfile; tempfile.tempdir = '.'\nwith tempfile.TemporaryDirectory() as d: open(d + '/x', 'w').close()",
    ],
)
def test_its_own_folder_is_its_own(own, code):
    assert guarded(code + "\nprint(refused)", own).strip().splitlines()[-1] == "[]"


def test_where_the_system_can_it_refuses_to_c_as_well(own):
    code = """
import ctypes, tempfile
from elman.grading.landlock import only_below
libc = ctypes.CDLL(None)
path = b'../precious.txt'
print(only_below('.'), libc.unlink(path), libc.rename(path, b'mine.txt'), libc.truncate(path, 0), libc.mkdir(b'../more', 0o700))
print(libc.mkdir(b'a', 0o700), libc.rmdir(b'a'), refused)
"""
    first, second = guarded(code, own).splitlines()
    if first.startswith("False"):
        pytest.skip("this system has no Landlock")
    assert first == "True -1 -1 -1 -1"
    assert second == "0 0 []"
    assert (own.parent / "precious.txt").read_text(encoding="utf-8") == "years of work"


def test_no_file_grows_without_an_end(own):
    pytest.importorskip("resource")
    assert "File too large" in guarded("import signal; open('big', 'wb').write(bytes(65 * 2**20))", own)
