"""Is there a kink, where a cost has two slopes and no derivative?

The L1 norm has one at every weight that is zero: to its left the slope is -1, to its right 1. Every slope between is a
subgradient, and none is wrong. Notebook 08, "Shrink and stop".
"""

KINK_STEPS = (1e-5, 1e-6)


def at_kink(cost, params, name, index, analytic):
    """Slopes left and right that differ, and go on differing when the step shrinks tenfold; ``analytic`` between
    them."""

    def at(step):
        moved = {key: value.copy() for key, value in params.items()}
        moved[name][index] += step
        return cost(moved)

    here = at(0.0)
    slopes = [((here - at(-h)) / h, (at(h) - here) / h) for h in KINK_STEPS]
    wide, narrow = (abs(right - left) for left, right in slopes)
    noise = 1e-14 * abs(here) / KINK_STEPS[1]
    left, right = slopes[1]
    slack = 1e-3 * narrow
    return bool(
        narrow > 10 * noise and narrow > 0.5 * wide and min(left, right) - slack <= analytic <= max(left, right) + slack
    )
