"""``--folds``, ``--group`` and ``--repeats`` of ``elman reproduce``."""

import csv
import shutil
from dataclasses import replace
from statistics import mean, stdev

import pytest

from elman.corpus.own import read_own
from elman.corpus.tables import read_curves
from elman.formats import short
from elman.readings import READINGS
from elman.systems import reproduction

ARTISTS = {"1": "a", "2": "a", "3": "b", "4": "c", "5": "c", "6": "b"}


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Few epochs, and no pictures: what is looked at is who was tested with whom."""
    few = {name: replace(reading, network=replace(reading.network, n_epochs=2)) for name, reading in READINGS.items()}
    monkeypatch.setattr(reproduction, "READINGS", few)


@pytest.fixture
def seen(monkeypatch):
    """The folds of every cross-validation that is computed."""
    found, parts = [], reproduction.parts
    monkeypatch.setattr(
        reproduction,
        "parts",
        lambda source, groups, folds, **more: found.append(folds) or parts(source, groups, folds, **more),
    )
    return found


@pytest.fixture
def songs_csv(own):
    lines = [f"{song},{artist},{1 + (artist == 'b')}" for song, artist in ARTISTS.items()]
    (own / "songs.csv").write_text("song,artist,fold\n" + "\n".join(lines) + "\nother,z,1\n")
    return own / "songs.csv"


def run(elman, own, out, *args, status=0):
    result = elman("reproduce", "--corpus", own, "--jobs", "1", "--out", out, *args)
    assert result.status == status, result.err
    return result


def test_folds_of_a_file(own, songs_csv, tmp_path, elman, seen):
    result = run(elman, own, tmp_path / "out", "--folds", songs_csv)
    assert seen == [(("1", "2", "4", "5"), ("3", "6"))]
    assert "2 folds" in result.out
    assert f"the folds are those in {songs_csv}" in result.out
    assert "1 song (other)" in result.out
    found = read_curves(tmp_path / "out" / "predictions" / "cv" / "lr-12.csv")
    assert set(found) == set(ARTISTS)


@pytest.mark.parametrize("below", [".", "metadata/of DEAM"])
def test_tables_are_looked_for_here_and_then_below_the_corpus(own, songs_csv, tmp_path, elman, refused, seen, below):
    (own / below).mkdir(parents=True, exist_ok=True)
    there = songs_csv.rename(own / below / "songs.csv")
    run(elman, own, tmp_path / "out", "--group", "songs.csv:artist", "--folds", "songs.csv")
    assert seen == [(("1", "2", "4", "5"), ("3", "6"))]
    (own / "more").mkdir()
    shutil.copy(there, own / "more")
    line = refused("reproduce", "--corpus", own, "--group", "songs.csv:artist", "--out", tmp_path / "no")
    assert f"{own / 'more' / 'songs.csv'}" in line
    assert str(there) in line


def test_where_a_table_was_looked_for_is_told(own, tmp_path, refused, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for asked in (("--group", "no.csv:artist"), ("--folds", "no.csv")):
        line = refused("reproduce", "--corpus", own, *asked, "--out", tmp_path / "no")
        for fact in ("no.csv: there is no such file", str(tmp_path / "here"), str(own)):
            assert fact in line
    line = refused("reproduce", "--folds", "no.csv", "--out", tmp_path / "no")
    assert "synthetic" not in line


def test_artists_are_not_divided_in_any_repeat(own, songs_csv, tmp_path, elman, seen):
    run(elman, own, tmp_path / "out", "--group", f"{songs_csv}:artist", "--folds", "2", "--repeats", "4")
    assert len(seen) == 4
    assert len({frozenset(map(frozenset, folds)) for folds in seen}) > 1  # drawn anew
    for folds in seen:
        assert sorted(song for fold in folds for song in fold) == sorted(ARTISTS)
        assert not {ARTISTS[song] for song in folds[0]} & {ARTISTS[song] for song in folds[1]}


def test_the_spread_over_repeats_is_that_of_the_repeats(own, tmp_path, elman, files):
    out = tmp_path / "out"
    result = run(elman, own, out, "--folds", "3", "--repeats", "3", "--seed", "5")
    lines = [line for line in table(out / "repeats.csv") if (line["row"], line["emotion"]) == ("lr 12", "valence")]
    assert [line["seed"] for line in lines] == ["5", "6", "7"]
    [first] = [
        line
        for line in table(out / "table1.csv")
        if (line["row"], line["protocol"], line["scoring"], line["emotion"]) == ("lr 12", "cv", "pooled", "valence")
    ]
    assert lines[0]["rmse"] == first["rmse"]
    values = [float(line["rmse"]) for line in lines]
    assert len(set(values)) == 3
    told = f"{short(mean(values))} ± {short(stdev(values))}"
    assert told in result.out
    assert told in (out / "report.html").read_text(encoding="utf-8")
    # The second repeat is a run with its seed; the second call computes nothing, and gives the same.
    run(elman, own, tmp_path / "alone", "--folds", "3", "--seed", "6")
    [alone] = [
        line
        for line in table(tmp_path / "alone" / "table1.csv")
        if (line["row"], line["protocol"], line["scoring"], line["emotion"]) == ("lr 12", "cv", "pooled", "valence")
    ]
    assert alone["rmse"] == lines[1]["rmse"]
    before = files(out)
    run(elman, own, out, "--folds", "3", "--repeats", "3", "--seed", "5")
    assert files(out) == before


def test_a_folder_is_a_group(own, tmp_path, elman, seen):
    for album in "xyz":
        (own / "features" / album).mkdir()
    curves = read_own(own)
    lines = ["song,time,valence,arousal"]
    for n, song in enumerate(curves.development):
        name = f"{'xyz'[n // 2]}/{song.id}"
        (own / "features" / f"{song.id}.csv").rename(own / "features" / f"{name}.csv")
        lines += [f"{name},{t},{v},{a}" for t, (v, a) in zip(song.times.tolist(), song.targets.tolist(), strict=True)]
    (own / "labels.csv").write_text("\n".join(lines) + "\n")
    run(elman, own, tmp_path / "out", "--group", "folder", "--folds", "3")
    assert sorted(map(sorted, seen[0])) == [["x/1", "x/2"], ["y/3", "y/4"], ["z/5", "z/6"]]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("song,fold\n1,1\n2,2\n", ["4 songs (3, 4, 5, 6)"]),
        ("song,fold\n1,1\n1,2\n", ["row 3", "'1'"]),
        ("song,part\n1,1\n", ["row 1", "'fold'"]),
    ],
)
def test_files_of_folds_with_a_fault(own, tmp_path, refused, text, facts):
    path = tmp_path / "f.csv"
    path.write_text(text)
    line = refused("reproduce", "--corpus", own, "--folds", path, "--out", tmp_path / "out")
    for fact in (str(path), *facts):
        assert fact in line
    assert not (tmp_path / "out").exists()


def test_groups_may_stand_in_several_files(own, tmp_path, elman, refused, seen):
    """As those of DEAM, whose songs of each year have a file of their own; each may name its column as it likes."""
    (tmp_path / "a.csv").write_text("song_id,artist\n1,x\n2,x\n3,y\n")
    (tmp_path / "b.csv").write_text("song,title,Band\n4,t,y\n5,t,Y \n6,t,z\n")
    both = ("--group", f"{tmp_path / 'a.csv'}:artist", f"{tmp_path / 'b.csv'}:Band")
    result = run(elman, own, tmp_path / "out", *both, "--folds", "2")
    assert "4 groups" in result.out
    assert "'Y' and 'y'" in result.out
    for fold in seen[0]:
        assert ("1" in fold) == ("2" in fold)
        assert ("3" in fold) == ("4" in fold)
    line = refused("reproduce", "--corpus", own, *both[:2], "--out", tmp_path / "no")
    assert "3 songs (4, 5, 6)" in line
    (tmp_path / "b.csv").write_text("song,Band\n3,other\n4,y\n5,y\n6,z\n")
    line = refused("reproduce", "--corpus", own, *both, "--out", tmp_path / "no")
    for fact in (f"{tmp_path / 'b.csv'}, row 2", "'Band'", "'3'", "'other'", "'y'"):
        assert fact in line
    assert "--group" in refused("reproduce", "--corpus", own, *both, "folder", "--out", tmp_path / "no")


def test_a_file_of_folds_that_divides_a_group_is_refused(own, songs_csv, tmp_path, refused):
    (own / "songs.csv").write_text(songs_csv.read_text().replace("2,a,1", "2,a,2"))
    line = refused("reproduce", "--corpus", own, "--folds", songs_csv, "--group", f"{songs_csv}:artist")
    for fact in ("artist 'a'", "song 1 in fold 0", "song 2 in fold 1"):
        assert fact in line


@pytest.mark.parametrize(
    ("args", "fact"), [(("--group", "folder"), "--group folder"), (("--folds", "no.csv"), "no.csv")]
)
def test_what_cannot_be(own, refused, args, fact):
    assert fact in refused("reproduce", "--corpus", own, *args)


@pytest.mark.parametrize(
    "args", [("--folds", "1"), ("--group", "songs.csv"), ("--group", ":artist"), ("--repeats", "0")]
)
def test_options_that_are_none(elman, args):
    result = elman("reproduce", *args)
    assert result.status == 2
    assert f"argument {args[0]}: '{args[1]}'" in result.err
