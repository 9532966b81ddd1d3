"""Where results go, and that nothing else is written over."""

import json
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from elman.commands.places import LEDGER, Results, expect_no_features, expect_writable, not_written, results_folder
from elman.errors import InputError

OPTIONS = {
    "out": None,
    "corpus": "synthetic",
    "songs": None,
    "reading": "code",
    "seed": 0,
    "order": "seed",
    "folds": None,
}


def place(command="reproduce", **more):
    return results_folder(command, SimpleNamespace(**{**OPTIONS, "quick": False, **more}))


def test_every_option_that_changes_the_results_changes_the_folder():
    changes = [
        *({"corpus": corpus} for corpus in ("songs", "others", "./synthetic")),
        *({"songs": "2015"}, {"reading": "paper"}, {"seed": 1}, {"order": "id"}, {"folds": 3}, {"quick": True}),
    ]
    places = [place(), place("search"), *(place(**change) for change in changes)]
    assert len(set(places)) == len(places)
    assert {path.parent for path in places} == {Path("results")}


def test_out_is_taken_as_it_is():
    assert place(out=Path("mine"), seed=7) == Path("mine")


def test_a_folder_below_a_file_cannot_be(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="file"):
        expect_writable(tmp_path / "file" / "results")
    expect_writable(tmp_path / "new" / "results")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("begins", ["frameTime;a\n", "\ufeffframeTime,a\n", '"frameTime";a\n', "  frameTime\n"])
def test_results_do_not_go_among_features(tmp_path, begins):
    (tmp_path / "labels.csv").write_text("song,time\n", encoding="utf-8")
    expect_no_features(tmp_path)
    (tmp_path / "7.csv").write_text(begins, encoding="utf-8")
    with pytest.raises(InputError, match=r"7\.csv"):
        expect_no_features(tmp_path)


def write(folder, text, name="table.csv"):
    with Results(folder).writing(name) as temporary:
        temporary.write_text(text)


def test_a_result_may_be_written_again_and_no_other_file(tmp_path):
    write(tmp_path, "one")
    write(tmp_path, "two")
    results = Results(tmp_path)
    assert tmp_path / "table.csv" in results
    (tmp_path / "table.csv").write_text("mine now")
    assert tmp_path / "table.csv" not in results
    with pytest.raises(InputError, match=r"table\.csv"):
        write(tmp_path, "three")
    assert (tmp_path / "table.csv").read_text() == "mine now"
    (tmp_path / "other.csv").write_text("mine")
    with pytest.raises(InputError, match=r"other\.csv"):
        write(tmp_path, "three", "other.csv")
    assert sorted(not_written(tmp_path.glob("*.csv"))) == sorted(tmp_path.glob("*.csv"))


def test_a_result_that_was_interrupted_before_its_place_is_known_by_both_versions(tmp_path):
    """The new digest is noted before the file is moved: between the two the old file is still a result."""
    write(tmp_path, "old")
    with suppress(KeyboardInterrupt), Results(tmp_path).writing("table.csv") as temporary:
        temporary.write_text("new")
        Results(tmp_path)._note("table.csv", "a digest of the new one")
        raise KeyboardInterrupt
    assert (tmp_path / "table.csv").read_text() == "old"
    assert tmp_path / "table.csv" in Results(tmp_path)
    write(tmp_path, "newer")
    assert [path.name for path in tmp_path.iterdir() if path.name != LEDGER] == ["table.csv"]


def test_a_folder_or_a_dangling_link_in_the_place_of_a_result(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    for name in ("folder.csv", "link.csv"):
        with pytest.raises(InputError, match=name):
            Results(tmp_path).expect_free([name])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', "null", "[" * 100_000])
def test_a_note_that_cannot_be_read_is_told(tmp_path, text):
    (tmp_path / LEDGER).write_text(text)
    with pytest.raises(InputError, match=LEDGER):
        Results(tmp_path).expect_free(["table.csv"])


def test_the_note_names_files_and_digests_only(tmp_path):
    write(tmp_path, "one")
    known = json.loads((tmp_path / LEDGER).read_text())
    assert list(known) == ["table.csv"]
    assert str(tmp_path) not in (tmp_path / LEDGER).read_text()
