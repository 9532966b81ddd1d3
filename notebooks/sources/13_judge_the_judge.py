# %% [markdown]
# # 13 Judge the judge
#
# **You will do.** Score one prediction in several ways, compare two systems fairly, and find out why valence fails.
#
# **You will see.** A good score that hides a bad prediction, and an experiment that switches valence off and on.
#
# **You need.** Mean, standard deviation, correlation; notebooks 03 and 09 for the network.
#
# **Words and symbols.** The [glossary](../docs/notation.md).
#
# The songs are **made up** with a known law (`elman.corpus.synthetic`). That is why we can switch things off and on.
# The exercise: a prediction that is close to the target and moves against it.

# %%
from dataclasses import replace

import numpy as np
from scipy import stats

# %%
from elman.corpus.synthetic import LAW, make
from elman.evaluation import crossval, metrics
from elman.evaluation.significance import paired
from elman.exercises.opposed import check_opposed
from elman.figures import judging
from elman.figures.style import figure
from elman.network.settings import Settings
from elman.source import show
from elman.systems.linear import LinearRegression
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import smooth as smoothed

# %% [markdown]
# ## Two scores
#
# A target $t_1, \dots, t_n$ and a prediction $y_1, \dots, y_n$ are compared by the root mean squared error and by
# Pearson's correlation ($\bar t$ and $\bar y$ are the means):
#
# $$ \mathrm{RMSE} = \sqrt{\tfrac1n \sum_i (y_i - t_i)^2} \qquad
#    r = \frac{\sum_i (t_i - \bar t)(y_i - \bar y)}{\sqrt{\sum_i (t_i - \bar t)^2}\,\sqrt{\sum_i (y_i - \bar y)^2}} $$
#
# RMSE asks "how far?", r asks "do they move together?". r does not care for height or scale of the prediction.

# %%
show(metrics.rmse, metrics.pearson)

# %% [markdown]
# What are the $n$ frames? Two answers are in use. **Pooled**: all frames of all songs, put end to end. **Per song**:
# each song has its own score, and the scores are averaged.

# %%
show(metrics.pooled, metrics.each_song)

# %% [markdown]
# The paper's Table 1 has two halves. The left one, cross-validation, is pooled. The right one, new songs, is per song. (The
# text does not say so; the code for the left half and the spreads in the right half do.)
# Can they be compared? We take 240 songs and predict them by cross-validation in 4 folds, so that every song is
# predicted by a network that has not seen it. A fifth network learns from all 240 and predicts 40 new songs. (The five
# are trained side by side, `elman.lockstep.fit`.)

# %%
corpus = make(seed=0, n_development=240, n_evaluation=40).with_group("260")
songs, new_songs = corpus.development, corpus.evaluation
folds = crossval.split([song.id for song in songs], 4, seed=0)
learns_from = np.array([[song.id not in fold for fold in folds] + [True] for song in songs])
networks = [RecurrentRegression(Settings(), seed=0) for _ in range(5)]
fit_networks(networks, [songs] * 5, learns_from)


def predict(network, song):
    """The raw prediction of a song, where it has labels."""
    return network.predict(song.features)[song.lead_in :]


# %%
predicted = [
    smoothed(predict(networks[np.argmin(row)], song))
    for row, song in zip(learns_from, songs, strict=True)
]
raw = [predict(networks[4], song) for song in new_songs]
new_predicted = [smoothed(Y) for Y in raw]

# %%
targets, new_targets = [song.targets for song in songs], [song.targets for song in new_songs]
print("r, valence and arousal:   pooled    per song")
for name, T, Y in (
    ("cross-validation", targets, predicted),
    ("new songs", new_targets, new_predicted),
):
    both = metrics.pooled(T, Y)["r"], metrics.per_song(T, Y)["r"]
    print(f"{name:23}", *(f"{v:5.2f} {a:5.2f}" for v, a in both))

# %% [markdown]
# Read the first row. The same predictions of the same songs score well when they are pooled, and badly per song. Which
# score is right? Look at the frames.

# %%
about = "Predictions over targets: the cloud of all frames rises; single songs go their own ways."
with figure(9.5, 4.4, ncols=2, about=about) as (made, axes):
    for e, (ax, emotion) in enumerate(zip(axes, ("valence", "arousal"), strict=True)):
        T, Y = [t[:, e] for t in targets], [y[:, e] for y in predicted]
        order = np.argsort([t.mean() for t in T])  # four songs from sad or calm to happy or lively
        judging.frames_by_song(ax, T, Y, order[[30, 90, 150, 210]], emotion)
made

