"""A drawing in steps that plays in a browser without a kernel: one SVG, and a few lines of script for the buttons.

Where scripts are not allowed, as in a notebook that was opened and not run, the SVG plays by itself, and below it are all
steps as still pictures.
Notebook 04, "Backpropagate through time".
"""

import base64
from html import escape

SECONDS = 2.5
"""How long each step is shown."""

STYLE = """
.elman-drawing text { font-family: sans-serif; font-size: 13px; fill: #000000; }
.elman-drawing text.title { font-weight: bold; font-size: 15px; }
.elman-drawing text.formula, .elman-drawing text.number { font-family: monospace; }
.elman-drawing text.forward { fill: #0072B2; }
.elman-drawing text.backward { fill: #B04A00; }
.elman-drawing text.carry { fill: #00755A; }
.elman-drawing text.dZ { fill: #9A3D74; }
.elman-drawing line { stroke-width: 2; }
.elman-drawing line.forward { stroke: #0072B2; }
.elman-drawing line.backward { stroke: #D55E00; stroke-dasharray: 6 3; }
.elman-drawing line.carry { stroke: #009E73; stroke-dasharray: 9 3 2 3; }
.elman-drawing line.idle { stroke: #C0C0C0; }
.elman-drawing g.new line { stroke-width: 4.5; }
.elman-drawing g.new text { font-weight: bold; }
.elman-drawing rect { fill: #FFFFFF; stroke: #8C8C8C; }
"""
"""Of the drawing only: in a page, a style without the class would change everything around it. Forward is blue, what comes from
a frame's own output vermillion, the carry green, dZ purple, as in the explorer; words are a shade darker, to be read. What is
new in a step is heavier."""

FITS = "max-width: max(100%, 560px); height: auto"
"""As wide as its place at most; on a phone it scrolls before its numbers are too small to be read."""

SCRIPT = """
document.querySelectorAll('.elman-player:not([data-ready])').forEach(function (place) {
  place.setAttribute('data-ready', 'yes');
  const stills = place.nextElementSibling;
  if (stills && stills.className === 'elman-stills') { stills.remove(); }
  place.innerHTML = atob(place.querySelector('img').src.split(',')[1]);
  const drawing = place.querySelector('svg'), last = +drawing.getAttribute('data-steps') - 1;
  drawing.querySelectorAll('animate').forEach(function (one) { one.remove(); });
  const bar = document.createElement('div'), buttons = {}, slider = document.createElement('input');
  let step = 0, clock = null;
  function show(k) {
    step = Math.min(Math.max(k, 0), last);
    drawing.querySelectorAll('g[data-first]').forEach(function (one) {
      const seen = +one.dataset.first <= step && step <= +one.dataset.last;
      one.setAttribute('opacity', seen ? 1 : 0);
      one.classList.toggle('new', step > 0 && +one.dataset.first === step);
    });
    slider.value = step;
  }
  function stop() { clearInterval(clock); clock = null; buttons.play.textContent = 'Play'; }
  function play() {
    if (clock) { stop(); return; }
    if (step === last) { show(0); }
    buttons.play.textContent = 'Pause';
    clock = setInterval(function () { if (step === last) { stop(); } else { show(step + 1); } }, PAUSE);
  }
  [['back', 'Back', function () { stop(); show(step - 1); }], ['play', 'Play', play],
   ['next', 'Next', function () { stop(); show(step + 1); }]].forEach(function (one) {
    buttons[one[0]] = document.createElement('button');
    buttons[one[0]].textContent = one[1];
    buttons[one[0]].style.cssText = 'margin-right: 6px; min-width: 60px';
    buttons[one[0]].onclick = one[2];
    bar.appendChild(buttons[one[0]]);
  });
  slider.type = 'range'; slider.min = 0; slider.max = last; slider.style.width = '300px';
  slider.setAttribute('aria-label', 'step');
  slider.oninput = function () { stop(); show(+slider.value); };
  bar.appendChild(slider);
  place.appendChild(bar);
  show(0);
});
"""


class Scene:
    """Parts of a drawing, each seen from one step to another; Jupyter shows it with buttons to step and play.

    Parameters
    ----------
    width, height : int
        In pixels.
    about : str
        What is to be seen, for those who cannot see it.

    Examples
    --------
    >>> scene = Scene(100, 20, about="one word after the other")
    >>> scene.add('<text x="0" y="10">first</text>', 0, 0)
    >>> scene.add('<text x="0" y="10">second</text>', 1)
    >>> scene.n_steps, "first" in scene.svg(1), "second" in scene.svg(1)
    (2, False, True)
    """

    def __init__(self, width, height, *, about):
        self.width, self.height, self.about = width, height, about
        self.parts = []

    def add(self, part, first=0, last=None):
        """Add a part (SVG), seen from step ``first`` to step ``last``, or to the end."""
        self.parts.append((part, first, last))

    @property
    def n_steps(self):
        """The number of steps: up to that in which the last part appears."""
        return 1 + max(first for _, first, _ in self.parts)

    def svg(self, step=None):
        """One step as a still picture; without a step, all of them, playing for ever."""
        groups = []
        for part, first, last in self.parts:
            last = self.n_steps - 1 if last is None else last
            if step is None:
                animate = self._animate(first, last)
                groups.append(
                    f'<g data-first="{first}" data-last="{last}" opacity="{int(first == 0)}">{part}{animate}</g>'
                )
            elif first <= step <= last:
                new = ' class="new"' if first == step > 0 else ""
                groups.append(f"<g{new}>{part}</g>")
        whole = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="elman-drawing" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" style="{FITS}" data-steps="{self.n_steps}" role="img" '
            f'aria-label="{escape(self.about)}">'
            f'<style>{STYLE}</style><rect width="100%" height="100%" style="stroke: none"/>{"".join(groups)}</svg>'
        )
        return whole.encode("ascii", "xmlcharrefreplace").decode()

    def _animate(self, first, last):
        if first == 0 and last == self.n_steps - 1:
            return ""
        times = [0, first / self.n_steps, (last + 1) / self.n_steps]
        values = [0, 1, 0]
        if first == 0:
            times, values = times[1:], values[1:]
        if last == self.n_steps - 1:
            times, values = times[:-1], values[:-1]
        return (
            f'<animate attributeName="opacity" calcMode="discrete" dur="{SECONDS * self.n_steps:g}s" '
            f'repeatCount="indefinite" values="{";".join(map(str, values))}" '
            f'keyTimes="{";".join(f"{time:.5f}".rstrip("0").rstrip(".") for time in times)}"/>'
        )

    def __repr__(self):
        return f"{self.about} ({self.n_steps} steps; plays in a browser)"

    def _repr_html_(self):
        script = SCRIPT.replace("PAUSE", f"{1000 * SECONDS:g}")
        stills = "".join(
            self._image(step, f"{self.about}, step {step + 1} of {self.n_steps}") for step in range(self.n_steps)
        )
        return (
            f'<div class="elman-player" style="overflow-x: auto">{self._image(None, self.about)}</div>'
            f'<details class="elman-stills"><summary>All steps as still pictures</summary>{stills}</details>'
            f"<script>{script}</script>"
        )

    def _image(self, step, about):
        picture = base64.b64encode(self.svg(step).encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(about)}" style="{FITS}">'
