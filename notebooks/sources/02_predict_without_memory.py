# %% [markdown]
# # 02 Predict without memory
#
# **You will do.** Predict valence and arousal from one half second at a time, with a weighted sum.
#
# **You will see.** A jittery prediction of a slow curve.
#
# **You need.** Matrices, derivatives, notebook 01.

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
# | $Y$ | $(n, 2)$ | predictions; what was felt, the targets, is $T$, of the same shape |
#
# $W$ and $b$ are to make the squared error $\sum (Y - T)^2$ as small as possible: *least squares*. The package has it
# in one class; `ridge` is 0 until the exercise.

# %%
from dataclasses import replace

import numpy as np

from elman.corpus import synthetic
from elman.evaluation.metrics import pearson, rmse
from elman.exercises.ridge import check_order, check_ridge
from elman.figures.songs import jitter, ridge_curves
from elman.figures.style import figure
from elman.source import show
from elman.systems.linear import LinearRegression, centred_frames, ridge_weights

show(LinearRegression, centred_frames, ridge_weights)

# %% [markdown]
# ## Songs to learn from, songs to be judged on
#
# We make up 200 songs (no human felt these emotions), learn from the first 150, and keep the last 50 for the test. Only
# what is good on *new* songs is good.

# %%
corpus = synthetic.make(seed=0, n_development=200, n_evaluation=0).with_group("260")
learn, test = corpus.development[:150], corpus.development[150:]
model = LinearRegression().fit(learn)
print(f"W_ {model.W_.shape}, b_ {model.b_.shape}")

# %% [markdown]
# ## Where the weights come from
#
# The columns of $Z$ have mean zero, so the best $b$ is the targets' mean. Let $R = T - b$ be what is left to explain. At
# the smallest cost its derivative with respect to $W$ is zero:
#
# $$\frac{\partial}{\partial W} \sum (Z W - R)^2 = 2\, Z^\top (Z W - R) = 0
# \qquad\Longrightarrow\qquad Z^\top Z\; W = Z^\top R$$
#
# These are $D$ linear equations for each emotion. We solve them and compare with the package:

# %%
Z = np.concatenate([model.scaler_.transform(song.features) for song in learn])
T = np.concatenate([song.targets for song in learn])
b = T.mean(axis=0)
R = T - b
W = np.linalg.solve(Z.T @ Z, Z.T @ R)
print("the same weights:", np.allclose(W, model.W_))

# %% [markdown]
# ## How good is it?
#
# Two numbers judge a prediction: the **root mean squared error** (0 is perfect), and **Pearson's correlation**
# $r$ (1 is perfect, 0 is useless).

# %%
show(rmse, pearson)

# %% [markdown]
# Here we *pool*: the frames of all songs are judged as one long curve. To compare with, we also judge a predictor that
# always says the mean of the songs it learned from.

# %%
for name, songs in (("songs learned from", learn), ("new songs", test)):
    target = np.concatenate([song.targets for song in songs])
    predicted = np.concatenate([model.predict(song.features) for song in songs])
    constant = rmse(target, np.tile(model.b_, (len(target), 1)))
    for column, emotion in enumerate(("valence", "arousal")):
        error, r = (score(target, predicted)[column] for score in (rmse, pearson))
        print(f"{name:18} {emotion}: RMSE {error:.3f} (constant {constant[column]:.3f}), r {r:.3f}")

# %% [markdown]
# On new songs the error is larger than on those it learned from, but smaller than the constant's. Now look at one new song.

# %%
song = test[18]
predicted = model.predict(song.features)
with figure(8, 3.2) as (made, ax):
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
# The predictor sees each frame alone. The test: shuffle the frames of a song. The predictions are shuffled in
# the same way, and not one of them changes.

# %%
order = np.random.default_rng(0).permutation(len(song.features))
shuffled = model.predict(song.features[order])
print("the same predictions, shuffled:", np.allclose(shuffled, predicted[order]))

# %% [markdown]
# A melody played in a random order feels different, but this predictor cannot know. The paper takes recurrent networks “for
# their time sequence modeling capabilities” (section 2): notebook 03, "Run the network forward".

# %% [markdown]
# ## Exercise: ridge
#
# Weights that fit the songs learned from too well are bad for new songs. *Ridge regression* makes large weights cost
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


check_ridge(fit_ridge)

# %% [markdown]
# **Second part.** When does ridge help? Here are three situations:
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
with figure(8, 3.4) as (made, ax):
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
# - T. Hastie, R. Tibshirani, J. Friedman, *The Elements of Statistical Learning*, sections 3.2 and 3.4: least squares and ridge.
# - The paper's Table 1, row "lr": such a predictor on the real songs. (Its authors' code fits it step by step to the
#   *absolute* error; by least squares they got .2722 in place of .275 for valence, see `docs/paper.md`.)
#
# Next: notebook 03, "Run the network forward".
