# %% [markdown]
# # 09 Smooth, then stack
#
# **You will do.** Average a network's predictions over time, choose the window, and feed the result to a second
# network.
#
# **You will see.** One song's curve: raw, smoothed, and as the second network draws it; score against window.
#
# **You need.** Averages; notebook 03 for what a recurrent network is.
#
# **Words and symbols.** The [glossary](../docs/notation.md).

# %% [markdown]
# ## Emotions are slow
#
# A network that hears a song half second by half second answers to every drum beat. People do not: how a song feels
# changes over many seconds. So what flickers in a prediction is most likely error, and an average over neighbouring
# frames should remove it. The paper takes a **moving average** over 13 frames (section 2):
#
# $$S[t] = \sum_{k=0}^{12} w[k]\; Y[t - m + k] \qquad\qquad m = (13 - 1) / 2 = 6$$
#
# $Y$ (T, 2) holds the predictions of a song, a row for each frame; $w$ holds 13 weights with the sum 1; $m$ is half
# the window. Where no whole window fits around a frame (the first and last 6), the prediction is left as it is.

# %%
import numpy as np

from elman.corpus import synthetic
from elman.evaluation.metrics import pooled, rmse
from elman.exercises.smoothing import check_smooth_to_the_edge
from elman.figures.curves import stages
from elman.figures.slider import Slider
from elman.figures.style import figure
from elman.figures.windows import score_against_window, smoothed_curve, window_weights
from elman.readings import READINGS
from elman.source import show
from elman.systems.combined import Smoothed, Stacked
from elman.systems.recurrent import chain
from elman.systems.smoothing import smooth, weights

# %%
show(weights, smooth)

# %% [markdown]
# `sliding_window_view` lays a window over each frame without copying; `windows @ w` is the weighted sum.
#
# There are two kernels because there are two readings of the paper. Its text says: an average over 13 points. Its
# authors ran an average whose first and last point count half.

# %%
kernels = {"authors' code: half ends": weights("half_ends"), "text: uniform": weights("uniform")}
about = "Two windows of 13 weights: all alike, and with half as much at both ends."
with figure(6, 3, about=about) as (made, ax):
    window_weights(kernels, ax)
made

# %% [markdown]
# **What to look at.** The difference is small: both are flat. We use the authors'.
#
# ## How much noise does an average remove?
#
# If every frame has an independent error of variance $\sigma^2$, the error of the average has the variance
# $\sigma^2 \sum_k w[k]^2$. For 13 equal weights that is $\sigma^2 / 13$.
#
# **Predict before you run.** With half weight at both ends: is more noise left, or less? And to which part does an
# average over 13 frames lower the *standard deviation*?

# %%
rng = np.random.default_rng(0)
noise = smooth(rng.standard_normal((20_000, 1)))[6:-6]
for name, w in kernels.items():
    print(f"{name:25} sum of w^2 = {np.sum(w**2):.4f}")
print(f"{'measured, half ends':25} variance   = {noise.var():.4f}")

# %% [markdown]
# <details><summary>Answers, and why</summary>
#
# A little more: $11/12^2 + 2/24^2 = 46/576 = 0.0799$ against $1/13 = 0.0769$. Equal weights are the best for
# independent errors. The standard deviation falls to $\sqrt{0.08} = 0.28$ of what it was: 13 times the frames, and not
# even a quarter of the trembling.
#
# </details>
#
# ## A network, its average, and a second network
#
# The paper then does one more thing: a second network, **rnn2**, is fed with the smoothed predictions of the first
# and learns to predict the same labels. A predictor learns with `fit(songs)`, and `predict(X)` gives the curves of one song.
# Here are three of them, each made of the one before, and the two bricks they are made with:

# %%
show(chain, Smoothed, Stacked)

# %% [markdown]
# We train it on 100 made-up songs and look at 60 others. To be quick, each network sees only the means of the 65
# descriptors, and because there are fewer songs, and so fewer updates, it learns at four times the authors' rate.

# %%
from dataclasses import replace

corpus = synthetic.make(seed=0, n_development=160, n_evaluation=0)
songs = [replace(song, features=song.features[:, 1:130:2]) for song in corpus.development]
learned, tested = songs[:100], songs[100:]

