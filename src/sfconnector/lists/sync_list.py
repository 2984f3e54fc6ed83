"""Syncing a list: what changed in Salesforce is read into a delta, and applied at once.

A run reads what was stamped since the list's cursor, or everything in the order of Ids (``full``).
Each page is compared with the generation that readers see, and one transaction stores what differs
together with the key to go on behind. The last transaction applies the delta, checks the lease and
moves the cursor. Cut anywhere before, the list is as it was and the run can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection

from sfconnector.clock import Clock
from sfconnector.errors import (
    AccessDeniedError,
    ConnectorError,
    Evidence,
    InputError,
    NotFoundError,
    QueryError,
    ReportLimitError,
    ReportUnfitError,
    UnknownFieldError,
    UnknownRecordTypeError,
)
from sfconnector.events import Event, SyncApplied, SyncPageRead, SyncPartial, SyncStarted
from sfconnector.lists import held, merging, partition, rehearsal, sources
from sfconnector.lists.email import REPEATED
from sfconnector.lists.fields import EMAIL
from sfconnector.lists.followed import reader
from sfconnector.lists.holding_clock import HoldingClock
from sfconnector.lists.marketing_list import imported_row, is_archived
from sfconnector.lists.partition import Part
from sfconnector.lists.sources.members import ALL_TOLD, Members, Note, Rows
from sfconnector.lists.sources.selection import RECORD_TYPE, RecordRows, Selection
from sfconnector.lists.sync_report import Counts, SyncReport, Transition, added_up, count, outcome
from sfconnector.salesforce import describe
from sfconnector.salesforce.rows_by_key import (
    MOST_IDS,
    STAMP,
    Key,
    KeyedPage,
    Mark,
    literal,
    newest_of,
    stamp_of,
)
from sfconnector.salesforce.session import Session
from sfconnector.store import (
    leases,
    lists,
    rehearsals,
    run_results,
    schedules,
    skipped_rows,
    sync_deltas,
    sync_runs,
    tombstones,
)
from sfconnector.store.dropping import drop_all
from sfconnector.store.leases import Hold
from sfconnector.store.lists import ListRow
from sfconnector.store.store import Store
from sfconnector.store.sync_deltas import DeltaRow
from sfconnector.store.sync_runs import SyncRun
from sfconnector.sync.comparison import GONE, Change, changes
from sfconnector.sync.cursor import moved, was_away_too_long
from sfconnector.sync.guard import is_plausible
from sfconnector.sync.pull import Puller, Start

PARTIAL = (
    AccessDeniedError,
    NotFoundError,
    QueryError,
    ReportLimitError,
    ReportUnfitError,
    UnknownFieldError,
    UnknownRecordTypeError,
)
"""What leaves a list as it is and its run partial; of a query only if a field of it is hidden."""


@dataclass(slots=True)
class ListSync:
    """Carries one run from where it stands to its end; without a hold it only rehearses."""

    store: Store
    clock: Clock
    emit: Callable[[Event], None]
    session: Session
    source: Members
    row: ListRow
    visible: Sequence[str]
    run: SyncRun
    hold: Hold | None
    may_shrink: bool
    most_shown: int
    """Of how many records a dry run tells what would become."""
    rehearsal: Connection | None = None
    """In a dry run, where the delta is kept."""
    counts: tuple[int, int] = (0, 0)
    """Members and skipped rows once it is applied."""
    note: Note = ALL_TOLD
    """How the source was read."""
    differs_again: bool = False
    """Whether Salesforce counts other records than the list, after this sync as after the last."""
    missing: int = field(init=False, default=0)
    """How many records are missing without a trace, as far as it has read."""
    narrowed: RecordRows | None = field(init=False, default=None)
    """The rows, where those of other record types are not read: where the list has few of them."""

    def __post_init__(self) -> None:
        """Decide what rows are read."""
        run, source = self.run, self.source
        is_narrowed = run.kind == "full" and run.record_types == self.row.record_types != ()
        if is_narrowed and isinstance(source, Selection):
            self.narrowed = source.narrowed_rows(self.session, self._selected)
        if run.pages and self.hold is not None:
            with self.store.reading() as connection:
                self.missing = _missing(_transitions(connection, run.id))

    def carry_out(self) -> SyncReport:
        """Read what is left of the run and apply it.

        Raises:
            ConnectorError: the run stopped; what was read is stored, the list is as it was.
        """
        if self.hold is not None:
            return self._carried_out(self.hold)
        with rehearsals.opened() as self.rehearsal:
            return self._carried_out(None)

    def _carried_out(self, hold: Hold | None) -> SyncReport:
        resumed = self.run.pages > 0
        self.emit(
            SyncStarted(
                at=self.clock.now(),
                list_name=self.row.name,
                kind=self.run.kind,
                why=self.run.why,
                resumed=resumed,
                rows_read=self.run.rows_read,
                expected=self._expected if self.run.kind == "full" else None,
                calls=self._calls,
            )
        )
        rows = self.narrowed or self.source.rows(self.session, self._selected)
        run = self.run
        pages = _Pages(rows, run.since)
        start = pages.start if run.after_id is None else _kept(run)
        puller = Puller(
            pages,
            store=self._keep_page,
            lost=_nothing_is_lost,
            pending=_nothing if self.hold is None else self.hold.renew,
        )
        puller.run(Start(None, _written(start)))
        self.note = rows.note()
        report = self._report() if hold is None else self._apply(hold)
        if hold is not None and run.kind == "changes":
            self._compare_counts(rows, hold)
        return replace(report, resumed=resumed)

    @property
    def _expected(self) -> int:
        return self.row.imported + self.row.skipped

    @property
    def _calls(self) -> int:
        """How many calls this act takes, as far as is known when nothing is read yet."""
        run, source = self.run, self.source
        is_second = run.why == "count_differs" and not run.pages  # its fields are known already
        looked = 0 if is_second else source.looks + bool(run.record_types)
        marked = 0 if run.pages else source.marks
        if run.kind == "full":
            return looked + marked + source.reads(max(0, self._expected - run.rows_read))
        counted = 0 if self.hold is None else 1
        return looked + marked + len(source.stamps) + counted

    @property
    def _selected(self) -> tuple[str, ...]:
        chosen = (each for each in self.run.fields if each in self.visible)
        return (*chosen, *self.source.followed(self.visible))

    def _keep_page(self, page: KeyedPage, opened: bool) -> str | None:  # noqa: FBT001 - positional by the puller's contract
        del opened
        self.run = replace(self.run, pages=self.run.pages + 1)
        for span in self._spans(page):
            self._keep(page, span)
        self.emit(
            SyncPageRead(
                at=self.clock.now(),
                list_name=self.row.name,
                pages=self.run.pages,
                rows_read=self.run.rows_read,
            )
        )
        return _written(_kept(self.run))

    def _spans(self, page: KeyedPage) -> Iterator[held.Span]:
        """Yield a page beside what the list has of it; of a full sync a span at a time."""
        run, ids = self.run, [each.Id for each in page.records]
        if run.kind == "full":
            through = None if page.following is None else ids[-1]
            generation = run.generation
            yield from held.spans(
                self.store, generation, page.records, after=run.after_id, through=through
            )
            return
        with self.store.reading() as connection:
            known = held.of_records(connection, run.generation, ids)
        yield held.Span(known, page.records, ids[-1] if ids else run.after_id)

    def _keep(self, page: KeyedPage, span: held.Span) -> None:
        run = self.run
        found = self._changes(page, span)
        read = [each.Id for each in span.shown]
        last = span.shown[-1] if span.shown else None
        # Behind what the list has too: whatever is missing there is kept once.
        through = span.through or max([*read, *span.known], default=run.after_id)
        after = replace(
            run,
            after_id=through,
            after_stamp=run.after_stamp
            if last is None or run.kind == "full"
            else _stamped(page.by, stamp_of(last, page.by)),
            rows_read=run.rows_read + len(read),
        )
        stamps = self._stamps(span, found)
        delta = [_delta_row(run.id, each, stamps.get(each.record_id)) for each in found]
        if run.kind == "full":
            read = []  # each record is read once
        if self.hold is None:
            sync_deltas.replace(self._rehearsal, run.id, read, delta)
        else:
            with self.store.writing() as connection:
                self.hold.keep(connection)
                sync_deltas.replace(connection, run.id, read, delta)
                sync_runs.advance(connection, after)
        self.run = after

    def _stamps(self, span: held.Span, found: Sequence[Change]) -> dict[str, str]:
        """Return when the changed records of a page were changed, of those that it shows."""
        stamps = self.source.stamps
        changed = {each.record_id for each in found} if stamps else set()
        return {each.Id: newest_of(each, stamps) for each in span.shown if each.Id in changed}

    def _changes(self, page: KeyedPage, span: held.Span) -> list[Change]:
        known = span.known
        with self.store.reading() as connection:
            ids = [*known, *(each.Id for each in span.shown)]
            deleted = tombstones.of_records(connection, self.row.id, ids)
        standing = reader(self.source, self.row.fields, self._selected, deleted=deleted)
        shown = {each.Id: standing(each, known.get(each.Id)) for each in span.shown}
        if self.narrowed is not None:
            unseen = [
                each for each, now in known.items() if now.state != "left" and each not in shown
            ]
            others = self._elsewhere(self.narrowed, unseen)
            shown |= {each.Id: standing(each, known[each.Id]) for each in others}
        is_whole = self.run.kind == "full" and page.is_whole
        found = list(changes(known, shown, all_shown=is_whole))
        self.missing += sum(each.becomes.reason == GONE for each in found)
        return found

    def _elsewhere(self, rows: RecordRows, unseen: Sequence[str]) -> Iterator[Any]:
        """Yield those of unseen records that are there with another record type: they are not gone.

        Once so many are missing that it is not believed, the others are not asked for.
        """
        missing = self.missing
        for first in range(0, len(unseen), MOST_IDS):
            if self._is_partial(missing):
                return
            some = unseen[first : first + MOST_IDS]
            found = rows.some(some)
            missing += len(some) - len(found)
            yield from found

    def _apply(self, hold: Hold) -> SyncReport:
        run, now = self.run, self.clock.now()
        with self.store.writing() as connection:
            hold.keep(connection)
            former = lists.removal_and_generation(connection, run.list_id)
            assert former.generation == run.generation, "whoever switches it holds the lease"
            transitions = _transitions(connection, run.id)
            missing = _missing(transitions)
            implausible = self._is_partial(missing)
            partial = implausible or not self.note.is_whole
            if implausible:
                sync_deltas.forget(connection, run.id, reason=GONE)
                transitions = _without_missing(transitions)
            counts = count(transitions)
            repeated = skipped_rows.delete_for(connection, run.generation, REPEATED)
            revisions = sync_deltas.revisions(connection, run.id, run.generation)
            decided = merging.merge(connection, run.list_id, revisions, now=now)
            sync_deltas.apply(
                connection,
                run.id,
                list_id=run.list_id,
                generation=run.generation,
                removal=former.removal,
                now=now,
            )
            if former.removal == "remove":
                sync_deltas.purge_left(connection, run.generation)
            self.counts = (
                self._counts_after(counts, repeated)
                if run.kind == "changes"
                else sync_deltas.count_rows(connection, run.generation)
            )
            lists.synced(
                connection,
                run.list_id,
                counts=self.counts,
                broken_fields=self._broken,
                now=now,
            )
            held_back = missing if implausible else 0
            if self.note.is_whole:
                # Who is held back is known by number, and is looked for when that does not fit.
                lists.move_cursor(
                    connection,
                    run.list_id,
                    synced_through=moved(self.row.synced_through, run.mark, run.told_at),
                    told_at=run.told_at,
                    record_types=run.record_types,
                )
                if run.kind == "full":
                    lists.note_held_back(connection, run.list_id, held_back)
                    tombstones.forget_restored(connection, run.list_id)
            sync_runs.finish(connection, run, partial=partial, now=now)
            schedules.synced(connection, run.list_id, began=hold.since)
            run_results.end(connection, "sync", run.id, outcome(counts, held_back=held_back))
        state = "partial" if partial else "complete"
        self.emit(SyncApplied(at=now, list_name=self.row.name, state=state, held_back=held_back))
        drop_all(self.store, sync_deltas.drop_some)
        return self._told(counts, decided, state=state, held_back=held_back)

    @property
    def _rehearsal(self) -> Connection:
        assert self.rehearsal is not None, "it is open while a dry run lasts"
        return self.rehearsal

    def _report(self) -> SyncReport:
        run, delta = self.run, self._rehearsal
        transitions = _transitions(delta, run.id)
        missing = _missing(transitions)
        held_back = missing if self._is_partial(missing) else 0
        if held_back:
            transitions = _without_missing(transitions)
        found = rehearsal.look(
            self.store,
            delta,
            run.id,
            list_id=run.list_id,
            generation=run.generation,
            holds_back=bool(held_back),
            most=self.most_shown,
        )
        told = self._told(count(transitions), found.decided, state="rehearsed", held_back=held_back)
        return replace(told, would_change=tuple(found.records), would_change_more=found.more)

    def _told(
        self, counts: Counts, decided: merging.Tally, *, state: str, held_back: int
    ) -> SyncReport:
        run = self.run
        message = ""
        if held_back:
            message = (
                f"{held_back:,} of {self.row.imported + self.row.skipped:,} records are missing "
                "without a trace, more than the list allows: nobody was removed for that. Has the "
                "connected user lost a right to see them? If they are really gone, sync once with "
                "--allow-shrink"
            )
        elif self.note.message:
            message = self.note.message
        elif self.row.held_back and run.kind == "changes":
            message = (
                f"{self.row.held_back:,} records that were missing without a trace when everything "
                "was read stay in the list. If they are really gone, sync once with --allow-shrink"
            )
        elif self._broken:
            message = (
                f"the connected user sees no field {', '.join(self._broken)} any more: its values "
                "are those of before. Give the right back, or import the list without it"
            )
        return SyncReport(
            list_name=self.row.name,
            state=state,
            kind=run.kind,
            why_full=run.why,
            added=counts.added,
            changed=counts.changed,
            returned=counts.returned,
            left=counts.left,
            left_by_reason=counts.left_by_reason,
            skipped=counts.skipped,
            held_back=held_back,
            rows_read=run.rows_read,
            pages=run.pages,
            broken_fields=self._broken,
            by_rule=dict(sorted(decided.by_rule.items())),
            conflicts=decided.conflicts,
            message=message,
        )

    @property
    def _broken(self) -> tuple[str, ...]:
        return tuple(each for each in self.row.fields if each not in self.run.fields)

    def _is_partial(self, missing: int) -> bool:
        of = self.row.imported + self.row.skipped
        return not self.may_shrink and not is_plausible(
            missing, of, percent=self.row.shrink_percent
        )

    def _counts_after(self, counts: Counts, repeated: int) -> tuple[int, int]:
        """Count members and skipped rows, without what the import was given a second time."""
        return (
            self.row.imported + counts.member_delta,
            self.row.skipped + counts.skipped_delta - repeated,
        )

    def _compare_counts(self, rows: Rows, hold: Hold) -> None:
        """Keep whether Salesforce counts other records than the list.

        Deletions that left the recycle bin too are told in no other way. An edit in between looks
        the same, so only the next sync that finds it again reads everything. Who is held back is in
        the list, and is not counted there.
        """
        try:
            there = rows.count(self.source.present(self.visible))
        except ConnectorError:
            return  # the sync itself is complete; the next one asks again
        with self.store.writing() as connection:
            hold.keep(connection)
            differed = there != sum(self.counts) - self.row.held_back
            lists.note_count(connection, self.row.id, differed=differed)
        self.differs_again = differed and self.row.count_differed


@dataclass(frozen=True, slots=True)
class _Pages:
    """The rows as the puller reads them: a key, written as a text, is a locator that never dies.

    Changes are read stamp by stamp: what was changed itself, then what has a changed parent.
    """

    rows: Rows
    since: datetime | None

    @property
    def start(self) -> Key:
        return Key(None if self.since is None else literal(self.since), None)

    def open(self, after: str | None) -> KeyedPage:
        return self.rows.page(_key(after))

    def follow(self, locator: str) -> KeyedPage:
        return self.rows.page(_key(locator))

    def following(self, page: KeyedPage) -> str | None:
        if page.following is not None:
            return _written(page.following)
        if self.since is None:
            return None
        behind = self.rows.stamps[self.rows.stamps.index(page.by) + 1 :]
        if not behind:
            return None
        return _written(replace(self.start, by=behind[0]))


def _written(key: Key) -> str:
    stamp = None if key.stamp is None else _stamped(key.by, key.stamp)
    return f"{stamp or ''} {key.record_id or ''}"


def _key(text: str | None) -> Key:
    stamp, _, record_id = (text or " ").partition(" ")
    return _read_key(stamp or None, record_id or None)


def _stamped(by: str, stamp: str) -> str:
    return stamp if by == STAMP else f"{by}={stamp}"


def _read_key(stamped: str | None, record_id: str | None) -> Key:
    by, parted, stamp = (stamped or "").rpartition("=")
    return Key(stamp or None, record_id, by if parted else STAMP)


def _kept(run: SyncRun) -> Key:
    return _read_key(run.after_stamp, run.after_id)


def _nothing_is_lost(after: str | None) -> None:
    raise AssertionError(after)


def _nothing() -> None:
    """Renew nothing: a rehearsal holds no list."""


def _delta_row(run_id: int, change: Change, stamp: str | None) -> DeltaRow:
    to = change.becomes
    return DeltaRow(
        run_id,
        change.record_id,
        to.state,
        change.was,
        to.reason,
        to.email,
        to.field_values,
        to.moved_to,
        stamp,
    )


def _transitions(connection: Connection, run_id: int) -> list[Transition]:
    tallies = sync_deltas.tallies(connection, run_id)
    return [(each.was, each.becomes, each.reason, each.count) for each in tallies]


def _without_missing(transitions: Iterable[Transition]) -> list[Transition]:
    """Leave out what :func:`sync_deltas.forget` takes back of those missing without a trace."""
    return [each for each in transitions if each[1:3] != ("left", GONE)]


def _missing(transitions: Iterable[Transition]) -> int:
    return sum(
        number for _, becomes, reason, number in transitions if (becomes, reason) == ("left", GONE)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a list shall be synced."""

    full: bool = False
    """Whether everything is read, whatever the cursor says."""
    may_shrink: bool = False
    """Whether records that are missing without a trace may leave, however many they are."""
    dry_run: bool = False
    """Whether nothing is written, and it is only told what would change."""
    most_shown: int = 1000
    """Of how many records a dry run tells what would become; the others are counted."""


