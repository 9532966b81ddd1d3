"""A picture that changes with a slider: every picture is drawn beforehand, so that no kernel is needed to move it.

Where scripts are not allowed, as in a notebook that was opened and not run, there is the picture at the start.
Notebook 03, "Run the network forward".
"""

import base64
import hashlib
import io
import json
from html import escape

from elman.figures.style import png

SCRIPT = """
document.querySelectorAll('.elman-slider[data-slider="NAME"]:not([data-ready])').forEach(function (place) {
  place.setAttribute('data-ready', 'yes');
  const pictures = PICTURES, picture = place.querySelector('img');
  const bar = document.createElement('label'), slider = document.createElement('input');
  const value = document.createElement('output');
  slider.type = 'range'; slider.min = 0; slider.max = pictures.length - 1; slider.step = 1; slider.value = START;
  slider.style.cssText = 'width: min(420px, 60%); vertical-align: middle; margin: 0 10px';
  function show() {
    const one = pictures[+slider.value];
    picture.src = 'data:image/png;base64,' + one.picture;
    picture.alt = one.alt;
    value.textContent = one.value;
    slider.setAttribute('aria-valuetext', one.value);
  }
  slider.oninput = show;
  bar.append(LABEL, slider, value);
  place.prepend(bar);
  show();
});
"""


class Slider:
    """A picture that changes with a slider.

    Parameters
    ----------
    draw : callable
        ``draw(value)`` gives a figure made by `elman.figures.style.figure`. Its ``about`` is the picture's alternative text.
    values : sequence
        What the slider can be moved to.
    start : one of the values
    label : str
        Stands beside the slider.

    Raises
    ------
    ValueError
        The start is none of the values.

    Examples
    --------
    >>> from elman.figures.style import figure
    >>> def draw(k):
    ...     with figure(2, 1, about=f"A line that rises to {k}.") as (made, ax):
    ...         ax.plot([0, k])
    ...     return made
    >>> slider = Slider(draw, [1, 2, 3], start=2, label="k")
    >>> slider
    A slider for k, from 1 to 3; its picture at 2.
    """

    def __init__(self, draw, values, *, start, label):
        self.values, self.start, self.label = list(values), start, label
        if start not in self.values:
            raise ValueError(f"the slider starts at {start!r}, which is none of its values {self.values}")
        self.pictures = [draw(value) for value in self.values]

    def __repr__(self):
        return f"A slider for {self.label}, from {self.values[0]} to {self.values[-1]}; its picture at {self.start}."

    def _repr_png_(self):
        picture = self.pictures[self.values.index(self.start)]
        return small(picture), picture._repr_png_()[1]

    def _repr_html_(self):
        shown = [
            {"value": str(value), "alt": picture.about, "picture": base64.b64encode(small(picture)).decode()}
            for value, picture in zip(self.values, self.pictures, strict=True)
        ]
        first = self.values.index(self.start)
        name = hashlib.sha256(repr((self.label, self.values, [one["alt"] for one in shown])).encode()).hexdigest()[:12]
        words = {"NAME": name, "PICTURES": json.dumps(shown), "START": str(first), "LABEL": json.dumps(self.label)}
        script = SCRIPT
        for word, text in words.items():
            script = script.replace(word, text.replace("</", "<\\/"))
        width = round(self.pictures[first].get_size_inches()[0] * 96)
        return (
            f'<div class="elman-slider" data-slider="{name}">'
            f'<img src="data:image/png;base64,{shown[first]["picture"]}" alt="{escape(shown[first]["alt"])}" '
            f'style="display: block; width: {width}px; max-width: 100%; height: auto"></div><script>{script}</script>'
        )


def small(picture):
    """A figure as the bytes of a PNG file with 256 colours: a third of the size, so that a dozen fit into one notebook."""
    from PIL import Image

    buffer = io.BytesIO()
    full = Image.open(io.BytesIO(png(picture))).convert("RGB")
    full.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        buffer, format="PNG", optimize=True
    )
    return buffer.getvalue()
