# %% [markdown]
# # 02 Predict without memory
#
# **You will do.** Predict valence and arousal from one half second at a time, with a weighted sum.
#
# **You will see.** A jittery prediction of a slow curve.
#
# **You need.** Products of matrices, linear equations, derivatives with several variables, notebook 01.
#
# **Words and symbols.** The [glossary](../docs/notation.md).

# %% [markdown]
# ## The simplest predictor
#
# Each frame of a song is a row of $D$ features. The simplest guess at its valence and arousal is a weighted sum
# of the features and a constant:
#
# $$Y = Z\,W + b$$
#
# | symbol | shape | meaning |
# |---|---|---|
# | $Z$ | $(n, D)$ | standardised features, one row per frame, the frames of all songs below each other |
# | $W$ | $(D, 2)$ | one weight per feature and emotion |
# | $b$ | $(2,)$ | the constants |
# | $Y$ | $(n, 2)$ | predictions; what was felt, the *targets* $Y^*$, has the same shape |
#
# $W$ and $b$ are to make the squared error $\sum (Y - Y^*)^2$ as small as possible: *least squares*.

# %%
from dataclasses import replace

import numpy as np

from elman.corpus import synthetic
from elman.evaluation.metrics import pearson, rmse
from elman.exercises.ridge import check_order, check_ridge
from elman.figures.songs import jitter, ridge_curves
from elman.figures.style import figure
from elman.source import show
from elman.systems.features.standardize import Standardizer
from elman.systems.linear import LinearRegression, centred_frames, ridge_weights

# %% [markdown]
# ## Songs to learn from, songs to be judged on
#
# We make up 200 songs (no human felt these emotions), learn from the first 150, and keep the last 50 for the test. Only
# what is good on *new* songs is good. `with_group("260")` takes the paper's first set of columns, without the 8 extra ones.

# %%
corpus = synthetic.make(seed=0, n_development=200, n_evaluation=0).with_group("260")
learn, test = corpus.development[:150], corpus.development[150:]
scaler = Standardizer().fit([song.features for song in learn])
Z = np.concatenate([scaler.transform(song.features) for song in learn])
targets = np.concatenate([song.targets for song in learn])
print(f"Z {Z.shape}, targets {targets.shape}")

# %% [markdown]
# ## Where the weights come from
#
# The columns of $Z$ have mean zero, so the best $b$ is the targets' mean. Let $R = Y^* - b$ be what is left to explain. At
# the smallest cost every derivative is zero. One weight $W_{ij}$ acts on column $j$ of $Y$ only, through feature $i$; by the
# chain rule
#
# $$\frac{\partial}{\partial W_{ij}} \sum_n (Z W - R)_{nj}^2 = \sum_n 2\,(Z W - R)_{nj}\, Z_{ni}
# = 2\,\big[Z^\top (Z W - R)\big]_{ij}$$
#
# All of them together: $2\, Z^\top (Z W - R) = 0$, or
#
# $$Z^\top Z\; W = Z^\top R$$
#
# These are $D$ linear equations for each emotion. We solve them and compare with the package:

# %%
b = targets.mean(axis=0)
R = targets - b
W = np.linalg.solve(Z.T @ Z, Z.T @ R)
model = LinearRegression().fit(learn)
print(
    "the same weights:", np.allclose(W, model.W_), "- the same constants:", np.allclose(b, model.b_)
)

# %% [markdown]
# ## How good is it?
#
# Two numbers judge a prediction: the **root mean squared error** (0 is perfect), and **Pearson's correlation**
# $r$ (1 is perfect, 0 is useless).

# %%
show(rmse, pearson)

# %% [markdown]
# **Predict before you run.** Will the error be smaller on the training songs or on new ones? Can it be larger than that of a
# predictor which always says the same?
#
# Here we *pool*: the frames of all songs are judged as one long curve. To compare with, we also judge a predictor that
# always says the mean of the songs it learned from.

# %%
for name, songs in (("training songs", learn), ("new songs", test)):
    target = np.concatenate([song.targets for song in songs])
    predicted = np.concatenate([model.predict(song.features) for song in songs])
    constant = rmse(target, np.tile(model.b_, (len(target), 1)))
    for column, emotion in enumerate(("valence", "arousal")):
        error, r = (score(target, predicted)[column] for score in (rmse, pearson))
        print(f"{name:18} {emotion}: RMSE {error:.3f} (constant {constant[column]:.3f}), r {r:.3f}")

# %% [markdown]
# On new songs the error is larger than on the training songs, but smaller than the constant's. Now look at one new song.
#
# <details><summary>Answers, and why</summary>
#
# The weights were chosen so that the error on the training songs is the smallest possible; on new songs they are only a good
# guess. On training songs the error cannot be larger than the constant's, because $W = 0$ is the constant, and it was among the
# choices. On new songs it can: weights that fit chance add error.
#
# </details>

# %%
song = test[18]
predicted = model.predict(song.features)
about = "Arousal of one song: the target moves slowly, the prediction jumps about it."
with figure(8, 3.2, about=about) as (made, ax):
    jitter(song.times, song.targets[:, 1], predicted[:, 1], "arousal", ax)
made

# %% [markdown]
# **What to look at.** The target, the black line, moves slowly. The prediction follows it on the whole, but jumps from
# frame to frame. No listener changes their mind twice a second! How large are the jumps?

