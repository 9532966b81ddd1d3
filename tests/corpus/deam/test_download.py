"""Downloads from a server on this machine, with every fault a network can have."""

import errno
import http.server
import io
import stat
import threading
import zipfile

import pytest

from elman.corpus.deam import download
from elman.corpus.deam.download import Archive, fetch
from elman.corpus.folder import load
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
        self.pages, self.asked = {}, []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                page = outer.pages.get(self.path)
                if page is None:
                    self.send_error(404)
                    return
                self.send_response(page.get("status", 200))
                if "length" in page or not page.get("no_length"):
                    self.send_header("Content-Length", page.get("length", len(page["body"])))
                self.end_headers()
                self.wfile.write(page["body"][: page.get("cut", len(page["body"]))])

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self):
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


@pytest.mark.parametrize("archive", [FEATURES, UNKNOWN])
@pytest.mark.parametrize("no_length", [False, True])
def test_an_archive_is_downloaded_and_unpacked_once(server, tmp_path, archive, no_length):
    server.pages["/features.zip"] = {"body": GOOD, "no_length": no_length}
    folder = tmp_path / "new" / "deam"
    path, news = fetch(archive, folder, base_url=server.url)
    assert news
    assert path == folder / "features"
    assert (path / "features" / "3.csv").read_text() == "frameTime;a\n0.0;2\n"
    assert left_in(folder) == ["features", "features.zip"]
    assert (folder / "features.zip").read_bytes() == GOOD
    assert fetch(archive, folder, base_url=server.url) == (path, False)
    assert server.asked == ["/features.zip"]


@pytest.mark.parametrize("archive", [FEATURES, UNKNOWN])
def test_a_whole_archive_is_only_unpacked(server, tmp_path, archive):
    (tmp_path / "features.zip").write_bytes(GOOD)
    path, news = fetch(archive, tmp_path, base_url=server.url)
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
    "no such file": (
        FEATURES,
        None,
        r"/features.zip: there is no such file on the server; try again later, or get feat",
    ),
    "server error": (FEATURES, {"body": b"", "status": 503}, r"/features.zip: the server answers with error 503; try"),
    "cut in the middle": (
        FEATURES,
        {"body": GOOD, "cut": 100},
        rf"/features.zip: the connection was cut after \d+ of {len(GOOD):,} bytes; nothing was kept, run the same",
    ),
    "cut, size not known": (UNKNOWN, {"body": GOOD, "cut": 100}, r"/features.zip: the connection was cut after"),
    "cut, length not told": (
        FEATURES,
        {"body": GOOD, "cut": 100, "no_length": True},
        rf"/features.zip: 100 bytes came, {len(GOOD):,} were expected; nothing was kept",
    ),
    "cut, nothing known": (
        UNKNOWN,
        {"body": GOOD, "cut": 100, "no_length": True},
        r"/features.zip: what came is not a zip archive; look at the address in a browser",
    ),
    "another file": (FEATURES, {"body": GOOD + b"x"}, r"bytes came, .* were expected; .*If the archive has changed on"),
    "a web page": (UNKNOWN, {"body": b"<html>moved</html>"}, r"what came is not a zip archive; look at the address"),
}


@pytest.mark.parametrize(("archive", "page", "message"), FAULTS.values(), ids=FAULTS)
def test_a_failed_download_leaves_nothing_and_the_next_call_starts_afresh(server, tmp_path, archive, page, message):
    if page is not None:
        server.pages["/features.zip"] = page
    with pytest.raises(InputError, match=message):
        fetch(archive, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == []
    server.pages["/features.zip"] = {"body": GOOD}
    fetch(archive, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == ["features", "features.zip"]


def test_a_failed_download_leaves_the_old_file(server, tmp_path):
    (tmp_path / "features.zip").write_bytes(b"old")
    server.pages["/features.zip"] = {"body": GOOD, "cut": 100}
    with pytest.raises(InputError, match="the connection was cut"):
        fetch(FEATURES, tmp_path, base_url=server.url)
    assert (tmp_path / "features.zip").read_bytes() == b"old"


def test_no_network_is_told(server, tmp_path):
    server.server.shutdown()
    server.server.server_close()
    with pytest.raises(
        InputError, match=r"/features.zip: the server cannot be reached; see that this machine has a conn"
    ):
        fetch(FEATURES, tmp_path, base_url=server.url)
    with pytest.raises(InputError, match=r"no-such-host.invalid/features.zip: the server cannot be reached"):
        fetch(FEATURES, tmp_path, base_url="http://no-such-host.invalid/")
    assert left_in(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told(server, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        InputError, match=r"file.*: cannot be written \(.+\); free space there, or choose another folder"
    ):
        fetch(FEATURES, tmp_path / "file" / "deam", base_url=server.url)
    assert server.asked == []


def test_a_disk_that_fills_up_is_told(server, tmp_path, monkeypatch):
    server.pages["/features.zip"] = {"body": GOOD}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download.Progress, "update", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\); free space there"):
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


def test_too_little_space_is_told_before_the_download(server, tmp_path):
    with pytest.raises(
        InputError, match=r"1000000.0 GB are needed, .* GB are free; free some, or choose another folder"
    ):
        fetch(Archive("features.zip", 10**15), tmp_path, base_url=server.url)
    assert server.asked == []


LINK = stat.S_IFLNK | 0o777


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("../outside.csv", "x", r"its member '\.\./outside.csv' would lie outside the folder; nothing was unpacked"),
        ("features/../../outside.csv", "x", r"would lie outside the folder"),
        ("/tmp/outside.csv", "x", r"would lie outside the folder"),
        ("C:/outside.csv", "x", r"would lie outside the folder"),
        ("..\\outside.csv", "x", r"would lie outside the folder"),
        ("link.csv", ("/etc/passwd", LINK), r"its member 'link.csv' is a link or a device; nothing was unpacked"),
        ("pipe", ("", stat.S_IFIFO | 0o644), r"is a link or a device"),
    ],
)
def test_an_unsafe_archive_is_refused_before_anything_is_unpacked(server, tmp_path, name, content, message):
    folder = tmp_path / "deam"
    body = zipped({"features/2.csv": "fine", name: content})
    server.pages["/features.zip"] = {"body": body}
    with pytest.raises(InputError, match=message):
        fetch(UNKNOWN, folder, base_url=server.url)
    assert left_in(folder) == ["features.zip"]
    assert left_in(tmp_path) == ["deam"]


def test_a_corrupt_archive_is_told_and_leaves_nothing_unpacked(server, tmp_path):
    broken = bytearray(GOOD)
    broken[60] ^= 0xFF  # inside the first member's compressed bytes
    server.pages["/features.zip"] = {"body": bytes(broken)}
    with pytest.raises(InputError, match=r"features.zip: is damaged \(.+\); delete it and run the same command again"):
        fetch(FEATURES, tmp_path, base_url=server.url)
    assert left_in(tmp_path) == ["features.zip"]


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
    corpus = load(tmp_path / "fetched")
    assert [song.id for song in (*corpus.development, *corpus.evaluation)] == ["2", "2001"]


def test_the_official_archives_are_those_of_the_project():
    assert download.BASE_URL == "https://cvml.unige.ch/databases/DEAM/"
    assert download.ANNOTATIONS == ("DEAM_Annotations.zip", 4_735_283)
    assert download.FEATURES == ("features.zip", None)
    assert download.AUDIO == ("DEAM_audio.zip", 1_343_203_527)