@dataclass(frozen=True, slots=True)
class ListSyncs:
    """Syncs the lists of one account."""

    store: Store
    account_id: int
    clock: Clock
    emit: Callable[[Event], None]
    session: Session
    organization_id: str | None
    """The organization that the account is bound to."""

    def sync(self, name: str, wanted: Wanted) -> tuple[SyncReport, ConnectorError | None]:
        """Sync a list, or go on with a sync of it that was cut.

        Returns:
            How it ended, and if it is partial for what Salesforce refuses or has no more, that.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: it cannot be synced: not imported yet, or of another organization.
            LeaseHeldError: another process imports or syncs it.
            ConnectorError: the run stopped; the list is as it was.
        """
        row = self.checked(name)
        if wanted.dry_run:
            return self._sync(row, wanted, None)
        with self.store.writing() as connection:
            hold = leases.hold_list(self.store, connection, row.id, self.clock)
        with hold:
            session = self.session.waiting_by(HoldingClock(self.clock, hold))
            held_by_us = replace(self, session=session)
            checked = self.checked(name)
            report, refusal = held_by_us._sync(checked, wanted, hold)  # noqa: SLF001 - its kind
            if report.state == "partial":  # told while nobody else can begin a run
                now = self.clock.now()
                self.emit(SyncPartial(at=now, list_name=report.list_name, reason=report.message))
        return report, refusal

    def checked(self, name: str) -> ListRow:
        """Return the list if it can be synced.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: it cannot be synced.
        """
        with self.store.reading() as connection:
            row = imported_row(connection, self.account_id, name)
        sources.members_of(row.source)
        if is_archived(row, self.organization_id):
            message = (
                f"the list {name} holds records of the organization {row.organization_id}, which "
                "this account has left; it stays as it is"
            )
            raise InputError(message)
        return row

    def _sync(
        self, row: ListRow, wanted: Wanted, hold: Hold | None
    ) -> tuple[SyncReport, ConnectorError | None]:
        run: SyncRun | None = None
        done: SyncReport | None = None
        try:
            visible, part = self._look(row, keep=hold is not None)
            run = self._run(row, wanted, hold, visible, part.ids)
            sync = self._of(row, wanted, hold, visible, run)
            report = sync.carry_out()
            if sync.differs_again:
                assert hold is not None
                run, done = None, report
                row = self.checked(row.name)
                run = self._begun(row, hold, visible, part.ids, why="count_differs")
                report = added_up(done, self._of(row, wanted, hold, visible, run).carry_out())
        except PARTIAL as error:
            refusal = _refusal(error, meanwhile=run is not None)
            report = _partial(row, refusal)
            if hold is not None:
                self._end_partial(row, run, hold, report.message)
            return (report if done is None else added_up(done, report)), refusal
        words = "; ".join(each for each in (report.message, part.warning) if each)
        return replace(report, message=words), None

    def _look(self, row: ListRow, *, keep: bool) -> tuple[tuple[str, ...], Part]:
        """Return the fields that the user sees, and the account's part of the source.

        Raises:
            AccessDeniedError: the object is hidden, or a field that tells who is a member.
            UnknownRecordTypeError: a record type that the account works with is no more there.
            ConnectorError: as a call to Salesforce.
        """
        source = sources.members_of(row.source)
        visible = tuple(each.name for each in source.visible(self.session))
        if EMAIL not in visible:
            raise _hidden(source.where)
        part = partition.part(self.store, self.account_id, source)
        if part.own and RECORD_TYPE not in visible:
            raise _hidden(f"{part.own[0].sobject}.{RECORD_TYPE}")
        return visible, partition.look(self.store, self.account_id, self.session, source, keep=keep)

    def _end_partial(self, row: ListRow, run: SyncRun | None, hold: Hold, why: str) -> None:
        """Let the run that was refused end, or one that could not begin be written down."""
        with self.store.writing() as connection:
            hold.keep(connection)
            now = self.clock.now()
            if run is None:
                assert row.generation is not None
                run_id = sync_runs.refused(
                    connection, row.id, generation=row.generation, fields=row.fields, now=now
                )
            else:
                run_id = run.id
                sync_runs.finish(connection, run, partial=True, now=now)
            run_results.stop(connection, "sync", run_id, at=now, reason=why)
        if run is not None:
            drop_all(self.store, sync_deltas.drop_some)

    def _of(
        self,
        row: ListRow,
        wanted: Wanted,
        hold: Hold | None,
        visible: Sequence[str],
        run: SyncRun,
    ) -> ListSync:
        return ListSync(
            self.store,
            self.clock,
            self.emit,
            self.session,
            partition.narrow(sources.members_of(row.source), run.record_types),
            row,
            visible,
            run,
            hold,
            wanted.may_shrink,
            wanted.most_shown,
        )

    def _run(
        self,
        row: ListRow,
        wanted: Wanted,
        hold: Hold | None,
        visible: Sequence[str],
        record_types: tuple[str, ...],
    ) -> SyncRun:
        with self.store.reading() as connection:
            cut = sync_runs.running(connection, row.id)
            restored = tombstones.restored(connection, row.id)
        if (
            hold is not None
            and cut is not None
            and sources.members_of(row.source).stamps  # else the next reading is another one
            and cut.generation == row.generation
            and cut.fields == _seen(row, visible)
            and cut.record_types == record_types
            and (cut.kind == "full" or not (wanted.full or (wanted.may_shrink and row.held_back)))
        ):
            return cut
        why = "asked" if wanted.full else None
        if wanted.may_shrink and row.held_back:
            why = why or "held_back"
        if restored:
            why = why or "restored"
        return self._begun(row, hold, visible, record_types, why=why)

    def _begun(
        self,
        row: ListRow,
        hold: Hold | None,
        visible: Sequence[str],
        record_types: tuple[str, ...],
        *,
        why: str | None,
    ) -> SyncRun:
        source = sources.members_of(row.source)
        mark = source.rows(self.session, ()).mark()
        if not why:
            found = _why_full(row, visible, record_types, mark)
            why = found if source.stamps else "no_stamps"
        assert row.generation is not None
        begun = SyncRun(
            id=0,
            list_id=row.id,
            kind="full" if why else "changes",
            why=why,
            generation=row.generation,
            fields=_seen(row, visible),
            since=None if why else row.synced_through,
            mark=mark.newest,
            told_at=mark.told_at,
            record_types=record_types,
        )
        if hold is None:
            return begun
        with self.store.writing() as connection:
            hold.keep(connection)
            return sync_runs.start(connection, begun, now=self.clock.now())


