from fractions import Fraction

import numpy as np
import pytest

from elman.exercises.momentum import SPEED_MISTAKES, SWITCH_MISTAKES, check_speed, check_switched_speed


def speed(n, mu):
    return (1 - mu**n) / (1 - mu)


def switched(n, switch=5):
    return speed(n, 0.5) if n <= switch else 0.9 ** (n - switch) * speed(switch, 0.5) + speed(n - switch, 0.9)


def by_adding_up(n, momenta):
    v = 0.0
    for mu in momenta[:n]:
        v = mu * v + 1
    return v


@pytest.mark.parametrize(
    "answer",
    [
        speed,
        lambda n, mu: by_adding_up(n, [mu] * n),
        lambda n, mu: sum(mu**k for k in range(n)),
        lambda n, mu: np.sum(mu ** np.arange(n)),
        lambda n, mu: np.polyval(np.ones(n), mu),
        lambda n, mu: Fraction(speed(n, mu)),
        lambda n, mu: np.float32(speed(n, mu)),
        lambda n, mu: np.array([[speed(n, mu)]]),
    ],
)
def test_right_speeds(answer):
    verdict = check_speed(answer)
    assert verdict.kind == "right"
    assert "1 / (1 - mu)" in verdict.word


@pytest.mark.parametrize(
    "answer",
    [
        switched,
        lambda n: by_adding_up(n, [0.5] * 5 + [0.9] * 1000),
        lambda n: switched(n) if n <= 5 else 10 - (10 - switched(5)) * 0.9 ** (n - 5),
    ],
)
def test_right_speeds_with_the_switch(answer):
    verdict = check_switched_speed(answer)
    assert verdict.kind == "right"
    assert "1.94 at update 5, 2.74 at update 6" in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda n, mu: 1 / (1 - mu), "after very many updates"),
        (lambda n, mu: 1 - mu**n, "divided by 1 - mu"),
        (lambda n, mu: speed(n + 1, mu), "too many"),
        (lambda n, mu: sum(mu**k for k in range(1, n + 1)), "multiplied by mu, too"),
        (lambda n, mu: speed(n - 1, mu), "too few"),
        (lambda n, mu: n, "no friction"),
        (lambda n, mu: -speed(n, mu), "The sign"),
        (lambda n, mu: mu**n, "after n updates; every"),
        (lambda n, mu: mu ** (n - 1), "after n - 1 updates"),
        (lambda n, mu: sum(speed(k, mu) for k in range(n + 1)), "the way"),
    ],
)
def test_wrong_speeds_are_named(answer, word, named):
    verdict = check_speed(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, SPEED_MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda n: speed(n, 0.9), "mu = 0.9 from the start."),
        (lambda n: speed(n, 0.5), "for ever"),
        (lambda n: speed(n, 0.5) if n <= 5 else speed(n - 5, 0.9), "stops at the switch"),
        (lambda n: switched(n, 4), "one update early"),
        (lambda n: switched(n, 6), "one update late"),
        (lambda n: speed(n, 0.5) if n <= 5 else speed(n, 0.9), "jumps at the switch"),
        (lambda n: speed(n, 0.5) if n <= 5 else speed(5, 0.5) + speed(n - 5, 0.9), "keeps the whole speed"),
        (lambda n: speed(n, 0.5) if n <= 5 else 0.9 ** (n - 5) * speed(5, 0.5), "nothing pushes"),
    ],
)
def test_wrong_speeds_with_the_switch_are_named(answer, word, named):
    verdict = check_switched_speed(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, SWITCH_MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        (lambda n, mu: 1 / mu, ["n = 1 and mu = 0", "ZeroDivisionError"]),
        (lambda n: n, ["TypeError"]),
        (lambda n, mu: "fast", ["text"]),
        (lambda n, mu: [n, mu], ["(2,)"]),
        (lambda n, mu: None if mu else 1.0, ["mu = 0.5", "None"]),
        (lambda n, mu: 1 + mu, ["updates 1, 2 and 3"]),
        (lambda n, mu: 2 * speed(n, mu), ["2 times"]),
        (lambda n, mu: speed(n, mu) * (1 + 1e-7), ["digits"]),
        (lambda n, mu: speed(n, mu) if n < 100 else 0.0, ["n = 200"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(answer, facts, named):
    verdict = check_speed(answer)
    assert verdict.kind == "wrong"
    assert all(fact in verdict.word for fact in facts)
    assert not named(verdict, SPEED_MISTAKES)


def test_nothing_yet():
    assert check_speed(lambda n, mu: None).kind == "open"
    assert check_switched_speed(lambda n: None).kind == "open"


def test_what_is_no_number_is_shown_where_it_is():
    assert "For n = 6" in str(check_switched_speed(lambda n: switched(n) if n <= 5 else None))


def test_that_all_is_right_until_the_switch_is_said_only_where_it_is_so(named):
    until = check_switched_speed(lambda n: switched(n) if n <= 5 else 1.9375 + n)
    assert "Until the switch all is right" in str(until)
    assert not named(until, SWITCH_MISTAKES)
    assert "Until the switch" not in str(check_switched_speed(lambda n: 1.1 * n))
