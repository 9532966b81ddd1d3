"""``elman train`` and the models it writes: whole, plain arrays, and readable only when they are sound."""

import io
import json
import os
import pickle
import re
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from elman.corpus.own import read_own
from elman.corpus.source import Source
from elman.corpus.tables import read_curves, write_curves
from elman.errors import InputError
from elman.readings import READINGS
from elman.systems import early_stopping, families, model
from elman.systems.best import fit_best
from elman.systems.features.autoencoder import DenoisingAutoencoder
from elman.systems.features.kernel_pca import KernelPCA
from elman.systems.linear import LinearRegression
from elman.systems.members import Member
from elman.systems.recurrent import chain

FEW = (
    Member("ridge", (3, 9), 0.1),
    Member("kernel", (3,), (0.1, 0.01)),
    Member("trees", (1,), 2),
    Member("network", (1,), (("n_hidden", 2),)),
)
"""Of each kind one."""


@pytest.fixture
def short(monkeypatch):
    """Both readings with few epochs."""
    few = {name: replace(reading, network=replace(reading.network, n_epochs=3)) for name, reading in READINGS.items()}
    for name, reading in few.items():
        monkeypatch.setitem(READINGS, name, reading)
    return few


@pytest.fixture
def small(monkeypatch):
    """Sizes of the other rows for songs of 12 columns and few frames; `best` chooses from few members, and weighs them all."""
    monkeypatch.setattr(families, "PCA_COMPONENTS", 4)
    monkeypatch.setattr(early_stopping, "MOST_EPOCHS", 6)
    monkeypatch.setattr(families, "KernelPCA", lambda n, seed: KernelPCA(min(n, 5), n_frames=60, seed=seed))
    monkeypatch.setattr(families, "DenoisingAutoencoder", lambda seed: DenoisingAutoencoder(5, n_epochs=2, seed=seed))
    monkeypatch.setattr(families, "fit_best", lambda *args, **kw: fit_best(*args, members=FEW, **kw))
    monkeypatch.setattr("elman.systems.best.weigh", lambda G: np.full(len(G), 1 / len(G)))


NETWORKS = [system for system in model.SYSTEMS if system not in ("lr", "ridge", "best")]


@pytest.mark.parametrize("reading", ["code", "paper"])
@pytest.mark.parametrize("system", model.SYSTEMS)
def test_a_model_read_back_predicts_the_same_bits(own, tmp_path, elman, short, small, system, reading):
    path = tmp_path / "m.npz"
    result = elman("train", path, "--corpus", own, "--system", system, "--reading", reading, "--seed", 5)
    assert result.status == 0, result.err
    assert f"{path}: {system}, 12 columns, fitted on 6 songs of own" in result.out
    corpus = read_own(own)
    fitted = model.fit(system, corpus, short[reading], 5)
    again = model.load(path)
    assert (again.system, again.columns) == (system, corpus.columns)
    chosen = fitted.about["chosen"]
    assert again.about == {
        "corpus": "own",
        "made_up": False,
        "songs": 6,
        "features_made_with": [None],
        "chosen": chosen,
    }
    X = corpus.development[2].features
    assert np.array_equal(again.predict(X), fitted.predict(X))
    # Columns in another order, and more of them than are needed, are sorted out by their names.
    turned, more = corpus.columns[::-1], np.column_stack([X[:, ::-1], np.full(len(X), 7.0)])
    assert np.array_equal(again.choose((*turned, "another"), more), X)
    assert (again.reading, again.seed) == (
        short[reading] if system in (*NETWORKS, "best") else None,
        None if system == "lr" else 5,
    )
    history = getattr(fitted.predictor, "history_", None)
    assert (history is not None) == (system in NETWORKS)
    if history:
        assert again.predictor.history_ == history
        assert f"{history[0]:.4f} in the first epoch, {history[-1]:.4f} in the last" in result.out


@pytest.mark.parametrize("system", ["lr", "rnn", "rnn + smoothing", "rnn + rnn2"])
def test_the_first_rows_are_what_their_predictors_make(own, short, system):
    corpus = read_own(own)
    fitted = (chain(short["code"], 5) | {"lr": LinearRegression()})[system].fit(corpus.development)
    X = corpus.development[2].features
    assert np.array_equal(model.fit(system, corpus, short["code"], 5).predict(X), fitted.predict(X))


