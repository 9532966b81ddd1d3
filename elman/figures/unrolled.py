"""The unrolled network with its numbers, forward and backward, frame by frame.

Notebook 04, "Backpropagate through time".
"""

import numpy as np

from elman.errors import InputError
from elman.figures.player import Scene
from elman.figures.style import BLUE, GREEN, RED
from elman.network import rnn
from elman.network.losses import mse, mse_gradient

OUT, HIDDEN, IN, CAPTION = 75, 205, 320, 385
"""Heights of the three rows of nodes, and of the caption, in pixels."""
FIRST, APART = 205, 250
"""Where the first frame's column stands, and how far the next is from it."""
HALF_WIDTH, HALF_HEIGHT = 58, 34


def unroll(params, X, targets):
    """Draw a network of one input, one hidden unit and one linear output, with the mean squared error as its cost.

    Parameters
    ----------
    params : dict of arrays
        As `elman.network.rnn.init` makes them, with n_in = n_hidden = n_out = 1.
    X, targets : arrays (T, 1)

    Returns
    -------
    elman.figures.player.Scene

    Raises
    ------
    InputError
        The network has more than one unit somewhere.
    """
    if any(value.size != 1 for value in params.values()):
        raise InputError("unroll draws a network with one input, one hidden unit and one output only")
    Y, cache = rnn.forward(params, X)
    signals = rnn.backpropagate(params, mse_gradient(Y, targets), cache)
    T = len(X)
    scene = Scene(
        FIRST + APART * (T - 1) + 130, 445, about="An unrolled network, forward and backward with its numbers"
    )
    _network(scene, X, targets, params)
    _caption(scene, 0, "The network, unrolled in time", "Each column is one frame. All columns use the same weights.")
    step = _forward(scene, cache, params, 1)
    cost = f"C = mean((Y - target)^2) = {mse(Y, targets):.3f}"
    _caption(scene, step, "The cost, and its gradient with respect to the outputs", cost, f"dY = 2 (Y - target) / {T}")
    for t in range(T):
        _number(scene, t, OUT + 26, f"dY {signals.dA[t, 0]: .3f}", "backward", step)  # dA = dY: the output is linear
    step = _backward(scene, cache, signals, params, step + 1)
    _sums(scene, cache, signals, step)
    return scene


def _x(t):
    return FIRST + APART * t


def _text(x, y, words, kind, anchor="middle"):
    words = words.replace("  ", "&#160; ")  # columns of numbers stay in line
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{words}</text>'


def _number(scene, t, y, words, kind, step):
    scene.add(_text(_x(t), y, words, f"number {kind}"), step)


def _caption(scene, step, title, *formulas, last=True):
    lines = [_text(20, CAPTION, title, "title", "start")]
    lines += [_text(20, CAPTION + 22 + 20 * n, words, "formula", "start") for n, words in enumerate(formulas)]
    scene.add("".join(lines), step, step if last else None)


def _arrow(start, end, kind):
    (x1, y1), (x2, y2) = start, end
    back = np.array([x1 - x2, y1 - y2]) / np.hypot(x1 - x2, y1 - y2)
    side = np.array([-back[1], back[0]])
    tips = [np.array([x2, y2]) + 9 * back + 5 * sign * side for sign in (1, -1)]
    colour = {"forward": BLUE, "backward": RED, "carry": GREEN, "idle": "#C0C0C0"}[kind]
    points = " ".join(f"{x:g},{y:g}" for x, y in [(x2, y2), *tips])
    line = f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{kind}"/>'
    return f'{line}<polygon points="{points}" style="fill: {colour}"/>'


def _up(t, low, high):
    """From one row of a column up to the next; gradients come down beside it."""
    return (_x(t) - 14, low - HALF_HEIGHT), (_x(t) - 14, high + HALF_HEIGHT)


def _down(t, high, low):
    return (_x(t) + 14, high + HALF_HEIGHT), (_x(t) + 14, low - HALF_HEIGHT)


def _right(t, y=HIDDEN - 12):
    """From the state before frame t into frame t."""
    start = _x(t - 1) + HALF_WIDTH if t else 78
    return (start, y), (_x(t) - HALF_WIDTH, y)


def _network(scene, X, targets, params):
    for t in range(len(X)):
        for y in (OUT, HIDDEN, IN):
            box = (_x(t) - HALF_WIDTH, y - HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT)
            scene.add('<rect x="{}" y="{}" width="{}" height="{}" rx="8"/>'.format(*box))
        for ends in (_up(t, IN, HIDDEN), _up(t, HIDDEN, OUT), _right(t)):
            scene.add(_arrow(*ends, "idle"))
        scene.add(_text(_x(t), 18, f"frame t = {t}", "title"))
        scene.add(_text(_x(t), OUT - 52 + 14, f"target {targets[t, 0]:.2f}", "number"))
        scene.add(_text(_x(t), IN + 5, f"x {X[t, 0]:.2f}", "number"))
        scene.add(_text(_x(t) - 20, (IN + HIDDEN) / 2 + 4, "W_xh", "number", "end"))
        scene.add(_text(_x(t) - 20, (HIDDEN + OUT) / 2 + 4, "W_hy", "number", "end"))
        scene.add(_text((_right(t)[0][0] + _right(t)[1][0]) / 2, HIDDEN - 20, "W_hh", "number"))
    scene.add(_text(40, HIDDEN - 8, f"h_0 {params['h_0'][0]:.2f}", "number"))


