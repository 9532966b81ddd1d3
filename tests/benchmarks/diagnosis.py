"""How long does it take to say what is wrong with a backward pass?

    python tests/benchmarks/diagnosis.py        # about two minutes

Of each network, a sample of the edits that the diagnosis knows is planted, one at a time, and judged; then passes with a
slip that no edit gives. Told are seconds without the start of Python, and how many times a right pass takes: machines
differ, ratios less.
"""

import statistics
import time
from functools import partial

import numpy as np

from elman.diagnosis import diagnose
from elman.diagnosis.edits import walk_edits
from elman.diagnosis.findings import UNKNOWN
from elman.diagnosis.forward import Forward
from elman.diagnosis.passes import RIGHT
from elman.diagnosis.walk import gradients

SAMPLE = 40
"""So many edits of each network."""


def backward(plan, params, dY, cache, network):
    """What an edited pass gives, as a student's function."""
    return gradients(plan, Forward(params, dY, cache, network))


def unknown(plan):
    """The pass with every signal of a step bent in a way that no edit has."""
    for step in [step for step in plan.steps if step.startswith("dZ")]:
        yield plan._replace(spoilt=((step, lambda A: A * np.linspace(0.4, 1.7, A.shape[-1]) ** 1.3),))


def seconds(plan, network):
    """The seconds of one judgement, and whether every mistake that is found has a name."""
    start = time.perf_counter()
    diagnosis = diagnose(partial(backward, plan, network=network), network=network)
    return time.perf_counter() - start, UNKNOWN not in diagnosis.names


def main():
    """Print a line for each network and kind of mistake."""
    rng = np.random.default_rng(0)
    for network, right in RIGHT.items():
        alone, _ = min(seconds(right, network) for _ in range(3))
        pool = [edit for edit in walk_edits(network) if not edit.coefficients]
        planted = [pool[n].change(right) for n in sorted(rng.choice(len(pool), SAMPLE, replace=False))]
        for what, plans in (("one edit", planted), ("unknown", list(unknown(right)))):
            found = [seconds(plan, network) for plan in plans]
            times, named = [time_ for time_, _ in found], sum(named for _, named in found)
            middle, slowest = statistics.median(times), max(times)
            print(
                f"{network.__name__.rpartition('.')[2]:5} {what:8} {named:2} of {len(times):2} named; median {middle:.2f} s, "
                f"slowest {slowest:.2f} s: {middle / alone:.0f} and {slowest / alone:.0f} times a right pass ({alone:.2f} s)"
            )


if __name__ == "__main__":
    main()
