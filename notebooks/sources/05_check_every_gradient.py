# %% [markdown]
# # 05 Check every gradient
#
# **You will do.** Compare gradients from algebra with gradients from numbers; catch a wrong one.
#
# **You will see.** A V-shaped curve beside a flat line: two ways to take a derivative with a computer.
#
# **You need.** Derivatives, Taylor series, complex numbers $a + ib$; notebook 04 for the exercise.
#
# **Words and symbols.** The [glossary](../docs/notation.md).

# %% [markdown]
# ## Numbers can referee algebra
#
# A network learns by its *gradient*: the derivative of the cost $C$ with respect to every parameter. We derive
# it with pencil and paper (notebook 04) and write it down as code. Both can go wrong, and a wrong gradient often
# looks healthy: the cost still falls, only not as far as it could.
#
# There is a second way to the same numbers which needs no algebra. Move one parameter a little, run the network
# again, and see how much the cost changes. This is far too slow for training, but it knows nothing of our algebra,
# so it can judge it.

# %%
import numpy as np

from elman.corpus import synthetic
from elman.diagnosis import diagnose, influence
from elman.exercises.gradients import check_three_bugs
from elman.figures.gradients import draw_errors, draw_influence, draw_sweep
from elman.figures.style import figure
from elman.gradcheck import check, check_backward, complex_step, numeric, step_size_sweep
from elman.network import rnn
from elman.network.losses import mse_gradient
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients
from elman.source import show
from elman.systems.features.standardize import Standardizer

# %% [markdown]
# We take the first 12 frames of a made-up song: $X$ holds three of its features, `targets` the two curves to be predicted,
# valence and arousal. The network has 4 hidden units. Its weights are drawn between -1 and 1, much larger than
# for training; we shall see why.

# %%
song = synthetic.make(seed=0, n_development=1, n_evaluation=0).development[0]
X = Standardizer().fit([song.features]).transform(song.features)[:12, :3]
targets = song.targets[:12]
params = rnn.init(3, 4, 2, rng=np.random.default_rng(0), scale=1.0)
settings = Settings(l1=0.0, l2=0.0)  # no penalties: the cost is the mean squared error


def C(params):
    return cost(params, X, targets, settings)


print(f"{sum(value.size for value in params.values())} parameters, C = {C(params):.6f}")

# %% [markdown]
# ## One derivative, by hand
#
# Let $w$ be one single parameter, say the weight `W_hh[0, 1]` from hidden unit 0 to hidden unit 1, and write $C(w)$
# for the cost when all other parameters stay where they are. The derivative is a limit, so we try small steps
# $\varepsilon$ (epsilon):
#
# $$\frac{dC}{dw} = \lim_{\varepsilon \to 0} \frac{C(w + \varepsilon) - C(w)}{\varepsilon}$$
#
# **Predict before you run.** We try $\varepsilon = 10^{-1}, 10^{-4}, 10^{-8}, 10^{-12}, 10^{-15}$. Which gives the most right
# digits? What comes out with $10^{-15}$, if a computer keeps about 16 digits of each number?
#
# `C_of` puts a number in the place of this weight (`astype` makes room for a complex number, which we need later),
# and `cost_and_gradients` gives the gradient from algebra.


# %%
def C_of(w):
    moved = params | {"W_hh": params["W_hh"].astype(type(w))}
    moved["W_hh"][0, 1] = w
    return C(moved)


w = params["W_hh"][0, 1]
_, grads = cost_and_gradients(params, X, targets, settings)
print(f"algebra      {grads['W_hh'][0, 1]:.16f}")
for eps in (1e-1, 1e-4, 1e-8, 1e-12, 1e-15):
    print(f"eps = {eps:.0e}  {(C_of(w + eps) - C_of(w)) / eps:.16f}")
# the last digits differ from machine to machine

# %% [markdown]
# Compare the digits with those of the first line. From 1e-1 to 1e-8 more and more of them agree. Then, with still
# smaller steps, they get lost again; with 1e-15, the two costs are one and the same number. Two errors are at work,
# and Taylor's series tells the first one:
#
# $$\frac{C(w + \varepsilon) - C(w)}{\varepsilon} = C'(w) + \frac{\varepsilon}{2} C''(w) + \dots$$
#
# The curve bends, and the error of the bend shrinks like $\varepsilon$. The second error is rounding: a computer
# keeps about 16 digits of $C$, and $C(w + \varepsilon)$ and $C(w)$ agree in nearly all of them. Their difference
# keeps only the digits that are left (with $10^{-15}$ none: that is the zero). That error is about $u\,|C| / \varepsilon$ with
# $u \approx 10^{-16}$, and it
# *grows* when $\varepsilon$ shrinks.
#
# ## Central differences
#
# A step to both sides costs one more run of the network, and is worth it. In
#
# $$\frac{C(w + \varepsilon) - C(w - \varepsilon)}{2 \varepsilon} = C'(w) + \frac{\varepsilon^2}{6} C'''(w) + \dots$$
#
# the bend $C''$ cancels, and the error shrinks like $\varepsilon^2$.

