"""Validation rules: a record for which a rule's condition holds is refused in the rule's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from fake_salesforce.errors import FieldCustomValidationError, together
from fake_salesforce.schema import SObject

Holds = Callable[[sqlite3.Connection, SObject, str, str], bool]
"""Tells whether a condition (object, record id, text) is true of a record."""


def check(connection: sqlite3.Connection, sobject: SObject, record_id: str, holds: Holds) -> None:
    """Refuse a written record that breaks rules, with an error for each ([I:jsforce#861]).

    Raises:
        FieldCustomValidationError: active rules hold; the first error tells the others too.
    """
    broken = [
        FieldCustomValidationError(each.message, fields=(each.field,) if each.field else ())
        for each in sobject.validation_rules
        if each.active and holds(connection, sobject, record_id, each.condition)
    ]
    if broken:
        raise together(broken)
