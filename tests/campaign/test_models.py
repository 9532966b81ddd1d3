"""Model files with one thing wrong: every array, the text about them, and the file as a whole."""

import io
import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="forks, and makes pipes")]

SCALING = ("predictor/scaler/mean", "predictor/scaler/std", "features/mean", "features/std")
LR = ("predictor/W", "predictor/b", *SCALING)
RNN = (*(f"predictor/params/{name}" for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0")), *SCALING)

ARRAYS = {
    "is missing": lambda array: None,
    "a single number": lambda array: np.array(0.5),
    "shape (1,)": lambda array: np.full(1, 0.5),
    "one more": lambda array: np.concatenate([array, array[:1]]),
    "one axis more": lambda array: array[None],
    "complex": lambda array: array + 0j,
    "whole numbers": lambda array: np.ones(array.shape, int),
    "truth": lambda array: np.ones(array.shape, bool),
    "text": lambda array: array.astype(str),
    "nan": lambda array: np.full(array.shape, np.nan),
    "empty": lambda array: array[:0],
}


def write(path, stored):
    """A model file of these arrays."""
    np.savez(path, **{name: array for name, array in stored.items() if array is not None})


@pytest.mark.parametrize(("model", "name"), [*(("lr", name) for name in LR), *(("rnn", name) for name in RNN)])
@pytest.mark.parametrize("change", ARRAYS)
def test_an_array(campaign, here, model, name, change):
    with np.load(here / f"{model}.npz") as file:
        stored = dict(file)
    write(here / "m.npz", stored | {name: ARRAYS[change](stored[name])})
    campaign("models", ("predict", "m.npz", "own/features/1.csv", "--to", "to"), facts=("m.npz",))


TEXTS = {
    "no JSON": lambda meta: "{",
    "deep": lambda meta: "[" * 100_000,
    "a number": lambda meta: "3",
    "nothing": lambda meta: "{}",
    "another format": lambda meta: json.dumps(meta | {"format": "elman model 9"}),
    "another system": lambda meta: json.dumps(meta | {"system": "oracle"}),
    "a system that is a list": lambda meta: json.dumps(meta | {"system": []}),
    "another predictor": lambda meta: json.dumps(meta | {"predictor": {"kind": "oracle", "settings": {}, "parts": {}}}),
    "a predictor that is a number": lambda meta: json.dumps(meta | {"predictor": 3}),
    "a predictor without parts": lambda meta: json.dumps(meta | {"predictor": meta["predictor"] | {"parts": {}}}),
    "a setting more": lambda meta: json.dumps(
        meta | {"predictor": meta["predictor"] | {"settings": meta["predictor"]["settings"] | {"more": 1}}}
    ),
    "a predictor in itself, and so on": lambda meta: (
        json.dumps(meta)[:-1]
        + ', "predictor": '
        + '{"kind": "smoothed", "settings": {"kernel": "uniform", "window": 3}, "parts": {"predictor": ' * 500
        + "1"
        + "}}" * 500
        + "}"
    ),
    "nothing about it": lambda meta: json.dumps(meta | {"about": None}),
    "an escape": lambda meta: json.dumps(meta | {"system": "\x1b[31m"}),
    "a number of 5,000 digits": lambda meta: json.dumps(meta)[:-1] + ', "seed": ' + "9" * 5000 + "}",
}


@pytest.mark.parametrize("model", ["lr", "rnn"])
@pytest.mark.parametrize("change", TEXTS)
def test_the_text_about_it(campaign, here, model, change):
    with np.load(here / f"{model}.npz") as file:
        stored = dict(file)
    stored["meta"] = np.array(TEXTS[change](json.loads(str(stored["meta"]))))
    write(here / "m.npz", stored)
    campaign("models", ("predict", "m.npz", "own/features/1.csv", "--to", "to"), facts=("m.npz",))


COLUMNS = {
    "twice": ["a", "b", "b"],
    "numbers": [1.0, 2.0, 3.0],
    "one text": "abc",
    "one too few": ["a", "b"],
    "others": ["x", "y", "z"],
    "none": [],
}


@pytest.mark.parametrize("columns", COLUMNS)
def test_its_columns(campaign, here, columns):
    with np.load(here / "lr.npz") as file:
        write(here / "m.npz", dict(file) | {"columns": np.array(COLUMNS[columns])})
    facts = ("own/features/1.csv", "'x'") if columns == "others" else ("m.npz",)
    campaign("models", ("predict", "m.npz", "own/features/1.csv", "--to", "to"), facts=facts)


def _npy():
    content = io.BytesIO()
    np.save(content, np.zeros(3))
    return content.getvalue()


def _pickled(path):
    np.savez(path, meta=np.array({"format": "elman model 1"}, dtype=object))


FILES = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("hello"),
    "a list of bytes": lambda path: path.write_bytes(bytes(range(256)) * 9),
    "one array": lambda path: path.write_bytes(_npy()),
    "a pickle": lambda path: path.write_bytes(pickle.dumps({"W": 3})),
    "pickled objects": _pickled,
    "an archive of nothing": lambda path: np.savez(path),
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "not there": lambda path: None,
}


@pytest.mark.parametrize("file", FILES)
def test_a_file(campaign, here, file):
    FILES[file](here / "m.npz")
    campaign("models", ("predict", "m.npz", "own/features/1.csv", "--to", "to"), facts=("m.npz",))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.98])
def test_cut(campaign, here, share):
    content = (here / "rnn.npz").read_bytes()
    (here / "m.npz").write_bytes(content[: int(share * len(content))])
    campaign("models", ("predict", "m.npz", "own/features/1.csv", "--to", "to"), facts=("m.npz",))


@pytest.mark.parametrize("seed", range(20))
def test_a_byte_is_another(campaign, here, seed):
    """Refused; or, where the byte was one of those that a zip file has and nobody reads, the right predictions."""
    content = bytearray((here / "lr.npz").read_bytes())
    at = int(np.random.default_rng(seed).integers(len(content)))
    content[at] ^= 0x55
    (here / "m.npz").write_bytes(content)
    right = _arrays((here / "lr.npz").read_bytes())
    end = campaign("models", ("predict", "m.npz", "own/features/1.csv", "--to", "to"), status=(0, 2))
    if end.status == 0:
        found = _arrays(bytes(content))
        assert right.keys() == found.keys()
        assert all(np.array_equal(right[name], found[name]) for name in right)


def _arrays(content):
    with np.load(io.BytesIO(content)) as stored:
        return dict(stored)
