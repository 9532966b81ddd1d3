"""DEAM in its true layout, with all its quirks, becomes a corpus; every fault is one clear error."""

import numpy as np
import pytest

from elman.corpus.deam import mediaeval2015, reader


def check(deam, song, *, first_row, lead_in=0, n_columns=260):
    """Every feature and label of a song is the foretold one."""
    number, T = int(song.id), len(song.targets)
    row = np.arange(len(song.features))[:, None] + first_row
    assert np.array_equal(song.features, deam.feature(number, row, np.arange(n_columns)[None, :]))
    expected = [[deam.label(number, n, emotion) for emotion in ("valence", "arousal")] for n in range(T)]
    assert song.targets.tolist() == expected
    assert np.array_equal(song.times, 15 + 0.5 * np.arange(T))
    assert song.lead_in == lead_in


def notes_of(corpus):
    """What was left out; that DEAM's labels are not those of 2015 is told every time, and first."""
    first, *others = corpus.notes
    assert "DEAM" in first
    assert "2015" in first
    return tuple(others)


def test_the_last_rows_of_clips_and_the_rows_from_the_start_of_full_songs(deam):
    deam.labels({2001: 70, 10: 60, 9: 60, 2: 60}).features({2: 90, 9: 88, 10: 95, 2001: 104})
    corpus = reader.read(deam.folder)
    assert [song.id for song in corpus.development] == ["2", "9", "10"]
    assert [song.id for song in corpus.evaluation] == ["2001"]
    assert corpus.columns == deam.columns_260
    assert list(corpus.groups) == ["260"]
    assert corpus.folds is None
    for song, first_row in zip(corpus.development, (30, 28, 35), strict=True):
        check(deam, song, first_row=first_row)
    check(deam, corpus.evaluation[0], first_row=0, lead_in=30)
    assert len(corpus.evaluation[0].targets) == 70
    early, late = notes_of(corpus)
    assert "2.5 s after" in early
    assert "1 song (10)" in early
    assert "1 s before" in late
    assert "1 song (9)" in late


def test_the_two_label_files_may_differ_by_their_last_label(deam):
    deam.labels({2: 60, 2001: 71, 2002: 70}, n_valence={2001: 70, 2002: 71}).features({2: 90, 2001: 120, 2002: 120})
    corpus = reader.read(deam.folder)
    assert [len(song.targets) for song in corpus.evaluation] == [70, 70]
    for song in corpus.evaluation:
        check(deam, song, first_row=0, lead_in=30)
    (note,) = notes_of(corpus)
    assert "2 songs (2001, 2002)" in note


@pytest.mark.parametrize("n_extra", [89, 90, 91, 92])
def test_extra_columns_from_a_second_folder_begin_with_the_baselines(deam, n_extra):
    deam.labels({2: 60, 2001: 61}).features({2: 90, 2001: 91})
    deam.features({2: n_extra, 2001: n_extra + 1}, name="essentia", columns=deam.columns_8)
    corpus = reader.read(deam.folder)
    assert corpus.columns == deam.columns_260 + deam.columns_8
    assert {name: len(group) for name, group in corpus.groups.items()} == {"260": 260, "268": 268}
    clip, full = corpus.development[0].features, corpus.evaluation[0].features
    first_row = min(90, n_extra) - 60
    assert np.array_equal(clip[:, 0], deam.feature(2, first_row + np.arange(60), 0))
    assert np.array_equal(clip[:, 260], clip[:, 0]), "the same rows in both halves"
    assert np.array_equal(full[:, 260], full[:, 0])
    assert len(full) == min(91, n_extra + 1)
    labels_left_out = any("last labels" in note and "1 song (2001)" in note for note in corpus.notes)
    assert labels_left_out == (n_extra == 89)


def test_one_folder_may_hold_baseline_and_extra_columns(deam):
    deam.labels({2: 60}).features({2: 90}, columns=("own", *deam.columns_260, *deam.columns_8))
    corpus = reader.read(deam.folder)
    assert len(corpus.columns) == 268
    assert list(corpus.groups) == ["260", "268"]
    assert np.array_equal(corpus.development[0].features[0], deam.feature(2, 30, 1 + np.arange(268)))
    assert f"1 further columns of the files in {deam.folder / 'features/features'} are not used" in corpus.notes


