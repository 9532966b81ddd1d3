"""The shipped list of the songs of 2015."""

import csv
from importlib.resources import files

from elman.corpus.deam.mediaeval2015 import places_of_2015, songs_of_2015


def test_the_shipped_list_of_2015_is_as_the_docstring_says():
    text = files("elman.corpus").joinpath("mediaeval2015.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    margins = [float(row["margin"]) for row in rows]
    assert [int(row["row"]) for row in rows] == list(range(431))
    assert len({row["song_id"] for row in rows}) == 431
    assert all(1 <= int(row["song_id"]) <= 2000 for row in rows)
    assert sum(margin < 0.2 for margin in margins) == 8
    assert sum(margin < 0.5 for margin in margins) == 47
    assert [sum(row["fold"] == str(fold) for row in rows) for fold in range(10)] == 10 * [43]
    assert sum(row["fold"] == "" for row in rows) == 1


def test_every_place_in_every_fold_is_taken_once():
    places = places_of_2015()
    assert sorted(places.values()) == [(fold, place) for fold in range(10) for place in range(43)] + [(10, 0)]
    ids, folds = songs_of_2015()
    assert {int(song) for song in places} == set(ids)
    assert all(places[song][0] == fold for fold, songs in enumerate(folds) for song in songs)
