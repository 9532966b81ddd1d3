"""What a job's identity tells apart."""

from types import SimpleNamespace

import pytest

from elman.commands import identity as module
from elman.commands.identity import identity, libraries, processor, sources
from elman.corpus.synthetic import make

ARGS = {"seed": 0, "reading": "code", "order": "seed", "engine": "numpy"}


@pytest.fixture(scope="module")
def corpus():
    return make(0, n_development=3, n_evaluation=0)


def of(corpus, folds=(("1",), ("2", "3")), executor=None, **changed):
    return identity(corpus, folds, SimpleNamespace(**{**ARGS, **changed}), executor)


def test_the_same_job_has_the_same_identity(corpus):
    assert of(corpus) == of(corpus)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"seed": 1}, "seed"),
        ({"reading": "paper"}, "reading"),
        ({"order": "id"}, "settings of the reading"),
        ({"folds": (("1", "2"), ("3",))}, "folds"),
        ({"executor": SimpleNamespace(processors=["another"])}, "processor"),
    ],
)
def test_what_changes_the_results_changes_the_identity(corpus, changed, key):
    before, after = of(corpus), of(corpus, **changed)
    assert before[key] != after[key]


def test_other_songs_are_another_job(corpus):
    assert of(corpus)["corpus"] != of(make(1, n_development=3, n_evaluation=0))["corpus"]


def test_a_student_who_edits_the_network_gets_another_identity(tmp_path, monkeypatch):
    for name in ("network/rnn.py", "figures/table.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("1\n")
    monkeypatch.setattr(module.elman, "__file__", str(tmp_path / "__init__.py"))
    before = sources()
    (tmp_path / "figures/table.py").write_text("2\n")
    assert sources() == before
    (tmp_path / "network/rnn.py").write_text("2\n")
    assert sources() != before


def test_libraries_and_processor_are_told():
    for name in ("Python 3.", "NumPy ", "SciPy "):
        assert name in libraries()
    assert processor() == processor()
    assert "blas" in processor().lower()
