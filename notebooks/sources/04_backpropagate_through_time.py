# %% [markdown]
# # 04 Backpropagate through time
#
# **You will do.** Derive the gradient of a recurrent network, compute it by eye, then by your own function; truncate it, and
# clip it.
#
# **You will see.** The unrolled network, forward and backward with its numbers; how far an error reaches back.
#
# **You need.** The chain rule, products of matrices, notebook 03.

# %% [markdown]
# ## What we want
#
# A network is to be trained: its six parameters are to change so that the **cost** $C$ falls. Here the cost of a song is the
# mean squared error over its $T$ frames and $n$ outputs ($Y^*$ are the targets, in code `targets`):
#
# $$C = \frac{1}{T n} \sum_{t, j} \big(Y[t, j] - Y^*[t, j]\big)^2
# \qquad\Longrightarrow\qquad dY[t, j] = \frac{2}{T n}\big(Y[t, j] - Y^*[t, j]\big)$$
#
# We write $dV$ for the **gradient** of $C$ with respect to $V$: the array of all $\partial C / \partial V_{ij}$, with the shape
# of $V$. It says how much $C$ changes when one entry changes a little. We look for $dW_{xh}, dW_{hh}, db_h, dW_{hy}, db_y, dh_0$.
#
# The difficulty: $W_{hh}$ is used in *every* frame, and what it does in frame 0 is felt in all later frames. The cure:
# *unroll* the network in time, go through it forward once and keep the states, then go through it backward. This is
# **backpropagation through time** (BPTT). Forward, from the first frame to the last, as in notebook 03:
#
# $$Z[t] = X[t]\,W_{xh} + H[t]\,W_{hh} + b_h \qquad H[t+1] = \tanh(Z[t])$$
# $$A[t] = H[t+1]\,W_{hy} + b_y \qquad Y[t] = g(A[t])$$
#
# $Z$ and $A$ are new names for the sums before tanh and before the output function $g$, the *pre-activations* (the
# [glossary](../docs/notation.md) has every symbol).

# %% [markdown]
# ## Three rules
#
# 1. **Product.** If $A = B M$, then $dB = dA\,M^\top$ and $dM = B^\top dA$. One line: $A_{ij} = \sum_k B_{ik} M_{kj}$, so
#    $B_{ik}$ acts on $C$ through all $A_{ij}$ of its row, $\partial C / \partial B_{ik} = \sum_j dA_{ij} M_{kj}$; and $M_{kj}$
#   through all of its column.
# 2. **Element by element.** If $H = f(Z)$ for each element, then $dZ = dH \odot f'(Z)$; $\odot$ multiplies element by element.
#    One line: the chain rule, where $Z_{ij}$ acts on nothing but $H_{ij}$.
# 3. **Sum.** What is used in several places has as its gradient the sum of those from each place. One line:
#    $\frac{d}{dv} C(v, v)$ is the sum of both partial derivatives.
#
# And one derivative: $\tanh z = \dfrac{\sinh z}{\cosh z}$, so
# $\tanh' z = \dfrac{\cosh^2 z - \sinh^2 z}{\cosh^2 z} = 1 - \tanh^2 z$. The state $H[t+1] = \tanh(Z[t])$ is kept from the
# forward pass: the derivative is $1 - H[t+1]^2$, and $Z$ need not be kept.

