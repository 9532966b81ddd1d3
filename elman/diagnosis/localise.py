"""Where does a wrong gradient go wrong? In which frame first, in which unit or output, and from which length on?

The trick: a weight gradient is a sum over frames, dW = V^T E, with the errors E (dZ for W_xh and W_hh, dA for W_hy) and
what they meet, V (X, H[:-1], H[1:]). With at least as many inputs and units as frames the equation can be solved for E,
or for V, frame by frame. So a student's gradients tell of which errors they were made, without a look into the
student's code.
"""

import numpy as np

from elman.diagnosis.cases import Case, call, draw_case
from elman.diagnosis.explain import factor_of
from elman.network import rnn

LONGEST = 64


def frame_errors(grads, case):
    """For each weight matrix, in which frames and columns its errors are wrong: {name: (frames, columns)}.

    First it is asked whether other errors E explain the student's dW = V^T E, then whether another V does (then
    there are no columns). A matrix that neither explains is left out.
    """
    walk, wrong = case.walk, {}
    for name, V, E in (("W_xh", walk.X, walk.dZ), ("W_hh", walk.H[:-1], walk.dZ), ("W_hy", walk.H[1:], walk.dA)):
        if name not in grads or grads[name].shape != case.right[name].shape:
            continue
        off = grads[name] - case.right[name]
        for product, side in ((off, "errors"), (off.T, "states")):
            left, right = (V, E) if side == "errors" else (E, V)
            change, *_ = np.linalg.lstsq(left.T, product, rcond=None)
            at = np.abs(change) > 1e-6 * np.max(np.abs(right))
            if at.any() and np.abs(left.T @ change - product).max() < 1e-7 * case.scale(name):
                columns = np.flatnonzero(at.any(axis=0)) if side == "errors" else ()
                wrong[name] = tuple(np.flatnonzero(at.any(axis=1))), tuple(columns)
                break
    return wrong


def telling_case(T, *, network, output, rng):
    """A song with more inputs, hidden units and outputs than frames, so that `frame_errors` can be solved."""
    return draw_case(T, T + 4, T + 4, T + 4, network=network, output=output, rng=rng)


def impulse_errors(backward, case):
    """For each parameter, the frames whose error alone (dY zero elsewhere) already gives a wrong gradient."""
    wrong = {name: [] for name in case.right}
    for t in range(case.T):
        dY = np.zeros_like(case.dY)
        dY[t] = case.dY[t]
        alone = Case(case.params, case.X, dY, network=case.network, output=case.output)
        for name, value in call(backward, alone).grads.items():
            if not alone.same(name, value, alone.right[name]):
                wrong[name].append(t)
    return wrong


def lengths(observations, name):
    """T = 1 right? Right up to which T? From which T on wrong? (None where no song tells): three numbers."""
    verdicts = {}
    for case, grads in observations:
        if name in grads:
            verdicts[case.T] = verdicts.get(case.T, True) and case.same(name, grads[name], case.right[name])
    wrong = [T for T, right in verdicts.items() if not right]
    first = min(wrong, default=None)
    good = max((T for T, right in verdicts.items() if right and (first is None or first > T)), default=None)
    return verdicts.get(1), good, first


