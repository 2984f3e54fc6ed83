"""Verifying a list: is it what the source shows now? Counts, ids and values, page by page.

Source and list are read side by side in the order of Ids, and no more than a page of either is
held. It writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from sfconnector.errors import AccessDeniedError
from sfconnector.lists import held, partition, sources
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.followed import reader
from sfconnector.lists.sources.members import Rows
from sfconnector.lists.sources.selection import Selection
from sfconnector.salesforce.rows import instant
from sfconnector.salesforce.rows_by_key import STAMP, Key, stamp_of
from sfconnector.salesforce.session import Session
from sfconnector.store.lists import ListRow
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import is_member
from sfconnector.sync.comparison import Change, Standing, changes

MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A record that the list has otherwise than the source."""

    record_id: str
    kind: str
    """``missing`` in the list, ``left`` the source and stands in the list, ``values`` differ, or
    ``skipped``: one of both has it as a member or for another reason."""
    fields: tuple[str, ...] = ()
    """Whose values differ."""
    stamped_since: bool = False
    """Whether it was changed after what the list's last sync is sure to have read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a list and its source have in common, and what not."""

    list_name: str
    members_in_source: int
    members_in_list: int
    skipped_in_source: int
    skipped_in_list: int
    by_kind: Mapping[str, int]
    """How many differences of each kind."""
    differences: tuple[Difference, ...]
    """The first of them by record id, :data:`MOST_SHOWN` at most."""
    not_compared: tuple[str, ...]
    """Fields that the connected user cannot see."""
    kept: int = 0
    """Members that left the source and are kept: no difference, and not in the counts above."""
    message: str = ""
    """What a user must know of how the source was read, if anything."""

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.by_kind


def verify(session: Session, store: Store, account_id: int, row: ListRow) -> Verification:
    """Compare a list with its source as it is now.

    Args:
        session: calls Salesforce.
        store: where the list is.
        account_id: whose it is.
        row: the list; it has been imported.

    Raises:
        AccessDeniedError: the object or its e-mail is hidden.
        UnknownRecordTypeError: a record type of the account is no more there.
        ConnectorError: as :meth:`Session.call`.
    """
    came_from = sources.members_of(row.source)
    assert row.generation is not None
    visible = {each.name for each in came_from.visible(session)}
    if EMAIL not in visible:
        message = f"the connected user may not read the field {came_from.where}"
        raise AccessDeniedError(message, status=200, code="")
    part = partition.look(store, account_id, session, came_from, keep=False)
    came_from = partition.narrow(came_from, part.ids)
    read = tuple(each for each in row.fields if each in visible)
    follows = came_from.followed(visible)
    rows: Rows = came_from.rows(session, (*read, *follows))
    if isinstance(came_from, Selection) and part.ids == row.record_types:
        rows = came_from.narrowed_rows(session, (*read, *follows))
    standing = reader(came_from, row.fields, (*read, *follows))
    kinds: Counter[str] = Counter()
    states: Counter[tuple[str, str]] = Counter()
    kept = 0
    shown_differences: list[Difference] = []
    key: Key | None = Key(None, None)
    while key is not None:
        page = rows.page(key)
        through = None if page.following is None else page.following.record_id
        for span in held.spans(
            store, row.generation, page.records, after=key.record_id, through=through
        ):
            known = span.known
            shown = {each.Id: standing(each, known.get(each.Id)) for each in span.shown}
            records = {each.Id: each for each in span.shown} if came_from.stamps else {}
            states.update(("source", each.state) for each in shown.values())
            states.update(("list", each.state) for each in known.values())
            kept += sum(
                each.state == "left" and is_member(row.removal, each.reason)
                for each in known.values()
            )
            found = changes(known, shown, all_shown=page.is_whole)
            differing = (
                each for each in found if (each.was, each.becomes.state) != ("left", "left")
            )
            for change in sorted(differing, key=lambda each: each.record_id):
                record = records.get(change.record_id)
                stamp = None if record is None else stamp_of(record)
                difference = _difference(change, known.get(change.record_id), stamp, row)
                kinds[difference.kind] += 1
                if len(shown_differences) < MOST_SHOWN:
                    shown_differences.append(difference)
        key = page.following
    return Verification(
        list_name=row.name,
        members_in_source=states["source", "member"],
        members_in_list=states["list", "member"],
        skipped_in_source=states["source", "skipped"],
        skipped_in_list=states["list", "skipped"],
        by_kind=dict(sorted(kinds.items())),
        differences=tuple(shown_differences),
        not_compared=tuple(each for each in row.fields if each not in visible),
        kept=kept,
        message=rows.note().message,
    )


def _difference(
    change: Change, known: Standing | None, stamp: str | None, row: ListRow
) -> Difference:
    to = change.becomes
    since = (
        stamp is not None
        and row.synced_through is not None
        and instant(stamp, field=STAMP) > row.synced_through
    )
    kind = "skipped"
    fields: tuple[str, ...] = ()
    if to.state == "left":
        kind = "left"
    elif change.was == "member" and to.state == "member":
        assert known is not None
        kind, fields = "values", _differing(known, to, row.fields)
    elif to.state == "member" and change.was in {"absent", "left"}:
        kind = "missing"
    return Difference(record_id=change.record_id, kind=kind, fields=fields, stamped_since=since)


def _differing(one: Standing, other: Standing, fields: Sequence[str]) -> tuple[str, ...]:
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    first, second = decode(one.field_values or "{}"), decode(other.field_values or "{}")
    return tuple(
        each
        for each in fields
        if (one.email != other.email if each == EMAIL else first.get(each) != second.get(each))
    )