# %% [markdown]
# ## The recursion
#
# Backward, from the last frame to the first:
#
# - Through the output function (rule 2): $dA[t] = dY[t] \odot g'(A[t])$; for a linear output $dA = dY$.
# - $A[t] = H[t+1] W_{hy} + b_y$ (rule 1): $dA[t]\,W_{hy}^\top$ is the gradient with respect to the state from the frame's own
#   output.
# - The state $H[t+1]$ is used twice: in its own output, and in $Z[t+1] = \ldots + H[t+1] W_{hh}$. Rule 1 for each, rule 3 for
#   both: the gradient from its own output and the one from the next frame, called the **carry**, are *added*.
# - $H[t+1] = \tanh(Z[t])$ (rule 2, and tanh').
#
# $${\color{#B04A00}{dH[t]}} = dA[t]\,W_{hy}^\top \qquad\text{(from the frame's own output)}$$
# $${\color{#9A3D74}{dZ[t]}} = \big({\color{#B04A00}{dH[t]}} + {\color{#00755A}{\text{carry}}}\big)
# \odot \big(1 - {\color{#0072B2}{H[t+1]}}^2\big)
# \qquad \text{(after the last frame the carry is 0)}$$
# $${\color{#00755A}{\text{carry}}} \leftarrow {\color{#9A3D74}{dZ[t]}}\,W_{hh}^\top
# \qquad\text{(for the frame before; what leaves frame 0 is } dh_0\text{)}$$
#
# Then the parameters. Each is used in every frame, so by rule 3 its gradient is a sum over frames, and by rule 1 each frame
# adds an outer product: what came in (a column) times the gradient of what came out (a row). For example
#
# $$dW_{hh} = \sum_t {\color{#0072B2}{H[t]}}^\top {\color{#9A3D74}{dZ[t]}}
# \qquad\qquad dW_{hy} = \sum_t {\color{#0072B2}{H[t+1]}}^\top dA[t]$$
#
# The drawings below use the same colours and say the same names: ${\color{#0072B2}{H[t+1]}}$ is from the forward pass (blue),
# ${\color{#B04A00}{dH[t]}}$ comes from a frame's own output (orange), the ${\color{#00755A}{\text{carry}}}$ from the next frame
# (green), and ${\color{#9A3D74}{dZ[t]}}$ (purple) is both, through the tanh.

# %%
import numpy as np

from elman.diagnosis import grade, influence
from elman.exercises.clipping import check_clip
from elman.exercises.truncation import check_truncated, truncated_gradients
from elman.figures.explorer import explore
from elman.figures.gradients import draw_influence
from elman.figures.network import truncation_curves
from elman.figures.style import figure
from elman.figures.unrolled import unroll
from elman.figures.worked import work_out
from elman.gradcheck import check
from elman.network import losses, rnn
from elman.network.activations import OUTPUTS
from elman.source import show

# %% [markdown]
# ## With matrices: two units, two frames
#
# One input, two hidden units, one output. **Predict before you run.** Which shape has $dA[1]$? Which have $dA[1]\,W_{hy}^\top$
# and $H[1]^\top dZ[1]$? Why is there a $^\top$ at all in the recursion?

# %%
two_units = {
    "W_xh": np.array([[1.0, -0.5]]),
    "W_hh": np.array([[0.8, 0.3], [-0.4, 0.5]]),
    "b_h": np.array([0.0, 0.1]),
    "W_hy": np.array([[1.5], [-1.0]]),
    "b_y": np.array([0.1]),
    "h_0": np.array([0.2, 0.0]),
}
work_out(two_units, X=np.array([[1.0], [0.5]]), targets=np.array([[0.5], [-0.5]]))

# %% [markdown]
# <details><summary>Answers, and why</summary>
#
# $dA[1]$ has the shape of $A[1]$, a row of one number. Times $W_{hy}^\top$, one row of two numbers, it becomes a row of two, one
# for each unit, as $H[2]$ is. $H[1]^\top dZ[1]$ is a column of two times a row of two: a matrix of the shape of $W_{hh}$, whose
# entry $(i, j)$ is unit $i$'s state times what unit $j$ asks for, because that weight leads from $i$ to $j$. Forward a row went
# through $W_{hh}$ from $i$ to $j$; backward it goes from $j$ to $i$, and that is what the transpose does.
#
# </details>

# %% [markdown]
# ## Unrolled, step by step
#
# The smallest example, now over three frames: one input, one hidden unit, one output. Run the cell to get buttons; then step
# with *Next* and check the line below the picture with a pocket calculator.

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
# **What to look at.** What is new in a step is drawn heavier (where you see no buttons, open the stills below the
# drawing). First come the numbers of the forward pass (blue), from left to
# right. Then come those of the backward pass, from right to left, against the arrows: $dH$ from a frame's own output (orange,
# short dashes), the carry (green, dashes and dots), and $dZ$ (purple). Three places deserve a long look:
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
#
# <details><summary>Answers, and why</summary>
#
# Each frame multiplies by $W_{hh}$ and by $1 - H^2$, which is below 1 except at a silent unit. With $W_{hh} = 0.5$ at least half
# of an error is gone after one frame; with a $W_{hh}$ above 1 it may last longer, or grow, as long as the unit stays near
# 0. Truncation leaves $dW_{hy}$ and $db_y$ right, which need no carry; $dW_{xh}, dW_{hh}, db_h$ and $dh_0$ are sums from which
# terms are missing.
#
# </details>

