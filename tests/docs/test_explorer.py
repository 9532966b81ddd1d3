"""docs/explorer: its JavaScript gives the package's numbers, and each of its mistakes is the mistake it is named after.

The mistakes are planted a second time, here, as edits of a plain backward pass in NumPy; nothing is shared but their names.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex

from elman.diagnosis import influence, planted
from elman.diagnosis.planted import PLANTED
from elman.exercises.truncation import truncated_gradients
from elman.figures import style
from elman.figures.explorer import BUNDLE
from elman.gradcheck import check
from elman.gradcheck.numeric import central_difference
from elman.network import rnn
from elman.network.activations import OUTPUTS
from elman.network.losses import mse, mse_gradient

EXPLORER = Path(__file__).parents[2] / "docs" / "explorer"
MISTAKES = {
    mistake["name"]: mistake for mistake in json.loads((EXPLORER / "src/mathematics/mistakes.json").read_text())
}
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node, which runs the explorer's JavaScript, is not installed")
needs_packages = pytest.mark.skipif(
    NODE is None or not (EXPLORER / "node_modules").is_dir(),
    reason="the explorer's tools are not installed: run `npm ci` in docs/explorer",
)
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

CLOSE = 1e-12
"""How far a number may be from the package's, in units of the largest of its array."""

SIZES = [
    *((T, 1, 1, 1, "linear") for T in (1, 2, 3, 5, 24, 60)),
    *((T, 1, 1, 1, "tanh") for T in (1, 4, 60)),
    *((T, 1, 1, 2, "softmax") for T in (1, 4, 60)),
    *((T, 2, 2, 2, output) for T in (1, 3, 9) for output in OUTPUTS),
    *((T, 3, 4, 2, output) for T in (2, 13) for output in OUTPUTS),
    *((60, 1, 10, 2, output) for output in OUTPUTS),
]
"""Frames, inputs, hidden units, outputs, and the output function."""


class Network:
    """A network and a song, made up."""

    def __init__(self, T, n_in, n_hidden, n_out, output):
        rng = np.random.default_rng([T, n_in, n_hidden, n_out])
        self.params = rnn.init(n_in, n_hidden, n_out, rng=rng, scale=1.2 / np.sqrt(n_hidden))
        for name in ("b_h", "b_y", "h_0"):
            self.params[name] = rng.uniform(-0.5, 0.5, self.params[name].shape)
        self.X, self.targets = rng.uniform(-1, 1, (T, n_in)), rng.uniform(-1, 1, (T, n_out))
        self.T, self.output = T, output
        self.Y, self.cache = rnn.forward(self.params, self.X, output=output)
        self.dY = mse_gradient(self.Y, self.targets)
        self.dA = OUTPUTS[output][1](self.dY, self.Y)

    def cost(self, params):
        return mse(rnn.forward(params, self.X, output=self.output)[0], self.targets)

    def case(self, **options):
        """What is sent to node."""
        params = {name: value.tolist() for name, value in self.params.items()}
        network = {"params": params, "X": self.X.tolist(), "targets": self.targets.tolist(), "output": self.output}
        return {"network": network, "options": options}


NETWORKS = [Network(*size) for size in SIZES]
SMALL = [network for network in NETWORKS if len(network.params["h_0"]) < 10]


class Comparison:
    """Numbers of the page beside those of the package: how many there were, and the worst difference."""

    def __init__(self):
        self.count, self.worst = 0, 0.0

    def __call__(self, page, package, what):
        page, package = np.asarray(page, dtype=float), np.asarray(package)
        assert page.shape == package.shape, what
        difference = np.max(np.abs(page - package), initial=0.0)
        largest = np.max(np.abs(package), initial=0.0)
        relative = difference / largest if largest > 0 else difference
        assert relative <= CLOSE, what
        self.count, self.worst = self.count + page.size, max(self.worst, relative)


@pytest.fixture(scope="module")
def compare():
    comparison = Comparison()
    yield comparison
    print(f"\n{comparison.count:,} numbers compared, the worst relative difference is {comparison.worst:.1e}")


