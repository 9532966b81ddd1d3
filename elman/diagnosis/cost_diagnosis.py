"""What is wrong with this cost, its penalties and its gradient? In words.

The function is called with both penalties, with each alone and with none, so that its parts are seen by themselves. Each
part is a multiple of something known, and the factors are solved for by least squares: 1 for what is right, 0 for what is
forgotten. Notebook 08, "Shrink and stop".
"""

from dataclasses import replace

import numpy as np

from elman.diagnosis.calls import call
from elman.diagnosis.cases import Case, draw_case
from elman.diagnosis.diagnosis import PAGES, conduct, second_call
from elman.diagnosis.evidence import conclusion, example
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import UNKNOWN, Diagnosis, Finding
from elman.diagnosis.own_song import random_generator
from elman.diagnosis.seen import nice, number
from elman.diagnosis.variants import ARRAYS, NUMBERS
from elman.diagnosis.words import number as times_text
from elman.errors import InputError
from elman.network.losses import LOSSES
from elman.network.networks import NETWORKS
from elman.network.penalties import weight_names
from elman.network.settings import Settings

SIZES = (
    *((T, 3, 4, 2) for T in (1, 2, 3)), (2, 2, 3, 3), (4, 2, 2, 2), (1, 1, 1, 1), (5, 4, 1, 1), (7, 3, 5, 4),
    (12, 2, 5, 2), (3, 5, 2, 3), (6, 2, 4, 1), (2, 4, 3, 2), (9, 3, 2, 4), (4, 3, 3, 3), (5, 2, 6, 2), (8, 4, 2, 1),
    (3, 1, 2, 2), (20, 3, 4, 2),
)  # fmt: skip
TRIED = (
    Settings(loss="mse", l1=0.03, l2=0.05, l1_norm="abs_sum"),
    Settings(loss="rmse", l1=0.04, l2=0.02, l1_norm="l1"),
    Settings(loss="mse", l1=0.02, l2=0.03, l1_norm="l1", output="tanh"),
    Settings(loss="rmse", l1=0.05, l2=0.04, l1_norm="abs_sum", output="softmax"),
)
COST, PAGE = "cost", PAGES["cost"]
_L1 = {"l1": "sum |w|", "abs_sum": "|sum w|"}
NORMS = {
    "sum |w|": (lambda W: np.abs(W).sum(), np.sign),
    "|sum w|": (lambda W: abs(W.sum()), lambda W: np.full(W.shape, np.sign(W.sum()))),
    "sum w^2": (lambda W: (W**2).sum(), lambda W: 2 * W),
    "sum w": (np.sum, np.ones_like),
    "sqrt(sum w^2)": (np.linalg.norm, lambda W: W / np.linalg.norm(W)),
    "mean w^2": (lambda W: (W**2).mean(), lambda W: 2 * W / W.size),
    "mean |w|": (lambda W: np.abs(W).mean(), lambda W: np.sign(W) / W.size),
    "(sum w)^2": (lambda W: W.sum() ** 2, lambda W: np.full(W.shape, 2 * W.sum())),
    "sum w |w| / 2": (lambda W: np.sum(W * np.abs(W)) / 2, np.abs),
    "sum w^3 / 3": (lambda W: np.sum(W**3) / 3, np.square),
    "max |w|": (lambda W: np.abs(W).max(), lambda W: np.sign(W) * (np.abs(W) == np.abs(W).max())),
}
"""What a penalty may be made of, with its derivative."""
DERIVATIVES = {
    "sum |w|": " sign(w)", "|sum w|": " sign(sum w)", "sum w^2": " 2 w", "sum w": "", "sum w |w| / 2": " |w|", "sum w^3 / 3": " w^2",
    "sqrt(sum w^2)": " w / sqrt(sum w^2)", "mean w^2": " 2 w / size", "mean |w|": " sign(w) / size", "(sum w)^2": " 2 sum w",
}  # fmt: skip