# %% [markdown]
# ## Are these numbers right?
#
# A gradient can be tested without algebra: change one parameter a little, and see how the cost changes. `check` does that
# for every parameter (notebook 05 tells how) and puts both numbers side by side. We give it the cost and the package's gradients.


# %%
def cost(params):
    Y, _ = rnn.forward(params, X)
    return losses.mse(Y, targets)


Y, cache = rnn.forward(params, X)
grads = rnn.backward(params, losses.mse_gradient(Y, targets), cache)
check(cost, params, grads)

# %% [markdown]
# Compare `analytic` with the last line of the drawing, and with the table in the explorer.

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
# Write the four gradients first, while `dZ` is still zero; then line by line in the loop, and run the judge after each. It goes
# from easy to hard, names the first step that fails, and looks for the fewest changes to the right backward pass that give your
# numbers (`diagnose`, notebook 05).


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
written = grade(backward)
written

# %% [markdown]
# When the judge is content, compare your function with the package's. It has two halves: `backpropagate`, the recursion
# backward in time, and `gradients`, the sums over frames.

# %%
show(rnn.backpropagate, rnn.gradients, when=written)

# %% [markdown]
# What does `backpropagate` compute outside the loop, and why may it?
#
# <details><summary>Answer, and why</summary>
#
# `dA`, `dH` and the slope $1 - H^2$, for all frames at once. None of them needs a number from a later frame: they depend on
# $dY$ and on the kept states only. `dZ[t]` needs the carry, and the carry needs `dZ[t + 1]`. These two are all that has to
# wait, so they are all that is in the loop.
#
# </details>

# %% [markdown]
# ## How far does an error reach?
#
# In every frame on its way back an error is multiplied by $1 - H^2$ and by $W_{hh}^\top$. The first is at most 1; the
# second stretches it by about $\rho$, the spectral radius of $W_{hh}$ (notebook 03). So after $k$ frames it has shrunk, or
# grown, by something like $\rho^k$. `influence` measures it: the number in row $t$ and column $s$ is how much of
# frame $t$'s error reaches frame $s$.
#
# **Predict before you run.** Our songs have 40 frames. For $\rho = 0.5$: which part of an error is left after 20? And for
# $\rho = 1.5$, if tanh took nothing away?


# %%
def network(rho, n_hidden=10):
    """W_hh turns a state and stretches it by rho."""
    rng = np.random.default_rng(0)
    drawn = rnn.init(3, n_hidden, 2, rng=rng, scale=0.3)
    Q, _ = np.linalg.qr(rng.standard_normal((n_hidden, n_hidden)))
    return drawn | {"W_hh": rho * Q}


X40 = np.random.default_rng(1).standard_normal((40, 3))
about = "Three triangles: errors vanish for rho 0.5, thin out for 0.95, grow to the left for 1.5."
with figure(10, 3.2, ncols=3, about=about) as (made, axes):
    for rho, ax in zip((0.5, 0.95, 1.5), axes, strict=True):
        draw_influence(influence(network(rho), X40), ax, largest=100).set_title(f"rho = {rho}")
made

# %%
for rho in (0.5, 0.95, 1.5):
    R = influence(network(rho), X40)
    print(
        f"rho {rho}: after 20 frames {R[39, 19] / R[39, 39]:.1e}, at the beginning {R[39, 0] / R[39, 39]:.1e}"
    )

