# %% [markdown]
# # 07 Roll a heavy ball
#
# **You will do.** Train a network of two weights, so small that its whole cost can be drawn as a landscape.
#
# **You will see.** Four balls on the same slope: without momentum, with some, with much, and with the paper's switch.
#
# **You need.** Gradients; geometric series for the exercise.
#
# **Words and symbols.** The [glossary](../docs/notation.md).

# %% [markdown]
# ## The update rule
#
# Training changes every parameter $\theta$ (theta) a little, again and again, so that the cost $C$ falls. The plain
# rule is *gradient descent*: go a step against the gradient $g = dC / d\theta$. The length of the step is set by
# the *learning rate* $\eta$ (eta). The paper uses *momentum*: the parameter has a velocity $v$, like a heavy ball
# that rolls downhill.
#
# $$v \leftarrow \mu\, v - \eta\, g \qquad\qquad \theta \leftarrow \theta + v$$
#
# The momentum $\mu$ (mu) is a number from 0 to 1 that says how much of the velocity is kept. With $\mu = 0$ nothing
# is kept: gradient descent. This is the whole rule in the package, and the authors' schedule: $\mu = 0.5$ for five
# epochs, then 0.9. (An *epoch* is one walk through all songs.) The learning rate shrinks a little after each epoch.

# %%
import numpy as np

from elman.corpus import synthetic
from elman.exercises.momentum import check_speed, check_switched_speed
from elman.figures.landscape import costs_over_time, path, pulls, surface
from elman.figures.slider import Slider
from elman.figures.style import figure
from elman.network import rnn
from elman.network.momentum import learning_rate_at, momentum_at, step, zero_velocity
from elman.network.settings import Settings
from elman.network.training import cost, cost_and_gradients, epochs
from elman.source import show
from elman.systems.features.standardize import Standardizer

show(step, momentum_at, learning_rate_at)

# %% [markdown]
# ## A network with two weights
#
# A network with one input, one hidden unit and one output has six parameters. We hold four of them fixed and let
# two be free: `W_xh`, how loudly the unit hears the input, and `W_hh`, how well it remembers its last state.
#
# $$H[t + 1] = \tanh(X[t]\, W_{xh} + H[t]\, W_{hh}) \qquad\qquad Y[t] = H[t + 1]$$

# %%
settings = Settings(n_hidden=1, l1=0.0, l2=0.0)  # the cost is the mean squared error
right_weights = 0.35, 0.7


def network(w_xh, w_hh):
    free = {"W_xh": np.array([[w_xh]]), "W_hh": np.array([[w_hh]])}
    return free | {
        "W_hy": np.ones((1, 1)),
        "b_h": np.zeros(1),
        "b_y": np.zeros(1),
        "h_0": np.zeros(1),
    }


# %% [markdown]
# The eight "songs" are random curves of 20 frames. Their targets come from such a network with the weights 0.35 and
# 0.7, with some noise added; so we know where training should arrive.


# %%
def song(rng):
    X = 0.12 * np.cumsum(rng.standard_normal((20, 1)), axis=0) + 0.1 * rng.standard_normal((20, 1))
    Y, _ = rnn.forward(network(*right_weights), X)
    return X, Y + 0.1 * rng.standard_normal() + 0.05 * rng.standard_normal(Y.shape)


songs = [song(np.random.default_rng(seed)) for seed in range(8)]

# %% [markdown]
# Two weights are two directions on a map, and the cost (the mean over the songs) is the height.


# %%
def mean_cost(w_xh, w_hh):
    return np.mean([cost(network(w_xh, w_hh), X, targets, settings) for X, targets in songs])


W_XH, W_HH = np.linspace(-0.6, 1.4, 45), np.linspace(-0.6, 1.4, 45)
COSTS = np.array([[mean_cost(w_xh, w_hh) for w_xh in W_XH] for w_hh in W_HH])

about = "The cost over two weights: a long valley that runs down to the right, the cross in it."
with figure(5.2, 4.4, about=about) as (made, ax):
    surface(W_XH, W_HH, COSTS, ax, bar=True)
made

# %% [markdown]
# **What to look at.** Light is high, dark is low; the cross marks the lowest point of the map. From one shade to
# the next the cost changes by the same *factor*. The low ground is a long valley that runs down to the right: a
# network that hears more and remembers less makes nearly the same curves. Across the valley it is steep, along the
# valley nearly flat. At the top left it is highest: there the unit remembers too much, and hears with the wrong
# sign.
#
# ## Four balls
#
# The paper makes one update after **each song**; in its authors' code the songs come in the same order in every epoch.
# `roll` does the same with our two weights, and notes where the ball is after each update. Gradients of the four fixed
# parameters are set to zero.


