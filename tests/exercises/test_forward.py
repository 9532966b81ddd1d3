import numpy as np
import pytest

from elman.exercises.forward import FORWARD_MISTAKES, STEP_MISTAKES, check_forward, check_step
from elman.network import rnn

# A student's program, and what may be put in the place of its parts.
PROGRAM = """
def forward(params, X):
    W_xh, W_hh, b_h, W_hy, b_y = (params[name] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y"))
    T, n = len(X), len(b_h)
    H = np.zeros((T + 1, n))
    H[0] = params["h_0"]
    for t in range(T):
        H[t + 1] = np.tanh(X[t] @ W_xh + H[t] @ W_hh + b_h)
    Y = H[1:] @ W_hy + b_y
    return Y, H
"""
START, LOOP, STATE, OUT, END = (
    'H[0] = params["h_0"]',
    "for t in range(T):",
    "H[t + 1] = np.tanh(X[t] @ W_xh + H[t] @ W_hh + b_h)",
    "Y = H[1:] @ W_hy + b_y",
    "return Y, H",
)

SUM = "np.tanh(X[t] @ W_xh + H[t] @ W_hh + b_h)"
OUT_IN_LOOP = "Y = np.zeros((T, 2))\n    for t in range(T - 1):\n        Y[t] = H[t + 1] @ W_hy + b_y"


def student(*changes):
    source = PROGRAM
    for old, new in changes:
        assert source.count(old) == 1
        source = source.replace(old, new)
    space = {"np": np}
    exec(source, space)
    return space["forward"]


def with_lists(params, X):
    H, Y = [params["h_0"]], []
    for x in X:
        H.append(np.tanh(x @ params["W_xh"] + H[-1] @ params["W_hh"] + params["b_h"]))
        Y.append(H[-1] @ params["W_hy"] + params["b_y"])
    return Y, H


def of_the_package(params, X):
    Y, cache = rnn.forward(params, X)
    return Y, cache.H


def columns(params, X):
    """As in texts whose states are columns."""
    W_xh, W_hh, W_hy = (params[name].T for name in ("W_xh", "W_hh", "W_hy"))
    h, H, Y = params["h_0"], [params["h_0"]], []
    for x in X:
        h = np.tanh(W_xh @ x + W_hh @ h + params["b_h"])
        H, Y = [*H, h], [*Y, W_hy @ h + params["b_y"]]
    return np.array(Y), np.array(H)


def in_single_precision(params, X):
    return student()({name: value.astype(np.float32) for name, value in params.items()}, X.astype(np.float32))


RIGHT = [
    student(),
    with_lists,
    of_the_package,
    columns,
    lambda p, X: [part.astype(np.float32) for part in student()(p, X)],
    lambda p, X: dict(zip("HY", student()(p, X)[::-1], strict=True)),
    lambda p, X: (part for part in student()(p, X)),
    student((STATE, "H[t + 1] = np.tanh(np.hstack([X[t], H[t]]) @ np.vstack([W_xh, W_hh]) + b_h)")),
    student((LOOP, "for t in range(1, T + 1):"), (STATE, "H[t] = np.tanh(X[t - 1] @ W_xh + H[t - 1] @ W_hh + b_h)")),
]


@pytest.mark.parametrize("forward", RIGHT)
def test_right_answers(forward):
    assert check_forward(forward)


def test_no_answer_is_no_mistake():
    for forward in (None, lambda params, X: None, lambda params, X: (None, None)):
        assert check_forward(forward).kind == "open"


