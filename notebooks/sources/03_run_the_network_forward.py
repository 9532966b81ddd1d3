# %% [markdown]
# # 03 Run the network forward
#
# **You will do.** Compute an Elman network by hand; write its forward pass; give it one impulse and see how long it rings.
#
# **You will see.** Hidden units after one impulse: the state is a memory, and memory pays.
#
# **You need.** Products of matrices, tanh, notebook 02. (What orthogonal matrices and eigenvalues do is said where they are
# used.)

# %% [markdown]
# ## By hand: one unit
#
# A *recurrent network* reads a song frame by frame. In its **hidden state** $h$, one number or a vector of numbers between
# -1 and 1, it keeps what it wants to remember. In each frame it mixes what it hears now, $x$, with what it kept, and tells
# from the new state what it feels, $y$. (What a word means in other books: the [glossary](../docs/notation.md).)
#
# Take one input, one hidden unit, one output, and a song of two frames: a sound, $x = 1$, then silence, $x = 0$. In each frame
#
# $$h \leftarrow \tanh(x\, w_{xh} + h\, w_{hh} + b_h) \qquad\qquad y = h\, w_{hy} + b_y$$
#
# with $w_{xh} = 1$, $w_{hh} = 0.5$, $b_h = 0$, $w_{hy} = 2$, $b_y = 0.1$, and $h = 0$ before the song.
#
# **Predict before you run.** Compute $h$ and $y$ of both frames with a pocket calculator. Which $y$ would a network *without*
# memory give in frame 1, where nothing is heard?

# %%
import numpy as np

from elman.corpus import synthetic
from elman.evaluation.metrics import rmse
from elman.exercises.forward import check_forward, check_step
from elman.exercises.memory import check_equivalent, check_without_memory
from elman.experiments import without_memory
from elman.figures.network import impulse_response
from elman.figures.slider import Slider
from elman.figures.songs import jitter
from elman.figures.style import figure
from elman.network import rnn, training
from elman.network.settings import Settings
from elman.source import show
from elman.systems.features.standardize import Standardizer

# %%
w_xh, w_hh, b_h, w_hy, b_y, h_0 = 1.0, 0.5, 0.0, 2.0, 0.1, 0.0
h = h_0
for x in (1.0, 0.0):
    h = np.tanh(x * w_xh + h * w_hh + b_h)
    y = h * w_hy + b_y
    print(f"x = {x}, h = {h:.4f}, y = {y:.4f}")

# %% [markdown]
# In frame 1 there is no sound, and yet the unit is not 0. It remembers.
#
# <details><summary>Answer, and why</summary>
#
# Without memory, `w_hh = 0`, the second state is tanh(0) = 0 and the output is $b_y = 0.1$: the same as if there had never been
# a sound. With memory it is $2 \tanh(0.5 \cdot 0.7616) + 0.1 = 0.827$. The only way from frame 0 to frame 1 is the product `h *
# w_hh`.
#
# </details>

# %% [markdown]
# ## Many units: the same line with matrices
#
# With $n$ hidden units the state is a row of $n$ numbers, and every unit hears every other one frame later:
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
# $g$ is the output function. Here it is linear, $g(a) = a$; notebook 06 has others. Frames are rows, so a state is a row too,
# and it is multiplied by a matrix *from the right*. (Books that write vectors as columns have $W_{hh} h$, and $h_{t-1}$ for our
# $H[t]$.)

# %% [markdown]
# ## Exercise: write the forward pass
#
# **First part: one step.** `x` is one frame, (n_in,), `h` the state before it, (n_hidden,). Return the state after it.


# %%
def step(params, x, h):
    # --- solution
    return np.tanh(x @ params["W_xh"] + h @ params["W_hh"] + params["b_h"])
    # --- instead
    # return None
    # --- end


check_step(step)

# %% [markdown]
# **Second part: the song.** Let the step run over all frames, and keep every state: the backward pass of notebook 04 needs them.
# The judge tries songs of 1, 2 and 20 frames.


