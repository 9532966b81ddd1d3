"""Archives that are damaged, unsafe, or strange: unpacked whole, or refused with nothing unpacked."""

import io
import random
import stat
import warnings
import zipfile
from pathlib import Path

import pytest

from elman.corpus.deam.unpack import unpack
from elman.errors import InputError

FILES = {f"features/{n}.csv": f"frameTime;a\n0.0;{n}\n" * 200 for n in (2, 3, 4)}
LINK, PIPE = stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """A zip archive in memory: pairs of a name and what is in it, or (what is in it, mode of the file on Unix)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            text, mode = content if isinstance(content, tuple) else (content, stat.S_IFREG | 0o644)
            info = zipfile.ZipInfo("placeholder")
            info.filename, info.compress_type, info.external_attr = name, method, mode << 16
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of two members of one name
                archive.writestr(info, text)
    return buffer.getvalue()


def try_to_unpack(tmp_path, body):
    path = tmp_path / "deam" / "features.zip"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    unpack(path, path.with_suffix(""))


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_went_in_comes_out(tmp_path, method):
    folder = ("features/", ("", stat.S_IFDIR | 0o755))
    try_to_unpack(tmp_path, zipped([("./", ("", stat.S_IFDIR | 0o755)), folder, *FILES.items()], method))
    assert contents(tmp_path / "deam" / "features") == FILES
    assert sorted(path.name for path in (tmp_path / "deam").iterdir()) == ["features", "features.zip"]


def test_names_with_backslashes_are_paths(tmp_path):
    """Some programs on Windows write them."""
    try_to_unpack(tmp_path, zipped([(name.replace("/", "\\"), text) for name, text in FILES.items()]))
    assert contents(tmp_path / "deam" / "features") == FILES


@pytest.mark.parametrize(
    ("name", "content", "facts"),
    [
        ("../outside.csv", "x", ["'../outside.csv'", "outside the folder"]),
        ("features/../../outside.csv", "x", ["outside the folder"]),
        ("/tmp/outside.csv", "x", ["outside the folder"]),
        ("C:/outside.csv", "x", ["outside the folder"]),
        ("..\\outside.csv", "x", ["outside the folder"]),
        ("link.csv", ("/etc/passwd", LINK), ["'link.csv'", "link"]),
        ("pipe", ("", PIPE), ["link or a device"]),
        (".", "x", ["'.'", "no name"]),
        ("features/2.csv", "y", ["'features/2.csv'", "twice"]),
        ("features/./2.CSV", "y", ["twice"]),
        ("features/2.csv/deeper", "y", ["'features/2.csv'", "at once"]),
        ("features/5.csv/", "y", ["'features/5.csv/'", "at once"]),
        ("features/5\x00.csv", "y", ["cut off"]),
        ("features/\x1b[31m.csv/../../x", "y", [r"\x1b[31m", "outside the folder"]),
    ],
)
def test_an_unsafe_archive_is_refused_before_anything_is_unpacked(tmp_path, told, name, content, facts):
    with told("features.zip", *facts):
        try_to_unpack(tmp_path, zipped([*FILES.items(), (name, content)]))
    assert [path.name for path in (tmp_path / "deam").iterdir()] == ["features.zip"]
    assert [path.name for path in tmp_path.iterdir()] == ["deam"]


def test_a_member_without_a_name_is_refused(tmp_path, told):
    """Its one letter is declared to be no name, but a further field of its headers."""
    body = zipped([("x", "text")]).replace(b"\1\0\0\0x", b"\0\0\1\0x")  # in the local header
    central = body.index(b"PK\1\2")
    body = body[: central + 28] + b"\0\0\1\0" + body[central + 32 :]
    with told("features.zip", "''", "no name"):
        try_to_unpack(tmp_path, body)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_with_damaged_data_is_told(tmp_path, told, method):
    body = bytearray(zipped(FILES.items(), method))
    for n in range(60, 80):  # inside the first member
        body[n] ^= 0xFF
    with told("features.zip", "damaged"):
        try_to_unpack(tmp_path, bytes(body))
    assert [path.name for path in (tmp_path / "deam").iterdir()] == ["features.zip"]


@pytest.mark.parametrize("seed", range(4))
def test_random_damage_is_refused_or_does_no_harm(tmp_path, seed):
    """Names have no check sum in a zip archive; contents have. Whatever comes out, no content is another."""
    draw, whole = random.Random(seed), zipped(FILES.items())
    refused = 0
    for n in range(150):
        body = bytearray(whole)
        for _ in range(draw.choice((1, 1, 2, 5))):
            body[draw.randrange(len(body))] = draw.randrange(256)
        top = tmp_path / str(n)
        top.mkdir()
        try:
            try_to_unpack(top, bytes(body))
        except InputError as error:
            refused += 1
            assert "features.zip" in str(error)
            assert [path.name for path in (top / "deam").iterdir()] == ["features.zip"]
        else:
            assert sorted(contents(top / "deam" / "features").values()) == sorted(FILES.values())
    assert refused > 30


def test_a_folder_with_files_is_never_replaced(tmp_path):
    (tmp_path / "deam" / "features").mkdir(parents=True)
    (tmp_path / "deam" / "features" / "mine.txt").write_text("mine")
    with pytest.raises(OSError, match="not empty"):
        try_to_unpack(tmp_path, zipped(FILES.items()))
    assert contents(tmp_path / "deam" / "features") == {"mine.txt": "mine"}


def test_more_than_the_disk_holds_is_refused_beforehand(tmp_path, told, monkeypatch):
    from types import SimpleNamespace

    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=100))
    with told(Path(tmp_path) / "deam", "0.0 GB are free"):
        try_to_unpack(tmp_path, zipped(FILES.items()))
