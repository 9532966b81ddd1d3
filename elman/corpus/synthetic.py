"""Synthetic songs from a known generative model (the law): nothing to download, and the truth is known.

Nobody ever heard these songs and nobody felt these emotions. Scores on them show how the systems behave; they are never
a reproduction of the paper's numbers.

The law, for each song, with y(t) = (valence, arousal) the curve to be predicted and t counting half seconds:

1. **Curves.** y(t) = mean + between + within(t). ``between`` is drawn once a song, ``within`` moves slowly. Their
   spread is that of the real labels of 2015, and in both, valence and arousal are correlated: .626 in development, 0 in
   evaluation. A song whose curve would leave [-1, 1] is drawn again.
2. **What can be heard.** p(t) = (heard(t) + misheard + jitter(t)) / std. Arousal is heard as it moves; of valence only
   the song's own level is heard, so what moves within a song can be told for valence only as far as arousal tells it.
   ``misheard`` is constant in a song (no memory can remove it), ``jitter`` is new in each frame (averaging can).
3. **Features.** Column j hears the mixture p(t) . loading[j] through a short memory,
   u_j(t) = a_j u_j(t - 1) + (1 - a_j) p(t) . loading[j], saturates, and adds noise of its own:
   x_j(t) = centre_j + scale_j (tanh(gain_j u_j(t) + bias_j) + colour_j + noise_j(t)).
   ``colour`` is constant in a song; ``noise`` has a part that several columns share. The 130 columns of deltas hear
   little. The 8 extra columns hear with a jitter of their own, so that they add something to the 260.

Source of the statistics: the authors' development labels. Notebook 01, "Look at a song as a matrix".
"""

from dataclasses import dataclass

import numpy as np

from elman.corpus.columns import BASELINE_260, EXTRA_8
from elman.corpus.song import FIRST_LABEL, FRAME_SECONDS, Corpus, Song
from elman.errors import InputError
from elman.seeds import random_generator


@dataclass(frozen=True)
class Law:
    """The numbers of the law; pairs are (valence, arousal).

    Parameters
    ----------
    mean, std : pair of float
        Of the curves, over all frames of all songs.
    within : float
        Standard deviation of a development song's curve around its own mean.
    correlation_development, correlation_evaluation : float
        Of valence and arousal, between and within songs.
    misheard, jitter : pair of float
        Standard deviations of what is heard wrongly, per song and per frame.
    valence_moves : float
        Which share of valence's movement within a song can be heard (0 to 1).
    """

    mean: tuple = (0.003, 0.035)
    std: tuple = (0.352, 0.330)
    within: float = 0.08
    correlation_development: float = 0.626
    correlation_evaluation: float = 0.0
    misheard: tuple = (0.30, 0.28)
    jitter: tuple = (0.38, 0.38)
    valence_moves: float = 0.0


LAW = Law()
DEVELOPMENT_FRAMES = 60
EVALUATION_FRAMES = (68, 1224)
"""The shortest and the longest evaluation song of 2015, in frames."""
LEAD_IN = round(FIRST_LABEL / FRAME_SECONDS)
"""Evaluation songs are heard from 0 s and judged from 15 s."""
_SLOWNESS = 0.93  # of the two leaky averages that `within` goes through: some 14 frames, 7 s
_CLIP_GAIN = 1.75  # 60 frames see only this part of the slow movement: their std around their own mean is 1 / 1.75


def make(seed=0, *, n_development=431, n_evaluation=58, law=LAW):
    """Make a synthetic corpus.

    Parameters
    ----------
    seed : int
        The same seed gives the same corpus, bit for bit.
    n_development, n_evaluation : int
        Numbers of songs; the defaults are the real ones.
    law : Law

    Returns
    -------
    Corpus
        Groups ``"260"`` and ``"268"``; development songs of 60 frames, evaluation songs of 68 to 1,224 frames and 30
        rows of lead-in.

    Raises
    ------
    InputError
        No development song, a negative number of evaluation songs, or a seed that is not a whole number of 0 or more.

    Examples
    --------
    >>> corpus = make(seed=0, n_development=4, n_evaluation=1)
    >>> corpus.development[0].features.shape, corpus.development[0].targets.shape, corpus.made_up
    ((60, 268), (60, 2), True)
    """
    if n_development < 1 or n_evaluation < 0:
        raise InputError(
            f"synthetic corpus: {n_development} development and {n_evaluation} evaluation songs were asked for; "
            f"at least 1 and 0 were expected"
        )
    rng = random_generator(seed)
    ears = _make_ears(rng)
    development = _curves(rng, [DEVELOPMENT_FRAMES] * n_development, law, law.correlation_development)
    # Lengths spread evenly on a logarithmic scale between the real extremes.
    low, high = np.log(EVALUATION_FRAMES)
    lengths = np.rint(np.exp(rng.permutation(np.linspace(low, high, n_evaluation)))).astype(int)
    evaluation = _curves(rng, lengths + LEAD_IN, law, law.correlation_evaluation)
    columns = BASELINE_260 + EXTRA_8
    return Corpus(
        name="synthetic",
        columns=columns,
        groups={"260": BASELINE_260, "268": columns},
        development=[_song(rng, n, level, y, 0, ears, law) for n, (level, y) in enumerate(development, start=1)],
        evaluation=[_song(rng, n, level, y, LEAD_IN, ears, law) for n, (level, y) in enumerate(evaluation, start=2001)],
        made_up=True,
        notes=("made up with a known law: no music, no listeners; scores are not a reproduction of the paper's",),
    )


