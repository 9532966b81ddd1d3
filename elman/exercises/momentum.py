"""The exercise of notebook 07, "Roll a heavy ball": how fast the ball rolls on a straight slope."""

import numpy as np

from elman.exercises.answers import as_number, attempt
from elman.exercises.verdict import not_yet, right, wrong
from elman.network.momentum import momentum_at, step
from elman.network.settings import Settings

MOMENTA = (0.0, 0.5, 0.9)
UPDATES = (1, 2, 3, 5, 6, 7, 10, 30, 200)

SPEED_SLIPS = (
    (lambda n, mu: 1 / (1 - mu), "this is the speed after very many updates; at first the ball is still at rest."),
    (lambda n, mu: 1 - mu**n, "the sum 1 + mu + mu^2 + ... of n terms is this, divided by 1 - mu."),
    (lambda n, mu: (1 - mu ** (n + 1)) / (1 - mu), "one term too many: the first update finds a ball at rest."),
    (
        lambda n, mu: (1 - mu ** (n - 1)) / (1 - mu),
        "one term too few: the first update already moves the ball by one step.",
    ),
    (lambda n, mu: n + 0 * mu, "this ball has no friction: each update must first multiply the old speed by mu."),
    (lambda n, mu: mu**n, "this is what is left of one push after n updates; every update pushes anew."),
)

SWITCH_SLIPS = (
    (lambda n: (1 - 0.9**n) / 0.1, "this ball had mu = 0.9 from the start."),
    (lambda n: (1 - 0.5**n) / 0.5, "this ball keeps mu = 0.5 for ever."),
    (
        lambda n: (1 - 0.5**n) / 0.5 if n <= 5 else (1 - 0.9 ** (n - 5)) / 0.1,
        "the ball does not stop at the switch: it still has the speed of update 5.",
    ),
    (
        lambda n: (1 - 0.5**n) / 0.5 if n < 5 else 0.9 ** (n - 4) * 1.875 + (1 - 0.9 ** (n - 4)) / 0.1,
        "the switch comes one update early: update 5 is still made with mu = 0.5.",
    ),
    (
        lambda n: (1 - 0.5**n) / 0.5 if n <= 5 else (1 - 0.9**n) / 0.1,
        "at the switch the ball keeps its speed; it does not jump to that of a ball with mu = 0.9 from the start.",
    ),
)


def check_speed(answer):
    """Judge a student's ``speed(n, mu)``: the speed after n updates, in units of learning rate times gradient.

    The right numbers come from `elman.network.momentum.step`, on a slope whose gradient is 1 everywhere.

    Returns
    -------
    Verdict
    """
    questions = [(n, mu) for mu in MOMENTA for n in UPDATES]
    goal = [_measured(n, lambda _, mu=mu: mu) for n, mu in questions]
    said = [f"n = {n} and mu = {mu:g}" for n, mu in questions]
    praise = "In the end the ball is 1 / (1 - mu) times as fast as without momentum: twice for 0.5, ten times for 0.9."
    return _judge(answer, questions, said, goal, SPEED_SLIPS, praise)


def check_switched_speed(answer):
    """Judge a student's ``switched_speed(n)``: the same under the authors' schedule, one update for each epoch.

    Returns
    -------
    Verdict
    """
    settings = Settings()
    goal = [_measured(n, lambda epoch: momentum_at(epoch, settings)) for n in UPDATES]
    praise = (
        f"The switch makes no jump. The speed is {goal[3]:.2f} at update 5, {goal[4]:.2f} at update 6 and "
        f"{goal[7]:.2f} at update 30, on its way from 2 to 10."
    )
    said = [f"n = {n}" for n in UPDATES]
    hints = {n: AFTER_THE_SWITCH for n in UPDATES if n > settings.momentum_switch}
    return _judge(answer, [(n,) for n in UPDATES], said, goal, SWITCH_SLIPS, praise, hints)


def _measured(n, momentum):
    theta, velocity = {"w": np.array(0.0)}, {"w": np.array(0.0)}
    for update in range(1, n + 1):
        theta, velocity = step(theta, velocity, {"w": np.array(1.0)}, learning_rate=1.0, momentum=momentum(update))
    return -float(velocity["w"])


LOOK = "Write down the velocity after updates 1, 2 and 3, and look for the pattern."
AFTER_THE_SWITCH = (
    "Until the switch all is right. What is the speed just before update 6, and what does an update with mu = 0.9 make of "
    "it?"
)


def _judge(answer, questions, said, goal, slips, praise, hints=None):
    answers = [attempt(answer, *question) for question in questions]
    for of, (_, words) in zip(said, answers, strict=True):
        if words:
            return wrong(f"For {of}, {words}.")
    if all(value is None for value, _ in answers):
        return not_yet(f"The function returns nothing yet. One number to aim at: for {said[-2]} it is {goal[-2]:.4f}.")
    given = [as_number(value) for value, _ in answers]
    if None in given:
        n = given.index(None)
        return wrong(f"One finite number was expected; for {said[n]} you have {answers[n][0]!r}.")
    if np.allclose(given, goal, rtol=1e-9):
        return right(praise)
    if np.allclose(given, np.negative(goal), rtol=1e-9):
        return wrong("The sign: speed is how far the ball goes downhill in one update, a positive number.")
    n = int(np.argmax(~np.isclose(given, goal, rtol=1e-9)))
    far = f"For {said[n]}, the package's step gives {goal[n]:.6g}, your function {given[n]:.6g}"
    for slip, word in slips:
        if np.allclose(given, [slip(*question) for question in questions], rtol=1e-9):
            return wrong(f"{far}: {word}")
    return wrong(f"{far}. {(hints or {}).get(questions[n][0], LOOK)}")
