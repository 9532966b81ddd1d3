import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from elman.errors import InputError
from elman.files import FULL, atomic, read_bytes


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_there_only_at_the_end(tmp_path):
    path = tmp_path / "new" / "folder" / "a.txt"
    with atomic(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
        assert temporary.parent == path.parent  # the same disk, so that moving is one step
    assert path.read_text() == "whole"
    assert names(path.parent) == ["a.txt"]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    with atomic(path) as temporary:  # and a second time
        temporary.write_text("newer")
    assert path.read_text() == "newer"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("old", [None, "old"])
def test_an_error_leaves_everything_as_it_was(tmp_path, error, old):
    path = tmp_path / "a.txt"
    if old:
        path.write_text(old)

    def write_half():
        with atomic(path) as temporary:
            temporary.write_text("hal")
            raise error

    with pytest.raises(error):
        write_half()
    assert names(tmp_path) == (["a.txt"] if old else [])
    assert not old or path.read_text() == old


def test_a_block_that_writes_nothing_does_not_make_an_empty_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(FileNotFoundError), atomic(path):
        pass
    assert path.read_text() == "old"


def test_what_cannot_be_moved_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(InputError, match="a.txt: is a folder"), atomic(tmp_path / "a.txt") as temporary:
        temporary.write_text("a file where a folder is")
    assert names(tmp_path) == ["a.txt"]


def test_numpy_adds_no_second_suffix(tmp_path):
    with atomic(tmp_path / "model.npz") as temporary:
        np.savez(temporary, W=np.arange(3))
    assert names(tmp_path) == ["model.npz"]
    with np.load(tmp_path / "model.npz") as stored:
        np.testing.assert_array_equal(stored["W"], [0, 1, 2])


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_matplotlib_knows_the_format_by_the_suffix(tmp_path, suffix):
    from matplotlib.figure import Figure

    with atomic(tmp_path / f"curve.{suffix}") as temporary:
        Figure(figsize=(1, 1)).savefig(temporary)
    start = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[suffix]
    assert (tmp_path / f"curve.{suffix}").read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["no_suffix", ".hidden", "two.dots.csv", "Gymnopédie nº 1.csv", "a" * 200 + ".csv"])
def test_any_name(tmp_path, name):
    with atomic(str(tmp_path / name)) as temporary:  # a text is a path too
        temporary.write_text("whole")
    assert names(tmp_path) == [name]


def test_many_at_once(tmp_path):
    """Threads that write the same file: one of them wins, whole."""

    def write(n):
        with atomic(tmp_path / "a.txt") as temporary:
            temporary.write_text(str(n) * 10_000)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    text = (tmp_path / "a.txt").read_text()
    assert len(text) == 10_000
    assert len(set(text)) == 1
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_others_may_read_it_as_any_file(tmp_path):
    (tmp_path / "plain.txt").write_text("")
    with atomic(tmp_path / "a.txt") as temporary:
        temporary.write_text("")
    modes = [stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in ("plain.txt", "a.txt")]
    assert modes[0] == modes[1]


posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_replaced_file_keeps_its_permissions(tmp_path, mode):
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(mode)
    for text in ("new", "newer"):
        with atomic(path) as temporary:
            temporary.write_text(text)
        assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (text, mode)


@posix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    link, real = tmp_path / "link.csv", tmp_path / "real" / "a.csv"
    link.symlink_to(real)
    for text in ("first", "second"):  # at first it leads to nothing
        with atomic(link) as temporary:
            temporary.write_text(text)
        assert link.is_symlink()
        assert real.read_text() == text
    assert names(tmp_path / "real") == ["a.csv"]
    assert names(tmp_path) == ["link.csv", "real"]


@posix
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_not_a_plain_file_is_never_replaced(tmp_path, kind):
    path = tmp_path / "there"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to(os.devnull)
    else:
        path.mkdir()
    with pytest.raises(InputError, match=f"there: is a {kind}"), atomic(path) as temporary:
        temporary.write_text("new")
    assert names(tmp_path) == ["there"]
    assert not path.is_file()


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_write_protected_file_is_never_replaced(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(InputError, match=r"a\.csv: is write-protected"), atomic(path) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "old"


def test_write_protection_is_asked_for(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # as for anybody but root
    with pytest.raises(InputError, match=r"a\.csv: is write-protected"), atomic(tmp_path / "a.csv"):
        pass


@pytest.mark.parametrize("code", FULL)
def test_a_full_disk_is_told_with_the_file_and_what_to_do(tmp_path, code):
    (tmp_path / "a.csv").write_text("old")

    def write_half():
        with atomic(tmp_path / "a.csv") as temporary:
            temporary.write_text("ne")
            raise OSError(code, os.strerror(code))

    with pytest.raises(InputError) as caught:
        write_half()
    assert f"{tmp_path / 'a.csv'}: " in str(caught.value)
    assert "Free space" in str(caught.value)
    assert (names(tmp_path), (tmp_path / "a.csv").read_text()) == (["a.csv"], "old")


def test_a_block_in_a_block_writes_the_same_temporary_file(tmp_path):
    """What writes a file by itself can be given the temporary path of who knows more, and errors name the right file."""
    path = tmp_path / "a.csv"
    with atomic(path) as outer:
        with atomic(outer) as inner:
            assert inner == outer
            inner.write_text("whole")
        assert names(tmp_path) == [outer.name]
    assert (names(tmp_path), path.read_text()) == (["a.csv"], "whole")


def test_the_longest_name_is_possible(tmp_path):
    for name in ("x" * 251 + ".csv", "é" * 125 + ".csv", "a." + "y" * 200):
        with atomic(tmp_path / name) as temporary:
            temporary.write_text("whole")
        assert (tmp_path / name).read_text() == "whole"


def test_a_plain_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes(b"whole")
    assert read_bytes(tmp_path / "a") == b"whole"
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert read_bytes(str(tmp_path / "link")) == b"whole"


def refusal(path, **limits):
    with pytest.raises(InputError) as caught:
        read_bytes(path, expected="a table", **limits)
    return str(caught.value)


def test_what_is_not_a_file_is_told(tmp_path):
    assert "no such file; a table was expected" in refusal(tmp_path / "nothing")
    assert "a folder" in refusal(tmp_path)
    (tmp_path / "file").write_text("")
    assert "Not a directory" in refusal(tmp_path / "file" / "deeper")
    for name in ("a\0b", "a\ud800b"):
        message = refusal(tmp_path / name)
        assert "cannot be the name of a file" in message
        assert message.isprintable()
    assert "File name too long" in refusal(tmp_path / ("x" * 300))


@posix
def test_pipes_and_devices_are_never_opened(tmp_path):
    """Opening a pipe waits for somebody to write; /dev/zero never ends."""
    os.mkfifo(tmp_path / "pipe")
    assert "a pipe" in refusal(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    assert "a device" in refusal(tmp_path / "link")


def test_a_file_that_is_too_large_is_told_with_the_limit(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(10**13)  # takes no room on the disk
    assert "2,000 MB" in refusal(path)
    path.write_bytes(bytes(1001))
    assert "0 MB" in refusal(path, most=1000)
    assert len(read_bytes(path, most=1001)) == 1001


@pytest.mark.skipif(not os.path.exists("/proc/version"), reason="this system has no such file")
def test_a_file_that_does_not_say_its_size(tmp_path):
    """Those of /proc say 0 and hold something."""
    assert read_bytes("/proc/version").startswith(b"Linux")
    assert "the most that is read" in refusal("/proc/version", most=3)
