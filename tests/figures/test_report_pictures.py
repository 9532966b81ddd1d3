"""The pictures of the report page."""

import numpy as np
import pytest

from elman.figures import report_pictures

STAGES = ("rnn", "rnn + smoothing", "rnn + rnn2")


def test_the_songs_shown_are_the_median_ones(run):
    given, _ = run()
    corpus, predictions = given.corpus, given.predictions
    found = report_pictures.example_songs(corpus, predictions, "12")
    assert [(protocol, which) for protocol, _, which in found] == [("cv", "median"), ("evaluation", "median")]
    for protocol, song, _ in found:
        pool = corpus.development if protocol == "cv" else corpus.evaluation
        r = {
            s.id: np.corrcoef(s.targets[:, 1], predictions["rnn 12 + smoothing", protocol][s.id][:, 1])[0, 1]
            for s in pool
        }
        assert r[song.id] == np.median(list(r.values()))


def test_the_best_song_takes_the_place_of_an_evaluation_song(run):
    given, _ = run(n_evaluation=0)
    corpus, predictions = given.corpus, given.predictions
    [_, (protocol, song, which)] = report_pictures.example_songs(corpus, predictions, "12")
    assert (protocol, which) == ("cv", "best")
    curves = predictions["rnn 12 + smoothing", "cv"]
    r = {s.id: np.corrcoef(s.targets[:, 1], curves[s.id][:, 1])[0, 1] for s in corpus.development}
    assert song.id == max(r, key=r.get)


def test_the_songs_figure_draws_all_stages_of_both_songs(run):
    given, _ = run()
    corpus, predictions = given.corpus, given.predictions
    made = report_pictures.two_songs(corpus, predictions, "12")
    assert len(made.axes) == 4
    for ax in made.axes:
        assert [line.get_label() for line in ax.get_lines()] == [*STAGES, "target"]
    [legend] = made.legends
    box = legend.get_window_extent()
    assert not any(box.overlaps(ax.get_window_extent()) for ax in made.axes)


def test_the_scores_figure_has_room_for_its_legend(run):
    scores = run()[0].scores
    made = report_pictures.scores([s for s in scores if (s["protocol"], s["scoring"]) == ("cv", "pooled")])
    box = made.legends[0].get_window_extent()
    for ax in made.axes:
        assert len(ax.get_lines()[0].get_xdata()) == 4
        assert not box.overlaps(ax.get_window_extent())


@pytest.mark.parametrize("n", [1, 2, 8, 40])
@pytest.mark.parametrize("shape", [np.exp, np.ones_like, lambda x: np.exp(-x)], ids=["rising", "flat", "falling"])
@pytest.mark.parametrize("groups", [["260"], ["260", "268", "276"]], ids=["one panel", "three panels"])
def test_the_legend_of_the_learning_curves_lies_over_none(n, shape, groups):
    x = np.linspace(0, 3, 20)
    curves = [(g, net, m, (1 + m / n) * shape(x)) for g in groups for net in ("rnn", "rnn2") for m in range(n)]
    made = report_pictures.learning(groups, curves)
    [legend] = made.legends
    assert [text.get_text() for text in legend.get_texts()] == ["rnn", "rnn2"]
    for ax in made.axes:
        assert ax.get_legend() is None
        assert not legend.get_window_extent().overlaps(ax.get_tightbbox())
