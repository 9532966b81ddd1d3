# %% [markdown]
# # 01 Look at a song as a matrix
#
# **You will do.** Make up songs; look at one of them as a matrix, and at all of them as a cloud.
#
# **You will see.** Features as a heat-map over two curves of emotion; the valence-arousal plane. **And hear:** ten seconds
# made from such curves.
#
# **You need.** Matrices, mean and standard deviation, correlation (the exercise recalls it).

# %% [markdown]
# ## A row is half a second
#
# Somebody listens to a song and tells, all the time, how the music feels. Two numbers are enough
# for this game: **valence** (from unpleasant, -1, to pleasant, 1) and **arousal** (from sleepy, -1, to
# excited, 1). A computer listens to the same song and measures *features* of the sound: how loud it is,
# how bright, how noisy. Both write down their numbers twice a second. So one song is two matrices:
#
# $$X \in \mathbb{R}^{T \times D} \qquad\text{and}\qquad Y^* \in \mathbb{R}^{T \times 2}$$
#
# $T$ is the number of half seconds, which we call **frames** (the [glossary](../docs/notation.md) has every symbol and word).
# $D$ is the number of features. Row $t$ of $X$ is what was heard in frame $t$; row $t$ of $Y^*$ is what was felt, the *target*
# of all our predictions. This is how the package holds a song:

# %%
import numpy as np

from elman.corpus import synthetic
from elman.corpus.song import Song
from elman.exercises.statistics import check_correlation
from elman.figures.hearing import hear
from elman.figures.songs import heat_map, plane, two_curves
from elman.figures.style import figure
from elman.source import show
from elman.systems.features.standardize import Standardizer

show(Song)

# %% [markdown]
# `lead_in` counts rows at the beginning of $X$ that have no target: listeners need some seconds before
# they can tell how a song feels. In the development songs below it is 0, because their rows begin with the first target;
# in the evaluation songs it is 30, the first 15 seconds.
#
# The real songs cannot be given away with this notebook, so we make songs up. The corpus has the size of
# the paper's: 431 *development* songs to learn from, and 58 *evaluation* songs to be judged on. Nobody ever
# heard these songs and nobody felt these emotions. They follow a known law, and that is an advantage:
# we can compare what we find with what we put in.

# %%
corpus = synthetic.make(seed=0)
song = corpus.development[57]
print(f"{len(corpus.development)} development songs, {len(corpus.evaluation)} evaluation songs")
print(f"song {song.id}: features {song.features.shape}, targets {song.targets.shape}")
print(f"from {song.times[0]} s to {song.times[-1]} s in steps of {song.times[1] - song.times[0]} s")

# %% [markdown]
# Before any numbers: how does such a curve sound? A program turns ten seconds of this song's two curves into music. It plays
# faster, louder and brighter with arousal, in major with valence above 0, in minor below. (That is our program's law. The
# features in $X$ are made up too; they were not measured from this sound. Notebook 12 measures.)
#
# **Predict before you press play.** Read the two curves: what will become of the tempo, and of the loudness?

# %%
hear(song.targets[21:41], first=song.times[21])

# %% [markdown]
# <details><summary>Answers, and why</summary>
#
# Arousal falls from 0.29 to -0.04, so the music slows down and becomes softer and duller. Valence falls too, but stays above 0:
# the mode stays major. The changes are small, and they take ten seconds: emotions are slow.
#
# </details>
#
# Each column of $X$ has a name. It tells what is measured (`mfcc[1]`, a number for the shape of the spectrum; `RMSenergy`, the
# loudness), and how the frame's half second is summed up: `amean` is the mean, `stddev` the standard deviation. `sma` says that
# neighbouring moments were averaged first, `de` that *change* from one short moment to the next is measured. The last 8 columns
# come from a second program.

# %%
for number in (17, 16, 146, 103, 260, 267):
    print(f"column {number:3}: {corpus.columns[number]}")

