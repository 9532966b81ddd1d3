"""One table in three dresses: plain text, a terminal with colours, Jupyter."""

from html import escape


def as_text(head, rows, numbers=()):
    """Columns of plain text, as wide as they need to be; those in ``numbers`` are aligned to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = [
            cell.rjust(width) if n in numbers else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def as_html(head, rows, numbers=(), verdict=""):
    """A table and the line under it, for Jupyter."""

    def line(cells, tag):
        styles = ["text-align:right" if n in numbers else "text-align:left" for n in range(len(cells))]
        return (
            "<tr>"
            + "".join(
                f'<{tag} style="{style}">{escape(cell)}</{tag}>' for cell, style in zip(cells, styles, strict=True)
            )
            + "</tr>"
        )

    body = "".join(line(row, "td") for row in rows)
    return f"<table><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table><p>{escape(verdict)}</p>"


def as_rich(head, rows, numbers=(), verdict="", *, good=True):
    """The same for `rich`, with the verdict in green or red."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for n, title in enumerate(head):
        table.add_column(title, justify="right" if n in numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell, style="bold red" if cell == "wrong" else "") for cell in row))
    return Group(table, Text(verdict, style="green" if good else "bold red"))