class Place:
    """Where the gradient of the parameters ``names`` goes wrong; prints as a sentence or two.

    Attributes
    ----------
    T : int
        Frames of the song on which the place was sought.
    frame : int or None
        Walking back from the last frame, the first wrong one.
    """

    def __init__(self, backward, names, wrong, observations, *, network, output, rng):
        self.names, self.wrong, self.observations = names, wrong, observations
        firsts = [lengths(observations, name)[2] for name in names]
        self.T = min(LONGEST, max(6, *(first + 2 for first in firsts if first is not None), 6))
        case = telling_case(self.T, network=network, output=output, rng=rng)
        grads = call(backward, case).grads
        frames = frame_errors(grads, case) if network is rnn else {}
        self.frames = {name: found for name, found in frames.items() if name in names}
        walked = [frames[-1] for frames, _ in self.frames.values()]
        self.frame = int(max(walked)) if walked else None
        self.impulses = {} if self.frames else {k: v for k, v in impulse_errors(backward, case).items() if k in names}
        silent = Case(case.params, case.X, np.zeros_like(case.dY), network=network, output=output)
        self.added = [name for name, g in call(backward, silent).grads.items() if name in names and np.any(g != 0)]

    @property
    def first(self):
        """Where the error first appears, in one sentence."""
        last = self.T - 1
        if self.frame is not None:
            song = f"On a song of {self.T} frames, walking back from the last (t = {last}),"
            return f"{song} the error first appears in frame t = {self.frame}."
        if set(self.names) == {"h_0"}:
            return "It appears at the very end of the walk back, after frame t = 0."
        after = {"b_h": "W_xh", "b_y": "W_hy"}
        if all(name in after and after[name] not in self.wrong for name in self.names):
            return "The errors of all frames are right, the weight matrices show it; it appears where they are summed."
        wrong = sorted({t for frames in self.impulses.values() for t in frames})
        if wrong and len(wrong) < self.T:
            frames = f"On a song of {self.T} frames, the errors dY of frames {in_short(wrong)}"
            return f"{frames} are handled wrongly, the others rightly."
        return (
            f"The errors dY of all frames are handled wrongly, already that of the last (t = {last})." if wrong else ""
        )

    def details(self, name):
        """All that is known of one parameter."""
        told = []
        if name in self.frames:
            frames, columns = self.frames[name]
            told.append(f"wrong in frames {in_short(frames)} of 0 to {self.T - 1}")
            if 0 < len(columns) < self.T + 4:
                told.append(f"only for {'output' if name == 'W_hy' else 'hidden unit'} {in_short(columns)}")
        elif 0 < len(self.impulses.get(name, ())) < self.T:
            told.append(f"the errors dY of frames {in_short(self.impulses[name])} go wrong, the others do not")
        if name in self.added:
            told.append("something is added that does not depend on dY (it is there even with dY = 0)")
        return details(name, self.observations, told)


def details(name, observations, told=()):
    """Of one wrong parameter: whether T = 1 is right, from which T on it is wrong, which entries, and what else was
    told."""
    at_one, good, first = lengths(observations, name)
    words = [] if at_one is None else [f"T = 1 is {'right' if at_one else 'wrong'}"]
    if good and first:
        words.append(f"right up to T = {good}, wrong from T = {first} on")
    factor = factor_of(observations, name)
    if factor is not None:
        words.append(f"{factor:.7g} times the right one in every entry and on every song")
    return f"{name}: {'; '.join([*words, *told, *_entries(observations, name)])}"


def _entries(observations, name):
    """Which entries are wrong, where it is not all of them."""
    for case, grads in sorted(observations, key=lambda o: -o[0].right[name].size):
        if name not in grads or grads[name].shape != case.right[name].shape:
            continue
        off = np.abs(grads[name] - case.right[name]) > 1e-9 * case.scale(name)
        if 0 < off.sum() < off.size:
            if off.sum() == 1:
                return [f"only entry {tuple(int(i) for i in np.argwhere(off)[0])} is wrong"]
            axes = ("row", "column") if off.ndim == 2 else ("entry",)
            for axis, word in enumerate(axes):
                lines = np.flatnonzero(off.any(axis=tuple(a for a in range(off.ndim) if a != axis)))
                if len(lines) < off.shape[axis]:
                    return [f"only {word} {in_short(lines)} of {off.shape[axis]} is wrong"]
        if off.any():
            return []
    return []


def in_short(numbers):
    """0, 1, 2, 5 as "0 to 2, 5"."""
    runs, numbers = [], sorted(int(n) for n in numbers)
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a} to {b}" if b > a + 1 else f"{a}, {b}" for a, b in runs)
