import base64
import io
import json
import re
import shutil
import subprocess

import pytest

from elman.figures.slider import Slider, small
from elman.figures.style import figure, png


def draw(k):
    with figure(2, 1, about=f'a line to "{k}"') as (made, ax):
        ax.plot([0, k])
    return made


@pytest.fixture
def slider():
    return Slider(draw, [1, 2], start=2, label="k")


def test_where_no_script_runs_there_is_the_picture_at_the_start(slider):
    html = slider._repr_html_()
    still = html.split("<script>")[0]
    [src] = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="a line to &quot;2&quot;"', still)
    assert base64.b64decode(src) == small(draw(2))
    assert "<input" not in still


def test_every_picture_is_in_the_page_with_its_value_and_alternative_text(slider):
    [line] = re.findall(r"const pictures = (.*), picture = ", slider._repr_html_())
    shown = json.loads(line)
    assert [(one["value"], one["alt"]) for one in shown] == [("1", 'a line to "1"'), ("2", 'a line to "2"')]
    assert [base64.b64decode(one["picture"]) for one in shown] == [small(draw(1)), small(draw(2))]
    assert shown[0]["picture"] != shown[1]["picture"]


def test_notebooks_that_show_no_pages_have_the_picture_itself(slider):
    picture, about = slider._repr_png_()
    assert picture == small(draw(2))
    assert about == {"width": 192, "height": 96, "alt": 'a line to "2"'}


def test_a_small_picture_has_the_size_and_nearly_the_colours_of_the_large_one():
    Image = pytest.importorskip("PIL.Image")
    np = pytest.importorskip("numpy")
    full, few = (Image.open(io.BytesIO(data)).convert("RGB") for data in (png(draw(1)), small(draw(1))))
    assert full.size == few.size
    assert np.abs(np.asarray(full, dtype=int) - np.asarray(few, dtype=int)).mean() < 1


def test_what_it_says_of_itself_and_what_it_refuses(slider):
    assert repr(slider) == "A slider for k, from 1 to 2; its picture at 2."
    with pytest.raises(ValueError, match="starts at 3"):
        Slider(draw, [1, 2], start=3, label="k")


def test_words_cannot_leave_the_script():
    html = Slider(draw, [1], start=1, label="</script><b>")._repr_html_()
    assert html.count("</script>") == 1


def test_it_moves_in_a_browser(slider, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("needs Chromium")
    move = "const i = document.querySelector('input'); i.value = 0; i.oninput();"
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset='utf-8'>{slider._repr_html_()}<script>{move}</script>", encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    made = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60).stdout
    [src] = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="a line to &quot;1&quot;"', made)
    assert base64.b64decode(src) == small(draw(1))
    assert "<output>1</output>" in made
    assert 'aria-valuetext="1"' in made
