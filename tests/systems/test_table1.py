"""The table's rows and the paper's numbers, which are written down here a second time."""

import pytest

from elman.readings import READINGS
from elman.systems.families import FAMILIES
from elman.systems.table1 import PAPER_CV, PAPER_EVALUATION, paper, rows

CV = """
lr 260               .2753 .6368   .2539 .6465
rnn 260              .2608 .6749   .2457 .6703
rnn 260 + smoothing  .254 .694     .239 .689
rnn 260 + rnn2       .2503 .7031   .2385 .6917
rnn 268              .2593 .6785   .2448 .6728
rnn 268 + smoothing  .2524 .6974   .2385 .6917
rnn 268 + rnn2       .2492 .7061   .2378 .6937
"""
EVALUATION = """
BSL 260              .366 +- .18    .01 +- .38     .27 +- .11    .36 +- .26
rnn 260              .377 +- .181   .017 +- .420   .259 +- .112  .518 +- .238
rnn 260 + smoothing  .365 +- .188   .029 +- .476   .247 +- .116  .588 +- .235
rnn 268              .373 +- .180   .023 +- .422   .254 +- .106  .532 +- .224
rnn 268 + smoothing  .361 +- .187   .044 +- .487   .243 +- .111  .612 +- .216
rnn 268 + rnn2       .371 +- .194   .044 +- .525   .244 +- .115  .635 +- .222
"""


def written(text, names):
    """{(row, emotion): {name: number}}"""
    found = {}
    for line in text.strip().splitlines():
        row, numbers = line[:21].strip(), [float(cell) for cell in line[21:].replace("+-", " ").split()]
        assert len(numbers) == 2 * len(names)
        for n, emotion in enumerate(("valence", "arousal")):
            found[row, emotion] = dict(zip(names, numbers[n * len(names) :], strict=False))
    return found


@pytest.mark.parametrize(
    ("protocol", "text", "names", "table"),
    [
        ("cv", CV, ("rmse", "r"), PAPER_CV),
        ("evaluation", EVALUATION, ("rmse", "rmse_std", "r", "r_std"), PAPER_EVALUATION),
    ],
)
def test_the_papers_numbers(protocol, text, names, table):
    expected = written(text, names)
    assert {row for row, _ in expected} == set(table)
    for (row, emotion), numbers in expected.items():
        given = paper(row, protocol, emotion)
        if protocol == "cv":  # which the paper does not give, but its labels' standard deviations do
            assert given.pop("rmse_over_std") == numbers["rmse"] / {"valence": 0.352, "arousal": 0.330}[emotion]
        assert given == numbers


@pytest.mark.parametrize("row", ["lr 268", "rnn 260 + rnn2", "lr 260", "lr 12"])
def test_no_number_where_the_paper_gives_none(row):
    assert paper(row, "evaluation", "valence") == {}
    assert paper("BSL 260", "cv", "arousal") == {}
    assert paper("rnn 12 + smoothing", "cv", "arousal") == {}


def test_the_rows_in_the_papers_order():
    table = rows(["260", "268"])
    assert [row.name for row in table] == [
        "BSL 260",
        *("lr 260", "rnn 260", "rnn 260 + smoothing", "rnn 260 + rnn2"),
        *("lr 268", "rnn 268", "rnn 268 + smoothing", "rnn 268 + rnn2"),
    ]
    assert table[0].protocols == ("evaluation",)
    assert all(row.protocols == ("cv", "evaluation") for row in table[1:])
    assert all(row.family in FAMILIES for row in table)
    assert set(PAPER_CV) | set(PAPER_EVALUATION) <= {row.name for row in table}


def test_other_columns_have_rows_of_their_own_and_no_baseline_of_the_organisers():
    assert [row.name for row in rows(["12"])] == ["lr 12", "rnn 12", "rnn 12 + smoothing", "rnn 12 + rnn2"]


def test_both_readings_are_complete_and_as_the_facts_have_them():
    code, paper_ = READINGS["code"], READINGS["paper"]
    assert (code.name, paper_.name) == ("code", "paper")
    assert (code.network.output, code.network.loss, code.network.l1_norm) == ("linear", "mse", "abs_sum")
    assert (paper_.network.output, paper_.network.loss, paper_.network.l1_norm) == ("softmax", "rmse", "l1")
    assert (code.kernel, paper_.kernel) == ("half_ends", "uniform")
    assert (code.n_bark_bands, paper_.n_bark_bands) == (27, 25)
    assert (code.valley_rate, paper_.valley_rate) == (22050, 44100)
    for reading in (code, paper_):
        network = reading.network
        assert network.network == "elman"
        assert (network.n_hidden, network.n_epochs, network.l1, network.l2) == (10, 50, 0.01, 0.01)
        assert (network.learning_rate, network.learning_rate_decay, network.scale) == (0.001, 0.999, 0.01)
        assert (network.momentum_first, network.momentum_later, network.momentum_switch) == (0.5, 0.9, 5)
