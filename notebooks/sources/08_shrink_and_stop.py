# %% [markdown]
# # 08 Shrink and stop
#
# **You will do.** Train one network under several penalties; look at its weights; watch it on songs that it does not
# learn from.
#
# **You will see.** Weight histograms, a penalty whose effect hangs on where the weights start, and a curve that falls,
# turns, and rises long before the paper stops.
#
# **You need.** Derivatives, absolute values, mean squared error; notebooks 03 and 07.
#
# **Words and symbols.** The [glossary](../docs/notation.md).

# %% [markdown]
# ## What large weights cost: L1 and L2 regularisation
#
# A network with hundreds of weights can learn its songs by heart. Such a network has a small cost on songs that it
# learned from, and a large one on all others: it *overfits*. Two old remedies are in the paper: make large weights
# cost something, and stop early. To the loss $L$, the mean squared error, two **penalties** are added:
#
# $$C = L + \lambda_1 \sum_{W} N(W) + \lambda_2 \sum_{W} \sum_{ij} W_{ij}^2$$
#
# The outer sums run over the three weight matrices `W_xh`, `W_hh` and `W_hy`; biases and the first state are free.
# $\lambda_1$ and $\lambda_2$ (lambda) say how much each penalty counts; the paper gives $10^{-2}$ for both (section 2).
# The second is called L2, or weight decay. The first is called L1, and should be the sum of absolute values:
#
# $$N(W) = \sum_{ij} |W_{ij}| \qquad\text{with the derivative}\qquad \frac{dN}{dW_{ij}} = \operatorname{sign}(W_{ij})$$

# %%
import numpy as np

from elman.corpus import synthetic
from elman.exercises.penalties import check_split
from elman.experiments.start_and_penalty import start_against_coefficient
from elman.figures import shrinking
from elman.figures.style import figure
from elman.network import penalties, rnn
from elman.network.early_stopping import fit_early_stopping, mean_loss
from elman.network.settings import Settings
from elman.network.training import epochs
from elman.source import show
from elman.systems.features.standardize import Standardizer

show(penalties.l1, penalties.l1_gradient, penalties.l2, penalties.l2_gradient)

# %% [markdown]
# (`W.real` is `W` itself, but for complex steps; see notebook 05.) The two derivatives act very differently on a
# weight. **Predict before you run:** of the weights 0.5, 0.05 and -0.002, which loses the largest share by L2, and which by L1?
# In one update with learning rate $\eta$, and if nothing else happens:

# %%
w = np.array([0.5, 0.05, -0.002])
eta, coefficient = 0.1, 1e-2
for name, gradient in (("L2", penalties.l2_gradient(w)), ("L1", penalties.l1_gradient(w))):
    after = w - eta * coefficient * gradient
    print(name, *(f"   {old:6.3f} -> {new:9.6f}" for old, new in zip(w, after, strict=True)))

# %% [markdown]
# L2 takes from each weight the same *share*: large weights lose much, small ones hardly anything, and none becomes
# zero. L1 takes from each weight the same *amount*: small weights soon reach zero (and
# then step to and fro across it), and what is left is *sparse*.
#
# ## The slip
#
# But this is not what the authors ran. In their code (and in the code that it was made from) the "L1" of a matrix
# is the absolute value **of the sum**. A small slip: `abs(sum(W))` in place of `sum(abs(W))`.

# %%
show(penalties.abs_sum, penalties.abs_sum_gradient)

# %% [markdown]
# In a sum, positive and negative weights cancel:

# %%
W = np.array([[3.0, -3.0], [-2.0, 2.5]])
print(f"sum of |w|: {penalties.l1(W)}, its gradient:")
print(penalties.l1_gradient(W))
print(f"|sum of w|: {penalties.abs_sum(W)}, its gradient:")
print(penalties.abs_sum_gradient(W))

# %% [markdown]
# ## Six networks
#
# Does it matter? Six networks with 10 hidden units learn from 60 made-up songs (260 features, each standardised) for 75
# epochs. All weights start between -0.01 and 0.01, as the authors' did, but for the last network, which starts ten times
# as wide. After every epoch we note their loss on these songs and on 40 other songs, **held out**: never learned from.
# This takes some ten seconds.

# %%
corpus = synthetic.make(seed=0, n_development=100, n_evaluation=0).with_group("260")
learned, held_out = corpus.development[:60], corpus.development[60:]
scaler = Standardizer().fit([song.features for song in learned])

# %% [markdown]
# As always, the statistics of the standardisation are those of the songs that are learned from.


