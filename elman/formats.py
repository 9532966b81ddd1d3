"""Numbers as the paper's tables write them: without the zero before the point."""


def short(value, digits=3):
    """A number with so many digits, and without its leading zero; empty for None.

    >>> short(0.6749), short(-0.25, 2), short(-0.0001), short(1.006), short(None), short(float("nan"))
    ('.675', '-.25', '.000', '1.006', '', 'undefined')
    """
    if value is None:
        return ""
    if value != value:
        return "undefined"
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text


def with_spread(value, spread):
    """A mean with its standard deviation, where there is one.

    >>> with_spread(0.366, 0.18), with_spread(0.366, None), with_spread(float("nan"), float("nan"))
    ('.366 ± .18', '.366', 'undefined')
    """
    known = value is not None and value == value and spread is not None and spread == spread
    return f"{short(value)} ± {short(spread, 2)}" if known else short(value)


def change(value, digits=3):
    """A difference, with its sign.

    >>> change(0.0104), change(-0.016), change(0.00001)
    ('+.010', '-.016', '+.000')
    """
    text = short(value, digits)
    return text if text[:1] in ("-", "u", "") else f"+{text}"


def p_value(p):
    """A p value.

    >>> p_value(0.0391), p_value(0.0004)
    ('.039', '<.001')
    """
    return short(p) if p != p or p >= 0.001 else "<.001"


CHOSEN = (
    "(ridge: penalty per frame; kernel: gamma, penalty; trees: smallest leaf; network: what differs from the reading; of: "
    "windows in frames over which features are averaged; raw: not smoothed; before a name its weight, after the colon the RMSE "
    "on validation songs)"
)
"""What `in_one_line` means."""


def in_one_line(texts, emotions=("valence", "arousal")):
    """What a system chose for each emotion.

    >>> in_one_line(["ridge(3)", "ridge(10)"])
    'valence ridge(3); arousal ridge(10)'
    """
    return "; ".join(f"{emotion} {text}" for emotion, text in zip(emotions, texts, strict=True))
