"""How sound is cut into frames: the sample rate of everything here, and the samples of half a second."""

RATE = 44100
"""Samples per second."""

FRAME = 22050
"""Samples in half a second, one frame."""
