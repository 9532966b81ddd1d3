"""``elman gradcheck`` as a user runs it; also `elman.diagnosis.child`, which runs the user's file."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from elman.__main__ import main
from elman.commands.gradcheck import check_package
from elman.network.networks import NETWORKS

RIGHT = """
print("noise " * 100)

def backward(params, dY, cache):
    print("more noise")
    X, H, Y, output = cache
    dA = {"linear": dY, "tanh": dY * (1 - Y**2), "softmax": Y * (dY - (dY * Y).sum(1, keepdims=True))}[output]
    dZ, carry = 0 * H[1:], 0 * H[0]
    for t in reversed(range(len(X))):
        dZ[t] = (dA[t] @ params["W_hy"].T + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
    grads = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(0), "W_hy": H[1:].T @ dA, "b_y": dA.sum(0)}
    return grads | {"h_0": carry}
"""


ENDLESS = "def backward(params, dY, cache):\n    while True:\n        pass\n"


@pytest.fixture
def judged(tmp_path, capsys):
    """Write a student's file, run the command on one of its functions, and give (status, what it printed, its error)."""

    def run(source, *options, function="backward"):
        path = tmp_path / "student.py"
        path.write_text(source, encoding="utf-8")
        status = main(["gradcheck", f"{path}:{function}", *options])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        assert len(told.err.splitlines()) <= 1
        return status, told.out, told.err

    return run


def test_the_packages_own_networks(capsys):
    assert main(["gradcheck"]) == 0
    printed = capsys.readouterr().out
    for words in (
        "elman, linear output, mse",
        "lstm, tanh output",
        "gru, softmax output",
        "W_hh",
        "analytic",
        "numeric",
    ):
        assert words in printed
    assert "complex steps to 1e-12" in printed
    assert "wrong" not in printed


def test_a_wrong_network_of_the_package_is_told(capsys, monkeypatch):
    from elman.network import rnn

    right = rnn.backward
    monkeypatch.setattr(rnn, "backward", lambda *a: right(*a) | {"h_0": 0 * a[0]["h_0"]})
    assert main(["gradcheck"]) == 1
    assert "WRONG: elman, linear output, mse; elman, tanh output, mse" in " ".join(capsys.readouterr().out.split())


def test_every_network_of_the_package_agrees_with_complex_steps():
    results = dict(check_package(seed=5))
    assert len(results) == 7 * len(NETWORKS)
    for title, result in results.items():
        assert result, f"{title}\n{result}"
        assert result.rtol == 1e-12
        assert all(row.status == "right" for row in result.rows)


def test_it_would_see_a_gradient_that_is_wrong_in_its_tenth_digit(monkeypatch):
    network = NETWORKS["gru"]
    right = network.backward

    def wrong(params, dY, cache):
        return {name: value * (1 + 1e-9) for name, value in right(params, dY, cache).items()}

    monkeypatch.setattr(network, "backward", wrong)
    found = [title for title, result in check_package() if not result]
    assert len(found) == 7
    assert all(title.startswith("gru, ") for title in found)


def test_a_right_file(judged):
    status, out, err = judged(RIGHT)
    assert (status, err) == (0, "")
    assert "60 s at most" in out
    assert "Right: all gradients agree" in out
    assert "noise" not in out.replace("student.py", "")


def test_a_wrong_file(judged):
    status, out, err = judged(RIGHT.replace(" + carry", ""), "--output", "linear")
    assert (status, err) == (1, "")
    assert "1. carry dropped, in W_xh, W_hh, b_h, h_0" in out


def test_a_checklist(judged):
    assert judged(RIGHT, "--grade")[0] == 0
    status, out, _ = judged(RIGHT.replace(" + carry", ""), "--grade")
    assert status == 1
    assert "[ ] T = 2: gradient of W_xh" in out


