import pytest

from elman.exercises.verdict import not_yet, right, wrong


@pytest.mark.parametrize(
    ("make", "truth", "head"),
    [(right, True, "✓ Right."), (wrong, False, "✗ Not right."), (not_yet, False, "… Not done yet.")],
)
def test_verdict_prints_its_word_and_is_true_when_right(make, truth, head):
    verdict = make("r is 0.63")
    assert bool(verdict) is truth
    assert str(verdict) == repr(verdict) == f"{head} r is 0.63"


def test_html_says_the_same_and_escapes_what_a_student_wrote():
    html = wrong("<script>\n0.4 < 0.5")._repr_html_()
    assert html == "<p><b>✗ Not right.</b> &lt;script&gt;<br>0.4 &lt; 0.5</p>"
