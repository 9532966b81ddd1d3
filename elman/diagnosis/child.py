"""A file of the user's own is judged in a child process (`elman.child`): in the parent `judge_file`, in the child the rest."""

from pathlib import Path

from elman import child
from elman.errors import InputError


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
    request = {
        "path": str(path.resolve()), "name": name, "network": network, "output": output, "song": song, "grading": grading,
        "seconds": seconds,
    }  # fmt: skip
    told, ended = child.ask("elman.diagnosis.child", request, seconds)
    if told.get("error"):
        raise InputError(f"{path}: {told['error']}")
    if not told:
        raise InputError(f"{path}: {ended}")
    if not told.pop("whole"):
        told["text"] += f"\nThe search for the place did not end: {ended}"
    return told


def _main():
    def tell_result(result, *, whole=True):
        tell(result.as_dict() | {"text": str(result), "whole": whole})

    with child.answering() as (request, tell):
        try:
            tell_result(_judged(request, lambda verdict: tell_result(verdict, whole=False)))
        except InputError as error:
            tell({"error": str(error)})


def _judged(request, told):
    from elman.diagnosis.cases import read_song, songs
    from elman.diagnosis.cost_diagnosis import cost_songs, diagnosed_cost
    from elman.diagnosis.diagnosis import as_network, diagnosis_of, observed
    from elman.diagnosis.grading import graded
    from elman.student_file import kind_of, load

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
    _main()
