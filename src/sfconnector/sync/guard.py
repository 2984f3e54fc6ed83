"""The truncation guard: whether so many missing rows are to be believed. Pure.

It counts the rows that are missing without a trace. What Salesforce itself tells as deleted, merged
or converted is no truncation. A right that was lost looks the same as records that are gone, and a
small list may lose all of its rows by it; so few rows are believed only where most of the list is
still there, and an empty source never is.
"""

from __future__ import annotations

ALWAYS_PLAUSIBLE = 10
"""So few may be missing whatever the share, or small lists could never shrink."""


def is_plausible(missing: int, of: int, *, percent: int) -> bool:
    """Tell whether ``missing`` of ``of`` rows may have left.

    They may if they are not all, and either at most ``percent`` of them, or at most
    :data:`ALWAYS_PLAUSIBLE` and no more than half.
    """
    if not missing:
        return True
    if missing >= of:
        return False
    return missing * 100 <= of * percent or (missing <= ALWAYS_PLAUSIBLE and missing * 2 <= of)