# %%
for eps in (1e-1, 1e-4, 1e-6, 1e-8, 1e-12):
    print(f"eps = {eps:.0e}  {(C_of(w + eps) - C_of(w - eps)) / (2 * eps):.16f}")
# the last digits differ from machine to machine

# %% [markdown]
# ## The complex step
#
# Now a trick. Let the step be imaginary, $i\varepsilon$ with $i^2 = -1$:
#
# $$C(w + i\varepsilon) = C(w) + i\varepsilon\, C'(w) - \frac{\varepsilon^2}{2} C''(w) - \dots
# \qquad\text{so}\qquad
# \frac{\operatorname{Im} C(w + i\varepsilon)}{\varepsilon} = C'(w) - \frac{\varepsilon^2}{6} C'''(w) + \dots$$
#
# The derivative stands alone in the imaginary part. Nothing is subtracted, so no digits are lost, and $\varepsilon$
# may be as small as we like.

# %%
for eps in (1e-1, 1e-4, 1e-8, 1e-30, 1e-100):
    print(f"eps = {eps:<6.0e}  {C_of(w + 1j * eps).imag / eps:.16f}")
# the last digits differ from machine to machine

# %% [markdown]
# In the package, both methods go through all parameters one by one. These are the two formulas and the loop.
# (`real_cost` and `complex_cost` call the cost and make sure that it gives one finite number; `told_where` lets a
# message say which parameter was moved.)

# %%
show(numeric.central_steps, numeric.complex_steps, numeric._one_by_one)

# %% [markdown]
# ## The V and the flat line
#
# How wrong is each method, at each step size? We compare the whole gradient with the one from algebra. The
# *relative error* is the length of the difference, divided by the length of the gradient.

# %%
sweep = step_size_sweep(C, params, grads)
about = (
    "Error over step size: two V-shaped curves, and the complex step, which falls and stays flat."
)
with figure(7, 4, about=about) as (made, ax):
    draw_sweep(sweep, ax)
made

# %% [markdown]
# **What to look at.** Both differences draw a V. On its left side the bend of the curve rules: ten times smaller
# steps make the forward difference 10 times better and the central difference 100 times better. On the right side
# rounding rules: ten times smaller steps make everything 10 times worse. At the bottom the two errors are equal.
# The complex step has a left side only, and then it lies flat at the last digit that a computer keeps.

# %%
# the last digits differ from machine to machine
print(sweep.verdict)
u = np.finfo(float).eps
print(f"u = {u:.1e}, u^(1/2) = {u ** (1 / 2):.0e}, u^(1/3) = {u ** (1 / 3):.0e}")

# %% [markdown]
# Where is the bottom? Set both errors equal. For forward differences, $\varepsilon \sim u / \varepsilon$ gives
# $\varepsilon \sim u^{1/2}$; for central ones, $\varepsilon^2 \sim u / \varepsilon$ gives $\varepsilon \sim
# u^{1/3}$. So a central difference can never give all digits: with $\varepsilon \sim u^{1/3}$ its error is about
# $u^{2/3}$, that is 10 digits of 16.
#
# The complex step has a price too. The code of the cost must be *complex-safe*: written with functions that have a
# derivative in the complex plane, and with arrays that can hold complex numbers. `np.abs` is not such a function,
# because $|a + ib|$ is a real number. The package notices:

# %%
try:
    complex_step(lambda params: C(params) + np.sum(np.abs(params["W_hh"])), params)
except ValueError as error:
    print(str(error).split(" at ")[0])  # the rest names the line, and what to write in its place

# %% [markdown]
# ## A verdict for every parameter
#
# `check` compares two gradients entry by entry, and shows of each parameter the worst entry, with both values. With
# $a$ from algebra and $n$ from numbers, the relative error of an entry is $|a - n| / \max(|a|, |n|)$.

# %%
# the last digits differ from machine to machine
check(C, params, grads)

# %% [markdown]
# All six agree to about 14 digits. A referee is worth something only if it can also say *no*. So here is a famous
# mistake: a backward pass that forgets the *carry* of notebook 04, what each frame passes to the frame before it. (`h_0`
# keeps its right gradient.)
#
# **Predict before you run.** For which of the six parameters will `check` say *wrong*?