@pytest.mark.parametrize("system", ["ridge", "best"])
def test_what_was_chosen_is_told_and_kept(own, tmp_path, elman, short, small, system):
    result = elman("train", tmp_path / "m.npz", "--corpus", own, "--system", system)
    assert result.status == 0, result.err
    texts = model.load(tmp_path / "m.npz").about["chosen"]
    assert len(texts) == 2
    for text in texts:
        assert text in result.out
        assert [kind in text for kind in ("ridge(", "kernel(", "trees(", "network(")] == [True, *[system == "best"] * 3]


@pytest.mark.parametrize("system", model.SYSTEMS)
def test_an_array_that_no_part_has_is_refused(own, tmp_path, short, small, system):
    path = model.fit(system, read_own(own), short["code"], 0).save(tmp_path / "m.npz")
    np.savez(tmp_path / "more.npz", **dict(np.load(path)) | {"second/W_xh": np.zeros((2, 3))})
    _, error = load(tmp_path / "more.npz")
    assert "more.npz" in error
    assert "second/W_xh" in error


@pytest.mark.parametrize("system", model.SYSTEMS)
def test_each_array_is_needed_and_of_one_shape_only(own, tmp_path, short, small, system):
    path = model.fit(system, read_own(own), short["code"], 0).save(tmp_path / "m.npz")
    arrays = dict(np.load(path))
    for name in sorted(arrays.keys() - {"meta"}):
        np.savez(tmp_path / "bad.npz", **without(arrays, name))
        _, error = load(tmp_path / "bad.npz")
        assert name in error
        if name.endswith("history") or not arrays[name].shape or name == "columns":
            continue
        np.savez(tmp_path / "bad.npz", **arrays | {name: arrays[name][None]})
        _, error = load(tmp_path / "bad.npz")
        assert name in error
        if arrays[name].dtype == float:
            np.savez(tmp_path / "bad.npz", **arrays | {name: arrays[name] * np.nan})
            _, error = load(tmp_path / "bad.npz")
            assert name in error


@pytest.mark.parametrize("fault", ["a loop", "a column there is not"])
def test_trees_that_would_never_end_are_refused(own, tmp_path, short, small, monkeypatch, fault):
    monkeypatch.setattr(families, "fit_best", lambda *args, **kw: fit_best(*args, members=FEW[2:3], **kw))
    path = model.fit("best", read_own(own), short["code"], 0).save(tmp_path / "m.npz")
    arrays = dict(np.load(path))
    name = next(name for name in arrays if name.endswith("child" if fault == "a loop" else "column"))
    inner = next(array for other, array in arrays.items() if other == name.replace("child", "column")) >= 0
    np.savez(path, **arrays | {name: np.where(inner, 0 if fault == "a loop" else 12, -1)})
    _, error = load(path)
    assert name.rpartition("/")[0] in error


def test_the_file_is_plain_arrays_and_the_same_bits_each_time(own, tmp_path, elman, short):
    for name in ("a", "b.v2"):
        assert elman("train", tmp_path / name, "--corpus", own, "--system", "rnn + rnn2").status == 0
    a, b = (dict(np.load(tmp_path / name, allow_pickle=False)) for name in ("a.npz", "b.v2.npz"))
    assert a.keys() == b.keys()
    assert all(np.array_equal(a[key], b[key]) for key in a)
    meta = json.loads(str(a["meta"]))
    assert meta["system"] == "rnn + rnn2"
    assert meta["reading"]["network"]["n_epochs"] == 3
    first, second = "predictor/first/predictor", "predictor/predictor"
    names = {f"{first}/params/W_xh", f"{first}/scaler/mean", f"{second}/params/W_hy", "features/std", "columns"}
    assert names <= a.keys()


def test_a_group_of_columns_is_chosen(tmp_path, elman, short, monkeypatch, songs_in):
    from elman.corpus.columns import BASELINE_260, EXTRA_8

    folder = songs_in(tmp_path / "own", 3, columns=BASELINE_260 + EXTRA_8, n_frames=15)
    for args, columns in (((), 268), (("--columns", "260"), 260)):
        assert elman("train", tmp_path / "m.npz", "--corpus", folder, "--system", "lr", *args).status == 0
        assert len(model.load(tmp_path / "m.npz").columns) == columns


def test_wrong_columns(own, tmp_path, refused, files):
    line = refused("train", tmp_path / "m.npz", "--corpus", own, "--columns", "268")
    for fact in ("corpus own", "'268'", "12"):
        assert fact in line
    assert not (tmp_path / "m.npz").exists()


