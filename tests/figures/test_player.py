import base64
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from elman.figures.player import SECONDS, Scene


@pytest.fixture
def scene():
    made = Scene(100, 50, about="A & B")
    made.add("<text>always</text>")
    made.add("<text>first</text>", 0, 0)
    made.add("<text>middle</text>", 1, 2)
    made.add("<text>last</text>", 3)
    return made


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        (0, ["always", "first"]),
        (1, ["always", "middle"]),
        (2, ["always", "middle"]),
        (3, ["always", "last"]),
    ],
)
def test_each_part_is_seen_in_its_steps(scene, step, seen):
    assert re.findall("<text>(.*?)</text>", scene.svg(step)) == seen


def played(scene, second):
    """What is seen at a time of the animation, by the rules of SVG for discrete values."""
    seen = []
    for group in ET.fromstring(scene.svg()):
        if not group.tag.endswith("}g"):
            continue
        animate = group.find("{*}animate")
        opacity = group.get("opacity")
        if animate is not None:
            part = (second / float(animate.get("dur")[:-1])) % 1
            keys = [float(key) for key in animate.get("keyTimes").split(";")]
            values = animate.get("values").split(";")
            assert keys[0] == 0
            assert len(keys) == len(values)
            opacity = [value for key, value in zip(keys, values, strict=True) if key <= part][-1]
        if opacity == "1":
            seen.append(group.find("{*}text").text)
    return seen


def test_the_animation_shows_the_same_as_the_steps_and_begins_again(scene):
    for step in (0, 1, 2, 3, 4):
        still = re.findall("<text>(.*?)</text>", scene.svg(step % 4))
        assert played(scene, (step + 0.5) * SECONDS) == still


def test_page_holds_the_animation_for_readers_without_scripts(scene):
    html = scene._repr_html_()
    [picture] = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="A &amp; B"', html)
    assert base64.b64decode(picture).decode() == scene.svg()


def test_picture_is_ascii_so_that_the_script_can_read_it(scene):
    scene.add("<text>ρ</text>", 2)
    assert "&#961;" in scene.svg()
    assert scene.svg().isascii()


def test_style_touches_nothing_outside_the_drawing(scene):
    [style] = re.findall("<style>(.*?)</style>", scene.svg(), flags=re.S)
    selectors = [part.strip() for rule in style.split("}")[:-1] for part in rule.split("{")[0].split(",")]
    assert len(selectors) > 5
    assert [selector for selector in selectors if not selector.startswith(".elman-drawing ")] == []
    assert 'class="elman-drawing"' in scene.svg()


def test_drawing_and_picture_are_as_wide_as_their_place_at_most(scene):
    assert re.search(
        r'<svg [^>]*width="100" height="50" style="max-width: max\(100%, 560px\); height: auto"', scene.svg()
    )
    assert re.search(r'<img [^>]*style="max-width: max\(100%, 560px\); height: auto">', scene._repr_html_())


def test_without_scripts_every_step_can_be_looked_at_as_a_still(scene):
    stills = scene._repr_html_().split('<details class="elman-stills">')[1].split("</details>")[0]
    pictures = re.findall(r'base64,([^"]+)" alt="A &amp; B, step (\d) of 4"', stills)
    assert [base64.b64decode(data).decode() for data, _ in pictures] == [scene.svg(step) for step in range(4)]
    assert [number for _, number in pictures] == ["1", "2", "3", "4"]


def test_what_is_new_in_a_step_is_marked(scene):
    assert re.findall('<g class="new"><text>(.*?)</text>', scene.svg(1)) == ["middle"]
    assert re.findall('<g class="new">', scene.svg(2) + scene.svg(0)) == []
    assert re.findall('<g class="new"><text>(.*?)</text>', scene.svg(3)) == ["last"]


def test_with_scripts_there_are_buttons_marks_and_no_stills(scene, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("needs Chromium")
    press = "[...document.querySelectorAll('button')].find(b => b.textContent === 'Next').click();"
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset='utf-8'>{scene._repr_html_()}<script>{press}</script>", encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    made = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60).stdout
    assert '<details class="elman-stills">' not in made.split("<script>")[0]
    assert re.findall(r'<g [^>]*class="new"[^>]*><text>(\w+)</text>', made) == ["middle"]