_LOSS = {
    "mean(E^2)": lambda E: np.mean(E**2),
    "sqrt(mean(E^2))": lambda E: np.sqrt(np.mean(E**2)),
    "sum(|E|)": lambda E: np.abs(E).sum(),
    "sqrt(sum(E^2))": lambda E: np.sqrt(np.sum(E**2)),
    "mean over frames of sqrt(sum over outputs of E^2)": lambda E: np.mean(np.sqrt(np.sum(E**2, axis=1))),
    "mean over outputs of sqrt(mean over frames of E^2)": lambda E: np.mean(np.sqrt(np.mean(E**2, axis=0))),
    "mean(E)": np.mean,
    "|mean(E)|": lambda E: abs(np.mean(E)),
    "mean(E)^2": lambda E: np.mean(E) ** 2,
    "max(|E|)": lambda E: np.abs(E).max(),
    "var(E)": np.var,
    "std(E)": np.std,
}
_NAMES = {"mse": "mean(E^2)", "rmse": "sqrt(mean(E^2))"}
_ROOTS = {
    "": lambda L: 1.0, "L": lambda L: L, "1 / L": lambda L: 1 / L, "L^2": lambda L: L**2, "1 / L^2": lambda L: 1 / L**2, "sqrt(L)": lambda L: L**0.5,
}  # fmt: skip


class CostCase(Case):
    """A song with targets; ``right`` holds the gradients of the whole cost and, as ``"cost"``, the cost itself.

    ``dY`` is the gradient of the loss, as in `Case`, ``loss`` the loss alone, and ``data`` the gradients of the loss alone.
    """

    ARGUMENTS = ("params", "X", "targets", "settings")

    def __init__(self, drawn, targets, settings, *, output=None):
        self.targets, self.settings = targets, settings
        loss, gradient = LOSSES[settings.loss]
        super().__init__(drawn.params, drawn.X, 0 * targets, network=drawn.network, output=output or settings.output)
        self.alone = self.with_dY(gradient(self.forward.Y, targets))
        self.E, self.loss, self.data, self.dY = (
            self.forward.Y - targets,
            loss(self.forward.Y, targets),
            self.alone.right,
            self.alone.dY,
        )
        parts = [(settings.l1, NORMS[_L1[settings.l1_norm]]), (settings.l2, NORMS["sum w^2"])]
        added = {k: sum(c * dN(self.params[k]) for c, (_, dN) in parts) for k in weight_names(self.params)}
        C = self.loss + sum(c * N(self.params[k]) for c, (N, _) in parts for k in added)
        self.right = {k: v + added.get(k, 0.0) for k, v in self.data.items()} | {COST: np.asarray(C)}
        self.slack = {k: self.alone.slack.get(k, 0.0) + 1e-9 * float(np.max(np.abs(v))) for k, v in self.right.items()}

    def with_coefficients(self, **coefficients):
        """The same song with other coefficients of the penalties."""
        return CostCase(self, self.targets, replace(self.settings, **coefficients))

    def read(self, result):
        """``(cost, grads)`` as one dict; anything else as it is, to be found fault with."""
        if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], dict):
            return {**result[1], COST: result[0]}
        return result


def diagnose_cost(cost_and_gradients, *, settings=None, rng=None):
    """Find out which mistakes explain the numbers of a student's ``cost_and_gradients(params, X, targets, settings)``.

    Its model is `elman.network.training.cost_and_gradients`: C = loss(Y, targets) + l1 sum N(W) + l2 sum w^2. The parts are
    told apart by calls without penalties and with one alone; each has a factor for every parameter, in the cost and in the
    gradient. What is wrong with the gradient of the loss is explained as by `elman.diagnosis.diagnose`.

    Parameters
    ----------
    cost_and_gradients : callable
        ``(params, X, targets, settings) -> (cost, grads)``. It gets copies.
    settings : elman.network.settings.Settings, optional
        The only settings that the student's code is meant for; without them, both losses, both L1 norms and all outputs are
        tried. A penalty is only seen where its coefficient is not zero.
    rng : numpy.random.Generator or int, optional

    Returns
    -------
    Diagnosis
        Its findings may also concern ``"cost"``, the number itself.

    Raises
    ------
    InputError
        What was given is not a function, or ``settings`` are not Settings.

    Examples
    --------
    >>> from elman.network.training import cost_and_gradients
    >>> def student(params, X, targets, settings):
    ...     C, grads = cost_and_gradients(params, X, targets, settings)
    ...     grads["b_y"] = grads["b_y"] + 2 * settings.l2 * params["b_y"]
    ...     return C, grads
    >>> diagnose_cost(student).names
    ['L2 penalty of b_y in the gradient']
    """
    return diagnosed_cost(cost_and_gradients, cost_songs(settings, rng))


