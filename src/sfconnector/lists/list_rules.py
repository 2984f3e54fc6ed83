"""The rules of a list that its user chooses: what becomes of members that left, and the guard."""

from __future__ import annotations

from typing import get_args

from sfconnector.errors import InputError
from sfconnector.lists.marketing_list import MarketingList, read_one, row_of
from sfconnector.store import lists
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import Removal

REMOVALS: tuple[Removal, ...] = get_args(Removal)
MOST_PERCENT = 100


def change(
    store: Store,
    account_id: int,
    name: str,
    *,
    removal: str | None = None,
    shrink_percent: int | None = None,
) -> MarketingList:
    """Change rules of a list, and return it; None leaves a rule as it is.

    Raises:
        UnknownListError: there is no list of this name.
        InputError: a rule cannot be one.
    """
    chosen = next((each for each in REMOVALS if each == removal), None)
    if removal is not None and chosen is None:
        *others, last = REMOVALS
        known = f"{', '.join(others)} or {last}"
        message = f"members that left can be treated by {known}, not by {removal!r}"
        raise InputError(message)
    if shrink_percent is not None and not 0 <= shrink_percent <= MOST_PERCENT:
        message = f"a share is 0 to {MOST_PERCENT} percent, not {shrink_percent}"
        raise InputError(message)
    with store.writing() as connection:
        row = row_of(connection, account_id, name)
        lists.set_rules(
            connection,
            row.id,
            removal=chosen or row.removal,
            shrink_percent=row.shrink_percent if shrink_percent is None else shrink_percent,
        )
    return read_one(store, account_id, name)
