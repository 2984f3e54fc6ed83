"""One act of writing: who writes, when, and what may be asked about the world outside the row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fake_salesforce.access import Access
from fake_salesforce.clock import to_wire
from fake_salesforce.schema import SObject

from .rules import Rules
from .values import Stored


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes, when, and what the writer may ask about the world outside the row."""

    user_id: str
    now: datetime
    access: Access
    access_of: Callable[[str], Access]
    """What another user, by id, may do."""
    take_id: Callable[[sqlite3.Connection, str], str]
    """Gives the next id of a key prefix."""
    take_number: Callable[[sqlite3.Connection, str], int]
    """Gives the next number of a sequence."""
    is_username_taken: Callable[[str], bool]
    """Tells whether any org that shares the login host has a user of this name."""
    rules: Rules | None
    """The rules of the org's own making, and how the writer wants them applied; None for none."""

    @property
    def without_rules(self) -> Writing:
        """The same act, which no rule of the org's own making looks at."""
        return replace(self, rules=None)

    @property
    def stamps(self) -> dict[str, Stored]:
        """The system fields that each write moves."""
        stamp = to_wire(self.now)
        return {
            "LastModifiedDate": stamp,
            "LastModifiedById": self.user_id,
            "SystemModstamp": stamp,
        }


def columns(sobject: SObject, values: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return the values that the object has a column for: not each has every stamp."""
    return {name: value for name, value in values.items() if sobject.field(name) is not None}