# %%
def no_carry(params, dY, cache):
    X, H = cache.X, cache.H
    dZ = (dY @ params["W_hy"].T) * (1 - H[1:] ** 2)  # (dH[t] + carry) * slope[t] is right
    wrong = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0)}
    return rnn.backward(params, dY, cache) | wrong


def gradient(backward, params, X, targets):
    Y, cache = rnn.forward(params, X)
    return backward(params, mse_gradient(Y, targets), cache)


# the last digits differ from machine to machine
check(C, params, gradient(no_carry, params, X, targets))

# %% [markdown]
# *Where* is it wrong? The next figure has one block for each parameter and one cell for each entry.

# %%
about = "One cell an entry: those of W_xh, W_hh and b_h are dark, wrong; the others pale."
with figure(8, 2.4, about=about) as (made, ax):
    draw_errors(gradient(no_carry, params, X, targets), complex_step(C, params), ax)
made

# %% [markdown]
# **What to look at.** Pale entries agree to the last digits, dark blue ones are wrong in the first. The three
# parameters behind the recurrence are dark all over; those of the output, and the first state (which we took from
# the right function), are clean. So the error sits in the recursion backward in time.
#
# <details><summary>Answers, and why</summary>
#
# `W_hy` and `b_y` need $dA$ only, and $dA$ needs no carry. `W_xh`, `W_hh` and `b_h` are sums of $dZ$, and $dZ$ is wrong in
# every frame but the last. `h_0` would be wrong as well: it *is* the carry that leaves frame 0. That it is right here is only
# because it was taken from the right function.
#
# </details>
#
# ## How a bad check passes a bad gradient
#
# The check has to be made where mistakes can be seen. Two settings hide this one. First, small weights: training
# starts with weights of 0.01, where the carry hardly counts. (The relative error below is that of the whole
# matrix.)

# %%
for scale in (0.01, 0.1, 1.0):
    small = rnn.init(3, 4, 2, rng=np.random.default_rng(0), scale=scale)
    a = gradient(no_carry, small, X, targets)["W_hh"]
    n = complex_step(lambda params: cost(params, X, targets, settings), small)["W_hh"]
    error = np.linalg.norm(a - n) / np.linalg.norm(n)
    print(f"weights up to {scale:4}: relative error of W_hh {error:.4f}")

# %% [markdown]
# With a generous tolerance of 0.02, the mistake passes at the weights of the start. With 1e-10 it passes
# at none of the three. Second, songs of one frame. **Predict before you run:** what will `check` say of the same mistake?

# %%
X1, targets1 = X[:1], targets[:1]
# the last digits differ from machine to machine
check(lambda p: cost(p, X1, targets1, settings), params, gradient(no_carry, params, X1, targets1))

# %% [markdown]
# <details><summary>Answer, and why</summary>
#
# "Right". After the last frame the carry is 0, and here the last frame is the only one.
#
# </details>
#
# So: large weights, long songs, a small
# tolerance. But songs of one frame are a good *tool*: a gradient that is right for one frame and wrong for two goes wrong on
# its way through time.
#
# A check says that something is wrong. What it is, `diagnose` tries to say: it looks for the fewest changes to the right
# backward pass that give the same numbers, to rounding, on 29 songs, and tells the equation as it is in your function.
#
# The same can be *seen*, in the triangle of notebook 04: how much of the error of frame t (row) reaches frame s (column). It is
# read off your own `W_xh`: every frame gets an input of its own, and the row of this input in the gradient is your $dZ[s]$.
# **Predict before you run:** what is left of the triangle without the carry?

# %%
print(diagnose(no_carry, output="linear"))
about = "Two triangles of 12 frames. Without the carry only the diagonal is bright; the right pass fills all below it too."
with figure(8, 3.2, ncols=2, about=about) as (made, axes):
    for name, backward, ax in zip(
        ("no_carry", "right"), (no_carry, rnn.backward), axes, strict=True
    ):
        draw_influence(influence(params, X, backward=backward), ax, largest=10).set_title(name)
made

# %% [markdown]
# **What to look at.** Two places: the diagonal, and what lies to the left of it.
#
# <details><summary>Answer, and why</summary>
#
# Only the diagonal is left: each error reaches its own frame. To the left of it, where the right pass sends
# the error to earlier frames, nothing arrives.
#
# </details>
#
# Other mistakes leave other traces: a loop that runs forwards fills the wrong side.
#
# ## Too many parameters?
#
# One by one is slow: a network with 260 features and 10 hidden units has 2742 numbers. For such networks, move all
# parameters at once along one random direction $V$. The slope along it must be $\sum_w G_w V_w$, where $G$ is the
# gradient. That takes one step instead of thousands, and one wrong entry spoils it.

