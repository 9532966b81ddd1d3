# %% [markdown]
# # 06 Choose an output
#
# **You will do.** Give one network three different outputs, and compare what they can say about music.
#
# **You will see.** Predictions pinned to a line, while the labels fill a plane.
#
# **You need.** Exponentials, correlation, the scalar product of vectors; notebook 03. For the exercise: when a scalar product of
# vectors of length 1 is largest.
#
# **Words and symbols.** The [glossary](../docs/notation.md).

# %% [markdown]
# ## The last step of the network
#
# After frame $t$ the network has a hidden state $H[t + 1]$. From it, it computes one number for each output, and
# puts the numbers through a function $g$:
#
# $$A[t] = H[t + 1]\, W_{hy} + b_y \qquad\qquad Y[t] = g(A[t])$$
#
# Here $A[t]$ (the *pre-activations*) and $Y[t]$ (the *outputs*) are rows of two numbers, one for valence and one
# for arousal. The paper says that $g$ is a **softmax**. Its authors' code says that $g$ does nothing, a **linear**
# output. Is that a detail? Let us see.

# %%
from dataclasses import replace

import numpy as np

from elman.corpus import synthetic
from elman.evaluation.metrics import pooled, rmse
from elman.exercises.outputs import check_best_equal_correlation
from elman.figures.outputs import predictions_over_labels, reachable
from elman.figures.style import figure
from elman.network.activations import linear, softmax, softmax_backward, tanh
from elman.network.settings import Settings
from elman.source import show
from elman.systems.recurrent import RecurrentRegression

show(linear, tanh, softmax)

# %% [markdown]
# Three frames with the same pre-activations, three outputs. **Predict before you run:** what does softmax make of the frame (0,
# 0)? Can it answer (0, 0)?

# %%
A = np.array([[2.0, 1.0], [0.0, 0.0], [-1.0, 3.0]])
for g in (linear, tanh, softmax):
    print(f"{g.__name__:8}", *(f"({v:5.2f}, {a:5.2f})" for v, a in g(A)), sep="   ")

# %% [markdown]
# The labels lie between -1 and 1, in both directions. A linear output can be any number. A tanh output lies between
# -1 and 1. And the two softmax outputs of a frame are positive and *sum to one*, whatever $A$ is:
#
# $$Y_V + Y_A = \frac{e^{A_V}}{e^{A_V} + e^{A_A}} + \frac{e^{A_A}}{e^{A_V} + e^{A_A}} = 1$$
#
# That is what a softmax is made for: probabilities of two classes of which one must be true. Valence and arousal
# are no classes. A song may be unpleasant *and* sleepy, both numbers negative. A softmax cannot say so: it answers the frame
# (0, 0), neither this nor that, with (0.5, 0.5), rather pleasant and rather excited.
#
# ## How much does it cost?
#
# We take made-up songs (nobody ever heard them; they follow a known law) and ask for the best that *any* predictor
# can do under the constraint, even one that knows the labels $(V, A)$. It must answer with a point on the segment
# from (1, 0) to (0, 1), and the best is the nearest.

# %%
corpus = synthetic.make(seed=0, n_development=160, n_evaluation=0)
learned, tested = corpus.development[:100], corpus.development[100:]
labels = np.concatenate([song.targets for song in tested])

first = np.clip((labels[:, 0] - labels[:, 1] + 1) / 2, 0, 1)  # of the nearest point on the segment
nearest = np.column_stack([first, 1 - first])
print("RMSE (valence, arousal) of")
print("  the best softmax ", rmse(labels, nearest).round(3))
print(
    "  the mean label   ", rmse(labels, np.broadcast_to(labels.mean(axis=0), labels.shape)).round(3)
)

# %% [markdown]
# RMSE is the root of the mean squared error. The best softmax there can be, which looks at the labels, is worse
# than a predictor that always says the same thing!
#
# Perhaps the labels were rescaled to [0, 1] before? The paper does not say so, but let us be generous. Then the two
# outputs sum to one when the original curves sum to *zero*: an output $(p, 1 - p)$ means $V = 2p - 1$ and $A = 1 -
# 2p$.

# %%
first = np.clip((labels[:, 0] - labels[:, 1]) / 2, -1, 1)
nearest = np.column_stack([first, -first])
print("  the best softmax on rescaled labels", rmse(labels, nearest).round(3))

