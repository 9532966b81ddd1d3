"""A file of the user's own is judged in a child process, under limits of time and memory.

Whatever the file does (it never ends, prints, exits, fails to compile, kills its process), the parent lives on and says
in one line what happened. This protects against accidents, not against ill will: the file runs with all rights of its
user.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from elman.errors import InputError

ANSWER = "answer.json"
MEMORY = 4 * 2**30
"""The child gets so many bytes, where the system can limit it."""


def judge_file(path, name, *, network="elman", output=None, song=None, grading=False, seconds=60.0):
    """Judge the function ``name`` of a file in a child process.

    Parameters
    ----------
    path : pathlib.Path
    name : str
    network : {"elman", "lstm", "gru"}
    output : {"linear", "tanh", "softmax"}, optional
        As in `elman.diagnosis.diagnosis.diagnose`; for a backward pass only.
    song : str or list of int, optional
        A song of the user's own: an .npz file, or T, n_in, n_hidden, n_out; for a backward pass only.
    grading : bool
        Give the checklist of `elman.diagnosis.grading.grade` in place of the diagnosis; for a backward pass only.
    seconds : float
        The child is ended after this time.

    Returns
    -------
    dict
        As `elman.diagnosis.findings.Diagnosis.as_dict`, and ``text``, the same as it is printed.

    Raises
    ------
    InputError
        The file cannot be read or run, has no such function, does not end in time, or ends its process.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / ANSWER
        request = {
            "path": str(path.resolve()), "name": name, "network": network, "output": output, "song": song, "grading": grading,
            "seconds": seconds, "answer": str(answer),
        }  # fmt: skip
        ended = _run([sys.executable, "-P", "-m", "elman.diagnosis.child", json.dumps(request)], seconds)
        told = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else {}
    if told.get("error"):
        raise InputError(f"{path}: {told['error']}")
    if not told:
        raise InputError(f"{path}: {ended}")
    if not told.pop("whole"):
        told["text"] += f"\nThe search for the place did not end: {ended}"
    return told


def _run(command, seconds):
    """Run to the end or to the time limit, with all that the child started; how it ended."""
    root = Path(__file__).parents[2]  # of this very package; where it is installed, Python finds it by itself
    paths = [] if root.name == "site-packages" else [str(root)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*paths, *filter(None, [os.environ.get("PYTHONPATH")])])}
    nowhere = subprocess.DEVNULL
    child = subprocess.Popen(
        command, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=environment, start_new_session=True
    )
    try:
        status = child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"no answer within {seconds:g} s; is there a loop without an end? (--seconds gives more time)"
    finally:
        _end(child)
    with suppress(ValueError):
        return f"the process was killed by {signal.Signals(-status).name} before it could answer"
    return f"the process ended with status {status} before it could answer; does the code end it?"


def _end(child):
    """End the child with its own children, where it has not ended by itself."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # its own session: nobody else is in this group
    else:
        child.kill()
    child.wait()


def main(request):
    """The child: judge, and write the answer into a file, for the user's code may print anything."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer = Path(request["answer"])

    def write(told, *, whole=True):
        temporary = answer.with_suffix(".part")
        temporary.write_text(json.dumps(told | {"whole": whole}), encoding="utf-8")
        temporary.replace(answer)

    try:
        result = _judged(request, lambda verdict: write(verdict.as_dict() | {"text": str(verdict)}, whole=False))
        write(result.as_dict() | {"text": str(result)})
    except InputError as error:
        write({"error": str(error)})
    os._exit(0)  # threads or exit handlers of the user's code must not hold it up


def _judged(request, told):
    from elman.diagnosis.cost_diagnosis import cost_songs, diagnosed_cost
    from elman.diagnosis.diagnosis import as_network, diagnosis_of, observed
    from elman.diagnosis.grading import graded
    from elman.diagnosis.own_song import read_song, songs
    from elman.diagnosis.student_file import kind_of, load

    # The songs, with their right gradients, are made before the file is loaded, which may change anything.
    network, song = as_network(request["network"]), request["song"]
    own, sizes = read_song(song) if isinstance(song, str) else (), song if isinstance(song, list) else None
    cases, costs = songs(network, *own, output=request["output"], sizes=sizes), cost_songs(network=request["network"])
    function = load(Path(request["path"]), request["name"])
    if kind_of(function) == "cost":
        refused = [option for option in ("output", "song", "grading") if request[option]]
        if refused:
            names = {"output": "--output", "song": "--song or --sizes", "grading": "--grade"}
            raise InputError(
                f"{names[refused[0]]} is for a backward pass, but {request['name']} is a cost: it takes 4 arguments"
            )
        return diagnosed_cost(function, costs)
    if request["grading"]:
        return graded(function, cases, network)
    groups = observed(function, cases, seconds=request["seconds"] / 2)
    return diagnosis_of(function, groups, network, told=told)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