def test_other_columns_are_one_group(deam):
    deam.labels({2: 60}).features({2: 90}, columns=("loud", "bright", "high"))
    corpus = reader.read(deam.folder)
    assert corpus.groups == {"3": ("loud", "bright", "high")}


def test_a_feature_file_that_begins_later_is_aligned_by_its_clock(deam):
    deam.labels({2: 60, 2001: 61}).features({2: 60, 2001: 62}, start=15.0)
    deam.features({2: 90, 2001: 92}, name="essentia", columns=deam.columns_8)
    corpus = reader.read(deam.folder)
    (clip,), (full,) = corpus.development, corpus.evaluation
    assert np.array_equal(clip.features[:, 0], deam.feature(2, np.arange(60), 0))
    assert np.array_equal(clip.features[:, 260], deam.feature(2, 30 + np.arange(60), 0))
    assert full.lead_in == 0
    assert np.array_equal(full.features[:, 260], deam.feature(2001, 30 + np.arange(61), 0))


def test_songs_with_only_labels_or_only_features_are_left_out_and_told(deam):
    deam.labels({2: 60, 3: 60, 4: 60, 3000: 60}).features({2: 90, 5: 90})
    corpus = reader.read(deam.folder)
    assert [song.id for song in corpus.development] == ["2"]
    folder = deam.folder / "features/features"
    above, labels, features, evaluation = notes_of(corpus)
    assert "1 song (3000)" in above
    assert str(folder) in labels
    assert "2 songs (3, 4)" in labels
    assert str(folder) in features
    assert "1 song (5)" in features
    assert "2001-2058" in evaluation


def test_the_list_of_what_was_left_out_is_complete(deam):
    every = [*range(1, 30), *range(101, 140)]
    deam.labels(dict.fromkeys([*every, 50], 60)).features({50: 90})
    note = next(note for note in reader.read(deam.folder).notes if "labels but no features" in note)
    assert "68 songs (" in note
    assert {int(song) for song in note.split("(")[-1].rstrip(")").split(", ")} == set(every)


def test_what_is_left_out_for_both_kinds_of_features_is_told_once(deam):
    deam.labels({2: 60, 3: 60, 4: 60}).features({2: 90, 3: 90}).features({2: 90}, name="extra", columns=deam.columns_8)
    first, second, _ = notes_of(reader.read(deam.folder))
    assert "features/features: 1 song (4)" in first
    assert "extra: 2 songs (3, 4)" in second
    deam.features({3: 90}, name="extra", columns=deam.columns_8)
    (once, _) = notes_of(reader.read(deam.folder))
    for fact in (str(deam.folder / "features/features"), str(deam.folder / "extra"), "1 song (4)"):
        assert fact in once


def test_no_song_with_both_is_an_error(deam, told):
    deam.labels({2: 60}).features({3: 90})
    with told("labels of 1 song (2)", "features of 1 song (3)"):
        reader.read(deam.folder)


def test_a_list_of_ones_own(deam, tmp_path):
    deam.labels({2: 60, 3: 60, 2001: 60, 2002: 60}).features({2: 90, 3: 90, 2001: 90, 2002: 90})
    chosen = tmp_path / "mine.txt"
    chosen.write_text("2001\r\n\r\n 3 \r\n")
    corpus = reader.read(deam.folder, songs=str(chosen))
    assert corpus.name == "deam-mine"
    assert [song.id for song in (*corpus.development, *corpus.evaluation)] == ["3", "2001"]
    assert notes_of(corpus) == ()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("2\nx\n", ["row 2", "'x'", "1 to 2058"]),
        ("2\n\n2059\n", ["row 3", "'2059'"]),
        (f"2\n{'9' * 5000}\n", ["row 2", "(5,000 characters)"]),
        ("2\n3\n2\n", ["row 3", "song 2", "row 1"]),
        ("\n", ["empty"]),
        ("2\n7\n8\n", ["no labels", "2 songs (7, 8)"]),
        ("2\n3\n", ["no features", "1 song (3)"]),
    ],
)
def test_a_list_with_a_fault_is_refused(deam, tmp_path, told, text, facts):
    deam.labels({2: 60, 3: 60}).features({2: 90})
    (tmp_path / "mine.txt").write_text(text)
    with told("mine.txt", *facts):
        reader.read(deam.folder, songs=tmp_path / "mine.txt")


