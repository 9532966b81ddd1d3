"""Errors that are sent back k steps and no further: truncated backpropagation through time.

Not wrong in itself (long songs are trained so), but wrong where the whole gradient is wanted. Notebook 04, "Send errors
back through time", has it as an exercise.
"""

import numpy as np

from elman.diagnosis.mistakes import Mistake
from elman.diagnosis.walk import again, gradients, hand_back

LONGEST = 100
"""Nobody truncates later, and looking for it would take long."""


def window(k, h_0):
    """Every frame's error goes through k frames: its own and the k - 1 before it."""

    def wrong(case):
        dZ = np.sum(case.reaches[:k], axis=0)
        short = gradients(case.walk._replace(dZ=dZ))
        to_h_0 = np.sum(case.reaches[: k if h_0 else k - 1, 0], axis=0)
        return short | {"h_0": to_h_0 @ case.params["W_hh"].T}

    return wrong


def blocks(k, from_end):
    """The song is cut into blocks of k frames, and no error passes from a block to the one before."""

    def wrong(case):
        T = case.T

        def cut(walk, dZ, carry, dH, t):
            at_border = (T - t) % k == 0 if from_end else t % k == 0
            return hand_back(walk, dZ, carry, dH, t) * (not at_border or t == 0)

        return gradients(again(case.walk, hand_back=cut))

    return wrong


def truncations(T):
    """All truncations that a song of T frames can show, up to `LONGEST` steps."""
    for k in range(2, min(T, LONGEST + 1)):
        name = f"truncated after {k} steps"
        text = f"each error goes back through {k} frames and stops; it must go on to the first frame of the song"
        yield Mistake(name, text, window(k, h_0=True), False)
        yield Mistake(name, text, window(k, h_0=False), False)
        for from_end in (False, True):
            where = "end" if from_end else "beginning"
            text = f"the carry is set to zero every {k} frames (counted from the {where}); it must pass through the whole song"
            yield Mistake(name, text, blocks(k, from_end), False)