# %% [markdown]
# A grey point is a frame; the four colours are four songs, each with the line through its own frames. The grey cloud
# rises from left to right: songs that are happier on average are predicted happier on average. That is what pooled r
# sees. The short coloured lines tell whether the prediction follows the song. That is what r per song sees.
#
# How much of the labels' movement is between songs, and how much within them?
#
# **Predict before you run.** Take a prediction that knows the mean of each song and never moves. How large are its
# pooled r, and its r per song?


# %%
def between_and_within(curves):
    """The standard deviation of songs' means, and of frames around their song's mean."""
    means = [curve.mean(axis=0) for curve in curves]
    around = np.concatenate([curve - mean for curve, mean in zip(curves, means, strict=True)])
    return np.std(means, axis=0), np.std(around, axis=0)


between, within = between_and_within(targets)
print(f"between songs: valence {between[0]:.2f}, arousal {between[1]:.2f}")
print(f"within songs:  valence {within[0]:.2f}, arousal {within[1]:.2f}")

# %% [markdown]
# Most of it is between songs. (In the real labels of 2015 it is .32 to .34 between and about .08 within.) So a
# prediction that knows each song's mean, and never moves, gets a splendid pooled score. It is not "time-continuous" at
# all:

# %%
constant = [np.tile(t.mean(axis=0), (len(t), 1)) for t in targets]
score, each = metrics.pooled(targets, constant), metrics.per_song(targets, constant)
print("pooled r:  ", score["r"].round(3), "  pooled RMSE:", score["rmse"].round(3))
print("songs without any r of their own:", each["n_undefined_r"], "of", each["n_songs"])

# %% [markdown]
# No r sees level or size. Lin's concordance (CCC) does: it is 1 only where the curves are equal.

# %%
others = {"half as large": [t / 2 for t in targets], ".3 too high": [t + 0.3 for t in targets]}
for name, curves in others.items():
    scores = metrics.per_song(targets, curves)
    print(f"{name:13}  r per song", scores["r"].round(2), "  CCC per song", scores["ccc"].round(2))

# %% [markdown]
# **A pooled r says which songs are happy. An r per song says when a song is happy.** Both are useful; they must not be
# compared.
#
# <details><summary>Answers, and why</summary>
#
# Pooled, nearly 1: with the spreads above, $r = 0.32 / \sqrt{0.32^2 + 0.09^2} = 0.96$. Per song there is none: a curve
# that does not move has no correlation with anything. Only r per song notices that nothing is followed.
#
# </details>
#
# ## Better, or significantly better?
#
# System B has a smaller error than system A. On other songs, could it be the other way round? A test of significance
# asks how easily chance alone makes such a difference. It must ask about the right thing. The paper says “Only our best
# three arousal predictions outperformed the BSL results significantly” (section 3), and not by which test. The one test
# that its authors' code makes, in cross-validation, is an *unpaired t-test between the two systems' predictions*. Let us
# do the same, with arousal raw and smoothed:

# %%
errors = {
    name: metrics.each_song(new_targets, Y)["rmse"]
    for name, Y in (("raw", raw), ("smoothed", new_predicted))
}
frames = {name: np.concatenate(Y)[:, 1] for name, Y in (("raw", raw), ("smoothed", new_predicted))}
print(
    f"t-test of the predictions: p = {stats.ttest_ind(frames['raw'], frames['smoothed']).pvalue:.2f}"
)

# %% [markdown]
# It sees no difference. Of course: smoothing leaves the mean as it is, and a t-test compares means. And if we add .03
# to every prediction, which makes almost nothing better or worse? **Predict before you run:** will the test see it?

# %%
moved = [Y + 0.03 for Y in raw]
p = stats.ttest_ind(frames["raw"], np.concatenate(moved)[:, 1]).pvalue
print(f"t-test of predictions and predictions + .03: p = {p:.0e}")
print(
    f"mean RMSE of arousal: {errors['raw'][:, 1].mean():.3f}, "
    f"and {metrics.each_song(new_targets, moved)['rmse'][:, 1].mean():.3f} with .03 added"
)

# %% [markdown]
# "Highly significant", and it says nothing about being right. A fair test does three things: it compares **errors**; it takes
# the **song** as the unit, because neighbouring frames are almost copies of each other; and it is **paired**, because both
# systems have the same easy and hard songs.
#
# <details><summary>Answer, and why</summary>
#
# It sees it very well. A t-test compares means, and with thousands of frames, taken for independent, the mean is known
# so closely that .03 is a great distance. Smoothing, which changes every frame and no mean, it cannot see at all.
#
# </details>

