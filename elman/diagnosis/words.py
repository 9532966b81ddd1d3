"""An edited pass in words: its equations as they are and as they must be.

The symbols are those of docs/derivation.md.
"""

from elman.diagnosis.passes import INLINE, RIGHT, State

_POWERS = {
    (0.0, 1.0): "{v}",
    (0.0, 1.0, -1.0): "{v} (1 - {v})",
    (1.0, -2.0, 1.0): "(1 - {v})^2",
    (1.0, 0.0, -2.0, 0.0, 1.0): "(1 - {v}^2)^2",
    (0.0, 0.0, 1.0, -2.0, 1.0): "({v} (1 - {v}))^2",
}


def number(times):
    """A factor before a term: "2 ", "-", "1 / T * ", nothing for 1."""
    if isinstance(times, str):
        return f"{times} * "
    if isinstance(times, tuple):
        return f"{times[0]:.7g} * {times[1]} * "
    if times and abs(times) < 1 and abs(1 / times - round(1 / times)) < 1e-6 and f"{times:.7g}" != f"{times:.4g}":
        return f"{'-' if times < 0 else ''}1 / {round(1 / abs(times))} * "
    return {1.0: "", -1.0: "-"}.get(times, f"{times:.7g} ")


def factor_text(factor, *, frame=True):
    """A factor of a term, such as (1 - H[t + 1]^2); without the frame, (1 - H^2)."""
    if not frame:
        v = factor.array.replace("[t{}]", "").replace("[t]", "").replace("[t + 1]", "'")
    else:
        v = factor.array.format({0: "", 1: " + 1", -1: " - 1", 2: " + 2", -2: " - 2"}[factor.shift])
    powers = tuple(factor.powers)
    while len(powers) > 1 and powers[-1] == 0:
        powers = powers[:-1]
    if powers == (1.0,):
        return ""
    beyond = {"last": " (at the ends, the frame itself)", "ring": " (at the ends, from the other end)"}.get(
        factor.beyond, ""
    )
    text = (
        _POWERS[powers].format(v=v)
        if powers in _POWERS
        else f"({sum_text(powers, ['', v, *(f'{v}^{k}' for k in range(2, len(powers)))][: len(powers)])})"
    )
    edit = f" ({factor.edit.replace('columns', 'units')})" if factor.edit else ""
    return f"{text}{edit}{beyond}" if frame else text


def sum_text(coefficients, whats):
    """A sum, so many times each: "1 - Y^2"; an empty text is the number one.

    >>> sum_text((1.0, 0.0, -0.5), ("", "Y", "Y^2"))
    '1 - 0.5 Y^2'
    """
    words = ""
    for c, what in zip(coefficients, whats, strict=True):
        if c:
            size = f"{abs(c):.6g}" if abs(c) != 1 or not what else ""
            sign = (" - " if c < 0 else " + ") if words else ("-" if c < 0 else "")
            words += f"{sign}{size}{' ' if size and what else ''}{what}"
    return words or "0"


def called(network, signal):
    """A signal in a heading: dh has no name of its own in the Elman network."""
    return "(dH + carry)" if signal == "dh" and signal in INLINE[network] else signal


def frames_text(k):
    """1 frame, 2 frames."""
    return "1 frame" if k == 1 else f"{k} frames"


