"""The field that an account writes its lead scores into: no two accounts share one (P52, 2.6)."""

from __future__ import annotations

from sfconnector.connection.context import ConnectionContext
from sfconnector.errors import InputError, NotConnectedError, UnknownFieldError
from sfconnector.salesforce import describe
from sfconnector.salesforce.session import Session
from sfconnector.store import connections, score_fields

OBJECTS = ("Lead", "Contact")
NUMBERS = frozenset({"double", "int", "currency", "percent"})


def read(context: ConnectionContext) -> str | None:
    """Return the account's score field, None if it has none."""
    with context.store.reading() as connection:
        return score_fields.of_account(connection, context.account_id)


def claim(context: ConnectionContext, session: Session, api_name: str) -> str:
    """Make a field of Lead and Contact the account's score field, and return its name.

    Raises:
        UnknownFieldError: Lead or Contact has no such field that the connected user can see.
        InputError: it is no number, or another account has claimed it.
        NotConnectedError: no organization is connected.
        ConnectorError: as :meth:`Session.call`.
    """
    found = {sobject: _number(session, sobject, api_name) for sobject in OBJECTS}
    name = found[OBJECTS[0]]
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id)
        if row is None or row.organization_id is None:
            message = "no Salesforce organization is connected; run connect first"
            raise NotConnectedError(message)
        taken = score_fields.claimed_by(connection, row.organization_id, name)
        if taken is not None and taken.account_id != context.account_id:
            message = (
                f"{name} is the score field of the account {taken.account}: two accounts that "
                "write one field overwrite each other; make a field of its own for each account"
            )
            raise InputError(message)
        score_fields.claim(connection, context.account_id, row.organization_id, name)
    return name


def _number(session: Session, sobject: str, api_name: str) -> str:
    for field in describe.of(session, sobject):
        if field.name.casefold() == api_name.casefold():
            if field.type not in NUMBERS:
                message = f"{sobject}.{field.name} is a field of type {field.type}, not a number"
                raise InputError(message)
            return field.name
    message = (
        f"{sobject} has no field {api_name} that the connected user can see; make a number field "
        "of this name on Lead and on Contact, and let the user read and edit it"
    )
    raise UnknownFieldError(message)
