import pytest

from elman.exercises.momentum import check_speed, check_switched_speed


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
    "answer", [speed, lambda n, mu: by_adding_up(n, [mu] * n), lambda n, mu: sum(mu**k for k in range(n))]
)
def test_right_speeds(answer):
    verdict = check_speed(answer)
    assert verdict.kind == "right"
    assert "ten times for 0.9" in verdict.word


@pytest.mark.parametrize("answer", [switched, lambda n: by_adding_up(n, [0.5] * 5 + [0.9] * 1000)])
def test_right_speeds_with_the_switch(answer):
    verdict = check_switched_speed(answer)
    assert verdict.kind == "right"
    assert "1.94 at update 5, 2.74 at update 6" in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda n, mu: 1 / (1 - mu), "after very many updates"),
        (lambda n, mu: 1 - mu**n, "divided by 1 - mu"),
        (lambda n, mu: speed(n + 1, mu), "one term too many"),
        (lambda n, mu: speed(n - 1, mu), "one term too few"),
        (lambda n, mu: n, "no friction"),
        (lambda n, mu: -speed(n, mu), "The sign"),
        (lambda n, mu: 1 + mu, "updates 1, 2 and 3"),
    ],
)
def test_wrong_speeds(answer, word):
    verdict = check_speed(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda n: speed(n, 0.9), "mu = 0.9 from the start"),
        (lambda n: speed(n, 0.5), "keeps mu = 0.5 for ever"),
        (lambda n: speed(n, 0.5) if n <= 5 else speed(n - 5, 0.9), "does not stop at the switch"),
        (lambda n: switched(n, 4), "one update early"),
        (lambda n: speed(n, 0.5) if n <= 5 else speed(n, 0.9), "it does not jump"),
        (lambda n: switched(n, 6), "For n = 6"),
    ],
)
def test_wrong_speeds_with_the_switch(answer, word):
    verdict = check_switched_speed(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda n, mu: 1 / mu, "For n = 1 and mu = 0, your function raised ZeroDivisionError"),
        (lambda n: n, "TypeError"),
        (lambda n, mu: "fast", "One finite number"),
        (lambda n, mu: [n, mu], "One finite number"),
        (lambda n, mu: None if mu else 1.0, "One finite number"),
    ],
)
def test_what_is_no_number_is_told(answer, word):
    verdict = check_speed(answer)
    assert verdict.kind == "wrong"
    assert word in verdict.word


def test_nothing_yet():
    assert check_speed(lambda n, mu: None).kind == "open"
    assert check_switched_speed(lambda n: None).kind == "open"


def test_what_is_no_number_is_shown_where_it_is():
    assert "for n = 6 you have None" in str(check_switched_speed(lambda n: 1.0 if n <= 5 else None))


def test_right_until_the_switch_is_told():
    verdict = check_switched_speed(lambda n: (1 - 0.5**n) / 0.5 if n <= 5 else 1.9375 + n)
    assert "Until the switch all is right" in str(verdict)
