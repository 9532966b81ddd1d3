# %% [markdown]
# # 04 Send errors back through time
#
# **You will do.** Compute the gradient of a recurrent network: first by eye, then by your own function.
#
# **You will see.** The unrolled network, forward and backward with its numbers; how far an error reaches back.
#
# **You need.** The chain rule, notebook 03.

# %% [markdown]
# ## What we want
#
# A network is to be trained: its six parameters are to change so that the cost $C$ falls. For that we need the
# **gradient**: how much $C$ changes when one parameter changes a little. We write $dV$ for the
# gradient of $C$ with respect to $V$; it has the shape of $V$. So we look for $dW_{xh}, dW_{hh}, db_h, dW_{hy}, db_y, dh_0$.
#
# The difficulty: $W_{hh}$ is used in *every* frame, and what it does in frame 0 is felt in all later frames. The cure:
# *unroll* the network in time, go through it forward once and keep the states, then go through it backward. This is
# **backpropagation through time** (BPTT).
#
# Forward, from the first frame to the last, as in notebook 03:
#
# $$Z[t] = X[t]\,W_{xh} + H[t]\,W_{hh} + b_h \qquad H[t+1] = \tanh(Z[t])$$
# $$A[t] = H[t+1]\,W_{hy} + b_y \qquad Y[t] = g(A[t])$$
#
# $Z$ and $A$ are new names for the sums before tanh and before the output function $g$, the *pre-activations*.
# Backward, from the last frame to the first:
#
# $$dA[t] = g'(A[t]) \text{ applied to } dY[t]$$
# $$dH[t] = dA[t]\,W_{hy}^\top$$
# $$dZ[t] = (dH[t] + \text{carry}) \odot (1 - H[t+1]^2) \qquad \text{(after the last frame the carry is 0)}$$
# $$\text{carry} \leftarrow dZ[t]\,W_{hh}^\top$$
#
# $\odot$ multiplies element by element. In words: a state has two customers, its own output and the next
# frame. Both complain; the complaints are *added*. The second complaint is the **carry**.

# %% [markdown]
# ## With numbers
#
# The smallest example: one input, one hidden unit, one output, three frames.

# %%
import numpy as np

from elman.diagnosis import diagnose, grade, influence
from elman.exercises.truncation import check_truncated, truncated_gradients
from elman.figures.explorer import explore
from elman.figures.gradients import draw_influence
from elman.figures.network import truncation_curves
from elman.figures.style import figure
from elman.figures.unrolled import unroll
from elman.gradcheck import check
from elman.network import rnn
from elman.network.activations import OUTPUTS
from elman.network.losses import mse, mse_gradient
from elman.source import show

# %%
params = {
    "W_xh": np.array([[1.0]]),
    "W_hh": np.array([[0.8]]),
    "b_h": np.array([0.0]),
    "W_hy": np.array([[1.5]]),
    "b_y": np.array([0.1]),
    "h_0": np.array([0.2]),
}
X = np.array([[1.0], [0.0], [-0.5]])
targets = np.array([[0.5], [0.5], [-0.5]])
unroll(params, X, targets)

# %% [markdown]
# **What to look at.** Step through it with *Next* (where you see no buttons, it plays by itself). First come the blue
# numbers, from left to right. Then come those of the backward pass, from right to left, against the arrows: orange from a
# frame's own output, green for the carry, purple for $dZ$. Stop at each step and check the line below the picture with a
# pocket calculator. Three places deserve a long look:
#
# - Frame 2, the last: nothing comes from later frames, the carry is 0.
# - Frame 1: the gradient from its own output, and the carry, are added.
# - The end: one weight is used in three frames, so its gradient is a sum of three numbers.

# %% [markdown]
# ## Play with it
#
# The same network once more, and now you may change it: the weights beside the drawing, inputs and targets in their boxes.
# Before each step, predict the next number. Then press *Break it*: a classic mistake is planted in the backward pass.
# Which gradients are wrong, which number is the first that you do not get by hand, and what is the mistake called?

