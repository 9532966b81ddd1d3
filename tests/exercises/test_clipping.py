import numpy as np
import pytest

from elman.exercises.clipping import MISTAKES, check_clip


def norm_of(grads):
    return np.sqrt(sum((g**2).sum() for g in grads.values()))


def scaled(grads, factor):
    return {name: factor * g for name, g in grads.items()}


def right(grads, largest_norm):
    norm = norm_of(grads)
    return {name: g * largest_norm / norm for name, g in grads.items()} if norm > largest_norm else grads


def as_one_vector(grads, largest_norm):
    whole = np.concatenate([g.ravel() for g in grads.values()])
    factor = min(1.0, largest_norm / max(np.linalg.norm(whole), 1e-300))
    return {name: factor * g for name, g in grads.items()}


def by_lengths(grads, largest_norm):
    lengths = np.array([np.linalg.norm(g) for g in grads.values()])
    return {name: g / max(1.0, np.linalg.norm(lengths) / largest_norm) for name, g in grads.items()}


@pytest.mark.parametrize(
    "clip",
    [
        right,
        as_one_vector,
        by_lengths,
        lambda grads, largest: {name: g.tolist() for name, g in right(grads, largest).items()},
        lambda grads, largest: {name: g.astype(np.float32) for name, g in right(grads, largest).items()},
        lambda grads, largest: dict(reversed(right(grads, largest).items())),
        lambda grads, largest: scaled(grads, min(1.0, largest / norm_of(grads))),  # 2 / 0 is inf in NumPy
    ],
)
def test_right_answers(clip):
    assert check_clip(clip)


def test_no_answer_is_no_mistake():
    assert check_clip(lambda grads, largest_norm: None).kind == "open"


@pytest.mark.parametrize(
    ("clip", "word"),
    [
        (lambda grads, largest: grads, "Nothing is clipped"),
        (lambda grads, largest: {n: right({n: g}, largest)[n] for n, g in grads.items()}, "by its own norm"),
        (lambda grads, largest: {n: np.clip(g, -largest, largest) for n, g in grads.items()}, "by value"),
        (lambda grads, largest: scaled(grads, largest / max(norm_of(grads), 1e-9)), "made longer"),
        (lambda grads, largest: scaled(grads, largest / norm_of(grads)), "made longer"),  # nan where all are 0
        (lambda grads, largest: scaled(grads, min(1, largest / max(norm_of(grads) ** 2, 1e-9))), "without its root"),
        (
            lambda grads, largest: scaled(
                grads, min(1, largest / max(1e-9, sum(abs(g).sum() for g in grads.values())))
            ),
            "absolute values",
        ),
        (
            lambda grads, largest: scaled(grads, min(1, largest / max(1e-9, *(abs(g).max() for g in grads.values())))),
            "largest absolute",
        ),
        (
            lambda grads, largest: scaled(
                grads, min(1, largest / max(1e-9, sum(map(np.linalg.norm, map(np.ravel, grads.values())))))
            ),
            "sum of the gradients' norms",
        ),
        (lambda grads, largest: scaled(grads, max(1, norm_of(grads) / largest)), "wrong way round"),
        (lambda grads, largest: scaled(grads, 1 / norm_of(grads) if norm_of(grads) > largest else 1), "length 1"),
        (lambda grads, largest: scaled(grads, norm_of(grads) <= largest), "set to zero"),
    ],
)
def test_mistakes_are_named(clip, word, named):
    verdict = check_clip(clip)
    assert verdict.kind == "wrong"
    [found] = named(verdict, MISTAKES)
    assert word in found


def weights_only(grads, largest_norm):
    weights = {name: g for name, g in grads.items() if name.startswith("W")}
    return grads | right(weights, largest_norm)


def in_place(grads, largest_norm):
    norm = norm_of(grads)
    for g in grads.values():
        g *= min(1.0, largest_norm / max(norm, 1e-300))
    return grads


@pytest.mark.parametrize(
    ("clip", "facts"),
    [
        (in_place, ["changes grads"]),
        (
            lambda grads, largest: (
                scaled(grads, largest / norm_of(grads)) if norm_of(grads) != 0 and norm_of(grads) > 1 else grads
            ),
            ["norm 1.5"],
        ),
        (
            lambda grads, largest: {n: g / norm_of(grads) * min(norm_of(grads), largest) for n, g in grads.items()},
            ["all 0", "nan"],
        ),
        (lambda grads, largest: {n: right(grads, largest)[n] for n in list(grads)[:3]}, ["W_hy", "missing"]),
        (lambda grads, largest: list(right(grads, largest).values()), ["a dict"]),
        (weights_only, ["one factor"]),
        (lambda grads, largest: scaled(right(grads, largest), 0.99), ["0.99 times"]),
        (lambda grads: grads, ["TypeError"]),
    ],
)
def test_other_wrong_answers_get_facts_and_no_mistake(clip, facts, named):
    verdict = check_clip(clip)
    assert verdict.kind == "wrong"
    assert all(fact in str(verdict) for fact in facts)
    assert not named(verdict, MISTAKES)