def test_a_list_that_is_not_there_is_refused(deam, told):
    deam.labels({2: 60}).features({2: 90})
    with told("'2014'", "2015", "one song id a line"):
        reader.read(deam.folder, songs="2014")


@pytest.fixture
def deam_2015(deam):
    """All songs of 2015 and one more, with three feature columns to be quick."""
    ids, _ = mediaeval2015.songs_of_2015()
    lengths = {**dict.fromkeys([*ids, 18], 60), **{song: 60 + song - 2000 for song in range(2001, 2059)}}
    deam.labels(lengths)
    return deam.features({song: n + 30 for song, n in lengths.items()}, columns=("a", "b", "c"))


def test_the_songs_of_2015(deam_2015):
    corpus = reader.read(deam_2015.folder, songs="2015")
    assert corpus.name == "deam-2015"
    assert len(corpus.development) == 431
    assert [int(song.id) for song in corpus.development] == sorted(int(song.id) for song in corpus.development)
    assert [song.id for song in corpus.evaluation] == [str(song) for song in range(2001, 2059)]
    tested = [song for fold in corpus.folds for song in fold]
    assert len(corpus.folds) == 10
    assert len(tested) == len(set(tested)) == 430
    assert len({song.id for song in corpus.development} - set(tested)) == 1
    assert any("recovered" in note for note in corpus.notes)


def test_the_authors_labels_go_to_their_songs_row_by_row(deam_2015, tmp_path):
    rng = np.random.default_rng(0)
    values = rng.uniform(-1, 1, (431, 60, 2)).round(3)
    path = tmp_path / "dynamic_arousals_valences.csv"
    path.write_text("".join(f"{arousal},{valence}\n" for arousal, valence in values.reshape(-1, 2).tolist()))
    corpus = reader.read(deam_2015.folder, songs="2015", labels=path)
    ids, _ = mediaeval2015.songs_of_2015()
    by_id = {song.id: song for song in corpus.development}
    for row, song in enumerate(ids):
        assert np.array_equal(by_id[str(song)].targets, values[row, :, ::-1])
    check_evaluation = corpus.evaluation[0].targets[5].tolist()
    assert check_evaluation == [deam_2015.label(2001, 5, emotion) for emotion in ("valence", "arousal")]
    assert any(str(path) in note for note in corpus.notes)


def test_a_missing_song_of_2015_is_named(deam_2015, told):
    (deam_2015.folder / "features/features/2007.csv").unlink()
    with told("2015", "no features", "1 song (2007)"):
        reader.read(deam_2015.folder, songs="2015")


def test_the_authors_labels_fit_only_the_songs_of_2015(deam, told):
    deam.labels({2: 60})
    with told("431", "--songs 2015"):
        reader.read(deam.folder, labels="x.csv")


class TestRealData:
    def test_ten_real_songs(self, real_data):
        corpus = reader.read(real_data)
        ids = ["2", "3", "4", "5", "7", "8", "10", "12", "13", "17"]
        assert [song.id for song in corpus.development] == ids
        assert {song.features.shape for song in corpus.development} == {(60, 260)}
        assert {song.targets.shape for song in corpus.development} == {(60, 2)}
        assert corpus.evaluation == []
        assert corpus.columns == reader.name_groups(corpus.columns)["260"]
        left_out, no_evaluation, stamps = notes_of(corpus)
        assert "labels but no features" in left_out
        assert "1,792 songs (18-22, 24, 25, 31, " in left_out
        assert left_out.endswith(", 999-2058)"), "the list is complete"
        assert "2001-2058" in no_evaluation
        assert "all 10" in stamps
        assert "1 s before" in stamps

    def test_first_and_last_numbers_are_those_of_the_files(self, real_data):
        song = reader.read(real_data).development[0]
        assert song.targets[0].tolist() == [-0.0733407, -0.109386]
        last = (real_data / "opensmile-reference" / "2.csv").read_text().splitlines()[-1].split(";")
        assert song.features[-1].tolist() == [float(cell) for cell in last[1:]]

    def test_asking_for_the_songs_of_2015_names_what_is_missing(self, real_data, told):
        with told("2015", "opensmile-reference", "487 songs (24, 39", most=4000):
            reader.read(real_data, songs="2015")


