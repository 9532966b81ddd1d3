"""A picture with a slider where a kernel runs, and the plain picture where none does. Notebook 03, "Run the network forward"."""


class Slider:
    """A picture that changes with a slider; without a kernel, or without ipywidgets, the picture at the start.

    Parameters
    ----------
    draw : callable
        ``draw(value)`` gives a figure made by `elman.figures.style.figure`.
    values : sequence
        What the slider can be moved to.
    start : one of the values
    label : str
        Stands beside the slider.

    Examples
    --------
    >>> from elman.figures.style import figure
    >>> def draw(k):
    ...     with figure(2, 1) as (made, ax):
    ...         ax.plot([0, k])
    ...     return made
    >>> slider = Slider(draw, [1, 2, 3], start=2, label="k")
    >>> slider
    A slider for k, from 1 to 3; its picture at 2.
    """

    def __init__(self, draw, values, *, start, label):
        self.draw, self.values, self.start, self.label = draw, list(values), start, label
        if start not in self.values:
            raise ValueError(f"the slider starts at {start!r}, which is none of its values {self.values}")
        self.picture = draw(start)

    def __repr__(self):
        return f"A slider for {self.label}, from {self.values[0]} to {self.values[-1]}; its picture at {self.start}."

    def _repr_png_(self):
        return self.picture._repr_png_()

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The widget; Jupyter adds text and picture from the other methods, for readers that cannot show it."""
        try:
            box = self.widget()
        except ImportError:
            return {}
        shown = box._repr_mimebundle_(include=include, exclude=exclude)
        return {mime: data for mime, data in shown.items() if mime != "text/plain"}

    def widget(self):
        """The slider above its picture, as a widget."""
        import ipywidgets

        first, size = self._repr_png_()
        image = ipywidgets.Image(value=first, format="png", width=size["width"])
        # Drawn when the slider is let go: a picture takes longer than a mouse moves.
        handle = ipywidgets.SelectionSlider(
            options=self.values, value=self.start, description=self.label, continuous_update=False
        )

        def redraw(change):
            image.value, _ = self.draw(change["new"])._repr_png_()

        handle.observe(redraw, "value")
        return ipywidgets.VBox([handle, image])
