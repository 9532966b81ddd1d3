"""What was found is told and written as it is."""

from types import SimpleNamespace

import numpy as np

from elman.commands import result_tables
from elman.commands.results import flat_rows, write_table
from elman.corpus.song import Corpus, Song


def test_curves_that_hardly_move_are_told():
    songs = [Song(str(n), np.zeros((4, 1)), np.array([[0.0, 1], [1, 0]] * 2), np.arange(4) / 2) for n in range(2)]
    corpus = Corpus("c", ("a",), {"1": ("a",)}, songs)
    moving = {song.id: song.targets / 2 for song in songs}
    still = {song.id: 0.3 + 1e-4 * song.targets for song in songs}
    (remark,) = flat_rows({("rnn 1", "cv"): moving, ("rnn 1 + rnn2", "cv"): still}, corpus)
    assert "Cross-validation" in remark
    assert "rnn 1 + rnn2" in remark


def test_a_table_has_all_digits_and_an_empty_cell_where_there_is_no_number(tmp_path):
    third = {"row": "lr 1", "r": np.float64(1 / 3), "p": None}
    write_table(tmp_path / "t.csv", ("row", "r", "p"), [third, {"row": "rnn 1", "r": float("nan"), "p": 0}])
    assert (tmp_path / "t.csv").read_bytes() == b"row,r,p\nlr 1,0.3333333333333333,\nrnn 1,,0\n"


def test_a_star_says_that_p_holds_after_the_correction():
    test = {
        "row": "rnn 260",
        "protocol": "cv",
        "emotion": "valence",
        "difference": -0.0123,
        "low": -0.02,
        "high": -0.001,
    }

    def cell(p, p_holm):
        run = SimpleNamespace(tests=[test | {"p": p, "p_holm": p_holm}])
        return result_tables.paired(run).rows[0][1]

    assert cell(0.004, 0.03)[:2] == ("-.012 [-.020, -.001]", "p .004, Holm .030*")
    assert cell(0.004, 0.06).below == "p .004, Holm .060"
    assert cell(1e-7, 0.01).below == "p <.001, Holm .010*"
    assert cell(float("nan"), float("nan"))[:2] == ("-.012", "one song, no test")
