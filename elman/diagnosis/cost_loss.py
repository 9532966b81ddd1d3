"""What is wrong with a cost without its penalties: with the loss, its gradient, or the backward pass."""

import numpy as np

from elman.diagnosis.cost_cases import COST
from elman.diagnosis.evidence import conclusion, example
from elman.diagnosis.explain import explain
from elman.diagnosis.findings import PAGES, UNKNOWN, Finding
from elman.diagnosis.seen import number, ratio
from elman.diagnosis.words import number as times_text

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
    "": lambda L: 1.0,
    "L": lambda L: L,
    "1 / L": lambda L: 1 / L,
    "L^2": lambda L: L**2,
    "1 / L^2": lambda L: 1 / L**2,
    "sqrt(L)": lambda L: L**0.5,
}
"""Powers of L, the root of the mean square, that a slip in the derivative of the root multiplies by."""


def of_loss(parts):
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
            yield Finding("the loss in the cost", (COST,), pairs=pairs, pages=PAGES["cost"])
            return
    yield Finding(
        "the loss in the cost", (COST,), words="Without penalties, the cost is not the loss.", pages=PAGES["cost"]
    )


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
    factors = [ratio(*pair) for pair in every]
    for name, f in _ROOTS.items() if None not in factors else ():
        times = number([c / f(np.sqrt(np.mean(case.E**2))) for c, case in zip(factors, cases, strict=True)], cases)
        if times is not None:
            yours = f"dY = {times_text(times)}{name and name + ' * '}({right})"
            known = f"dY = {right}, with E = Y - targets{' and L = sqrt(mean(E^2))' if 'L' in yours else ''}"
            yield Finding("the gradient of the loss", wrong, pairs=((yours, known),), pages=PAGES["cost"])
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
            UNKNOWN,
            left,
            words=f"Without penalties: {example(pairs, left)} {conclusion(pairs, left)}",
            pages=PAGES["cost"],
        )