# %% [markdown]
# ## Make the columns comparable
#
# The columns have different units, so their numbers differ wildly in size. (Our songs are made up: a column has only its
# name from the real one, and its size is drawn at random. So a standard deviation may be negative here, and nothing is meant by
# it.)

# %%
for number in (17, 16, 146, 103, 260, 267):
    column = song.features[:, number]
    print(f"column {number:3}: mean {column.mean():10.3f}, standard deviation {column.std():10.3f}")

# %% [markdown]
# All weights of a new network are about alike, so that it would hear little but the largest numbers. So we subtract from each
# column its mean, and divide by its
# standard deviation: $Z[t, j] = (X[t, j] - \mathrm{mean}[j]) / \mathrm{std}[j]$. Mean and standard deviation
# are taken over **all frames of all training songs**, and then kept: new songs are treated with the old numbers. Why not with
# their own?
#
# <details><summary>Answer, and why</summary>
#
# A new song that is loud all the time would lose just that: with its own mean and standard deviation every song would have mean
# 0 in each column. And the weights that are learned belong to one scale; a number must mean the same in every song. To take the
# new songs into the mean would let the test songs take part in the training.
#
# </details>

# %%
show(Standardizer)

# %% [markdown]
# Look at the shapes: `fit` learns two vectors of length $D$; NumPy repeats them over the rows ("broadcasting") when they are
# subtracted and divided. The lines that begin with @ check the input, so that the methods hold the formula only: `fit` gets
# the frames of all songs below each other, `transform` one song at a time (`elman.systems.protocol`).

# %%
scaler = Standardizer().fit([song.features for song in corpus.development])
Z = scaler.transform(song.features)
frames = np.concatenate([scaler.transform(song.features) for song in corpus.development])
print(f"all frames: {frames.shape}")
print(f"largest |mean| of a column {abs(frames.mean(axis=0)).max():.6f}, ", end="")
print(f"standard deviations from {frames.std(axis=0).min():.6f} to {frames.std(axis=0).max():.6f}")

# %% [markdown]
# ## One song
#
# To see something in 268 columns we take 60 of them: at the top the 30 that rise most with arousal in the whole corpus,
# at the bottom the 30 that fall most. We draw them as colours, above the song's two curves. (In all notebooks a picture begins
# with `with figure(...)`, is drawn by a function of the package, and is shown by the last line, `made`; `about` says what is
# to be seen, for those who cannot see it.)

# %%
targets = np.concatenate([song.targets for song in corpus.development])
with_arousal = frames.T @ (targets[:, 1] - targets[:, 1].mean())
order = np.argsort(-with_arousal)
chosen = np.concatenate([order[:30], order[-30:]])

about = "60 features as colours, flickering, over two slow curves: valence and arousal."
with figure(8, 5, nrows=2, height_ratios=(2, 1), sharex=True, about=about) as (made, axes):
    heat_map(Z[:, chosen], song.times, axes[0])
    two_curves(song.targets, song.times, axes[1])
made

# %% [markdown]
# **What to look at.** Each vertical stripe of the heat-map is one row of $X$, half a second. On the left arousal is
# high: the upper half is lighter than the lower. On the right it is lower, and the halves have changed places.
# But the colours flicker from frame to frame, and the curves do not. *Emotions are slow, features are not.* Much
# of this project is about that difference.

# %% [markdown]
# ## All songs
#
# Now we forget time and put each song, as the mean of its two curves, into a plane: valence to the right,
# arousal upwards. Corners of this plane have names in everyday language.

# %%
about = "Each song a point: development songs lie along a rising line, evaluation songs do not."
with figure(9, 4.8, ncols=2, sharey=True, about=about) as (made, axes):
    plane(corpus.development, axes[0], highlight=song).set_title("development")
    plane(corpus.evaluation, axes[1]).set_title("evaluation")
    axes[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.06), ncols=2)
made

