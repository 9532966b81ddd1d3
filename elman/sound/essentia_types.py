"""The 29 feature types of Essentia that the authors tried: 196 numbers for every half second of sound.

Source: the paper, section 2; the authors' settings, which are the library's defaults with frames of half a
second and a Blackman-Harris window. Notebook 12, "Describe half a second of sound".
"""

import functools
import threading
from types import SimpleNamespace

import numpy as np

from elman.sound.bands import settings_of
from elman.sound.frames import FRAME, loudest
from elman.sound.libraries import essentia_standard

N_BINS = FRAME // 2 + 1
"""Magnitudes in the spectrum of one frame."""


def type_sizes(reading="code"):
    """The 29 types in order: a dict of name and how many numbers the type has.

    Examples
    --------
    >>> len(type_sizes()), sum(type_sizes().values()), sum(type_sizes("paper").values())
    (29, 196, 194)
    """
    sizes = {"loudness": 1, "spectrum_rms": 1, "spectrum_flux": 1, "spectrum_centroid": 1, "spectrum_rolloff": 1}
    sizes |= {"spectrum_decrease": 1, "hfc": 1, "zcr": 1, "mfcc": 13, "mfcc_bands": 40}
    for bands, size in (("bark", settings_of(reading).n_bark_bands), ("erb", 40), ("mel", 24)):
        sizes |= {f"{bands}bands": size, f"crest_{bands}": 1, f"flatnessdb_{bands}": 1, f"central_moments_{bands}": 3}
    sizes |= {"gfcc": 13, "spectral_contrast": 6, "spectral_valley": 6}
    return sizes | {"dissonance": 1, "pitchsalience": 1, "spectral_complexity": 1, "danceability": 1}


def type_columns(reading="code"):
    """The names of each type's columns: a dict of type and tuple of names.

    A type of one number gives its name to its column; the others count from 0.

    Examples
    --------
    >>> type_columns()["hfc"], type_columns()["central_moments_bark"]
    (('hfc',), ('central_moments_bark_0', 'central_moments_bark_1', 'central_moments_bark_2'))
    """
    return {
        name: (name,) if size == 1 else tuple(f"{name}_{n}" for n in range(size))
        for name, size in type_sizes(reading).items()
    }


def column_names(reading="code"):
    """All column names in order: 196, or 194 in the paper's reading with its 25 Bark bands."""
    return tuple(name for names in type_columns(reading).values() for name in names)


def algorithms(reading="code"):
    """Essentia's algorithms, set up for frames of half a second.

    Raises
    ------
    InputError
        Essentia is not installed.
    """
    return _set_up(essentia_standard(), settings_of(reading))


@functools.cache  # the filter banks take 0.1 s
def _set_up(es, settings):
    return SimpleNamespace(
        window=es.Windowing(type="blackmanharris62", size=FRAME),
        spectrum=es.Spectrum(size=FRAME),
        loudness=es.Loudness(),
        rms=es.RMS(),
        flux=es.Flux(),
        centroid=es.Centroid(),
        rolloff=es.RollOff(),
        decrease=es.Decrease(),
        hfc=es.HFC(),
        zcr=es.ZeroCrossingRate(),
        mfcc=es.MFCC(inputSize=N_BINS),
        bark=es.BarkBands(numberBands=settings.n_bark_bands),
        erb=es.ERBBands(inputSize=N_BINS),
        mel=es.MelBands(inputSize=N_BINS),
        crest=es.Crest(),
        flatness=es.FlatnessDB(),
        moments=es.CentralMoments(),
        gfcc=es.GFCC(inputSize=N_BINS),
        contrast=es.SpectralContrast(frameSize=FRAME, sampleRate=settings.valley_rate),
        peaks=es.SpectralPeaks(),
        dissonance=es.Dissonance(),
        salience=es.PitchSalience(),
        complexity=es.SpectralComplexity(),
        danceability=es.Danceability(),
    )


def one_frame(algorithms, samples):
    """The numbers of one frame.

    Parameters
    ----------
    algorithms
        From the function of this name. `Flux` in it remembers the spectrum of the frame before.
    samples : array (22050,) of float32
        Finite: a NaN would make some of the algorithms run for ever.

    Returns
    -------
    array (196,) of float32
        In the order of `column_names`.
    """
    a = algorithms
    windowed = a.window(samples)
    S = a.spectrum(windowed)
    row = [
        a.loudness(windowed),
        a.rms(S),
        a.flux(S),
        a.centroid(S),
        a.rolloff(S),
        a.decrease(S),
        a.hfc(S),
        a.zcr(windowed),
    ]
    mfcc_bands, mfcc = a.mfcc(S)
    row += [*mfcc, *mfcc_bands]
    for bands in (a.bark(S), a.erb(S), a.mel(S)):
        # The first two central moments are always 1 and 0.
        row += [*bands, a.crest(bands), a.flatness(bands), *a.moments(bands)[2:]]
    _, gfcc = a.gfcc(S)
    contrast, valley = a.contrast(S)
    dissonance = a.dissonance(*a.peaks(S))
    danceability, _ = a.danceability(windowed)
    row += [*gfcc, *contrast, *valley, dissonance, a.salience(S), a.complexity(S), danceability]
    return np.array(row, dtype=np.float32)


_ONE_AT_A_TIME = threading.Lock()
"""Essentia's algorithms are shared by all threads of a process, and remember: two sounds at once would mix."""


def whole_sound(blocks, *, reading="code"):
    """The 29 types of every half second of a sound.

    Parameters
    ----------
    blocks : iterable of arrays
        The samples, mono at 44.1 kHz, as `elman.sound.decode.Sound.blocks` gives them: each but the last a whole number of
        half seconds. What is left after the last whole half second is not used.
    reading : {"code", "paper"}
        The authors' settings, or 25 Bark bands and spectral valleys at the true sample rate.

    Returns
    -------
    array (n // 22050, 196) of float32
        In the order of `column_names`; row t describes the sound from t / 2 to t / 2 + 0.5 s.

    Raises
    ------
    InputError
        A sample is not finite, or Essentia is not installed.
    """
    rows = []
    with _ONE_AT_A_TIME:
        tools = algorithms(reading)
        tools.flux.reset()  # it remembers the spectrum before, which was another sound's
        for block in blocks:
            loudest(block, FRAME * len(rows))
            frames = block[: len(block) // FRAME * FRAME].reshape(-1, FRAME)
            rows += [one_frame(tools, np.ascontiguousarray(frame, dtype=np.float32)) for frame in frames]
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1)
