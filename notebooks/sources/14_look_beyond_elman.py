# %% [markdown]
# # 14 Look beyond Elman
#
# **You will do.** Open the LSTM, which the paper's authors tried without success, and the GRU; measure how long each network
# remembers.
#
# **You will see.** A task that the Elman network does not learn, and then does: with another training, without a gate.
#
# **You need.** The Elman network and its carry (notebooks 03 and 04), and the gradient check (05).
#
# **Words and symbols.** The [glossary](../docs/notation.md).
#
# The numbers to be remembered are random, the songs **made up**. The exercise: the backward pass of a GRU, which is to pass
# the gradient check. (The whole notebook takes about a minute and a half.)

# %%
import numpy as np

from elman.corpus.synthetic import make
from elman.evaluation.metrics import per_song, pooled, rmse
from elman.exercises.gru import check_gru

# %%
from elman.experiments import memory
from elman.figures import experiments
from elman.figures import memory as pictures
from elman.figures.style import figure
from elman.network import gru, lstm
from elman.network.clipping import clip, norm
from elman.network.networks import NETWORKS
from elman.network.settings import Settings
from elman.network.training import cost_and_gradients, fit
from elman.source import show
from elman.systems.recurrent import RecurrentRegression
from elman.systems.smoothing import smooth

# %% [markdown]
# ## What an Elman network forgets
#
# The state of the Elman network is made anew in every frame:
#
# $$ H[t+1] = \tanh(X[t]\,W_{xh} + H[t]\,W_{hh} + b_h) $$
#
# To keep a number, it has to pass through $W_{hh}$ and through a tanh, frame after frame. In the backward pass the gradient
# is multiplied by $W_{hh}^T$ and the slope of tanh, which is at most 1, frame after frame. Unless $W_{hh}$ is just right,
# the number fades, and the gradient vanishes or explodes.
#
# ## Gates
#
# A **gate** is a number between 0 and 1 that multiplies a signal: $\sigma(z) = 1/(1+e^{-z})$. The gated recurrent unit
# (GRU) has two. $*$ is element by element:
#
# $$ R = \sigma(x W_{xr} + h W_{hr} + b_r) \qquad U = \sigma(x W_{xu} + h W_{hu} + b_u) $$
# $$ M = h W_{hn} + b_{hn} \qquad N = \tanh(x W_{xn} + b_{xn} + R * M) $$
# $$ h_{\text{new}} = U * h + (1 - U) * N $$
#
# $x$ is the frame, $h$ the old state, $N$ a *candidate* for the new one. The **update gate** $U$ says how much of the
# old state stays. If $U = 1$, nothing changes, however long. The **reset gate** $R$ says how much of the past the
# candidate sees. `cell` is one frame; `forward` takes it through the song. Its `z` holds what $x$ and the biases add to the
# three sums, computed for all frames at once.

# %%
show(gru.cell, gru.forward)

# %% [markdown]
# The long short-term memory (LSTM) is older and has a second state, the cell $C$, and three gates: the input gate $I$, the
# forget gate $F$ and the output gate $O$. $G$ is the candidate:
#
# $$ I = \sigma(x W_{xi} + h W_{hi} + b_i) \qquad F = \sigma(x W_{xf} + h W_{hf} + b_f) $$
# $$ O = \sigma(x W_{xo} + h W_{ho} + b_o) \qquad G = \tanh(x W_{xg} + h W_{hg} + b_g) $$
# $$ C_{\text{new}} = F * C + I * G \qquad h_{\text{new}} = O * \tanh(C_{\text{new}}) $$
#
# $F$ plays the part of $U$; but here keeping ($F$) and writing ($I$) are two decisions. The LSTM of 1997 had no forget gate
# ($F = 1$: a cell could only add up); it came in 2000.

# %%
show(lstm.cell)

# %% [markdown]
# Gates cost parameters. For 260 features and 10 hidden units (`static` is the Elman network without $W_{hh}$ and $h_0$,
# which has no memory; we shall need it below). **Predict before you run:** how many times as many as the Elman network has a GRU,
# and an LSTM?

# %%
for name, network in NETWORKS.items():
    params = network.init(260, 10, 2, rng=np.random.default_rng(0))
    print(f"{name:6} {sum(p.size for p in params.values()):6,} parameters")

# %% [markdown]
# <details><summary>Answer, and why</summary>
#
# Nearly three and four times: the GRU has three sums of what comes from the frame and from the state, the LSTM four,
# where the Elman network has one. (Nearly, because the output layer is the same.)
#
# </details>
#
# ## How far back does the gradient reach?
#
# We make an error in the last frame of a song and ask how large its gradient is $d$ frames earlier. In a new, untrained
# network every one of the three forgets at its own rate.