def cost_songs(settings=None, rng=None, network="elman"):
    """The cases on which a cost is tried, by settings."""
    if settings is not None and not isinstance(settings, Settings):
        raise InputError(f"settings must be an elman.network.settings.Settings, not {type(settings).__name__}")
    rng, cases = random_generator(rng), {}
    for one in [replace(one, network=network) for one in TRIED] if settings is None else (settings,):
        title = f"loss {one.loss}, l1_norm {one.l1_norm}, output {one.output}"
        drawn = [draw_case(*sizes, network=NETWORKS[one.network], output=one.output, rng=rng) for sizes in SIZES]
        cases[title] = [CostCase(case, rng.standard_normal(case.dY.shape), one) for case in drawn]
    return cases


def diagnosed_cost(function, cases):
    """The diagnosis of a cost on the given cases, by settings."""
    if not callable(function):
        raise InputError(
            f"a function (params, X, targets, settings) -> (cost, grads) was expected, not {type(function).__name__}"
        )
    groups = {title: [call(function, case) for case in some] for title, some in cases.items()}
    calls = [one for some in groups.values() for one in some]
    tried = f"{len(calls)} songs ({'; '.join(groups)})"
    findings, unstable = conduct(calls), second_call(function, calls)
    if unstable or not any(one.grads for one in calls):
        return Diagnosis([*findings, *([unstable] if unstable else [])], tried)
    wrong = tuple(
        k for k in calls[0].case.right if any(k in one.grads and not one.case.same(k, one.grads[k]) for one in calls)
    )
    if wrong:
        parts = _parts(function, [one.case for one in calls if len(one.grads) == len(one.case.right)])
        found = _merged([*(_not_used(parts) or (*_of_loss(parts), *_of_penalties(parts)))])
        pairs = [(one.case, one.grads) for one in calls]
        words = " ".join([example(pairs, wrong), conclusion(pairs, wrong)])
        findings += found or [Finding(UNKNOWN, wrong, words=words, pages=PAGE)]
    return Diagnosis(findings, tried)


def _parts(function, cases):
    """(case, what it gives without penalties, what each penalty adds) for every case."""
    parts, off = [], ({"l1": 0.0, "l2": 0.0}, {"l2": 0.0}, {"l1": 0.0})
    for case in cases:
        none, l1, l2 = (call(function, case.with_coefficients(**zero), twice=False).grads for zero in off)
        if len(none) == len(l1) == len(l2) == len(case.right):
            parts.append(
                (case, none, {"l1": {k: l1[k] - none[k] for k in none}, "l2": {k: l2[k] - none[k] for k in none}})
            )
    return parts


