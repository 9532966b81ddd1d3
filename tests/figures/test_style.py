"""The house's look: colours, a figure without pyplot, and the same bytes for the same picture."""

import base64
import sys
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_rgb

from elman.figures import style


def picture():
    with style.figure(4, 3) as (made, ax):
        ax.plot([0, 1, 2], [1, 0, 2], label="a line")
        ax.legend()
        ax.set_title("a title")
    return made


def test_the_palette_is_okabe_and_itos():
    named = (style.BLACK, style.ORANGE, style.SKY, style.GREEN, style.BLUE, style.RED, style.PURPLE)
    assert named == ("#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7")


def grey(colour):
    return np.dot(to_rgb(colour), [0.2126, 0.7152, 0.0722])


def test_colours_that_stand_beside_each_other_differ_in_black_and_white_or_in_their_dashes():
    from elman.figures import curves, table1

    for styles in (curves.STAGE_STYLES, table1.NETWORK_STYLES):
        looks = list(styles.values())
        for n, one in enumerate(looks):
            for other in looks[n + 1 :]:
                assert abs(grey(one["color"]) - grey(other["color"])) > 0.1 or one.get("linestyle") != other.get(
                    "linestyle"
                )


def test_the_same_picture_gives_the_same_bytes():
    made = picture()
    assert style.svg(made) == style.svg(made) == style.svg(picture())


def test_an_svg_is_whole_and_needs_nothing_else():
    text = style.svg(picture())
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    links = [v for element in root.iter() for k, v in element.attrib.items() if k.endswith("href")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert "<date" not in text
    assert "font-family" not in text  # letters are shapes: the page looks alike everywhere


def test_a_data_uri_holds_the_picture():
    made = picture()
    head, _, data = style.data_uri(made).partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == style.svg(made)


def test_a_figure_leaves_no_trace():
    before = dict(mpl.rcParams)
    made = picture()
    style.svg(made)
    assert dict(mpl.rcParams) == before
    assert made.get_layout_engine() is not None
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_a_picture_takes_its_alternative_text_along():
    with style.figure(4, 3, about="A & B", ncols=2) as (made, axes):
        assert len(axes) == 2
    png, told = made._repr_png_()
    assert png.startswith(b"\x89PNG")
    assert told == {"width": 384, "height": 288, "alt": "A & B"}
    assert picture()._repr_png_()[1] == {"width": 384, "height": 288}