def _forward(scene, cache, params, step):
    p = {name: value.item() for name, value in params.items()}
    for t in range(len(cache.X)):
        x, before, after, y = cache.X[t, 0], cache.H[t, 0], cache.H[t + 1, 0], cache.Y[t, 0]
        scene.add(_arrow(*_up(t, IN, HIDDEN), "forward") + _arrow(*_right(t), "forward"), step)
        _number(scene, t, HIDDEN - 12, f"h  {after: .3f}", "forward", step)
        numbers = f"tanh({x:.2f} * {p['W_xh']:.2f} + {before:.3f} * {p['W_hh']:.2f} + {p['b_h']:.2f}) = {after:.3f}"
        formula = "H[t + 1] = tanh(X[t] W_xh + H[t] W_hh + b_h)"
        _caption(scene, step, f"Forward, frame {t}: the state", formula, f"{'':>9}= {numbers}")
        scene.add(_arrow(*_up(t, HIDDEN, OUT), "forward"), step + 1)
        _number(scene, t, OUT - 8 + 4, f"y  {y: .3f}", "forward", step + 1)
        numbers = f"{after:.3f} * {p['W_hy']:.2f} + {p['b_y']:.2f} = {y:.3f}"
        _caption(scene, step + 1, f"Forward, frame {t}: the output", "Y[t] = H[t + 1] W_hy + b_y", f"     = {numbers}")
        step += 2
    return step


def _backward(scene, cache, signals, params, step):
    W_hy, W_hh = params["W_hy"].item(), params["W_hh"].item()
    last, carry = len(cache.X) - 1, 0.0
    for t in reversed(range(last + 1)):
        dA, dH, dZ = signals.dA[t, 0], signals.dH[t, 0], signals.dZ[t, 0]
        slope, passed_on = 1 - cache.H[t + 1, 0] ** 2, dZ * W_hh
        scene.add(_arrow(*_down(t, OUT, HIDDEN), "backward"), step)
        scene.add(_text(_x(t) + 22, (HIDDEN + OUT) / 2 + 4, f"dH {dH:.3f}", "number backward", "start"), step)
        formula = f"dH[t] = dA[t] W_hy^T = {dA:.3f} * {W_hy:.2f} = {dH:.3f}"
        _caption(scene, step, f"Backward, frame {t}: the gradient from its own output", formula)
        _number(scene, t, HIDDEN + 6, f"sum {dH + carry: .3f}", "dZ", step + 1)
        _number(scene, t, HIDDEN + 24, f"dZ {dZ: .3f}", "dZ", step + 1)
        later = "nothing comes from later frames" if t == last else "the carry comes from the later frames"
        joined = f"dH[t] + carry = {dH:.3f} + {carry:.3f} = {dH + carry:.3f}   ({later})"
        through = f"dZ[t] = (dH[t] + carry) * (1 - H[t + 1]^2) = {dH + carry:.3f} * {slope:.3f} = {dZ:.3f}"
        _caption(scene, step + 1, f"Backward, frame {t}: joined, and through the tanh", joined, through)
        (x1, y), (x2, _) = _right(t, HIDDEN + 12)
        scene.add(_arrow((x2, y), (x1, y), "carry"), step + 2)
        name = "carry" if t else "dh_0"
        scene.add(_text((x1 + x2) / 2 - (0 if t else 8), y + 18, f"{name} {passed_on:.3f}", "number carry"), step + 2)
        to = f"passed to frame {t - 1}" if t else "the gradient of h_0"
        formula = f"carry = dZ[t] W_hh^T = {dZ:.3f} * {W_hh:.2f} = {passed_on:.3f}"
        _caption(scene, step + 2, f"Backward, frame {t}: the carry, {to}", formula)
        step, carry = step + 3, passed_on
    return step


def _sums(scene, cache, signals, step):
    """One weight is used in every frame, so that its gradient is a sum over frames."""
    grads = {name: value.item() for name, value in rnn.gradients(cache, signals).items()}
    parts = " + ".join(f"({h:.3f})({dZ:.3f})" for h, dZ in zip(cache.H[:-1, 0], signals.dZ[:, 0], strict=True))
    rest = "   ".join(f"d{name} = {grads[name]:.3f}" for name in grads if name != "W_hh")
    title = "The gradients: a weight is used in every frame, so we add up"
    _caption(scene, step, title, f"dW_hh = sum_t H[t]^T dZ[t] = {parts} = {grads['W_hh']:.3f}", rest, last=False)