def ask(cases):
    """The page's numbers for a list of cases, from one run of node."""
    command = [NODE, EXPLORER / "test" / "numbers.js"]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# The right pass.


def dZ_of(network, dY):
    """dZ from `rnn.backward` alone: with the identity as input, and X W_xh as its weights, dW_xh is dZ."""
    params = network.params | {"W_xh": network.X @ network.params["W_xh"]}
    _, cache = rnn.forward(params, np.eye(network.T), output=network.output)
    return rnn.backward(params, dY, cache)["W_xh"]


def only_frame(rows, t):
    return np.where(np.arange(len(rows))[:, None] == t, rows, 0)


@needs_node
def test_forward_backward_and_the_triangle_are_the_package_s(compare):
    answers = ask([network.case() for network in NETWORKS])
    for network, page, size in zip(NETWORKS, answers, SIZES, strict=True):
        params, H = network.params, network.cache.H
        compare(page["C"], network.cost(params), (size, "C"))
        compare(page["Y"], network.Y, (size, "Y"))
        compare(page["H"], H, (size, "H"))
        compare(page["dY"], network.dY, (size, "dY"))
        compare(page["dA"], network.dA, (size, "dA"))
        compare(page["dH"], network.dA @ params["W_hy"].T, (size, "dH"))
        compare(page["slope"], 1 - H[1:] ** 2, (size, "slope"))
        dZ = dZ_of(network, network.dY)
        compare(page["dZ"], dZ, (size, "dZ"))
        carry = dZ @ params["W_hh"].T
        compare(page["passed"], carry, (size, "carry"))
        compare(page["received"], np.concatenate([carry[1:], np.zeros_like(carry[:1])]), (size, "received"))
        for name, value in rnn.backward(params, network.dY, network.cache).items():
            compare(page["grads"][name], value, (size, name))
        parts = [dZ_of(network, only_frame(network.dY, t)) for t in range(network.T)]
        compare(page["triangle"], parts, (size, "triangle"))
        reaches = influence(params, network.X)
        compare(page["influence"], reaches, (size, "influence"))
        compare(page["shares"], reaches[-1, ::-1] / reaches[-1, -1], (size, "shares"))
        compare(page["radius"], np.max(np.abs(np.linalg.eigvals(params["W_hh"]))), (size, "spectral radius"))
    assert compare.count > 10_000


@needs_node
def test_how_far_an_error_reaches_in_frames():
    """One unit near zero: every frame halves the error, so a half is left after one frame, a hundredth after 6.6."""
    [network] = [one for one, size in zip(NETWORKS, SIZES, strict=True) if size == (5, 1, 1, 1, "linear")]
    case = network.case()
    case["network"]["params"] |= {"W_xh": [[0]], "W_hh": [[0.5]], "b_h": [0], "h_0": [0]}
    [page] = ask([case])
    assert page["shares"] == [1, 0.5, 0.25, 0.125, 0.0625]
    assert page["reach"] == pytest.approx({"factor": 0.5, "half": 1, "hundredth": np.log2(100)}, rel=1e-14)


@needs_node
def test_differences_and_verdicts_are_those_of_the_package():
    for network, page in zip(NETWORKS, ask([network.case() for network in NETWORKS]), strict=True):
        numeric = central_difference(network.cost, network.params)
        for name, value in numeric.items():
            np.testing.assert_allclose(page["numeric"][name], value, atol=1e-8)
        grads = {name: np.array(value) for name, value in page["grads"].items()}
        table = check(network.cost, network.params, grads, method="central_difference")
        assert [row["name"] for row in page["rows"]] == [row.name for row in table.rows]
        assert all(row["right"] for row in page["rows"])
        assert table.passed


# Truncation and clipping.


def in_blocks(network, k):
    """Each block of k frames as a song of its own, its first state given by the block before."""
    total = None
    for start in range(0, network.T, k):
        here = slice(start, start + k)
        params = network.params | {"h_0": network.cache.H[start]}
        _, cache = rnn.forward(params, network.X[here], output=network.output)
        grads = rnn.backward(params, network.dY[here], cache)
        total = grads if total is None else {name: total[name] + grads[name] for name in grads} | {"h_0": total["h_0"]}
    return total


