"""Importing the lists of one account: what is wanted, and the run that does it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sfconnector.clock import Clock
from sfconnector.errors import (
    ConnectorError,
    InputError,
    QueryError,
    QueryJobError,
    QueryTimeoutError,
    ReportUnfitError,
    UnknownFieldError,
)
from sfconnector.events import Event, ImportInterrupted, ImportStarted
from sfconnector.limits.frees import Frees
from sfconnector.lists import mapped_fields, marketing_list, partition, sources
from sfconnector.lists.fields import checked_form, resolve
from sfconnector.lists.holding_clock import HoldingClock
from sfconnector.lists.import_list import Importer, find_or_start
from sfconnector.lists.marketing_list import ImportReport
from sfconnector.lists.routes.rows import RowsRoute
from sfconnector.lists.routes.taken import RouteWanted, checked, taken
from sfconnector.lists.sources.members import ALL_TOLD, Members, Note
from sfconnector.lists.sources.source import Source
from sfconnector.salesforce.describe import Field
from sfconnector.salesforce.session import Session
from sfconnector.store import lists
from sfconnector.store.import_runs import ImportRun
from sfconnector.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An import as the user asks for it."""

    source: Source
    of: str | None
    """Which one of what the source offers."""
    name: str | None
    """Of the list; None takes the source's."""
    fields: tuple[str, ...] | None
    """None takes those chosen before, for a new list the source's."""
    route: RouteWanted
    may_shrink: bool = False
    """Whether a list that is there may lose however many of its records."""


def wanted(
    kind: str,
    of: str | None,
    *,
    name: str | None,
    fields: Sequence[str] | None,
    route: RouteWanted,
    may_shrink: bool = False,
) -> Wanted:
    """Return what is wanted.

    Raises:
        InputError: it cannot be, whatever the organization has.
    """
    source = sources.of_kind(kind)
    if name is not None and not name.strip():
        message = "the list's name is empty"
        raise InputError(message)
    if fields is not None:
        checked_form(fields, related=source.related_fields)
        fields = tuple(fields)
    return Wanted(
        source=source, of=of, name=name, fields=fields, route=route, may_shrink=may_shrink
    )


@dataclass(slots=True)
class Begun:
    """An import that has its run and its list's lease."""

    importer: Importer
    account_id: int
    source: str
    """What the list keeps of its source."""
    members: Members
    visible: Callable[[], Sequence[Field]]
    route: RouteWanted
    session: Session
    resumed: bool
    calls_left: Callable[[], int | None]
    note: Note = ALL_TOLD
    """How the source was read."""

    def carry_out(self) -> None:
        """Import what is left, and give the lease back.

        Raises:
            UnknownFieldError: a field of the run was hidden or renamed since it was begun.
            ConnectorError: the run stopped and can be resumed; the list is as it was.
        """
        importer = self.importer
        clock = HoldingClock(importer.clock, importer.hold)
        session = self.session = self.session.waiting_by(clock)
        try:
            with importer.hold:
                importer.emit(
                    ImportStarted(
                        at=importer.clock.now(),
                        list_name=importer.list_name,
                        resumed=self.resumed,
                        imported=importer.run.imported,
                        skipped=importer.run.skipped,
                    )
                )
                source = taken(
                    importer.run,
                    self.route,
                    list_name=importer.list_name,
                    members=self.members,
                    session=session,
                    visible=self.visible,
                    clock=clock,
                    emit=importer.emit,
                    calls_left=self.calls_left,
                )
                if isinstance(source, RowsRoute):
                    self._look(source)
                elif importer.run.pages == 0:
                    importer.run = self._marked(importer.run)
                importer.carry_out(source)
        except ConnectorError as error:
            hidden = self._hidden(error)
            importer.emit(
                ImportInterrupted(
                    at=importer.clock.now(),
                    list_name=importer.list_name,
                    imported=importer.run.imported,
                    skipped=importer.run.skipped,
                    pages=importer.run.pages,
                    reason=(hidden or error).message,
                )
            )
            if hidden is not None:
                raise hidden from error
            raise

    def _hidden(self, error: ConnectorError) -> UnknownFieldError | None:
        """Return the error that names the fields, if some of the run's cannot be seen any more."""
        if not isinstance(error, QueryJobError) and (
            not isinstance(error, QueryError) or error.code != "INVALID_FIELD"
        ):
            return None
        try:
            visible = {each.name for each in self.members.visible(self.session)}
        except ConnectorError:
            return None
        hidden = [each for each in self.importer.run.fields if each not in visible]
        if not hidden:
            return None
        sobject = self.members.where.partition(".")[0]
        message = (
            f"the connected user does not see the field {', '.join(hidden)} of {sobject} any more, "
            "which this import reads: give the right back and run the same import again to go on, "
            "or begin anew with other fields (--field)"
        )
        return UnknownFieldError(message)

    def _marked(self, run: ImportRun) -> ImportRun:
        """Ask how things stand before anything is read: the first sync goes on from there."""
        try:
            mark = self.members.rows(self.session, ()).mark()
        except QueryTimeoutError:
            return run  # nothing is lost: the first sync reads everything
        return replace(run, mark=mark.newest, told_at=mark.told_at)

    def _look(self, source: RowsRoute) -> None:
        """Make sure that what a list has is not given up for what a source does not tell."""
        shown = source.rows.count(None)
        self.note = source.rows.note()
        importer = self.importer
        with importer.store.reading() as connection:
            former = lists.removal_and_generation(connection, importer.run.list_id).generation
        is_shown = shown or importer.may_shrink
        if former is not None and not (is_shown and self.note.is_whole):
            why = self.note.message if shown else "the report shows nobody"
            message = (
                f"{why}. The list {importer.list_name} stays as it is: sync it, which adds and "
                "changes and removes nobody for that"
            )
            raise ReportUnfitError(message)

    def report(self, *, cause: str | None, frees: Frees | None = None) -> ImportReport:
        """Tell how it stands; without a cause it is complete, or partial if its source was."""
        store, held_back = self.importer.store, self.importer.held_back
        part = partition.part(store, self.account_id, self.members)
        if held_back:
            return marketing_list.given_up(
                self.importer.run,
                list_name=self.importer.list_name,
                resumed=self.resumed,
                held_back=held_back,
            )
        mapped = mapped_fields.warning(
            store,
            self.account_id,
            list_name=self.importer.list_name,
            source=self.source,
            fields=self.importer.run.fields,
        )
        return marketing_list.report(
            store,
            self.importer.run,
            list_name=self.importer.list_name,
            resumed=self.resumed,
            cause=cause,
            is_whole=self.note.is_whole,
            message="; ".join(each for each in (self.note.message, part.warning, mapped) if each),
            frees=frees,
        )


