"""Docstrings as Sphinx is to read them: equations keep their lines, |x| is no substitution, fields are told once."""

import re

SECTION = re.compile(r"-{3,}$")
BULLET = re.compile(r"([-*+]|\d+\.|\.\.) ")
BARS = re.compile(r"(?<!\\)\|(?=[^\s|])([^|]*[^\s|])\|")
CODE = re.compile(r"(``.*?``)")
NAMED = re.compile(r"<(?:module|class|function|built-in function|ufunc) '?(?:elman\.(?:\w+\.)*)?([\w.]+)'?[^<>]*>")
NAMELESS = re.compile(r"<(function|built-in|ufunc|functools|bound method|[\w.]+ object)\b|(Posix|Windows)Path\(")
LAMBDA = "<function <lambda>>"


def mend(lines):
    """A docstring with a `::` before each indented block, and with \\| around what stands between bars."""
    return escape_bars(keep_blocks(lines))


def keep_blocks(lines):
    """Put `::` before an indented block that follows a paragraph, above the sections, whose bodies are indented by rule."""
    end = next((n - 1 for n, line in enumerate(lines) if SECTION.match(line)), len(lines))
    made, last = [], ""
    for line in lines[:end]:
        block = line.startswith(" ") and made and not made[-1]
        if block and last and not last.startswith(" ") and not last.endswith("::") and not BULLET.match(last):
            made += ["::", ""]
        made.append(line)
        last = line or last
    return made + lines[end:]


def escape_bars(lines):
    """Write \\| for | around a word, but not in literal blocks and examples, where it stands for itself."""
    made, literal, example = [], None, False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        example = bool(line) and (example or line.lstrip().startswith(">>> "))
        if literal is not None and line and indent <= literal:
            literal = None
        inside = example or literal is not None
        parts = CODE.split(line)
        parts[::2] = [part if inside else BARS.sub(r"\|\1\|", part) for part in parts[::2]]
        made.append("".join(parts))
        if literal is None and line.endswith("::"):
            literal = indent
    return made


def process(app, what, name, obj, options, lines):
    """Before numpydoc reads a docstring."""
    lines[:] = close_block(mend(lines))


def close_block(lines):
    """Put an empty comment after a block that ends the text: where there is nothing but the block, numpydoc unindents it."""
    end = next((n - 1 for n, line in enumerate(lines) if SECTION.match(line)), len(lines))
    text = [line for line in lines[:end] if line]
    return [*lines[:end], "..", "", *lines[end:]] if text and text[-1].startswith(" ") else lines


def skip(app, what, name, obj, skip, options):
    """Leave out what Python or a library has written: "Alias for field number 0", and members of another package."""
    alias = (getattr(obj, "__doc__", None) or "").startswith("Alias for field number")
    foreign = callable(obj) and not (getattr(obj, "__module__", None) or "elman").startswith("elman")
    return True if alias or foreign else None


def by_name(signature):
    """A signature with modules, functions and classes by name; Python also writes where they lie. A lambda is `...`."""
    return NAMED.sub(r"\1", signature.replace(LAMBDA, "..."))


def name_defaults(app, what, name, obj, options, signature, returned):
    """Before autodoc writes a signature."""
    return (by_name(signature), returned) if signature and by_name(signature) != signature else None


def value(text):
    """The value of a variable, classes by name; empty for functions and folders, whose docstring says what they are."""
    return "" if NAMELESS.search(text) else NAMED.sub(r"\1", text)


def shorten(app, domain, objtype, content):
    """Write values as `value` does."""
    from docutils import nodes

    for signature in content.parent.children[:-1]:
        for node in [node for node in signature.children if node.astext().startswith(" = ")]:
            told = value(node.astext())
            if not told:
                signature.remove(node)
            elif told != node.astext():
                node.children = []
                node += nodes.Text(told)


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", process, priority=400)  # numpydoc has 500
    app.connect("autodoc-skip-member", skip)
    app.connect("autodoc-process-signature", name_defaults)
    app.connect("object-description-transform", shorten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
