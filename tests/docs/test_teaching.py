"""docs/teaching.md: its numbers are computed again, its plans add up, and its pages can be built."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from elman.diagnosis import grade
from elman.grading.catalogue import EXERCISES
from elman.network import rnn
from elman.network.activations import OUTPUTS
from elman.network.losses import mse, mse_gradient

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
PLANS = re.split(r"^## \d\. ", PAGE.split("\n## A term")[0], flags=re.MULTILINE)[1:]
TERM = PAGE.split("\n## A term")[1].split("\n## Grade")[0]
TITLES = {one.title for one in EXERCISES}
USED = re.compile(r"`(\d\d \w+)`")


@pytest.fixture
def script(monkeypatch):
    """docs/build_handouts.py"""
    monkeypatch.syspath_prepend(ROOT / "docs")
    import build_handouts

    return build_handouts


def between(mark):
    text = PAGE.split(f"<!-- {mark} begins -->\n")[1].split(f"<!-- {mark} ends -->")[0]
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines()[2:]]


def test_the_numbers_for_the_board_are_those_of_notebook_04(script):
    params, X, targets = script.example()
    Y, cache = rnn.forward(params, X)
    signals = rnn.backpropagate(params, mse_gradient(Y, targets), cache)
    leaves = signals.dZ[:, 0] * params["W_hh"].item()
    rows = {
        "given: x": X,
        "given: target": targets,
        "state h": cache.H,
        "output y": Y,
        "dY": signals.dA,
        "dH": signals.dH,
        "carry that arrives": [*leaves[1:], 0],
        "slope 1 - h^2": 1 - cache.H[1:] ** 2,
        "dZ": signals.dZ,
        "carry that leaves": leaves,
    }
    board = between("board")
    assert [name for name, *_ in board] == list(rows)
    for name, *cells in board:
        assert [cell for cell in cells if cell] == [f"{number:.3f}" for number in np.ravel(rows[name])], name
    assert f"The cost is {mse(Y, targets):.3f}." in PAGE
    for name, gradient in rnn.gradients(cache, signals).items():
        assert re.search(rf"\bd{name} = {gradient.item():.3f}\b", PAGE), name
    for name, value in params.items():
        assert re.search(rf"\b{name} = {value.item():g}\b", PAGE), name
    first, second = (0.8 * (1 - cache.H[t, 0] ** 2) for t in (2, 1))
    assert f"{first:.2f}"[1:] in PAGE.split("from frame 2 to frame 1")[1][:70]
    assert f"so {first * second:.2f}".replace("0.", ".") in PAGE


def grown(lines):
    """The backward pass of the lab with its first lines only: the sums, then those of the loop."""

    def backward(params, dY, cache):
        X, H, Y, output = cache
        dA = OUTPUTS[output][1](dY, Y)
        dZ, carry = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
        for t in reversed(range(len(X))):
            if lines > 2:
                dZ[t] = (dA[t] @ params["W_hy"].T + carry) * (1 - H[t + 1] ** 2)
            if lines > 3:
                carry = dZ[t] @ params["W_hh"].T
        grads = {"W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0)}
        sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
        return grads | sums if lines else grads

    return backward


def test_what_grade_says_while_the_exercise_grows():
    for lines, (_, passed, failing) in enumerate(between("stages")):
        graded = grade(grown(lines))
        assert sum(step.passed for step in graded.steps) == int(passed)
        assert (graded.first_failing.title if graded.first_failing else "") == failing
    assert f"it has {len(graded.steps)} steps" in PAGE


def test_the_minutes_of_every_row_are_counted():
    units = {
        name: float(minutes)
        for name, minutes in re.findall(r"^\| (\w+)(?::[^|]*) \| ([\d.]+) \|$", PAGE, flags=re.MULTILINE)
    }
    assert set(units) == {"line", "step", "predicted", "figure", "question", "hands", "minute"}
    for plan in PLANS:
        title, before = plan.splitlines()[0], 0
        for start, end, counted in re.findall(r"^\| (\d+)-(\d+) \|.*\| ([^|]*) \|$", plan, flags=re.MULTILINE):
            assert int(start) == before
            before = int(end)
            parts = re.findall(r"(\d+) (\w+)", counted)
            assert 0 <= int(end) - int(start) - sum(int(n) * units[unit] for n, unit in parts) < 1, (title, start)
        assert before == int(re.search(r"\((\d+) minutes", title)[1])


def test_plans_share_no_exercise_and_the_term_has_all():
    of_plans = [exercise for plan in PLANS for exercise in set(USED.findall(plan))]
    assert len(of_plans) == len(set(of_plans))
    assert set(of_plans) <= TITLES
    assert set(USED.findall(TERM)) == TITLES
    rows = re.findall(r"^\| \d+ \| (\d\d .*?) \| .* \| (.*?) \| .*? \|$", TERM, flags=re.MULTILINE)
    assert len(rows) == 14
    for notebook, handed_in in rows:
        assert {title[:2] for title in USED.findall(handed_in)} == {notebook[:2]}


def test_notebooks_are_called_by_their_titles():
    titles = {path.stem[:2]: path.stem for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    named = re.findall(r"\*\*(\d\d) ([^*]+)\*\*", PAGE) + re.findall(
        r"^\| \d+ \| (\d\d) ([^|]+) \|", TERM, re.MULTILINE
    )
    assert len(named) > 20
    for number, title in named:
        assert titles[number] == f"{number}_" + re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def test_sheets_and_slides(script, tmp_path, capsys):
    script.main(tmp_path)
    pages = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert len(pages) == 3 + 14
    computed = re.compile(r"-?\d\.\d{3}\b")
    drawings = [pages[f"unrolled-{kind}.html"].split("<svg")[1] for kind in ("empty", "solution")]
    assert not computed.search(drawings[0])
    assert {"0.821", "-0.039", "0.889"} <= set(computed.findall(drawings[1]))
    network = pages["paper-in-two-columns.html"].split("<h2>The network</h2>")[1].split("<h2>")[0]
    assert "group A" in network
    assert "group B" in network
    assert "Exactly 50 epochs" in network
    for secret in ("linear", "absolute value"):
        assert secret not in network
    assert "<td></td>" not in pages["paper-in-two-columns.html"]  # the two places left open say which group fills them
    for name, page in pages.items():
        assert name in PAGE or name.startswith("slides-")
        assert not re.search(r"(?:src|href)=\"(?!data:)", page), name  # nothing is fetched from elsewhere
    for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"):
        slides = pages[f"slides-{path.name[:2]}.html"]
        assert "<h2>Summary</h2>" in slides
        assert "FORMULA" not in slides
        assert slides.count("Predict before you") == "".join(script.cells(path, "markdown")).count(
            "**Predict before you"
        )


TALL = """
const { chromium } = require("playwright-core");
(async () => {
  const browser = await chromium.launch({ executablePath: process.argv[1], chromiumSandbox: false });
  for (const [width, height] of [[1280, 720], [1280, 800], [1024, 768], [1920, 1080]]) {
    const tab = await browser.newPage({ viewport: { width, height } });
    for (const page of process.argv.slice(2)) {
      await tab.goto(page);
      const find = () => [...document.querySelectorAll("section")].filter((one) => one.offsetHeight > innerHeight + 1)
        .map((one) => `${one.querySelector("h1, h2").textContent}: ${one.offsetHeight} of ${innerHeight} px`);
      const steps = (await tab.locator("bptt-explorer").count()) ? 21 : 0;
      for (let i = 0; i <= steps; i++) {
        for (const line of await tab.evaluate(find)) console.log(`${page}, step ${i}, ${line}`);
        if (i < steps) await tab.getByRole("button", { name: "Step", exact: true }).first().click();
      }
    }
  }
  await browser.close();
})();
"""
"""Prints the slides that are taller than the screen, also while the explorer steps."""

NODE = shutil.which("node")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


@pytest.mark.long
@pytest.mark.skipif(
    not (NODE and CHROMIUM and (ROOT / "docs" / "site" / "node_modules").is_dir()),
    reason="needs Chromium, and `npm ci` in docs/site",
)
def test_no_slide_is_taller_than_the_screen(script, tmp_path):
    script.main(tmp_path)
    slides = [path.as_uri() for path in sorted(tmp_path.glob("slides-*.html"))]
    command = [NODE, "--eval", TALL, CHROMIUM, *slides]
    done = subprocess.run(command, cwd=ROOT / "docs" / "site", capture_output=True, text=True, check=False, timeout=300)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
