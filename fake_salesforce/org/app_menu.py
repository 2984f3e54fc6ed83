"""The app menu: an item for each connected app, which tells whoever asks whether he may use it.

That every item is told to every user, and that ``IsAccessible`` is of the user who asks, are the
guide's words ([K:object-reference/appmenuitem]). Believed: that an app which all users may
self-authorize is accessible to all of them, one for users whom an administrator approves to those
alone, a blocked one to nobody; that a connected app is not visible, as it has no start URL; and how
its developer name follows from its label. The items are a view (``views.py``).
"""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime

from fake_salesforce import ids
from fake_salesforce.clock import to_wire
from fake_salesforce.soql import (
    BoundAnd,
    BoundCondition,
    BoundNot,
    BoundQuery,
    BoundSemiJoin,
)

from . import sequences
from .views import APP_MENU_ASKER, APP_MENU_ITEM

_ITEM = "0DS"
_APPLICATION = "0H4"
"""The key prefix of connected apps (believed)."""


def install_functions(connection: sqlite3.Connection) -> None:
    """Give a connection what the view asks. Call it once on each new connection."""
    ask_as(connection, None)


def ask_as(connection: sqlite3.Connection, user_id: str | None) -> None:
    """Have the items told, on this connection, to a user; None is nobody."""
    connection.create_function(APP_MENU_ASKER, 0, lambda: user_id)


def add(
    connection: sqlite3.Connection,
    number: int,
    name: str,
    *,
    instance: str,
    author: str,
    at: datetime,
    namespace: str | None = None,
) -> None:
    """Add the item of a connected app.

    Args:
        connection: in the transaction that adds the app.
        number: the app's.
        name: the app's, which is the label.
        instance: the three characters of the org's instance.
        author: the id of the user who adds it.
        at: when.
        namespace: of the package that brings it; None is an app of the org's own.
    """
    connection.execute(
        "INSERT INTO _app_menu_item VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            sequences.take_id(connection, _ITEM, instance),
            ids.record_id(_APPLICATION, instance, number),
            re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_"),
            namespace,
            author,
            to_wire(at),
        ),
    )


def is_read_by(query: BoundQuery) -> bool:
    """Tell whether a query asks for items, or for what refers to them."""
    where = query.where
    # Semi-joins stand alone or beside others under AND.
    together = where.operands if isinstance(where, BoundAnd) else (where,)
    return query.sobject.name == APP_MENU_ITEM or any(map(_joins, together))


def _joins(condition: BoundCondition | None) -> bool:
    bare = condition.operand if isinstance(condition, BoundNot) else condition
    return isinstance(bare, BoundSemiJoin) and bare.sobject.name == APP_MENU_ITEM