# %%
def roll(momentum, n_epochs=20, learning_rate=0.02, start=(-0.3, 1.2)):
    params = network(*start)
    velocity, points = zero_velocity(params), [start]
    for epoch in range(1, n_epochs + 1):
        for X, targets in songs:
            _, grads = cost_and_gradients(params, X, targets, settings)
            grads = {k: g if k in ("W_xh", "W_hh") else 0 * g for k, g in grads.items()}
            rates = {"learning_rate": learning_rate, "momentum": momentum(epoch)}
            params, velocity = step(params, velocity, grads, **rates)
            points.append((params["W_xh"].item(), params["W_hh"].item()))
    return np.array(points)


# %% [markdown]
# All four balls start at the white square, high above the valley.
#
# **Predict before you run.** Which ball is the fastest on the slope? Which one will have the lowest cost after 20
# epochs?

# %%
balls = {
    "mu = 0": roll(lambda epoch: 0.0),
    "mu = 0.5": roll(lambda epoch: 0.5),
    "mu = 0.9": roll(lambda epoch: 0.9),
    "0.5, then 0.9": roll(lambda epoch: momentum_at(epoch, settings)),
}

about = "Four paths: with 0 the ball creeps, with 0.9 it shoots beyond the cross and returns."
with figure(7.4, 6.8, nrows=2, ncols=2, sharex=True, sharey=True, about=about) as (made, axes):
    for ax, (name, points) in zip(axes.flat, balls.items(), strict=True):
        surface(W_XH, W_HH, COSTS, ax).set_title(name)
        path(points, len(songs), ax)
        ax.label_outer()
made

# %% [markdown]
# **What to look at.** A red dot stands after every epoch; where dots lie close together, the ball is slow.
#
# - $\mu = 0$ falls to the edge of the valley, and then creeps. Along the valley the gradient is tiny.
# - $\mu = 0.5$ gets further with the same learning rate.
# - $\mu = 0.9$ gathers so much speed on the slope that it shoots across the valley, far beyond the cross, and must
#   come back.
# - The switch takes the slope with care and the valley with speed.

# %%
curves = {name: [mean_cost(*p) for p in points[8::8]] for name, points in balls.items()}
about = "Cost over epochs: with 0.9 it rises at first; 0.5, then 0.9 ends lowest."
with figure(7, 3.6, about=about) as (made, ax):
    costs_over_time(curves, ax, switch=settings.momentum_switch).set_yscale("log")
made

# %% [markdown]
# **What to look at.** In the first epochs 0.5 and the switch are the same. After the thin line they part. The ball
# with 0.9 from the start needs many epochs to make good what its first ones did.
#
# <details><summary>Answers, and why</summary>
#
# The fastest is $\mu = 0.9$: after many pushes in the same direction its velocity holds ten of them. That is why it
# shoots beyond the valley. The lowest cost has the switch: it is slow where the slope is steep, and fast where it is
# flat. The numbers below say by how much.
#
# </details>

# %%
print("cost after 20 epochs:", {name: round(float(curve[-1]), 4) for name, curve in curves.items()})
print(f"the lowest on the map: {COSTS.min():.4f}")

# %% [markdown]
# ## Try it
#
# Where this notebook runs, the slider below moves the momentum. (Elsewhere you see one picture.) Change the
# learning rate in the first line as well. For $\mu = 0$, only the largest of the rates comes to rest at the cross
# within 20 epochs. Which is the smallest that is enough for 0.5, for 0.8 and for 0.9? The exercise tells why it
# gets smaller.
#
# <details><summary>Answers, and why</summary>
#
# Measured, with "at the cross" as "less than 0.05 away": 0.2 for $\mu = 0$, 0.1 for 0.5, 0.02 for 0.8, 0.005 for 0.9.
# Where pushes are alike, the ball becomes $1 / (1 - \mu)$ times as fast: 2, 5 and 10 times, which would ask for 0.1,
# 0.04 and 0.02. With 0.8 and 0.9 even less is enough, and with 0.9 the rate 0.02 is the ball that shoots far beyond the
# cross in the picture above.
#
# </details>

# %%
learning_rate = 0.01  # try 0.005, 0.02, 0.05, 0.1, 0.2


