"""Experiments on made-up songs, for questions that the paper could only raise: here the law of the songs is known.

Every experiment is a function that gives plain numbers; `elman.figures.experiments` draws them. What memory a network has
is asked in `elman.experiments.memory`. Notebooks 06, 08, 10 and 13.
"""

from dataclasses import replace

import numpy as np

from elman.corpus.song import Song
from elman.corpus.synthetic import LAW, make
from elman.evaluation.crossval import split
from elman.evaluation.metrics import each_song, pooled
from elman.lockstep import fit as lockstep
from elman.network import rnn
from elman.network.penalties import weight_names
from elman.readings import READINGS
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression
from elman.systems.many import fit_networks
from elman.systems.smoothing import smooth

READING = READINGS["code"]


def valence(correlations=(-0.6, -0.3, 0.0, 0.3, 0.626, 0.9), *, seeds=(0, 1, 2, 3), moves=0.25, n_train=80, n_test=16):
    """Why does valence fail on new songs? Change corr(V, A) of the songs that are learned from, and nothing else.

    The networks are judged on two sets of songs of the evaluation's lengths, which differ in one number: in ``like``
    corr(V, A) is that of the songs learned from; in ``new`` it is 0, as in 2015. Of valence's own movement within a song
    the share ``moves`` can be heard, so that there is something to be learned: with moves = 0 nothing could be, and on new
    songs r would be zero for every correlation.

    Returns
    -------
    dict
        ``correlations`` (n,); ``like`` and ``new`` (n, n_seeds): the mean over songs of the correlation of predicted and
        true valence.
    """
    corpora = {
        kind: [
            make(
                seed,
                n_development=n_train,
                n_evaluation=n_test,
                law=replace(
                    LAW, correlation_development=c, correlation_evaluation=c * (kind == "like"), valence_moves=moves
                ),
            ).with_group("260")
            for c in correlations
            for seed in seeds
        ]
        for kind in ("like", "new")
    }
    networks = _fit_apart([corpus.development for corpus in corpora["new"]])  # the same songs in both
    found = {}
    for kind, of_kind in corpora.items():
        r = [_within(corpus.evaluation, network)[0] for corpus, network in zip(of_kind, networks, strict=True)]
        found[kind] = np.reshape(r, (len(correlations), len(seeds)))
    return {"correlations": np.array(correlations)} | found


def _fit_apart(corpora):
    """One smoothed network for each list of songs, all in lockstep: features to curves."""
    scalers = [Standardizer().fit([song.features for song in songs]) for songs in corpora]
    settings, n_in = READING.network, len(scalers[0].mean_)
    starts = [rnn.init(n_in, settings.n_hidden, 2, rng=np.random.default_rng(0), scale=settings.scale)] * len(corpora)
    params, _ = lockstep.fit_many(
        starts,
        [[(song.features, song.targets) for song in songs] for songs in corpora],
        [settings] * len(corpora),
        scalers=[(scaler.mean_, scaler.std_) for scaler in scalers],
    )
    return [_predictor(*pair) for pair in zip(scalers, params, strict=True)]


def _predictor(scaler, params):
    return lambda X: smooth(rnn.forward(params, scaler.transform(X), output=READING.network.output)[0])


def _within(songs, predict):
    """The mean correlation within a song, of valence and of arousal."""
    estimates = [predict(song.features)[song.lead_in :] for song in songs]
    return np.nanmean(each_song([song.targets for song in songs], estimates)["r"], axis=0)


def outputs(*, seeds=(0, 1, 2), n_train=120, n_test=40):
    """Can two softmax outputs be two emotions? The same network with a linear and with a softmax output.

    Softmax outputs sum to one, so that where one rises the other falls: r(V) = -cos(angle between V and A - a) where
    r(A) = cos(a). Both are equal at sqrt((1 - rho) / 2), the bound.

    Returns
    -------
    dict
        ``linear``, ``softmax`` (n_seeds, 2): pooled r of valence and arousal on songs not learned from; ``rho``, their
        corr(V, A); ``bound``.
    """
    corpus = make(0, n_development=n_train + n_test, n_evaluation=0).with_group("260")
    train, test = corpus.development[:n_train], corpus.development[n_train:]
    kinds = [(output, seed) for output in ("linear", "softmax") for seed in seeds]
    networks = fit_networks(
        train,
        np.ones((n_train, len(kinds)), dtype=bool),
        [replace(READING.network, output=output) for output, _ in kinds],
        [[seed, 1] for _, seed in kinds],
    )
    T = [song.targets for song in test]
    r = {kind: pooled(T, [n.predict(s.features) for s in test])["r"] for kind, n in zip(kinds, networks, strict=True)}
    rho = np.corrcoef(np.concatenate(T).T)[0, 1]
    by_output = {name: np.array([r[name, seed] for seed in seeds]) for name in ("linear", "softmax")}
    return by_output | {"rho": rho, "bound": np.sqrt((1 - rho) / 2)}


