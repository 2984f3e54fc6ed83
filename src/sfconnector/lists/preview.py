"""What an import would bring: its first page looked at, and nothing written.

Read is what the import reads first, one page, in which stands how many records there are, and one
more to time it where the route is to be chosen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from sfconnector.clock import Clock
from sfconnector.errors import InputError
from sfconnector.lists import mapped_fields, sources
from sfconnector.lists.email import DELETED_HERE, VALID, why_skipped
from sfconnector.lists.fields import EMAIL, resolve
from sfconnector.lists.fitting import COMPOUND, fitted
from sfconnector.lists.import_list import refuse_other
from sfconnector.lists.list_imports import Wanted
from sfconnector.lists.routes.choice import check, choose, exchange_seconds
from sfconnector.lists.routes.rest import WINDOW, RestRoute
from sfconnector.lists.routes.rows import RowsRoute
from sfconnector.lists.routes.taken import RouteWanted
from sfconnector.lists.runs import SkippedGroup, grouped
from sfconnector.lists.sources.selection import Selection
from sfconnector.salesforce import query
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.query import Page, attribute
from sfconnector.salesforce.session import Session
from sfconnector.store import import_runs, lists, tombstones
from sfconnector.store.import_runs import ImportRun
from sfconnector.store.lists import ListRow
from sfconnector.store.store import Store

PROBLEM_PERCENT = 10
"""A column of which more does not fit its type is a problem (connector domain 2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A record of the source."""

    record_id: str
    email: str | None
    values: Mapping[str, Any]
    skipped_for: str | None
    """Why it would be no member; None if it would be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A column with values that do not fit its type."""

    field: str
    type: str
    values: int
    """Those looked at that are not blank."""
    misfits: int
    example: str
    """Why the first of them does not fit."""
    is_problem: bool
    """Whether they are more than :data:`PROBLEM_PERCENT` of the values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would bring, as its first page tells."""

    list_name: str
    source: str
    is_new: bool
    """Whether there is no list of this name yet."""
    goes_on: bool
    """Whether the import would go on with one that was cut, and take fewer calls than told."""
    fields: tuple[str, ...]
    records: int
    """In the whole source."""
    looked_at: int
    rows: tuple[PreviewRow, ...]
    """The first of them."""
    members: int
    """Of those looked at."""
    skipped: tuple[SkippedGroup, ...]
    """Of those looked at."""
    shared_emails: int
    """Records looked at whose e-mail another of them has too; each is a member of its own."""
    misfits: tuple[Misfit, ...]
    note: str
    """What else there is to know, as that a report was cut, or that very many fields are read."""
    route: str
    """``rest``, ``bulk`` or ``report``."""
    reason: str
    calls: int
    """That the import would take: exact by REST, about by Bulk."""
    seconds: float
    """About."""


@dataclass(frozen=True, slots=True)
class _First:
    """The first page of a source, and what the import of all takes."""

    page: Page[Any]
    total: int
    route: str
    reason: str
    calls: int
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Previews:
    """Looks at what one account could import."""

    store: Store
    account_id: int
    clock: Clock
    session: Session
    sent: Callable[[], int]
    """How many calls this process has sent so far."""
    calls_left: Callable[[], int | None]
    """How many calls may be spent before our work stops; None: nothing limits them."""
    organization_id: str | None

    def look(self, asked: Wanted, *, most: int) -> Preview:
        """Look at what is wanted.

        Args:
            asked: the import.
            most: how many rows to show.

        Raises:
            InputError: the source, a field or the route cannot be taken.
            ConnectorError: as a call to Salesforce.
        """
        source = asked.source
        before = self.sent()
        chosen = source.choose(self.session, asked.of)
        members = source.members(chosen.reference)
        name = asked.name or chosen.list_name
        kept_source = sources.written(source, chosen)
        row, cut = self._list(name, kept_source)
        visible = members.visible(self.session)
        described = {each.name: each for each in visible}
        former = cut.fields if cut else row.fields if row else ()
        wanted = asked.fields or former or source.default_fields or tuple(described)
        sobject = members.where.partition(".")[0]
        fields = resolve(wanted, visible, sobject=sobject, always=members.kept)
        if isinstance(members, Selection):
            # An import asks for the newest stamps before it reads.
            found_calls = self.sent() - before + members.marks
            first = self._by_query(asked.route, members, fields, described, found_calls)
        else:
            first = self._by_rows(RowsRoute(members.rows(self.session, fields)), before)
        records = first.page.records
        deleted = self._deleted(row, [each.Id for each in records])
        why = [_why_skipped(each, deleted) for each in records]
        reasons: Counter[str] = Counter(each for each in why if each is not None)
        columns = {each: [_value(record, each) for record in records] for each in fields}
        mapped = mapped_fields.warning(
            self.store, self.account_id, list_name=name, source=kept_source, fields=fields
        )
        return Preview(
            list_name=name,
            source=kept_source,
            is_new=row is None,
            goes_on=cut is not None and cut.fields == fields,
            fields=fields,
            records=first.total,
            looked_at=len(records),
            rows=tuple(
                _row(each, fields, reason)
                for each, reason in zip(records[:most], why, strict=False)
            ),
            members=len(records) - reasons.total(),
            skipped=grouped(reasons),
            shared_emails=shared(each.Email for each in records),
            misfits=tuple(misfits(columns, described)),
            note="; ".join(each for each in (first.note, mapped) if each),
            route=first.route,
            reason=first.reason,
            calls=first.calls,
            seconds=first.seconds,
        )

    def _by_query(
        self,
        route: RouteWanted,
        selection: Selection,
        fields: Sequence[str],
        described: Mapping[str, Field],
        found_calls: int,
    ) -> _First:
        types = [described[each].type if each in described else "string" for each in fields]
        if route == "bulk":
            check("bulk", types)
        condition = selection.present(set(described))

        def soql(after: str | None) -> str:
            return query.select(
                selection.sobject, selection.selected(fields), after=after, condition=condition
            )

        began = self.clock.monotonic()
        rest = RestRoute(self.session, soql, fields, paths=selection.paths)
        page = rest.open(None)
        exchange = self.clock.monotonic() - began
        read, locator = len(page.records), page.next_records_url
        total = page.total_size
        if locator is not None and locator.startswith(WINDOW):
            count = query.count(selection.sobject, condition)
            total = query.read_count(self.session.call(query.query(count)))
        # Salesforce makes pages of wide records shorter.
        pages = 1 if locator is None or not read else math.ceil(total / read)
        if route != "auto":
            choice = choose(
                total,
                types,
                exchange_seconds=exchange,
                forced=route,
                query_length=len(soql(None)),
            )
            calls = found_calls + (pages if choice.route == "rest" else choice.calls)
        elif locator is None:
            reason = "one page has them all"
            return _First(page, total, "rest", reason, found_calls + 1, exchange)
        elif locator.startswith(WINDOW):
            # So does an import: whatever comes then is a query of its own.
            reason = "the query runs for too long, so a few rows are asked for at a time"
            return _First(page, total, "rest", reason, found_calls + pages, pages * exchange)
        else:
            # As an import does: the first page waits for the query, the second does not.
            began = self.clock.monotonic()
            second = len(rest.follow(locator).records)
            exchange = exchange_seconds(self.clock.monotonic() - began, second)
            choice = choose(
                max(0, total - read - second),
                types,
                exchange_seconds=exchange,
                calls_left=self.calls_left(),
            )
            calls = found_calls + (pages if choice.route == "rest" else 2 + choice.calls)
        return _First(page, total, choice.route, choice.reason, calls, choice.seconds)

    def _by_rows(self, route: RowsRoute, before: int) -> _First:
        """Read a source that has one way to it, and is read whole by its first page."""
        began = self.clock.monotonic()
        page = route.open(None)
        seconds = self.clock.monotonic() - began
        return _First(
            page,
            page.total_size,
            "report",
            "it is read whole",
            self.sent() - before,
            seconds,
            route.rows.note().message,
        )

    def _list(self, name: str, source: str) -> tuple[ListRow | None, ImportRun | None]:
        """Return the list of this name and its import that was cut, if there are any."""
        with self.store.reading() as connection:
            row = lists.find(connection, self.account_id, name)
            refuse_other(row, source, self.organization_id)
            return row, None if row is None else import_runs.running(connection, row.id)

    def _deleted(self, row: ListRow | None, record_ids: Sequence[str]) -> frozenset[str]:
        if row is None:
            return frozenset()
        with self.store.reading() as connection:
            return tombstones.of_records(connection, row.id, record_ids)


def shared(emails: Iterator[str | None]) -> int:
    """Count the valid e-mails that stand more than once, whatever their case; each time."""
    times = Counter(each.casefold() for each in emails if each and VALID.fullmatch(each))
    return sum(number for number in times.values() if number > 1)


def misfit(field: Field, value: object) -> str | None:
    """Return why a value does not fit its field, None if it does; blank fits any."""
    if value is None or field.type in COMPOUND:
        return None
    if not isinstance(value, str):
        value = msgspec.json.encode(value).decode()
    if field.type == "email":
        is_good = not value.strip() or VALID.fullmatch(value)
        return None if is_good else f"{field.name} takes an e-mail address, not {value!r}"
    try:
        fitted(field, value)
    except InputError as error:
        return error.message
    return None


def misfits(
    columns: Mapping[str, Sequence[object]], described: Mapping[str, Field]
) -> Iterator[Misfit]:
    """Yield the columns that have values which do not fit.

    Args:
        columns: values by field.
        described: the fields.
    """
    for name, column in columns.items():
        field = described.get(name)
        if field is None:
            continue
        values = [each for each in column if each is not None and each != ""]
        reasons = [reason for each in values if (reason := misfit(field, each)) is not None]
        if reasons:
            yield Misfit(
                field=name,
                type=field.type,
                values=len(values),
                misfits=len(reasons),
                example=reasons[0],
                is_problem=len(reasons) * 100 > PROBLEM_PERCENT * len(values),
            )


def _why_skipped(record: Any, deleted: frozenset[str]) -> str | None:  # noqa: ANN401 - a struct made for the fields
    return why_skipped(record.Email) or (DELETED_HERE if record.Id in deleted else None)


def _row(record: Any, fields: Sequence[str], skipped_for: str | None) -> PreviewRow:  # noqa: ANN401 - as above
    return PreviewRow(
        record_id=record.Id,
        email=record.Email,
        values={name: _value(record, name) for name in fields},
        skipped_for=skipped_for,
    )


def _value(record: Any, name: str) -> Any:  # noqa: ANN401 - as Salesforce's JSON has it
    if name == EMAIL:
        return record.Email
    return msgspec.json.decode(getattr(record, attribute(name)))
