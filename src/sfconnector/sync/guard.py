"""The truncation guard: whether so many missing rows are to be believed. Pure.

It counts the rows that are missing without a trace. What Salesforce itself tells as deleted, merged
or converted is no truncation.
"""

from __future__ import annotations

ALWAYS_PLAUSIBLE = 10
"""So few may be missing whatever the share, or small lists could never shrink."""


def is_plausible(missing: int, of: int, *, percent: int) -> bool:
    """Tell whether ``missing`` of ``of`` rows may have left, at most ``percent`` of them."""
    return missing <= ALWAYS_PLAUSIBLE or missing * 100 <= of * percent