# %%
distances = {}
for name in ("elman", "gru", "lstm"):
    network = NETWORKS[name]
    params = network.init(1, 10, 1, rng=np.random.default_rng(0), scale=0.3)
    distances[name] = memory.gradient_over_distance(network, params, 20)
    print(
        f"{name:6} share left after 1, 5, 10 frames:",
        *(f"{distances[name][d]:.1e}" for d in (1, 5, 10)),
    )

# %% [markdown]
# The LSTM starts with the longest reach. That is no wonder of nature: its forget gate starts with a bias of 1, so that
# $F = \sigma(1) = .73$. Nothing has been learned yet; now let them learn.
#
# ## Task 1: what was the input d frames ago?
#
# The input is noise, the target is the same noise $d$ frames later. Each network is trained for each $d$.
#
# **Predict before you run.** Eight frames back, after 40 epochs: which of the three repeats best? And after 160?

# %%
show(memory.lag_songs)

# %%
found = memory.horizons(lags=(1, 2, 4, 8), n_epochs=40)
about = "All repeat 4 frames back; at 8 the Elman network is ahead. Gradients fade with distance."
with figure(9, 3.6, ncols=2, about=about) as (made, axes):
    experiments.memory(axes, found)
made

# %% [markdown]
# Left: r of output and target on new noise, over the lag. Right: how far back the gradient reaches after training, for
# the longest lag each network has solved (r above .5).
#
# Surprised? After these 40 epochs all three solve the short lags, and at the longest the old Elman network is ahead. A state
# of 8 units can be a delay line, a row of buckets that hands its water on. Does it win, or is it only sooner there? Four times
# the epochs, longest lag, two starts:

# %%
for n_epochs in (40, 160):
    longer = memory.horizons(lags=(8,), n_epochs=n_epochs, seeds=(0, 1))
    for name in ("elman", "gru", "lstm"):
        print(f"{n_epochs:4} epochs  {name:6}", *(f"{r:.2f}" for r in longer[f"{name}/r"][0]))

# %% [markdown]
# It was only sooner: the gated networks go on learning. When you read that one network "beats" another, ask how long each
# was trained.
#
# <details><summary>Answers, and why</summary>
#
# After 40 epochs the Elman network (.86, .85), after 160 the gated ones (.90, .91). It was sooner there, not better.
#
# </details>
#
# ## Task 2: keep the marked number
#
# Again noise; now some frames are marked by a second input. The target is the *last marked number*, until the next
# mark. It has to be kept for an unknown time, while other numbers come in and must be ignored.


# %%
def marked_songs(n, rng):
    """Songs X (60, 2): noise and marks; targets (60, 1): the number that was marked last."""
    songs = []
    for _ in range(n):
        noise, marks = rng.uniform(-0.8, 0.8, 60), rng.random(60) < 0.06
        marks[0] = True
        last = np.maximum.accumulate(np.where(marks, np.arange(60), 0))
        songs.append((np.column_stack([noise, marks]), noise[last][:, None]))
    return songs


rng = np.random.default_rng(0)
train, test = marked_songs(100, rng), marked_songs(60, rng)

# %% [markdown]
# Each network has 10 hidden units and a learning rate of its own.


# %%
def train_on_marks(name, **changes):
    """The network after training, its cost epoch by epoch, and its RMSE on the test songs."""
    settings = Settings(network=name, l1=0.0, l2=0.0, **changes)
    start = NETWORKS[name].init(2, 10, 1, rng=np.random.default_rng(1), scale=0.5)
    params, costs = fit(start, train, settings)
    gaps = [NETWORKS[name].forward(params, X)[0] - targets for X, targets in test]
    error = np.sqrt(np.mean(np.square(gaps)))
    print(f"{name:6} cost {costs[0]:.3f} at first, {costs[-1]:.4f} at last; test RMSE {error:.3f}")
    return params, costs


# %%
print(f"a constant: test RMSE {np.std([targets for _, targets in test]):.3f}")
trained = {}
for name, rate in (("elman", 0.05), ("gru", 0.2), ("lstm", 0.2)):
    trained[name], costs = train_on_marks(
        name, learning_rate=rate, learning_rate_decay=0.98, n_epochs=60
    )

# %%
X, targets = test[4]
about = "The number to be kept jumps and stays; two networks stay near it, one does not."
with figure(9, 3.2, about=about) as (made, ax):
    pictures.task(
        ax, X, targets, {name: NETWORKS[name].forward(p, X)[0] for name, p in trained.items()}
    )
made

# %% [markdown]
# The thick grey line is the target: it jumps at each circle and then stays. Follow the three thin lines: which of them
# stays? Over all test songs, by the time since the mark:

# %%
marks = np.array([X[:, 1] > 0 for X, _ in test])
age = np.arange(60) - np.maximum.accumulate(np.where(marks, np.arange(60), 0), axis=1)
targets = np.array([Y[:, 0] for _, Y in test])
errors = {}
for name, p in trained.items():
    Y = np.array([NETWORKS[name].forward(p, X)[0][:, 0] for X, _ in test])
    errors[name] = np.array([rmse(targets[age == a], Y[age == a]) for a in range(25)])
about = "RMSE over the time since the mark: gated networks stay low, the Elman network high."
with figure(6.5, 3.6, about=about) as (made, ax):
    pictures.errors_over_age(ax, np.arange(25), errors, targets.std())
made

# %% [markdown]
# The gated networks keep the number for many frames. The Elman network is hardly better than a constant even in the frame
# of the mark itself. Is it not able to? Look at its cost: it *rose*. Training did not find a poor solution, it found none.
# Before we say what a network can, we have to train it.
#
# ## Clip the gradient
#
# How long are its gradients, all parameters taken as one vector?

# %%
settings = Settings(l1=0.0, l2=0.0)
lengths = [norm(cost_and_gradients(trained["elman"], *song, settings)[1]) for song in train]
print("norm of a song's gradient: median, largest:", np.round(np.percentile(lengths, [50, 100]), 2))

# %% [markdown]
# With a rate of 0.05 and $\mu = 0.9$ a gradient of length 1 moves the parameters by 0.5 in all, as far as the widest start
# weight. **Gradient clipping** shortens every gradient that is longer than a limit, and keeps its direction:

# %%
show(norm, clip)

# %% [markdown]
# The limit is a setting, `Settings.clip`; the authors did not clip, and it is off by default. Here 0.05, and more epochs:

# %%
trained["elman"], costs = train_on_marks(
    "elman", learning_rate=0.05, learning_rate_decay=0.995, n_epochs=300, clip=0.05
)
print("cost after 1, 60, 150, 300 epochs:", *(f"{costs[n - 1]:.4f}" for n in (1, 60, 150, 300)))

# %% [markdown]
# The same network, the same start, the same songs: now it keeps the number. So it *could*; what failed was the training. And
# without the clipping the 300 epochs do not help: try `clip=np.inf` (test RMSE .63 when we did). A smaller rate alone does not
# do it either: .005 without a limit gave .47, .002 gave .44, and the cost rose again in both.
#
# ## What gates are good for
#
# The gated networks were trained in 60 epochs without clipping, the Elman network in 300 and with a limit that had to be
# found. Gates do not make
# a long memory *possible*; they make it *learnable*: "take the number *if* it is marked" is a product of two signals, and a gate
# **is** a product, ready made. We can watch it work:

# %%
X, _ = test[4]
_, cache = gru.forward(trained["gru"], X)
about = "Update gates of ten units: one keeps all along, and lets go under each mark."
with figure(8, 3, about=about) as (made, ax):
    pictures.gates(ax, X, cache.U)
made

# %% [markdown]
# A row is a hidden unit, a column a frame, a triangle a mark. Look for a row that is light ("keep", yellow) all along and dark
# just below the triangles ("let the new number in"). That unit is the memory. Nobody told the network to build one; the
# gradient did.
#
# ## On songs
#
# Do emotions need a memory? The paper wants to go on with LSTM networks, “since our first experiments with these models did
# not show improvement compared to the use of basic RNNs” (section 4). What they tried is not told. (A script of theirs has
# 260 cells, for one emotion at a time, and lets the test songs say when to stop.) Here, made-up songs, the authors'
# settings and the same 60 training songs for all; the Elman network also stopped earlier (is it only overfitting?), and
# without its memory (`static`); and each smoothed (a memory by hand):

# %%
songs = make(seed=0, n_development=160, n_evaluation=0).with_group("260").development
known, new = songs[:60], songs[60:]
rows = {
    "elman": ("elman", 50),
    "elman, 20 epochs": ("elman", 20),
    "static": ("static", 50),
    "gru": ("gru", 50),
    "lstm": ("lstm", 50),
}
targets, predicted = [song.targets for song in new], {}
for title, (name, n_epochs) in rows.items():
    network = RecurrentRegression(Settings(network=name, n_epochs=n_epochs), seed=0).fit(known)
    predicted[title] = [network.predict(song.features) for song in new]
    predicted[f"{title} + smoothing"] = [smooth(Y) for Y in predicted[title]]

# %%
for title, Y in predicted.items():
    both = pooled(targets, Y)["r"], per_song(targets, Y)["r"]
    print(f"{title:28}", *(f"{v:.2f} {a:.2f}  " for v, a in both))