@needs_node
def test_truncation_is_that_of_notebook_04_and_of_blocks(compare):
    asked = [(network, k) for network in NETWORKS if network.T < 30 for k in {1, 2, 3, network.T - 1} if k > 0]
    asked += [(network, k) for network in NETWORKS if network.T == 60 for k in (1, 7, 60, 100)]
    windows = ask([network.case(truncation="window", k=k) for network, k in asked])
    blocks = ask([network.case(truncation="blocks", k=k) for network, k in asked])
    for (network, k), window, block in zip(asked, windows, blocks, strict=True):
        linear = network.cache._replace(output="linear")  # so that dA can be given in place of dY
        for name, value in truncated_gradients(network.params, network.dA, linear, k).items():
            compare(window["grads"][name], value, (k, name))
        for name, value in in_blocks(network, k).items():
            compare(block["grads"][name], value, (k, name))
        for page in (window, block):  # what the picture shows is what the gradients are made of
            dZ = np.array(page["dZ"])
            compare(np.sum(page["triangle"], axis=0), dZ, (k, "triangle"))
            compare((np.array(page["dH"]) + page["received"]) * page["slope"], dZ, (k, "carry"))


@needs_node
@pytest.mark.parametrize("share", [0.25, 1.5])
def test_clipping_keeps_the_direction_and_bounds_the_norm(share, compare):
    grads_of = [rnn.backward(network.params, network.dY, network.cache) for network in SMALL]
    norms = [np.linalg.norm(np.concatenate([value.ravel() for value in grads.values()])) for grads in grads_of]
    pages = ask([network.case(largest=share * norm) for network, norm in zip(SMALL, norms, strict=True)])
    for grads, norm, page in zip(grads_of, norms, pages, strict=True):
        compare(page["clipped"]["size"], norm, "norm")
        for name, value in grads.items():
            compare(page["clipped"]["grads"][name], min(1, share) * value, name)


# The mistakes.


PLAIN = """
def backward(params, X, H, Y, targets, output):
    W_xh, W_hh, b_h, W_hy, b_y, h_0 = (params[name] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y", "h_0"))
    T = len(X)
    dY = 2 * (Y - targets) / Y.size
    dA = derivative(output)(dY, Y)
    dZ, carry = np.zeros_like(H[1:]), np.zeros_like(h_0)
    for t in reversed(range(T)):
        dH = dA[t] @ W_hy.T
        slope = 1 - H[t + 1] ** 2
        dZ[t] = (dH + carry) * slope
        carry = dZ[t] @ W_hh.T
    dW_xh, dW_hh, db_h, dW_hy, db_y = 0, 0, 0, 0, 0
    for t in range(T):
        dW_xh = dW_xh + np.outer(X[t], dZ[t])
        dW_hh = dW_hh + np.outer(H[t], dZ[t])
        db_h = db_h + dZ[t]
        dW_hy = dW_hy + np.outer(H[t + 1], dA[t])
        db_y = db_y + dA[t]
    dh_0 = carry
    return dZ, {"W_xh": dW_xh, "W_hh": dW_hh, "b_h": db_h, "W_hy": dW_hy, "b_y": db_y, "h_0": dh_0}
"""
"""The backward pass as a beginner would write it."""

SUMS = [f"{name} = {name} + " for name in ("dW_xh", "dW_hh", "db_h", "dW_hy", "db_y")]