def _not_used(parts):
    """Settings that change nothing: the coefficients, or the output."""
    used = any(np.any(value) for _, _, added in parts for some in added.values() for value in some.values())
    if not used and any(none[COST] > case.loss * (1 + 1e-9) for case, none, _ in parts):
        words = "The cost has penalties, but they are the same for all settings.l1 and settings.l2, even for 0."
        return [Finding("coefficients not taken from the settings", (COST,), words=words, pages=PAGE)]
    if all(abs(none[COST] - case.loss) <= 1e-9 * max(1.0, abs(case.loss)) for case, none, _ in parts):
        return []
    for name, words, other in _OTHER_SONGS:
        others = []
        for case, none, _ in parts:
            others.append((other(case), none))
            if abs(none[COST] - others[-1][0].loss) > 1e-9 * max(1.0, abs(none[COST])):
                break
        else:
            params = tuple(
                k for k in parts[0][1] if k == COST or any(not case.alone.same(k, none[k]) for case, none, _ in parts)
            )
            if all(case.alone.same(k, v) for case, none in others for k, v in none.items() if k != COST):
                return [Finding(name, params, words=words, pages=PAGE)]
    return []


def _with_targets(change):
    return lambda case: CostCase(case, change(case.targets), case.settings)


_OTHER_SONGS = (
    ("settings.output not used", "The outputs are those of a linear output, whatever settings.output says.",
     lambda case: CostCase(case, case.targets, case.settings, output="linear")),
    *((f"targets {name}", f"E = Y - targets, with targets {name}; each output belongs to the target of its own frame.",
       _with_targets(change)) for name, change in ARRAYS.items()),
)  # fmt: skip
"""Other outputs or other targets: heading, words, and the case as it then is."""


def _of_loss(parts):
    """What is wrong without penalties: with the loss, its gradient, or the backward pass."""
    groups, findings = {}, {}
    for case, none, _ in parts:
        groups.setdefault(case.settings.loss, []).append((case, none))
    for loss, some in groups.items():
        for finding in (*_of_the_loss_itself(some, loss), *_of_its_gradient(some, loss)):
            findings.setdefault((finding.name, finding.params), []).append((finding, loss))
    for same in findings.values():
        pairs = tuple(dict.fromkeys(pair for finding, _ in same for pair in finding.pairs))
        only = f"with loss {same[0][1]} only" if len(same) < len(groups) else ""
        yield same[0][0]._replace(pairs=pairs, only=", ".join(filter(None, [same[0][0].only, only])))


def _of_the_loss_itself(some, loss):
    cases = [case for case, _ in some]
    if all(abs(none[COST] - case.loss) <= 1e-9 * max(1.0, abs(case.loss)) for case, none in some):
        return
    for name, f in _LOSS.items():
        values = [f(case.E) for case in cases]
        times = (
            number([float(none[COST]) / v for (_, none), v in zip(some, values, strict=True)], cases)
            if all(values)
            else None
        )
        if times is not None:
            pairs = ((f"loss = {times_text(times)}{name}", f"loss = {_NAMES[loss]}, with E = Y - targets"),)
            yield Finding("the loss in the cost", (COST,), pairs=pairs, pages=PAGE)
            return
    yield Finding("the loss in the cost", (COST,), words="Without penalties, the cost is not the loss.", pages=PAGE)


def _of_its_gradient(some, loss):
    """One factor for all parameters concerns dY; anything else the backward pass."""
    some = [(case, none) for case, none in some if any(np.any(value) for value in case.data.values())]
    cases, network = [case for case, _ in some], some[0][0].network
    wrong = tuple(k for k in cases[0].data if not all(case.alone.same(k, none[k]) for case, none in some))
    if not wrong:
        return
    right = {"mse": "2 E / (T n_out)", "rmse": "E / (T n_out L)"}[loss]
    every = [
        [np.concatenate([values[k].ravel() for k in case.data]) for values in (none, case.data)] for case, none in some
    ]
    factors = [_factor(*pair) for pair in every]
    for name, f in _ROOTS.items() if None not in factors else ():
        times = number([c / f(np.sqrt(np.mean(case.E**2))) for c, case in zip(factors, cases, strict=True)], cases)
        if times is not None:
            yours = f"dY = {times_text(times)}{name and name + ' * '}({right})"
            known = f"dY = {right}, with E = Y - targets{' and L = sqrt(mean(E^2))' if 'L' in yours else ''}"
            yield Finding("the gradient of the loss", wrong, pairs=((yours, known),), pages=PAGE)
            return
    pairs = [(case.alone, {k: none[k] for k in case.data}) for case, none in some]
    groups = {
        output: [pair for pair in pairs if pair[0].output == output] for output in {case.output for case in cases}
    }
    found = explain(groups, network, None, effort=0.3)
    causes = {(cause.name, cause.pairs): cause for one in found.values() for cause in one.causes}
    for cause in causes.values():
        yield Finding(cause.name, cause.params, cause.only, cause.pairs, cause.words, PAGES[cause.kind])
    left = tuple(k for k in cases[0].data if any(k in one.left for one in found.values()))
    if left:
        yield Finding(
            UNKNOWN, left, words=f"Without penalties: {example(pairs, left)} {conclusion(pairs, left)}", pages=PAGE
        )