def draw(mu):
    points = roll(lambda epoch: mu, learning_rate=learning_rate)
    about = (
        f"Momentum {mu}: the ball ends at W_xh = {points[-1, 0]:.2f}, W_hh = {points[-1, 1]:.2f}."
    )
    with figure(5.2, 4.4, about=about) as (made, ax):
        path(points, len(songs), surface(W_XH, W_HH, COSTS, ax))
        ax.set_title(f"mu = {mu}, learning rate {learning_rate}")
    return made


Slider(draw, [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95], start=0.9, label="mu")

# %% [markdown]
# ## Every song pulls elsewhere
#
# The map hides one thing. It shows the mean cost of all songs, but the ball is pushed by one song at a time, and
# each song has a map of its own. Here are the downhill directions of the eight songs at the lowest point of the
# mean map. **Predict before you run:** what is the mean of the eight? And is each of them small?

# %%
row, column = np.unravel_index(COSTS.argmin(), COSTS.shape)
point = np.array([W_XH[column], W_HH[row]])
gradients = []
for X, targets in songs:
    _, grads = cost_and_gradients(network(*point), X, targets, settings)
    gradients.append([grads["W_xh"].item(), grads["W_hh"].item()])

about = "Eight arrows from the lowest point to both sides of the valley; their mean is tiny."
with figure(5.2, 4.4, about=about) as (made, ax):
    pulls(point, np.array(gradients), surface(W_XH, W_HH, COSTS, ax))
made

# %% [markdown]
# **What to look at.** The thin green arrows (one for each song) point to both sides of the valley, mostly across it.
# Their mean, the short thick one (red), is nearly nothing: this is the bottom. So a ball never quite rests; every song
# pushes it to its own side. A ball with $\mu = 0.9$ does not follow one song: its velocity holds the last ten or so
# gradients, each weighted less than the one after it. Momentum also *averages* over songs. So one update
# for each song makes many small steps of one walk through the songs, where one update for all songs makes one step.
#
# <details><summary>Answers, and why</summary>
#
# At the lowest point the mean of the gradients is zero (here nearly: the map is a grid). Nothing makes the single ones
# small: at the bottom of the mean map every song stands on a slope of its own.
#
# </details>
#
# ## The real network
#
# Does a network with hundreds of weights behave like one with two? We train the authors' network (10 hidden units)
# on 60 made-up songs, with the four schedules. To be quick, it sees only the means of the 65 descriptors of each
# song.

# %%
corpus = synthetic.make(seed=0, n_development=60, n_evaluation=0)
matrices = [song.features[:, 1:130:2] for song in corpus.development]
scaler = Standardizer().fit(matrices)
data = [
    (scaler.transform(M), song.targets)
    for M, song in zip(matrices, corpus.development, strict=True)
]
start = rnn.init(65, 10, 2, rng=np.random.default_rng(0))
print(
    sum(value.size for value in start.values()), "parameters,", len(data), "updates in each epoch"
)

# %% [markdown]
# The four schedules are pairs: the momentum up to epoch 5, and after it.

# %%
schedules = {
    "mu = 0": (0.0, 0.0),
    "mu = 0.5": (0.5, 0.5),
    "mu = 0.9": (0.9, 0.9),
    "0.5, then 0.9": (0.5, 0.9),
}
falls = {}
for name, (first, later) in schedules.items():
    chosen = Settings(momentum_first=first, momentum_later=later, n_epochs=20)
    walked = list(epochs(start, data, chosen))
    falls[name] = [epoch.cost for epoch in walked]

# %% [markdown]
# `epochs` is the package's training loop. It is short:

# %%
show(epochs)

# %% [markdown]
# And this is how the cost falls:

# %%
about = "Cost over 20 epochs: 0.9 falls first, the switch later, 0 and 0.5 hardly at all."
with figure(7, 3.6, about=about) as (made, ax):
    costs_over_time(falls, ax, switch=5)
made

# %% [markdown]
# **What to look at.** The start weights are tiny, up to 0.01, so the network starts on a plateau, where gradients
# are small too. Without momentum 20 epochs are not enough to leave it. With 0.9 the fall begins early, with the
# switch some epochs later. Here there is no steep slope at the start: the careful beginning costs time and gains
# nothing.
#
# What has it learned? `hear` makes music from a curve, as in notebook 01: arousal makes it faster, louder and brighter.
# Here are five seconds of what the last of the four networks predicts for its first song, cut to what a label can be.

# %%
from elman.figures.hearing import hear

for name, costs in falls.items():
    print(
        f"{name:14} cost {costs[0]:.4f} in epoch 1, {costs[9]:.4f} in epoch 10, {costs[-1]:.4f} in epoch 20"
    )
