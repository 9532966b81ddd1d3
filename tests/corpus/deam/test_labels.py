"""DEAM's label files: what is tolerated, and what is refused with file, row and column."""

import numpy as np
import pytest

from elman.corpus.deam.folder import find_annotations
from elman.corpus.deam.labels import read_annotations, read_authors

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
    ("valence", "arousal", "facts"),
    [
        ("", None, ["valence.csv", "empty"]),
        (f"{HEADER}\n2,.1,x,.3\n", None, ["valence.csv", "row 2", "'sample_15500ms'", "'x'"]),
        (
            f"{HEADER}\n2,.1,nan\n",
            None,
            ["valence.csv", "row 2", "'sample_15500ms'", "'nan'", "where the song has ended"],
        ),
        (f"{HEADER}\n2,.1,,.3\n", None, ["valence.csv", "row 2", "'sample_15500ms'", "empty"]),
        (f"{HEADER}\n2,,.2,.3\n", None, ["valence.csv", "row 2", "'sample_15000ms'", "empty"]),
        (f"{HEADER}\n2,.1,1.01\n", None, ["valence.csv", "row 2", "'sample_15500ms'", "1.01", "-1 to 1"]),
        (f"{HEADER}\n2,.1\n", f"{HEADER}\n2,-7\n", ["arousal.csv", "row 2", "'sample_15000ms'", "-7"]),
        (f"{HEADER}\n2,.1,.2,.3,.4\n", None, ["valence.csv", "row 2", "5 cells", "4 were"]),
        (f"{HEADER}\n2,.1\n3,.1\n2,.1\n", None, ["valence.csv", "row 4", "song 2", "row 2"]),
        (f"{HEADER}\n2.0,.1\n", None, ["valence.csv", "row 2", "'song_id'", "'2.0'"]),
        (f"{HEADER}\n{'9' * 5000},.1\n", None, ["valence.csv", "row 2", "'song_id'", "(5,000 characters)"]),
        (f"{HEADER}\n,.1\n", None, ["valence.csv", "row 2", "'song_id'", "''"]),
        (HEADER.replace(",", ";") + "\n2;.1\n", None, ["valence.csv", "row 1", "semicolons"]),
        ("id,sample_15000ms\n2,.1\n", None, ["valence.csv", "row 1", "'id'", "'song_id'"]),
        ("song_id,sample_15500ms\n2,.1\n", None, ["row 1", "column 2", "'sample_15500ms'", "'sample_15000ms'"]),
        ("song_id,sample_15000ms,x\n2,.1\n", None, ["row 1", "column 3", "'x'", "'sample_15500ms'"]),
        (f"song_id,sample_{'1' * 5000}ms\n2,.1\n", None, ["row 1", "column 2", "characters)", "'sample_15000ms'"]),
        (f"{HEADER}\n2,.1\n3,.1\n4,.1\n", f"{HEADER}\n2,.1\n", ["2 songs (3, 4) in valence.csv", "arousal.csv"]),
        (f"{HEADER}\n2,.1\n", f"{HEADER}\n2,.1\n4,.1\n", ["1 song (4) in arousal.csv", "valence.csv"]),
        (
            f"{HEADER}\n2,.1\n3,.1\n",
            f"{HEADER}\n2,.1,.1,.1\n3,.1,.1,.1\n",
            ["song 2", "1 values in valence.csv", "3 in arousal.csv", "2 songs (2, 3)"],
        ),
    ],
)
def test_every_fault_is_named(tmp_path, told, valence, arousal, facts):
    with told(*facts, most=350):
        read_annotations(labels(tmp_path, valence, arousal))


def test_songs_that_lack_a_half_may_be_left_out(tmp_path, told):
    folder = labels(tmp_path, f"{HEADER}\n2,.1\n3,.1\n5,.1\n", f"{HEADER}\n3,.1,.2,.3\n5,.2\n7,.1\n")
    notes = []
    curves, uneven = read_annotations(folder, notes=notes)
    assert {song: values.tolist() for song, (_, values) in curves.items()} == {5: [[0.1, 0.2]]}
    assert uneven == set()
    assert [facts for note in notes for facts in ("(2)", "(3)", "(7)") if facts in note] == ["(2)", "(7)", "(3)"]
    with told("no song", "1 song (2) in valence.csv"):
        read_annotations(labels(tmp_path, f"{HEADER}\n2,.1\n", f"{HEADER}\n3,.1\n"), notes=[])


def test_a_scale_may_be_declared(tmp_path, told):
    folder = labels(tmp_path, f"{HEADER}\n2,0.5,-0.5\n")
    assert read_annotations(folder, scale=(-0.5, 0.5))[0][2][1].tolist() == [[0.5, 0.5], [-0.5, -0.5]]
    with told("valence.csv", "row 2", "0.5", "0 to 0.25"):
        read_annotations(folder, scale=(0.0, 0.25))


def test_the_authors_file_is_arousal_then_valence(tmp_path):
    path = tmp_path / "authors.csv"
    path.write_text("".join(f"{n / 1000},{-n / 1000}\n" for n in range(120)))
    curves = read_authors(path, 2)
    assert len(curves) == 2
    times, values = curves[1]
    assert times[[0, -1]].tolist() == [15.0, 44.5]
    assert values[0].tolist() == [-0.06, 0.06]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (59 * "0,0\n", ["59 rows", "60 were expected"]),
        (61 * "0,0\n", ["61 rows", "60 were expected"]),
        ("arousal,valence\n" + 60 * "0,0\n", ["row 1", "'valence'"]),
        (5 * "0,0\n" + "0,\n" + 54 * "0,0\n", ["row 6", "'valence'", "empty"]),
        (5 * "0,0\n" + "2,0\n" + 54 * "0,0\n", ["row 6", "'arousal'", "2 is out"]),
        (60 * "0;0\n", ["row 1", "1 cells", "2 were expected", "arousal, valence"]),
        (60 * "0,0,0\n", ["row 1", "3 cells", "2 were expected"]),
        ("", ["empty"]),
    ],
)
def test_an_authors_file_with_a_fault_is_refused(tmp_path, told, text, facts):
    path = tmp_path / "authors.csv"
    path.write_text(text)
    with told("authors.csv", *facts):
        read_authors(path, 1)


def test_the_real_labels_are_those_the_project_knows(real_data):
    curves, uneven = read_annotations(find_annotations(real_data).folder)
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
