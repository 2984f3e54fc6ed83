"""Doubles as an answer writes them: as Java does, so 5600000000.0 is ``5.6E9`` (believed)."""

from __future__ import annotations

_PLAIN_FROM = 1e-3
_PLAIN_BELOW = 1e7


def double_text(value: float) -> str:
    """Return a double as Java's ``Double.toString`` writes it, in as few digits as can be."""
    number = float(value)
    shortest = repr(number)
    if _PLAIN_FROM <= abs(number) < _PLAIN_BELOW or number == 0:
        return shortest
    sign = "-" if number < 0 else ""
    digits, _, exponent = shortest.lstrip("-").partition("e")
    whole, _, fraction = digits.partition(".")
    power = int(exponent or 0) + len(whole) - 1
    significant = whole + fraction
    leading_zeros = len(significant) - len(significant.lstrip("0"))
    mantissa = significant.strip("0")
    return f"{sign}{mantissa[0]}.{mantissa[1:] or '0'}E{power - leading_zeros}"