def _factor(y, x):
    """c, where y is c times x; else None."""
    xx = x @ x
    c = (x @ y) / xx if xx else np.nan
    return float(c) if np.all(np.abs(y - c * x) <= 1e-8 * np.abs(y).max(initial=0.0)) and c else None


def _of_penalties(parts):
    """What is wrong with the penalties: in the gradient of which parameters, and for which of them in the cost."""
    groups, told = {}, {}
    for case, _, added in parts:
        groups.setdefault(case.settings.l1_norm, []).append((case, added))
    for norm, some in groups.items():
        for part, right in (("l1", _L1[norm]), ("l2", "sum w^2")):
            if getattr(some[0][0].settings, part):
                read = {"gradient": _read_gradient(some, part), "cost": _read_cost(some, part, right)}
                for where, factors in read.items():
                    for key, names in _spoilt(factors, right, weight_names(some[0][0].params)).items():
                        told.setdefault((*key, names), []).append((part, where, right))
    yield from _exchanged(told, {_L1[n] for n in groups})
    for (norm, times, is_weight, names), places in told.items():
        yield _told(norm, times, is_weight, names, list(dict.fromkeys(places)), {_L1[n] for n in groups})


def _read_gradient(some, part):
    """For every parameter (norm, times): what of which norm's derivative is added to its gradient; (None, None) where unknown."""
    cases, read = [case for case, _ in some], {}
    coefficients = [getattr(case.settings, part) for case in cases]
    for k in cases[0].params:
        values = [added[part][k] for _, added in some]
        read[k] = (None, None) if any(np.any(np.abs(value) > 1e-12) for value in values) else (None, 0.0)
        turned = [v.T for v in values]  # where the whole gradient is transposed, its penalty is right but for that
        for norm, (_, dN), some_values in ((norm, N, V) for V in (values, turned) for norm, N in NORMS.items()):
            if read[k] == (None, None):
                known = [c * dN(case.params[k]) for c, case in zip(coefficients, cases, strict=True)]
                factors = [_factor(v.ravel(), x.ravel()) for v, x in zip(some_values, known, strict=True)]
                times = None if None in factors else _times(factors, coefficients, part, cases)
                read[k] = (None, None) if times is None else (norm, times)
    return read


def _times(factors, coefficients, part, cases):
    """A number or formula that the factors are; the coefficient once more, where it is squared."""
    times = number(factors, cases)
    squared = (
        number([factor / c for factor, c in zip(factors, coefficients, strict=True)], cases) if times is None else None
    )
    return part if squared == 1.0 else times


def _read_cost(some, part, right):
    """The same for the cost: how often each parameter's norm counts, by least squares over the songs."""
    cases, names = [case for case, _ in some], list(some[0][0].params)
    y = np.array([float(added[part][COST]) for _, added in some])
    coefficients = np.array([getattr(case.settings, part) for case in cases])
    for norm in (right, *NORMS):
        N = np.array([[NORMS[norm][0](W) for W in case.params.values()] for case in cases])
        for times in (1.0, part, *NUMBERS):
            sizes = coefficients if times == part else np.array([case.forward.number(times) for case in cases])
            A = (sizes * coefficients)[:, None] * N
            c, *_ = np.linalg.lstsq(A, y, rcond=None)
            if np.all(np.abs(A @ c - y) <= 1e-9 * max(1e-6, np.abs(y).max())):
                factors = [
                    0.0 if abs(x) < 1e-9 else times if abs(x - 1) < 1e-9 and times != 1.0 else nice(x) for x in c
                ]
                return {k: (norm if x else None, x) for k, x in zip(names, factors, strict=True)}
    return dict.fromkeys(names, (None, None))


