"""The facade's acts on lists; :class:`~sfconnector.connector.Connector` has them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Literal

from sfconnector.alerts.alerts import Alerts
from sfconnector.connection import outcome
from sfconnector.connection.causes import EXPLANATIONS, Cause, cause_of
from sfconnector.connection.context import ConnectionContext
from sfconnector.connection.password_watch import PasswordWatch
from sfconnector.connection.status import Status
from sfconnector.errors import ConnectorError, InputError, StateError
from sfconnector.events import SyncStopped
from sfconnector.limits.budget import LimitsStatus
from sfconnector.limits.frees import Frees
from sfconnector.lists import (
    delete_list,
    deleted_members,
    export,
    export_runs,
    list_imports,
    list_rules,
    marketing_list,
    own,
    runs,
    source_fields,
    sources,
)
from sfconnector.lists.list_imports import ListImports
from sfconnector.lists.marketing_list import ImportReport, MarketingList, Member, SkippedRow
from sfconnector.lists.preview import Preview, Previews
from sfconnector.lists.routes.taken import RouteWanted
from sfconnector.lists.run_ledger import RunLedger
from sfconnector.lists.runs import Run
from sfconnector.lists.schedule import Scheduled, Schedules, Tick, interval
from sfconnector.lists.source_fields import SourceField
from sfconnector.lists.sources.source import Offered
from sfconnector.lists.sync_list import ListSyncs, Wanted
from sfconnector.lists.sync_report import SyncReport
from sfconnector.lists.verify_list import Verification, verify
from sfconnector.salesforce.session import Session
from sfconnector.store import departures, score_fields
from sfconnector.store.conflicts import Conflict
from sfconnector.store.departures import Departure


class ListsFace(ABC):
    """Marketing lists: imported, synced, verified, edited, scheduled, shown and exported."""

    _context: ConnectionContext
    _session: Session
    _asked: Session
    _passwords: PasswordWatch
    _alerts: Alerts
    _ledger: RunLedger

    @abstractmethod
    def status(self) -> Status:
        """Return how the connection stands."""

    @abstractmethod
    def limits(self) -> LimitsStatus:
        """Return how the API calls stand."""

    @abstractmethod
    def look_ahead(self) -> None:
        """Do what time makes due."""

    @abstractmethod
    def _noted(self, error: ConnectorError, work: str) -> Cause:
        """Record what an error means for the connection; one that means nothing is raised.

        Args:
            error: what happened.
            work: which work met it; one that may not be done degrades nothing but this one.
        """

    @abstractmethod
    def _alert_of_the_key(self, error: ConnectorError) -> None:
        """Have the alerts look if it is the key."""

    def list_sources(self) -> tuple[Offered, ...]:
        """Return what the connected user may import as a list, source by source.

        Raises:
            NotConnectedError: no organization is connected.
            ConnectorError: as a call to Salesforce.
        """
        try:
            return sources.look(self._session)
        finally:
            self._context.budget.settle()

    def source_fields(self, source: str, of: str | None = None) -> tuple[SourceField, ...]:
        """Return the fields that a list of a source can have, those first that it should have.

        Args:
            source: as of :meth:`import_list`.
            of: which one of what the source offers.

        Raises:
            NotConnectedError: no organization is connected.
            InputError: there is no such source, or it offers nothing of this name.
            ConnectorError: as a call to Salesforce.
        """
        context = self._context
        with context.store.reading() as connection:
            score_field = score_fields.of_account(connection, context.account_id)
        try:
            return source_fields.of(
                self._session, sources.of_kind(source), of, score_field=score_field
            )
        finally:
            context.budget.settle()

    def import_list(
        self,
        source: str,
        of: str | None = None,
        *,
        name: str | None = None,
        fields: Sequence[str] | None = None,
        route: RouteWanted = "auto",
        allow_shrink: bool = False,
    ) -> ImportReport:
        """Import a marketing list, or go on with an interrupted import of it.

        Args:
            source: ``leads``, ``contacts``, ``campaign``, ``report`` or ``object``.
            of: which one of what the source offers, by name or id, as :meth:`list_sources` shows
                it; None where it offers one thing alone.
            name: of the list; None takes the source's own, as All Leads.
            fields: API names, Email among them; None takes those chosen before, for a new list
                those of the source. Other fields than those of an interrupted import begin a new
                one.
            route: ``rest`` reads pages, ``bulk`` the results of a Bulk 2.0 query job, ``auto``
                what should take less time. An interrupted import goes on by its own.
            allow_shrink: let a list that is there lose however many of its records; else it stays
                as it is where too many are missing (state ``partial``).

        Raises:
            NotConnectedError: no organization is connected.
            InputError: the source, the name or a field cannot be one, the list comes from another
                source, or the route cannot be taken with these fields; nothing was changed.
            UnknownFieldError: a field was hidden since the import was begun; it can go on once it
                is seen again.
            UnknownRecordTypeError: a record type that the account works with is no more there.
            LeaseHeldError: another process works on the list; the error says who, and until when.
            LeaseLostError: another process took the list over while this one was away.
            ReportUnfitError: a list cannot be made of this report, or not anew.
            ApiError: Salesforce refuses for a reason that is not the connection's.
            StateError: the store cannot be written.
        """
        wanted = list_imports.wanted(
            source, of, name=name, fields=fields, route=route, may_shrink=allow_shrink
        )
        context = self._context
        self._ledger.begin()
        try:
            begun = self._list_imports().begin(wanted)
        except ConnectorError as error:
            noted = self._noted(error, self._list_imports().work_of(wanted))
            return marketing_list.not_begun(name or of or source, cause=noted, frees=self._frees())
        cause: Cause | None = None
        try:
            begun.carry_out()
        except ConnectorError as error:
            cause = self._noted(error, begun.source)
        else:
            outcome.worked(context, works=sources.works(begun.source))
            self._passwords.warn()
            self._alerts.due()
        self._ledger.end()
        context.budget.settle()
        return begun.report(cause=cause, frees=None if cause is None else self._frees())

    def preview_import(
        self,
        source: str,
        of: str | None = None,
        *,
        name: str | None = None,
        fields: Sequence[str] | None = None,
        route: RouteWanted = "auto",
        most: int = 10,
    ) -> Preview:
        """Tell what an import would bring, skip and cost; reads two pages at most.

        Args:
            source: as of :meth:`import_list`, and so are the others.
            of: which one.
            name: of the list.
            fields: API names.
            route: by which the import would go.
            most: how many rows to show.

        Raises:
            InputError: the import would refuse it.
            ConnectorError: as a call to Salesforce.
        """
        wanted = list_imports.wanted(source, of, name=name, fields=fields, route=route)
        context = self._context
        previews = Previews(
            context.store,
            context.account_id,
            context.clock,
            self._asked,
            lambda: context.budget.sent,
            context.budget.left,
            self._bound_to(),
        )
        try:
            return previews.look(wanted, most=most)
        except (InputError, StateError):
            raise
        except ConnectorError as error:
            self._noted(error, self._list_imports().work_of(wanted))
            raise
        finally:
            context.budget.settle()

    def sync_list(
        self,
        name: str,
        *,
        full: bool = False,
        allow_shrink: bool = False,
        dry_run: bool = False,
        most_shown: int = 1000,
    ) -> SyncReport:
        """Let a list become what its source is now, or tell what would change.

        Args:
            name: of the list, which has been imported.
            full: read everything, not only what was changed since the last sync.
            allow_shrink: let members leave that are missing without a trace, however many.
            dry_run: write nothing.
            most_shown: of how many records a dry run tells what would become of them, and by
                which rule; the others are counted.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: the list cannot be synced.
            LeaseHeldError: another process imports or syncs it.
            ApiError: Salesforce refuses for a reason that is not the connection's.
        """
        syncs = self._list_syncs()
        work = syncs.checked(name).source
        self._ledger.begin(is_run=not dry_run)
        try:
            report, refusal = syncs.sync(
                name,
                Wanted(full=full, may_shrink=allow_shrink, dry_run=dry_run, most_shown=most_shown),
            )
        except (InputError, StateError) as error:
            self._alert_of_the_key(error)
            raise
        except ConnectorError as error:
            context = self._context
            context.emit(SyncStopped(at=context.clock.now(), list_name=name, reason=error.message))
            cause = self._noted(error, work)
            report = SyncReport(
                list_name=name,
                state="interrupted",
                kind="",
                message=error.message,
                cause=cause,
                frees=self._frees(),
            )
        else:
            if refusal is None:
                # Whoever is not believed to be gone may be hidden: a lost right may not be back.
                done = () if report.held_back else sources.works(work)
                outcome.worked(self._context, works=done)
            elif cause_of(refusal) is None:
                outcome.worked(self._context)  # it answers; what is amiss is the source's own
            else:
                report = replace(report, cause=self._noted(refusal, work))
        self._ledger.end()
        self._context.budget.settle()
        return report

    def verify_list(self, name: str) -> Verification:
        """Compare a list with its source as it is now; writes nothing.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: it has not been imported, or cannot be compared.
            ConnectorError: as a call to Salesforce.
        """
        row = self._list_syncs().checked(name)
        try:
            return verify(self._session, self._context.store, self._context.account_id, row)
        finally:
            self._context.budget.settle()

    def set_list_rules(
        self, name: str, *, removal: str | None = None, shrink_percent: int | None = None
    ) -> MarketingList:
        """Choose what becomes of members that left, and when their absence is not believed.

        Args:
            name: of the list.
            removal: ``keep``, ``mark`` or ``remove``; None leaves it.
            shrink_percent: a larger share that is missing without a trace stays; None leaves it.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: a rule cannot be one.
        """
        return list_rules.change(
            self._context.store,
            self._context.account_id,
            name,
            removal=removal,
            shrink_percent=shrink_percent,
        )

    def set_merge_rules(
        self,
        name: str,
        *,
        rules: Mapping[str, str] | None = None,
        blanks: Mapping[str, str] | None = None,
    ) -> MarketingList:
        """Choose for fields of a list whose value is kept, and what a blank in Salesforce does.

        Args:
            name: of the list.
            rules: by API name ``overwrite``, ``fill_if_blank``, ``newest``, ``ours`` or ``theirs``.
            blanks: by API name ``keep``, ``clear`` or ``clear_if_newer``.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: a field or a rule cannot be one; nothing was changed.
        """
        context = self._context
        now = context.clock.now()
        own.set_rules(
            context.store,
            context.account_id,
            name,
            rules=rules or {},
            blanks=blanks or {},
            now=now,
        )
        return self.list(name)

    def edit_member(self, name: str, record_id: str, values: Mapping[str, str | None]) -> Member:
        """Give a member values of the list's own, which its merge rules keep or give up.

        Args:
            name: of the list.
            record_id: of the member.
            values: by API name, as a user writes them; None is no value.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: there is no such member, Salesforce owns a field, or a value does not fit
                it; nothing was changed.
            ConnectorError: Salesforce could not be asked what fits.
        """
        context = self._context
        row = self._list_syncs().checked(name)
        try:
            fields = sources.members_of(row.source).visible(self._session)
        finally:
            context.budget.settle()
        return own.edit(
            context.store,
            context.account_id,
            name,
            record_id,
            values,
            fields=fields,
            who=context.actor.name,
            now=context.clock.now(),
        )

    def conflicts(self, name: str, *, most: int = 100) -> tuple[Conflict, ...]:
        """Return a list's latest conflicts of edits here and in Salesforce, the last first.

        Raises:
            UnknownListError: there is no list of this name.
        """
        context = self._context
        return own.read_conflicts(context.store, context.account_id, name, most=most)

    def schedule_list(self, name: str, every: str) -> Scheduled | None:
        """Let a list be synced by :meth:`tick` every so often, or by itself no more.

        Args:
            name: of the list, which has been imported.
            every: as ``1h``, ``90m`` or ``7d``, an hour at the shortest; ``off`` ends it.

        Returns:
            When it is due; None if it is off.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: it is no interval, too short a one, or the list cannot be synced.
        """
        chosen = interval(every)
        if chosen is not None:
            self._list_syncs().checked(name)
        return self._schedules().set(name, chosen)

    def schedules(self) -> tuple[Scheduled, ...]:
        """Return which lists are synced by themselves, what is due first at the head."""
        return self._schedules().all()

    def tick(self) -> Tick:
        """Do what is due now: look ahead, then sync each list whose time has come.

        Call it as often as you like, from as many processes as you like. A list is left to a later
        turn while the connection is broken or calls are held back; trouble that time heals ends
        the turn, and the list that met it is tried again after longer and longer waits.

        Raises:
            StateError: the store cannot be used, or the key is missing or wrong.
        """
        self.look_ahead()
        ticked = self._schedules().tick(self.sync_list, why_not=self._why_not_now)
        self._alerts.due()
        return ticked

    def departures(self, name: str) -> tuple[Departure, ...]:
        """Return who left a list, when and why, and which record stands for it now.

        Raises:
            UnknownListError: there is no list of this name.
        """
        with self._context.store.reading() as connection:
            row = marketing_list.row_of(connection, self._context.account_id, name)
            return departures.read_all(connection, row.id)

    def lists(self) -> tuple[MarketingList, ...]:
        """Return the marketing lists by name."""
        return marketing_list.read_all(self._context.store, self._context.account_id)

    def list(self, name: str) -> MarketingList:
        """Return one marketing list.

        Raises:
            UnknownListError: there is none of this name.
        """
        return marketing_list.read_one(self._context.store, self._context.account_id, name)

    def delete_members(self, name: str, record_ids: Sequence[str]) -> None:
        """Delete members from a list; no import and no sync brings them back.

        Salesforce is not touched. Who is in the source still is skipped, as ``deleted_here``.

        Args:
            name: of the list.
            record_ids: of the members, 18 characters each.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: one is not in the list, or an import or sync of it is unfinished; nothing
                was changed.
            LeaseHeldError: another process imports or syncs it; nothing was changed.
        """
        context = self._context
        deleted_members.delete(
            context.store,
            context.account_id,
            name,
            record_ids,
            by=context.actor.name,
            clock=context.clock,
        )

    def restore_members(self, name: str, record_ids: Sequence[str]) -> None:
        """Let deleted members come back: the next sync reads everything, and takes them over.

        Args:
            name: of the list.
            record_ids: of those that were deleted.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: one was not deleted, or an import or sync of the list is unfinished; nothing
                was changed.
            LeaseHeldError: another process imports or syncs it; nothing was changed.
        """
        context = self._context
        deleted_members.restore(
            context.store, context.account_id, name, record_ids, clock=context.clock
        )

    def delete_list(self, name: str) -> int:
        """Delete a list with all that is its own, and return how many members it had.

        Salesforce is not touched.

        Raises:
            UnknownListError: there is no list of this name.
            LeaseHeldError: another process imports or syncs it; nothing was changed.
        """
        context = self._context
        return delete_list.delete(context.store, context.account_id, name, clock=context.clock)

    def discard_unfinished(self, name: str) -> tuple[str, ...]:
        """Give up an import or a sync of a list that was cut; return which of the two it was.

        The list stays as its readers see it.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: nothing of it is unfinished.
            LeaseHeldError: another process imports or syncs it; nothing was changed.
        """
        context = self._context
        return delete_list.discard(context.store, context.account_id, name, clock=context.clock)

    def members(self, name: str) -> Generator[Member, None, None]:
        """Stream a list's members by record id; the whole stream is of one generation.

        Who does not read to the end closes it: until then it holds a connection of the store.

        Raises:
            UnknownListError: there is no list of this name.
        """
        return marketing_list.read_members(self._context.store, self._context.account_id, name)

    def export_list(
        self,
        name: str,
        file: IO[bytes],
        *,
        form: Literal["csv", "json"] = "csv",
        with_left: bool = True,
        raw: bool = False,
    ) -> int:
        """Write a list's members to a file by record id, and return how many they are.

        Args:
            name: of the list.
            file: what is written to; it stays open.
            form: ``csv`` (RFC 4180, with a heading), or ``json``, one object a line.
            with_left: whether members that left and are marked are written too; kept ones are.
            raw: whether CSV leaves texts that a spreadsheet would run as they are.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: it has not been imported yet. Nothing was written.
        """
        store, account_id = self._context.store, self._context.account_id
        if form == "json":
            return export.write_json_lines(store, account_id, name, file, with_left=with_left)
        return export.write_csv(store, account_id, name, file, with_left=with_left, raw=raw)

    def runs(self, name: str | None = None, *, most: int = 20) -> tuple[Run, ...]:
        """Return the imports and syncs of a list, or of all, the newest first.

        Raises:
            UnknownListError: there is no list of this name.
        """
        context = self._context
        return runs.read_all(
            context.store, context.account_id, name, most=most, now=context.clock.now()
        )

    def export_runs(
        self,
        file: IO[bytes],
        name: str | None = None,
        *,
        most: int | None = None,
        raw: bool = False,
    ) -> int:
        """Write the imports and syncs of a list, or of all, as CSV; return how many they are.

        Args:
            file: what is written to; it stays open.
            name: of the list; None takes all.
            most: how many at most, the newest first; None writes all.
            raw: whether texts that a spreadsheet would run are left as they are.

        Raises:
            UnknownListError: there is no list of this name.
        """
        context = self._context
        return export_runs.write_runs(
            context.store,
            context.account_id,
            name,
            file,
            most=most,
            now=context.clock.now(),
            raw=raw,
        )

    def export_skipped(self, name: str, file: IO[bytes], *, raw: bool = False) -> int:
        """Write the records that are no members of a list as CSV, by cause; return how many.

        Args:
            name: of the list.
            file: what is written to; it stays open.
            raw: whether texts that a spreadsheet would run are left as they are.

        Raises:
            UnknownListError: there is no list of this name.
            InputError: it has not been imported yet. Nothing was written.
        """
        store, account_id = self._context.store, self._context.account_id
        return export_runs.write_skipped(store, account_id, name, file, raw=raw)

    def skipped(self, name: str) -> tuple[SkippedRow, ...]:
        """Return the rows that the list's last complete import skipped, by record id.

        Raises:
            UnknownListError: there is no list of this name.
        """
        return marketing_list.read_skipped(self._context.store, self._context.account_id, name)

    def skipped_by_reason(self, name: str) -> Mapping[str, int]:
        """Return how many rows the list's last complete import skipped, by reason.

        Raises:
            UnknownListError: there is no list of this name.
        """
        return marketing_list.count_skipped(self._context.store, self._context.account_id, name)

    def _frees(self) -> Frees | None:
        """Return when the limit frees that has stopped the work; None if no limit has."""
        return self.status().frees

    def _list_imports(self) -> ListImports:
        context = self._context
        return ListImports(
            context.store,
            context.account_id,
            context.clock,
            context.emit,
            self._session,
            self._bound_to(),
            context.budget.left,
        )

    def _list_syncs(self) -> ListSyncs:
        context = self._context
        return ListSyncs(
            context.store,
            context.account_id,
            context.clock,
            context.emit,
            self._session,
            self._bound_to(),
        )

    def _schedules(self) -> Schedules:
        context = self._context
        return Schedules(context.store, context.account_id, context.clock)

    def _why_not_now(self, last: SyncReport | None) -> str:
        status = self.status()
        if status.state != "active":
            return status.message
        if last is not None and last.cause and EXPLANATIONS[Cause(last.cause)].transient:
            return EXPLANATIONS[Cause(last.cause)].message
        limits = self.limits()
        if limits.held_until is None:
            return ""
        return f"{limits.message}; work goes on after {limits.held_until:%Y-%m-%d %H:%M:%S %Z}"

    def _bound_to(self) -> str | None:
        row = self._context.row()
        return None if row is None else row.organization_id