class Equations:
    """The equations of a network's pass as text."""

    def __init__(self, network):
        self.network, self.right, self.inline = network, RIGHT[network], INLINE[network]

    def signal(self, plan, name, step=""):
        """A signal where a step uses it: its name, or its terms where it has no name of its own."""
        if " + " in name:
            return f"({' + '.join(self.signal(plan, part, step) for part in name.split(' + '))})"
        base, order = name.rstrip("'"), list(plan.steps)
        if name.endswith(" late"):
            return f"{name.removesuffix(' late')} from frame t + 2"
        if step in order and name in order and name not in plan.carries and order.index(name) >= order.index(step):
            return f"{base}[t + 1]"  # not computed yet in this frame
        if name in plan.steps and (name in self.inline or name not in self.right.steps):
            words = self.step(plan, name)
            whole = words.startswith("(") and words.find(")") == len(words) - 1
            return f"({words})" if (" + " in words or " - " in words) and not whole else words
        if name.endswith(" received"):
            return f"{name.removesuffix(' received')} from frame t + 1"
        return base if base in plan.carries or base in ("dh", "dc") else f"{base}[t]"

    def term(self, plan, term, step=""):
        """One term of a step: times * (source matrix^T) * factors."""
        words = self.signal(plan, term.source, step)
        if term.matrix == "1":
            words = f"(sum of {words} over the units)"
        elif term.matrix:
            words = f"{words} {term.matrix}{'' if term.form == 'not transposed' else '^T'}"
            if term.form == "left out":
                words = self.signal(plan, term.source, step)
            elif term.form.startswith("replaced by its "):
                sums = term.form.removeprefix("replaced by its ")
                words = f"{self.signal(plan, term.source, step)} * ({sums} of {term.matrix})"
            elif term.form and term.form != "not transposed":
                words += f" ({term.matrix} {term.form})"
        factors = [text for text in map(factor_text, term.factors) if text]
        if not (factors or term.matrix) and term.times == 1 and " + " in words:
            words = words.removeprefix("(").removesuffix(")")
        return number(term.times) + " * ".join([words, *factors])

    def step(self, plan, name):
        """The right side of a step's equation."""
        terms = [self.term(plan, term, name) for term in plan.steps[name] if term.times != 0]
        forms = [f" ({term.matrix} {term.form})" for term in plan.steps[name] if term.form]
        words = " + ".join(terms).replace("+ -", "- ")
        if len({*plan.steps[name]}) > 1 and sum(form in words for form in forms) > 2:  # the same for each: said once
            form = plan.steps[name][0].form
            for some in forms:
                words = words.replace(some, "")
            words += f", each W {form}"
        return words or "0"

    def sum(self, plan, name, how=None):
        """The right side of a gradient's equation."""
        how = how or plan.sums[name]
        if how.times == 0:
            return "zero everywhere"
        if isinstance(how, State):
            return number(how.times) + self._state(plan, how)
        E = self.signal(plan, how.right)
        V = "" if how.left is None else factor_text(how.left)
        V = V if how.factor is None else f"({V} * {factor_text(how.factor)})"
        words = f"sum of {V}^T {E}" if V else f"sum of {E}"
        if how.row:
            words = f"{how.row} of the {words}"
        for side, edit in how.edits:
            words += f", with {self.side(plan, how, side)} {edit}"
        if how.form:
            words = f"{E.removesuffix('[t]')}, {how.form}" if how.left is None else f"{words}, {how.form}"
        return number(how.times).replace("-", "minus the ").replace(" * ", " times the ") + words

    def side(self, plan, how, side):
        """What stands on the left or right side of a sum, without its frame."""
        right = self.signal(plan, how.right).removesuffix("[t]")
        return right if side == "right" else factor_text(how.left, frame=False)

    def _state(self, plan, how):
        if how.frame == "after":
            words = f"the {how.signal} that is left after the loop"
            more = how.terms[len(self.right.steps[how.signal]) :]
            words += "".join(f" + {self.term(plan, term)}".replace("[t]", "[0]") for term in more)
        elif isinstance(how.frame, str):
            words = f"the {how.frame} over the frames of {self.signal(plan, how.signal).removesuffix('[t]')}"
        elif how.signal.endswith(" received"):
            at = {0: "frame 0 receives", 1: "frame 1 receives", -1: "the last frame receives"}[how.frame]
            words = f"the {how.signal.removesuffix(' received')} that {at}"
        else:
            frame = "[T - 1]" if how.frame == -1 else f"[{how.frame}]"
            words = self.signal(plan, how.signal)
            words = words.replace("[t]", frame) if "[t]" in words else f"{words} of frame {frame[1:-1]}"
        if how.matrix:
            words += f" {how.matrix}{'' if how.form else '^T'}"
        return words + "".join(
            " * (1 - h_0^2)" if len(f.powers) > 2 else f" * {f.array.format('')}" for f in how.factors
        )

    def differences(self, edit):
        """What an edit of the steps changes: pairs (as it is, as it must be)."""
        return [edit.says] if edit.says else self.changed(edit.change(self.right))

    def changed(self, plan):
        """What of the steps is not right in a plan: pairs (as it is, as it must be)."""
        pairs = []
        for name in plan.steps:
            if name in self.right.steps and plan.steps[name] != self.right.steps[name]:
                for user in self._users(plan, name):
                    lhs = self.signal(plan, user)
                    pairs.append((f"{lhs} = {self.step(plan, user)}", f"{lhs} = {self.step(self.right, user)}"))
        return list(dict.fromkeys(pairs))

    def _users(self, plan, name):
        """The steps in whose equations a change of a step is seen."""
        if name not in self.inline:
            return [name]
        return [
            user
            for user, terms in plan.steps.items()
            if any(t.source == name for t in terms) and "." not in user and "'" not in user
        ]
