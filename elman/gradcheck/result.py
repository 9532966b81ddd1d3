"""What a check of gradients found, as a table one can read."""

from typing import NamedTuple

from elman.gradcheck.guards import listed
from elman.tables import Cell, Table

NOTES = {
    "kink": "at a kink of the cost the slopes on both sides differ; between them all is right",
    "too small": "all values are below {floor:.0e}, the rounding; nothing can be judged",
    "unclear": "the number depends on the size of the step, or on the last digit of the parameters, so it judges nothing: "
    "the cost jumps here, is bent too much for this eps, has no derivative, or grows every rounding error; try a smaller "
    "eps, other parameters, smaller weights or a shorter song",
    "not linear": "a dY 2^20 times as large does not give 2^20 times the gradient: shown is the large one divided by 2^20, "
    "and what it should be; is something clipped, normalised or rounded?",
}
"""What the verdict says of a status beside "right" and "wrong"."""


class Row(NamedTuple):
    """One parameter: its worst entry, and ``status``: "right", "wrong" or one of `NOTES`.

    ``floor`` is 0, or the absolute difference that rounding can make, where that decided and not rtol.
    """

    name: str
    shape: tuple
    error: float
    index: tuple
    analytic: float
    numeric: float
    status: str
    floor: float = 0.0


class GradientCheck:
    """What `elman.gradcheck.check` found: true when it passes; prints as a table, also in a terminal and in Jupyter.

    Attributes
    ----------
    rows : list of Row
        One for each parameter.
    passed : bool
        Each row is "right", "kink" or "too small", and not all are "too small".
    method : str
    rtol : float
    """

    HEAD = ("parameter", "shape", "relative error", "at", "analytic", "numeric", "")
    NUMBERS = (2, 4, 5)

    def __init__(self, rows, method, rtol):
        self.rows, self.method, self.rtol = rows, method, rtol
        judged = any(row.status in ("right", "kink") or row.error == 0 for row in rows)
        self.passed = judged and all(row.status in ("right", "kink", "too small") for row in rows)

    def __bool__(self):
        return self.passed

    @property
    def verdict(self):
        """One line: right or wrong, where, and what could not be judged."""
        floor = max((row.floor for row in self.rows if row.status == "right"), default=0.0)
        beside = f", or {floor:.0e} where the rounding of the cost hides more" if floor else ""
        how = f"({self.method.replace('_', ' ')}, tolerance {self.rtol:g}{beside})"
        bad = [row.name for row in self.rows if row.status in ("wrong", "not linear")]
        if bad:
            line = f"WRONG in {listed(bad)} {how}."
        else:
            line = f"The gradient is right {how}." if self.passed else f"Not judged {how}."
        for status, note in NOTES.items():
            rows = [row for row in self.rows if row.status == status]
            if rows:
                note = note.format(floor=max(row.floor for row in rows))
                line += f" {listed([row.name for row in rows])}: {note}."
        return line

    @property
    def table(self):
        """The rows and the verdict as a `elman.tables.Table`."""
        cells = [
            (
                row.name,
                str(row.shape),
                f"{row.error:.1e}",
                str(row.index) if row.index else "",
                *("" if 0 in row.shape else f"{value:.7g}" for value in (row.analytic, row.numeric)),
                f"right to {row.floor:.0e}"
                if row.floor and row.status == "right"
                else Cell(row.status, look="wrong" if row.status in ("wrong", "not linear") else ""),
            )
            for row in self.rows
        ]
        return Table(self.HEAD, cells, self.NUMBERS, note=self.verdict, good=self.passed)

    def __str__(self):
        return str(self.table)

    __repr__ = __str__

    def _repr_html_(self):
        return self.table._repr_html_()

    def __rich__(self):
        return self.table