# %% [markdown]
# **What to look at.** On the diagonal an error is in its own frame; each step to the left is a step back in time. There is
# nothing right of the diagonal: no error reaches the future.
#
# - $\rho = 0.5$: a narrow band. Some 18 frames back hardly a millionth is left (dark): the gradient has *vanished*. It
#   hardly teaches the network that something 9 seconds ago was important.
# - $\rho = 0.95$: something of every error comes to the beginning, but it is not much.
# - $\rho = 1.5$: on their way back errors grow (lighter to the left). The gradient *explodes*: one update of the
#   weights can be far too large.
#
# <details><summary>Answers, and why</summary>
#
# $0.5^{20}$ is a millionth, $1.5^{20}$ about 3300. The printed numbers are smaller than $\rho^{20}$, because each frame
# multiplies by $1 - H^2$ as well, which is 1 only where a unit is silent. For $\rho = 0.95$ that makes the difference between
# $0.95^{39} = 0.14$ and the thousandth that is left. $\rho < 1$ is enough for vanishing here, since $\rho Q$ shortens every
# vector; $\rho > 1$ is needed for exploding, and not enough.
#
# </details>

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
        carry = dY[t] @ params["W_hy"].T  # from its own output
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
dY40 = np.random.default_rng(2).standard_normal((40, 2))
ks, errors = range(1, 41, 3), {}
for rho in (0.5, 0.8, 0.95):
    _, cache40 = rnn.forward(network(rho), X40)
    full = rnn.backward(network(rho), dY40, cache40)["W_hh"]
    short = [truncated_gradients(network(rho), dY40, cache40, k)["W_hh"] for k in ks]
    errors[rho] = [np.linalg.norm(dW - full) / np.linalg.norm(full) for dW in short]

about = "The relative error falls with k: fastest for rho 0.5, slowest for rho 0.95."
with figure(7, 3.2, about=about) as (made, ax):
    truncation_curves(ks, errors, ax)
made

# %% [markdown]
# **What to look at.** The longer the memory, the more frames an error needs. For $\rho = 0.5$ ten frames are as good as forty.
# The songs of the paper have 60 frames: short enough to send every error all the way back, and so the package does.

# %% [markdown]
# ## Exercise: clip
#
# Truncation does not help against explosion within $k$ frames. The usual cure is **gradient clipping**: take all gradients
# together as one long vector; where its length (norm) is above a limit, multiply all of them by one number, so that it has just
# that length. The step becomes smaller, its direction stays.


# %%
def clip(grads, largest_norm):
    # --- solution
    norm = np.sqrt(sum((gradient**2).sum() for gradient in grads.values()))
    factor = largest_norm / norm if norm > largest_norm else 1
    return {name: factor * gradient for name, gradient in grads.items()}
    # --- instead
    # return None  # a new dict
    # --- end


clipped = check_clip(clip)
clipped

# %%
for rho in (0.95, 1.5, 3.0):
    _, cache40 = rnn.forward(network(rho), X40)
    grads40 = rnn.backward(network(rho), dY40, cache40)
    sizes = [np.linalg.norm(np.concatenate([g.ravel() for g in grads40.values()]))]
    if clipped:
        shorter = clip(grads40, 100)
        sizes.append(np.linalg.norm(np.concatenate([g.ravel() for g in shorter.values()])))
    print(
        f"rho {rho}: norm of all gradients, and clipped:",
        ", ".join(f"{size:.0f}" for size in sizes),
    )

# %% [markdown]
# ## Summary
#
# - Unroll, go forward and keep the states, go backward and pass a *carry* from frame to frame.
# - A state acts on the cost through its own output and through the next frame, so two gradients are added. A weight is used in
#   every frame, so its gradient is a sum over frames.
# - On its way back an error is multiplied again and again: it vanishes or explodes.
# - Truncation cuts the way short: it saves time, and loses what is far away. Clipping shortens a step that is too long.
#
# ## Further reading
#
# - `docs/derivation.md`: the same on one page, line by line, with the names of the code.
# - P. J. Werbos, [*Backpropagation through time: what it does and how to do it*](https://doi.org/10.1109/5.58337), Proceedings
#   of the IEEE 78 (1990).
# - Y. Bengio, P. Simard, P. Frasconi, [*Learning long-term dependencies with gradient descent is
#   difficult*](https://doi.org/10.1109/72.279181), IEEE Transactions on Neural Networks 5 (1994): why errors vanish.
# - R. Pascanu, T. Mikolov, Y. Bengio, [*On the difficulty of training recurrent neural
#   networks*](https://proceedings.mlr.press/v28/pascanu13.html), ICML (2013): the conditions, and clipping.
# - I. Goodfellow, Y. Bengio, A. Courville, [*Deep Learning*](https://www.deeplearningbook.org), section 10.2.2.
#
# Next: notebook 05, "Check every gradient".
