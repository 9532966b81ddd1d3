"""The paper's experiment in parts that can run anywhere, in any order, and be kept.

A *model* of the experiment is one fold (its test songs are the fold's, its training songs all others) or the final one
(it learns from all development songs and predicts the evaluation songs). A *part* is a few models of one family and one
group of columns. Which models share a part is fixed, so that the bits of the result do not depend on how parts are run.
"""

import numpy as np

from elman.evaluation.crossval import train_and_test
from elman.lockstep import engines
from elman.readings import READINGS, with_order
from elman.systems import table1, variants
from elman.systems.families import FAMILIES

MODELS_IN_A_PART = {"recurrent": 11}
"""All folds and the final model of the paper's networks run together: side by side they share the cost of every call."""
OTHERS_IN_A_PART = 6
"""The variants need more memory for each model, and some are not faster together."""


def rows(groups, with_variants=False):
    """The rows of the table, and the variants' below them if they are wanted."""
    return table1.rows(groups) + (variants.rows(groups) if with_variants else [])


def in_a_part(family):
    """How many models of a family make a part."""
    return MODELS_IN_A_PART.get(family, OTHERS_IN_A_PART)


def parts(source, groups, folds, *, evaluate, reading, seed, with_variants=False, order="seed", engine=None):
    """All parts of the experiment.

    Parameters
    ----------
    source : elman.corpus.source.Source
    groups : sequence of str
        The groups of columns.
    folds : tuple of tuple of str
        The ids tested in each fold.
    evaluate : bool
        Whether there are evaluation songs.
    reading : {"code", "paper"}
    seed : int
    with_variants : bool
        Whether the rows of `elman.systems.variants` are wanted too.
    order : {"seed", "epoch", "id", "folds"}
        Of the training songs of every network, see `elman.systems.order`.
    engine : {"compiled", "numpy"}, optional
        Which engine trains; by default the one that `elman.lockstep.engines.choose` names.

    Returns
    -------
    dict of str to tuple
        The arguments of `compute`, by the part's name.
    """
    tested = [*folds, None] if evaluate else list(folds)
    wanted = dict.fromkeys((row.family, row.group) for row in rows(groups, with_variants))
    made = {}
    for family, group in sorted(wanted, key=lambda pair: pair[0], reverse=True):  # the long ones first
        size = in_a_part(family)
        for n, start in enumerate(range(0, len(tested), size)):
            models = tuple(tested[start : start + size])
            made[f"{family}-{group}-{n}"] = (source, group, family, models, reading, seed, order, engine)
    return made


def compute(source, group, family, tested, reading, seed, order="seed", engine=None, *, progress):
    """Fit and predict the models of one part.

    Parameters
    ----------
    source, group, reading, seed, order, engine
        As in `parts`.
    family : str
        A key of `FAMILIES`.
    tested : tuple of (tuple of str, or None)
        For each model, the ids it is tested on; None for the final model and the evaluation songs.
    progress : callable
        Called with the fraction completed.

    Returns
    -------
    dict of str to array
        ``prediction/<stage>/<song>`` (T, 2), without the lead-in, and ``cost/<stage>/<model>`` (n_epochs,) of every
        training, where the model is known by its position in the part; and ``chosen/<stage>/<model>``, a text for each
        emotion, of systems that choose inside their training songs.
    """
    from threadpoolctl import threadpool_limits

    corpus = source.load().with_group(group)
    songs = corpus.development
    trains_on = np.array([[ids is None or song.id not in set(ids) for ids in tested] for song in songs])
    result = {}
    # One thread of linear algebra, always: parts run beside each other, and sums keep their order.
    with threadpool_limits(1), engines.using(engine):
        models = FAMILIES[family](songs, trains_on, with_order(READINGS[reading], order), seed, progress)
        for m, (ids, stages) in enumerate(zip(tested, models, strict=True)):
            test = corpus.evaluation if ids is None else train_and_test(songs, ids)[1]
            for stage, predictor in stages.items():
                for song in test:
                    result[f"prediction/{stage}/{song.id}"] = predictor.predict(song.features)[song.lead_in :]
            for stage, history in _histories(stages).items():
                result[f"cost/{stage}/{m}"] = np.array(history)
            for stage, predictor in stages.items():
                if hasattr(predictor, "chosen_"):
                    result[f"chosen/{stage}/{m}"] = np.array(predictor.chosen_)
    return result


def _histories(stages):
    """The training costs by stage; a stage that is only smoothed has none of its own."""
    histories = {}
    for stage, predictor in stages.items():
        history = getattr(predictor, "history_", None)
        if history is not None and history not in histories.values():
            histories[stage] = history
    return histories


def collect(results, corpus):
    """Sort the results of all parts by rows of the table.

    Parameters
    ----------
    results : dict of str to dict of arrays
        What `compute` gave, by the parts' names.
    corpus : Corpus

    Returns
    -------
    dict of (row name, protocol) to dict of str to array
        The predictions (T, 2) of each song.
    """
    found = {}
    for name, result in results.items():
        family, group, _ = name.split("-")
        for key, Y in result.items():
            kind, stage, song = key.split("/", 2)
            if kind == "prediction":
                found.setdefault((family, group, stage), {})[song] = Y
    songs = {"cv": corpus.development, "evaluation": corpus.evaluation}
    collected = {}
    for row in rows(corpus.groups, with_variants=True):
        predictions = found.get((row.family, row.group, row.stage), {})
        for protocol in row.protocols:
            chosen = {song.id: predictions[song.id] for song in songs[protocol] if song.id in predictions}
            if chosen:
                collected[row.name, protocol] = chosen
    return collected


def learning_curves(results):
    """The training costs: a list of (group, network, model, costs (n_epochs,)), models counted over all parts.

    The paper's networks are called "rnn" and "rnn2", others by their family.
    """
    curves = []
    for name, result in results.items():
        family, group, chunk = name.split("-")
        for key, costs in result.items():
            if key.startswith("cost/"):
                _, stage, m = key.split("/")
                network = stage.split(" + ")[-1] if family == "recurrent" else family
                curves.append((group, network, int(chunk) * in_a_part(family) + int(m), costs))
    return sorted(curves, key=lambda curve: curve[:3])


def choices(results, groups):
    """What was chosen inside the training songs: a list of (row name, model, texts for the emotions).

    Models are counted over all parts; the final one comes after the folds.
    """
    names = {(row.family, row.group, row.stage): row.name for row in rows(groups, with_variants=True)}
    found = []
    for name, result in results.items():
        family, group, chunk = name.split("-")
        for key, texts in result.items():
            if key.startswith("chosen/"):
                _, stage, m = key.split("/")
                found.append((names[family, group, stage], int(chunk) * in_a_part(family) + int(m), texts.tolist()))
    return sorted(found)
