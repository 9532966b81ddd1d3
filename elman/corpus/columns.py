"""The names of the paper's feature columns, in their order.

Source: openSMILE's IS13 ComParE set and the header of DEAM's feature files (65 descriptors, their deltas, standard
deviation and mean of each over half a second); the paper, section 2. Notebook 12, "Describe half a second".
"""

DESCRIPTORS = (
    *("F0final", "voicingFinalUnclipped", "jitterLocal", "jitterDDP", "shimmerLocal", "logHNR"),
    *("audspec_lengthL1norm", "audspecRasta_lengthL1norm", "pcm_RMSenergy", "pcm_zcr"),
    *(f"audSpec_Rfilt[{band}]" for band in range(26)),
    *("pcm_fftMag_fband250-650", "pcm_fftMag_fband1000-4000"),
    *(f"pcm_fftMag_spectralRollOff{percent}" for percent in ("25.0", "50.0", "75.0", "90.0")),
    *("pcm_fftMag_spectralFlux", "pcm_fftMag_spectralCentroid", "pcm_fftMag_spectralEntropy"),
    *("pcm_fftMag_spectralVariance", "pcm_fftMag_spectralSkewness", "pcm_fftMag_spectralKurtosis"),
    *("pcm_fftMag_spectralSlope", "pcm_fftMag_psySharpness", "pcm_fftMag_spectralHarmonicity"),
    *(f"pcm_fftMag_mfcc[{coefficient}]" for coefficient in range(1, 15)),
)
"""The 65 low-level descriptors of one short frame of sound."""


def _column(descriptor, delta, statistic):
    # openSMILE writes the index of a band or coefficient behind its own suffix: audSpec_Rfilt_sma_de[3]_amean.
    name, bracket, index = descriptor.partition("[")
    return f"{name}_sma{delta}{bracket}{index}_{statistic}"


BASELINE_260 = tuple(
    _column(descriptor, delta, statistic)
    for delta in ("", "_de")
    for descriptor in DESCRIPTORS
    for statistic in ("stddev", "amean")
)
"""The 260 baseline columns: 130 of the descriptors, then 130 of their deltas."""

EXTRA_8 = ("flatnessdb_bark", "flatnessdb_erb", *(f"spectral_valley_{band}" for band in range(6)))
"""The 8 columns the paper adds from Essentia: flatness of the Bark and ERB bands, six spectral valleys."""


def name_groups(columns):
    """Groups of columns that are used together, by the number of columns in them.

    "260" is the baseline, "268" the baseline and the paper's eight; columns that hold neither are one group.

    >>> list(name_groups(BASELINE_260 + EXTRA_8)), list(name_groups(("loudness", "tempo")))
    (['260', '268'], ['2'])
    """
    known = {"260": BASELINE_260, "268": BASELINE_260 + EXTRA_8}
    groups = {name: names for name, names in known.items() if set(names) <= set(columns)}
    return groups or {str(len(columns)): tuple(columns)}