def test_an_empty_loop_is_not_done_yet():
    assert check_forward(student((STATE, "pass"))).kind == "open"
    assert check_forward(student((STATE, "pass"), (OUT, "Y = np.zeros((T, 2))"))).kind == "open"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("H[t] @ W_hh", "W_hh @ H[t]")], ["wrong side"]),
        ([("H[t] @ W_hh", "H[t] @ W_hh.T")], ["wrong side"]),
        ([("@ W_hh + b_h)", "@ W_hh)")], ["b_h is missing"]),
        ([("@ W_hy + b_y", "@ W_hy")], ["b_y is missing"]),
        ([("@ W_hh + b_h)", "@ W_hh)"), ("@ W_hy + b_y", "@ W_hy")], ["b_h is missing", "b_y is missing"]),
        ([(SUM, "np.tanh(X[t] @ W_xh) + H[t] @ W_hh + b_h")], ["h @ W_hh and b_h are outside"]),
        ([(SUM, "np.tanh(X[t] @ W_xh + b_h) + H[t] @ W_hh")], ["h @ W_hh is outside"]),
        ([("W_hh + b_h)", "W_hh) + b_h")], ["b_h is outside"]),
        ([(SUM, "X[t] @ W_xh + np.tanh(H[t] @ W_hh + b_h)")], ["x @ W_xh is outside"]),
        ([("np.tanh(X", "(X")], ["tanh is missing"]),
        ([("np.tanh(X", "np.tanh(0 * X")], ["frame is not used"]),
        ([("H[t] @ W_hh", "0")], ["no memory"]),
        ([(START, "pass")], ["h_0 is forgotten"]),
        ([("H[t] @ W_hh", "H[t - 1] @ W_hh")], ["two frames before"]),
        ([("H[t] @ W_hh", "H[max(t - 1, 0)] @ W_hh")], ["two frames before"]),
        ([("H[t] @ W_hh", "H[0] @ W_hh")], ["made of h_0"]),
        ([("H[t] @ W_hh", 'params["h_0"] @ W_hh')], ["made of h_0"]),
        ([("H[t + 1] =", "H[t] ="), ("H[t] @", "H[t - 1] @"), ("H[1:]", "H[:-1]")], ["put into H[t]"]),
        ([("Y = H[1:]", "Y = H[:-1]")], ["old states"]),
        ([("range(T)", "range(T - 1)")], ["ends one frame early"]),
        ([(OUT, OUT_IN_LOOP), ("range(T):\n        H", "range(T - 1):\n        H")], ["ends one frame early"]),
        ([("range(T)", "range(1, T)")], ["begins at frame 1"]),
        ([("range(T)", "reversed(range(T))")], ["last frame to the first"]),
        ([("X[t] @", "X[t - 1] @")], ["the frame before"]),
        ([("X[t] @", "X[T - 1 - t] @")], ["reverse order"]),
        ([("X[t] @", "X[0] @")], ["takes frame 0"]),
        ([(OUT, "Y = np.tanh(H[1:] @ W_hy + b_y)")], ["a tanh around the outputs"]),
        ([(END, "return Y, H[1:]")], ["lacks its first row"]),
        ([("np.tanh", "(lambda z: 1 / (1 + np.exp(-z)))")], ["sigmoid"]),
        ([("H[t] @ W_hh", "W_hh @ H[t - 1]")], ["wrong side", "two frames before"]),
        ([(START, "pass"), ("Y = H[1:]", "Y = H[:-1]")], ["h_0 is forgotten", "old states"]),
        ([("H[t] @ W_hh", "W_hh @ H[t]"), ("range(T)", "range(T - 1)")], ["wrong side", "ends one frame early"]),
    ],
)
def test_mistakes_are_named_also_two_at_once(changes, words, named):
    verdict = check_forward(student(*changes))
    assert verdict.kind == "wrong"
    found = named(verdict, FORWARD_MISTAKES)
    assert len(found) == len(words)
    assert all(any(word in one for one in found) for word in words)


