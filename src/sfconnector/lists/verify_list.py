"""Verifying a list: is it what the source shows now? Counts, ids and values, page by page.

Source and list are read side by side in the order of Ids, and no more than a page of either is
held. It writes nothing and keeps nobody from syncing; if the list was imported or synced meanwhile,
it is compared once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from sfconnector.errors import AccessDeniedError
from sfconnector.lists import held, partition, sources
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.followed import reader
from sfconnector.lists.marketing_list import row_of
from sfconnector.lists.sources.members import Rows
from sfconnector.lists.sources.selection import Selection
from sfconnector.salesforce.rows import instant
from sfconnector.salesforce.rows_by_key import STAMP, Key, stamp_of
from sfconnector.salesforce.session import Session
from sfconnector.store import sync_deltas, tombstones
from sfconnector.store.lists import ListRow
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import is_member
from sfconnector.sync.comparison import Change, Standing, changes

MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field whose value in the list is another than in the source."""

    field: str
    in_source: Any
    in_list: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A record that the list has otherwise than the source."""

    record_id: str
    kind: str
    """``missing`` in the list, ``left`` the source and stands in the list, ``values`` differ, or
    ``skipped``: one of both has it as a member or for another reason."""
    fields: tuple[FieldDifference, ...] = ()
    """Those whose values differ."""
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
    counted_members: int
    """As the list counts its members, without looking at them."""
    counted_skipped: int
    by_kind: Mapping[str, int]
    """How many differences of each kind; ``count`` is one if the list's own counts are wrong."""
    differences: tuple[Difference, ...]
    """The first of them by record id, :data:`MOST_SHOWN` at most."""
    not_compared: tuple[str, ...]
    """Fields that the connected user cannot see."""
    kept: int = 0
    """Members that left the source and are kept: no difference, and not in the counts above."""
    changed_meanwhile: bool = False
    """Whether the list was imported or synced while it was compared, twice in a row; then what is
    told of it mixes what was before with what is now."""
    message: str = ""
    """What a user must know of how the source was read, if anything."""

    @property
    def equal(self) -> bool:
        """Whether nothing differs, for sure."""
        return not self.by_kind and not self.changed_meanwhile


def verify(session: Session, store: Store, account_id: int, row: ListRow) -> Verification:
    """Compare a list with its source as it is now.

    The list is read in many transactions, so it is looked at again at the end.

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
    found = _compared(session, store, account_id, row)
    now = _now(store, account_id, row)
    if now != row:
        found = _compared(session, store, account_id, now)
        if now != _now(store, account_id, now):
            changed = (
                "the list was imported or synced while it was compared, so it cannot be told "
                "whether it equals its source; verify it again"
            )
            message = "; ".join(each for each in (changed, found.message) if each)
            return replace(found, changed_meanwhile=True, message=message)
    return found


def _now(store: Store, account_id: int, row: ListRow) -> ListRow:
    with store.reading() as connection:
        return row_of(connection, account_id, row.name)


def _compared(session: Session, store: Store, account_id: int, row: ListRow) -> Verification:
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
            ids = [each.Id for each in span.shown]
            with store.reading() as connection:
                deleted = tombstones.of_records(connection, row.id, ids)
            standing = reader(came_from, row.fields, (*read, *follows), deleted=deleted)
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
    with store.reading() as connection:
        counted = sync_deltas.count_rows(connection, row.generation)
    if counted != (row.imported, row.skipped):
        kinds["count"] = 1
    return Verification(
        list_name=row.name,
        members_in_source=states["source", "member"],
        members_in_list=states["list", "member"],
        skipped_in_source=states["source", "skipped"],
        skipped_in_list=states["list", "skipped"],
        counted_members=row.imported,
        counted_skipped=row.skipped,
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
    fields: tuple[FieldDifference, ...] = ()
    if to.state == "left":
        kind = "left"
    elif change.was == "member" and to.state == "member":
        assert known is not None
        kind, fields = "values", _differing(known, to, row.fields)
    elif to.state == "member" and change.was in {"absent", "left"}:
        kind = "missing"
    return Difference(record_id=change.record_id, kind=kind, fields=fields, stamped_since=since)


def _differing(
    here: Standing, there: Standing, fields: Sequence[str]
) -> tuple[FieldDifference, ...]:
    ours, theirs = _raw_values(here), _raw_values(there)
    return tuple(
        FieldDifference(
            each, msgspec.json.decode(theirs[each]), msgspec.json.decode(ours.get(each, b"null"))
        )
        for each in fields
        if each in theirs and ours.get(each) != theirs[each]
    )


def _raw_values(standing: Standing) -> dict[str, bytes]:
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    values = {each: bytes(raw) for each, raw in decode(standing.field_values or "{}").items()}
    return values | {EMAIL: msgspec.json.encode(standing.email)}
