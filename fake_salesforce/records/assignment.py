"""Assignment rules: the first entry that is true of a lead says who owns it.

Without a header the REST API applies the active rule, to creates and updates alike, and an entry
goes before the owner that the writer gave ([K:rest-api/assignment-rule-header]). What no entry fits
goes to the rule's default owner, if it has one (believed).
"""

from __future__ import annotations

import sqlite3

from fake_salesforce.errors import InvalidAssignmentRuleError
from fake_salesforce.schema import SObject
from fake_salesforce.schema.rules import AssignmentRule

from .validation_rules import Holds


def owner_of(
    connection: sqlite3.Connection,
    sobject: SObject,
    record_id: str,
    *,
    auto_assign: bool | str,
    holds: Holds,
) -> str | None:
    """Return the id of the user or queue that an assignment rule gives a record; None to leave it.

    Args:
        connection: in the transaction that has written the record.
        sobject: its object; only Lead has assignment rules here.
        record_id: of the record.
        auto_assign: whether the active rule is asked, or the id of the rule that is.
        holds: evaluates the condition of an entry.

    Raises:
        InvalidAssignmentRuleError: there is no rule of that id.
    """
    rule = _asked(sobject, auto_assign=auto_assign)
    if rule is None:
        return None
    for each in rule.entries:
        if each.condition is None or holds(connection, sobject, record_id, each.condition):
            return each.owner_id
    return rule.default_owner_id


def _asked(sobject: SObject, *, auto_assign: bool | str) -> AssignmentRule | None:
    """Return the rule meant: an inactive one is asked where its id is given ([D] SOAP header)."""
    if isinstance(auto_assign, bool):
        active = (each for each in sobject.assignment_rules if each.active and auto_assign)
        return next(active, None)
    if sobject.name != "Lead":
        return None
    for each in sobject.assignment_rules:
        if each.id == auto_assign:
            return each
    # The code is the guide's ([K:api/core-data-types]), its text is believed.
    message = f"invalid assignment rule id: {auto_assign}"
    raise InvalidAssignmentRuleError(message, fields=())