def _seen(row: ListRow, visible: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in row.fields if each in visible)


def _why_full(
    row: ListRow, visible: Sequence[str], record_types: tuple[str, ...], mark: Mark
) -> str:
    if row.record_types != record_types:
        return "record_types"
    if row.synced_through is None:
        return "first_sync"
    if any(each in visible for each in row.broken_fields):
        return "field_back"
    if was_away_too_long(row.told_at, mark.told_at):
        return "away_too_long"
    return ""


def _hidden(field: str) -> AccessDeniedError:
    """Tell of a field that describe does not name, and without which nobody is a member."""
    sobject = field.partition(".")[0]
    return AccessDeniedError(
        f"the connected user may not read the field {field}",
        status=HTTPStatus.OK,
        code="",
        fields=(field,),
        detail=f"Read on the field {field} is missing: describe does not name it",
        evidence=Evidence(request=str(describe.request(sobject)), status=HTTPStatus.OK),
    )


def _refusal(error: ConnectorError, *, meanwhile: bool) -> ConnectorError:
    """Tell a right that was lost meanwhile as such; another error stays as it is.

    Raises:
        QueryError: a query was refused, and not for a field that is hidden now.
    """
    if isinstance(error, QueryError):
        if error.code != "INVALID_FIELD":
            raise error
    elif not (isinstance(error, AccessDeniedError) and meanwhile):
        return error
    return AccessDeniedError(
        f"a right was lost while the list was read: {error.message}",
        status=error.status,
        code=error.code,
        fields=error.fields,
        detail=error.detail,
        evidence=error.evidence,
    )


def _partial(row: ListRow, error: ConnectorError) -> SyncReport:
    message = f"{error.message}; nobody was removed or changed for that"
    if isinstance(error, AccessDeniedError):
        message += ". Give the right back, then sync"
    elif isinstance(error, UnknownRecordTypeError):
        message += ". Mend it, then sync"
    return SyncReport(list_name=row.name, state="partial", kind="", message=message)
