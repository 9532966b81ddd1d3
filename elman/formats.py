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
