"""The record types of Lead and Contact that an account works with (connector domain 2.11, P52).

Where several accounts use one organization, each has record types of its own, so that no record is
of two accounts. They are chosen among those that describe offers to the connected user.
"""

from __future__ import annotations

from collections.abc import Sequence

from sfconnector.connection.context import ConnectionContext
from sfconnector.errors import InputError, NotConnectedError, UnknownRecordTypeError
from sfconnector.salesforce import describe
from sfconnector.salesforce.describe import RecordTypeInfo
from sfconnector.salesforce.session import Session
from sfconnector.store import connections, record_types
from sfconnector.store.record_types import RecordType

OBJECTS = ("Lead", "Contact")


def read(context: ConnectionContext) -> tuple[RecordType, ...]:
    """Return what the account has chosen, by object and then by name."""
    with context.store.reading() as connection:
        return record_types.of_account(connection, context.account_id)


def choose(
    context: ConnectionContext, session: Session, sobject: str, names: Sequence[str]
) -> tuple[RecordType, ...]:
    """Make record types of an object the account's, in place of those before; return them.

    Args:
        context: the account.
        session: to ask describe with.
        sobject: ``Lead`` or ``Contact``, in any case.
        names: labels, API names or ids.

    Raises:
        UnknownRecordTypeError: there is none of this name that the connected user may use.
        InputError: the object has no record types to choose, no name is given, a name is that of
            several, or another account has chosen it.
        NotConnectedError: no organization is connected.
        ConnectorError: as :meth:`Session.call`.
    """
    sobject = known(sobject)
    if not names:
        message = "no record type is named; to work with all records again, clear them"
        raise InputError(message)
    infos = describe.read_record_types(describe.ask(session, sobject))
    chosen = {
        found.record_type_id: RecordType(
            id=found.record_type_id, sobject=sobject, name=found.name, standing=found.standing
        )
        for found in (_found(sobject, infos, name) for name in names)
    }
    with context.store.writing() as connection:
        row = connections.read(connection, context.account_id)
        if row is None or row.organization_id is None:
            message = "no Salesforce organization is connected; run connect first"
            raise NotConnectedError(message)
        organization_id = row.organization_id
        held = record_types.held_by_others(
            connection, context.account_id, organization_id, tuple(chosen)
        )
        if held:
            told = ", ".join(f"{each.name} is the account {each.account}'s" for each in held)
            message = (
                f"of the record types of {sobject}, {told}: records of one type belong to one "
                "account; make a record type of its own for each account"
            )
            raise InputError(message)
        record_types.choose(
            connection, context.account_id, organization_id, sobject, tuple(chosen.values())
        )
    return tuple(each for each in read(context) if each.sobject == sobject)


def clear(context: ConnectionContext, sobject: str | None = None) -> None:
    """Work with every record of an object again; None means of Lead and of Contact.

    Raises:
        InputError: it is neither Lead nor Contact.
    """
    name = None if sobject is None else known(sobject)
    with context.store.writing() as connection:
        record_types.release(connection, context.account_id, name)


def known(sobject: str) -> str:
    """Return an object's name as Salesforce spells it.

    Raises:
        InputError: it is neither Lead nor Contact.
    """
    for each in OBJECTS:
        if each.casefold() == sobject.casefold():
            return each
    message = f"an account has record types of {' and of '.join(OBJECTS)}, not of {sobject!r}"
    raise InputError(message)


def _found(sobject: str, infos: Sequence[RecordTypeInfo], name: str) -> RecordTypeInfo:
    own = [each for each in infos if not each.master]
    named = [each for each in own if _is_named(each, name)]
    # A label may be that of several; an API name or an id is that of one.
    exact = [each for each in named if each.name.casefold() != name.casefold()] or named
    if len(exact) > 1:
        alike = ", ".join(sorted(each.developer_name for each in exact))
        message = f"{sobject} has several record types of the label {name}: say which, of {alike}"
        raise InputError(message)
    if exact and exact[0].active and exact[0].available:
        return exact[0]
    usable = sorted(each.name for each in own if each.active and each.available)
    if not exact:
        what = f"{sobject} has no record type {name}"
    elif not exact[0].active:
        what = f"the record type {exact[0].name} of {sobject} is not active"
    else:
        what = (
            f"the record type {exact[0].name} of {sobject} is not assigned to the connected user; "
            "assign it in the user's profile or permission set (Object Settings, Record Type "
            "Assignments)"
        )
    message = f"{what}. The user may use: {', '.join(usable) or 'none'}"
    raise UnknownRecordTypeError(message)


def _is_named(info: RecordTypeInfo, name: str) -> bool:
    texts = {info.name.casefold(), info.developer_name.casefold()}
    return name.casefold() in texts or name in {info.record_type_id, info.record_type_id[:15]}