def test_songs_of_elman_synth_are_made_up(deam, told):
    deam.labels({1: 60, 2: 60}).features({1: 90, 2: 90})
    assert reader.read(deam.folder).made_up is False
    (deam.folder / "made_up.json").write_text("{}")
    for folder in (deam.folder, deam.folder.parent, deam.folder / "annotations"):
        corpus = reader.read(folder, features=deam.folder)
        assert (corpus.name, corpus.made_up) == ("made-up music", True)
        assert sum("made up by elman synth" in note for note in corpus.notes) == 1
        assert not any("DEAM" in note for note in corpus.notes)
    (deam.folder / "some.txt").write_text("2\n")
    corpus = reader.read(deam.folder, songs=deam.folder / "some.txt")
    assert (corpus.name, corpus.made_up) == ("made-up music-some", True)
    with told("made up by elman synth", "431"):
        reader.read(deam.folder, songs="2015")


def test_song_2000_is_a_development_song_and_2001_is_not(tmp_path):
    for emotion in ("valence", "arousal"):
        (tmp_path / "a" / "b" / "dynamic").mkdir(parents=True, exist_ok=True)
        text = "song_id,sample_15000ms,sample_15500ms\n2000,.1,.2\n2001,.1,.2\n"
        (tmp_path / "a" / "b" / "dynamic" / f"{emotion}.csv").write_text(text)
    (tmp_path / "features").mkdir()
    for song in (2000, 2001):
        rows = "".join(f"{n / 2};{n}\n" for n in range(32))
        (tmp_path / "features" / f"{song}.csv").write_text("frameTime;x\n" + rows)
    corpus = reader.read(tmp_path)
    assert [song.id for song in corpus.development] == ["2000"]
    assert [song.id for song in corpus.evaluation] == ["2001"]


class TestEmoMusic:
    """The songs of 2013: two files of other names, 61 labels a song, clips of 45 s."""

    @pytest.fixture
    def emomusic(self, deam):
        deam.labels({2: 61, 3: 61}).features({2: 90, 3: 91})
        for emotion in ("valence", "arousal"):
            text = (deam.dynamic / f"{emotion}.csv").read_text()
            (deam.folder / f"{emotion}_cont_average.csv").write_text(text)
            (deam.folder / f"{emotion}_cont_std.csv").write_text("song_id,sample_15000ms\n2,0.1\n")
            (deam.dynamic / f"{emotion}.csv").unlink()
        return deam

    def test_labels_belong_to_the_rows_of_their_times(self, emomusic):
        corpus = reader.read(emomusic.folder)
        assert corpus.name == "emomusic"
        assert [len(song.targets) for song in corpus.development] == [60, 61]
        for song in corpus.development:
            check(emomusic, song, first_row=30)
        about, last = corpus.notes
        assert "emoMusic" in about
        assert "1 song (2)" in last

    def test_its_scale_is_told_or_declared(self, emomusic, told):
        for emotion in ("valence", "arousal"):
            path = emomusic.folder / f"{emotion}_cont_average.csv"
            header, *rows = path.read_text().splitlines()
            halves = [[row.split(",")[0], *(str(float(cell) / 2) for cell in row.split(",")[1:])] for row in rows]
            path.write_text("\n".join([header, *(",".join(row) for row in halves)]) + "\n")
        assumed, declared = reader.read(emomusic.folder), reader.read(emomusic.folder, scale="-0.5..0.5")
        assert any("--scale -0.5..0.5" in note for note in assumed.notes)
        assert any("converted" in note for note in declared.notes)
        np.testing.assert_allclose(declared.development[0].targets, 2 * assumed.development[0].targets)
        np.testing.assert_allclose(declared.development[1].targets[7, 0], emomusic.label(3, 7, "valence"))
        with told("valence_cont_average.csv", "row 2", "0.1"):
            reader.read(emomusic.folder, scale="0..0.1")

    def test_it_is_not_2015(self, emomusic, told):
        with told("emoMusic", "2015"):
            reader.read(emomusic.folder, songs="2015")


def test_the_scale_of_deams_labels_is_known(deam, told):
    deam.labels({2: 60}).features({2: 90})
    with told("DEAM", "--scale"):
        reader.read(deam.folder, scale="1..9")