# %% [markdown]
# **What to look at.** The black path is the song of the heat-map, from the circle to the square. Its
# path is short beside the cloud: songs differ from each other far more than
# a song differs from itself. And the two clouds have
# different shapes. On the left there is a direction: pleasant songs tend to be lively. On the right there is hardly one.
#
# Let us put the first observation into numbers: the standard deviation *between* songs (of their means) and *within*
# a song (around its own mean). **Predict before you run:** which is larger, and how many times?

# %%
means = np.array([song.targets.mean(axis=0) for song in corpus.development])
moves = np.concatenate([song.targets - song.targets.mean(axis=0) for song in corpus.development])
for column, emotion in enumerate(("valence", "arousal")):
    between, within = means[:, column].std(), moves[:, column].std()
    print(f"{emotion}: between songs {between:.3f}, within a song {within:.3f}")

# %% [markdown]
# Between songs it is four times as large. Remember these numbers. A system that guesses each song's *mean* well and nothing of
# its movement will look good when all frames are thrown together. Notebook 13, "Judge the judge", comes back to this.

# %% [markdown]
# ## Exercise: one number for the shape of the cloud
#
# The *correlation* of valence and arousal over all frames of all songs is
#
# $$\mathrm{corr}(V, A) = \frac{\mathrm{mean}\big((V - \bar V)(A - \bar A)\big)}{\mathrm{std}(V)\,\mathrm{std}(A)}$$
#
# It is 1 when all points lie on a rising line, 0 when there is no direction, -1 on a falling line.
#
# 1. **Guess first.** Look at the two clouds and write down two numbers between -1 and 1.
# 2. Then compute them: complete the function. `songs` is a list of songs; return one number. (If you use `np.corrcoef`:
#    its rows are variables, not frames.)


# %%
def correlation(songs):
    # --- solution
    frames = np.concatenate([song.targets for song in songs])
    return np.corrcoef(frames[:, 0], frames[:, 1])[0, 1]
    # --- instead
    # return None  # join the targets of all songs, then correlate valence and arousal
    # --- end


check_correlation(correlation, corpus.development, "development")

# %%
check_correlation(correlation, corpus.evaluation, "evaluation")

# %% [markdown]
# How far were your guesses from it? Now compare with the law that the songs were made by:

# %%
law = synthetic.LAW
print(f"development: {law.correlation_development}, evaluation: {law.correlation_evaluation}")

# %% [markdown]
# One of your two numbers is close to the law, the other is not. Nothing is wrong: the clouds are *samples*. A frame is
# not a new measurement, because a song hardly moves; what counts is the number of songs. With 58 songs, a correlation
# of 0 shows itself as something between about $-2/\sqrt{58}$ and $2/\sqrt{58}$ in 19 of 20 corpora. Try `synthetic.make(seed=1)`.
# (The standard deviation of a correlation of $n$ independent pairs without any is about $1/\sqrt n$; twice that covers 95 %.)

# %% [markdown]
# ## Summary
#
# - A song is a matrix $X$ with a row for each half second; what was felt is a matrix
#   with as many rows and two columns.
# - Columns are standardised with the numbers of the training songs.
# - Emotions are slow, features flicker. Songs differ from each other more than from themselves.
# - In the development songs valence and arousal go together; in the evaluation songs they do not. A system that learns
#   valence from signs of arousal will be disappointed there.
#
# ## Further reading
#
# - J. A. Russell, [*A circumplex model of affect*](https://doi.org/10.1037/h0077714), Journal of Personality and Social
#   Psychology 39 (1980): where the plane comes from.
# - A. Aljanaki, Y.-H. Yang, M. Soleymani, [*Developing a benchmark for emotional analysis of
#   music*](https://doi.org/10.1371/journal.pone.0173392), PLoS ONE 12 (2017): the real songs and listeners.
# - `elman/corpus/synthetic.py`: the law that our songs were made by, line by line.
#
# Next: notebook 02, "Predict without memory".