# %%
curves = {
    "target": [song.targets for song in test],
    "predicted": [model.predict(song.features) for song in test],
}
for name, songs in curves.items():
    jumps = np.concatenate([np.diff(curve[:, 1]) for curve in songs])
    print(f"{name:9}: arousal jumps by {abs(jumps).mean():.3f} from frame to frame")

# %% [markdown]
# ## What "without memory" means
#
# The predictor sees each frame alone. **Predict before you run:** what becomes of the predictions when the frames of a
# song, and the targets with them, are shuffled? And of RMSE and $r$?

# %%
order = np.random.default_rng(0).permutation(len(song.features))
shuffled = model.predict(song.features[order])
print("the same predictions, shuffled:", np.allclose(shuffled, predicted[order]))

# %% [markdown]
# The predictions are shuffled in the same way, and not one of them changes; so RMSE and $r$, which compare frame by frame, stay
# as they are. A melody played in a random order feels different, but this predictor cannot know. The paper takes recurrent
# networks “for their time sequence modeling capabilities” (section 2): notebook 03, "Run the network forward".

# %% [markdown]
# ## Exercise: ridge
#
# Weights that fit the training songs too well are bad for new songs. *Ridge regression* makes large weights cost
# something. It minimises
#
# $$\sum (Z W - R)^2 + \text{ridge} \cdot \sum W^2$$
#
# **First part.** Set the derivative with respect to $W$ to zero, on paper, and solve for $W$. Then complete the function.


# %%
def fit_ridge(Z, R, ridge):
    # --- solution
    return np.linalg.solve(Z.T @ Z + ridge * np.eye(Z.shape[1]), Z.T @ R)
    # --- instead
    # return None  # W, shape (D, 2)
    # --- end


written = check_ridge(fit_ridge)
written

# %% [markdown]
# The package has it in one class; with `ridge` 0 it is least squares. `centred_frames` makes $Z$, $R$ and $b$ as we did.

# %%
show(LinearRegression, centred_frames, ridge_weights, when=written)

# %% [markdown]
# **Second part.** When does ridge help? (`thin` below keeps every step-th column.) Here are three situations:
#
# - A: 150 songs with all 260 columns
# - B: 150 songs with every 26th column only, 10 columns
# - C: 40 songs with all 260 columns
#
# A song has 60 frames, so A has 9,000 rows for 260 weights. By how much, do you think, does the best ridge lower the error
# on new songs in each? Write down the order **before** you go on: the smallest gain first.

# %%
# --- solution
my_order = ["B", "A", "C"]
# --- instead
# my_order = None  # for example ["A", "B", "C"]: smallest gain first
# --- end

# %% [markdown]
# Now the answer. In each situation we fit with many values of ridge, and take the error on the 50 new songs, for arousal.


# %%
def thin(songs, step):
    """The same songs with every step-th column."""
    return [replace(song, features=song.features[:, ::step]) for song in songs]


def error_on_new_songs(ridge, n_songs, step):
    """RMSE of arousal."""
    model = LinearRegression(ridge).fit(thin(learn[:n_songs], step))
    predicted = [model.predict(song.features) for song in thin(test, step)]
    target = [song.targets for song in test]
    return rmse(np.concatenate(target), np.concatenate(predicted))[1]


# %%
sizes = {"A": (150, 260), "B": (150, 10), "C": (40, 260)}  # songs, columns
ridges = 10.0 ** np.arange(1, 6.5, 0.5)
errors = {}
for name, (n_songs, D) in sizes.items():
    errors[name] = [error_on_new_songs(ridge, n_songs, 260 // D) for ridge in (0, *ridges)]
gains = {name: 1 - min(curve) / curve[0] for name, curve in errors.items()}
check_order(my_order, gains, sizes)

# %%
about = "Error on new songs over ridge, for A, B and C: C dips most, B hardly."
with figure(8, 3.4, about=about) as (made, ax):
    ridge_curves(ridges, errors, sizes, ax)
made

# %% [markdown]
# **What to look at.** The short line at the left of each curve is the error without ridge. Where the curve
# dips far below it, ridge helps. B hardly dips: 10 weights are no danger for 150 songs. C dips most. The
# surprise is A: 9,000 rows for 260 weights should be plenty. But the 60 rows of a song are not 60
# independent measurements: they resemble each other. What counts is 150 *songs* for 260
# weights. Notebook 10, "Split by song", comes back to this.
#
# One warning: we chose the best ridge by looking at the new songs. In earnest it must be chosen on songs that
# do not judge afterwards.

# %% [markdown]
# ## Summary
#
# - Linear regression predicts each frame from its features alone; its weights solve $Z^\top Z\,W = Z^\top R$.
# - It does not notice the order of frames, so that its prediction jitters where emotions move slowly.
# - Ridge helps where there are few *songs* for the number of columns.
#
# ## Further reading
#
# - T. Hastie, R. Tibshirani, J. Friedman, [*The Elements of Statistical Learning*](https://hastie.su.domains/ElemStatLearn/),
#   sections 3.2 and 3.4: least squares and ridge.
# - The paper's Table 1, row "lr": such a predictor on the real songs. (Its authors' code fits it step by step to the
#   *absolute* error; by least squares they got .2722 in place of .275 for valence, see `docs/paper.md`.)
#
# Next: notebook 03, "Run the network forward".
