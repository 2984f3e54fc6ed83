"""Importing a list: pages into a new generation, and a switch with the last one.

Each page is one transaction: its members, its skipped rows and the run's cursor; the last page's
also completes the run and lets the list show the new generation. Killed or cut anywhere before, the
run stands in the store and the list shows what it showed; importing the list again goes on with the
run, at its locator or behind its last stored Id. Generations that nobody sees any more are dropped
in chunks, afterwards.

Where too many of the list's former records are missing in the new generation, the last page's
transaction gives the run up instead: the list shows what it showed, and the next import begins
anew. An import does not read what was deleted, so to it every missing record is without a trace.

Whoever imports a list holds its lease from before the run is looked at to the end: each page's
transaction checks and renews it, and so does whoever waits for a page. A list is imported by one
process at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from sfconnector.clock import Clock
from sfconnector.errors import InputError
from sfconnector.events import Event, ImportCompleted, ImportGivenUp, LocatorLost, PageImported
from sfconnector.lists import merging
from sfconnector.lists.marketing_list import is_archived
from sfconnector.lists.rows import (
    PageRows,
    refuse_disorder,
    sort_out,
    without_deleted,
    without_repeated,
)
from sfconnector.salesforce.query import Page
from sfconnector.store import (
    departures,
    import_runs,
    leases,
    lists,
    members,
    skipped_rows,
    sync_deltas,
    tombstones,
)
from sfconnector.store.dropping import drop_all
from sfconnector.store.import_runs import ImportRun
from sfconnector.store.leases import Hold
from sfconnector.store.lists import ListRow
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import Removal
from sfconnector.sync.comparison import GONE
from sfconnector.sync.cursor import moved, was_away_too_long
from sfconnector.sync.guard import is_plausible
from sfconnector.sync.pull import Puller, Source, Start


@dataclass(slots=True)
class Importer:
    """Carries one run from where it stands to its end; ``run`` moves with every stored page."""

    store: Store
    clock: Clock
    emit: Callable[[Event], None]
    list_name: str
    run: ImportRun
    hold: Hold
    may_shrink: bool = False
    """Whether the list may lose however many of its records."""
    held_back: int = 0
    """How many are missing in what was read, if they are so many that it was given up."""

    def carry_out(self, source: Source[Page[Any]]) -> None:
        """Import what is left of the run; with the last page the list shows the new members.

        Or it was given up, and :attr:`held_back` is not 0.

        Raises:
            LeaseLostError: another process took the list over; the page was not stored.
            ConnectorError: the run stopped; every page before is stored, the list is as it was.
        """
        puller = Puller(
            source, store=self._store_page, lost=self._locator_lost, pending=self.hold.renew
        )
        puller.run(Start(self.run.locator, self.run.last_record_id))
        now = self.clock.now()
        if self.held_back:
            given_up = ImportGivenUp(at=now, list_name=self.list_name, held_back=self.held_back)
            self.emit(given_up)
        else:
            self.emit(
                ImportCompleted(
                    at=now,
                    list_name=self.list_name,
                    imported=self.run.imported,
                    skipped=self.run.skipped,
                    pages=self.run.pages,
                )
            )
        drop_all(self.store, members.drop_some)

    def _store_page(self, page: Page[Any], opened: bool) -> str | None:  # noqa: FBT001 - positional by the puller's contract
        refuse_disorder(page.records, behind=self.run.last_record_id)
        rows = sort_out(page.records, generation=self.run.id)
        with self.store.writing() as connection:
            self.hold.keep(connection)
            found = [row[1] for row in rows.members]
            deleted = tombstones.of_records(connection, self.run.list_id, found)
            rows = without_deleted(rows, deleted)
            rows = _add(connection, rows, generation=self.run.id)
            before = self.run
            after = replace(
                before,
                locator=page.next_records_url,
                last_record_id=rows.last_record_id or before.last_record_id,
                total=before.imported + before.skipped + page.total_size
                if opened
                else before.total,
                pages=before.pages + 1,
                imported=before.imported + len(rows.members),
                skipped=before.skipped + len(rows.skipped),
            )
            import_runs.advance(connection, before, after)
            if page.next_records_url is None:
                self._end(connection, after)
        self.run = after
        self.emit(
            PageImported(
                at=self.clock.now(),
                list_name=self.list_name,
                pages=after.pages,
                imported=after.imported,
                skipped=after.skipped,
                total=after.total,
            )
        )
        return after.last_record_id

    def _end(self, connection: Connection, run: ImportRun) -> None:
        """Let the list show what was read, or give it up if too much is missing in it."""
        now = self.clock.now()
        synced_through, told_at = moved(None, run.mark, run.told_at), run.told_at
        former = lists.removal_and_generation(connection, run.list_id)
        if former.generation is not None:
            missing = members.count_missing(connection, former.generation, run.id)
            if missing and not self.may_shrink:
                of = sum(sync_deltas.count_rows(connection, former.generation))
                if not is_plausible(missing, of, percent=former.shrink_percent):
                    import_runs.give_up(connection, run, held_back=missing, now=now)
                    self.held_back = missing
                    return
            left = self._keep_own(connection, run, former.generation, former.removal, now)
            is_told = not was_away_too_long(former.told_at, run.told_at)
            if left and is_told and former.removal != "remove" and former.synced_through:
                # The next sync tells why they left: a member that was merged is not to be kept.
                synced_through, told_at = former.synced_through, former.told_at
        import_runs.finish(connection, run, now=now)
        tombstones.forget_restored(connection, run.list_id)
        lists.switch(
            connection,
            run.list_id,
            run.id,
            record_types=run.record_types,
            synced_through=synced_through,
            told_at=told_at,
        )

    def _keep_own(
        self, connection: Connection, run: ImportRun, former: int, removal: Removal, now: datetime
    ) -> int:
        """Keep what is the list's own: values that its rules keep, and who left; count those."""
        revisions = members.revisions(connection, former, run.id)
        merging.merge(connection, run.list_id, revisions, now=now)
        left = departures.follow_import(
            connection, run.list_id, former=former, generation=run.id, reason=GONE, now=now
        )
        if removal != "remove":
            members.carry_left(connection, former=former, generation=run.id, reason=GONE, now=now)
        return left

    def _locator_lost(self, after: str | None) -> None:
        self.emit(LocatorLost(at=self.clock.now(), list_name=self.list_name, after_record_id=after))