# %%
def forward(params, X):
    """The outputs Y (T, n_out) and the states H (T + 1, n_hidden)."""
    # --- solution
    H = np.zeros((len(X) + 1, len(params["h_0"])))
    H[0] = params["h_0"]
    for t in range(len(X)):
        H[t + 1] = step(params, X[t], H[t])
    Y = H[1:] @ params["W_hy"] + params["b_y"]
    return Y, H
    # --- instead
    # return None  # make room for H, put h_0 into H[0], loop over the frames, then compute Y
    # --- end


written = check_forward(forward)
written

# %% [markdown]
# ## The package's own
#
# Now at the paper's size: 260 features, 10 hidden units, 2 outputs. New weights are drawn between -0.01 and 0.01, as in the
# authors' code (the paper does not say how its weights start).

# %%
params = rnn.init(260, 10, 2, rng=np.random.default_rng(0))
for name, value in params.items():
    print(f"{name:5} {value.shape!s:10} {value.size:5} numbers")
print(f"together {sum(value.size for value in params.values())}")
X = np.random.default_rng(1).standard_normal((60, 260))
Y, cache = rnn.forward(params, X)
if written:
    print("yours gives the same:", np.allclose(forward(params, X)[0], Y))

# %%
show(rnn.forward, when=written)

# %% [markdown]
# It is your loop, with three things more. `Z_x` holds $X W_{xh} + b_h$, the part of the sum that does not wait for the state: one
# product for all frames. `OUTPUTS` is the table of output functions, `expect_shape` an input check, `dtype` lets notebook 05
# run the network with complex numbers. And besides the outputs it returns a *cache*: what notebook 04 needs for the backward
# pass.

# %% [markdown]
# ## How long does it remember?
#
# One impulse: one frame of sound at $t = 5$, silence before and after. To see the memory alone we choose
# $W_{hh} = \rho\, Q$. $Q$ is an *orthogonal* matrix: it turns a state without changing its length. So from one frame to
# the next a small state keeps its length but for the factor $\rho$ (rho).
#
# **Predict before you run.** After how many frames is less than a tenth of the state left, if $\rho = 0.8$? And if $\rho = 1$?


# %%
def impulse(rho, T=40, at=5, n_hidden=10):
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
about = "After an impulse the units are silent (rho 0), die away (0.8), or grow (1.05)."
with figure(9, 3.6, ncols=3, sharey=True, about=about) as (made, axes):
    for rho, ax in zip((0.0, 0.8, 1.05), axes, strict=True):
        impulse_response(impulse(rho), rho, 5, ax)
    axes[0].set(ylabel="state", ylim=(-0.6, 1.6))
    made.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
made

# %% [markdown]
# **What to look at.** Each thin line is a hidden unit, the thick black line the length of the state. The dashed line
# is the length at the impulse (the dotted vertical line) times $\rho^k$, $k$ frames later.
#
# - $\rho = 0$: the impulse is forgotten at once. No memory.
# - $\rho = 0.8$: the units ring and die away. After $k$ frames $0.8^k$ is left.
# - $\rho = 1.05$: the state grows, until tanh holds it back. The network never comes to rest: it remembers *that* there was
#   an impulse, but soon not *when*.
#
# Move the slider. Where does the memory turn from dying to living?


# %%
def draw(rho):
    length = np.linalg.norm(impulse(rho), axis=1)
    about = f"rho {rho}: length {length[6]:.2f} after the impulse, {length[-1]:.2f} at the end"
    with figure(6.6, 3.4, about=about) as (made, ax):
        impulse_response(impulse(rho), rho, 5, ax)
        ax.set(ylabel="state", ylim=(-1, 2))
        made.legend(loc="outside upper center", ncols=3, fontsize="small")
    return made


rhos = [0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2]
Slider(draw, rhos, start=0.95, label="rho")

# %%
for rho in (0.8, 1.0, 1.05):
    length = np.linalg.norm(impulse(rho, T=406), axis=1)
    print(
        f"rho {rho}: length {length[6]:.2f}, after 11 frames {length[17]:.2f}, after 400 {length[-1]:.2f}"
    )

