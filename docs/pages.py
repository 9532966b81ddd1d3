"""What the scripts share that put measured numbers into pages."""

import csv
import sys


def read(path):
    """The lines of a CSV file, as dicts of texts."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def markdown(header, rows):
    """A table as Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def put(path, parts):
    """Replace what stands between the marks of each part: a dict of mark and text."""
    page = path.read_text(encoding="utf-8")
    for mark, text in parts.items():
        begin, end = f"<!-- {mark} begins -->\n", f"<!-- {mark} ends -->"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            sys.exit(f"{path}: lacks the marks of {mark}")
        page = before + begin + text + end + after
    path.write_text(page, encoding="utf-8")
