"""The switches: every one of them is a mistake, and leaves the table of the right pass as it was."""

import copy

import numpy as np
import pytest

from elman.diagnosis.cases import draw_case
from elman.diagnosis.edits import length_edits, walk_edits
from elman.diagnosis.looks import IMPOSSIBLE
from elman.diagnosis.passes import DA_SUMS, RIGHT, State
from elman.diagnosis.sum_edits import sum_edits
from elman.diagnosis.walk import gradients
from elman.diagnosis.words import Equations
from elman.network import gru, lstm, rnn
from elman.network.activations import OUTPUTS


@pytest.fixture(scope="module", params=[rnn, lstm, gru])
def network(request):
    return request.param


@pytest.fixture(scope="module")
def cases(network):
    rng, sizes = np.random.default_rng(0), ((5, 3, 4, 2), (6, 3, 3, 3))
    return [draw_case(*some, network=network, output=output, rng=rng) for some in sizes for output in OUTPUTS]


SUM_OF_ALL_FRAMES = (
    "of the next frame (the last takes the first)",
    "of the frame before (the first takes the last)",
    "in reversed order of frames",
    "averaged over the frames",
)
"""What leaves the sum over all frames as it is."""


def changes_something(plan, cases):
    for case in cases:
        try:
            found = gradients(plan, case.forward)
        except IMPOSSIBLE:
            return True
        if not all(value.shape == case.right[k].shape and case.same(k, value) for k, value in found.items()):
            return True
    return False


@np.errstate(all="ignore")
def test_every_edit_of_a_step_changes_the_gradients_and_can_be_told(network, cases):
    right, equations = copy.deepcopy(RIGHT[network]), Equations(network)
    for edit in [*walk_edits(network), *length_edits([2, 3])]:
        some = np.add(edit.coefficients, 0.37) if edit.coefficients else ()
        assert changes_something(edit.change(RIGHT[network], *some), cases), edit.name
        if edit.coefficients and ", with " not in edit.name:  # another array is wrong with every formula
            assert not changes_something(edit.change(RIGHT[network], *edit.coefficients), cases), edit.name
        if not edit.coefficients:
            assert equations.differences(edit), edit.name
    assert RIGHT[network].steps == right.steps
    assert RIGHT[network].sums == right.sums


def test_only_edits_of_the_output_side_change_the_sums_of_dA(network, cases):
    told = set()
    for edit in walk_edits(network):
        plan = edit.change(RIGHT[network], *np.add(edit.coefficients, 0.37))
        told.add(plan.output_side)
        for case in cases if not plan.output_side else ():
            try:
                found = gradients(plan, case.forward, DA_SUMS)
            except IMPOSSIBLE:
                continue
            assert all(case.same(name, value) for name, value in found.items()), edit.name
    assert told == {True, False}


@np.errstate(all="ignore")
def test_every_edit_of_a_sum_changes_that_gradient(network, cases):
    for name, how in RIGHT[network].sums.items():
        for heading, wrong in sum_edits(network, name, how):
            if isinstance(how, State):
                continue  # some are other ways to the right one
            if how.left is None and heading in SUM_OF_ALL_FRAMES:
                continue
            assert changes_something(RIGHT[network]._replace(sums={name: wrong}), cases), (name, heading)
