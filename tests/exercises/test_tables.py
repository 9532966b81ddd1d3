"""Every table of likely mistakes: each is named where it was made, and no other; noise is never taken for one."""

import numpy as np
import pytest

from elman.exercises import (
    clipping,
    forward,
    gradients,
    gru,
    kernel,
    leak,
    memory,
    momentum,
    outputs,
    penalties,
    ridge,
    smoothing,
    statistics,
    truncation,
    valley,
)

TABLES = {
    "correlation": (
        lambda answer: statistics.check_correlation(answer, statistics._short_songs(5)),
        statistics.MISTAKES,
    ),
    "ridge": (ridge.check_ridge, ridge.MISTAKES),
    "without memory": (memory.check_without_memory, memory.OUTPUT_MISTAKES),
    "equivalent": (memory.check_equivalent, memory.LINEAR_MISTAKES),
    "step": (forward.check_step, forward.STEP_MISTAKES),
    "forward": (forward.check_forward, forward.FORWARD_MISTAKES),
    "truncation": (truncation.check_truncated, truncation.MISTAKES),
    "clipping": (clipping.check_clip, clipping.MISTAKES),
    "three bugs": (lambda answer: gradients.check_three_bugs(answer, found=3), gradients.PLANTED),
    "outputs": (outputs.check_best_equal_correlation, outputs.MISTAKES),
    "speed": (momentum.check_speed, momentum.SPEED_MISTAKES),
    "switched speed": (momentum.check_switched_speed, momentum.SWITCH_MISTAKES),
    "penalties": (penalties.check_split, penalties.MISTAKES),
    "smoothing": (smoothing.check_smooth_to_the_edge, smoothing.MISTAKES),
    "leak": (leak.check_predicted_rmse, leak.MISTAKES),
    "kernel": (kernel.check_width, kernel.MISTAKES),
    "valley": (valley.check_valley, valley.MISTAKES),
    "gru": (gru.check_gru, gru.MISTAKES),
}


@pytest.mark.parametrize(("check", "table"), TABLES.values(), ids=TABLES)
def test_each_mistake_is_named_and_no_other(check, table, named):
    singles = [mistake for mistake in table if mistake.slips == 1]
    assert len(singles) >= 3
    for mistake in singles:
        verdict = check(mistake.gives)
        assert verdict.kind == ("open" if mistake.open else "wrong"), mistake.word
        assert named(verdict, table) == {mistake.word}, mistake.word


def shaken(gives, rng):
    """What a mistake gives, each number off by about a tenth: numbers that no mistake explains."""

    def answer(*arguments):
        def one(part):
            return part * (1 + 0.1 * rng.standard_normal(np.shape(part))) + 0.01

        value = gives(*arguments)
        if isinstance(value, dict):
            return {name: one(part) for name, part in value.items()}
        return tuple(map(one, value)) if isinstance(value, tuple) else one(value)

    return answer


@pytest.mark.parametrize(("check", "table"), TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("seed", range(2))
def test_numbers_beside_those_of_a_mistake_are_not_taken_for_it(check, table, seed, named):
    rng = np.random.default_rng(seed)
    for mistake in [mistake for mistake in table if mistake.slips == 1][:8]:
        verdict = check(shaken(mistake.gives, rng))
        assert not verdict
        assert not named(verdict, table)


RNG = np.random.default_rng(99)
OTHER_ARGUMENTS = {
    "step": (forward._params(RNG), RNG.standard_normal(3), RNG.uniform(-1, 1, 4)),
    "forward": (forward._params(RNG), RNG.standard_normal((5, 3))),
    "truncation": (*gradients._song(5, RNG), 3),
    "gru": gru._frame(99),
    "three bugs": gradients._song(5, RNG),
}


def flat(value):
    parts = value.values() if isinstance(value, dict) else value
    return np.concatenate([np.ravel(part) for part in parts])


@pytest.mark.parametrize("name", OTHER_ARGUMENTS)
def test_of_two_mistakes_at_once_none_is_named_that_gives_other_numbers(name):
    """One mistake may hide the other; but all that is named gives the answer's numbers, on other arguments, too."""
    check, table = TABLES[name]
    pairs = [mistake for mistake in table if mistake.slips == 2]
    for mistake in pairs[:: max(1, len(pairs) // 40)]:
        verdict = check(mistake.gives)
        assert verdict.kind == "wrong"
        two = {other.word for other in pairs if other.word in str(verdict)}
        told = two or {other.word for other in table if other.slips == 1 and other.word in str(verdict)}
        assert told
        numbers = flat(mistake.gives(*OTHER_ARGUMENTS[name]))
        for word in told:
            forms = [flat(other.gives(*OTHER_ARGUMENTS[name])) for other in table if other.word == word]
            assert any(np.allclose(form, numbers, rtol=1e-7, atol=1e-9) for form in forms), word


def test_words_are_sentences_of_the_students_language():
    """They end in a full stop or a question mark, and none is said twice in other words by accident."""
    for _, table in TABLES.values():
        for mistake in table:
            assert mistake.word[-1] in ".?", mistake.word
            assert "  " not in mistake.word