EDITS = {
    "carry dropped": [("(dH + carry) * slope", "dH * slope")],
    "sign of the carry": [("(dH + carry)", "(dH - carry)")],
    "carry accumulated": [("carry = dZ[t]", "carry = carry + dZ[t]")],
    "W_hh not transposed": [("@ W_hh.T", "@ W_hh")],
    "1 - h^2 missing in the carry": [("carry = dZ[t] @", "carry = (dH + carry) @")],
    "loop runs forwards": [("reversed(range(T))", "range(T)")],
    "1 - h^2 missing": [("slope = 1 - H[t + 1] ** 2", "slope = 1")],
    "1 - h^2 of the wrong frame": [("slope = 1 - H[t + 1] ** 2", "slope = 1 - H[t] ** 2")],
    "1 - h^2 at the pre-activation": [("1 - H[t + 1] ** 2", "1 - (X[t] @ W_xh + H[t] @ W_hh + b_h) ** 2")],
    "output derivative forgotten": [("dA = derivative(output)(dY, Y)", "dA = dY")],
    "only the last frame's error": [("(dY, Y)", "(dY, Y) * (np.arange(T) == T - 1)[:, None]")],
    "W_hy not transposed": [("@ W_hy.T", "@ W_hy")],
    "H shifted by one in W_hh": [("np.outer(H[t], ", "np.outer(H[t + 1], ")],
    "H shifted by one in W_hy": [("np.outer(H[t + 1], ", "np.outer(H[t], ")],
    "X shifted by one in W_xh": [("np.outer(X[t], ", "(t > 0) * np.outer(X[t - 1], ")],
    "first frame left out": [("for t in range(T)", "for t in range(1, T)"), ("= 0, 0, 0, 0, 0", "= zeros(params)")],
    "gradient replaced, not added up": [
        ("for t in range(T)", "for t in reversed(range(T))"),
        *((sum_, sum_.split("=")[0] + "= ") for sum_ in SUMS),
    ],
    "mean in place of sum": [(sum_, f"{sum_}1 / T * ") for sum_ in SUMS],
    "h_0's gradient taken one step early": [("dh_0 = carry", "dh_0 = dZ[0]")],
    "factor 2 forgotten": [("2 * (Y - targets)", "(Y - targets)")],
    "sign of the error": [("(Y - targets)", "(targets - Y)")],
}
"""What each mistake changes in `PLAIN`: (before, after)."""


