import pytest

from elman.figures.slider import Slider
from elman.figures.style import figure


def draw(k):
    with figure(2, 1) as (made, ax):
        ax.plot([0, k])
    return made


def test_without_a_kernel_there_is_the_picture_at_the_start():
    picture, size = Slider(draw, [1, 2], start=2, label="k")._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert picture == draw(2)._repr_png_()[0]
    assert picture != draw(1)._repr_png_()[0]
    assert size == {"width": 192, "height": 96}


def test_moving_the_slider_draws_again():
    pytest.importorskip("ipywidgets")
    handle, image = Slider(draw, [1, 2], start=2, label="k").widget().children
    assert image.value == draw(2)._repr_png_()[0]
    handle.value = 1
    assert image.value == draw(1)._repr_png_()[0]


def test_widget_is_offered_to_jupyter_and_its_text_is_short():
    pytest.importorskip("ipywidgets")
    slider = Slider(draw, [1, 2], start=2, label="k")
    assert list(slider._repr_mimebundle_()) == ["application/vnd.jupyter.widget-view+json"]
    assert repr(slider) == "A slider for k, from 1 to 2; its picture at 2."


def test_start_must_be_one_of_the_values():
    with pytest.raises(ValueError, match="the slider starts at 3"):
        Slider(draw, [1, 2], start=3, label="k")
