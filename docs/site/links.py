"""References between pages become links: "notebook 05", `docs/paper.md`, `rnn.backward`, HAL hal-01327121.

Texts stay as they are, in the repository and in notebooks; only the site has the links.
"""

import json
import re
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from elman.course import mentions

OUTSIDE = {r"\b(hal-\d{8})\b": "https://hal.science/{}", r"\barXiv[ :](\d{4}\.\d{4,5})\b": "https://arxiv.org/abs/{}"}
"""Where documents with a public number lie."""

TELLING = re.compile(r"[._A-Z]")
"""In pages and notebooks, `rnn.backward`, `check_folds` and `Song` name things of the package; `cost` may be any word."""

EXPORTED = {
    name: f"elman.{room}.{name}"
    for room in ("diagnosis", "gradcheck")
    for name in vars(import_module(f"elman.{room}"))["__all__"]
}
"""The names that a room offers as its own, and where they are imported from."""

KEPT = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.math, addnodes.pending_xref, nodes.raw)
"""Inside these, text stays as it is."""


@cache
def notebooks(folder):
    """Number, file's name and title of each notebook in a folder, as dict of number and the two others."""
    found = {}
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        number = path.stem[:2]
        found[number] = path.stem, first.splitlines()[0].removeprefix(f"# {number} ")
    return found


def imported(path):
    """What a notebook imports from the package: dict of name and full name; empty for a page."""
    if not path.exists():
        return {}
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    found = re.findall(r"^from (elman[\w.]*) import (.+)$", code, flags=re.MULTILINE)
    return {name.strip(): f"{module}.{name.strip()}" for module, names in found for name in names.split(",")}


class Links(SphinxTransform):
    """Put links where notebooks, pages and documents are named."""

    default_priority = 500

    def apply(self, **kwargs):
        """Change the document."""
        self.known = imported(Path(self.env.srcdir) / f"{self.env.docname}.ipynb") | EXPORTED
        self.names = notebooks(Path(self.env.srcdir) / "notebooks")
        for node in list(self.document.findall(nodes.Text)):
            if free(node):
                node.parent.replace(node, list(self.split(str(node))))
        for node in list(self.document.findall(nodes.literal)):
            if free(node):
                self.page_or_object(node)

    def split(self, text):
        """A text as a list of texts and links."""
        found = [
            (start, end, "/notebooks/" + self.names[number][0])
            for start, end, number in mentions(text, {number: title for number, (_, title) in self.names.items()})
        ]
        for pattern, address in OUTSIDE.items():
            found += [(*match.span(), address.format(match[1])) for match in re.finditer(pattern, text)]
        at = 0
        for start, end, target in sorted(found):
            if start < at or target == "/" + self.env.docname:
                continue
            if start > at:
                yield nodes.Text(text[at:start])
            words = text[start:end]
            if target.startswith("/"):
                yield self.link("std", "doc", target, nodes.inline(words, words))
            else:
                yield nodes.reference(words, words, refuri=target)
            at = end
        if at < len(text):
            yield nodes.Text(text[at:])

    def page_or_object(self, node):
        """Make `docs/paper.md` a link to the page, and `rnn.backward` a link to the function."""
        text = node.astext()
        page = next((name for name in self.pages(text) if name in self.env.found_docs), None)
        if page and page != self.env.docname:
            link = self.link("std", "doc", "/" + page, node.deepcopy())
        elif not page and re.fullmatch(r"[A-Za-z_][\w.]*", text) and (text in self.known or TELLING.search(text)):
            link = self.link("py", "obj", self.known.get(text, text), node.deepcopy())
        else:
            return
        node.parent.replace(node, link)

    def pages(self, text):
        """The documents that a path may mean: from the top, or from this page on."""
        if re.fullmatch(r"[\w./-]+\.(md|ipynb)", text):
            stem = text.rsplit(".", 1)[0]
            yield stem
            yield (Path(self.env.docname).parent / stem).as_posix()

    def link(self, domain, kind, target, inside):
        """A reference that Sphinx resolves when all pages are read; where it cannot, the words stay."""
        return addnodes.pending_xref(
            "",
            inside,
            refdomain=domain,
            reftype=kind,
            reftarget=target,
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=kind == "doc",
        )


def free(node):
    """Whether a link may stand here: not inside another, nor in a title."""
    while (node := node.parent) is not None:
        if isinstance(node, KEPT) or "sd-card-title" in node.get("classes", ()):
            return False
    return True


def resolve(app, env, node, contnode):
    """A name without its module, such as `rnn.backward`, or as a room exports it: the one object that can be meant."""
    if node.get("refdomain") != "py" or node.get("reftype") != "obj":
        return None
    found = meant(by_ending(env), node["reftarget"])
    if len(found) != 1:
        return None
    entry = env.domains["py"].objects[found[0]]
    address = app.builder.get_relative_uri(node["refdoc"], entry.docname) + "#" + entry.node_id
    return nodes.reference("", "", contnode, internal=True, refuri=address)


def meant(endings, target):
    """The full names that a target may stand for.

    >>> endings = {"rnn.backward": {"elman.network.rnn.backward"}, "grade": {"elman.diagnosis.grading.grade", "elman.a.grade"}}
    >>> meant(endings, "rnn.backward"), meant(endings, "elman.diagnosis.grade"), meant(endings, "none")
    (['elman.network.rnn.backward'], ['elman.diagnosis.grading.grade'], [])
    """
    room, _, last = target.rpartition(".")
    inside = room + "." if room.startswith("elman") else ""
    return sorted(endings.get(target, ())) or sorted(
        name for name in endings.get(last, ()) if inside and name.startswith(inside)
    )


def by_ending(env):
    """Every object of the package by each ending of its name: the full names of all that end so."""
    if not hasattr(env, "names_by_ending"):
        env.names_by_ending = defaultdict(set)
        for name, entry in env.domains["py"].objects.items():
            if entry.objtype in ("function", "class", "module", "method", "exception", "data", "attribute"):
                parts = name.split(".")
                for start in range(len(parts)):
                    env.names_by_ending[".".join(parts[start:])].add(name)
    return env.names_by_ending


def setup(app):
    """Called by Sphinx."""
    app.add_transform(Links)
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