@dataclass(frozen=True, slots=True)
class ListImports:
    """Imports the lists of one account."""

    store: Store
    account_id: int
    clock: Clock
    emit: Callable[[Event], None]
    session: Session
    organization_id: str | None
    """The organization that the account is bound to."""
    calls_left: Callable[[], int | None]
    """Tells how many API calls may be sent before our work stops; None: nothing limits them."""

    def work_of(self, asked: Wanted) -> str:
        """Return what a right that is lost stops, before it is known what the source refers to."""
        kind = asked.source.kind
        name = asked.name or asked.of
        with self.store.reading() as connection:
            row = None if name is None else lists.find(connection, self.account_id, name)
        return row.source if row is not None and row.source.startswith(f"{kind}:") else kind

    def begin(self, asked: Wanted) -> Begun:
        """Take the list's lease, and begin a run or go on with the unfinished one.

        Raises:
            InputError: the source, a field or the route cannot be taken; nothing was changed.
            UnknownRecordTypeError: a record type that the account works with is no more there.
            LeaseHeldError: another process works on the list.
            ConnectorError: as a call to Salesforce; nothing was changed.
        """
        source = asked.source
        chosen = source.choose(self.session, asked.of)
        kept_source = sources.written(source, chosen)
        members = source.members(chosen.reference)
        visible = functools.cache(lambda: members.visible(self.session))
        part = partition.part(self.store, self.account_id, members)
        name = asked.name or chosen.list_name

        def resolved(fields: Sequence[str]) -> tuple[str, ...]:
            partition.look(self.store, self.account_id, self.session, members)
            fields = fields or [each.name for each in visible()]
            sobject = members.where.partition(".")[0]
            found = resolve(fields, visible(), sobject=sobject, always=members.kept)
            return checked(found, asked.route, visible=visible())

        run, hold = find_or_start(
            self.store,
            self.account_id,
            name=name,
            source=kept_source,
            organization_id=self.organization_id,
            fields=asked.fields,
            resolve=resolved,
            always=members.kept,
            default_fields=source.default_fields,
            record_types=part.ids,
            clock=self.clock,
        )
        importer = Importer(self.store, self.clock, self.emit, name, run, hold, asked.may_shrink)
        return Begun(
            importer,
            self.account_id,
            kept_source,
            partition.narrow(members, run.record_types),
            visible,
            asked.route,
            self.session,
            run.pages > 0,
            self.calls_left,
        )
