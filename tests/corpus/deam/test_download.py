"""Downloads from a server on this machine, with every fault a network can have."""

import contextlib
import errno
import hashlib
import http.server
import io
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import zipfile

import pytest

from elman.corpus.deam import download
from elman.corpus.deam.download import Archive, fetch
from elman.corpus.source import Source
from elman.errors import InputError


def zipped(members):
    """A zip archive in memory; a value may be (text, mode of the file on Unix)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            text, mode = content if isinstance(content, tuple) else (content, stat.S_IFREG | 0o644)
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            archive.writestr(info, text)
    return buffer.getvalue()


GOOD = zipped({"features/2.csv": "frameTime;a\n0.0;1\n" * 2000, "features/3.csv": "frameTime;a\n0.0;2\n"})


class Server:
    """What it sends: for each path a dict of body, and what goes wrong."""

    def __init__(self):
        outer = self
        self.pages, self.asked, self.closing = {}, [], threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                page = outer.pages.get(self.path)
                if page is None:
                    self.send_error(404)
                    return
                self.send_response(page.get("status", 200))
                if "to" in page:
                    self.send_header("Location", page["to"])
                if "length" in page or not page.get("no_length"):
                    self.send_header("Content-Length", page.get("length", len(page["body"])))
                self.end_headers()
                body = page["body"][: page.get("cut", len(page["body"]))]
                try:
                    for n in range(0, len(body), page.get("piece", 1 << 20)):
                        self.wfile.write(body[n : n + page.get("piece", 1 << 20)])
                        self.wfile.flush()
                        if outer.closing.wait(page.get("pause", 0)):
                            return
                except OSError:  # whom it was sent to has gone
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server()
    yield server
    server.close()


FEATURES = Archive("features.zip", len(GOOD))
UNKNOWN = Archive("features.zip")


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


WHOLE = ["features", "features.zip", "features.zip.sha256"]


@pytest.mark.parametrize("archive", [FEATURES, UNKNOWN])
@pytest.mark.parametrize("no_length", [False, True])
def test_an_archive_is_downloaded_and_unpacked_once(server, tmp_path, archive, no_length):
    server.pages["/features.zip"] = {"body": GOOD, "no_length": no_length}
    folder = tmp_path / "new" / "deam"
    path, news, checked = fetch(archive, folder, base_url=server.url)
    assert news
    assert path == folder / "features"
    assert hashlib.sha256(GOOD).hexdigest() in checked
    assert (path / "features" / "3.csv").read_text() == "frameTime;a\n0.0;2\n"
    assert left_in(folder) == WHOLE
    assert (folder / "features.zip").read_bytes() == GOOD
    assert fetch(archive, folder, base_url=server.url)[:2] == (path, False)
    assert server.asked == ["/features.zip"]


@pytest.mark.parametrize("archive", [FEATURES, UNKNOWN])
def test_a_whole_archive_is_only_unpacked(server, tmp_path, archive):
    (tmp_path / "features.zip").write_bytes(GOOD)
    path, news, _ = fetch(archive, tmp_path, base_url=server.url)
    assert news
    assert left_in(path / "features") == ["2.csv", "3.csv"]
    assert server.asked == []


@pytest.mark.parametrize("archive", [FEATURES, UNKNOWN])
def test_a_truncated_archive_from_elsewhere_is_downloaded_again(server, tmp_path, archive):
    (tmp_path / "features.zip").write_bytes(GOOD[:-30])
    server.pages["/features.zip"] = {"body": GOOD}
    fetch(archive, tmp_path, base_url=server.url)
    assert (tmp_path / "features.zip").read_bytes() == GOOD


FAULTS = {
    "no such file": (FEATURES, None, ["no such file", "features.zip by hand"]),
    "server error": (FEATURES, {"body": b"", "status": 503}, ["503"]),
    "cut in the middle": (FEATURES, {"body": GOOD, "cut": 100}, ["cut", f"{len(GOOD):,} bytes", "nothing was kept"]),
    "cut, size not known": (UNKNOWN, {"body": GOOD, "cut": 100}, ["cut", f"{len(GOOD):,} bytes"]),
    "cut, length not told": (
        FEATURES,
        {"body": GOOD, "cut": 100, "no_length": True},
        ["100 bytes", f"{len(GOOD):,} were", "nothing was kept"],
    ),
    "cut, nothing known": (UNKNOWN, {"body": GOOD, "cut": 100, "no_length": True}, ["not a zip archive"]),
    "another file": (FEATURES, {"body": GOOD + b"x"}, [f"{len(GOOD) + 1:,} bytes", f"{len(GOOD):,} were"]),
    "a web page": (UNKNOWN, {"body": b"<html>moved</html>"}, ["not a zip archive", "browser"]),
    "a redirect to itself": (FEATURES, {"body": b"", "status": 302, "to": "/features.zip"}, ["redirects", "circle"]),
    "a redirect to nowhere": (FEATURES, {"body": b"", "status": 302, "to": "http://[::1"}, ["features.zip"]),
    "a byte now and then": (FEATURES, {"body": GOOD, "piece": 1, "pause": 0.05}, ["too slow", "60,000 bytes"]),
    "silence": (FEATURES, {"body": GOOD, "piece": 100, "pause": 60}, ["sent nothing", "0.5 s"]),
}


@pytest.mark.parametrize(("archive", "page", "facts"), FAULTS.values(), ids=FAULTS)
def test_a_failed_download_leaves_nothing_and_the_next_call_starts_afresh(
    server, tmp_path, told, monkeypatch, archive, page, facts
):
    monkeypatch.setattr(download, "PATIENCE", 1)
    monkeypatch.setattr(download, "SILENCE", 0.5)
    if page is not None:
        server.pages["/features.zip"] = page
    with told("features.zip", *facts):
        fetch(archive, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == []
    server.pages["/features.zip"] = {"body": GOOD}
    fetch(archive, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == WHOLE


@pytest.mark.parametrize("length", ["abc", "1e9", "", "-5", "9" * 30])
@pytest.mark.parametrize("archive", [FEATURES, UNKNOWN])
def test_a_server_that_does_not_know_how_long_the_file_is(server, tmp_path, archive, length):
    server.pages["/features.zip"] = {"body": GOOD, "length": length}
    if length.isdecimal():
        with pytest.raises(InputError, match="cut after"):
            fetch(archive, tmp_path, base_url=server.url)
        assert left_in(tmp_path) == []
    else:
        assert fetch(archive, tmp_path, base_url=server.url).news


def test_a_slow_server_that_is_fast_enough(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE", 0.7)
    monkeypatch.setattr(download, "LEAST", 1)
    body = zipped({"features/2.csv": os.urandom(20_000).hex()})
    server.pages["/features.zip"] = {"body": body, "piece": 2000, "pause": 0.05}
    assert fetch(UNKNOWN, tmp_path, base_url=server.url).news


def test_headers_that_never_end(tmp_path, told, monkeypatch):
    """Each byte comes in time, so that no timeout of a connection sees it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "PATIENCE", 1)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not over.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=answer)
        thread.start()
        with told("features.zip", "too slow"):
            fetch(UNKNOWN, tmp_path, base_url=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        over.set()
        thread.join()
    assert left_in(tmp_path) == []


def test_a_failed_download_leaves_the_old_file(server, tmp_path, told):
    (tmp_path / "features.zip").write_bytes(b"old")
    server.pages["/features.zip"] = {"body": GOOD, "cut": 100}
    with told("cut"):
        fetch(FEATURES, tmp_path, base_url=server.url)
    assert (tmp_path / "features.zip").read_bytes() == b"old"


def test_no_network_is_told(server, tmp_path, told):
    server.server.shutdown()
    server.server.server_close()
    with told("features.zip", "cannot be reached"):
        fetch(FEATURES, tmp_path, base_url=server.url)
    with told("no-such-host.invalid/features.zip", "cannot be reached"):
        fetch(FEATURES, tmp_path, base_url="http://no-such-host.invalid/")
    assert left_in(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told(server, tmp_path, told):
    (tmp_path / "file").write_text("")
    with told("file", "cannot be written", "--to"):
        fetch(FEATURES, tmp_path / "file" / "deam", base_url=server.url)
    assert server.asked == []


def test_a_disk_that_fills_up_is_told(server, tmp_path, told, monkeypatch):
    server.pages["/features.zip"] = {"body": GOOD}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download.Progress, "update", full)
    with told("cannot be written", "disk is full"):
        fetch(FEATURES, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == []


def test_an_interrupted_download_leaves_nothing(server, tmp_path, monkeypatch):
    server.pages["/features.zip"] = {"body": GOOD}

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(download.Progress, "update", stop)
    with pytest.raises(KeyboardInterrupt):
        fetch(FEATURES, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == []


def test_too_little_space_is_told_before_the_download(server, tmp_path, told):
    with told("1000000.0 GB", "--to"):
        fetch(Archive("features.zip", 10**15), tmp_path, base_url=server.url)
    assert server.asked == []


DIGEST = hashlib.sha256(GOOD).hexdigest()


class TestDigest:
    """The official digests are not known; one that is known, to elman or to the user, must be met."""

    def test_it_is_written_as_sha256sum_writes_it_and_compared_later(self, server, tmp_path, told):
        server.pages["/features.zip"] = {"body": GOOD}
        assert "no official one" in fetch(FEATURES, tmp_path, base_url=server.url).checked
        assert (tmp_path / "features.zip.sha256").read_text() == f"{DIGEST}  features.zip\n"
        (tmp_path / "features" / "features" / "2.csv").unlink()
        (tmp_path / "features" / "features" / "3.csv").unlink()
        assert "expected one" in fetch(FEATURES, tmp_path, base_url=server.url).checked
        other = bytearray(GOOD)
        other[-1:] = b"x"  # the length of the comment: of the same size, and not a zip archive
        (tmp_path / "features.zip").write_bytes(other)
        (tmp_path / "features" / "features" / "2.csv").unlink()
        (tmp_path / "features" / "features" / "3.csv").unlink()
        with told("features.zip", DIGEST, hashlib.sha256(other).hexdigest(), "features.zip.sha256"):
            fetch(FEATURES, tmp_path, base_url=server.url)

    @pytest.mark.parametrize("where", ["elman", "file"])
    def test_an_archive_of_the_right_size_with_other_contents_is_refused(self, server, tmp_path, told, where):
        text = "frameTime;a\n0.0;1\n" * 2000
        other = zipped({"features/2.csv": text.replace("0.0;1", "0.0;2"), "features/3.csv": "frameTime;a\n0.0;2\n"})
        assert len(other) == len(GOOD)
        server.pages["/features.zip"] = {"body": other}
        archive = FEATURES
        if where == "elman":
            archive = Archive("features.zip", len(GOOD), DIGEST)
        else:
            (tmp_path / "features.zip.sha256").write_text(f"{DIGEST.upper()} *features.zip\n")
        before = left_in(tmp_path)
        with told("features.zip", DIGEST[1:4], hashlib.sha256(other).hexdigest()):
            fetch(archive, tmp_path, base_url=server.url)
        assert left_in(tmp_path) == before
        server.pages["/features.zip"] = {"body": GOOD}
        assert "expected one" in fetch(archive, tmp_path, base_url=server.url).checked

    @pytest.mark.parametrize("text", ["", "abc", "x" * 64, "9" * 5000])
    def test_a_file_that_holds_no_digest_is_told(self, server, tmp_path, told, text):
        server.pages["/features.zip"] = {"body": GOOD}
        (tmp_path / "features.zip.sha256").write_text(text)
        with told("features.zip.sha256", "64"):
            fetch(FEATURES, tmp_path, base_url=server.url)


class TestWhatIsThereAlready:
    @pytest.fixture(autouse=True)
    def page(self, server):
        server.pages["/features.zip"] = {"body": GOOD}

    def test_an_empty_folder_is_not_an_unpacked_archive(self, server, tmp_path):
        (tmp_path / "features" / "features").mkdir(parents=True)
        path, news, _ = fetch(FEATURES, tmp_path, base_url=server.url)
        assert news
        assert left_in(path / "features") == ["2.csv", "3.csv"]

    def test_a_folder_that_lacks_a_file_is_told(self, server, tmp_path, told):
        path, *_ = fetch(FEATURES, tmp_path, base_url=server.url)
        (path / "features" / "3.csv").unlink()
        (path / "features" / "2.csv").write_text("cut off")
        with told(path, "2 of the 2 files", "features/2.csv"):
            fetch(FEATURES, tmp_path, base_url=server.url)

    def test_the_archive_may_be_deleted(self, server, tmp_path):
        path, *_ = fetch(FEATURES, tmp_path, base_url=server.url)
        (tmp_path / "features.zip").unlink()
        assert fetch(FEATURES, tmp_path, base_url=server.url)[:2] == (path, False)

    def test_an_archive_that_was_unpacked_by_hand(self, server, tmp_path):
        (tmp_path / "features.zip").write_bytes(GOOD)
        with zipfile.ZipFile(tmp_path / "features.zip") as archive:
            archive.extractall(tmp_path)
        assert fetch(FEATURES, tmp_path, base_url=server.url)[:2] == (tmp_path / "features", False)
        assert server.asked == []

    def test_what_a_killed_call_left_behind_is_removed_and_nothing_else(self, server, tmp_path):
        (tmp_path / ".features-0593e45dbbfa.zip").write_bytes(GOOD[:100])
        (tmp_path / ".features-yniip8q1" / "features").mkdir(parents=True)
        (tmp_path / ".features-yniip8q1" / "features" / "2.csv").write_text("half")
        for mine in (".features-mine.zip", ".features", ".DEAM_audio-0593e45dbbfa.zip"):
            (tmp_path / mine).write_text("mine")
        fetch(FEATURES, tmp_path, base_url=server.url)
        assert left_in(tmp_path) == [".DEAM_audio-0593e45dbbfa.zip", ".features", ".features-mine.zip", *WHOLE]


CODE = """
import sys
from elman.corpus.deam import download
path, news, _ = download.fetch(download.Archive("features.zip"), sys.argv[2], base_url=sys.argv[1])
print(news)
"""


def begin(server, folder):
    command = [sys.executable, "-c", CODE, server.url, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither SIGTERM nor this lock")
class TestOtherProcesses:
    def test_two_calls_for_one_folder(self, server, tmp_path):
        body = zipped({f"features/{n}.csv": os.urandom(5000).hex() for n in range(20)})
        server.pages["/features.zip"] = {"body": body, "piece": 20_000, "pause": 0.2}
        calls = [begin(server, tmp_path) for _ in range(2)]
        ended = [call.communicate(timeout=60) for call in calls]
        assert [call.returncode for call in calls] == [0, 0], ended
        assert sorted(out.strip() for out, _ in ended) == ["False", "True"]
        assert "waiting" in "".join(err for _, err in ended)
        assert server.asked == ["/features.zip"]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_in_the_middle_of_the_download(self, server, tmp_path, number):
        server.pages["/features.zip"] = {"body": GOOD, "piece": 10, "pause": 0.5}
        call = begin(server, tmp_path)
        wait_for(lambda: server.asked and any(path.name.startswith(".features-") for path in tmp_path.iterdir()))
        call.send_signal(number)
        call.communicate(timeout=30)
        assert call.returncode != 0
        assert left_in(tmp_path) == []

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_in_the_middle_of_the_unpacking(self, server, tmp_path, number):
        body = zipped({f"features/{n}.csv": "x" * 300_000 for n in range(600)})
        server.pages["/features.zip"] = {"body": body}
        call = begin(server, tmp_path)
        wait_for(lambda: any(path.is_dir() for path in tmp_path.iterdir()))
        call.send_signal(number)
        call.communicate(timeout=30)
        assert call.returncode != 0
        assert left_in(tmp_path) == ["features.zip"]

    def test_a_killed_call_and_the_next(self, server, tmp_path):
        server.pages["/features.zip"] = {"body": GOOD, "piece": 10, "pause": 0.5}
        call = begin(server, tmp_path)
        wait_for(lambda: server.asked and any(path.name.startswith(".features-") for path in tmp_path.iterdir()))
        call.kill()
        call.communicate(timeout=30)
        assert len(left_in(tmp_path)) == 1
        server.pages["/features.zip"] = {"body": GOOD}
        fetch(UNKNOWN, tmp_path, base_url=server.url)
        assert left_in(tmp_path) == WHOLE


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_progress_is_told_in_lines_where_there_is_no_terminal(server, tmp_path, capsys):
    server.pages["/features.zip"] = {"body": GOOD}
    fetch(FEATURES, tmp_path, base_url=server.url)
    assert capsys.readouterr().err == "features.zip: 0.0 of 0.0 MB\n", "one piece, one line"


def test_what_was_downloaded_can_be_read(server, deam, tmp_path):
    deam.labels({2: 60, 2001: 60}).features({2: 90, 2001: 90})
    for name, part in (("DEAM_Annotations.zip", "annotations"), ("features.zip", "features")):
        files = list((deam.folder / part).rglob("*.csv"))
        body = zipped({path.relative_to(deam.folder).as_posix(): path.read_text() for path in files})
        server.pages[f"/{name}"] = {"body": body}
        fetch(Archive(name), tmp_path / "fetched", base_url=server.url)
    corpus = Source(tmp_path / "fetched").load()
    assert [song.id for song in (*corpus.development, *corpus.evaluation)] == ["2", "2001"]


def test_the_official_archives_are_those_of_the_project():
    assert download.BASE_URL == "https://cvml.unige.ch/databases/DEAM/"
    assert download.ANNOTATIONS == ("DEAM_Annotations.zip", 4_735_283, None)
    assert download.FEATURES == ("features.zip", None, None)
    assert download.AUDIO == ("DEAM_audio.zip", 1_343_203_527, None)