# %%
show(paired)

# %%
result = paired(errors["smoothed"][:, 1], errors["raw"][:, 1])
linear = LinearRegression().fit(songs)
errors["linear"] = metrics.each_song(
    new_targets, [linear.predict(s.features)[s.lead_in :] for s in new_songs]
)["rmse"]
versus_linear = paired(errors["raw"][:, 1], errors["linear"][:, 1])
for name, test in (("smoothed - raw", result), ("network - linear", versus_linear)):
    print(
        f"{name:17}{test['difference']:+.4f}, interval {test['low']:+.4f} to {test['high']:+.4f}, "
        f"p = {test['p']:.0e}"
    )

# %%
about = "Differences song by song: smoothing gains a little on each, the network on some."
with figure(9, 3.2, ncols=2, sharey=True, about=about) as (made, (left, right)):
    judging.differences(
        left, errors["smoothed"][:, 1], errors["raw"][:, 1], result, ("smoothed", "raw")
    )
    judging.differences(
        right, errors["raw"][:, 1], errors["linear"][:, 1], versus_linear, ("network", "linear")
    )
made

# %% [markdown]
# A bar is a song; below zero the first system is better. The black line is the mean, the grey band its 95 % interval over
# songs. Left: smoothing gains little, but on every song, so that the band is hardly wider than the line. Right: network
# against least squares, both raw. The differences are larger and go both ways, so the band is wide, and zero is in it. A
# mean alone would not have told you that.
#
# ## Why does valence collapse?
#
# In the paper's table valence falls from r = .69 in cross-validation to .03 on the evaluation songs (with smoothing),
# and arousal only from .69 to .59. You know one reason now: the first number is pooled, the second per song. So let us
# compare like with like.

# %%
r, new_r = (
    metrics.each_song(targets, predicted)["r"],
    metrics.each_song(new_targets, new_predicted)["r"],
)
groups = {"valence,\ncross-val.": r[:, 0], "valence,\nnew songs": new_r[:, 0]}
groups |= {"arousal,\ncross-val.": r[:, 1], "arousal,\nnew songs": new_r[:, 1]}
about = "r within each song as dots: valence low in both halves, arousal higher on new songs."
with figure(7.5, 3.6, about=about) as (made, ax):
    judging.r_of_songs(ax, groups)
made

# %% [markdown]
# A dot is a song, the bar the mean. Per song, valence was poor *from the beginning*: pooling had hidden it. There is
# more. The new songs are longer, so that there is more movement to follow: that is a part of why arousal becomes much
# better on them (the numbers below have their first 60 labels, too). Valence does not. So it was in 2015 for every team whose
# scores we know. Why valence, and not arousal? Compare the labels:

# %%
for name, curves in (("development", targets), ("new songs", new_targets)):
    inside = np.mean([np.corrcoef(curve.T)[0, 1] for curve in curves])
    print(f"corr(V, A) within songs, mean: {name:12}{inside:+.2f}")
begin = metrics.per_song([T[:60] for T in new_targets], [Y[:60] for Y in new_predicted])["r"]
print(f"r within new songs, first 60 labels: valence {begin[0]:.2f}, arousal {begin[1]:.2f}")

# %% [markdown]
# Within the songs it learned from, valence and arousal move together; within the new songs they do not. (Real songs, by
# the public averages of DEAM: the mean within a song is +.49 over the 431 development songs, -.01 over the 58 evaluation
# songs.) In this the paper sees the reason for the collapse, “as hypothesized by the challenge organizers” (section 3).
# Let us sharpen their hypothesis: perhaps the network hardly *hears* valence move. It hears arousal move, and has learned
# that valence goes along. Where that is no longer so, it fails.
#
# With made-up songs this can be tried, because their law has a number for it: `valence_moves`, how much of valence's own
# movement within a song is written into the features. It is 0 in all songs above: there the hypothesis is true *because we
# put it in*, and an experiment on such songs alone would find what was put in. So we make songs with 0, 0.5 and 1, and
# change, besides, the correlation of valence and arousal: in the songs that are learned from, and in the new songs.


# %%
def songs_with(moves, learned_from, on_new_songs, n_development=1):
    """A made-up corpus with these correlations of V and A; everything else is the same."""
    law = replace(
        LAW,
        valence_moves=moves,
        correlation_development=learned_from,
        correlation_evaluation=on_new_songs,
    )
    return make(seed=0, n_development=n_development, n_evaluation=24, law=law).with_group("260")


