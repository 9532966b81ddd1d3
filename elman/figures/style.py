"""One look for all pictures: colours that the colour-blind can tell apart, and lines that differ in print."""

import base64
import io
import warnings
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.figure import Figure

from elman.errors import printable
from elman.files import atomic

BLACK, ORANGE, SKY, GREEN, BLUE, RED, PURPLE, GREY = (
    *("#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C"),
)
"""The palette of Okabe and Ito, and a grey."""

STYLE = {
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "elman",  # the same picture gives the same bytes
    "svg.fonttype": "path",
}


OWN = (
    "backend",
    "interactive",
    "timezone",
    "toolbar",
    "webagg",
    "tk.",
    "date.epoch",
    "savefig.directory",
    "figure.max_open",
)
"""How the settings begin that say how and where figures are shown, and not how they look."""

DOTS_PER_INCH = 144
"""Of pictures in notebooks: sharp on paper; shown at two thirds of their size."""


@contextmanager
def house_style():
    """In this block matplotlib draws in the house's style, whatever a matplotlibrc says."""
    defaults = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(OWN)}
    with mpl.rc_context(defaults | STYLE), warnings.catch_warnings():
        # A letter that no font has is drawn as a box, and a legend may take its time: nothing that anybody could change.
        warnings.filterwarnings("ignore", message="Glyph .* missing from|Creating legend with loc")
        yield


def plain(text):
    """A name from outside as a picture shows it: a dollar sign is a dollar sign, and begins no mathematics."""
    return printable(text).replace("$", r"\$")


class Picture(Figure):
    """A figure that shows itself when it is the last line of a notebook's cell, without pyplot.

    Its ``about``, what is to be seen, goes along as the picture's alternative text.
    """

    about = ""

    def _repr_png_(self):
        width, height = self.get_size_inches() * 96  # CSS pixels
        told = {"alt": self.about} if self.about else {}
        return png(self), {"width": round(width), "height": round(height), **told}


def png(made):
    """A figure as the bytes of a PNG file."""
    buffer = io.BytesIO()
    with house_style():
        made.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()


def save(made, path, dpi=150):
    """Write a figure as a PNG file, whole or not at all."""
    with house_style(), atomic(path) as temporary:
        made.savefig(temporary, format="png", dpi=dpi, metadata={"Software": None})


@contextmanager
def figure(width, height, *, about="", **subplots):
    """A new figure in the house's style, without pyplot; yields (figure, axes) and lays them out at the end.

    In a notebook, end the cell with the figure, and it is shown.

    Parameters
    ----------
    width, height : float
        In inches.
    about : str
        What is to be seen, for those who cannot see it; notebooks keep it with the picture.
    **subplots
        For `matplotlib.figure.Figure.subplots`.

    Examples
    --------
    >>> with figure(4, 2, about="A line that rises from 0 to 1.") as (made, ax):
    ...     _ = ax.plot([0, 1])
    >>> made._repr_png_()[1]
    {'width': 384, 'height': 192, 'alt': 'A line that rises from 0 to 1.'}
    """
    with house_style():
        made = Picture(figsize=(width, height), layout="constrained")
        made.about = about
        yield made, made.subplots(**subplots)
        made.draw_without_rendering()


def svg(made):
    """A figure as the text of an SVG file."""
    buffer = io.StringIO()
    with house_style():
        made.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def data_uri(made):
    """A figure as a link that holds the picture itself, for a page in one file."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(made).encode()).decode()
