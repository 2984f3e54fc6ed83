"""Doubles as an answer writes them: as Java does, so 5600000000.0 is ``5.6E9`` (believed)."""

from __future__ import annotations

_PLAIN_FROM = 1e-3
_PLAIN_BELOW = 1e7
_WHOLE_BELOW = 1e16
"""Below it a whole number's own digits are the fewest that tell it."""


def is_plain(number: float) -> bool:
    """Tell whether Java writes a double without an exponent."""
    return _PLAIN_FROM <= abs(number) < _PLAIN_BELOW or number == 0


def double_text(value: float) -> str:
    """Return a double as Java's ``Double.toString`` writes it, in as few digits as can be."""
    number = float(value)
    if is_plain(number):
        return repr(number)
    sign = "-" if number < 0 else ""
    if abs(number) < _WHOLE_BELOW and number.is_integer():
        digits = str(int(abs(number)))
        return f"{sign}{digits[0]}.{digits[1:].rstrip('0') or '0'}E{len(digits) - 1}"
    digits, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = digits.partition(".")
    power = int(exponent or 0) + len(whole) - 1
    significant = whole + fraction
    leading_zeros = len(significant) - len(significant.lstrip("0"))
    mantissa = significant.strip("0")
    return f"{sign}{mantissa[0]}.{mantissa[1:] or '0'}E{power - leading_zeros}"
