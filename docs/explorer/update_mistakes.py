"""Make the explorer's list of mistakes: ``python docs/explorer/update_mistakes.py``, after a change of `elman.diagnosis.planted`.

Names and words are those of the package. Beside them stand here, once, what only the page needs: a code for links, which does
not give the name away, and the step and the way of ``STEPS`` in ``src/mathematics/backward.js``.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from elman.diagnosis.planted import PLANTED  # noqa: E402

LIST = HERE / "src/mathematics/mistakes.json"
ON_THE_PAGE = {
    "carry dropped": ("b4", "dZ", "carry dropped"),
    "sign of the carry": ("m7", "dZ", "carry subtracted"),
    "carry accumulated": ("x2", "carry", "accumulated"),
    "W_hh not transposed": ("q9", "carry", "not transposed"),
    "1 - h^2 missing in the carry": ("d3", "carry", "without slope"),
    "loop runs forwards": ("z5", "order", "forwards"),
    "1 - h^2 missing": ("f8", "slope", "missing"),
    "1 - h^2 of the wrong frame": ("k1", "slope", "frame before"),
    "1 - h^2 at the pre-activation": ("w6", "slope", "pre-activation"),
    "output derivative forgotten": ("r2", "dA", "derivative forgotten"),
    "only the last frame's error": ("c7", "dA", "last frame only"),
    "W_hy not transposed": ("j4", "dH", "not transposed"),
    "H shifted by one in W_hh": ("h6", "dW_hh", "H shifted"),
    "H shifted by one in W_hy": ("v1", "dW_hy", "H shifted"),
    "X shifted by one in W_xh": ("p3", "dW_xh", "X shifted"),
    "first frame left out": ("n8", "frames", "first left out"),
    "gradient replaced, not added up": ("g5", "frames", "first only"),
    "mean in place of sum": ("s9", "total", "mean"),
    "h_0's gradient taken one step early": ("t2", "dh_0", "one step early"),
    "factor 2 forgotten": ("y6", "dY", "factor 2 forgotten"),
    "sign of the error": ("l8", "dY", "sign reversed"),
}
"""By name: code, step, way."""


def text():
    """The list as it must stand in the file."""
    rows = []
    for name, mistake in PLANTED.items():
        code, step, way = ON_THE_PAGE[name]
        rows.append({"code": code, "name": name, "step": step, "way": way, "words": mistake.words})
    return json.dumps(rows, indent=2) + "\n"


if __name__ == "__main__":
    LIST.write_text(text(), encoding="utf-8")
    print(f"{LIST.name}: {len(PLANTED)} mistakes")