def edited(edits):
    """`PLAIN` with edits, each of which must change exactly one place."""
    source = PLAIN
    for before, after in edits:
        assert source.count(before) == 1, before
        source = source.replace(before, after)
    names = {
        "np": np,
        "derivative": lambda output: OUTPUTS[output][1],
        "zeros": lambda params: [np.zeros_like(params[name]) for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y")],
    }
    exec(source, names)
    return lambda n: names["backward"](n.params, n.X, n.cache.H, n.Y, n.targets, n.output)


def test_the_plain_pass_is_the_package_s():
    for network in NETWORKS:
        dZ, grads = edited([])(network)
        np.testing.assert_allclose(dZ, dZ_of(network, network.dY), rtol=CLOSE, atol=1e-15)
        for name, value in rnn.backward(network.params, network.dY, network.cache).items():
            np.testing.assert_allclose(grads[name], value, rtol=1e-11, atol=1e-15)


def test_the_list_has_the_mistakes_that_the_package_plants():
    assert list(MISTAKES) == list(PLANTED)
    assert all(mistake["words"] for mistake in MISTAKES.values())


def test_every_mistake_is_planted_here_and_is_told_apart():
    assert set(MISTAKES) == set(EDITS)
    assert len({mistake["code"] for mistake in MISTAKES.values()}) == len(MISTAKES)
    assert len({(mistake["step"], mistake["way"]) for mistake in MISTAKES.values()}) == len(MISTAKES)
    assert all(re.fullmatch(r"[a-z]\d", mistake["code"]) for mistake in MISTAKES.values())


def possible(name, network):
    """Shapes forgive a matrix that was not transposed only where it is square."""
    return name != "W_hy not transposed" or network.params["W_hy"].shape[0] == network.params["W_hy"].shape[1]


@needs_node
@pytest.mark.parametrize("name", EDITS)
def test_a_mistake_gives_the_numbers_of_its_edit(name, compare):
    networks = [
        network for network in SMALL if possible(name, network) and (network.T < 20 or network.output == "tanh")
    ]
    backward, seen = edited(EDITS[name]), 0
    for network, page in zip(networks, ask([network.case(mistake=name) for network in networks]), strict=True):
        dZ, grads = backward(network)
        compare(page["dZ"], dZ, (name, "dZ"))
        for parameter, value in grads.items():
            compare(page["grads"][parameter], value, (name, parameter))
        for parameter, value in planted(name, network.params, network.dY, network.cache).items():
            compare(page["grads"][parameter], value, (name, parameter, "of the package"))
        compare(np.sum(page["triangle"], axis=0), dZ, (name, "triangle"))
        seen += name in page["visible"]
        if network.T <= 5:  # the package's verdict takes its time
            table = check(network.cost, network.params, grads, method="central_difference")
            assert [row["right"] for row in page["rows"]] == [row.status != "wrong" for row in table.rows], name
            assert name not in page["visible"] or not table.passed
    assert seen >= 3  # on some networks a student can find it


@needs_node
def test_a_mistake_that_cannot_be_seen_is_not_offered():
    one_unit, square = (
        next(n for n, size in zip(NETWORKS, SIZES, strict=True) if size[:4] == s) for s in ((3, 1, 1, 1), (3, 2, 2, 2))
    )
    small, larger = ask([one_unit.case(), square.case()])
    assert {"W_hh not transposed", "W_hy not transposed", "output derivative forgotten"}.isdisjoint(small["visible"])
    assert {"W_hh not transposed", "W_hy not transposed"} <= set(larger["visible"])


@needs_node
def test_an_unknown_mistake_is_refused():
    with pytest.raises(AssertionError, match="no such"):
        ask([NETWORKS[0].case(mistake="no such")])


# Words, links and the page.


@needs_node
def test_words_and_links():
    done = subprocess.run(
        [NODE, "--test", EXPLORER / "test" / "words.test.js"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass [1-9]", done.stdout, flags=re.M)


def test_colours_are_those_of_the_figures():
    look = (EXPLORER / "src/parts/style.js").read_text(encoding="utf-8").lower()
    light = {"forward": style.BLUE, "own": style.RED, "carry": style.GREEN, "dz": style.PURPLE, "idle": style.GREY}
    for dress, colours in zip(
        re.findall(r"--page: (.*?)\n  }", look, flags=re.S), (light, light | {"forward": style.SKY}), strict=True
    ):
        for term, colour in colours.items():
            assert f"--{term}: {colour.lower()};" in dress
    stops = re.findall(
        r"#[0-9a-f]{6}", re.search("CIVIDIS = (.*?);", (EXPLORER / "src/parts/triangle.js").read_text())[1]
    )
    places = np.linspace(0, 1, len(stops))
    assert stops == [to_hex(colormaps["cividis"](place)) for place in places]  # as draw_influence


@needs_packages
def test_the_bundle_in_the_package_is_built_from_these_sources(tmp_path):
    """Where it is not: `npm ci && npm run build` in docs/explorer."""
    done = subprocess.run(
        [NODE, EXPLORER / "build.js", tmp_path], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / BUNDLE.name).read_bytes() == BUNDLE.read_bytes()
    assert BUNDLE.read_text(encoding="ascii") in (tmp_path / "index.html").read_text(encoding="utf-8")


@needs_packages
def test_the_sources_are_formatted():
    """Where they are not: `npm run format` in docs/explorer."""
    command = [NODE, "node_modules/prettier/bin/prettier.cjs", "--check", "build.js", "src", "test"]
    done = subprocess.run(command, cwd=EXPLORER, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_file_names_no_host():
    lock = json.loads((EXPLORER / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
    wanted = json.loads((EXPLORER / "package.json").read_text())
    versions = wanted["dependencies"] | wanted["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


@pytest.mark.long
@needs_packages
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; its path may stand in the variable CHROMIUM")
def test_a_student_s_way_through_the_page_in_chromium(tmp_path):
    for script in ("build.js", "test/browser.js"):
        command = [NODE, EXPLORER / script, tmp_path]
        environment = os.environ | {"CHROMIUM": CHROMIUM}
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok  ") >= 15