# %%
X_all = Standardizer().fit([song.features]).transform(song.features)[:, :260]
large = rnn.init(260, 10, 2, rng=np.random.default_rng(0), scale=0.1)
_, grads_large = cost_and_gradients(large, X_all, song.targets, settings)


def C_large(params):
    return cost(params, X_all, song.targets, settings)


# the last digits differ from machine to machine
check(C_large, large, grads_large, method="directional")

# %% [markdown]
# ## Any forward and backward pass
#
# So far a cost had to be at hand. A layer of your own may have none: only `forward`, which gives many values $Y$, and
# `backward`, which takes $dY$ to the gradients. Draw $dY$ at random, and let the cost be $C = \sum dY \odot Y$. Its
# gradient with respect to $Y$ is then $dY$ itself, and its gradients with respect to the parameters are what `backward`
# has to give: the *vector-Jacobian product*. `check_backward` compares them, for one song or for batches, with
# parameters in dicts or lists.

# %%
# the last digits differ from machine to machine
check_backward(rnn.forward, no_carry, params, X)

# %% [markdown]
# The numbers must be worth their trust, too. A cost that gives two values at two calls (dropout without a seed), or is
# computed in single precision, is refused with the reason; for what is noisy by design, give `noise`. At a *kink*, as of
# $|w|$ at 0, the slopes on both sides differ; every slope between them is right, and the verdict says so.

# %% [markdown]
# ## Exercise: three planted mistakes
#
# The backward pass below is meant for a linear output, and it runs. But **three of its lines are wrong**. Find them
# and fix them. The forward pass is
#
# $$H[t + 1] = \tanh(X[t]\, W_{xh} + H[t]\, W_{hh} + b_h) \qquad\qquad Y[t] = A[t] = H[t + 1]\, W_{hy} + b_y$$
#
# with $H[0] = h_0$, the state before the song. The backward pass, from the last frame to the first:
#
# $$dH[t] = dA[t]\, W_{hy}^\top \qquad dZ[t] = (dH[t] + \mathrm{carry}) \odot (1 - H[t + 1]^2) \qquad
# \mathrm{carry} = dZ[t]\, W_{hh}^\top$$
#
# The verdict tells after each change which gradients are wrong with 1, 2 and 20 frames. When you think that you
# have all three, set `found = 3`, and the diagnosis judges.


# %%
def backward(params, dY, cache):
    X, H = cache.X, cache.H
    dA, dZ = dY, np.empty((len(X), H.shape[1]))
    carry = np.zeros_like(params["h_0"])
    for t in reversed(range(len(X))):
        dH = dA[t] @ params["W_hy"].T
        # --- solution
        dZ[t] = (dH + carry) * (1 - H[t + 1] ** 2)
        carry = dZ[t] @ params["W_hh"].T
        # --- instead
        # dZ[t] = (dH + carry) * (1 - H[t] ** 2)
        # carry = dZ[t] @ params["W_hh"]
        # --- end
    grads = {"W_xh": X.T @ dZ, "W_hh": H[:-1].T @ dZ, "b_h": dZ.sum(axis=0), "h_0": carry}
    # --- solution
    grads |= {"W_hy": H[1:].T @ dA, "b_y": dA.sum(axis=0)}
    # --- instead
    # grads |= {"W_hy": H[:-1].T @ dA, "b_y": dA.sum(axis=0)}
    # --- end
    return grads


# --- solution
found = 3
# --- instead
# found = 0
# --- end

# %%
check_three_bugs(backward, found)

# %% [markdown]
# ## Summary
#
# - A derivative from numbers judges a derivative from algebra, because it knows nothing of it.
# - Differences lose digits on both sides: a V. Central ones give about 10 digits, the complex step gives all.
# - Check with large weights and many frames, to a small tolerance; look for the place with one frame, then two.
# - Test the referee too: plant a mistake and see that it is caught.
#
# ## Further reading
#
# - W. Squire and G. Trapp, [*Using complex variables to estimate derivatives of real
#   functions*](https://doi.org/10.1137/S003614459631241X), SIAM Review 40 (1998).
# - N. J. Higham, [*Accuracy and Stability of Numerical Algorithms*](https://doi.org/10.1137/1.9780898718027), chapter 1, for
#   what rounding does.
# - I. Goodfellow, Y. Bengio and A. Courville, [*Deep Learning*](https://www.deeplearningbook.org), section 4.3, for gradients;
#   section 11.5, for debugging.
# - `elman gradcheck` checks a file of yours from the command line; `elman.diagnosis.grade` gives a checklist.
#
# Next: notebook 06, "Choose an output".