# %%
worlds = [(moves, learned) for moves in (0.0, 0.5, 1.0) for learned in (0.626, 0.0, -0.626)]
known = [songs_with(*world, 0, n_development=120).development for world in worlds]
networks = fit_networks([RecurrentRegression(Settings(), seed=0) for _ in known], known)


# %%
def follow_valence(network, world, correlations):
    """corr(V, A) and r of valence within each new song, for one network and several sets of new songs."""
    tests = [
        [(song.targets, predict(network, song)) for song in songs_with(*world, c).evaluation]
        for c in correlations
    ]
    together = [[np.corrcoef(T.T)[0, 1] for T, _ in test] for test in tests]
    r = [[metrics.pearson(T, smoothed(Y))[0] for T, Y in test] for test in tests]
    return np.mean(together, axis=1), np.array(r)


# %%
lines = {
    world: follow_valence(network, world, (-0.8, 0.0, 0.8))
    for network, world in zip(networks, worlds, strict=True)
}
about = "r of valence on new songs: around 0 where it cannot be heard, above 0 where it can."
with figure(11, 3.8, ncols=3, sharey=True, about=about) as (made, axes):
    for ax, moves in zip(axes, (0.0, 0.5, 1.0), strict=True):
        judging.transfer(
            ax, {learned: line for (heard, learned), line in lines.items() if heard == moves}
        )
        ax.set_title(f"valence_moves = {moves}", loc="right", y=0.02)
        ax.label_outer()
    for ax in axes[::2]:
        ax.get_legend().remove()  # one for all three
made

# %%
print("r of valence within new songs with corr(V, A) = 0, and with corr(V, A) = -.8:")
for (moves, learned), (_, r) in lines.items():
    print(
        f"valence_moves {moves}, learned from corr(V, A) = {learned:+.3f}:  {r[1].mean():+.2f}  {r[0].mean():+.2f}"
    )

# %% [markdown]
# A line is one network, and its three points are three sets of new songs. (The shades are two standard errors over songs.)
# Left, nothing of valence's movement can be heard. The network that learned from songs in which valence goes with arousal
# (solid, circles) follows valence where they go together, has nothing where they are unrelated, and moves *against* valence
# where they are opposed. The one that learned from unrelated songs (squares) follows valence nowhere: there was nothing to
# learn. Middle and right, valence can be heard. The network that learned from unrelated songs now follows it on all new
# songs. The other two do so as well on unrelated songs, but they still lean on arousal where the new songs punish it.
#
# So two things have to come together for the collapse of the paper's table: songs that let a network lean on arousal, and
# features in which valence hardly moves. Made-up songs cannot tell whether real ones are like the left panel. The real
# labels support the first half (+.49 against -.01); that r of valence on the real evaluation songs was near 0 for every team
# whose
# scores we know fits the left panel best, and is no proof of it.
#
# ## Summary
#
# - RMSE asks how far, r asks whether two curves move together. Pooled and per-song scores answer different questions.
# - Test errors, not predictions; by song, not by frame; paired, not unpaired.
# - A score on development songs can rest on a relation that new songs do not have.
# - An experiment on made-up songs finds what was put in: vary what was put in, and say so.
#
# ## Exercise: small error, wrong direction
#
# Take the arousal of one new song, and the RMSE of the (raw) network on it. Make a prediction whose RMSE is *smaller*
# than the network's, and whose correlation is *negative*. You may look at the target.

# %%
n = np.argsort(errors["raw"][:, 1])[20]  # the song in the middle
target, to_beat = new_targets[n][:, 1], errors["raw"][n, 1]


def opposed(target):
    """The prediction (T,) for a target (T,)."""
    # --- solution
    return target.mean() - 0.1 * (target - target.mean())
    # --- instead
    # return -target  # moves against the target; but how far away is it?
    # --- end


check_opposed(opposed(target), target, to_beat)

# %% [markdown]
# Which of the two would you rather have for your own song: yours, or the network's? It is no game: among the systems of
# 2015 whose scores we know (the working notes below), the one with the smallest RMSE of valence (.336) had r = -.010 on the
# same songs.
#
# ## Further reading
#
# - `elman evaluate` prints both scores for any labels and predictions.
# - *Working Notes Proceedings of the MediaEval 2015 Workshop* (CEUR-WS 1436): what the other teams measured on the same songs.
# - J. Demšar, [*Statistical comparisons of classifiers over multiple data
#   sets*](https://jmlr.org/papers/v7/demsar06a.html), JMLR 7 (2006): which test for which question.
# - B. Efron and R. Tibshirani, [*An Introduction to the Bootstrap*](https://doi.org/10.1201/9780429246593) (1993).
#
# Next: notebook 14, "Look beyond Elman".