code = READINGS["code"]
reading = replace(code, network=replace(code.network, learning_rate=4e-3))
systems = chain(reading, seed=0)
systems["rnn + rnn2"].fit(learned)  # and with it the two that it is made of
predictions = {
    song.id: {name: system.predict(song.features) for name, system in systems.items()}
    for song in songs
}

# %% [markdown]
# One song that was not learned from, both emotions:

# %%
song = tested[4]
about = "One song: the raw prediction trembles, the smoothed one and rnn2 do not."
with figure(8.4, 5, nrows=2, sharex=True, about=about) as (made, axes):
    for column, (ax, emotion) in enumerate(zip(axes, ("valence", "arousal"), strict=True)):
        curves = {name: Y[:, column] for name, Y in predictions[song.id].items()}
        stages(ax, song.times, song.targets[:, column], curves, emotion)
    axes[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4)
    axes[1].set_xlabel("seconds")
made

# %% [markdown]
# **What to look at.** The thin curve is the raw prediction: it trembles. The thick blue one is its average, with the
# first and last 6 frames still trembling. The dashed one is rnn2: as smooth as what it is fed with, and at another
# level. Compare with the black target: smoothing cannot repair a wrong *level*, only the trembling.
#
# ## Score against window
#
# Is 13 a good length? We try others, on the songs that were not learned from. RMSE is the root mean squared error
# over all frames of all of them.
#
# **Predict before you run.** A longer average removes more noise. Can a window be too long all the same?

# %%
targets = [song.targets for song in tested]
raw = [predictions[song.id]["rnn"] for song in tested]
windows = [3, 5, 7, 9, 11, 13, 17, 21, 25, 31, 41, 51, 59]


def score(smoother):
    return pooled(targets, [smoother(Y) for Y in raw])["rmse"]


scores = np.array([score(lambda Y, n=n: smooth(Y, window=n)) for n in windows])

# %% [markdown]
# The picture has one panel for each emotion; the scales differ, and begin far above zero.

# %%
about = "RMSE over the window: it falls until about 9 frames, is flat, and rises when very long."
with figure(8.4, 3.4, ncols=2, about=about) as (made, axes):
    for column, (ax, emotion) in enumerate(zip(axes, ("valence", "arousal"), strict=True)):
        score_against_window(
            windows, {"smoothed": scores[:, column]}, ax, raw=score(np.copy)[column]
        )
        ax.set(title=emotion, ylabel="RMSE")
    axes[0].legend(loc="lower right")
made

# %% [markdown]
# **What to look at.** Up to about 9 frames the curve falls steeply; then it is nearly flat, and the paper's 13 lies
# on the flat part. With very long windows it rises again. A song of 60 frames has only $60 - 2m$ frames with a
# whole window around them, and the others stay raw. How good is the average on those frames where it is taken?

# %%
for n in (5, 13, 31, 51):
    m = (n - 1) // 2
    whole = slice(m, 60 - m)
    labels = np.concatenate([T[whole] for T in targets])
    before = rmse(labels, np.concatenate([Y[whole] for Y in raw]))
    after = rmse(labels, np.concatenate([smooth(Y, window=n)[whole] for Y in raw]))
    print(f"{n:2} frames: on {60 - 2 * m} of 60, RMSE {before.round(4)} -> {after.round(4)}")

# %% [markdown]
# (Each pair is valence, arousal.) With 31 frames the average still helps where it is taken, but it is taken on half
# of the frames only. With 51 it hardly helps even there: valence gains less than with 5, arousal loses. An average over
# 25 seconds also removes what is *true* movement.
#
# <details><summary>Answer, and why</summary>
#
# For two reasons: the longer the window, the fewer frames have a whole one around them; and emotions move, only slowly:
# an average over a time in which the target itself goes up and down takes that away, too.
#
# </details>
#
# Where this notebook runs, move the window and watch one song. (Elsewhere you see one picture.)


# %%
def draw(window):
    Y = predictions[song.id]["rnn"][:, 1:]
    about = (
        f"Arousal of one song: the target, the prediction, and its average over {window} frames."
    )
    with figure(7.4, 3.2, about=about) as (made, ax):
        curves = song.targets[:, 1], Y[:, 0], smooth(Y, window=window)[:, 0]
        smoothed_curve(song.times, *curves, (window - 1) // 2, ax)
        ax.set(ylabel="arousal", title=f"window of {window} frames, {window / 2:g} s")
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.1), ncols=4)
    return made


