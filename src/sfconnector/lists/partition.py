"""The account's part of an object: the records of the record types that it works with (2.11, P52).

Which those are, the account's users choose. Whether Salesforce still offers them is looked at
before records are read, and kept for the status. One that is not active or not assigned any more
stops nothing, since its records can be read as before. One that is no more there stops the work
until others are chosen: its records have another type now, and the list would be empty.

Lists of leads and of contacts are narrowed so. Other lists, as of a campaign, have people of every
record type; their reports say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sfconnector.errors import UnknownRecordTypeError
from sfconnector.lists.sources.members import Members
from sfconnector.lists.sources.selection import RECORD_TYPE, Selection
from sfconnector.salesforce import describe
from sfconnector.salesforce.describe import RecordTypeInfo
from sfconnector.salesforce.session import Session
from sfconnector.store import record_types
from sfconnector.store.record_types import RecordType
from sfconnector.store.store import Store

PEOPLE = ("Contact", "Lead")


@dataclass(frozen=True, slots=True)
class Part:
    """What an account has chosen for the records of a list."""

    own: tuple[RecordType, ...] = ()
    """Of the list's object; none takes every record."""
    is_elsewhere: bool = False
    """Whether the account has chosen, and the list's members are no leads or contacts."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The record types' ids, in order."""
        return tuple(sorted(each.id for each in self.own))

    @property
    def warning(self) -> str:
        """What a user must know; "" if nothing."""
        if self.is_elsewhere:
            return (
                "this list has people of every record type, also of those that are not the "
                "account's: only lists of leads and of contacts hold the account's alone"
            )
        wrong = [each.told for each in self.own if each.standing != "offered"]
        if not wrong:
            return ""
        return (
            f"of the record types of {self.own[0].sobject} that this account works with: "
            f"{', '.join(wrong)}; see doctor for what to do"
        )


def part(store: Store, account_id: int, members: Members) -> Part:
    """Return what the account has chosen for the members of a list, as it was told last."""
    with store.reading() as connection:
        chosen = record_types.of_account(connection, account_id)
    if not isinstance(members, Selection) or members.sobject not in PEOPLE:
        return Part(is_elsewhere=bool(chosen))
    return Part(tuple(each for each in chosen if each.sobject == members.sobject))


def look(
    store: Store, account_id: int, session: Session, members: Members, *, keep: bool = True
) -> Part:
    """Return what the account has chosen, as describe tells it now: a call if it has chosen any.

    Args:
        store: keeps what is told, unless ``keep`` is false.
        account_id: whose choice.
        session: asks.
        members: of the list.
        keep: whether the store is written.

    Raises:
        UnknownRecordTypeError: one is no more there, or the user cannot see which one a record has.
        AccessDeniedError: the object is hidden.
        ConnectorError: as :meth:`Session.call`.
    """
    before = part(store, account_id, members)
    if not before.own:
        return before
    assert isinstance(members, Selection)
    sobject = members.sobject
    described = describe.ask(session, sobject)
    infos = describe.read_record_types(described)
    own = told(before.own, infos)
    if keep:
        note(store, account_id, before.own, own)
    gone = [each.name for each in own if each.standing == "gone"]
    if gone:
        message = (
            f"the record type {' and '.join(gone)} of {sobject}, which this account works with, is "
            "no more in Salesforce; choose the one that has its records now with "
            f"record-types set {sobject}"
        )
        raise UnknownRecordTypeError(message)
    if RECORD_TYPE not in {each.name for each in describe.read(described)}:
        message = (
            f"this account works with record types of {sobject}, and the connected user may not "
            f"read the field {sobject}.{RECORD_TYPE}"
        )
        raise UnknownRecordTypeError(message)
    return Part(own)


def kept(store: Store, account_id: int, sobject: str, infos: Sequence[RecordTypeInfo]) -> None:
    """Keep what describe tells of the record types that the account has chosen of an object."""
    with store.reading() as connection:
        own = record_types.of_account(connection, account_id, sobject)
    note(store, account_id, own, told(own, infos))


def told(own: Sequence[RecordType], infos: Sequence[RecordTypeInfo]) -> tuple[RecordType, ...]:
    """Return record types as describe tells of them."""
    by_id = {each.record_type_id: each for each in infos}
    return tuple(
        replace(each, name=info.name, standing=info.standing)
        if (info := by_id.get(each.id)) is not None
        else replace(each, standing="gone")
        for each in own
    )


def note(
    store: Store, account_id: int, before: Sequence[RecordType], now: Sequence[RecordType]
) -> None:
    """Keep what is told of record types otherwise than before."""
    changed = [after for one, after in zip(before, now, strict=True) if one != after]
    if changed:
        with store.writing() as connection:
            for each in changed:
                record_types.note(connection, account_id, each)


def narrow(members: Members, ids: tuple[str, ...]) -> Members:
    """Return the members that have one of these record types; none takes every record."""
    return replace(members, record_types=ids) if isinstance(members, Selection) else members
