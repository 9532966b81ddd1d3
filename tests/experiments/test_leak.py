"""A leak between training and test, at a small size: what must hold whatever the numbers are."""

from elman.experiments import leak


def test_frames_of_one_song_in_training_and_test_pretend_a_gain(short):
    found = leak.measure(n_songs=18, reading=short)
    assert set(found) == {(system, way) for system in ("lr", "rnn") for way in ("song", "piece")}
    for system in ("lr", "rnn"):
        assert (found[system, "piece"] > found[system, "song"] + 0.1).all()