def _spoilt(read, right, weights):
    """The parameters whose factor is not what it must be, by (other norm or "", times, whether it is a weight)."""
    spoilt = {}
    if all(times is None for _, times in read.values()):
        read = {k: factor for k, factor in read.items() if k in weights}
    for k, (norm, times) in read.items():
        if (norm, times) != ((right, 1.0) if k in weights else (None, 0.0)):
            other = norm if norm not in (right, None) else ""
            spoilt.setdefault((other, times, k in weights), []).append(k)
    return {key: tuple(names) for key, names in spoilt.items()}


def _told(norm, times, is_weight, names, places, norms):
    """One finding for one factor, in all the places where it is found."""
    penalties = " and ".join(dict.fromkeys(part.upper() for part, _, _ in places))
    wheres = " and ".join(dict.fromkeys(where for _, where, _ in places))
    shown = {right for part, _, right in places if part == "l1"}
    only = f"with the L1 norm {shown.pop()} only" if len(shown) == 1 < len(norms) and "L2" not in penalties else ""
    of = "" if is_weight and len(names) > 2 else f" of {', '.join(names)}"
    params = (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
    state = " missing" if times == 0 else "" if times is not None else " not recognised"
    pairs = []
    for part, where, right in places:
        must = _term(right, 1.0, part, where) if is_weight else "0: only weight matrices are penalised"
        if times is not None:
            is_words = "0" if times == 0 else _term(norm or right, times, part, where)
            pairs.append((f"{part.upper()} adds {is_words} to the {where}", f"{part.upper()} adds {must}"))
    name = f"{penalties} penalty{of}{state} in the {wheres}"
    return Finding(name, params, only, tuple(pairs[:1] if len(pairs) > 2 else pairs), "", PAGE)


def _term(norm, times, coefficient, where):
    words = f" {norm}" if where == "cost" else DERIVATIVES.get(norm, f" (the derivative of {norm})")
    if norm == "sum w^2" and where == "gradient" and not isinstance(times, str | tuple):
        words, times = " w", 2 * times
    return f"{times_text(times)}{coefficient}{words}"


def _exchanged(told, norms):
    """l1 in the place of l2 and the reverse: both norms with the other's coefficient."""
    for norm, times, is_weight, names in list(told):
        others = [key for key in told if key[0] in norms and key[1:] == (times, is_weight, names)]
        if norm == "sum w^2" and others:
            places = told.pop((norm, times, is_weight, names)) + [place for key in others for place in told.pop(key)]
            wheres = " and ".join(dict.fromkeys(where for _, where, _ in places))
            params = (*(names if "gradient" in wheres else ()), *((COST,) if "cost" in wheres else ()))
            pairs = (("l2 multiplies the L1 norm, l1 the sum of w^2", "l1 multiplies the L1 norm, l2 the sum of w^2"),)
            yield Finding(f"l1 and l2 exchanged in the {wheres}", params, pairs=pairs, pages=PAGE)


def _merged(found):
    """One factor in the loss' gradient and in both penalties' is one in the whole gradient."""
    names = [finding.name for finding in found]
    if names == ["the gradient of the loss", "L1 and L2 penalty in the gradient"]:
        times = [finding.pairs[0][0].split(" = ")[-1].split(" adds ")[-1].split(" ")[0] for finding in found]
        if times[0] == times[1]:
            return [
                Finding(
                    "a factor in the whole gradient", found[0].params, pairs=((f"{times[0]} dC", "dC"),), pages=PAGE
                )
            ]
    return found
