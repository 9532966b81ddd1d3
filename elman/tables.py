"""A table whose cells are made once, and its three dresses: plain text, a terminal, HTML for Jupyter and the report page."""

from html import escape
from typing import NamedTuple

from elman.errors import printable

GAP = 2
"""Blanks between two columns."""


class Cell(NamedTuple):
    """A cell with a second line, or with a look: ``"best"`` of its column, or ``"wrong"``."""

    text: str
    below: str = ""
    look: str = ""


class Table:
    """Cells of text under headings; prints as plain text, in a terminal with colours, and in Jupyter.

    A terminal that is too narrow gets the columns in several blocks, each with the first column before it, or, where not
    even two columns fit, a line for each cell: no cell is ever cut.

    Parameters
    ----------
    head : sequence of str
        The headings; a heading may have two lines.
    rows : sequence of sequences of (str or Cell)
    numbers : collection of int
        The columns that are aligned to the right.
    title, note : str
        Stand above and below.
    star : str, optional
        What an asterisk means; stands before the note, but not in HTML, where the best are bold.
    good : bool, optional
        Whether the note says that all is right (green) or not (red).

    Examples
    --------
    >>> rows = [("lr", Cell(".637", "paper .646")), ("rnn", Cell(".675", look="best"))]
    >>> print(Table(("row", "r"), rows, numbers=(1,)))
    row            r
    lr         .637
         paper .646
    rnn        .675*
    """

    def __init__(self, head, rows, numbers=(), *, title="", note="", star="", good=None):
        self.head, self.numbers, self.good = tuple(head), set(numbers), good
        self.title, self.note = printable(title), printable(note)
        self._below = " ".join(filter(None, [f"* {star}." if star else "", self.note]))
        self.rows = [tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows]

    # Text and terminal show the same lines.

    def _lines(self):
        """The headings and all cells as lists of lines; the best of a column has an asterisk, the others a blank."""
        starred = {n for row in self.rows for n, cell in enumerate(row) if cell.look == "best"} & self.numbers
        rows = [[[printable(line) for line in heading.split("\n")] for heading in self.head]]
        for row in self.rows:
            rows.append([])
            for n, cell in enumerate(row):
                blank = " " if n in starred else ""
                below = [printable(cell.below) + blank] if cell.below else []
                rows[-1].append([printable(cell.text) + ("*" if cell.look == "best" else blank), *below])
        return rows

    def _grid(self, rows, columns, width_of):
        """Yield the printed lines of some columns, each a list of (row, line in the row, column, text in its width)."""
        widths = {n: max(width_of(line) for row in rows for line in row[n]) for n in columns}
        for r, row in enumerate(rows):
            for k in range(max(len(row[n]) for n in columns)):
                line = []
                for n in columns:
                    text = row[n][k] if k < len(row[n]) else ""
                    room = " " * (widths[n] - width_of(text))
                    line.append((r, k, n, room + text if n in self.numbers else text + room))
                yield line

    def __str__(self):
        grid = self._grid(self._lines(), range(len(self.head)), len)
        lines = [(" " * GAP).join(text for *_, text in line).rstrip() for line in grid]
        return "\n".join([*filter(None, [self.title]), *lines, *filter(None, [self._below])])

    __repr__ = __str__

    def __rich_console__(self, console, options):
        from rich.cells import cell_len
        from rich.text import Text

        rows = self._lines()
        if self.title:
            yield Text(self.title, style="bold")
        blocks = self._blocks(rows, options.max_width, cell_len)
        for columns in blocks:
            for line in self._grid(rows, columns, cell_len):
                pieces = [Text(text, style=self._look(r, k, n)) for r, k, n, text in line]
                yield Text(" " * GAP, no_wrap=True).join(pieces)
        if not blocks:
            yield from self._one_by_one(rows)
        if self._below:
            yield Text(self._below, style={None: "", True: "green", False: "bold red"}[self.good])

    def _blocks(self, rows, room, width_of):
        """Which columns stand side by side, the first before all others; empty where not even two columns fit."""
        widths = [max(width_of(line) for row in rows for line in row[n]) for n in range(len(self.head))]
        blocks, used = [[0]], widths[0]
        for n, width in list(enumerate(widths))[1:]:
            if used + GAP + width > room and len(blocks[-1]) > 1:
                blocks.append([0])
                used = widths[0]
            blocks[-1].append(n)
            used += GAP + width
            if used > room:
                return []
        return blocks if used <= room else []

    def _look(self, r, k, n):
        """How `rich` shows a line of a cell: headings and the best bold, the wrong red, second lines grey."""
        if r == 0:
            return "bold"
        if k > 0:
            return "dim italic"
        return {"": "", "best": "bold", "wrong": "bold red"}[self.rows[r - 1][n].look]

    def _one_by_one(self, rows):
        """A line for each cell, its heading before it."""
        from rich.text import Text

        for row in rows[1:]:
            yield Text(" ".join(row[0]), style="bold", overflow="fold")
            for heading, lines in zip(rows[0][1:], row[1:], strict=True):
                cell = ", ".join(line.strip() for line in lines)
                yield Text(f"  {' '.join(heading)}: {cell}", overflow="fold")

    # HTML

    def html(self):
        """The table alone, without title and note."""
        body = "".join(f"<tr>{''.join(self._td(n, cell) for n, cell in enumerate(row))}</tr>" for row in self.rows)
        head = "".join(self._th(n, heading) for n, heading in enumerate(self.head))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _th(self, n, heading):
        tag = "th" if heading else "td"  # an empty heading says nothing to those who listen to a page
        return f"<{tag}{self._style(n)}>{'<br>'.join(map(escape, heading.split(chr(10))))}</{tag}>"

    def _td(self, n, cell):
        strong = ("<strong>", "</strong>") if cell.look else ("", "")
        below = f"<br><small>{escape(cell.below)}</small>" if cell.below else ""
        return f"<td{self._style(n)}>{strong[0]}{escape(cell.text)}{strong[1]}{below}</td>"

    def _style(self, n):
        return f' style="text-align:{"right" if n in self.numbers else "left"};padding:.25em .5em"'

    def _repr_html_(self):
        title = f"<p><strong>{escape(self.title)}</strong></p>" if self.title else ""
        return f"{title}{self.html()}" + (f"<p>{escape(self.note)}</p>" if self.note else "")
