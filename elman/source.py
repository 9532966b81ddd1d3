"""The package's own source in a notebook, so that what is explained is what is tested."""

import ast
import inspect
import textwrap
from html import escape

LOOKS = {
    "Token.Keyword": "color: var(--jp-mirror-editor-keyword-color, inherit); font-weight: bold",
    "Token.Operator.Word": "color: var(--jp-mirror-editor-keyword-color, inherit); font-weight: bold",
    "Token.Comment": "color: var(--jp-mirror-editor-comment-color, inherit); font-style: italic",
    "Token.Literal.String": "color: var(--jp-mirror-editor-string-color, inherit)",
    "Token.Literal.Number": "color: var(--jp-mirror-editor-number-color, inherit)",
}
"""How kinds of words look: in JupyterLab as in its cells, in dark and light; elsewhere in the page's own colour."""


class Source:
    """Python source that Jupyter displays like code; a long line is scrolled to, never broken. As plain text elsewhere."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_markdown_(self):
        return f"```python\n{self.text}\n```"

    def _repr_html_(self):
        from pygments.lexers import PythonLexer

        words = []
        for kind, word in PythonLexer(stripnl=False, ensurenl=False).get_tokens(self.text):
            look = next((look for name, look in LOOKS.items() if str(kind).startswith(name)), "")
            words.append(f'<span style="{look}">{escape(word)}</span>' if look else escape(word))
        style = "white-space: pre; word-break: normal; overflow-wrap: normal; overflow-x: auto; "
        style += "font-family: var(--jp-code-font-family, monospace)"
        return f'<pre class="elman-source" style="{style}">{"".join(words)}</pre>'


WAIT = "The package's own lines appear here when the judge says that yours are right: run the cell again then."


class Waiting:
    """In place of source that is the answer to an exercise which is not solved yet."""

    def __repr__(self):
        return WAIT

    def _repr_markdown_(self):
        return f"*{WAIT}*"


def show(*things, when=True):
    """The source of functions or classes, without their docstrings, for the last line of a cell.

    Parameters
    ----------
    *things : functions or classes
        Each is introduced by the name of the file it is in.
    when : object
        A judge's verdict: as long as it is false, the source is the answer to an exercise, and is kept back.

    Returns
    -------
    Source

    Examples
    --------
    >>> from elman.network.losses import mse
    >>> show(mse)
    # elman/network/losses.py
    def mse(Y, targets):
        return np.mean(error(Y, targets) ** 2)
    """
    return Source("\n\n\n".join(_source(thing) for thing in things)) if when else Waiting()


def _source(thing):
    text = textwrap.dedent(inspect.getsource(thing))
    lines = text.splitlines()
    for first, last in reversed(_docstrings(ast.parse(text))):
        # A blank line after a docstring only sets it apart; without the docstring it would be a hole.
        last += last < len(lines) and not lines[last].strip()
        del lines[first - 1 : last]
    path = inspect.getmodule(thing).__name__.replace(".", "/") + ".py"
    return "\n".join([f"# {path}", *lines])


def _docstrings(tree):
    """First and last line of each docstring, from top to bottom."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None and node.body[1:]:
            found.append((node.body[0].lineno, node.body[0].end_lineno))
    return sorted(found)