# %% [markdown]
# Better, because the line now goes through the middle of the cloud. But this is still the best that a predictor
# with perfect knowledge can do, and it is not far below the RMSE of the mean.
#
# ## What networks do
#
# Now four networks learn from 100 songs, and are tested on 60 others. To be quick, each sees only the means (`amean`) of the 65
# measured quantities, every second of the first 130 columns, and learns at four times the authors' rate. `RecurrentRegression`
# is a network with its standardisation: it has `fit` and `predict`.


# %%
def inputs(song):
    return song.features[:, 1:130:2]


def train(output, rescale=False):
    settings = Settings(output=output, learning_rate=4e-3)
    songs = [replace(song, features=inputs(song)) for song in learned]
    if rescale:
        songs = [replace(song, targets=(song.targets + 1) / 2) for song in songs]
    network = RecurrentRegression(settings, seed=0).fit(songs)
    predictions = [network.predict(inputs(song)) for song in tested]
    return [2 * Y - 1 if rescale else Y for Y in predictions]


# %% [markdown]
# The last one learns from rescaled labels; its predictions are scaled back.
#
# **Predict before you run.** Which of the two scores, RMSE or the correlation $r$, can rescaling repair?

# %%
predictions = {
    "linear": train("linear"),
    "tanh": train("tanh"),
    "softmax": train("softmax"),
    "softmax, rescaled": train("softmax", rescale=True),
}

# %% [markdown]
# And here is the picture to remember.

# %%
about = "Linear predictions are a cloud inside the labels; softmax predictions lie on one segment."
with figure(8.6, 4.6, ncols=2, sharey=True, about=about) as (made, axes):
    for ax, name in zip(axes, ("linear", "softmax"), strict=True):
        predictions_over_labels(labels, np.concatenate(predictions[name]), ax).set_title(
            f"{name} output"
        )
    axes[1].set_ylabel("")
    axes[0].legend(loc="upper left", fontsize=8, markerscale=4)
made

# %% [markdown]
# **What to look at.** Grey dots are labels, one for each frame; each thread of them is a song, which moves slowly.
# On the left, the predictions form a cloud inside the cloud (a careful predictor stays nearer to the middle than
# the labels do). On the right all predictions lie on one segment (orange): two outputs, but *one* degree of freedom.
# Most labels are nowhere near.

# %%
print(f"{'':18}  RMSE V  RMSE A     r V     r A")
targets = [song.targets for song in tested]  # `pooled`: over the frames of all songs together
for name, curves in predictions.items():
    scores = pooled(targets, curves)
    print(f"{name:18}", *(f"{score:7.3f}" for score in (*scores["rmse"], *scores["r"])))

# %% [markdown]
# Linear and tanh are nearly equal: where predictions are small, $\tanh(a) \approx a$. The softmax is bad in RMSE,
# and rescaled labels repair only that. Look at $r$, the correlation between prediction and label. It does not care
# for scale, and still the softmax is far behind for both emotions: when valence and arousal rise together, one
# output has to go the wrong way.
#
# <details><summary>Answer, and why</summary>
#
# Only RMSE, in which level and spread count. Correlation takes off the mean and divides by the standard deviation before it
# compares, so a change of scale changes nothing. And the defect is no matter of scale: $Y_A = 1 - Y_V$ always has the
# correlation -1 with $Y_V$, whatever is learned.
#
# </details>
#
# ## The gradient knows it too
#
# The error that comes back to the pre-activations is, for a softmax,

# %%
show(softmax_backward)

# %% [markdown]
# Look at the line: from $dY_i$ the mean of $dY$, weighted by $Y$, is subtracted. **Predict before you run:** what is the sum of
# the two numbers in a frame?

# %%
Y = softmax(A)
dA = softmax_backward(np.random.default_rng(0).standard_normal(Y.shape), Y)
print(dA.round(4))
print("each row sums to zero:", np.allclose(dA.sum(axis=1), 0))

