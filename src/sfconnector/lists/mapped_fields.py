"""How many fields an account's lists read, against what is normally enough (domain 1.23, row 63).

Counted are fields of objects, each once whatever number of lists reads it; the columns of a report
name no field. Many fields are allowed: it is told that they may be slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sfconnector.lists import sources
from sfconnector.store import lists
from sfconnector.store.store import Store

MOST_FIELDS = 100
"""Fewer fields across all objects are normally enough (connector domain 1.23)."""


def warning(
    store: Store, account_id: int, *, list_name: str, source: str, fields: Sequence[str]
) -> str:
    """Return what a user must know of the account's fields, "" if nothing.

    Args:
        store: where the account's lists are.
        account_id: the account.
        list_name: a list that is there or to be.
        source: what it keeps, or will keep, of its source.
        fields: those it has, or will have.
    """
    with store.reading() as connection:
        rows = lists.read_all(connection, account_id)
    others = ((each.source, each.fields) for each in rows if each.name != list_name)
    return told((*others, (source, fields)))


def told(pairs: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return what a user must know of lists, each what it keeps of its source and its fields."""
    used = sources.fields_used(pairs)
    number = sum(map(len, used.values()))
    if number < MOST_FIELDS:
        return ""
    by_object = ", ".join(f"{len(names)} of {sobject}" for sobject, names in sorted(used.items()))
    return (
        f"the account's lists read {number} fields ({by_object}): {MOST_FIELDS} and more may slow "
        "imports down; import with those alone that a list, segment or form uses"
    )