Slider(draw, windows, start=13, label="window")

# %% [markdown]
# ## Does the second network help?
#
# The score of each stage, on the songs that both networks learned from and on the others:

# %%
for title, group in (("learned from", learned), ("others", tested)):
    for stage in ("rnn", "rnn + smoothing", "rnn + rnn2"):
        curves = [predictions[song.id][stage] for song in group]
        scored = pooled([song.targets for song in group], curves)
        numbers = (*scored["rmse"], *scored["r"])
        print(f"{title:13} {stage:16}", "RMSE {:.3f} {:.3f}   r {:.3f} {:.3f}".format(*numbers))

# %% [markdown]
# (Pairs as before; $r$ is the correlation over all frames.) Smoothing helps everywhere. With rnn2 it
# is not so simple. In the paper's cross-validation it gained a little (Table 1, 268 features: RMSE .252 to .249 for
# valence, arousal .238 as before); on the evaluation songs RMSE grew (.361 to .371, and .243 to .244) and arousal's r
# grew, too (.612 to .635). Here, on the other songs, valence gains a little, in RMSE and r;
# arousal's RMSE stays as it was, and its r falls.
#
# What does rnn2 *do*? It has two inputs and two outputs. Let us see which straight mixture of its inputs comes nearest to
# its outputs, and which mixture would come nearest to the labels, on the songs that it learned from:

# %%
inputs = np.concatenate([predictions[song.id]["rnn + smoothing"] for song in learned])
with_one = np.column_stack([inputs, np.ones(len(inputs))])
for title, goal in (
    ("rnn2's output", [predictions[song.id]["rnn + rnn2"] for song in learned]),
    ("the labels", [song.targets for song in learned]),
):
    mixture = np.linalg.lstsq(with_one, np.concatenate(goal), rcond=None)[0]
    for emotion, (v, a, _) in zip(("valence", "arousal"), mixture.T, strict=True):
        print(f"{title:13} {emotion} = {v:+.2f} V {a:+.2f} A")

# %% [markdown]
# The labels ask for two different mixtures. rnn2 gives nearly one and the same for both emotions: a sum of V and A, as if
# there were one emotion only. And look at the first three lines of the table above: on the very songs that it learned
# from, rnn2 is *worse than its input*. It is fitted too little. Too few epochs, or the penalties? Try both (some 15 s):

# %%
from elman.systems.many import fit_networks
from elman.systems.recurrent import RecurrentRegression

smooth_songs = systems["rnn + rnn2"].read(learned)
changes = {
    "as it is, 300 epochs": {"n_epochs": 300},
    "no penalties, 50 epochs": {"l1": 0.0, "l2": 0.0},
    "no penalties, 300 epochs": {"l1": 0.0, "l2": 0.0, "n_epochs": 300},
}
others = [
    RecurrentRegression(replace(reading.network, **change), [0, 2], standardize=False)
    for change in changes.values()
]

# %%
for title, network in zip(changes, fit_networks(others, [smooth_songs] * 3), strict=True):
    output = np.concatenate([network.predict(song.features) for song in smooth_songs])
    mixture = np.linalg.lstsq(with_one, output, rcond=None)[0]
    curves = [network.predict(predictions[song.id]["rnn + smoothing"]) for song in tested]
    print(
        f"{title:25} valence = {mixture[0, 0]:+.2f} V {mixture[1, 0]:+.2f} A,"
        f" arousal = {mixture[0, 1]:+.2f} V {mixture[1, 1]:+.2f} A;",
        "others RMSE {:.3f} {:.3f}".format(*pooled(targets, curves)["rmse"]),
    )

# %% [markdown]
# Neither alone. With the authors' penalties it stays where it is, however long it learns; without them, 50 epochs are too few.
# Without penalties and with six times the epochs it finds the mixtures that the labels ask for. On the other songs that gains
# next to nothing.
#
# ## An honest chain
#
# There is a trap in the chain, too. rnn2 learns from the first network's predictions **of the songs that the first network
# learned from**. Those are better than its predictions of new songs; compare the two groups above. An honest chain gives
# rnn2 predictions of songs that the first network has not seen: five folds, five first networks, each of which predicts the
# songs it was not given. Does it help?

# %%
from elman.evaluation.crossval import split

