"""DEAM's label files: what is tolerated, and what is refused with file, row and column."""

import os
from pathlib import Path

import numpy as np
import pytest

from elman.corpus.deam.folder import find_annotations
from elman.corpus.deam.labels import read_annotations, read_authors
from elman.errors import InputError

DATA = Path(os.environ.get("ELMAN_DATA") or Path(__file__).parents[2].parent / "shared" / "data")

HEADER = "song_id,sample_15000ms,sample_15500ms,sample_16000ms"


def labels(tmp_path, valence, arousal=None):
    (tmp_path / "valence.csv").write_text(valence)
    (tmp_path / "arousal.csv").write_text(valence if arousal is None else arousal)
    return tmp_path


def test_rows_may_end_early_in_either_way(tmp_path):
    folder = labels(
        tmp_path, f"{HEADER}\n10,.1,.2,.3\n2,.4\n3,.5,,\n4,,,\n5\n", f"{HEADER}\r\n2,-1\r\n3,1\r\n10,0,0,0\r\n"
    )
    curves, uneven = read_annotations(folder)
    assert list(curves) == [2, 3, 10], "songs without any label are not there"
    assert curves[2][1].tolist() == [[0.4, -1.0]]
    assert curves[3][1].tolist() == [[0.5, 1.0]]
    assert curves[10][0].tolist() == [15.0, 15.5, 16.0]
    assert uneven == set()


def test_the_longer_of_two_curves_loses_its_last_label(tmp_path):
    one_more = f"{HEADER},sample_16500ms\n2,.1,.2,.3,.4\n3,.1,.2,\n"
    curves, uneven = read_annotations(labels(tmp_path, one_more, f"{HEADER}\n2,.5,.6,.7\n3,.1,.2,.3\n"))
    assert curves[2][1].tolist() == [[0.1, 0.5], [0.2, 0.6], [0.3, 0.7]]
    assert len(curves[3][0]) == len(curves[3][1]) == 2
    assert uneven == {2, 3}


@pytest.mark.parametrize(
    ("valence", "arousal", "message"),
    [
        ("", None, r"valence.csv: is empty"),
        (f"{HEADER}\n2,.1,x,.3\n", None, r"valence.csv, row 2, column 'sample_15500ms': 'x' is not a finite number"),
        (f"{HEADER}\n2,.1,nan\n", None, r"valence.csv, row 2, column 'sample_15500ms': 'nan' is not a finite"),
        (
            f"{HEADER}\n2,.1,,.3\n",
            None,
            r"valence.csv, row 2, column 'sample_15500ms': the cell is empty, a label was exp",
        ),
        (
            f"{HEADER}\n2,,.2,.3\n",
            None,
            r"valence.csv, row 2, column 'sample_15000ms': the cell is empty, a label was exp",
        ),
        (
            f"{HEADER}\n2,.1,1.01\n",
            None,
            r"valence.csv, row 2, column 'sample_15500ms': 1.01 is out of range; a label fro",
        ),
        (f"{HEADER}\n2,.1\n", f"{HEADER}\n2,-7\n", r"arousal.csv, row 2, column 'sample_15000ms': -7 is out of range"),
        (f"{HEADER}\n2,.1,.2,.3,.4\n", None, r"valence.csv, row 2: has 5 cells, at most 4 were expected"),
        (f"{HEADER}\n2,.1\n3,.1\n2,.1\n", None, r"valence.csv, row 4: song 2 stands in row 2 already; remove one"),
        (f"{HEADER}\n2.0,.1\n", None, r"valence.csv, row 2, column 'song_id': '2.0' is not a song id, a whole number"),
        (f"{HEADER}\n,.1\n", None, r"valence.csv, row 2, column 'song_id': '' is not a song id"),
        (HEADER.replace(",", ";") + "\n2;.1\n", None, r"valence.csv, row 1: its columns are separated by semicolons"),
        ("id,sample_15000ms\n2,.1\n", None, r"valence.csv, row 1: the first column is 'id', 'song_id' was expected"),
        (
            "song_id,sample_15500ms\n2,.1\n",
            None,
            r"valence.csv, row 1: column 2 is 'sample_15500ms', 'sample_15000ms' was",
        ),
        (
            "song_id,sample_15000ms,x\n2,.1\n",
            None,
            r"valence.csv, row 1: column 3 is 'x', 'sample_15500ms' was expected",
        ),
        (f"{HEADER}\n2,.1\n3,.1\n", f"{HEADER}\n2,.1\n", r"song 3 stands in valence.csv and is missing in arousal.csv"),
        (f"{HEADER}\n2,.1\n", f"{HEADER}\n2,.1\n4,.1\n", r"song 4 stands in arousal.csv and is missing in valence.csv"),
        (f"{HEADER}\n2,.1\n", f"{HEADER}\n2,.1,.1,.1\n", r"song 2 has 1 values in valence.csv and 3 in arousal.csv"),
    ],
)
def test_every_fault_is_named(tmp_path, valence, arousal, message):
    with pytest.raises(InputError, match=message):
        read_annotations(labels(tmp_path, valence, arousal))


def test_the_authors_file_is_arousal_then_valence(tmp_path):
    path = tmp_path / "authors.csv"
    path.write_text("".join(f"{n / 1000},{-n / 1000}\n" for n in range(120)))
    curves = read_authors(path, 2)
    assert len(curves) == 2
    times, values = curves[1]
    assert times[[0, -1]].tolist() == [15.0, 44.5]
    assert values[0].tolist() == [-0.06, 0.06]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (59 * "0,0\n", r"authors.csv: has 59 rows, 60 were expected: 60 for each of 1 songs"),
        (61 * "0,0\n", r"authors.csv: has 61 rows, 60 were expected"),
        ("arousal,valence\n" + 60 * "0,0\n", r"authors.csv, row 1, column 'valence': 'valence' is not a finite number"),
        (5 * "0,0\n" + "0,\n" + 54 * "0,0\n", r"authors.csv, row 6, column 'valence': the cell is empty"),
        (5 * "0,0\n" + "2,0\n" + 54 * "0,0\n", r"authors.csv, row 6, column 'arousal': 2 is out of range"),
        (60 * "0;0\n", r"authors.csv, row 1: has 1 cells, 2 were expected, one for each column: arousal, valence"),
        (60 * "0,0,0\n", r"authors.csv, row 1: has 3 cells, 2 were expected"),
        ("", r"authors.csv: is empty"),
    ],
)
def test_an_authors_file_with_a_fault_is_refused(tmp_path, text, message):
    path = tmp_path / "authors.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_authors(path, 1)


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data in {DATA} (set ELMAN_DATA)")
def test_the_real_labels_are_those_the_project_knows():
    curves, uneven = read_annotations(find_annotations(DATA))
    assert len(curves) == 1802
    assert uneven == {2002, 2011, 2020, 2027, 2036, 2042, 2045}
    assert {len(values) for song, (_, values) in curves.items() if song <= 2000} == {60}
    evaluation = [values for song, (_, values) in curves.items() if song > 2000]
    assert len(evaluation) == 58
    assert (min(map(len, evaluation)), max(map(len, evaluation))) == (68, 1223)
    frames = np.concatenate(evaluation)
    assert len(frames) == 25355
    assert frames.std(axis=0).round(3).tolist() == [0.288, 0.269]
    assert np.corrcoef(frames.T)[0, 1].round(3) == -0.197
