"""How fast does the ball roll on a straight slope? The exercises of notebook 07, "Roll a heavy ball"."""

import numpy as np

from elman.exercises.judge import Mistake, judge
from elman.exercises.seen import Question
from elman.network.momentum import momentum_at, step
from elman.network.settings import Settings

MOMENTA = (0.0, 0.5, 0.9)
UPDATES = (1, 2, 3, 5, 6, 7, 10, 30, 200)
LOOK = "Write down the velocity after updates 1, 2 and 3, and look for the pattern."


def check_speed(speed):
    """Judge a student's ``speed(n, mu)``: the speed after n updates, in units of learning rate times gradient.

    The right numbers come from `elman.network.momentum.step`, on a slope whose gradient is 1 everywhere.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    return judge(
        speed,
        "speed(n, mu)",
        [Question(f"For n = {n} and mu = {mu:g}", (n, mu)) for mu in MOMENTA for n in UPDATES],
        right=lambda n, mu: _rolled(n, lambda update: mu),
        mistakes=SPEED_MISTAKES,
        names="the speed",
        todo=f"The function returns nothing yet. One number to aim at: for n = 30 and mu = 0.9 it is "
        f"{_rolled(30, lambda update: 0.9):.4f}.",
        praise="In the end the ball is 1 / (1 - mu) times as fast as without momentum: twice for 0.5, ten times for 0.9.",
        look=LOOK,
        rtol=1e-9,
    )


def check_switched_speed(switched_speed):
    """Judge a student's ``switched_speed(n)``: the same under the authors' schedule, one update for each epoch.

    Returns
    -------
    elman.exercises.verdict.Verdict
    """
    at = {n: _switched(n) for n in (5, 6, 30)}
    return judge(
        switched_speed,
        "switched_speed(n)",
        [Question(f"For n = {n}", (n,)) for n in UPDATES],
        right=_switched,
        mistakes=SWITCH_MISTAKES,
        names="the speed",
        todo=f"The function returns nothing yet. One number to aim at: for n = 30 it is {at[30]:.4f}.",
        praise=f"The switch makes no jump. The speed is {at[5]:.2f} at update 5, {at[6]:.2f} at update 6 and "
        f"{at[30]:.2f} at update 30, on its way from 2 to 10.",
        look=lambda seen, first: LOOK if first.question.arguments[0] <= 5 else AFTER_THE_SWITCH,
        rtol=1e-9,
    )


AFTER_THE_SWITCH = (
    "Until the switch all is right. What is the speed just before update 6, and what does an update with mu = 0.9 make "
    "of it?"
)


def _rolled(n, momentum):
    """The speed that the package's own step reaches; ``momentum`` of each update, counted from 1."""
    theta, velocity = {"w": np.array(0.0)}, {"w": np.array(0.0)}
    for update in range(1, n + 1):
        theta, velocity = step(theta, velocity, {"w": np.array(1.0)}, learning_rate=1.0, momentum=momentum(update))
    return -float(velocity["w"])


def _switched(n):
    return _rolled(n, lambda epoch: momentum_at(epoch, Settings()))


def _sum(n, mu):
    """1 + mu + ... + mu^(n - 1)."""
    return (1 - mu**n) / (1 - mu)


SPEED_MISTAKES = [
    Mistake(
        "This is the speed after very many updates; at first the ball is still at rest.", lambda n, mu: 1 / (1 - mu)
    ),
    Mistake(
        "This is the right speed times 1 - mu: the sum 1 + mu + mu^2 + ... of n terms is this, divided by 1 - mu.",
        lambda n, mu: 1 - mu**n,
    ),
    Mistake("One term too many: the first update finds a ball at rest.", lambda n, mu: _sum(n + 1, mu)),
    Mistake("One term too few: the first update already moves the ball by one step.", lambda n, mu: _sum(n - 1, mu)),
    Mistake("This ball has no friction; each update must first multiply the old speed by mu.", lambda n, mu: n),
    Mistake("This is what is left of one push after n updates; every update pushes anew.", lambda n, mu: mu**n),
    Mistake(
        "This is what is left of one push after n - 1 updates; every update pushes anew.", lambda n, mu: mu ** (n - 1)
    ),
    Mistake(
        "The sign: speed is how far the ball goes downhill in one update, a positive number.",
        lambda n, mu: -_sum(n, mu),
    ),
    Mistake(
        "The new push is multiplied by mu, too; only the old speed must be: v <- mu v - eta g.",
        lambda n, mu: mu * _sum(n, mu),
    ),
    Mistake(
        "This is the way that the ball has gone in n updates, the sum of all its speeds.",
        lambda n, mu: sum(_sum(k, mu) for k in range(1, n + 1)),
    ),
]

SWITCH_MISTAKES = [
    Mistake("This ball had mu = 0.9 from the start.", lambda n: _sum(n, 0.9)),
    Mistake("This ball keeps mu = 0.5 for ever.", lambda n: _sum(n, 0.5)),
    Mistake(
        "This ball stops at the switch; it should go on with the speed of update 5.",
        lambda n: _sum(n, 0.5) if n <= 5 else _sum(n - 5, 0.9),
    ),
    Mistake(
        "The switch comes one update early here: update 5 must still be made with mu = 0.5.",
        lambda n: _sum(n, 0.5) if n < 5 else 0.9 ** (n - 4) * _sum(4, 0.5) + _sum(n - 4, 0.9),
    ),
    Mistake(
        "The switch comes one update late here: update 6 must already be made with mu = 0.9.",
        lambda n: _sum(n, 0.5) if n <= 6 else 0.9 ** (n - 6) * _sum(6, 0.5) + _sum(n - 6, 0.9),
    ),
    Mistake(
        "This ball jumps at the switch to the speed of one with mu = 0.9 from the start; it should keep its own.",
        lambda n: _sum(n, 0.5) if n <= 5 else _sum(n, 0.9),
    ),
    Mistake(
        "After the switch this ball keeps the whole speed of update 5 and gains a new one; each update should leave 0.9 of it.",
        lambda n: _sum(n, 0.5) if n <= 5 else _sum(5, 0.5) + _sum(n - 5, 0.9),
    ),
    Mistake(
        "After the switch nothing pushes this ball any more; each update should add a new push.",
        lambda n: _sum(n, 0.5) if n <= 5 else 0.9 ** (n - 5) * _sum(5, 0.5),
    ),
]
