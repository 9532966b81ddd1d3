"""Every exercise of the notebooks: its number, the name that a student fills in, and the judge.

A new exercise gets a line in `EXERCISES`; `tests/grading/test_catalogue.py` compares them with the notebooks' sources.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from elman.errors import InputError


class Exercise(NamedTuple):
    """An exercise: the number of its notebook, what a student calls the answer, and ``judge(answer) -> verdict``."""

    notebook: str
    name: str
    judge: Callable

    @property
    def title(self):
        """The number and the name, as tables show it."""
        return f"{self.notebook} {self.name}"


def _of(module, check):
    """The judge ``check`` of a module of `elman.exercises`, imported when it is needed."""

    def judge(answer):
        from importlib import import_module

        return getattr(import_module(f"elman.exercises.{module}"), check)(answer)

    return judge


def _correlation(answer):
    from elman.corpus.synthetic import make
    from elman.exercises.statistics import check_correlation

    corpus = make(seed=0)
    return check_correlation(answer, corpus.development, "development") and check_correlation(
        answer, corpus.evaluation, "evaluation"
    )


GAINS = {"A": 0.120, "B": 0.005, "C": 0.207}
"""By which part the best ridge lowers the error of arousal on new songs in the three situations of notebook 02."""

SIZES = {"A": (150, 260), "B": (150, 10), "C": (40, 260)}
"""Songs and columns of each."""


def _order(answer):
    from elman.exercises.ridge import check_order

    return check_order(answer, GAINS, SIZES)


def _backward(answer):
    from elman.diagnosis.grading import grade
    from elman.exercises.attempt import attempt
    from elman.exercises.judge import no_answer
    from elman.exercises.verdict import not_yet, right, wrong
    from elman.network import rnn

    early = no_answer(answer, "backward(params, dY, cache)", "Write backward.")
    if early is not None:
        return early
    params = rnn.init(1, 1, 1, rng=np.random.default_rng(0))
    dY, cache = np.ones((1, 1)), rnn.forward(params, np.ones((1, 1)))[1]
    some = attempt(answer, (params, dY, cache)).value
    if isinstance(some, dict) and set(some) == {"W_hy", "b_y"}:  # as the exercise begins
        return not_yet("Only the output's side is there: W_xh, W_hh, b_h and h_0 have no gradient yet.")
    graded = grade(answer)
    return right(graded.verdict) if graded else wrong(f"{graded.verdict}\n{graded.diagnosis}")


def _three_bugs(answer):
    from elman.exercises.gradients import check_three_bugs

    return check_three_bugs(answer, found=3)


def _reply(answer, call, todo, argument, check):
    """The verdict ``check(what the function gives)`` for a function of one argument."""
    from elman.exercises.attempt import attempt
    from elman.exercises.judge import no_answer
    from elman.exercises.verdict import wrong

    early = no_answer(answer, call, todo)
    if early is not None:
        return early
    reply = attempt(answer, (argument,))
    return wrong(f"{call} {reply.words}.") if reply.words else check(reply.value)


def _split(answer):
    from elman.exercises.leak import check_leaking_split

    ids = [f"{song}/{frame}" for song in range(1, 41) for frame in range(60)]
    todo = "Deal the frames' ids to folds."
    return _reply(answer, "my_split(ids)", todo, ids, lambda folds: check_leaking_split(folds, ids))


def _opposed(answer):
    from elman.exercises.opposed import check_opposed

    target = 0.3 + 0.1 * np.sin(np.arange(60) / 5)
    todo = "Return a curve with one number for each frame of the target."
    return _reply(answer, "opposed(target)", todo, target, lambda curve: check_opposed(curve, target, to_beat=0.15))


EXERCISES = (
    Exercise("01", "correlation", _correlation),
    Exercise("02", "fit_ridge", _of("ridge", "check_ridge")),
    Exercise("02", "my_order", _order),
    Exercise("03", "step", _of("forward", "check_step")),
    Exercise("03", "forward", _of("forward", "check_forward")),
    Exercise("03", "predict", _of("memory", "check_without_memory")),
    Exercise("03", "equivalent", _of("memory", "check_equivalent")),
    Exercise("04", "backward", _backward),
    Exercise("04", "truncated", _of("truncation", "check_truncated")),
    Exercise("04", "clip", _of("clipping", "check_clip")),
    Exercise("05", "backward", _three_bugs),
    Exercise("06", "best_equal_correlation", _of("outputs", "check_best_equal_correlation")),
    Exercise("07", "speed", _of("momentum", "check_speed")),
    Exercise("07", "switched_speed", _of("momentum", "check_switched_speed")),
    Exercise("08", "split", _of("penalties", "check_split")),
    Exercise("09", "smooth_to_the_edge", _of("smoothing", "check_smooth_to_the_edge")),
    Exercise("10", "my_split", _split),
    Exercise("10", "predicted_rmse", _of("leak", "check_predicted_rmse")),
    Exercise("11", "choose_gamma", _of("kernel", "check_width")),
    Exercise("12", "valley", _of("valley", "check_valley")),
    Exercise("13", "opposed", _opposed),
    Exercise("14", "cell_backward", _of("gru", "check_gru")),
)


JUDGES = {
    "01": "statistics", "02": "ridge", "03": "forward", "04": "clipping", "05": "gradients", "06": "outputs", "07": "momentum",
    "08": "penalties", "09": "smoothing", "10": "leak", "11": "kernel", "12": "valley", "13": "opposed", "14": "gru",
}  # fmt: skip
"""The module of `elman.exercises` that a notebook imports, and no other does: by it a copy of the notebook is known."""


def of_notebook(number):
    """The exercises of a notebook, in order."""
    return tuple(exercise for exercise in EXERCISES if exercise.notebook == number)


def exercise(notebook, name):
    """One exercise.

    Raises
    ------
    InputError
        There is none of that name in that notebook.
    """
    for one in EXERCISES:
        if (one.notebook, one.name) == (notebook, name):
            return one
    raise InputError(f"notebook {notebook} has no exercise {name}")
