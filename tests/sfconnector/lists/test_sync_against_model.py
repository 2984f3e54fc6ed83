"""An org that is edited before, during and after syncs, and the list beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fake_salesforce import FakeSalesforce
from fake_salesforce.errors import SalesforceError
from fake_salesforce.faults import (
    AnswerLost,
    Fault,
    ProxyPage,
    QueryTimeout,
    Reset,
    ServerUnavailable,
    SessionExpiry,
    TruncatedBody,
)
from sfconnector import Connector
from sfconnector.errors import ConnectorError, InputError
from sfconnector.lists import held
from sfconnector.lists.sync_report import SyncReport
from sync_stage import NAME, PROFILE, SyncStage, assert_equals_source, members_of

emails = st.sampled_from([None, "a@example.com", "b@example.org", "a..b@example.com"])
numbers = st.integers(0, 30)
EDITS = ("create", "update", "delete", "undelete", "purge", "merge", "convert", "blank", "late")
edits = st.tuples(st.sampled_from(EDITS), numbers, numbers, emails)
during_a_run = st.dictionaries(st.integers(1, 6), st.lists(edits, max_size=2), max_size=3)
FAULTS: dict[str, Callable[[], Fault]] = {
    "answer lost": AnswerLost,
    "proxy page": ProxyPage,
    "query time-out": QueryTimeout,
    "unavailable": ServerUnavailable,
    "session over": SessionExpiry,
    "reset": lambda: Reset(at="inside", share=0.5),
    "cut": lambda: TruncatedBody(share=0.5),
}
faults = st.lists(
    st.tuples(
        st.sampled_from(sorted(FAULTS)),
        st.sampled_from(["query", "query_all", "query_more", "describe"]),
        st.integers(1, 3),
    ),
    max_size=2,
)
RIGHTS = ("Lead.Email", "Lead.Title", "Lead")
lost_rights = st.none() | st.tuples(st.sampled_from(RIGHTS), st.integers(1, 5))


def _applied(report: SyncReport | None, *, troubled: bool) -> bool:
    """Tell whether a sync changed the list: where some were held back what else differs was."""
    if report is None or report.state == "interrupted":
        return False
    if report.state == "partial" and not report.held_back:
        assert troubled, "P30: else the guard alone makes a sync partial here"
        return False
    return True


class EditedOrg(RuleBasedStateMachine):
    """P23-P27, P29-P31, P36-P39, P51: whatever happens, the list becomes its source."""

    salesforce: FakeSalesforce

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.hidden = False
        self.ever_deleted: set[str] = set()

    @initialize(
        population=st.lists(emails, max_size=8),
        page_rows=st.integers(1, 4),
        skew=st.sampled_from([0, 0, -86_400, 86_400, 400 * 86_400]),
        removal=st.sampled_from(["keep", "mark", "remove"]),
    )
    def begin(self, population: list[str | None], page_rows: int, skew: int, removal: str) -> None:
        """Import a list, by a connector whose clock may be wrong by a day or a year."""
        self.stage = SyncStage(
            self.salesforce, Path(self._folder.name), page_rows, timedelta(seconds=skew)
        )
        self.stage.begin(population)
        self.removal = removal
        with self.stage.connector() as connector:
            connector.set_list_rules(NAME, removal=removal, shrink_percent=100)
            self.known = set(members_of(connector))

    @rule(edit=edits)
    def edit(self, edit: tuple[str, int, int, str | None]) -> None:
        """Edit the org."""
        self._edit(edit)

    @rule(number=numbers, email=emails, minutes=st.integers(1, 14), creates=st.booleans())
    def write_late(self, number: int, email: str | None, minutes: int, *, creates: bool) -> None:
        """Write a record whose transaction commits later, with the stamp of now."""
        row = {"LastName": "Late", "Company": "Example", "Email": email, "Title": "Late"}
        with self.stage.org.commits_late(minutes=minutes) as late:
            if creates:
                self.stage.ids.append(late.create("Lead", row))
            elif self.stage.ids:
                lead = self.stage.ids[number % len(self.stage.ids)]
                try:
                    late.update("Lead", lead, {"Email": email, "Title": "Late"})
                except SalesforceError:
                    late.create("Lead", row)

    @rule(
        span=st.sampled_from(
            [timedelta(seconds=0.001), timedelta(minutes=5), timedelta(days=1), timedelta(days=91)]
        )
    )
    def time_goes_by(self, span: timedelta) -> None:
        """Move the org's clock; the recycle bin forgets after 15 days."""
        self.stage.org.clock.advance(seconds=span.total_seconds())

    @rule(span=st.sampled_from([-86_400, 0, 86_400]))
    def connectors_clock_is_set(self, span: int) -> None:
        """Set the connector's clock, backwards too."""
        self.stage.skew += timedelta(seconds=span)

    @rule(
        during=during_a_run,
        jump=st.sampled_from([None, None, None, 91]),
        fails_at=st.sampled_from([None, None, 1, 2, 3, 4]),
        full=st.booleans(),
        met=faults,
        lost=lost_rights,
        allow_shrink=st.booleans(),
    )
    def sync(
        self,
        during: dict[int, list[tuple[str, int, int, str | None]]],
        jump: int | None,
        fails_at: int | None,
        met: list[tuple[str, str, int]],
        lost: tuple[str, int] | None,
        *,
        full: bool,
        allow_shrink: bool,
    ) -> None:
        """Sync while the org is edited and its clock jumps; sessions end, and a page may fail.

        The wire breaks, queries run for too long, and a right is lost in the middle.
        """
        calls = [0]
        with self.stage.connector() as reader:
            former = members_of(reader)

            def follow(arrival: Any) -> None:
                if arrival.resource not in {"query", "query_all"}:
                    return
                calls[0] += 1
                applied = arrival.resource == "query"  # the count comes when all is applied
                if not applied:
                    assert members_of(reader) == former, "P31: nobody sees half of it"
                for each in during.get(calls[0], ()):
                    self._edit(each)
                if jump and calls[0] == 2:
                    self.stage.org.clock.advance(seconds=jump * 86_400)
                if lost and calls[0] == lost[1]:
                    self._lose(lost[0])
                if calls[0] == fails_at:
                    self.stage.org.end_sessions()
                    self.stage.user.freeze()

            self._break(met)
            report = None
            with self._followed(follow), self.stage.connector() as connector:
                try:
                    report = connector.sync_list(NAME, full=full, allow_shrink=allow_shrink)
                except ConnectorError:
                    assert met, "a fault was met"
            self._mended(lost)
            if not _applied(report, troubled=bool(lost or met)):
                assert members_of(reader) == former, "P37: a run that failed changed nothing"

    @rule(
        during=during_a_run,
        cut_at=st.sampled_from([None, 1, 2, 3]),
        allow_shrink=st.booleans(),
    )
    def import_again(
        self,
        during: dict[int, list[tuple[str, int, int, str | None]]],
        cut_at: int | None,
        *,
        allow_shrink: bool,
    ) -> None:
        """Import the list anew, or what is left of an import; edited meanwhile, and cut perhaps."""
        calls = [0]

        def follow(arrival: Any) -> None:
            if arrival.resource not in {"query", "query_more"}:
                return
            calls[0] += 1
            for each in during.get(calls[0], ()):
                self._edit(each)
            if calls[0] == cut_at:
                self.stage.org.end_sessions()
                self.stage.user.freeze()

        with self.stage.connector() as reader:
            former = members_of(reader)
            with self._followed(follow), self.stage.connector() as connector:
                try:
                    state = connector.import_list("leads", allow_shrink=allow_shrink).state
                except ConnectorError:
                    assert self.hidden, "a chosen field is not seen"
                    state = "refused"
            self._mended(None)
            if state == "complete":
                self.known = set(members_of(reader))
            else:
                assert members_of(reader) == former, "P31: what was cut is shown to nobody"

    @rule(number=numbers)
    def delete_here(self, number: int) -> None:
        """P24: a user deletes a member from the list, also one that left and is shown still."""
        with self.stage.connector() as connector:
            shown = [each.record_id for each in connector.members(NAME)]
            if not shown:
                return
            chosen = shown[number % len(shown)]
            if self._is_done(lambda: connector.delete_members(NAME, [chosen]), connector):
                self.stage.deleted.add(chosen)
                self.ever_deleted.add(chosen)
                assert chosen not in {each.record_id for each in connector.members(NAME)}

    @rule(number=numbers)
    def restore(self, number: int) -> None:
        """A user lets a deleted member come back."""
        if not self.stage.deleted:
            return
        chosen = sorted(self.stage.deleted)[number % len(self.stage.deleted)]
        with self.stage.connector() as connector:
            if self._is_done(lambda: connector.restore_members(NAME, [chosen]), connector):
                self.stage.deleted.remove(chosen)

    @rule()
    def a_right_is_lost_or_comes_back(self) -> None:
        """P18, P51: a field is hidden; what the list has of it stays."""
        self.hidden = not self.hidden
        profile = self.stage.org.profile(PROFILE)
        if self.hidden:
            profile.hide_field("Lead.Title")
        else:
            profile.show_field("Lead.Title", editable=True)

    @rule()
    def quiet(self) -> None:
        """P36, P39: when every transaction has committed, two syncs make the list its source."""
        if self.hidden:
            self.a_right_is_lost_or_comes_back()
        self.stage.org.clock.advance(seconds=20 * 60)
        with self.stage.connector() as connector:
            for _ in range(2):
                assert connector.sync_list(NAME, allow_shrink=True).state == "complete"
            assert_equals_source(self.stage, connector)
            members = set(members_of(connector))
            left = set(members_of(connector, left=True))
            gone = self.known - members
            marked = gone - self.ever_deleted
            assert left >= marked if self.removal != "remove" else left == set()
            departed = {each.record_id: each.reason for each in connector.departures(NAME)}
            assert departed.keys() >= gone
            assert departed.keys().isdisjoint(members)
            self._look_at_who_left(connector, departed)
            again = connector.sync_list(NAME)
            assert (again.added, again.changed, again.returned, again.left) == (0, 0, 0, 0)
            self.known |= members

    def _look_at_who_left(self, connector: Connector, departed: dict[str, str]) -> None:
        """P29: kept is who was deleted or is gone, and each who left has the reason told."""
        left = {each.record_id: each for each in connector.members(NAME) if each.left_at}
        assert {each: member.left_reason for each, member in left.items()} == {
            each: reason for each, reason in departed.items() if each in left
        }
        kept = {each for each, member in left.items() if member.kept}
        assert connector.list(NAME).kept == len(kept) == connector.verify_list(NAME).kept
        if self.removal == "keep":
            assert kept == {each for each in left if departed[each] in {"deleted", "gone"}}
        else:
            assert kept == set()
        assert kept.isdisjoint(self.stage.source())

    @invariant()
    def who_was_deleted_stays_away(self) -> None:
        """P24: whatever is read, and however."""
        with self.stage.connector() as connector:
            shown = {each.record_id for each in connector.members(NAME)}
        assert shown.isdisjoint(self.stage.deleted)

    @invariant()
    def no_lead_is_a_member_twice(self) -> None:
        """P27: the record's id is the member, whatever its e-mail."""
        with self.stage.connector() as connector:
            ids = [each.record_id for each in connector.members(NAME)]
        assert len(ids) == len(set(ids))

    def teardown(self) -> None:
        """End the org and its folder."""
        if hasattr(self, "stage"):
            self.salesforce.drop_org(self.stage.org)
        self._folder.cleanup()

    def _is_done(self, act: Callable[[], None], connector: Connector) -> bool:
        """Do what is refused while an import or a sync is unfinished; tell whether it was done."""
        shown = connector.list(NAME)
        unfinished = shown.unfinished_import or shown.last_sync == "running"
        try:
            act()
        except InputError:
            assert unfinished
        else:
            assert not unfinished
        return not unfinished

    def _break(self, met: list[tuple[str, str, int]]) -> None:
        for kind, resource, count in met:
            match = {"resource": resource}
            self.stage.org.faults.add(FAULTS[kind](), match=match, count=count)

    def _lose(self, right: str) -> None:
        profile = self.stage.org.profile(PROFILE)
        if right == "Lead":
            profile.revoke("Lead", "read")
        else:
            profile.hide_field(right)

    def _mended(self, lost: tuple[str, int] | None) -> None:
        """Give back what was lost, and let the connection be as new."""
        stage = self.stage
        stage.org.faults.clear()
        stage.user.unfreeze()
        profile = stage.org.profile(PROFILE)
        if lost and lost[0] == "Lead":
            profile.grant("Lead", "modify_all", "create")
        elif lost and not (self.hidden and lost[0] == "Lead.Title"):
            profile.show_field(lost[0], editable=True)
        with stage.connector() as connector:
            if connector.test().state != "active":
                assert connector.update_login(stage.user.secret).state == "active"

    def _followed(self, follow: Callable[[Any], None]) -> Any:
        return _Following(self.salesforce, follow)

    def _edit(self, edit: tuple[str, int, int, str | None]) -> None:
        kind, one, other, email = edit
        stage, org = self.stage, self.stage.org
        if kind == "create" or not stage.ids:
            stage.create(email)
            return
        lead = stage.ids[one % len(stage.ids)]
        if kind == "late":
            with org.commits_late(minutes=1 + other % 14) as late:
                row = {"LastName": "Late", "Company": "Example", "Email": email, "Title": "Late"}
                stage.ids.append(late.create("Lead", row))
            return
        acts: dict[str, Callable[[], object]] = {
            "update": lambda: org.update("Lead", lead, {"Email": email, "Title": f"N{other}"}),
            "blank": lambda: org.update("Lead", lead, {"Title": None}),
            "delete": lambda: org.delete("Lead", lead),
            "undelete": lambda: org.undelete(lead),
            "purge": lambda: org.empty_recycle_bin(lead),
            "merge": lambda: org.merge("Lead", lead, stage.ids[other % len(stage.ids)]),
            "convert": lambda: org.convert_lead(lead),
        }
        try:
            acts[kind]()
        except SalesforceError:
            return  # as a deleted lead that is to be changed


class _Following:
    def __init__(self, salesforce: FakeSalesforce, follow: Callable[[Any], None]) -> None:
        self._errors: list[BaseException] = []
        self._stop: Callable[[], None] | None = None
        self._salesforce, self._follow = salesforce, follow

    def __enter__(self) -> None:
        self._stop = self._salesforce.on_request(self._guarded)

    def __exit__(self, *_: object) -> None:
        assert self._stop is not None
        self._stop()
        if self._errors:
            raise self._errors[0]

    def _guarded(self, arrival: Any) -> None:
        try:
            self._follow(arrival)
        except BaseException as error:  # noqa: BLE001 - raised again where the test is
            self._errors.append(error)


def test_a_list_follows_its_org(
    salesforce: FakeSalesforce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine above, on one server; a list is walked along three rows at a time."""
    monkeypatch.setattr(held, "ROWS_PER_SPAN", 3)
    machine = type("OnServer", (EditedOrg,), {"salesforce": salesforce})
    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(settings().max_examples // 20, 3),
            stateful_step_count=8,
            deadline=None,
        ),
    )
