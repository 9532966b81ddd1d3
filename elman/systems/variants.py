"""Rows beside the paper's Table 1: what it tried without gain (LSTM among it), what it did not ask (does
memory help?), and what goes beyond it.

All are judged on the same folds by the same evaluator as the table's own rows, with the largest group of columns. Networks
have the reading's hyper-parameters (those of the paper's network), so that a row differs in the one thing it is named after.
The second network is left out.
"""

from elman.systems.table1 import Row

SYSTEMS = {
    "pca": "pca rnn",
    "kernel_pca": "kernel-pca rnn",
    "autoencoder": "autoencoder rnn",
    "early_stopping": "early-stopping rnn",
    "lstm": "lstm",
    "gru": "gru",
    "static": "rnn without recurrence",
}
"""Families of networks, which all give a raw and a smoothed curve, and their names in the table."""


def rows(groups):
    """The rows for a corpus with these groups of columns.

    Examples
    --------
    >>> [row.name for row in rows(["260", "268"])][:2], [row.name for row in rows(["260"])][-2:]
    (['pca rnn 268', 'pca rnn 268 + smoothing'], ['ridge 260', 'best 260'])
    """
    group = list(groups)[-1]
    table = []
    for family, system in SYSTEMS.items():
        table.append(Row(system, group, family, "rnn"))
        table.append(Row(f"{system} + smoothing", group, family, "rnn + smoothing"))
    return [*table, Row("ridge", group, "ridge", "ridge"), Row("best", group, "best", "best")]
