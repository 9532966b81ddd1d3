import ast
import inspect
import re
from html import unescape

from elman.corpus.song import Song
from elman.diagnosis.grading import Step
from elman.exercises import verdict
from elman.network import rnn
from elman.source import show


def test_source_is_the_function_without_its_docstring():
    shown = repr(show(rnn.backward))
    [whole], [kept] = (ast.parse(text).body for text in (inspect.getsource(rnn.backward), shown))
    assert ast.get_docstring(whole)
    assert ast.get_docstring(kept) is None
    assert [ast.dump(node) for node in whole.body[1:]] == [ast.dump(node) for node in kept.body]
    assert shown.startswith("# elman/network/rnn.py\ndef backward(params, dY, cache):\n    return ")


def test_comments_stay():
    def commented():
        """Goes."""
        return 1  # stays

    assert "# stays" in repr(show(commented))


def test_class_is_shown_without_the_docstrings_of_its_methods():
    shown = repr(show(Song))
    assert "class Song:\n    id: str\n" in shown
    assert '"""' not in shown


def test_a_class_of_nothing_but_a_docstring_keeps_it():
    class Empty:
        """Only this."""

    assert "Only this." in repr(show(Empty))


def test_class_that_is_a_docstring_and_fields():
    assert "    title: str\n    passed: bool" in repr(show(Step))


def test_several_are_shown_one_after_the_other_and_coloured_in_jupyter():
    text = show(rnn.init, rnn.forward)._repr_markdown_()
    assert text.startswith("```python\n# elman/network/rnn.py\ndef init(")
    assert "\n\n\n# elman/network/rnn.py\ndef forward(" in text
    assert text.endswith("\n```")


def test_an_answer_is_kept_back_until_the_verdict_is_right():
    waiting = show(rnn.forward, when=verdict.wrong("no"))
    assert "def forward" not in repr(waiting)
    assert "def forward" not in waiting._repr_markdown_()
    assert repr(show(rnn.forward, when=verdict.right("yes"))) == repr(show(rnn.forward))


def test_page_holds_the_whole_source_and_breaks_no_line():
    html = show(rnn.forward)._repr_html_()
    text = unescape(re.sub(r"<[^>]*>", "", html))
    assert text == repr(show(rnn.forward))
    assert html.count("<pre") == 1
    assert "white-space: pre;" in html
    assert re.search(r'<span style="[^"]*keyword[^"]*">def</span>', html)
    assert re.search(r'<span style="[^"]*comment[^"]*"># The part of Z', html)