folds = split([song.id for song in learned], 5, seed=0)
trains_on = np.array([[song.id not in fold for fold in folds] for song in learned])
firsts = fit_networks(
    [RecurrentRegression(reading.network, [0, 1]) for _ in folds], [learned] * 5, trains_on
)
unseen = [
    replace(song, features=smooth(firsts[np.argmin(row)].predict(song.features)))
    for song, row in zip(learned, trains_on, strict=True)
]

# %%
for seed in (0, 1, 2):
    honest = RecurrentRegression(reading.network, [seed, 2], standardize=False).fit(unseen)
    curves = [honest.predict(predictions[song.id]["rnn + smoothing"]) for song in tested]
    scored = pooled(targets, curves)
    print(
        f"honest rnn2, seed {seed}: others",
        "RMSE {:.3f} {:.3f}   r {:.3f} {:.3f}".format(*scored["rmse"], *scored["r"]),
    )

# %% [markdown]
# Not here: RMSE grows by .02 to .04 in both emotions (from .280 and .250), and r stays as it was. The trap is one for
# a second network that learns to trust its input; this one has not even learned its training songs, as we saw. The paper's
# authors used in-sample predictions, and the package does as they did. (100 songs, one
# split in five folds.)
#
# ## Summary
#
# - Predictions tremble, emotions do not: averaging independent errors over $n$ frames divides their variance by $n$.
# - Short windows leave trembling; long ones flatten true movement and leave more of the edges alone.
# - Smoothing repairs trembling, not a wrong level. The second network mixes its two inputs, and here it is
#   fitted so little that it gives both emotions the same mixture.

# %% [markdown]
# ## Exercise: why are the first and last 6 left alone?
#
# At the edges a part of the window has no frames. One could fill them with something, or average over fewer. Write
# `smooth_to_the_edge(Y, w)`: at each frame the weighted average over those frames under the window that *lie inside
# the song*, with weights that again sum to one. In the middle it must be the package's average. A song may be shorter
# than the window.
#
# Try `np.convolve(..., mode="same")` first, and see what the verdict says: what does it take for the missing frames?


# %%
def smooth_to_the_edge(Y, w):
    # --- solution
    m = len(w) // 2

    def average(curve):
        return np.convolve(curve, w)[m : m + len(curve)]  # zeros outside, also for short songs

    total = average(np.ones(len(Y)))  # of the weights that lie inside
    return np.column_stack([average(curve) / total for curve in Y.T])
    # --- instead
    # return None
    # --- end


# %% [markdown]
# The verdict looks at the weight that each frame gets.

# %%
check_smooth_to_the_edge(smooth_to_the_edge)

# %% [markdown]
# Does it pay? The errors in the first and last 6 frames only; your average stands below the others as soon as it is
# right:

# %%
edges = [*range(6), *range(-6, 0)]
w = weights("half_ends")


def zeros_outside(Y):
    return np.column_stack([np.convolve(curve, w, mode="same") for curve in Y.T])


smoothers = {"left alone": np.copy, "zeros outside": zeros_outside}
if check_smooth_to_the_edge(smooth_to_the_edge):
    smoothers["your average"] = lambda Y: smooth_to_the_edge(Y, w)
edge_targets = np.concatenate([T[edges] for T in targets])
for name, smoother in smoothers.items():
    edge_curves = np.concatenate([smoother(Y)[edges] for Y in raw])
    print(f"{name:14} RMSE at the edges {rmse(edge_targets, edge_curves).round(4)}")

# %% [markdown]
# So why did the authors leave the edges alone? “To avoid unwanted border effects” (section 2). It is the one choice that
# invents nothing: zeros pull every curve towards zero (the numbers above say what that costs here, where labels lie around zero),
# and a shortened window looks to one side only. The last line above tells whether the shortened window is better all
# the same, on these made-up songs. Whether it would be on real ones is open.
#
# ## Further reading
#
# - S. W. Smith, *The Scientist and Engineer's Guide to Digital Signal Processing*,
#   [chapter 15](https://www.dspguide.com/ch15.htm), moving averages.
# - D. H. Wolpert, [*Stacked generalization*](https://doi.org/10.1016/S0893-6080%2805%2980023-1) (1992): a second learner on the
#   first one's predictions, of unseen cases.
#
# Next: notebook 10, "Split by song".
