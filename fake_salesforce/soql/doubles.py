"""Doubles as an answer writes them: as Java does, so 5600000000.0 is ``5.6E9`` (believed)."""

from __future__ import annotations

from decimal import Decimal

_PLAIN_FROM = 1e-3
_PLAIN_BELOW = 1e7


def double_text(value: float) -> str:
    """Return a double as Java's ``Double.toString`` writes it, in as few digits as can be."""
    number = float(value)
    if number == 0 or _PLAIN_FROM <= abs(number) < _PLAIN_BELOW:
        return repr(number)
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int), "an infinite number is no field's value"
    first, *rest = map(str, digits)
    power = exponent + len(rest)
    return f"{'-' if sign else ''}{first}.{''.join(rest) or '0'}E{power}"