# %%
def data(songs):
    return [(scaler.transform(song.features), song.targets) for song in songs]


own, others = data(learned), data(held_out)
cases = {
    "no penalty": {"l1": 0.0, "l2": 0.0},
    "L2, 0.01": {"l1": 0.0, "l2": 1e-2},
    "L1, 0.001": {"l1": 1e-3, "l2": 0.0, "l1_norm": "l1"},
    "L1, 0.01": {"l1": 1e-2, "l2": 0.0, "l1_norm": "l1"},
    "the authors'": {"l1": 1e-2, "l2": 1e-2, "l1_norm": "abs_sum"},
    "L1, 0.01, wider": {"l1": 1e-2, "l2": 0.0, "l1_norm": "l1", "scale": 0.1},
}

# %% [markdown]
# `epochs` trains and hands out the state after every epoch; `mean_loss` is the loss without penalties.

# %%
weights, losses = {}, {}
for name, case in cases.items():
    settings = Settings(n_epochs=75, **case)
    losses[name] = []
    start = rnn.init(260, 10, 2, rng=np.random.default_rng(0), scale=settings.scale)
    for epoch in epochs(start, own, settings):
        both = [mean_loss(epoch.params, songs, settings) for songs in (own, others)]
        losses[name].append(both)
        if epoch.number == 50:
            weights[name] = epoch.params["W_xh"]
    losses[name] = np.array(losses[name])

# %% [markdown]
# First the weights, as they are at epoch 50: a histogram of the 2600 numbers in `W_xh` for each network.
#
# **Predict before you run.** In which of the six will most weights be zero, or nearly? And can the authors' penalty make zeros
# at all?

# %%
about = "Weights of six networks: hills for none, L2 and the authors' penalty, spikes at 0 for L1."
with figure(8.4, 6.4, nrows=2, ncols=3, about=about) as (made, axes):
    for ax, (name, W) in zip(axes.flat, weights.items(), strict=True):
        shrinking.weight_histogram(W, ax).set_title(name)
    for ax in axes[:, 0]:
        ax.set_ylabel("number of weights")
made

# %% [markdown]
# **What to look at.** Mind the different heights. L2 makes the hill a little narrower. L1 with 0.001 gathers most
# weights in one spike at zero, and leaves few others: sparse. L1 with 0.01, the paper's number, leaves *nothing* here:
# every weight trembles around zero. The authors' "L1" with the same 0.01 hardly shows: their histogram is that of L2.
# Only the second number in the corner differs, the sum of the weights. And the last panel: the same L1 with the same
# 0.01, from a wider start. Nearly all weights are in the spike, but read the first number in its corner: a few are left,
# too few and too far apart to be seen. They have learned something, as you will see. The dashed line is the mean.

# %%
for name, W in weights.items():
    near_zero = np.mean(np.abs(W) < 1e-3)
    print(f"{name:15} {near_zero:4.0%} of the weights are nearer to zero than 0.001")

# %% [markdown]
# <details><summary>Answers, and why</summary>
#
# The two with the true L1 and 0.01, which pulls at every weight with the same force, down to zero. The authors' penalty cannot:
# its gradient is the same number for all weights, so it moves the whole histogram to one side, until the sum is zero, and makes
# no weight smaller than its neighbours.
#
# </details>
#
# ## A penalty and a start
#
# So what does the paper's $10^{-2}$ do, if we read "L1" as it is meant? The paper does not say where the weights start;
# $\pm 0.01$ is from the authors' code. Let us try several starts and coefficients, all else as the authors ran it, two
# seeds each. (A quarter of a minute.)

# %%
found = start_against_coefficient()
about = "From narrow starts the paper's L1 learns nothing; from 0.03 on it does."
with figure(6.8, 4.6, about=about) as (made, ax):
    shrinking.start_against_coefficient(found, ax)
made

# %% [markdown]
# **What to look at.** Follow the solid line with the round dots, the paper's coefficient. From the two narrowest starts
# it lies on the dotted line at the top: the network has learned no more than a constant knows. From 0.03 on it learns,
# and makes a *smaller* error than the authors' penalty (squares) makes from their own start. From 0.1 the two
# penalties are alike, from 0.3 the authors' is better. The diamonds, three times that coefficient, learn from no start; the
# triangles, a tenth and
# three tenths of it, from every one.
#
# Why the start? The true L1 pulls at every weight with the same force $\lambda_1$, however small the weight is. The
# loss pulls at $W_{xh}$ by way of $W_{hy}$, and at $W_{hy}$ by way of the hidden state: where all weights are small, it
# pulls weakly at all of them. At zero it does not pull at all, so nothing comes back from there.
#
# So it is not that such a network "learns nothing". With the authors' start *and* the true norm it learns nothing; and
# since neither start nor slip is in the text, whoever programs from the text (but with a linear output) may meet either
# case.
#
# ## When to stop
#
# Now the songs held out. **Predict before you run:** will the loss on them reach its smallest value before epoch 50, at 50, or
# after it? A dot marks that epoch.