# %% [markdown]
# <details><summary>Answers, and why</summary>
#
# *A tenth:* $0.8^{10} = 0.107$ and $0.8^{11} = 0.086$, so after 11 frames, 5.5 seconds. *From dying to living:* just above 1,
# not at 1. At $\rho = 1$ the matrix keeps the length, but tanh takes a little away in every frame, because $|\tanh z| < |z|$. The
# state still dies, only slower than any $\rho^k$: the nearer to zero it comes, the less tanh takes. Above 1 the matrix gives
# more than tanh takes from a small state, and the length settles where both are equal.
#
# </details>

# %% [markdown]
# ## Memory is learned, and it pays
#
# For any matrix $W_{hh}$ the *spectral radius*, the largest absolute value of its eigenvalues, plays the part of $\rho$: it
# tells how fast a small state dies away in the long run. For the new network above it is nearly zero. **A new network has no
# memory.** Let us train one (notebook 07 tells how) on 150 made-up songs, and a second one in the same way, from the same
# start, in which $W_{hh}$ and $h_0$ stay zero.
#
# **Predict before you run.** Will the network without memory be worse from the first epoch on? Which of the two will jump more
# from frame to frame?


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
for name, room in (("with memory", training), ("without", without_memory)):
    for epoch in room.epochs(params, songs, Settings(n_epochs=20)):
        if epoch.number in (5, 10, 15, 20):
            curves = [rnn.forward(epoch.params, X)[0] for X in new]
            kept[name, epoch.number] = curves
            error = rmse(target, np.concatenate(curves))[1]
            jumps = np.concatenate([np.diff(curve[:, 1]) for curve in curves])
            radius = spectral_radius(epoch.params["W_hh"])
            print(
                f"{name:11} epoch {epoch.number:2}: cost {epoch.cost:.3f}, radius {radius:.2f}; ",
                end="",
            )
            print(f"new songs: RMSE {error:.3f}, jumps by {abs(jumps).mean():.3f}")

# %% [markdown]
# `cost` is the error on the training songs (and penalties), `radius` the spectral radius; RMSE and jumps are those of arousal on
# 50 new songs. In the first epochs both networks learn to hear, and jump more and more. Then the spectral radius grows and the
# ways part: with memory the cost is lower, the error on new songs is lower, and the jumps are smaller. (These are made-up
# songs, one start, and 20 epochs. The error on new songs does not fall to the end; notebook 08, "Shrink and stop", asks why.)
#
# <details><summary>Answers, and why</summary>
#
# At epoch 5 the two are the same to three digits: the radius is 0.02, and a memory that is not used is no memory. Later the
# network *without* jumps more: its output can only follow the features, which flicker. A state that keeps something
# from the frames before averages over them, and that pays, because emotions are slow.
#
# </details>
#
# Here is one new song, after 15 epochs:

# %%
song = test[18]
about = "Arousal of one song, and two predictions; with memory the jumps are smaller."
with figure(8, 5, nrows=2, sharex=True, sharey=True, about=about) as (made, axes):
    for ax, name in zip(axes, ("without", "with memory"), strict=True):
        jitter(song.times, song.targets[:, 1], kept[name, 15][18][:, 1], "arousal", ax)
        ax.set_title(name)
        ax.label_outer()
made

# %% [markdown]
# **What to look at.** Both predictions jump; the lower one less, as the numbers above tell. Ten units that
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
# - J. L. Elman, [*Finding structure in time*](https://doi.org/10.1207/s15516709cog1402_1), Cognitive Science 14 (1990): short,
#   and still a pleasure.
# - A. Karpathy, [*The unreasonable effectiveness of recurrent neural
#   networks*](https://karpathy.github.io/2015/05/21/rnn-effectiveness/) (2015): the same two lines write Shakespeare.
# - `docs/notation.md`: our symbols beside those of other texts.
#
# Next: notebook 04, "Backpropagate through time".