# %% [markdown]
# <details><summary>Answer, and why</summary>
#
# Zero. Whatever `dY` is, the two numbers that are sent back in each frame are opposite: the mean that is subtracted is weighted
# by $Y$, and $Y$ sums to one. The network can only push one output up by pushing the other one down.
#
# </details>
#
# ## What is within reach?
#
# RMSE depends on scale, correlation does not. So the last question is: which *pairs* of correlations can two
# outputs reach that sum to one? Let $\rho$ (rho) be the correlation of valence and arousal. The figure shows all
# pairs for the $\rho$ of our test songs, and for the case that the two are not correlated.


# %%
def pair(name):
    return tuple(pooled(targets, predictions[name])["r"])


rho = np.corrcoef(labels.T)[0, 1]
points = {"linear": pair("linear"), "softmax, rescaled": pair("softmax, rescaled")}
about = "Pairs of correlations within reach of a softmax: an ellipse that leans away from (1, 1)."
with figure(8.6, 5.2, ncols=2, sharey=True, about=about) as (made, axes):
    reachable(rho, points, axes[0]).set_title(f"rho = {rho:.2f}, our test songs")
    reachable(0.0, {}, axes[1]).set(title="rho = 0", ylabel="")
    axes[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.08), ncols=2, fontsize=9)
made

# %% [markdown]
# **What to look at.** The corner at the top right would be perfect. With $\rho > 0$ the ellipse (orange) leans away
# from it: who predicts valence well, $r = 1$, must have $r = -\rho$ for arousal. The softmax network lies inside;
# the linear network lies outside, where no softmax can ever get. With $\rho = 0$ the ellipse is a circle, and the
# loss is smaller.

# %% [markdown]
# ## Exercise: the best equal correlation
#
# A fair predictor serves both emotions equally. On the dotted diagonal, how far does the ellipse reach? Write the
# answer as a function of $\rho$. Three steps lead there.
#
# 1. Take from $V$, $A$ and the first output $P$ their means, and divide each by its length. Call the results $v$,
#    $a$ and $p$: vectors of length 1 with one entry for each frame. Then $\mathrm{corr}(V, P) = v \cdot p$ and $v
#    \cdot a = \rho$. What is $\mathrm{corr}(A, 1 - P)\text{?}$
# 2. Add the two correlations. The sum is a scalar product $(\dots) \cdot p$. For which $p$ of length 1 is it
#    largest, and how large is it? Are both correlations equal there?
# 3. The sum holds the length of a difference; compute its square, $(v - a) \cdot (v - a)$.


# %%
def best_equal_correlation(rho):
    # --- solution
    # 1. corr(A, 1 - P) = - a . p
    # 2. The sum is (v - a) . p, largest for p = (v - a) / |v - a|: then it is |v - a|.
    #    Both are equal there: (v - a) . v = 1 - rho, and -(v - a) . a = 1 - rho.
    # 3. |v - a|^2 = 1 - 2 rho + 1 = 2 (1 - rho), and each correlation is half of |v - a|.
    return np.sqrt((1 - rho) / 2)
    # --- instead
    # return None
    # --- end


# %% [markdown]
# The verdict compares your function with a search on numbers, at six values of $\rho$.

# %%
check_best_equal_correlation(best_equal_correlation)

# %% [markdown]
# What would it be on the real labels of 2015? Over the 431 development songs, $\rho = 0.626$. The paper's Table 1
# reports, for the smoothed network on these songs, a correlation of 0.69 for valence *and* for arousal. Compare.

# %%
print(f"at most {best_equal_correlation(0.626)} with a softmax, 0.69 reported")

# %% [markdown]
# ## Summary
#
# - The output function decides what a network *can* say, before it has learned anything.
# - Two softmax outputs sum to one: one degree of freedom for two emotions.
# - It shows in RMSE, in correlation, and in the gradient, whose two entries are opposite.
# - The paper's text cannot be what was run; the authors' code has a linear output. Read papers with a pencil.
#
# ## Further reading
#
# - I. Goodfellow, Y. Bengio and A. Courville, [*Deep Learning*](https://www.deeplearningbook.org), section 6.2.2, for outputs
#   and what they assume.
# - J. S. Bridle, [*Probabilistic interpretation of feedforward classification network
#   outputs*](https://doi.org/10.1007/978-3-642-76153-9_28) (1990), the softmax.
# - Notebook 08, "Shrink and stop", for another sentence of the paper that its authors' code does not follow.
#
# Next: notebook 07, "Roll a heavy ball".
