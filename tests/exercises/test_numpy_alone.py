"""The judges run where there is NumPy and nothing else, no thread and no other process: in a browser, for example."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ALONE = """
import os, subprocess, sys, threading

class Nothing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("numpy", "elman", "_distutils_hack"):
            raise ImportError(f"{name} is not here")

sys.meta_path.insert(0, Nothing())
hidden = [name for name in sys.modules if name.partition(".")[0] in ("scipy", "matplotlib", "rich")]
assert not hidden, hidden

def forbidden(*args, **kwargs):
    raise RuntimeError("a thread or a process was started")

import numpy as np
threading.Thread.start = subprocess.Popen.__init__ = os.fork = os.system = forbidden
"""

IMPORTS = """
import importlib, pkgutil
import elman.diagnosis, elman.exercises, elman.gradcheck, elman.network
for room in (elman.network, elman.gradcheck, elman.diagnosis, elman.exercises):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        importlib.import_module(module.name)
"""

JUDGES = """
from elman.diagnosis import diagnose, grade
from elman.exercises.clipping import check_clip
from elman.exercises.forward import check_forward, check_step
from elman.exercises.gradients import check_three_bugs
from elman.exercises.gru import _one_frame, check_gru
from elman.exercises.leak import check_leaking_split, check_predicted_rmse
from elman.exercises.memory import check_equivalent, check_without_memory
from elman.exercises.momentum import check_speed, check_switched_speed
from elman.exercises.outputs import check_best_equal_correlation
from elman.exercises.penalties import check_split
from elman.exercises.ridge import check_ridge
from elman.exercises.smoothing import check_smooth_to_the_edge, inside
from elman.exercises.statistics import _short_songs, check_correlation
from elman.exercises.truncation import check_truncated, truncated_gradients
from elman.network import rnn

tanh, ok = np.tanh, 0

def both(check, right, *wrong):
    assert check(right), check(right)
    for answer in (*wrong, lambda *a: None, lambda *a: 1 / 0, lambda *a: "x", 3):
        verdict = check(answer)
        assert not verdict and str(verdict) and verdict._repr_html_()

step = lambda p, x, h: tanh(x @ p["W_xh"] + h @ p["W_hh"] + p["b_h"])
def forward(p, X):
    Y, cache = rnn.forward(p, X)
    return Y, cache.H
both(check_step, step, lambda p, x, h: tanh(x @ p["W_xh"] + p["W_hh"] @ h + p["b_h"]), lambda p, x, h: h)
both(check_forward, forward, lambda p, X: (forward(p, X)[0] - p["b_y"], forward(p, X)[1]), lambda p, X: forward(p, 2 * X))
both(check_without_memory, lambda p, X: tanh(X @ p["W_xh"] + p["b_h"]) @ p["W_hy"] + p["b_y"], lambda p, X: X @ p["W_xh"])
both(check_equivalent, lambda p: (p["W_xh"] @ p["W_hy"], p["b_h"] @ p["W_hy"] + p["b_y"]), lambda p: (p["W_xh"] @ p["W_hy"], p["b_y"]))
both(check_truncated, truncated_gradients, lambda p, dY, c, k: rnn.backward(p, dY, c), lambda p, dY, c, k: rnn.backward(p, -dY, c))
norm = lambda g: np.sqrt(sum((v**2).sum() for v in g.values()))
both(check_clip, lambda g, n: {k: v * min(1, n / max(norm(g), 1e-9)) for k, v in g.items()}, lambda g, n: g)
wrong = lambda p, dY, c: rnn.backward(p, dY, c) | {"b_h": np.zeros(4)}
both(check_three_bugs, rnn.backward, wrong)
assert not check_three_bugs(wrong, 3) and not diagnose(wrong, output="linear") and not grade(wrong) and grade(rnn.backward)
both(check_speed, lambda n, mu: (1 - mu**n) / (1 - mu), lambda n, mu: n)
both(check_switched_speed, lambda n: sum(0.9 ** max(0, n - max(k, 5)) * 0.5 ** max(0, min(n, 5) - k) for k in range(1, n + 1)), lambda n: n)
both(check_gru, _one_frame, lambda *frame: [-part for part in _one_frame(*frame)])
both(check_best_equal_correlation, lambda rho: ((1 - rho) / 2) ** 0.5, lambda rho: 1 - rho)
both(check_split, lambda W: (W.mean(), W - W.mean()), lambda W: (abs(W).mean(), W))
both(check_ridge, lambda Z, R, r: np.linalg.solve(Z.T @ Z + r * np.eye(Z.shape[1]), Z.T @ R), lambda Z, R, r: Z.T @ R)
both(check_smooth_to_the_edge, inside, lambda Y, w: Y)
both(check_predicted_rmse, lambda p, s, e: (2 * p * s**2 + (1 - p) * e**2) ** 0.5, lambda p, s, e: e)
both(lambda f: check_correlation(f, _short_songs(3)), lambda songs: np.corrcoef(np.concatenate([s.targets for s in songs]).T)[0, 1], lambda songs: 1.0)
assert check_leaking_split([["a/0", "b/0"], ["a/1", "b/1"]], ["a/0", "b/0", "a/1", "b/1"])
assert "scipy" not in sys.modules
print("all judged")
"""  # noqa: E501 - one judge a line


def alone(code):
    return subprocess.run([sys.executable, "-c", ALONE + code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_network_gradcheck_diagnosis_and_exercises_import_with_numpy_alone():
    run = alone(IMPORTS)
    assert run.returncode == 0, run.stderr


def test_the_judges_judge_with_numpy_alone():
    run = alone(JUDGES)
    assert run.returncode == 0, run.stderr
    assert "all judged" in run.stdout


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("import scipy", "scipy is not here"),
        ("threading.Thread(target=print).start()", "thread or a process"),
        ("subprocess.run(['true'])", "thread or a process"),
    ],
)
def test_what_is_not_there_is_noticed(code, fact):
    run = alone(code)
    assert run.returncode != 0
    assert fact in run.stderr