predicted, _ = rnn.forward(walked[-1].params, data[0][0])
hear(np.clip(predicted, -1, 1)[20:30], first=corpus.development[0].times[20])

# %% [markdown]
# The network trembles, and so does its music. Notebook 09 takes care of that.
#
# ## The last songs pull hardest
#
# One update after each song: so the songs stand in some *order*, and the velocity that is left at the end of an epoch
# comes from the last ones. The authors never shuffled; their order was that of a Python 2 dict, and is not known. Is
# the order of any weight? That depends on the songs. In DEAM the songs up to number 1000 were judged in another year
# than those after, and their labels differ. So we make 600 songs whose labels drift: the first song's are moved down by
# 0.2, the last one's up by 0.2, and the features tell nothing of it. Every fourth song is kept for the test.
#
# The network learns in four orders: by number, by number backwards, drawn once, and drawn anew in each epoch; each with
# three seeds. Least squares adds all songs up and knows no order. Then the same without the drift. (About 40 s.)

# %%
from elman.experiments.order import drifting, errors

for drift in (0.2, 0.0):
    print(f"drift {drift}: arousal's RMSE and mean of prediction - target, seed by seed")
    for name, error in errors(drifting(n_songs=600, drift=drift)).items():
        rmse = " ".join(f"{value:.3f}" for value in error.rmse[:, 1])
        bias = " ".join(f"{value:+.3f}" for value in error.bias[:, 1])
        print(f"{name:14} {rmse:18} {bias}")

# %% [markdown]
# **What to look at.** By number, all predictions are too high: the network ends where the last songs, with the high
# labels, pushed it. Backwards, they are too low. In both orders it is *worse than least squares*, and a reader of such a
# table would say that a recurrent network is no use here. It is the order: drawn by lot, the same network with the same
# start is better than least squares. Without the drift the four orders agree.
#
# So the package draws the order, once, with the seed (`Settings.order`). Drawing it anew in each epoch is the usual way
# today. An order is also a *source of chance*: another draw, another score. The three numbers in a row show how much.
# On the real labels of 2015 five random orders differ by .007 in valence's RMSE. Table 1 of the paper has differences of
# .002 (the 268 features against the 260), .004 (the second network) and .007 (smoothing), each from one order.
#
# ## Summary
#
# - Momentum keeps a part $\mu$ of the velocity: along a valley it gathers speed, across it pushes to and fro cancel.
# - Too much speed too early shoots over the goal; a switch begins with care.
# - One update after each song: many small steps, each a little wrong; momentum averages over the last songs.
# - So the last songs pull hardest: draw the order, and do not believe a difference that another order can make.

# %% [markdown]
# ## Exercise: how fast does it get?
#
# Put the ball on a straight slope: the gradient $g$ is the same everywhere. It starts at rest. Each update
# multiplies the velocity by $\mu$ and adds one push $-\eta\, g$. Measure its speed in units of $\eta\, g$.
#
# 1. `speed(n, mu)`: the speed after $n$ updates. Write down the first three, find the geometric series, and sum it.
#    What does it become for large $n$, with $\mu = 0$, 0.5 and 0.9?
# 2. `switched_speed(n)`: the same with $\mu = 0.5$ for updates 1 to 5 and $\mu = 0.9$ from update 6 on. Two things
#    happen after the switch: the speed of update 5 dies away, and new pushes add up.


# %%
def speed(n, mu):
    # --- solution
    return (1 - mu**n) / (1 - mu)  # 1 + mu + mu^2 + ... + mu^(n - 1)
    # --- instead
    # return None
    # --- end


def switched_speed(n):
    # --- solution
    if n <= 5:
        return speed(n, 0.5)
    return 0.9 ** (n - 5) * speed(5, 0.5) + speed(n - 5, 0.9)
    # --- instead
    # return None
    # --- end


# %% [markdown]
# The verdicts compare your functions with the package's own `step`.

# %%
check_speed(speed)

# %%
check_switched_speed(switched_speed)

# %% [markdown]
# ## Further reading
#
# - B. T. Polyak, [*Some methods of speeding up the convergence of iteration
#   methods*](https://doi.org/10.1016/0041-5553%2864%2990137-5) (1964), where the heavy ball comes from.
# - I. Goodfellow, Y. Bengio and A. Courville, [*Deep Learning*](https://www.deeplearningbook.org), section 8.3.2.
# - G. Goh, [*Why momentum really works*](https://distill.pub/2017/momentum/), Distill (2017), with pictures that move.
#
# Next: notebook 08, "Shrink and stop".
