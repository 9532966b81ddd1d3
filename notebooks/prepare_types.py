"""Compute `elman/sound/29_types.npz` for notebook 12: `python notebooks/prepare_types.py` (needs Essentia, about a minute).

Thirty pieces of music are rendered from made-up curves (`elman.sound.songbook`), and the 29 types of features are taken from
30 half seconds of each. The numbers are standardised and kept in half precision, so that the file stays small.
"""

from pathlib import Path

import numpy as np

from elman.files import atomic
from elman.sound.essentia_types import whole_sound
from elman.sound.songbook import made_up_song

N_SONGS, FIRST, LAST = 30, 30, 60
"""Rows 30 to 59 of each song: 15 to 30 s, where DEAM's labels begin."""
TARGET = Path(__file__).parents[1] / "elman" / "sound" / "29_types.npz"


def main():
    """Render, describe, standardise, write."""
    features, curves = [], []
    for number in range(1, N_SONGS + 1):
        curve, samples = made_up_song(number, seed=0)
        features.append(whole_sound([samples])[FIRST:LAST])
        curves.append(curve[FIRST:LAST])
    X = np.array(features, dtype=float)
    mean, std = X.mean(axis=(0, 1)), X.std(axis=(0, 1))
    std[std == 0] = 1
    with atomic(TARGET) as temporary, temporary.open("wb") as file:
        np.savez_compressed(
            file,
            standardised=((X - mean) / std).astype(np.float16),
            mean=mean.astype(np.float32),
            std=std.astype(np.float32),
            targets=np.array(curves, dtype=np.float16),
        )


if __name__ == "__main__":
    main()