# %%
explore(params, X, targets)

# %% [markdown]
# **What to look at.** The triangle: row $t$ is the error of frame $t$, column $s$ what it contributes to $dZ[s]$; each column
# adds up to its $dZ$. Point at a cell, and its way back is drawn. Make $W_{hh}$ smaller, then larger than 1: how many frames
# does it take until half of an error is left? Give the song 20 frames and truncate it: which gradients are no longer right?

# %% [markdown]
# ## Are these numbers right?
#
# A gradient can be tested without algebra: change one parameter a little, and see how the cost changes. `check` does that
# for every parameter (notebook 05 tells how) and puts both numbers side by side. We give it the cost and the package's gradients.


# %%
def cost(params):
    Y, _ = rnn.forward(params, X)
    return mse(Y, targets)


Y, cache = rnn.forward(params, X)
grads = rnn.backward(params, mse_gradient(Y, targets), cache)
check(cost, params, grads)

# %% [markdown]
# Compare `analytic` with the last line of the animation, and with the table in the explorer.

# %% [markdown]
# ## Exercise: write `backward`
#
# You get `dY`, the gradient with respect to the outputs, and the cache of `forward`: `X`, `H`, `Y` and the
# output's name. `H[t]` is the state *before* frame t, `H[t + 1]` the state after it. The output's side is done. Add
#
# 1. three lines in the loop: the gradient from the frame's own output, `dZ[t]`, and the carry for the frame before;
# 2. four gradients: what did $W_{xh}$, $W_{hh}$, $b_h$, $h_0$ meet in every frame? For example
#    $dW_{hy} = \sum_t H[t+1]^\top dA[t]$, in one matrix product: `H[1:].T @ dA`.
#
# Work in small steps. The judge goes from easy to hard, and explains the first step that fails.


