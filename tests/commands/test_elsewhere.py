"""A model from an address: from a server on this machine, checked by its digest, kept for the next call."""

import hashlib
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from elman.corpus.tables import read_curves


@pytest.fixture
def trained(own, tmp_path, elman):
    (tmp_path / "server").mkdir()
    path = tmp_path / "server" / "m.npz"
    assert elman("train", path, "--corpus", own, "--system", "lr").status == 0
    return path


@pytest.fixture
def address(trained, tmp_path, monkeypatch):
    """A server with the folder of the model; it counts what it was asked for."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(trained.parent)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/m.npz", asked
    server.shutdown()
    server.server_close()


def digest_of(path):
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_a_model_is_fetched_once_and_predicts_as_the_file_does(address, trained, own, tmp_path, elman):
    (url, asked), song = address, own / "features" / "1.csv"
    for _ in range(2):
        result = elman("predict", url, song, "--digest", digest_of(trained), "--to", tmp_path / "far")
        assert result.status == 0, result.err
    assert asked == ["/m.npz"]
    assert elman("predict", trained, song, "--to", tmp_path / "near").status == 0
    far, near = (read_curves(tmp_path / name / "predictions.csv")["1"][1] for name in ("far", "near"))
    assert far.tolist() == near.tolist()
    # What lies in the cache and is damaged is fetched again.
    [kept] = (tmp_path / "cache" / "elman").iterdir()
    kept.write_bytes(b"x")
    assert elman("predict", url, song, "--digest", digest_of(trained), "--to", tmp_path / "far").status == 0
    assert len(asked) == 2


@pytest.mark.parametrize("length", [True, False])
def test_a_file_without_end_is_not_fetched(trained, own, tmp_path, monkeypatch, refused, length):
    """One that is too large by its length, and one whose length nobody told: no more than the limit reaches the disk."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("elman.commands.elsewhere.MOST_BYTES", 100_000)
    sent = []

    class Endless(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            self.send_response(200)
            if length:
                self.send_header("Content-Length", str(10**13))
            self.end_headers()
            with suppress(OSError):
                while len(sent) < 1000:
                    self.wfile.write(bytes(100_000))
                    sent.append(1)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/m.npz"
    line = refused(
        "predict", url, own / "features" / "1.csv", "--digest", digest_of(trained), "--to", tmp_path / "to", "--quiet"
    )
    server.shutdown()
    server.server_close()
    assert url in line
    assert "at most 100,000" in line
    assert ("10,000,000,000,000" in line) == length
    assert len(sent) < 1000
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_a_cache_that_cannot_be_written_is_told(address, trained, own, tmp_path, monkeypatch, refused):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    line = refused("predict", address[0], own / "features" / "1.csv", "--digest", digest_of(trained))
    assert f"{tmp_path / 'file'} is not one" in line
    assert address[1] == []


def test_another_file_is_refused_and_not_kept(address, own, tmp_path, refused):
    wrong = "sha256:" + 64 * "0"
    line = refused(
        "predict", address[0], own / "features" / "1.csv", "--digest", wrong, "--to", tmp_path / "to", "--quiet"
    )
    assert 64 * "0" in line
    assert not list((tmp_path / "cache").rglob("*.npz"))
    assert not (tmp_path / "to").exists()


def test_the_digest_of_a_file_is_checked_too(trained, own, tmp_path, elman, refused):
    song = own / "features" / "1.csv"
    assert "0000" in refused("predict", trained, song, "--digest", "sha256:" + 64 * "0", "--to", tmp_path / "to")
    assert elman("predict", trained, song, "--digest", digest_of(trained), "--to", tmp_path / "to").status == 0


def test_an_address_needs_a_digest(address, own, refused):
    assert "--digest" in refused("predict", address[0], own / "features" / "1.csv")
    assert address[1] == []


def test_what_is_not_there_or_is_no_model(address, trained, own, tmp_path, refused):
    url, digest = address[0].replace("m.npz", "no.npz"), digest_of(trained)
    assert url in refused("predict", url, own / "features" / "1.csv", "--digest", digest, "--quiet")
    (trained.parent / "page.npz").write_text("<html>")
    url = address[0].replace("m.npz", "page.npz")
    told = refused(
        "predict", url, own / "features" / "1.csv", "--digest", digest_of(trained.parent / "page.npz"), "--quiet"
    )
    assert "not a zip archive" in told


@pytest.mark.parametrize("text", ["abc", "sha256:abc", "md5:" + 32 * "0", 64 * "0"])
def test_a_digest_that_is_none(elman, text):
    result = elman("predict", "m.npz", "x.csv", "--digest", text)
    assert result.status == 2
    assert "argument --digest: " in result.err
    assert text[-10:] in result.err
