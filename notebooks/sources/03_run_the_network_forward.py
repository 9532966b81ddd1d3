# %% [markdown]
# # 03 Run the network forward
#
# **You will do.** Compute an Elman network by hand, then by matrix; knock at it and listen how long it rings.
#
# **You will see.** Hidden units after one impulse: the state is a memory.
#
# **You need.** Matrices, tanh, notebook 02.

# %% [markdown]
# ## Two lines
#
# An Elman network reads a song frame by frame. In its *hidden state*, a vector of some numbers between -1 and 1,
# it keeps what it wants to remember. In frame $t$ it mixes what it hears now with what it kept:
#
# $$H[t+1] = \tanh\big(X[t]\,W_{xh} + H[t]\,W_{hh} + b_h\big) \qquad H[0] = h_0$$
# $$Y[t] = g\big(H[t+1]\,W_{hy} + b_y\big)$$
#
# | symbol | in code | shape | meaning |
# |---|---|---|---|
# | $X$ | `X` | (T, n_in) | the song, one row per frame |
# | $H$ | `H` | (T + 1, n_hidden) | states; `H[0]` is the state before the song, `H[t + 1]` the state after frame t |
# | $Y$ | `Y` | (T, n_out) | outputs, here valence and arousal |
# | $W_{xh}$ | `W_xh` | (n_in, n_hidden) | from the input to the hidden units |
# | $W_{hh}$ | `W_hh` | (n_hidden, n_hidden) | from the hidden units to themselves, one frame later: **the memory** |
# | $W_{hy}$ | `W_hy` | (n_hidden, n_out) | from the hidden units to the outputs |
# | $b_h, b_y, h_0$ | `b_h`, `b_y`, `h_0` | one number per unit | biases, and the state to begin with, all learned |
#
# $T$ is the number of frames. $g$ is the output function; in this notebook it is *linear*, $g(a) = a$. A frame is a row, so
# a state is a row too, and it is multiplied by a matrix from the right. These are the two lines in the package:

# %%
import numpy as np

from elman.corpus import synthetic
from elman.evaluation.metrics import rmse
from elman.exercises.memory import check_equivalent, check_without_memory
from elman.figures.network import impulse_response
from elman.figures.slider import Slider
from elman.figures.songs import jitter
from elman.figures.style import figure
from elman.network import rnn
from elman.network.settings import Settings
from elman.network.training import epochs
from elman.source import show
from elman.systems.features.standardize import Standardizer

# %%
show(rnn.forward)

# %% [markdown]
# The line in the loop is the first formula. `Z_x` holds $X W_{xh} + b_h$, the part of the sum that does not need the state, for
# all frames at once. (`expect_shape` is an input check, `OUTPUTS` the table of output functions; `dtype` lets notebook 05
# run the network with complex numbers.) `forward` returns the outputs, and a *cache*: what notebook 04 needs for the
# backward pass.

# %% [markdown]
# ## By hand: one unit, two frames
#
# Take one input, one hidden unit, one output, and a song of two frames: a sound, then silence.

# %%
params = {
    "W_xh": np.array([[1.0]]),
    "W_hh": np.array([[0.5]]),
    "b_h": np.array([0.0]),
    "W_hy": np.array([[2.0]]),
    "b_y": np.array([0.1]),
    "h_0": np.array([0.0]),
}
X = np.array([[1.0], [0.0]])
Y, cache = rnn.forward(params, X)

# %% [markdown]
# Compute these four numbers with a pocket calculator before you look at the output:
# $H[1] = \tanh(1 \cdot 1 + 0.5 \cdot 0)$, $Y[0] = 2 H[1] + 0.1$, $H[2] = \tanh(1 \cdot 0 + 0.5\, H[1])$, $Y[1] = 2 H[2] + 0.1$.

# %%
for t in range(2):
    print(f"frame {t}: x = {X[t, 0]}, h = {cache.H[t + 1, 0]:.4f}, y = {Y[t, 0]:.4f}")

# %% [markdown]
# In frame 1 there is no sound, and yet the unit is not 0. It remembers.

# %% [markdown]
# ## The paper's size
#
# 260 features, 10 hidden units, 2 outputs. New weights are drawn between -0.01 and 0.01, as in the authors' code (the paper
# does not say how its weights start):

# %%
show(rnn.init)

# %%
params = rnn.init(260, 10, 2, rng=np.random.default_rng(0))
for name, value in params.items():
    print(f"{name:5} {value.shape!s:10} {value.size:5} numbers")
print(f"together {sum(value.size for value in params.values())}")

# %% [markdown]
# ## How long does it remember?
#
# Knock once, and listen: one frame of sound at $t = 5$, silence before and after. To see the memory alone we choose
# $W_{hh} = \rho\, Q$. $Q$ is an orthogonal matrix: it turns a state without changing its length. So from one frame to
# the next a small state keeps its length but for the factor $\rho$ (rho).


# %%
def knock(rho, T=40, at=5, n_hidden=10):
    """The states H (T + 1, n_hidden) after an impulse in one frame."""
    rng = np.random.default_rng(1)
    params = rnn.init(1, n_hidden, 2, rng=rng, scale=0.3)
    Q, _ = np.linalg.qr(rng.standard_normal((n_hidden, n_hidden)))
    params["W_hh"] = rho * Q
    X = np.zeros((T, 1))
    X[at] = 1
    _, cache = rnn.forward(params, X)
    return cache.H


# %%
with figure(9, 3.4, ncols=3, sharey=True) as (made, axes):
    for rho, ax in zip((0.0, 0.8, 1.05), axes, strict=True):
        impulse_response(knock(rho), rho, 5, ax)
    axes[0].set(ylabel="state", ylim=(-0.6, 1.6))
    axes[0].legend(loc="upper right")
