"""The rows of the paper's Table 1, by name, and the numbers it gives for them."""

from dataclasses import dataclass

from elman.systems.recurrent import STAGES


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Parameters
    ----------
    system : str
        Its name in the table.
    group : str
        The group of feature columns it uses.
    family : str
        A key of `elman.systems.families.FAMILIES`: what is fitted.
    stage : str
        Which of the family's predictors the row shows.
    protocols : tuple of str
        Where it is scored: in cross-validation, on the evaluation songs.
    """

    system: str
    group: str
    family: str
    stage: str
    protocols: tuple = ("cv", "evaluation")

    @property
    def name(self):
        """System and columns, as in ``rnn 260`` or ``rnn 268 + smoothing``."""
        first, plus, rest = self.system.partition(" + ")
        return f"{first} {self.group}{plus}{rest}"


def rows(groups):
    """The rows for a corpus with these groups of columns; BSL, the organisers' baseline, only with the 260.

    Examples
    --------
    >>> [row.name for row in rows(["260"])]
    ['BSL 260', 'lr 260', 'rnn 260', 'rnn 260 + smoothing', 'rnn 260 + rnn2']
    """
    table = [Row("BSL", "260", "linear", "lr", ("evaluation",))] if "260" in groups else []
    for group in groups:
        table.append(Row("lr", group, "linear", "lr"))
        table.extend(Row(stage, group, "recurrent", stage) for stage in STAGES)
    return table


PAPER_CV = {
    "lr 260": (0.2753, 0.6368, 0.2539, 0.6465),
    "rnn 260": (0.2608, 0.6749, 0.2457, 0.6703),
    "rnn 260 + smoothing": (0.254, 0.694, 0.239, 0.689),
    "rnn 260 + rnn2": (0.2503, 0.7031, 0.2385, 0.6917),
    "rnn 268": (0.2593, 0.6785, 0.2448, 0.6728),
    "rnn 268 + smoothing": (0.2524, 0.6974, 0.2385, 0.6917),
    "rnn 268 + rnn2": (0.2492, 0.7061, 0.2378, 0.6937),
}
"""Ten folds, pooled over 25,800 frames, from the authors' log: valence RMSE, valence r, arousal RMSE, arousal r."""

LABELS_2015_STD = (0.352, 0.330)
"""Standard deviation of valence and arousal over all frames of the challenge's own development labels."""

PAPER_EVALUATION = {
    "BSL 260": (0.366, 0.18, 0.01, 0.38, 0.27, 0.11, 0.36, 0.26),
    "rnn 260": (0.377, 0.181, 0.017, 0.420, 0.259, 0.112, 0.518, 0.238),
    "rnn 260 + smoothing": (0.365, 0.188, 0.029, 0.476, 0.247, 0.116, 0.588, 0.235),
    "rnn 268": (0.373, 0.180, 0.023, 0.422, 0.254, 0.106, 0.532, 0.224),
    "rnn 268 + smoothing": (0.361, 0.187, 0.044, 0.487, 0.243, 0.111, 0.612, 0.216),
    "rnn 268 + rnn2": (0.371, 0.194, 0.044, 0.525, 0.244, 0.115, 0.635, 0.222),
}
"""58 songs, mean and standard deviation over songs: of valence RMSE, valence r, arousal RMSE, arousal r."""


def paper(row, protocol, emotion):
    """The paper's numbers for a row: a dict of ``rmse``, ``rmse_std``, ``rmse_over_std``, ``r``, ``r_std``.

    Empty where it gives none. It gives no RMSE / std either; in cross-validation that follows from the labels of 2015.
    """
    first = 0 if emotion == "valence" else 1
    if protocol == "cv" and row in PAPER_CV:
        rmse, r = PAPER_CV[row][2 * first : 2 * first + 2]
        return {"rmse": rmse, "rmse_over_std": rmse / LABELS_2015_STD[first], "r": r}
    if protocol == "evaluation" and row in PAPER_EVALUATION:
        return dict(zip(("rmse", "rmse_std", "r", "r_std"), PAPER_EVALUATION[row][4 * first :], strict=False))
    return {}