# %%
def backward(params, dY, cache):
    X, H, Y, output = cache
    dA = OUTPUTS[output][1](dY, Y)
    grads = {"W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0)}
    dZ, carry = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in reversed(range(len(X))):
        # --- solution
        dH = dA[t] @ params["W_hy"].T
        dZ[t] = (dH + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
    grads |= {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
    # --- instead
    #     pass  # three lines: dH = ..., dZ[t] = ..., carry = ...
    # # grads["W_xh"] = ..., and so on for W_hh, b_h, h_0
    # --- end
    return grads


# %%
grade(backward)

# %% [markdown]
# Not sure what is wrong? `diagnose` looks for the fewest changes to the right backward pass that give your numbers.

# %%
diagnose(backward)

# %% [markdown]
# When the judge is content, compare your function with the package's. It has two halves: `backpropagate`, the recursion
# backward in time, and `gradients`, the sums over frames. What does the first compute outside the loop, and why may it?

# %%
show(rnn.backpropagate, rnn.gradients)

# %% [markdown]
# ## How far does an error reach?
#
# In every frame on its way back an error is multiplied by $1 - H^2$ and by $W_{hh}^\top$. The first is at most 1; the
# second stretches it by about $\rho$, the spectral radius of $W_{hh}$ (notebook 03). So after $k$ frames it has shrunk, or
# grown, by something like $\rho^k$. `influence` measures it: the number in row $t$ and column $s$ is how much of
# frame $t$'s error reaches frame $s$.

# %%
show(influence)


# %%
def network(rho, n_hidden=10):
    """W_hh turns a state and stretches it by rho."""
    rng = np.random.default_rng(0)
    params = rnn.init(3, n_hidden, 2, rng=rng, scale=0.3)
    Q, _ = np.linalg.qr(rng.standard_normal((n_hidden, n_hidden)))
    return params | {"W_hh": rho * Q}


X = np.random.default_rng(1).standard_normal((40, 3))
with figure(10, 3.2, ncols=3) as (made, axes):
    for rho, ax in zip((0.5, 0.95, 1.5), axes, strict=True):
        draw_influence(influence(network(rho), X), ax, largest=100).set_title(f"rho = {rho}")
made

# %% [markdown]
# **What to look at.** On the diagonal an error is in its own frame; each step to the left is a step back in time. There is
# nothing right of the diagonal: no error reaches the future.
#
# - $\rho = 0.5$: a narrow band. Some 18 frames back hardly a millionth is left (dark): the gradient has *vanished*. The
#   network cannot learn that something 9 seconds ago was important.
# - $\rho = 0.95$: errors reach the beginning.
# - $\rho = 1.5$: on their way back errors grow (lighter to the left). The gradient *explodes*: one update of the
#   weights can be far too large.

# %% [markdown]
# ## Exercise: truncate
#
# If errors vanish anyway, why send them back to the beginning? *Truncated* BPTT lets each error go through $k$ frames: its
# own and the $k - 1$ before it. With $k = 1$ there is no carry at all; with $k \geq T$ nothing is cut off.
#
# Complete the function, for a linear output. Now every error needs a way of its own: the outer loop is over the frame $t$
# whose error it is, the inner loop over the frames $s$ that it goes through: $s = t, t - 1, \ldots$, $k$ of them at
# most. `dZ[s]` collects what arrives. What gets through frame 0 belongs to `h_0`.


# %%
def truncated(params, dY, cache, k):
    X, H, _, _ = cache
    dZ, dh_0 = np.zeros_like(H[1:]), np.zeros_like(params["h_0"])
    for t in range(len(X)):
        carry = (
            dY[t] @ params["W_hy"].T
        )  # the gradient with respect to the state from its own output
        # --- solution
        for s in range(t, max(t - k, -1), -1):
            arrived = carry * (1 - H[s + 1] ** 2)
            dZ[s] += arrived
            carry = arrived @ params["W_hh"].T
            dh_0 += carry if s == 0 else 0
        # --- instead
        # # for s in ...:
        # --- end
    sums = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": dh_0}
    return sums | {"W_hy": H[1:].T @ dY, "b_y": dY.sum(axis=0)}


# %%
check_truncated(truncated)

# %% [markdown]
# How wrong is a truncated gradient? We take a song of 40 frames with an error in every frame.
# `truncated_gradients`, the judge's own (slow) way to do it, gives the gradient for each $k$. We compare its $dW_{hh}$
# with the full one: the length of the difference, divided by the length of the full one.

# %%
dY = np.random.default_rng(2).standard_normal((40, 2))
ks, errors = range(1, 41, 3), {}
for rho in (0.5, 0.8, 0.95):
    params = network(rho)
    _, cache = rnn.forward(params, X)
    full = rnn.backward(params, dY, cache)["W_hh"]
    short = [truncated_gradients(params, dY, cache, k)["W_hh"] for k in ks]
    errors[rho] = [np.linalg.norm(dW - full) / np.linalg.norm(full) for dW in short]

with figure(7, 3.2) as (made, ax):
    truncation_curves(ks, errors, ax)
made

# %% [markdown]
# **What to look at.** The longer the memory, the more frames an error needs. For $\rho = 0.5$ ten frames are as good as forty.
# The songs of the paper have 60 frames: short enough to send every error all the way back, and so the package does.

# %% [markdown]
# ## Summary
#
# - Unroll, go forward and keep the states, go backward and pass a *carry* from frame to frame.
# - A state has two customers, so two complaints are added. A weight is used in every frame, so its gradient is a sum over frames.
# - On its way back an error is multiplied again and again: it vanishes or explodes.
# - Truncation cuts the way short. It saves time, and loses what is far away.
#
# ## Further reading
#
# - `docs/derivation.md`: the same on one page, line by line, with the names of the code.
# - P. J. Werbos, *Backpropagation through time: what it does and how to do it*, Proceedings of the IEEE 78 (1990).
# - Y. Bengio, P. Simard, P. Frasconi, *Learning long-term dependencies with gradient descent is difficult*, IEEE Transactions
#   on Neural Networks 5 (1994): why errors vanish.
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, section 10.2.2.
#
# Next: notebook 05, "Check every gradient".