def _pairs(rng, n, correlation):
    """n pairs (valence, arousal) of standard normal numbers with the given correlation."""
    pairs = rng.standard_normal((n, 2))
    pairs[:, 0] = correlation * pairs[:, 1] + np.sqrt(1 - correlation**2) * pairs[:, 0]
    return pairs


def _curves(rng, lengths, law, correlation):
    """One (level (2,), curve (T, 2)) for each length, with every curve inside [-1, 1]."""
    between = np.sqrt(np.square(law.std) - law.within**2)
    one, a = 1 - _SLOWNESS, _SLOWNESS
    # The standard deviation of what `_slow` makes of white noise.
    gain = one**2 * np.sqrt((1 + a**2) / (1 - a**2) ** 3)
    warm_up = 100
    curves = []
    for T in lengths:
        while True:
            level = law.mean + between * _pairs(rng, 1, correlation)[0]
            slow = _slow(_pairs(rng, warm_up + T, correlation))[warm_up:]
            y = level + law.within * _CLIP_GAIN * slow / gain
            if np.abs(y).max() <= 1:
                break
        curves.append((level, y))
    return curves


def _slow(X):
    """Two leaky averages one after the other, an AR(2) with a double root: Y[t] = 2 a Y[t-1] - a^2 Y[t-2] + (1 - a)^2 X[t]."""
    a, curves = _SLOWNESS, []
    for drive in ((1 - a) ** 2 * X).T.tolist():
        y = [0.0, 0.0]  # silent before the first frame
        for x in drive:
            y.append(2 * a * y[-1] - a**2 * y[-2] + x)
        curves.append(y[2:])
    return np.column_stack(curves)


@dataclass(frozen=True)
class _Ears:
    """How each of the 268 columns hears: loading (2, D), all else (D,) but the shared noise's mixture (6, D)."""

    loading: np.ndarray
    memory: np.ndarray
    gain: np.ndarray
    bias: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    mixture: np.ndarray


def _make_ears(rng):
    D = len(BASELINE_260) + len(EXTRA_8)
    loading = rng.standard_normal((2, D)) * [[0.42], [0.70]]
    loading[:, 130:260] *= 0.3
    return _Ears(
        loading=loading,
        memory=np.exp(-FRAME_SECONDS / rng.uniform(0.01, 0.3, D)),
        gain=rng.uniform(0.5, 2.5, D),
        bias=0.5 * rng.standard_normal(D),
        centre=rng.normal(0, 3, D),
        scale=10 ** rng.uniform(-2, 3, D),  # real features have scales as different as that
        mixture=0.3 * rng.standard_normal((6, D)),
    )


def _song(rng, number, level, y, lead_in, ears, law):
    """Hear a curve y (T, 2) and write down what each column hears."""
    T, D = len(y), len(ears.scale)
    heard = np.column_stack([level[0] + law.valence_moves * (y[:, 0] - level[0]), y[:, 1]])
    heard = heard + law.misheard * rng.standard_normal(2)
    jitter, own_jitter = law.jitter * rng.standard_normal((2, T, 2))
    drive = ((heard + jitter) / law.std) @ ears.loading
    drive[:, len(BASELINE_260) :] = ((heard + own_jitter) / law.std) @ ears.loading[:, len(BASELINE_260) :]

    u = np.empty((T, D))
    u[0] = drive[0]
    for t in range(1, T):
        u[t] = ears.memory * u[t - 1] + (1 - ears.memory) * drive[t]
    colour = 0.4 * rng.standard_normal(D)
    noise = 0.5 * rng.standard_normal((T, D)) + rng.standard_normal((T, len(ears.mixture))) @ ears.mixture
    X = ears.centre + ears.scale * (np.tanh(ears.gain * u + ears.bias) + colour + noise)
    times = FIRST_LABEL + FRAME_SECONDS * np.arange(T - lead_in)
    return Song(str(number), X, y[lead_in:], times)
