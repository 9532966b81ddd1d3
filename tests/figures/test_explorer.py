import base64
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from elman.errors import InputError
from elman.figures.explorer import BUNDLE, explore
from elman.network import rnn

EXPLORER = Path(__file__).parents[2] / "docs" / "explorer"


def song(T=3, n_hidden=1, n_out=1):
    rng = np.random.default_rng(0)
    params = rnn.init(1, n_hidden, n_out, rng=rng, scale=1.0)
    return params, rng.standard_normal((T, 1)), rng.standard_normal((T, n_out))


def test_page_holds_the_explorer_the_numbers_and_a_picture_for_readers_without_scripts():
    made = explore(*song(), step=5)
    html = made._repr_html_()
    [state] = re.findall(r'^<bptt-explorer state="([^"]+)">', html)
    assert unescape(state) == made.state
    assert "step=5" in made.state
    [picture] = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="[^"]+"', html)
    assert base64.b64decode(picture).startswith(b"<svg")
    assert html.endswith(f"<script>{BUNDLE.read_text()}</script>")
    assert html == explore(*song(), step=5)._repr_html_()


def test_a_network_without_a_picture_says_what_to_do():
    assert "trust" in explore(*song(n_hidden=2))._repr_html_().split("<script>")[0]


def test_the_bundle_can_stand_in_any_page():
    text = BUNDLE.read_text(encoding="ascii")  # no encoding can spoil it
    assert not re.search("</script|<!--", text, flags=re.I)
    assert "https://" not in text.replace("http://www.w3.org", "")
    assert len(text) < 120_000


@pytest.mark.skipif(shutil.which("node") is None, reason="node, which runs the explorer's JavaScript, is not installed")
@pytest.mark.parametrize(
    ("T", "n_hidden", "n_out", "output"), [(3, 1, 1, "linear"), (1, 3, 2, "softmax"), (60, 10, 2, "tanh")]
)
def test_every_digit_arrives(T, n_hidden, n_out, output):
    params, X, targets = song(T, n_hidden, n_out)
    code = f"""
        import {{ read }} from {json.dumps((EXPLORER / "src/state/link.js").as_uri())};
        import {{ networkOf }} from {json.dumps((EXPLORER / "src/state/state.js").as_uri())};
        const {{ state, problems }} = read({json.dumps(explore(params, X, targets, output=output, step=2).state)});
        console.log(JSON.stringify({{ problems, step: state.step, network: networkOf(state) }}));
    """
    command = [shutil.which("node"), "--input-type=module", "--eval", code]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert told["problems"] == []
    assert told["step"] == 2
    assert told["network"]["output"] == output
    for name, value in params.items():
        assert told["network"]["params"][name] == value.tolist()
    assert told["network"]["X"] == X.tolist()
    assert told["network"]["targets"] == targets.tolist()


@pytest.mark.parametrize("facts", [(61, 1, 1), (3, 11, 1), (3, 1, 3)])
def test_what_the_explorer_cannot_show_is_refused(facts):
    with pytest.raises(InputError) as error:
        explore(*song(*facts))
    assert set(map(str, facts)) <= set(re.findall(r"\d+", str(error.value)))


def test_wrong_shapes_numbers_and_outputs_are_refused():
    params, X, targets = song()
    for wrong in ({"X": np.ones((3, 2))}, {"targets": np.ones((2, 1))}, {"params": params | {"W_xh": np.ones((2, 1))}}):
        with pytest.raises(InputError, match=r"X|targets|W_xh"):
            explore(**{"params": params, "X": X, "targets": targets} | wrong)
    for value in (np.nan, np.inf, 1001.0):
        with pytest.raises(InputError, match="X"):
            explore(params, np.full((3, 1), value), targets)
    for output in ("relu", "softmax"):
        with pytest.raises(InputError, match=output):
            explore(params, X, targets, output=output)
