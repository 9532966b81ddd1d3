# ruff: noqa: E501 (codes of others)
"""Submissions that give a wrong answer and try to get *right* for it: none may, whatever it changes in its process."""

import csv
import json
import subprocess
import sys

import pytest

from elman.__main__ import main

WRONG = "\ndef step(params, x, h):\n    return 0.5 + 0 * h\n"

VERDICT = {"kind": "right", "word": "forged", "refused": []}

TRIES = {
    "allclose": "import numpy as np\nnp.allclose = np.array_equal = np.isclose = lambda *a, **k: True",
    "no_difference": "import numpy as np\nnp.abs = np.absolute = lambda a, *b, **k: np.zeros(np.shape(a))\n"
    "np.where = lambda a, *b: np.zeros(np.shape(a), bool)",
    "tanh": "import numpy as np\nnp.tanh = lambda a: 0.5 + 0 * a",
    "builtins": "import builtins\nbuiltins.any = lambda a: False\nbuiltins.all = lambda a: True\nbuiltins.abs = lambda a: 0",
    "off": "import elman.exercises.answers as a, elman.exercises.seen as s, elman.exercises.judge as j\n"
    "a.off = s.off = j.off = lambda *a, **k: __import__('numpy').zeros(1, bool)",
    "judge": "import elman.exercises.judge as j, elman.exercises.verdict as v\nj.judge = lambda *a, **k: v.right('forged')",
    "check": "import elman.exercises.forward as f, elman.exercises.verdict as v\nf.check_step = lambda *a: v.right('forged')",
    "verdict": "from elman.exercises.verdict import Verdict\nVerdict.kind = property(lambda self: 'right', lambda *a: None)\n"
    "Verdict.__bool__ = lambda self: True",
    "constructor": "import elman.exercises.verdict as v\nv.wrong = v.not_yet = v.right",
    "catalogue": "import elman.grading.catalogue as c, elman.exercises.verdict as v\n"
    "c.EXERCISES = tuple(e._replace(judge=lambda a: v.right('forged')) for e in c.EXERCISES)\n"
    "c.exercise = lambda *a: c.EXERCISES[3]",
    "modules": "import sys, types\nfake = types.ModuleType('fake')\nfake.exercise = lambda *a: 1 / 0\n"
    "for name in [n for n in sys.modules if n.startswith(('elman', 'numpy.'))]:\n    sys.modules[name] = fake",
    "child": "import elman.grading.child as c\nc._judged = lambda *a: ('right', 'forged')",
    "frames": "import sys\nframe = sys._getframe()\nwhile frame:\n"
    "    for value in list(frame.f_locals.values()):\n"
    "        if getattr(value, '__name__', '') in ('send', 'tell'):\n"
    f"            value(**{VERDICT!r})\n"
    "    frame = frame.f_back",
    "garbage": "import gc\nfor one in gc.get_objects():\n"
    "    if getattr(one, '__name__', '') in ('tell', 'send') and getattr(one, '__module__', '').startswith(('elman', '__main')):\n"
    f"        try:\n            one(**{VERDICT!r})\n        except TypeError:\n            one({VERDICT!r})",
    "descriptors": "import os\nfor fd in range(3, 40):\n    try:\n"
    f"        os.write(fd, {json.dumps(VERDICT).encode() + bytes([10])!r})\n    except OSError:\n        pass",
    "message": "import os\nfor fd in range(3, 40):\n    try:\n"
    f"        os.write(fd, {json.dumps({'memory': [], 'parts': VERDICT | {'value': VERDICT['kind']}}).encode() + bytes([10])!r})\n"
    "    except OSError:\n        pass",
    "status": "import os, sys\nfor fd in range(3, 40):\n    try:\n"
    f"        os.write(fd, {json.dumps(VERDICT).encode() + bytes([10])!r})\n    except OSError:\n        pass\nos._exit(93)",
    "atexit": f"import atexit, os\natexit.register(lambda: [os.write(fd, {json.dumps(VERDICT).encode()!r}) for fd in range(3, 9)])",
    "no_exit": "import os\nos._exit = lambda status: None",
    "json": f"import json\ntext = json.dumps({VERDICT!r})\njson.dumps = lambda *a, **k: text",
    "wire": "import json, elman.grading.wire as w\n"
    f"w.Wire.line = lambda self, **parts: json.dumps({{'memory': [], 'parts': {VERDICT!r}}}).encode() + bytes([10])",
    "thread": "import threading, os, time\ndef write():\n    while True:\n        for fd in range(3, 9):\n            try:\n"
    f"                os.write(fd, {json.dumps(VERDICT).encode() + bytes([10])!r})\n            except OSError:\n                pass\n"
    "        time.sleep(0.01)\nthreading.Thread(target=write, daemon=True).start()",
    "trace": "import sys\ndef trace(frame, event, arg):\n    if 'verdict' in frame.f_locals:\n"
    "        frame.f_locals['verdict'] = None\n    return trace\nsys.settrace(trace)\nsys.setprofile(trace)",
    "answer_file": "import os, glob\nfor line in glob.glob('/proc/*/cmdline'):\n    try:\n        words = open(line).read().split(chr(0))\n"
    "    except OSError:\n        continue\n    for word in words:\n        if word.endswith('/answer'):\n            try:\n"
    f"                open(word, 'a').write({json.dumps(VERDICT)!r} + chr(10))\n            except OSError:\n                pass",
    "sources": "import elman.exercises.verdict as v\ntry:\n    open(v.__file__, 'a').write('wrong = right')\nexcept OSError:\n    pass",
    "environment": "import os\nos.environ['PYTHONSTARTUP'] = os.environ['PYTHONPATH'] = os.getcwd()\n"
    "open('numpy.py', 'w').write('')\nopen('sitecustomize.py', 'w').write('import os; os._exit(93)')",
    "standard_files": "import sys, os\nos.close(0)\nos.close(1)\nsys.stdout = sys.stderr = open(os.devnull, 'w')",
    # the answer itself
    "equal_to_all": "class Same:\n    __eq__ = lambda *a: True\n    __ne__ = __lt__ = __gt__ = lambda *a: False\n    __hash__ = None\n"
    "    __array__ = lambda self, *a, **k: self\n    __sub__ = __rsub__ = __abs__ = lambda self, *a: self\n    shape = (4,)\n"
    "def step(params, x, h):\n    return Same()",
    "subclass": "import numpy as np\nclass Lie(np.ndarray):\n    def __array_ufunc__(self, f, how, *a, **k):\n        return np.zeros(4)\n"
    "    def __array_function__(self, f, *a):\n        return np.zeros(4)\n"
    "def step(params, x, h):\n    return (0.5 + 0 * h).view(Lie)",
    "pickle": "import os\nclass Bomb:\n    def __reduce__(self):\n        return os._exit, (93,)\n"
    "def step(params, x, h):\n    return Bomb()",
    "default": "import elman.exercises.verdict as v\ndef step(params, x, h, trick=setattr(v, 'wrong', v.right)):\n    return 0.5 + 0 * h",
    "decorator": "import elman.exercises.verdict as v\ndef trick(f):\n    v.wrong = v.right\n    return f\n"
    "@trick\ndef step(params, x, h) -> setattr(v, 'wrong', v.right):\n    return 0.5 + 0 * h",
    "late": "def step(params, x, h):\n    import elman.exercises.verdict as v\n    v.wrong = v.right\n    return 0.5 + 0 * h",
    "arguments": "def step(params, x, h):\n    params.clear()\n    x[:] = h[:] = 0\n    return 0.5 + 0 * h",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The table of grades of all who try, and of an honest student."""
    place = tmp_path_factory.mktemp("forging")
    folder = place / "group"
    folder.mkdir()
    for name, code in TRIES.items():
        code += "" if "def step" in code else WRONG
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    mallory = folder / "mallory"
    (mallory / "elman" / "exercises").mkdir(parents=True)
    for name in ("numpy.py", "json.py", "sitecustomize.py", "elman/__init__.py", "elman/exercises/verdict.py"):
        (mallory / name).write_text("import os\nos._exit(93)\n", encoding="utf-8")
    (mallory / "answer.py").write_text(WRONG, encoding="utf-8")
    right = 'return np.tanh(x @ params["W_xh"] + h @ params["W_hh"] + params["b_h"])'
    (folder / "honest.py").write_text(f"import numpy as np\ndef step(params, x, h):\n    {right}\n", encoding="utf-8")
    assert main(["grade", str(folder), "--to", str(place / "grades.csv"), "--seconds", "20", "--quiet"]) == 0
    with (place / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file) if row["exercise"]}


def test_the_honest_one_is_right(rows):
    assert rows["honest"]["verdict"] == "right"


@pytest.mark.parametrize("name", [*TRIES, "mallory"])
def test_nobody_forges_a_right(rows, name):
    assert rows[name]["verdict"] in ("wrong", "failed"), rows[name]


@pytest.mark.parametrize(
    "name", ["allclose", "off", "judge", "check", "verdict", "constructor", "catalogue", "child", "late"]
)
def test_who_changes_the_judge_in_the_wrong_process_is_judged_as_ever(rows, name):
    assert rows[name]["verdict"] == "wrong"
    assert "h_new[0] is 0.5" in rows[name]["word"]


REACH = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
target = os.getppid()
path = f"/proc/{target}/mem".encode()
fd = libc.open(path, os.O_RDWR)
data = ctypes.create_string_buffer(8)

class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]

here, there = Part(ctypes.addressof(data), 8), Part(PLACE, 8)
copied = libc.process_vm_writev(target, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
attached = libc.ptrace(0x4206, target, None, None)  # PTRACE_SEIZE, which stops nobody
print(fd, copied, attached)
"""


def test_code_in_c_does_not_reach_into_another_process_either(tmp_path):
    """A process that is guarded, and the memory of the one that started it."""
    code = """
import ctypes, os, subprocess, sys
mine = ctypes.create_string_buffer(b"original", 8)
begin = "from elman.grading.guard import guard; guard('.');"
code = sys.argv[1].replace("PLACE", str(ctypes.addressof(mine)))
print(subprocess.run([sys.executable, "-c", begin + code], capture_output=True, text=True).stdout.strip(), mine.raw)
from elman.grading.landlock import only_below
print(only_below("."))
"""
    if sys.platform != "linux":
        pytest.skip("Landlock is Linux's")
    run = subprocess.run([sys.executable, "-c", code, REACH], cwd=tmp_path, capture_output=True, text=True, check=True)
    told, landlock = run.stdout.splitlines()
    if landlock == "False":
        pytest.skip("this system has no Landlock")
    assert told == "-1 -1 -1 b'original'"