def test_a_cost(judged):
    source = """
from elman.network.training import cost_and_gradients as right

def cost_and_gradients(params, X, T, settings):
    C, grads = right(params, X, T, settings)
    return C, grads | {"W_hy": grads["W_hy"] - settings.l2 * params["W_hy"]}
"""
    status, out, _ = judged(source, function="cost_and_gradients")
    assert status == 1
    assert "L2 penalty of W_hy in the gradient" in out
    assert "L2 adds l2 w" in out


@pytest.mark.parametrize(
    ("source", "options", "words"),
    [
        (ENDLESS, ["--seconds", "2"], "no answer within 2 s; is there a loop without an end?"),
        ("while True:\n    print('for ever')\n", ["--seconds", "1"], "no answer within 1 s"),
        ("def backward(:\n", [], "line 1 is not Python: invalid syntax"),
        ("def forward():\n    pass\n", [], "there is no function backward; the file has forward"),
        ("backward = 3\n", [], "backward is not a function, but of type int; the file has no function at all"),
        ("import sys\nsys.exit(0)\n", [], "running the file failed in line 2: SystemExit: 0"),
        ("x = 1\nimport no_such_module\n", [], "failed in line 2: ModuleNotFoundError"),
        ("import os\nos._exit(7)\n", [], "the process ended with status 7 before it could answer"),
        ("def backward(params, dY):\n    pass\n", [], "the function takes 2 arguments"),
        ("", [], "there is no function backward"),
        ("\x00", [], "the file is not Python"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(judged, source, options, words):
    status, out, err = judged(source, *options)
    assert status == 2
    assert words in err
    assert "Right" not in out
    assert "Wrong" not in out


def test_sys_exit_inside_the_function_is_a_finding(judged):
    status, out, _ = judged("import sys\n\ndef backward(params, dY, cache):\n    sys.exit(0)\n")
    assert status == 1
    assert "SystemExit: 0 in line 4 of student.py: sys.exit(0)" in " ".join(out.split())


def test_modules_beside_the_file_are_found_but_replace_none(judged, tmp_path):
    (tmp_path / "helper.py").write_text("FACTOR = 1.0\n", encoding="utf-8")
    (tmp_path / "numpy.py").write_text("raise RuntimeError('the wrong numpy')\n", encoding="utf-8")
    source = "from helper import FACTOR\n" + RIGHT.replace('"h_0": carry', '"h_0": FACTOR * carry')
    assert judged(source)[0] == 0


def test_the_time_limit_ends_what_the_file_started(judged, tmp_path):
    if not hasattr(os, "killpg"):
        pytest.skip("process groups are a thing of POSIX")
    mark = tmp_path / "alive"
    writer = f"import time\nwhile True:\n    open({str(mark)!r}, 'a').write('x'); time.sleep(0.05)\n"
    source = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {writer!r}]).wait()\n"
    status, _, _ = judged(source, "--seconds", "2")
    assert status == 2
    time.sleep(0.2)
    size = mark.stat().st_size if mark.exists() else 0
    time.sleep(0.3)
    assert (mark.stat().st_size if mark.exists() else 0) == size


@pytest.mark.parametrize("function", ["student.py", "backward", "student.py:", ":backward", "student.py:a b"])
def test_a_function_that_is_not_told_as_file_and_name(function, capsys):
    assert main(["gradcheck", function]) == 2
    assert "FILE:FUNCTION was expected" in capsys.readouterr().err


def test_a_file_that_is_not_there(capsys):
    assert main(["gradcheck", "nowhere.py:backward"]) == 2
    assert "nowhere.py: there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "inf", "nan"])
def test_a_time_limit_that_is_none(seconds, capsys):
    with pytest.raises(SystemExit) as end:
        main(["gradcheck", "a.py:b", "--seconds", seconds])
    assert end.value.code == 2
    assert "above 0" in capsys.readouterr().err


def test_as_a_program(tmp_path):
    (tmp_path / "student.py").write_text(RIGHT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "elman", "gradcheck", "student.py:backward"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert "Right:" in done.stdout