def test_a_diverging_learning_rate_names_epoch_and_song(own, tmp_path, refused, short, monkeypatch):
    wild = replace(READINGS["code"], network=replace(READINGS["code"].network, learning_rate=100.0, n_epochs=20))
    monkeypatch.setitem(READINGS, "code", wild)
    line = refused("train", tmp_path / "m.npz", "--corpus", own)
    assert "training diverged in epoch" in line
    assert "learning rate is 100" in line
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_a_place_that_cannot_be_written_is_told_before_any_work(own, tmp_path, refused, monkeypatch):
    monkeypatch.setattr(model, "fit", lambda *args: pytest.fail("trained in vain"))
    (tmp_path / "file").write_text("")
    assert f"{tmp_path / 'file'} is not one" in refused("train", tmp_path / "file" / "m.npz", "--corpus", own)


def test_a_model_that_cannot_take_its_name_leaves_nothing(own, tmp_path, elman):
    (tmp_path / "to" / "m.npz" / "full").mkdir(parents=True)
    line = elman("train", tmp_path / "to" / "m.npz", "--corpus", own, "--system", "lr")
    assert line.status == 2
    assert f"'{tmp_path / 'to' / 'm.npz'}' is a folder" in line.err
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["m.npz"]


def test_an_empty_name_is_no_folder(own, elman):
    line = elman("train", "", "--corpus", own).err
    assert "a folder" not in line
    assert "the name of a file was expected" in line


def test_no_songs(tmp_path, refused):
    assert str(tmp_path / "nowhere") in refused("train", tmp_path / "m.npz", "--corpus", tmp_path / "nowhere")


@pytest.mark.parametrize("kind", ["a table", "arrays of one's own", "pickled", "empty"])
def test_a_file_that_is_not_a_model_is_not_written_over(own, tmp_path, refused, monkeypatch, kind):
    path = tmp_path / "m.npz"
    if kind == "a table":
        path.write_text("song,time\n")
    elif kind == "arrays of one's own":
        np.savez(path, meta=np.zeros(3), W=np.ones(2))
    elif kind == "pickled":
        np.savez(path, meta=np.array([None]))
    else:
        path.touch()
    before = path.read_bytes()
    monkeypatch.setattr(model, "fit", lambda *args: pytest.fail("trained in vain"))
    assert f"{path}: " in refused("train", path, "--corpus", own)
    assert path.read_bytes() == before


def test_a_model_is_written_over_with_its_permissions(own, tmp_path, elman, short):
    path = tmp_path / "m.npz"
    for system in ("lr", "rnn"):
        assert elman("train", path, "--corpus", own, "--system", system).status == 0
        assert model.load(path).system == system
        path.chmod(0o640)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 or sys.platform == "win32"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_never_opened(own, tmp_path, refused):
    os.mkfifo(tmp_path / "m.npz")
    assert str(tmp_path / "m.npz") in refused("train", tmp_path / "m.npz", "--corpus", own)


def test_a_folder_called_synthetic_is_told_and_can_be_taken(tmp_path, elman, songs_in, monkeypatch):
    monkeypatch.chdir(tmp_path)
    songs_in(tmp_path / "synthetic", 4)
    result = elman("train", "m.npz", "--corpus", "./synthetic", "--system", "lr")
    assert (result.status, result.err) == (0, "")
    assert "4 songs of synthetic" in result.out

    def stop(source):
        raise InputError("these are the made-up ones")

    monkeypatch.setattr(Source, "load", stop)
    result = elman("train", "m.npz", "--system", "lr")
    warning, error = result.err.splitlines()
    assert "--corpus ./synthetic" in warning
    assert "made-up" in error


THREADS = """
import sys
from elman.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("system", ["lr", "rnn"])
def test_the_number_of_threads_of_linear_algebra_changes_no_bit(tmp_path, songs_in, system):
    own = songs_in(tmp_path / "own", 6, columns=tuple(f"c{n}" for n in range(260)), n_frames=60)
    found = []
    for n in ("1", "2", "4"):
        path = tmp_path / f"{n}.npz"
        command = [sys.executable, "-c", THREADS, "train", path, "--corpus", own, "--system", system]
        subprocess.run(command, env=os.environ | {"OPENBLAS_NUM_THREADS": n, "OMP_NUM_THREADS": n}, check=True)
        found.append({name: array.tobytes() for name, array in np.load(path).items()})
    assert found[0] == found[1] == found[2]


# Files that are no sound model.


@pytest.fixture
def arrays(own, tmp_path, elman, short):
    """A sound model's arrays, and how to write them back."""
    assert elman("train", tmp_path / "m.npz", "--corpus", own, "--system", "rnn + rnn2").status == 0
    return dict(np.load(tmp_path / "m.npz"))


