"""What Salesforce's own record says of a refused login, where somebody may read it.

A refused user cannot ask. The account's session, if it still lives, or another account's on the
same organization may, if its user sees LoginHistory. No login is sent for it, and whatever is
refused on the way only means that the record is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sfconnector.connection.context import ConnectionContext
from sfconnector.errors import ConnectorError
from sfconnector.salesforce import login_history, query, rows
from sfconnector.salesforce.grant import FixedAuthority, Grant
from sfconnector.salesforce.session import Session
from sfconnector.store import accounts, connections
from sfconnector.store.connections import ConnectionRow

RECENT = timedelta(minutes=15)
"""How far the clocks of Salesforce and of this computer may stand apart for a record to count."""

MOST = 10
"""How many of the user's newest logins are looked at: other programs log in beside this one."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found."""

    status: str | None = None
    """LoginHistory.Status of the attempt; None if it could not be read, or tells of no failure."""
    is_unknown: bool = False
    """Whether the organization has no user of this name."""


def look(
    context: ConnectionContext, row: ConnectionRow | None, username: str, *, own_session: bool
) -> Looked:
    """Look up how Salesforce recorded the last login of this user.

    Args:
        context: the account.
        row: its connection.
        username: who was refused.
        own_session: whether the account's own session may be good for it.
    """
    if row is None or row.organization_id is None or not username:
        return Looked()
    for grant in _grants(context, row, own_session=own_session):
        session = context.session(FixedAuthority(grant))
        try:
            found = _read(session, username, now=context.clock.now())
        except ConnectorError:
            continue  # not this one: the next may be allowed to
        if found is not None:
            return found
    return Looked()


def _read(session: Session, username: str, *, now: datetime) -> Looked | None:
    named = query.quoted(username)
    users = rows.read_all(session, f"SELECT Id FROM User WHERE Username = {named}")  # noqa: S608 - quoted
    if not users:
        return Looked(is_unknown=True)
    for login in login_history.read(session, rows.text(users[0], "Id"), most=MOST):
        if login.status not in {"", login_history.SUCCESS} and abs(now - login.at) <= RECENT:
            return Looked(login.status)
    return None


def _grants(
    context: ConnectionContext, row: ConnectionRow, *, own_session: bool
) -> Iterator[Grant]:
    assert row.organization_id is not None
    rows = [row] if own_session else []
    with context.store.reading() as connection:
        for account_id in accounts.on_organization(connection, row.organization_id):
            other = connections.read(connection, account_id)
            if other is not None and account_id != context.account_id:
                rows.append(other)
    for each in rows:
        if each.sealed_session is not None and each.instance_url is not None:
            try:
                yield Grant(context.box.open(each.sealed_session), each.instance_url)
            except ConnectorError:
                continue  # sealed with a key that is not at hand