# %% [markdown]
# The columns are r of valence and arousal, pooled, then within songs. Look at the last number of each row, arousal
# within songs. Raw, every network with a memory is ahead of the static one. Smoothed, the static network is ahead of
# every raw one but the LSTM: thirteen points of a moving average are a memory, too. (The others, smoothed as well, stay ahead.)
#
# Does the memory in the network help, then? On 431 made-up songs in ten folds (`elman reproduce --variants`) it does
# without smoothing: RMSE of arousal .250, without recurrence .258 (p < .001 over songs). After smoothing it is .237 against
# .236, no difference (p = .72), and valence is better *without* recurrence (.267 against .280, p = .015, one of eight tests).
# Only within songs
# memory stays ahead after smoothing, r of arousal .42 against .38. The paper has no such row. It says “this shows that the
# sequential modeling capabilities of the RNN are useful” (section 3). That may be so, but a network without memory is
# what would have shown it.
#
# The raw LSTM is as good as the *smoothed* Elman network within songs, and better pooled. Stopping earlier helps the Elman
# network too, but not within
# songs, so overfitting is not all of it. (One start each, 60 made-up songs whose emotions move slowly: on real songs it may be
# otherwise. A deep LSTM of 2015 had r = .613 for arousal on the real evaluation songs (the working notes below), the
# paper's best .635, and for valence
# both were near 0.)
#
# ## The backward pass through a gate
#
# In $h_\text{new} = U * h + (1 - U) * N$ the old state $h$ stands by itself. So a part of the gradient is passed on directly,
# as `dh * U`: it is multiplied by no matrix and no slope. Where $U$ is near 1, it stays almost unchanged, frame after frame.
# That is why a GRU can *learn* to keep. The other parts pass through the gates; you will write them down.
#
# ## Summary
#
# - An Elman network makes its state anew in every frame; gated networks can leave it alone.
# - What a network *can* do, and what a training *finds*, are two questions. Clipped gradients found what others did not.
# - Gates make a long memory learnable: here with fewer epochs and without a limit on the gradient.
# - Ask what a memory adds to a prediction that is smoothed anyway: smoothing is a memory, too.
#
# ## Exercise: make a GRU pass the gradient check
#
# Write the backward pass through **one** frame. You get `dh`, the gradient of the cost with respect to the new state (with
# the carry already added), and what `cell` computed in this frame. Begin with its last line, $h_\text{new}
# = U * h + (1 - U) * N$, and go backwards. The version below computes the carry as an Elman network would, and forgets
# something. The judge puts it into the package's `gru.backpropagate`, which goes through the song.


# %%
def cell_backward(params, dh, h, R, U, M, N):
    """dZ_r, dZ_u, dZ_n (before each sigmoid or tanh), dM, and the carry to the frame before."""
    dZ_n = dh * (1 - U) * (1 - N**2)
    dM = dZ_n * R
    dZ_r = dZ_n * M * R * (1 - R)
    # --- solution
    dZ_u = dh * (h - N) * U * (1 - U)
    carry = dZ_r @ params["W_hr"].T + dZ_u @ params["W_hu"].T + dM @ params["W_hn"].T + dh * U
    # --- instead
    # dZ_u = np.zeros_like(dh)  # how does the cost change with U?
    # carry = dM @ params["W_hn"].T  # in which ways does the old state h act on the new one?
    # --- end
    return dZ_r, dZ_u, dZ_n, dM, carry


written = check_gru(cell_backward)
written

# %% [markdown]
# When you pass, compare with the package: its function for one frame, and the loop that calls it.

# %%
show(gru.cell_backward, gru.backpropagate, when=written)

# %% [markdown]
# ## Further reading
#
# - S. Hochreiter and J. Schmidhuber, [*Long short-term memory*](https://doi.org/10.1162/neco.1997.9.8.1735), Neural Computation
#   9 (1997).
# - F. Gers, J. Schmidhuber and F. Cummins, [*Learning to forget: continual prediction with
#   LSTM*](https://doi.org/10.1162/089976600300015015), Neural Computation 12 (2000): the forget gate.
# - R. Pascanu, T. Mikolov and Y. Bengio, [*On the difficulty of training recurrent neural
#   networks*](https://proceedings.mlr.press/v28/pascanu13.html) (2013): clipping.
# - K. Cho et al., *Learning phrase representations using RNN encoder-decoder* (2014): the GRU.
# - H. Jaeger, *Short term memory in echo state networks* (2001): how many frames fit into a state of n units.
# - *Working Notes Proceedings of the MediaEval 2015 Workshop* (CEUR-WS 1436): what the other teams measured on the same songs.
# - `elman reproduce --variants` has rows for LSTM and GRU under the same folds as the paper's.
