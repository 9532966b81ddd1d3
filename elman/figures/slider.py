"""A picture with sliders where a kernel runs, and the same picture without them where none does."""

import base64

from elman.figures.style import png


class Sliders:
    """The last line of a notebook's cell: moving a slider draws the picture anew.

    Where no kernel runs (a page on the web, paper), or ipywidgets is not installed, the first picture is shown.

    Parameters
    ----------
    draw : callable
        Takes one value for each slider, by name, and returns a figure of `elman.figures.style.figure`.
    **values : lists
        For each slider, its name and the values to choose from; the picture begins with ``first``'s.
    first : dict
        The value of each slider at the beginning; without one, the first of its list.

    Examples
    --------
    >>> from elman.figures.style import figure
    >>> def draw(n):
    ...     with figure(2, 2) as (made, ax):
    ...         ax.plot(range(n))
    ...     return made
    >>> Sliders(draw, n=[2, 3, 5])
    a picture with sliders: n = 2 (2, 3, 5)
    """

    def __init__(self, draw, first=None, **values):
        self.draw, self.values = draw, values
        self.first = {name: choices[0] for name, choices in values.items()} | (first or {})

    def __repr__(self):
        sliders = "; ".join(f"{k} = {self.first[k]} ({', '.join(map(str, v))})" for k, v in self.values.items())
        return f"a picture with sliders: {sliders}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        made = self.draw(**self.first)
        picture = png(made)
        width, height = (round(96 * inches) for inches in made.get_size_inches())
        bundle = {"text/plain": repr(self), "image/png": base64.b64encode(picture).decode()}
        bundle |= self._widget(picture, width)
        return bundle, {"image/png": {"width": width, "height": height}}

    def _widget(self, picture, width):
        try:
            import ipywidgets
        except ImportError:
            return {}
        image = ipywidgets.Image(value=picture, format="png", width=width)
        sliders = {
            name: ipywidgets.SelectionSlider(
                options=choices, value=self.first[name], description=name.replace("_", " "), continuous_update=False
            )
            for name, choices in self.values.items()
        }

        def redraw(change):
            image.value = png(self.draw(**{name: slider.value for name, slider in sliders.items()}))

        for slider in sliders.values():
            slider.observe(redraw, names="value")
        mime = "application/vnd.jupyter.widget-view+json"
        return {mime: ipywidgets.VBox([*sliders.values(), image])._repr_mimebundle_()[mime]}