@pytest.mark.parametrize(
    ("forward", "facts"),
    [
        (rnn.forward, ["H is a Cache"]),
        (lambda p, X: student()(p, X)[0], ["2 were expected: Y, H"]),
        (lambda p, X: student()(p, X)[::-1], ["H has shape (1, 2), but (2, 4)"]),
        (student((LOOP, "for t in range(T + 1):")), ["IndexError", "one frame"]),
        (student(("X[t] @ W_xh", "W_xh @ X[t]")), ["ValueError", "one frame"]),
        (student((STATE, f"H[t + 1] = 0.9 * {SUM}")), ["first state that is wrong is H[1]", "t = 0"]),
        (student((STATE, f"{STATE} * (1 if t < 7 else 0.5)")), ["20 frames", "H[8]", "t = 7"]),
        (student((START, 'H[0] = 2 * params["h_0"]')), ["H[0]: it is h_0"]),
        (student((OUT, "Y = 3 * (H[1:] @ W_hy) + b_y")), ["All states are right"]),
        (student((END, "return Y.T, H")), ["transposed"]),
        (student((END, "return Y, H * np.nan")), ["H[0, 0] is nan"]),
        (student((STATE, f"{STATE}.round(4)")), ["digits"]),
        (in_single_precision, ["7 digits", "float32"]),
        (student((END, 'params["h_0"][:] = H[-1]\n    return Y, H')), ["changes params"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(forward, facts, named):
    verdict = check_forward(forward)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, FORWARD_MISTAKES)


def test_a_state_kept_from_song_to_song_is_told():
    kept = {}

    def forward(params, X):
        params = params | {"h_0": kept.get("h", params["h_0"])}
        Y, H = student()(params, X)
        kept["h"] = H[-1]
        return Y, H

    verdict = check_forward(forward)
    assert verdict.kind == "wrong"
    assert "second call" in str(verdict)


def test_who_puts_it_into_the_package_is_still_judged_by_the_package(monkeypatch):
    wrong = student(("H[t] @ W_hh", "W_hh @ H[t]"))
    monkeypatch.setattr(rnn, "forward", wrong)
    assert not check_forward(wrong)
    assert check_forward(student())


def step(params, x, h):
    return np.tanh(x @ params["W_xh"] + h @ params["W_hh"] + params["b_h"])


@pytest.mark.parametrize(
    "answer",
    [
        step,
        lambda p, x, h: np.tanh(p["W_xh"].T @ x + p["W_hh"].T @ h + p["b_h"]),
        lambda p, x, h: list(step(p, x, h)),
        lambda p, x, h: step(p, x, h).astype(np.float32),
        lambda p, x, h: (number for number in step(p, x, h)),
    ],
)
def test_right_steps(answer):
    assert check_step(answer)


def test_no_step_is_no_mistake():
    assert check_step(lambda params, x, h: None).kind == "open"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda p, x, h: np.tanh(x @ p["W_xh"] + p["W_hh"] @ h + p["b_h"]), "wrong side"),
        (lambda p, x, h: np.tanh(x @ p["W_xh"] + h @ p["W_hh"]), "b_h is missing"),
        (lambda p, x, h: x @ p["W_xh"] + h @ p["W_hh"] + p["b_h"], "tanh is missing"),
        (lambda p, x, h: np.tanh(x @ p["W_xh"]) + h @ p["W_hh"] + p["b_h"], "h @ W_hh and b_h are outside"),
        (lambda p, x, h: np.tanh(x @ p["W_xh"] + p["b_h"]) + h @ p["W_hh"], "h @ W_hh is outside"),
        (lambda p, x, h: np.tanh(x @ p["W_xh"]) + np.tanh(h @ p["W_hh"]) + p["b_h"], "each term"),
        (lambda p, x, h: np.tanh(x @ p["W_xh"] + p["b_h"]), "no memory"),
        (lambda p, x, h: np.tanh(h @ p["W_hh"] + p["b_h"]), "frame is not used"),
        (lambda p, x, h: np.tanh(step(p, x, h)), "twice"),
        (lambda p, x, h: 1 / (1 + np.exp(-np.arctanh(step(p, x, h)))), "sigmoid"),
    ],
)
def test_mistakes_of_a_step_are_named(answer, word, named):
    verdict = check_step(answer)
    assert verdict.kind == "wrong"
    [found] = named(verdict, STEP_MISTAKES)
    assert word in found


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (lambda p, x, h: p["W_xh"] @ x, "ValueError"),
        (lambda p, x, h: step(p, x, h)[None], "(1, 4)"),
        (lambda p, x, h: -step(p, x, h), "wrong sign"),
        (lambda p, x, h: h, "h_new[0]"),
        (lambda p, x, h: step(p, x, h + 1), "h_new[0]"),
    ],
)
def test_other_wrong_steps_get_facts_and_no_mistake(answer, fact, named):
    verdict = check_step(answer)
    assert verdict.kind == "wrong"
    assert fact in str(verdict)
    assert not named(verdict, STEP_MISTAKES)
