"""Every sentence that compares, or says why or what must be, and what shows it: docs/claims.csv.

    python docs/claims.py             tells which sentences have no line, which lines no sentence, and what does not resolve
    python docs/claims.py --update    makes the lines anew first: a new sentence gets a line without a carrier, a sentence that
                                      is gone loses its own, and one that was changed keeps its carrier behind the word CHECK

Write into the column *carrier* what shows the sentence; several carriers are separated by " ; ". Into *conditions* write what
the sentence does not say itself: on which songs, how many starts. A carrier is one of

    tests/network/test_rnn.py::test_name     a test; or a script of tests/benchmarks or docs that measures it
    notebook 11: r with valence              words of the code of a cell whose output shows it
    docs/paper.md, row 17                    the row of a table whose first or second cell is that
    paper: no improvement was achieved       words of docs/quotations.csv
    source: Gers                             a source that the same page cites
    elman.network.clipping                   code that does what is said
    arithmetic                               the reader can compute it from what stands there
    definition                               true by what the words or the formula mean
    instruction                              what to do, not what is so

`tests/docs/test_claims.py` holds all of it. The sentences are found by a list of words (`WORDS`); questions, names
of fewer than four words and the paper's own words in “ ” are left out.
"""

import ast
import csv
import difflib
import importlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "claims.csv"
FIELDS = ("page", "sentence", "carrier", "conditions")
WORDS = re.compile(
    r"\b(better|worse|best|worst|faster|fastest|slower|helps?|hurts?|harms?|gains?|wins?|beats|beaten by|ahead of|outperform\w*"
    r"|improve\w*|as good as|needed|necessary|needs|cannot|only|always|never|nothing|enough|equally|because|that is why"
    r"|so that (it|they)|the (more|fewer|longer)|(more|fewer|less|[a-z]{2,}er)\b[^.;:]{0,60}?\bthan)\b",
    re.IGNORECASE,
)
EVIDENCE = re.compile(
    r"\b(better than|worse than|faster|slower|helps|hurts|beats|outperform\w*)\b|\.\d\d", re.IGNORECASE
)
"""What neither a definition nor an instruction can carry."""
NOT_SAID = re.compile(r"“[^”]*”|`[^`]*`|\]\([^)]*\)|<img[^>]*>")
"""What the page does not say itself: words of the paper, which `docs/quotations.csv` holds; code, addresses, pictures."""
PLAIN = ("arithmetic", "definition", "instruction")


def pages():
    """The README, docs and notebooks, each with the name that it has in the table."""
    names = {path.relative_to(ROOT).as_posix(): path for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]}
    names = {name: names[name] for name in sorted(names) if not {"node_modules", "dist"} & set(name.split("/"))}
    return names | {f"notebook {path.name[:2]}": path for path in sorted((ROOT / "notebooks" / "sources").glob("*.py"))}


def prose(path):
    """The Markdown of a page, or of the Markdown cells of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    cells = re.split(r"^# %%", text, flags=re.MULTILINE)[1:]
    lines = [line for cell in cells if cell.startswith(" [markdown]") for line in [*cell.splitlines()[1:], "#"]]
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)


def blocks(text):
    """Paragraphs, list items and cells of tables, each in one line; code is left out."""
    text = re.sub(r"^```.*?^```|<!--.*?-->|(?<=\n\n)(    [^\n]*\n)+", "", text, flags=re.DOTALL | re.MULTILINE)
    block = []
    for line in [*re.sub(r"</?(details|summary)>", "\n\n", text).splitlines(), ""]:
        starts_anew = re.match(r"\s*([-*] |\d+\. |#|\||$)", line)
        if starts_anew and block:
            yield " ".join(block)
            block = []
        if line.startswith("|"):
            yield from (" ".join(cell.split()) for cell in re.split(r"(?<!\\)\|", line))
        elif line.strip():
            block.append(re.sub(r"^\s*([-*] |\d+\. |#+ )", "", line).strip())
            if line.startswith("#"):
                yield block.pop()


def sentences(block):
    """Split where a mark at the end is followed by a capital, not after an initial or a number's point."""
    return re.split(r"(?:(?<=[.!?:])|(?<=[.!?][\"”)*]))(?<!\b[A-Z]\.)(?<! al\.)\s+(?=[\"“(\[*_]*[A-Z`$])", block)


def claims(text):
    """The sentences of a text that claim something: those with one of the words, questions, names and quotations aside."""
    found = [sentence for block in blocks(text) for sentence in sentences(block)]
    said = {s: WORDS.search(NOT_SAID.sub("", s)) and len(s.split()) > 3 for s in found}
    return [s for s in found if said[s] and not s.rstrip(')*"”').endswith("?")]