def with_meta(arrays, **changes):
    meta = json.loads(str(arrays["meta"])) | changes
    return arrays | {"meta": np.array(json.dumps(meta))}


def without(arrays, name):
    return {key: value for key, value in arrays.items() if key != name}


SECOND = "predictor/predictor/params"
FAULTS = {
    "format": (lambda a: with_meta(a, format="elman model 1"), "it is of format 'elman model 1'"),
    "system": (lambda a: with_meta(a, system="oracle"), "oracle|tuple"),
    "about": (lambda a: with_meta(a, about={}), "corpus"),
    "reading": (lambda a: with_meta(a, reading={"name": "code"}), "network"),
    "setting": (
        lambda a: with_meta(a, reading=json.loads(str(a["meta"]))["reading"] | {"network": {"n_hidden": 0}}),
        "n_hidden: 0 was given",
    ),
    "no meta": (lambda a: without(a, "meta"), "meta"),
    "meta is no JSON": (lambda a: a | {"meta": np.array("{")}, "Expecting property"),
    "no columns": (lambda a: without(a, "columns"), "columns"),
    "a column less": (lambda a: a | {"columns": a["columns"][1:]}, "11"),
    "no weights": (lambda a: without(a, "predictor/predictor/params/W_hh"), "W_hh"),
    "other weights": (
        lambda a: a | {"predictor/first/predictor/params/W_hy": np.zeros((3, 2))},
        "mismatch|do not fit|shape",
    ),
    "no scaling": (lambda a: without(a, "features/std"), "features/std"),
    "nan": (
        lambda a: a | {"features/mean": a["features/mean"] * np.nan},
        "features/mean holds a number that is not finite",
    ),
    "zero scale": (
        lambda a: a | {"features/std": 0 * a["features/std"]},
        "features/std holds a spread that is not above 0",
    ),
    "one output": (
        lambda a: a | {f"{SECOND}/W_hy": a[f"{SECOND}/W_hy"][:, :1], f"{SECOND}/b_y": a[f"{SECOND}/b_y"][:1]},
        f"{SECOND}/W_hy is",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_model_with_a_fault_is_not_loaded(arrays, own, tmp_path, refused, fault):
    change, told = FAULTS[fault]
    np.savez(tmp_path / "bad.npz", **change(arrays))
    line = refused("predict", tmp_path / "bad.npz", own / "features", "--to", tmp_path / "to")
    assert f"{tmp_path / 'bad.npz'}: is not a model" in line
    assert "make one with 'elman train'" in line
    assert any(part in line for part in told.split("|")), line
    assert not (tmp_path / "to").exists()


class Trap:
    """Unpickled, it would leave a file behind."""

    def __reduce__(self):
        return open, ("sprung", "w")


def test_a_pickle_is_never_opened(arrays, own, tmp_path, refused, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez("object.npz", **arrays | {"columns": np.array([Trap()], dtype=object)})
    (tmp_path / "plain.npz").write_bytes(pickle.dumps(Trap()))
    for name, why in (("object.npz", "it holds pickled objects, which are never opened"), ("plain.npz", "not an .npz")):
        assert why in refused("predict", name, own / "features")
    assert not (tmp_path / "sprung").exists()


def foreign():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no model")
    return buffer.getvalue()


FOREIGN = {
    "empty": b"",
    "text": b"no model at all",
    "start of a zip": b"PK\x03\x04",
    "start of an npy": b"\x93NUMPY",
    "zip": foreign(),
}


@pytest.mark.parametrize(
    "content", FOREIGN.values(), ids=FOREIGN
)  # a zip holds the time, and would name its test by it
def test_files_of_another_kind(own, tmp_path, refused, content):
    (tmp_path / "bad.npz").write_bytes(content)
    assert "is not a model" in refused("predict", tmp_path / "bad.npz", own / "features")


def test_no_file_and_a_folder(own, tmp_path, refused):
    assert str(tmp_path / "x") in refused("predict", tmp_path / "x", own)
    assert str(tmp_path) in refused("predict", tmp_path, own)


def load(path):
    """The model and None, or None and what was wrong with it; anything but an InputError ends the test."""
    try:
        return model.load(path), None
    except model.InputError as error:
        return None, str(error)


def test_a_damaged_file_is_refused_wherever_it_was_hit(arrays, tmp_path):
    """Bytes flipped and files cut short at many places: one clear error, or (outside of the arrays) the same model."""
    whole = (tmp_path / "m.npz").read_bytes()
    sound = model.load(tmp_path / "m.npz")
    X = np.random.default_rng(0).normal(size=(15, 12))
    expected, damaged, refusals = sound.predict(X), tmp_path / "d.npz", 0
    rng = np.random.default_rng(0)
    for n in range(300):
        content = bytearray(whole)
        if n % 3:
            content[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        else:
            content = content[: rng.integers(len(whole))]
        damaged.write_bytes(content)
        again, error = load(damaged)
        if error is None:
            assert np.array_equal(again.predict(X), expected)
        else:
            assert error.startswith(f"{damaged}: is not a model")
            refusals += 1
    assert refusals > 200


def test_the_order_of_songs_is_obeyed_named_and_kept(own, tmp_path, elman, short, refused):
    models = {}
    for order, name in (("seed", "drawn once with the seed"), ("epoch", "each epoch"), ("id", "by id")):
        result = elman("train", tmp_path / order, "--corpus", own, "--order", order, "--system", "rnn")
        assert (result.status, result.err) == (0, "")
        assert name in result.out
        models[order] = model.load(tmp_path / f"{order}.npz")
        assert models[order].reading.network.order == order
    weights = [each.predictor.params_["W_xh"] for each in models.values()]
    assert not any(np.array_equal(weights[a], weights[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    assert "2015" in refused("train", tmp_path / "m", "--corpus", own, "--order", "folds", "--system", "rnn")


def test_labels_on_another_scale(own, tmp_path, elman, refused):
    """The same labels on the scale 1 to 9 give the same model, up to rounding."""
    curves = read_curves(own / "labels.csv")
    assert elman("train", tmp_path / "one", "--corpus", own, "--system", "lr").status == 0
    write_curves(own / "labels.csv", {song: (times, 5 + 4 * values) for song, (times, values) in curves.items()})
    assert "--scale" in refused("train", tmp_path / "m", "--corpus", own, "--system", "lr")
    result = elman("train", tmp_path / "nine", "--corpus", own, "--system", "lr", "--scale", "1..9")
    assert result.status == 0, result.err
    assert "converted from the scale 1..9" in result.out
    X = np.random.default_rng(0).normal(size=(5, 12))
    one, nine = (model.load(tmp_path / f"{name}.npz").predict(X) for name in ("one", "nine"))
    assert np.allclose(one, nine, rtol=0, atol=1e-12)
    assert not np.array_equal(one, np.zeros_like(one))


def test_the_option_that_a_note_suggests_works_as_it_stands(own, tmp_path, elman):
    """Its value begins with a minus."""
    curves = read_curves(own / "labels.csv")
    write_curves(own / "labels.csv", {song: (times, values / 2) for song, (times, values) in curves.items()})
    asked = ("train", tmp_path / "m", "--corpus", own, "--system", "lr")
    words = re.search("declare it: (.*)", elman(*asked).out)[1].split()
    result = elman(*asked, *words)
    assert result.status == 0, result.err
    assert "converted from the scale -0.5..0.5" in result.out
    assert "declare it" not in result.out


def test_songs_that_lack_a_half_are_named_and_left_out_where_that_is_asked_for(own, tmp_path, elman, refused):
    (own / "features" / "3.csv").unlink()
    assert "1 song (3)" in refused("train", tmp_path / "m", "--corpus", own, "--system", "lr")
    result = elman("train", tmp_path / "m", "--corpus", own, "--system", "lr", "--skip-unusable")
    assert result.status == 0, result.err
    assert "1 song (3)" in result.out
    assert "fitted on 5 songs" in result.out


@pytest.mark.parametrize("command", [("train", "m", "--system", "lr"), ("search", "--hidden", "1", "--folds", "3")])
def test_a_long_list_of_songs_is_told_in_short(own, tmp_path, elman, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    curves = read_curves(own / "labels.csv")
    write_curves(own / "labels.csv", curves | {f"song {n}": curves["1"] for n in range(400)})
    more = ("--learning-rate", "1e-3", "--window", "1", "--epochs", "1") if command[0] == "search" else ()
    result = elman(*command, *more, "--corpus", own, "--skip-unusable")
    assert result.status == 0, result.err
    [line] = [line for line in result.out.splitlines() if "400 songs (" in line]
    assert "(song 0, song 1, song 10, song 100, song 101, ...)" in line
    assert len(line) < 300
