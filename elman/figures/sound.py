"""Pictures of sound: as a wave, as a spectrogram, as a spectrum with the bands of the ear. Notebook 12."""

import numpy as np

from elman.figures.curves import prediction
from elman.figures.style import BLUE, GREEN, GREY, RED
from elman.sound.bands import BARK_EDGES, bark_bands, spectral_valley, valley_edges
from elman.sound.frames import RATE
from elman.sound.gammatone import erb_filters


def waveform(ax, samples, rate=RATE, n_columns=1200):
    """The wave: in each of ``n_columns`` columns, a stroke from its lowest to its highest sample.

    Parameters
    ----------
    ax : matplotlib axes
    samples : array (n,)
        Between -1 and 1.
    rate : float
        Samples per second.

    Returns
    -------
    ax
    """
    starts = np.unique(np.linspace(0, len(samples), n_columns, endpoint=False).astype(int))
    strokes = np.stack([np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)], axis=1)
    return envelope(ax, starts / rate, strokes, len(samples) / rate)


def envelope(ax, times, strokes, end):
    """The wave as strokes from the lowest to the highest sample, for who has these and not the samples.

    Parameters
    ----------
    ax : matplotlib axes
    times : array (n,)
        Where each stroke begins, in seconds.
    strokes : array (n, 2)
        Lowest and highest sample.
    end : float
        Of the sound, in seconds.

    Returns
    -------
    ax
    """
    lowest, highest = strokes.T
    ax.fill_between(times, lowest, highest, color=GREY, linewidth=0.5, step="post")
    limit = 1.05 * max(np.abs(strokes).max(), 1e-6)
    ax.set(xlim=(0, end), ylim=(-limit, limit), xlabel="time (s)", ylabel="wave")
    return ax


def spectrogram(ax, samples, rate=RATE):
    """The spectrogram: how strong (dB below the loudest) each frequency is at each time; dark is strong.

    Parameters and result are those of `waveform`.
    """
    from scipy.signal import spectrogram as short_spectra

    f, t, power = short_spectra(samples, rate, nperseg=4096, noverlap=2048)
    decibel = 10 * np.log10(power[1:] + 1e-20)
    mesh = ax.pcolormesh(t, f[1:], decibel, cmap="Greys", vmin=decibel.max() - 80, vmax=decibel.max(), rasterized=True)
    mesh.set_edgecolor("face")
    ax.set(xlim=(0, len(samples) / rate), ylim=(40, rate / 2), yscale="log", xlabel="time (s)", ylabel="frequency (Hz)")
    return ax


def sound_and_curves(axes, samples, rate, times, Y, targets=None, picture=waveform):
    """A sound above the emotion it is predicted to carry, on one time axis.

    Parameters
    ----------
    axes : two matplotlib axes, the upper first
        As from ``plt.subplots(2, sharex=True)``.
    samples, rate
        As for `waveform`.
    times, Y, targets
        As for `elman.figures.curves.prediction`.
    picture : function
        `waveform` or `spectrogram`.

    Returns
    -------
    axes
    """
    upper, lower = axes
    picture(upper, samples, rate)
    upper.set_xlabel("")
    prediction(lower, times, Y, targets)
    lower.set_xlim(0, len(samples) / rate)
    return axes


def spectrum_with_bands(ax, S, valley_rate=22050.0):
    """A spectrum, the mean level of each Bark band as a step, and each spectral valley as a bar.

    Flatness asks how even the steps are; the valleys say how quiet it is between the peaks.

    Parameters
    ----------
    ax : matplotlib axes
    S : array (n_bins,)
        A magnitude spectrum, as from `elman.sound.bands.spectrum`.
    valley_rate : float
        As for `elman.sound.bands.spectral_valley`.

    Returns
    -------
    ax
    """
    hertz = np.linspace(0, RATE / 2, len(S))
    ax.plot(hertz, _decibel(S), color=GREY, linewidth=0.5, label="spectrum")
    bins = np.diff(np.floor(BARK_EDGES / hertz[1] + 0.5))
    ax.stairs(
        _decibel(np.sqrt(bark_bands(S) / bins)),
        BARK_EDGES,
        baseline=None,
        color=BLUE,
        linewidth=1.8,
        label="Bark bands, mean",
    )
    edges = hertz[valley_edges(len(S), valley_rate)]
    valleys = _decibel(np.exp(spectral_valley(S, valley_rate)))
    ax.hlines(valleys, edges[:-1], edges[1:], color=RED, linestyle="--", linewidth=1.8, label="spectral valleys")
    top = max(_decibel(S).max(), -60)
    low = max(valleys.min(), top - 160)  # the spectrum's own gaps may be deeper, and need not be seen
    ax.set(xscale="log", xlim=(20, RATE / 2), ylim=(low - 5, top + 5))
    ax.set(xlabel="frequency (Hz)", ylabel="level (dB)")
    # Above the axes, for a spectrum may be anywhere inside.
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.97), ncols=3, fontsize="small")
    return ax


def erb_bank(ax, n_bins=11026, every=3):
    """The responses of the gammatone filters that make the ERB bands: every third of the forty, in dB below its peak.

    Returns
    -------
    ax
    """
    hertz = np.linspace(0, RATE / 2, n_bins)
    for n, F in enumerate(erb_filters(n_bins)[::every]):
        ax.plot(
            hertz, _decibel(np.sqrt(F / F.max())), "-" if n % 2 else "--", color=BLUE if n % 2 else GREEN, linewidth=1
        )
    ax.set(xscale="log", xlim=(20, RATE / 2), ylim=(-40, 2), xlabel="frequency (Hz)", ylabel="ERB filters (dB)")
    return ax


def _decibel(magnitude):
    return 20 * np.log10(magnitude + 1e-12)