def lines():
    """The table as it is."""
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected():
    """(page, sentence) for every claim there is, once."""
    return list(dict.fromkeys((name, s) for name, path in pages().items() for s in claims(prose(path))))


def unresolved(carrier, page, sentence):
    """Why a carrier does not show its sentence, as far as that can be told without reading; None where it resolves."""
    if not carrier:
        return "nothing is said to show it"
    if carrier.startswith("CHECK"):
        return "was changed; read its carrier again, and take CHECK away"
    for part in carrier.split(" ; "):
        kind = next(how for how in RESOLVE if re.match(how, part))
        if why := RESOLVE[kind](part, page, sentence):
            return f"{part}: {why}"
    return None


def _plain(part, page, sentence):
    if part not in PLAIN:
        return "this is no carrier"
    return "a comparison or a number needs evidence" if part != "arithmetic" and EVIDENCE.search(sentence) else None


def _file(part, page, sentence):
    path, _, name = part.partition("::")
    if not (ROOT / path).is_file():
        return "there is no such file"
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    if re.match(r"tests/(?!benchmarks/)", path) and not name.startswith("test_"):
        return "name the test"
    return None if not name or name in named else "there is no such test"


def _cell(part, page, sentence):
    notebook, _, code = part.partition(": ")
    path = pages().get(notebook)
    if path is None or not code:
        return "there is no such notebook"
    cells = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    cells = [cell for cell in cells if not cell.startswith(" [markdown]") and code in cell]
    if not cells:
        return "in no code cell"
    return None if any(_shows(cell) for cell in cells) else "that cell shows nothing"


def _shows(cell):
    """A cell shows something where it prints, or ends with an expression."""
    tree = ast.parse(cell)
    prints = any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print" for node in ast.walk(tree))
    return prints or isinstance(tree.body[-1], ast.Expr)


def _row(part, page, sentence):
    name, _, row = part.partition(", row ")
    path = ROOT / name
    if not path.is_file():
        return "there is no such page"
    table = [re.split(r"(?<!\\)\|", line) for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return None if any(row in [cell.strip(" *`") for cell in cells[1:3]] for cells in table) else "there is no such row"


def _quotation(part, page, sentence):
    words = part.removeprefix("paper: ")
    with (ROOT / "docs" / "quotations.csv").open(encoding="utf-8", newline="") as file:
        return None if any(words in line["words"] for line in csv.DictReader(file)) else "this is not quoted"


def _source(part, page, sentence):
    rest = prose(pages()[page]).replace("\n", " ").replace(sentence, "")
    return None if part.removeprefix("source: ") in rest else "the page does not cite it"


def _code(part, page, sentence):
    names = part.split(".")
    for n in range(len(names), 0, -1):
        try:
            found = importlib.import_module(".".join(names[:n]))
        except ModuleNotFoundError:
            continue
        for name in names[n:]:
            if not hasattr(found, name):
                return "there is no such name"
            found = getattr(found, name)
        return None
    return "there is no such module"


RESOLVE = {
    r"(tests|docs)/.*\.py": _file,
    r"notebook \d\d: ": _cell,
    r"[\w/.]+\.md, row ": _row,
    r"paper: ": _quotation,
    r"source: ": _source,
    r"elman\.": _code,
    r"": _plain,
}


def faults():
    """What is to be done, a line each."""
    there, wanted = {(line["page"], line["sentence"]): line for line in lines()}, expected()
    return (
        [f"{page}: no line for: {s}" for page, s in wanted if (page, s) not in there]
        + [f"{page}: this sentence is gone: {s}" for page, s in there if (page, s) not in set(wanted)]
        + [
            f"{page}: {why}: {s}"
            for (page, s), line in there.items()
            if (page, s) in set(wanted) and (why := unresolved(line["carrier"], page, s))
        ]
    )


def updated(old, wanted):
    """The lines of the sentences there are; one that was changed keeps its carrier, to be checked."""
    known = {(line["page"], line["sentence"]): line for line in old}
    gone = [key for key in known if key not in set(wanted)]
    for page, sentence in wanted:
        if (page, sentence) in known:
            yield known[page, sentence]
            continue
        like = difflib.get_close_matches(sentence, [s for where, s in gone if where == page], n=1, cutoff=0.6)
        before = known[page, like[0]] if like else {"carrier": "", "conditions": ""}
        carrier = f"CHECK {before['carrier'].removeprefix('CHECK ')}".strip() if like else ""
        yield {"page": page, "sentence": sentence, "carrier": carrier, "conditions": before["conditions"]}


def main(*arguments):
    """Update the table if asked to, and print what is to be done."""
    if "--update" in arguments:
        made = list(updated(lines(), expected()))
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(made)
    found = faults()
    print(*found, f"{len(found)} to do", sep="\n")
    return len(found) > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
