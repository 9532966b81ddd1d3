"""All scores of one system on one set of songs, as rows of a table."""

from elman.evaluation.metrics import per_song, pooled

COLUMNS = ("rmse", "rmse_std", "rmse_over_std", "r", "r_std", "ccc", "ccc_std", "n_undefined_r", "n_songs", "n_frames")
"""What a row holds beside its names; a pooled score has no spread over songs, and leaves those cells empty."""


def score(references, estimates, emotions):
    """Pooled and per-song scores.

    Parameters
    ----------
    references, estimates : lists of arrays (T_i, n_emotions)
    emotions : sequence of str
        The names of the columns.

    Returns
    -------
    list of dict
        Two for each emotion: ``scoring`` ("pooled", "per song"), ``emotion``, and `COLUMNS`.
    """
    rows = []
    for scoring, scores in (("pooled", pooled(references, estimates)), ("per song", per_song(references, estimates))):
        for n, emotion in enumerate(emotions):
            row = {"scoring": scoring, "emotion": emotion}
            for column in COLUMNS:
                value = scores.get(column)
                row[column] = value if value is None or isinstance(value, int) else value[n].item()
            rows.append(row)
    return rows
