"""``elman grade``: made-up students, right in several styles, wrong with a known mistake, and hostile by accident."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from elman.__main__ import main

ROOT = Path(__file__).parents[2]

STEP = """import numpy as np

def step(params, x, h):
    return {}
"""
RIGHT = 'np.tanh(x @ params["W_xh"] + h @ params["W_hh"] + params["b_h"])'

SPLIT = "import numpy as np\n\ndef split(W):\n    {}\n"

FILES = {
    # right, in several styles
    "anna.py": STEP.format(RIGHT),
    "ben.py": STEP.format('np.tanh(params["W_xh"].T.dot(x) + np.dot(params["W_hh"].T, h) + params["b_h"])'),
    "carla.py": SPLIT.format("return W.mean() + 0 * W, W - W.mean()"),
    "david.py": SPLIT.format("m = W.sum() / W.size\n    return [np.full_like(W, m), W - m]"),
    "emma.py": "from helper import half\n\ndef best_equal_correlation(rho):\n    return half(1 - rho) ** 0.5\n",
    "helper.py": "def half(x):\n    return x / 2\n",
    "finn.py": "def speed(n, mu):\n    return sum(mu**k for k in range(n))\n\nmy_order = 'b, a, c'\n",
    # wrong, with a mistake that the judge knows
    "gina.py": STEP.format('np.tanh(x @ params["W_xh"] + params["W_hh"] @ h + params["b_h"])'),
    "hugo.py": STEP.format('np.tanh(x @ params["W_xh"] + h @ params["W_hh"])'),
    "ida.py": "import numpy as np\n\ndef fit_ridge(Z, R, ridge):\n"
    "    return np.linalg.solve(Z.T @ Z + ridge / 2 * np.eye(Z.shape[1]), Z.T @ R)\n",
    "jan.py": SPLIT.format("m = abs(W.sum()) / W.size\n    return np.full(W.shape, m), W - m"),
    "kim.py": "my_order = ['A', 'B', 'C']\n",
    # nothing filled in, no Python, nothing that is asked for
    "lea.py": STEP.format("None"),
    "max.py": "def step(params, x, h):\n    return x @\n",
    "nina.py": "print('hello')\n",
    # hostile by accident
    "olaf.py": "def step(params, x, h):\n    while True:\n        pass\n",
    "pia.py": "import sys\n\ndef step(params, x, h):\n    sys.exit(0)\n",
    "quin.py": "import os\n\ndef step(params, x, h):\n    os._exit(0)\n",
    "rosa.py": "import os\n" + STEP.format("(os.fork(), " + RIGHT + ")[1]"),
    "sven.py": STEP.format("[print('x' * 1000) for _ in range(5000)] and " + RIGHT),
    "tina.py": "def step(params, x, h):\n    return float(input('h? '))\n",
    "udo.py": STEP.format("np.ones((10**6, 10**6))"),
    "vera.py": STEP.format("__import__('shutil').rmtree(PLACE)"),
    "will.py": STEP.format("(open('notes.txt', 'w').write('mine'), " + RIGHT + ")[1]"),
    "xena.py": "open(PLACE + '/new', 'w')\n\ndef step(params, x, h):\n    return x\n",
    "theo.py": STEP.format("quietly() or " + RIGHT)
    + "\ndef quietly():\n    try:\n        open(PLACE + '/new', 'w')\n    except OSError:\n        pass\n",
    "yuri.py": "import os, signal\n\ndef step(params, x, h):\n    os.kill(os.getppid(), signal.SIGTERM)\n",
    "zoe.py": "import os, signal\n\ndef step(params, x, h):\n    os.kill(os.getpid(), signal.SIGKILL)\n",
}

EXPECTED = {
    ("anna", "03 step"): ("right", "tanh"),
    ("ben", "03 step"): ("right", "tanh"),
    ("carla", "08 split"): ("right", "one number of a matrix"),
    ("david", "08 split"): ("right", "one number of a matrix"),
    ("emma", "06 best_equal_correlation"): ("right", "0.432"),
    ("finn", "07 speed"): ("right", "ten times for 0.9"),
    ("finn", "02 my_order"): ("right", "B 0.5 %"),
    ("gina", "03 step"): ("wrong", "h @ W_hh"),
    ("hugo", "03 step"): ("wrong", "b_h"),
    ("ida", "02 fit_ridge"): ("wrong", "ridge"),
    ("jan", "08 split"): ("wrong", "absolute"),
    ("kim", "02 my_order"): ("wrong", "A (150 songs, 260 columns) before B"),
    ("lea", "03 step"): ("open", "step returns nothing yet"),
    ("max", "03 step"): ("failed", "line 2 is not Python"),
    ("nina", ""): ("failed", "no exercise"),
    ("olaf", "03 step"): ("failed", "no answer within"),
    ("pia", "03 step"): ("wrong", "SystemExit: 0"),
    ("quin", "03 step"): ("failed", "ended with status 0"),
    ("rosa", "03 step"): ("wrong", "start a process (os.fork)"),
    ("sven", "03 step"): ("right", "tanh"),
    ("tina", "03 step"): ("wrong", "EOFError"),
    ("udo", "03 step"): ("wrong", "MemoryError"),
    ("vera", "03 step"): ("wrong", "rmtree precious"),
    ("will", "03 step"): ("right", "tanh"),
    ("xena", "03 step"): ("failed", "write to new"),
    ("theo", "03 step"): ("right", "(Refused: write to new.)"),
    ("yuri", "03 step"): ("wrong", "end another process"),
    ("zoe", "03 step"): ("failed", "killed by SIGKILL"),
    ("helper", ""): ("failed", "no exercise"),
}


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """A folder of submissions, and beside it one that nobody may touch."""
    place = tmp_path_factory.mktemp("group")
    precious = place / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", encoding="utf-8")
    folder = place / "submissions"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content.replace("PLACE", repr(str(precious))), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rows(group):
    """The table, as `elman grade` wrote it, by student and exercise."""
    table = group.parent / "grades.csv"
    assert main(["grade", str(group), "--to", str(table), "--seconds", "8", "--quiet"]) == 0
    with table.open(encoding="utf-8", newline="") as file:
        return {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}


def test_every_student_and_exercise_has_one_row(rows):
    assert set(rows) == set(EXPECTED)
    assert len({student for student, _ in rows}) > 20


@pytest.mark.parametrize(("who", "expected"), EXPECTED.items(), ids=lambda value: value[0])
def test_the_verdict_and_the_word(rows, who, expected):
    row = rows[who]
    assert row["verdict"] == expected[0], row
    assert expected[1] in row["word"], row
    assert "\n" not in row["word"]
    assert row["seconds"] == "" if not who[1] else 0 < float(row["seconds"]) < 30


def test_nothing_was_harmed(rows, group):
    assert (group.parent / "precious" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    assert [path.name for path in (group.parent / "precious").iterdir()] == ["thesis.txt"]
    assert sorted(path.name for path in group.iterdir()) == sorted(FILES)
    assert sorted(path.name for path in group.parent.iterdir()) == ["grades.csv", "precious", "submissions"]


def test_the_second_call_judges_what_is_new_or_failed(rows, group, tmp_path, capsys):
    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("anna.py", "kim.py", "max.py"):
        (folder / name).write_text(FILES[name], encoding="utf-8")
    table = tmp_path / "grades.csv"
    assert main(["grade", str(folder), "--to", str(table)]) == 0
    told = capsys.readouterr().out
    assert "3 students; 3 answers to judge, 0 judged before" in told
    for shown in ("anna", "0 of 1", "1 of 1"):
        assert shown in told
    first = table.read_text(encoding="utf-8")
    (folder / "kim.py").write_text("my_order = ['B', 'A', 'C']\n", encoding="utf-8")
    assert main(["grade", str(folder), "--to", str(table)]) == 0
    assert "2 answers to judge, 1 judged before" in capsys.readouterr().out
    second = table.read_text(encoding="utf-8")
    assert first.splitlines()[1] == second.splitlines()[1]
    assert "kim,02 my_order,right" in second


def test_a_file_that_is_no_table_of_grades_is_left_alone(group, tmp_path, capsys):
    for content in ("song,time\n1,2\n", "", "\x00\xff"):
        other = tmp_path / "other.csv"
        other.write_text(content, encoding="latin-1")
        assert main(["grade", str(group), "--to", str(other)]) == 2
        assert "not a table of grades" in capsys.readouterr().err
        assert other.read_text(encoding="latin-1") == content
    assert main(["grade", str(tmp_path / "nowhere"), "--to", str(tmp_path / "new.csv")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_of_two_answers_the_better_counts_and_solutions_are_nobodys(tmp_path):
    own = tmp_path / "group" / "anna"
    (own / "solutions").mkdir(parents=True)
    (own / "a.py").write_text(FILES["gina.py"], encoding="utf-8")
    (own / "b.py").write_text(FILES["anna.py"], encoding="utf-8")
    (own / "solutions" / "c.py").write_text(FILES["carla.py"], encoding="utf-8")
    table = tmp_path / "grades.csv"
    assert main(["grade", str(own.parent), "--to", str(table), "--quiet"]) == 0
    (row,) = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert (row["student"], row["exercise"], row["verdict"], row["file"]) == ("anna", "03 step", "right", "b.py")


def test_every_name_has_a_row_and_students_of_one_name_are_told(tmp_path, capsys):
    folder = tmp_path / "group"
    folder.mkdir()
    (folder / "anna.py").write_text(FILES["anna.py"], encoding="utf-8")
    (folder / "anna").mkdir()
    (folder / "anna" / "answer.py").write_text(FILES["gina.py"], encoding="utf-8")
    (folder / "ben.py").symlink_to(folder / "moved.py")
    (folder / "carla").mkdir()
    for name in ("a.ipynb", "b.ipynb"):
        (folder / "carla" / name).write_text("{", encoding="utf-8")
    (folder / "david.docx").write_text("", encoding="utf-8")
    table = folder / "grades.csv"
    for _ in range(2):
        assert main(["grade", str(folder), "--to", str(table)]) == 0
        assert "anna: anna/, anna.py are graded as 2 students" in capsys.readouterr().out
        rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
        assert [(row["student"], row["file"], row["verdict"]) for row in rows] == [
            ("anna.py", "anna.py", "right"),
            ("anna/", "answer.py", "wrong"),
            ("ben", "ben.py", "failed"),
            ("carla", "a.ipynb", "failed"),
            ("carla", "b.ipynb", "failed"),
            ("david.docx", "david.docx", "failed"),
        ]
        assert "moved.py" in rows[2]["word"]


def test_a_copy_of_a_notebook(tmp_path):
    made = json.loads(next((ROOT / "notebooks").glob("03_*.ipynb")).read_text(encoding="utf-8"))
    for cell in made["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["source"].startswith("def step("):
            cell["source"] = f"def step(params, x, h):\n    return {RIGHT}\n"
        if cell["source"].startswith("def predict("):
            cell["source"] = "raise RuntimeError('draws and trains for hours')"
    folder = tmp_path / "group"
    folder.mkdir()
    (folder / "anna.ipynb").write_text(json.dumps(made), encoding="utf-8")
    table = tmp_path / "grades.csv"
    assert main(["grade", str(folder), "--to", str(table), "--quiet"]) == 0
    verdicts = {row["exercise"]: row for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}
    assert {name: row["verdict"] for name, row in verdicts.items()} == {
        "03 equivalent": "open",
        "03 forward": "open",
        "03 predict": "failed",
        "03 step": "right",
    }
    assert "there is no function predict" in verdicts["03 predict"]["word"]


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="Ctrl-C is sent as on POSIX")
def test_ctrl_c_keeps_what_is_done_and_leaves_no_process(tmp_path):
    folder, mark = tmp_path / "group", tmp_path / "pid"
    folder.mkdir()
    (folder / "anna.py").write_text(FILES["anna.py"], encoding="utf-8")
    (folder / "olaf.py").write_text(FILES["olaf.py"], encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "elman", "grade", str(folder), "--to", str(mark), "--jobs", "1"]
    run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for _ in range(300):
        if mark.exists():
            break
        time.sleep(0.1)
    time.sleep(1.5)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=20)
    assert "Traceback" not in told
    assert "anna,03 step,right" in mark.read_text(encoding="utf-8")
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    assert str(folder) not in listed
