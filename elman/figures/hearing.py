"""A curve of emotion to be heard: music rendered from it, above its picture, with a line that runs along.

Notebook 01, "Look at a song as a matrix".
"""

import base64
import hashlib
import io
import wave
from html import escape

import numpy as np
from scipy.signal import resample_poly

from elman.corpus.song import FRAME_SECONDS
from elman.errors import InputError
from elman.figures.songs import two_curves
from elman.figures.style import figure, png
from elman.seeds import random_generator
from elman.sound.frames import RATE
from elman.sound.synthesis import render

THINNED = 3
"""Every third sample is kept: 14.7 kHz are enough for this music, and keep a notebook small."""

SCRIPT = """
document.querySelectorAll('.elman-hearing[data-sound="NAME"]:not([data-ready])').forEach(function (place) {
  place.setAttribute('data-ready', 'yes');
  const sound = place.querySelector('audio'), line = document.createElement('div');
  line.style.cssText = 'position: absolute; top: 4%; bottom: 14%; width: 2px; background: #000000; display: none';
  place.querySelector('.elman-curves').append(line);
  function follow() {
    line.style.display = 'block';
    line.style.left = 100 * (LEFT + (RIGHT - LEFT) * sound.currentTime / SECONDS) + '%';
    if (!sound.paused) { requestAnimationFrame(follow); }
  }
  ['play', 'seeked', 'timeupdate'].forEach(function (what) { sound.addEventListener(what, follow); });
});
"""


class Hearing:
    """What `hear` makes: Jupyter shows a player above the picture; without scripts there are both, but no running line.

    Attributes
    ----------
    picture : elman.figures.style.Picture
    samples : array (n,)
        Mono, 14.7 kHz, between -1 and 1.
    ends : (float, float)
        Where the first and the last moment lie in the picture, as parts of its width.
    """

    def __init__(self, picture, samples, ends):
        self.picture, self.samples, self.ends = picture, samples, ends

    @property
    def seconds(self):
        """How long it sounds."""
        return len(self.samples) * THINNED / RATE

    def __repr__(self):
        return f"{self.seconds:g} s of made-up music. {self.picture.about}"

    def _repr_png_(self):
        return self.picture._repr_png_()

    def _repr_html_(self):
        sound, picture = (base64.b64encode(data).decode() for data in (self.wav(), png(self.picture)))
        left, right = self.ends
        name = hashlib.sha256(f"{self!r} {left}".encode()).hexdigest()[:12]
        words = {"NAME": name, "LEFT": f"{left:.4f}", "RIGHT": f"{right:.4f}", "SECONDS": f"{self.seconds:g}"}
        script = SCRIPT
        for word, text in words.items():
            script = script.replace(word, text)
        width = round(self.picture.get_size_inches()[0] * 96)
        return (
            f'<div class="elman-hearing" data-sound="{name}" style="width: {width}px; max-width: 100%">'
            f'<audio controls src="data:audio/wav;base64,{sound}" style="width: 100%"></audio>'
            f'<div class="elman-curves" style="position: relative"><img src="data:image/png;base64,{picture}" '
            f'alt="{escape(self.picture.about)}" style="display: block; width: 100%"></div></div><script>{script}</script>'
        )

    def wav(self):
        """The sound as the bytes of a wav file, 16 bit."""
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE // THINNED)
            file.writeframes(np.round(32767 * self.samples).astype("<i2").tobytes())
        return buffer.getvalue()


def hear(curve, *, first=0.0, seed=0):
    """Music made from a curve of valence and arousal, to be heard beside the curve.

    The music is made up (`elman.sound.synthesis`): arousal makes it faster, louder and brighter, valence major and consonant.

    Parameters
    ----------
    curve : array (T, 2)
        Valence and arousal of every half second, between -1 and 1; a prediction may have to be clipped before.
    first : float
        When the curve begins, in seconds of its song.
    seed : int

    Returns
    -------
    Hearing

    Raises
    ------
    InputError
        The curve has fewer than two rows, or is not made of pairs of numbers between -1 and 1.

    Examples
    --------
    >>> hear([[0.5, -0.5], [0.5, 0.0], [0.5, 0.5]], first=10.0)
    1.5 s of made-up music. Valence goes from 0.50 to 0.50, arousal from -0.50 to 0.50.
    """
    curve = np.asarray(curve, dtype=float)
    samples = render(curve, random_generator(seed))
    if len(curve) < 2:
        raise InputError(
            f"a curve of {len(curve)} row was given; two rows, one second, are the shortest that can be drawn"
        )
    thin = resample_poly(samples.astype(float), 1, THINNED)
    times = first + FRAME_SECONDS * np.arange(len(curve))
    (v0, a0), (v1, a1) = curve[0], curve[-1]
    about = f"Valence goes from {v0:.2f} to {v1:.2f}, arousal from {a0:.2f} to {a1:.2f}."
    with figure(8, 2.6, about=about) as (made, ax):
        two_curves(curve, times, ax)
        ax.set_xlim(first, first + FRAME_SECONDS * len(curve))
    pixels = ax.transData.transform([(x, 0) for x in ax.get_xlim()])[:, 0]
    return Hearing(made, thin / max(1, np.abs(thin).max()), tuple(pixels / made.bbox.width))