# %%
about = (
    "Loss on training songs falls; on songs held out it falls, turns before epoch 20, and rises."
)
with figure(8.4, 4, ncols=2, sharey=True, about=about) as (made, axes):
    for ax, name in zip(axes, ("no penalty", "the authors'"), strict=True):
        shrinking.held_out_curves(*losses[name].T, ax).set_title(name)
    axes[1].set_ylabel("")
made

# %% [markdown]
# **What to look at.** The dashed curve, of songs that are learned from, falls and falls. The other one falls too,
# at first: what is learned also holds for other songs. Then it turns and rises: now the network learns its own
# songs by heart. Penalties make the rise gentler. But the best epoch comes long before the dotted line, where the
# paper stops.

# %%
print(f"{'held out:':15} best               epoch 50   epoch 75")
for name, both in losses.items():
    loss = both[:, 1]
    best = loss.argmin()
    print(f"{name:15} {loss[best]:.4f} (epoch {best + 1:2})  {loss[49]:.4f}     {loss[74]:.4f}")

# %% [markdown]
# The paper calls its 50 epochs “an early stopping strategy”. The usual meaning is another: hold songs out, and let them
# decide. The authors' code holds none out and stops after exactly 50, a number that was “set empirically”; on which
# songs, the paper does not say. With their 388 songs in place of our 60 it may be a good one, but only songs held out
# could have told. (And whoever tries several numbers and keeps the one with the best test score has let the test songs
# decide.) The package has the usual kind too:


# %%
show(fit_early_stopping)

# %% [markdown]
# `patience` is the number of epochs without a gain that it waits for. Songs that decide cannot judge as well: for
# an honest score, a third set of songs is needed.

# %%
settings = Settings(n_epochs=75)
start = rnn.init(260, 10, 2, rng=np.random.default_rng(0))
_, history = fit_early_stopping(start, own, others, settings, patience=5)
print(f"ran {len(history.held_out_loss)} epochs, kept the weights of epoch {history.best_epoch}")

# %% [markdown]
# ## Exercise: what does the slip really penalise?
#
# Split any matrix $W$ into two, $W = S + U$: the part $S$ (*seen*) that $|\textstyle\sum_{ij} W_{ij}|$ depends on,
# and the part $U$ (*unseen*) that may be added or left out and nothing changes. $S$ should hold no more than it
# must: make it the *smallest* matrix with the same sum as $W$, small in the sense of $\sum_{ij} S_{ij}^2$.
#
# A hint: the gradient of the slip is the same number for every weight. What does gradient descent along it change
# in $W$, and what does it leave as it is?


# %%
def split(W):
    # --- solution
    seen = np.full(W.shape, W.mean())
    return seen, W - seen
    # --- instead
    # return None
    # --- end


# %% [markdown]
# The verdict tries your function on random matrices.

# %%
check_split(split)

# %% [markdown]
# ## Summary
#
# - L2 takes a share of each weight, L1 an amount; L1 makes zeros.
# - The true L1 with the paper's $10^{-2}$ kills the network *from the authors' start* of 0.01, and not from 0.03 and
#   wider. What was run is the absolute value of a sum.
# - A network goes on to improve on its own songs after it has begun to get worse on others. Only songs held out
#   show it.
# - Fifty epochs are a choice, not early stopping.
#
# ## Further reading
#
# - I. Goodfellow, Y. Bengio and A. Courville, [*Deep Learning*](https://www.deeplearningbook.org), sections 7.1 (norms) and 7.8
#   (early stopping).
# - R. Tibshirani, [*Regression shrinkage and selection via the lasso*](https://doi.org/10.1111/j.2517-6161.1996.tb02080.x)
#   (1996), where L1 makes zeros on purpose.
# - L. Prechelt, [*Early stopping, but when?*](https://doi.org/10.1007/3-540-49430-8_3) (1998).
# - `elman.diagnosis.diagnose_cost` knows this slip, and names it.
#
# Next: notebook 09, "Smooth, then stack".