def l1_norms(coefficients=(3e-4, 1e-3, 3e-3, 1e-2, 3e-2), *, n_train=120, n_test=40, zero=1e-3):
    """What does the authors' "L1", |sum w|, do that the true norm, sum |w|, does not, and the reverse?

    Returns
    -------
    dict
        ``coefficients`` (n,); for each norm, ``<norm>/zero`` (n,), the share of weights that ended below ``zero`` in
        absolute value, a tenth of where they may start, and ``<norm>/r`` (n, 2), pooled, nan where nothing varies.
    """
    corpus = make(0, n_development=n_train + n_test, n_evaluation=0).with_group("260")
    train, test = corpus.development[:n_train], corpus.development[n_train:]
    kinds = [(norm, coefficient) for norm in ("l1", "abs_sum") for coefficient in coefficients]
    networks = fit_networks(
        train,
        np.ones((n_train, len(kinds)), dtype=bool),
        [replace(READING.network, l1_norm=norm, l1=coefficient) for norm, coefficient in kinds],
        [[0, 1]] * len(kinds),
    )
    T = [song.targets for song in test]
    result = {"coefficients": np.array(coefficients)}
    for norm in ("l1", "abs_sum"):
        of_norm = [network for (name, _), network in zip(kinds, networks, strict=True) if name == norm]
        weights = [np.concatenate([n.params_[k].ravel() for k in weight_names(n.params_)]) for n in of_norm]
        result[f"{norm}/zero"] = np.array([np.mean(np.abs(w) < zero) for w in weights])
        result[f"{norm}/r"] = np.array([pooled(T, [n.predict(s.features) for s in test])["r"] for n in of_norm])
    return result


def two_scores(*, n_songs=120, seed=0):
    """Pooled and per-song scores of one and the same prediction.

    Returns
    -------
    dict of str to dict
        For a prediction of each song's true mean and nothing else, of its true movement around zero and nothing else, and
        of the cross-validated network: ``pooled`` and ``song`` (2,), the r of valence and arousal (nan: undefined).
    """
    songs = make(seed, n_development=n_songs, n_evaluation=0).with_group("260").development
    T = [song.targets for song in songs]
    folds = split([song.id for song in songs], 3, seed=seed)
    trains_on = np.array([[song.id not in fold for fold in folds] for song in songs])
    networks = fit_networks(songs, trains_on, [READING.network] * 3, [[seed, 1]] * 3)
    learned = [smooth(networks[np.argmin(row)].predict(s.features)) for s, row in zip(songs, trains_on, strict=True)]
    predictions = {
        "its mean, no movement": [np.tile(t.mean(axis=0), (len(t), 1)) for t in T],
        "its movement, no mean": [t - t.mean(axis=0) for t in T],
        "rnn + smoothing": learned,
    }
    found = {}
    for name, Y in predictions.items():
        within = each_song(T, Y)["r"]
        of_songs = np.array([r[np.isfinite(r)].mean() if np.isfinite(r).any() else np.nan for r in within.T])
        found[name] = {"pooled": pooled(T, Y)["r"], "song": of_songs}
    return found


def leak(*, n_songs=80, piece=10, n_folds=3, seed=0):
    """What does it pretend to have frames of one song in training and test? The same pieces, dealt in two ways.

    Songs are cut into pieces of ``piece`` frames. Dealt by song, all pieces of a song are in one fold; dealt by piece, most
    pieces that are tested have others of their song among those learned from, and its sound can be recognised.

    Returns
    -------
    dict of (system, dealt) to array (2,)
        Pooled r of valence and arousal, for "lr" and "rnn", dealt by "song" and by "piece".
    """
    songs = make(seed, n_development=n_songs, n_evaluation=0).with_group("260").development
    pieces = [
        Song(f"{s.id}/{n}", s.features[n : n + piece], s.targets[n : n + piece], s.times[n : n + piece])
        for s in songs
        for n in range(0, len(s.targets) - piece + 1, piece)
    ]
    dealt = {"piece": split([p.id for p in pieces], n_folds, seed=seed)}
    by_song = split([song.id for song in songs], n_folds, seed=seed)
    dealt["song"] = tuple(tuple(p.id for p in pieces if p.id.split("/")[0] in set(fold)) for fold in by_song)
    out = {way: np.array([[p.id in set(fold) for fold in folds] for p in pieces]) for way, folds in dealt.items()}
    trains_on = np.hstack([~out["song"], ~out["piece"]])
    networks = fit_networks(pieces, trains_on, [READING.network] * 2 * n_folds, [[seed, 1]] * 2 * n_folds)
    lines = [LinearRegression().fit([pieces[n] for n in np.flatnonzero(column)]) for column in trains_on.T]
    T, found = [p.targets for p in pieces], {}
    for system, models in (("lr", lines), ("rnn", networks)):
        for way, those in (("song", models[:n_folds]), ("piece", models[n_folds:])):
            Y = [those[np.argmax(row)].predict(p.features) for p, row in zip(pieces, out[way], strict=True)]
            found[system, way] = pooled(T, Y)["r"]
    return found