def find_or_start(
    store: Store,
    account_id: int,
    *,
    name: str,
    source: str,
    organization_id: str | None,
    fields: Sequence[str] | None,
    resolve: Callable[[Sequence[str]], tuple[str, ...]],
    default_fields: Sequence[str],
    always: Sequence[str] = (),
    record_types: tuple[str, ...] = (),
    clock: Clock,
) -> tuple[ImportRun, Hold]:
    """Take the list's lease, and return its unfinished run if it reads the same, else a new one.

    Args:
        store: where lists are.
        account_id: whose list.
        name: of the list; it is made if there is none of this name.
        source: what the list is imported from.
        organization_id: the organization that the account is bound to.
        fields: the chosen ones; None goes on as chosen before.
        resolve: checks a choice and returns it as Salesforce spells it; called for a new run only.
        default_fields: the choice for a new list when none is given.
        always: fields that ``resolve`` adds to any choice.
        record_types: ids of those that the account works with.
        clock: the time of the start.

    Returns:
        The run, and the hold on its list, which the caller gives back.

    Raises:
        LeaseHeldError: another process works on the list; nothing was changed.
        InputError: the list comes from another source, or from an organization that the account
            left.
        ConnectorError: as ``resolve`` raises; nothing was changed.
    """
    hold: Hold | None = None
    with store.writing() as connection:
        row = lists.find(connection, account_id, name)
        refuse_other(row, source, organization_id)
        run = None
        if row is not None:
            hold = leases.hold_list(store, connection, row.id, clock)
            run = import_runs.running(connection, row.id)
    try:
        if run is not None and hold is not None and _has(run, fields, always, record_types):
            return run, hold
        if fields is None:
            fields = default_fields if row is None or not row.fields else row.fields
        resolved = resolve(fields)
        with store.writing() as connection:
            if row is None or hold is None:
                # Another process may have made the list meanwhile.
                row = lists.find(connection, account_id, name)
                refuse_other(row, source, organization_id)
                list_id = (
                    lists.create(
                        connection,
                        account_id,
                        name=name,
                        source=source,
                        organization_id=organization_id,
                    )
                    if row is None
                    else row.id
                )
                hold = leases.hold_list(store, connection, list_id, clock)
                run = import_runs.running(connection, list_id)
                if run is not None and _has(run, resolved, always, record_types):
                    return run, hold  # begun there, and cut: its pages are kept
            else:
                hold.keep(connection)
                list_id = row.id
            run = import_runs.start(
                connection,
                list_id,
                fields=resolved,
                record_types=record_types,
                now=clock.now(),
            )
            return run, hold
    except BaseException:
        if hold is not None:
            hold.release()
        raise


def _has(
    run: ImportRun,
    fields: Sequence[str] | None,
    always: Sequence[str],
    record_types: tuple[str, ...],
) -> bool:
    if run.record_types != record_types:
        return False
    if fields is None:
        return True
    added = frozenset(_folded(always))
    chosen, had = _folded(fields), _folded(run.fields)
    return [each for each in chosen if each not in added] == [
        each for each in had if each not in added
    ]


def refuse_other(row: ListRow | None, source: str, organization_id: str | None) -> None:
    """Make sure that a list, if there is one, may be imported from this source.

    Raises:
        InputError: it comes from another one, or from an organization that the account left.
    """
    if row is not None and row.source != source:
        message = (
            f"the list {row.name} is imported from {row.source}; give the list of {source} "
            "another name, so that the two are not mixed"
        )
        raise InputError(message)
    if row is not None and is_archived(row, organization_id):
        message = (
            f"the list {row.name} holds records of the organization {row.organization_id}, which "
            "this account has left; import under another name, so that the two are not mixed"
        )
        raise InputError(message)


def _folded(fields: Sequence[str]) -> list[str]:
    return [field.casefold() for field in fields]


def _add(connection: Connection, rows: PageRows, *, generation: int) -> PageRows:
    """Store a page's rows; a record that the generation already has is stored once."""
    try:
        with connection.begin_nested():
            members.add(connection, rows.members)
            skipped_rows.add(connection, rows.skipped)
    except IntegrityError:
        # Salesforce gave a record twice. Rare, so it is looked up only then.
        ids = [row[1] for row in (*rows.members, *rows.skipped)]
        rows = without_repeated(
            rows,
            members=members.existing(connection, generation, ids),
            skipped=skipped_rows.existing(connection, generation, ids),
        )
        members.add(connection, rows.members)
        skipped_rows.add(connection, rows.skipped)
    return rows
