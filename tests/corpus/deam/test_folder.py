"""DEAM is found wherever it was unpacked, and two of the same are not mixed."""

import os
import re
from pathlib import Path

import pytest

from elman.corpus.deam.folder import find_annotations, find_features, is_made_up
from elman.errors import InputError


@pytest.mark.parametrize("above", [".", "annotations", "DEAM_Annotations/somewhere else"])
def test_labels_are_found_wherever_they_were_unpacked(deam, above):
    deam.dynamic = deam.folder / above / "annotations averaged per song" / "dynamic (per second annotations)"
    deam.labels({2: 60})
    assert find_annotations(deam.folder) == deam.dynamic


def test_raters_files_and_predictions_are_not_taken_for_labels_or_features(deam):
    deam.labels({2: 60}).features({2: 90})
    raters = deam.folder / "annotations/annotations per each rater/dynamic (per second annotations)"
    for emotion in ("arousal", "valence"):
        (raters / emotion).mkdir(parents=True)
        (raters / emotion / "2.csv").write_text("WorkerId,sample_15000ms\n1,0.1\n")
        (raters / f"{emotion}.csv").write_text("x\n")
        (deam.folder / "results").mkdir(exist_ok=True)
        (deam.folder / "results" / f"{emotion}.csv").write_text("song_id,sample_15000ms\n2,0.1\n")
    assert find_annotations(deam.folder) == deam.dynamic
    (source,), notes = find_features(deam.folder)
    assert source.path == deam.folder / "features/features"
    assert source.wanted == deam.columns_260
    assert notes == []


def test_no_labels_and_two_of_them_are_refused(deam):
    deam.features({2: 90})
    with pytest.raises(
        InputError, match=r"no folder in it holds both valence.csv and arousal.csv, DEAM's labels; unpack"
    ):
        find_annotations(deam.folder)
    deam.labels({2: 60})
    first, deam.dynamic = deam.dynamic, deam.folder / "copy" / "dynamic"
    deam.labels({2: 60})
    message = re.escape(f"two folders hold labels, {first} and {deam.dynamic}; give a folder with one of them only")
    with pytest.raises(InputError, match=message):
        find_annotations(deam.folder)


def test_no_features_says_what_was_found(deam):
    deam.labels({2: 60})
    (deam.folder / "audio").mkdir()
    (deam.folder / "readme.txt").write_text("")
    with pytest.raises(
        InputError, match=r"no folder .* feature files.*; it holds annotations/, audio/, readme.txt\. Unp"
    ):
        find_features(deam.folder)


@pytest.mark.parametrize("columns", ["columns_260", "columns_8"])
def test_two_folders_with_the_same_columns_are_refused(deam, columns):
    columns = getattr(deam, columns)
    deam.features({2: 90}, name="one", columns=columns).features({2: 90}, name="two", columns=(*columns, "more"))
    with pytest.raises(
        InputError, match=rf"two folders hold the same {len(columns)} columns .*one and .*two; give a f"
    ):
        find_features(deam.folder)


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


def test_two_folders_with_unknown_columns_are_refused(deam):
    deam.features({2: 90}, name="one", columns=("a",)).features({2: 90}, name="two", columns=("b",))
    with pytest.raises(
        InputError, match=r"2 folders hold feature files, .*one and .*two among them, none with the paper"
    ):
        find_features(deam.folder)


def test_a_song_twice_in_a_folder_is_refused(deam):
    deam.features({2: 90})
    (deam.folder / "features/features/002.csv").write_text("frameTime;a\n0.0;1\n")
    with pytest.raises(InputError, match=r"002.csv and 2.csv are both song 2; remove one"):
        find_features(deam.folder)


def test_links_are_followed_and_circles_end(deam, tmp_path):
    deam.labels({2: 60}).features({2: 90}, name="../elsewhere")
    try:
        os.symlink(tmp_path / "elsewhere", deam.folder / "features", target_is_directory=True)
        os.symlink(deam.folder, deam.folder / "annotations" / "circle", target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links")
    (source,), _ = find_features(deam.folder)
    assert source.path == deam.folder / "features"
    assert find_annotations(deam.folder) == deam.dynamic


def test_labels_near_the_root_are_no_made_up_songs():
    assert not is_made_up(Path("/annotations"))
    assert not is_made_up(Path("/data/annotations"))