made

# %% [markdown]
# **What to look at.** Each thin line is a hidden unit, the black line the length of the state. The dashed line
# is the length at the knock (the dotted line) times $\rho^k$, $k$ frames later.
#
# - $\rho = 0$: the knock is forgotten at once. No memory.
# - $\rho = 0.8$: the units ring and die away. After $k$ frames $0.8^k$ is left.
# - $\rho = 1.05$: the state grows, until tanh holds it back. The network never comes to rest: it remembers *that* there was
#   a knock, but soon not *when*.
#
# Move the slider (it needs a running kernel: choose *Run All* first; without one you see the picture for one value). Where does
# the memory turn from dying to living?


# %%
def draw(rho):
    with figure(6, 3) as (made, ax):
        impulse_response(knock(rho), rho, 5, ax)
        ax.set(ylabel="state", ylim=(-1, 2))
        ax.legend(loc="upper right")
    return made


rhos = [0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2]
Slider(draw, rhos, start=0.95, label="rho")

# %% [markdown]
# ## Memory is learned
#
# For any matrix $W_{hh}$ the *spectral radius*, the largest absolute value of its eigenvalues, plays the part of $\rho$: it
# tells how fast a small state dies away in the long run. For the new network above it is nearly zero. **A new network has no
# memory.** Let us train one (notebook 07 tells how) on 150 made-up songs, and watch.


# %%
def spectral_radius(W):
    return abs(np.linalg.eigvals(W)).max()


corpus = synthetic.make(seed=0, n_development=200, n_evaluation=0).with_group("260")
learn, test = corpus.development[:150], corpus.development[150:]
scaler = Standardizer().fit([song.features for song in learn])
songs = [(scaler.transform(song.features), song.targets) for song in learn]
new = [scaler.transform(song.features) for song in test]
target = np.concatenate([song.targets for song in test])

# %%
kept = {}
for epoch in epochs(params, songs, Settings(n_epochs=20)):
    if epoch.number in (1, 5, 10, 20):
        curves = [rnn.forward(epoch.params, X)[0] for X in new]
        kept[epoch.number] = curves
        error = rmse(target, np.concatenate(curves))[1]
        jumps = np.concatenate([np.diff(curve[:, 1]) for curve in curves])
        radius = spectral_radius(epoch.params["W_hh"])
        print(f"epoch {epoch.number:2}: cost {epoch.cost:.3f}, radius {radius:.2f}; ", end="")
        print(f"new songs: RMSE {error:.3f}, jumps by {abs(jumps).mean():.3f}")

# %% [markdown]
# `cost` is the error on the songs learned from (and penalties), `radius` the spectral radius; RMSE and jumps are those of
# arousal on 50 new songs. In the first epochs the network learns to hear: it says more and more, and jumps more and
# more. Then the spectral radius grows: remembering lowers the cost. The jumps become smaller. On new songs the error
# does not fall any more; notebook 08, "Shrink and stop", asks why. Here is one new song, before and after:

# %%
song = test[18]
with figure(8, 5, nrows=2, sharex=True, sharey=True) as (made, axes):
    for ax, number in zip(axes, (10, 20), strict=True):
        jitter(song.times, song.targets[:, 1], kept[number][18][:, 1], "arousal", ax)
        ax.set_title(f"after epoch {number}")
        ax.label_outer()
made

# %% [markdown]
# **What to look at.** Both curves jump; the lower one a little less, as the numbers above tell. Ten units that
# remember are no full cure. The paper smooths the outputs afterwards (notebook 09, "Smooth, then stack").

# %% [markdown]
# ## Exercise: take the memory away
#
# Let $W_{hh} = 0$. Which system is left?
#
# **First part.** Without memory no loop is needed: complete the function for a linear output. `params` has only the four
# parameters that are left: `W_xh`, `b_h`, `W_hy`, `b_y`.


# %%
def predict(params, X):
    """The outputs (T, n_out) for all frames at once."""
    # --- solution
    H = np.tanh(X @ params["W_xh"] + params["b_h"])
    return H @ params["W_hy"] + params["b_y"]
    # --- instead
    # return None
    # --- end


check_without_memory(predict)

# %% [markdown]
# **Second part.** For small $z$, $\tanh(z) \approx z$. So with small weights the network without memory is nearly a system
# that you know: $Y \approx X\,W + b$. Which $W$ and $b$?


# %%
def equivalent(params):
    """W (n_in, n_out) and b (n_out,)."""
    # --- solution
    W = params["W_xh"] @ params["W_hy"]
    b = params["b_h"] @ params["W_hy"] + params["b_y"]
    # --- instead
    # W = None
    # b = None
    # --- end
    return W, b


check_equivalent(equivalent)

# %% [markdown]
# ## Summary
#
# - $H[t+1] = \tanh(X[t] W_{xh} + H[t] W_{hh} + b_h)$: the state mixes what is heard with what was kept.
# - $W_{hh}$ is the memory; its spectral radius tells how long it lasts. A new network has none, training makes it.
# - Without $W_{hh}$ each frame stands alone; with small weights it is linear regression, notebook 02.
#
# ## Further reading
#
# - J. L. Elman, *Finding structure in time*, Cognitive Science 14 (1990): short, and still a pleasure.
# - A. Karpathy, *The unreasonable effectiveness of recurrent neural networks* (2015): the same two lines write Shakespeare.
# - `docs/notation.md`: our symbols beside those of other texts.
#
# Next: notebook 04, "Send errors back through time".
