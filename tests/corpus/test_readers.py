"""Whatever text or bytes a file holds: a reader gives values, or one InputError in one bounded line."""

import json
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elman.corpus.deam.labels import read_annotations, read_authors
from elman.corpus.deam.reader import read_ids
from elman.corpus.extraction import features_made_with
from elman.corpus.labels import read_labels
from elman.corpus.own import read_own
from elman.corpus.scale import read_scale
from elman.corpus.tables import read_curves, read_features, write_curves, write_features
from elman.errors import InputError

CELLS = st.one_of(
    st.sampled_from(
        ["0", "0.5", "1", "15.0", "15.5", "-1", "1e300", "-1e-300", "nan", "inf", "1_0", "0,5", "", '"', "a"]
    ),
    st.sampled_from(
        ["9" * 5000, "x" * 3000, "\x1b[31m", "\u202e", "\x85", "0x10", "1e", "--1", "\u0661", " 1 ", '"1"']
    ),
    st.floats().map(repr),
    st.integers(-(10**9), 10**9).map(str),
    st.text(max_size=4),
)
HEADERS = st.sampled_from(
    [
        "frameTime;a;b",
        "frameTime;a",
        "frameTime,a,b",
        "song,time,valence,arousal",
        "musicId,frameTime,Arousal(mean),Valence(mean)",
        "song_id,sample_15000ms,sample_15500ms",
        "song_id,sample_15000ms",
        "",
    ]
)


@st.composite
def tables(draw):
    """Bytes that look like a table, and are spoilt somewhere."""
    header = draw(HEADERS)
    separator = draw(st.sampled_from([";", ","]))
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6))
    end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    text = end.join([header, *(separator.join(row) for row in rows)]) + draw(st.sampled_from(["", end]))
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 2))):
        if content:
            content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + bytes(content)


READERS = {
    "features": (read_features, "7.csv"),
    "curves": (lambda path: read_curves(path, limit=1), "c.csv"),
    "predictions": (read_curves, "c.csv"),
    "labels": (read_labels, "labels.csv"),
    "labels on a scale": (lambda path: read_labels(path, "1..9"), "labels.csv"),
    "wide labels": (lambda path: read_annotations(path.parent), "valence.csv"),
    "the authors' labels": (lambda path: read_authors(path, 1), "authors.csv"),
    "ids": (read_ids, "ids.txt"),
    "extraction.json": (lambda path: features_made_with(path.parent), "extraction.json"),
}


def in_one_line(message):
    """Whether it holds no control character, no separator of lines and no half of a character."""
    return {unicodedata.category(letter) for letter in message}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})


def finite(value):
    """Whether all numbers in what a reader gave are finite."""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, tuple | list | set):
        return all(map(finite, value))
    return not isinstance(value, np.ndarray | float) or bool(np.isfinite(value).all())


@pytest.fixture(scope="module", params=READERS)
def reader(request, tmp_path_factory):
    read, name = READERS[request.param]
    path = tmp_path_factory.mktemp("read") / name
    (path.parent / "arousal.csv").write_text("song_id,sample_15000ms,sample_15500ms\n0,0.5\n1,.1,.2\n")

    def judge(content):
        path.write_bytes(content)
        try:
            assert finite(read(path))
        except InputError as error:
            message = str(error)
            assert str(path.parent) in message
            assert in_one_line(message), message
            assert len(message) < len(str(path)) * 3 + 600, message

    return judge


@given(content=st.one_of(tables(), st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8"))))
@example(b'{"made_with": ' + b"[" * 100_000)
@example(b"[" * 100_000)
@example(b"frameTime;a\n" + b"0.0;" + b"9" * 5000)
@example(b'song,time,valence,arousal\n"' + b"a,1,0,0\n" * 30_000)
@example(b"song,time,valence,arousal\n" + b"a" * 140_000 + b",1,0,0\n")
@example(b";" * 5000)
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\n\n;\n;\n")
def test_any_content_is_read_or_refused(reader, content):
    reader(content)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Two songs of one's own that can be read."""
    folder = tmp_path_factory.mktemp("own")
    clock = np.arange(6) / 2
    for song in ("1", "2"):
        write_features(folder / "features" / f"{song}.csv", clock, ("a", "b"), np.ones((6, 2)))
    write_curves(folder / "labels.csv", {song: (clock, np.full((6, 2), -0.9)) for song in ("1", "2")})
    made_with = {"set": "extra8", "reading": "code", "extractor": 1, "level": None}
    (folder / "features" / "extraction.json").write_text(json.dumps({"made_with": made_with, "sounds": {}}) + "\n")
    assert len(read_own(folder).development) == 2
    return folder


@given(
    name=st.sampled_from(["labels.csv", "features/1.csv", "features/extraction.json"]),
    start=st.integers(0, 200),
    length=st.integers(0, 20),
    new=st.one_of(st.binary(max_size=6), CELLS.map(lambda cell: cell.encode("utf-8", "surrogatepass"))),
)
def test_a_folder_with_one_spoilt_place_is_read_or_refused(own, name, start, length, new):
    path = own / name
    whole = path.read_bytes()
    path.write_bytes(whole[:start] + new + whole[start + length :])
    try:
        corpus = read_own(own)
        assert all(finite((song.features, song.targets, song.times)) for song in corpus.development)
        assert all(len(song.features) == len(song.targets) for song in corpus.development)
    except InputError as error:
        message = str(error)
        assert str(own) in message
        assert in_one_line(message), message
        assert len(message) < 5 * len(str(own)) + 800, message
    finally:
        path.write_bytes(whole)


@given(
    st.one_of(st.text(), st.tuples(st.floats(), st.floats()), st.lists(st.one_of(st.text(), st.integers())), st.none())
)
def test_any_scale_is_read_or_refused(scale):
    try:
        low, high = read_scale(scale)
        assert low < high
    except InputError as error:
        assert in_one_line(str(error))
        assert len(str(error)) < 300
