"""DEAM is found wherever it was unpacked, and two of the same are not mixed."""

import os
from pathlib import Path

import pytest

from elman.corpus.deam import reader
from elman.corpus.deam.folder import find_annotations, find_features, is_made_up


@pytest.mark.parametrize("above", [".", "annotations", "DEAM_Annotations/somewhere else"])
def test_labels_are_found_wherever_they_were_unpacked(deam, above):
    deam.dynamic = deam.folder / above / "annotations averaged per song" / "dynamic (per second annotations)"
    deam.labels({2: 60})
    assert find_annotations(deam.folder).folder == deam.dynamic


def test_raters_files_and_predictions_are_not_taken_for_labels_or_features(deam):
    deam.labels({2: 60}).features({2: 90})
    raters = deam.folder / "annotations/annotations per each rater/dynamic (per second annotations)"
    for emotion in ("arousal", "valence"):
        (raters / emotion).mkdir(parents=True)
        (raters / emotion / "2.csv").write_text("WorkerId,sample_15000ms\n1,0.1\n")
        (raters / f"{emotion}.csv").write_text("x\n")
        (deam.folder / "results").mkdir(exist_ok=True)
        (deam.folder / "results" / f"{emotion}.csv").write_text("song_id,sample_15000ms\n2,0.1\n")
    assert find_annotations(deam.folder).folder == deam.dynamic
    (source,), notes = find_features(deam.folder)
    assert source.path == deam.folder / "features/features"
    assert source.wanted == deam.columns_260
    assert notes == []


def test_emomusics_labels_are_found_by_their_names(deam):
    folder = deam.folder / "annotations"
    folder.mkdir(parents=True)
    for name in ("arousal_cont_average", "arousal_cont_std", "valence_cont_average", "valence_cont_std"):
        (folder / f"{name}.csv").write_text("song_id,sample_15000ms\n2,0.1\n")
    found = find_annotations(deam.folder)
    assert found == (folder, ("valence_cont_average.csv", "arousal_cont_average.csv"), True)


def test_no_labels_and_two_of_them_are_refused(deam, told):
    deam.features({2: 90})
    with told(deam.folder, "valence.csv", "arousal.csv", "DEAM_Annotations.zip"):
        find_annotations(deam.folder)
    deam.labels({2: 60})
    first, deam.dynamic = deam.dynamic, deam.folder / "copy" / "dynamic"
    deam.labels({2: 60})
    with told("2 folders", first, deam.dynamic):
        find_annotations(deam.folder)


def test_what_an_interrupted_unpacking_left_behind_is_not_looked_into(deam):
    deam.labels({2: 60}).features({2: 90})
    deam.features({2: 90}, name=".features-abc123/features")
    deam.dynamic = deam.folder / ".DEAM_Annotations-x" / "dynamic"
    deam.labels({2: 60})
    (source,), notes = find_features(deam.folder)
    assert source.path == deam.folder / "features/features"
    assert notes == []
    assert not find_annotations(deam.folder).folder.is_relative_to(deam.dynamic)


def test_no_features_says_what_was_found(deam, told):
    deam.labels({2: 60})
    (deam.folder / "audio").mkdir()
    (deam.folder / "readme.txt").write_text("")
    with told(deam.folder, "annotations/, audio/, readme.txt", "features.zip"):
        find_features(deam.folder)


@pytest.mark.parametrize("columns", ["columns_260", "columns_8"])
def test_folders_with_the_same_columns_are_refused(deam, told, columns):
    columns = getattr(deam, columns)
    for name in ("one", "two", "three"):
        deam.features({2: 90}, name=name, columns=(*columns, name))
    with told("3 folders", f"{len(columns)} columns", *(deam.folder / name for name in ("one", "two", "three"))):
        find_features(deam.folder)


def test_half_of_the_papers_columns_are_other_columns(deam):
    """The means alone, say; only where nearly all are there is the rest missing by mistake."""
    means = tuple(name for name in deam.columns_260 if name.endswith("_amean"))
    deam.features({2: 90}, columns=means)
    (source,), _ = find_features(deam.folder)
    assert source.wanted == means


def test_baseline_and_extra_are_told_apart_and_others_are_noted(deam):
    deam.features({2: 90}, name="essentia", columns=("loudness", *deam.columns_8))
    deam.features({2: 90}, name="baseline").features({2: 90}, name="other", columns=("a", "b"))
    sources, notes = find_features(deam.folder)
    assert [(source.path.name, source.wanted) for source in sources] == [
        ("baseline", deam.columns_260),
        ("essentia", deam.columns_8),
    ]
    assert notes == [
        f"feature files in {deam.folder / 'other'} are not used",
        f"1 further columns of the files in {deam.folder / 'essentia'} are not used",
    ]


def test_two_folders_with_unknown_columns_are_refused(deam, told):
    deam.features({2: 90}, name="one", columns=("a",)).features({2: 90}, name="two", columns=("b",))
    with told("2 folders", deam.folder / "one", deam.folder / "two"):
        find_features(deam.folder)


def test_a_song_twice_in_a_folder_is_refused(deam, told):
    deam.features({2: 90})
    (deam.folder / "features/features/002.csv").write_text("frameTime;a\n0.0;1\n")
    with told("002.csv", "2.csv", "song 2"):
        find_features(deam.folder)


def test_a_suffix_in_capitals_is_a_suffix_and_very_long_numbers_are_no_songs(deam):
    deam.features({2: 90, 3: 90})
    folder = deam.folder / "features" / "features"
    (folder / "3.csv").rename(folder / "3.CSV")
    (folder / f"{'9' * 200}.csv").write_text("frameTime;a\n0.0;1\n")
    (folder / "._2.csv").write_bytes(b"\x00\x05")
    (source,), (note,) = find_features(deam.folder)
    assert sorted(source.files) == [2, 3]
    assert "1 hidden" in note
    assert "._2.csv" in note


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_files_is_not_waited_for(deam, told):
    deam.labels({1: 60, 2: 60}).features({2: 90})
    os.mkfifo(deam.folder / "features" / "features" / "1.csv")
    with told("1.csv", "a pipe"):
        reader.read(deam.folder)


def test_links_are_followed_and_circles_end(deam, tmp_path):
    deam.labels({2: 60}).features({2: 90}, name="../elsewhere")
    try:
        os.symlink(tmp_path / "elsewhere", deam.folder / "features", target_is_directory=True)
        os.symlink(deam.folder, deam.folder / "annotations" / "circle", target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links")
    (source,), _ = find_features(deam.folder)
    assert source.path == deam.folder / "features"
    assert find_annotations(deam.folder).folder == deam.dynamic


def test_labels_near_the_root_are_no_made_up_songs():
    assert not is_made_up(Path("/annotations"))
    assert not is_made_up(Path("/data/annotations"))
