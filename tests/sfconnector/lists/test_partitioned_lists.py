"""Lists of accounts that work with record types of their own: who is in which, and what is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from fake_salesforce import FakeSalesforce
from fake_salesforce.errors import SalesforceError
from partition_stage import ACCOUNTS, LIST, TYPES, PartitionStage, members
from sfconnector import Connector
from sfconnector.errors import UnknownRecordTypeError
from sfconnector.lists import sync_list
from sfconnector.lists.routes.taken import RouteWanted
from sfconnector.store.tables import record_types


@pytest.fixture
def stage(salesforce: FakeSalesforce, tmp_path: Path) -> Iterator[PartitionStage]:
    """Five leads of each record type."""
    stage = PartitionStage(salesforce, tmp_path)
    for number in range(5):
        for name in TYPES:
            stage.create(name, email=f"{name}{number}@example.com")
    yield stage
    salesforce.drop_org(stage.org)


def settled(stage: PartitionStage, connector: Connector) -> None:
    """Import the list and sync it once, and let what was written then be old."""
    assert connector.import_list("leads", name=LIST).state == "complete"
    stage.org.clock.advance(minutes=20)
    assert connector.sync_list(LIST).kind == "changes"
    stage.org.clock.advance(minutes=20)


@pytest.mark.parametrize("route", ["rest", "bulk"])
def test_an_import_reads_only_the_accounts_record_types(
    stage: PartitionStage, route: RouteWanted
) -> None:
    """By either route the others are not even asked for; pages are those of the account's."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US", "Partners"])
        report = us.import_list("leads", name=LIST, route=route)
        assert (report.state, report.imported, report.message) == ("complete", 10, "")
        assert members(us) == stage.of_types("US", "Partners")
        assert us.verify_list(LIST).equal
        assert us.sync_list(LIST, full=True).rows_read == 10
        assert us.verify_list(LIST).equal


def test_p52_whose_type_changes_leaves_one_list_and_enters_the_other_once(
    stage: PartitionStage,
) -> None:
    """P52: by what was changed alone, with the reason; a record without a type is of no account."""
    with stage.connector("us") as us, stage.connector("emea") as emea:
        us.choose_record_types("Lead", ["US"])
        emea.choose_record_types("Lead", ["EMEA"])
        settled(stage, us)
        settled(stage, emea)
        lead, other = sorted(stage.of_types("US"))[:2]
        stage.give(lead, "EMEA")
        stage.give(other, None)
        left, entered = us.sync_list(LIST), emea.sync_list(LIST)
        assert (left.kind, left.left_by_reason) == ("changes", {"record_type": 2})
        assert (entered.kind, entered.added, entered.left) == ("changes", 1, 0)
        assert {each.record_id: each.reason for each in us.departures(LIST)} == {
            lead: "record_type",
            other: "record_type",
        }
        assert lead in members(emea)
        for connector in (us, emea):
            again = connector.sync_list(LIST)
            assert (again.kind, again.added, again.left) == ("changes", 0, 0)
            assert connector.verify_list(LIST).equal


def test_contacts_have_record_types_of_their_own(stage: PartitionStage) -> None:
    """A choice of Contact narrows lists of contacts, and lists of leads have every lead."""
    buyers, sellers = (stage.org.add_record_type("Contact", name) for name in ("Buyer", "Seller"))
    first, second = (
        stage.org.create(
            "Contact",
            {"LastName": "Doe", "Email": "c@example.com", "RecordTypeId": record_type_id},
        )
        for record_type_id in (buyers, sellers)
    )
    with stage.connector("us") as us:
        us.choose_record_types("Contact", ["Buyer"])
        us.import_list("contacts")
        assert [each.record_id for each in us.members("All Contacts")] == [first]
        assert us.import_list("leads", name=LIST).imported == 15
        stage.org.update("Contact", second, {"RecordTypeId": buyers})
        assert us.sync_list("All Contacts").added == 1


def test_a_list_that_is_not_narrowed_says_so(stage: PartitionStage) -> None:
    """A campaign's members have leads of every record type: told by its import and its sync."""
    campaign = stage.org.create("Campaign", {"Name": "Fair"})
    for lead in stage.of_types("US", "EMEA"):
        stage.org.create("CampaignMember", {"CampaignId": campaign, "LeadId": lead})
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US"])
        report = us.import_list("campaign", "Fair")
        assert (report.state, report.imported) == ("complete", 10)
        assert "people of every record type" in report.message
        assert "people of every record type" in us.sync_list("Fair").message
        us.clear_record_types()
        assert us.sync_list("Fair").message == ""


def test_a_full_sync_tells_another_record_type_from_gone(stage: PartitionStage) -> None:
    """Everything is compared: many that changed type leave at once, and no guard holds."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US"])
        settled(stage, us)
        for lead in sorted(stage.of_types("US"))[:4]:
            stage.give(lead, "EMEA")
        assert us.verify_list(LIST).by_kind == {"left": 4}
        report = us.sync_list(LIST, full=True)
        assert (report.state, report.left_by_reason) == ("complete", {"record_type": 4})
        assert report.rows_read == 1, "of the others only those that the list had are asked for"
        assert members(us) == stage.of_types("US")


def test_p30_once_it_is_not_believed_the_others_are_not_asked_for(
    salesforce: FakeSalesforce, stage: PartitionStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P30: whether records have another type is asked until too many are missing."""
    monkeypatch.setattr(sync_list, "MOST_IDS", 2)
    for number in range(9):
        stage.create("US", email=f"{number}@example.com")
    asked: list[str] = []
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US"])
        settled(stage, us)
        for lead in sorted(stage.of_types("US")):
            stage.org.delete("Lead", lead)
            stage.org.empty_recycle_bin(lead)
        stage.org.clock.advance(days=2)
        stop = salesforce.on_request(
            lambda arrival: (
                asked.append(arrival.resource) if arrival.resource == "query_all" else None
            )
        )
        report = us.sync_list(LIST, full=True)
        stop()
        assert (report.state, report.held_back) == ("partial", 14)
        assert len(asked) == 2 + 4, "the newest stamp, a page, and who is missing"
        report = us.sync_list(LIST, full=True, allow_shrink=True)
        assert (report.state, report.left) == ("complete", 14)


def test_another_choice_has_everything_read(stage: PartitionStage) -> None:
    """After a change of the choice the next sync is full, and the list is the new part."""
    with stage.connector("us") as us:
        settled(stage, us)
        for chosen in (["US"], ["US", "EMEA"], ["Partners"], []):
            if chosen:
                us.choose_record_types("Lead", chosen)
            else:
                us.clear_record_types()
            assert us.sync_list(LIST, dry_run=True).why_full == "record_types"
            report = us.sync_list(LIST)
            assert (report.state, report.why_full) == ("complete", "record_types")
            assert members(us) == stage.of_types(*chosen or TYPES)
            assert us.sync_list(LIST).kind == "changes"


def test_a_cut_import_is_gone_on_with_only_by_the_same_choice(stage: PartitionStage) -> None:
    """Pages of the former record types are not mixed with those of the new ones."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US", "EMEA"])
        cut(stage, us)
        us.choose_record_types("Lead", ["EMEA", "US"])
        assert us.import_list("leads", name=LIST).resumed
        cut(stage, us)
        us.choose_record_types("Lead", ["Partners"])
        report = us.import_list("leads", name=LIST)
        assert (report.resumed, report.state) == (False, "partial"), "P30: all of it is missing"
        report = us.import_list("leads", name=LIST, allow_shrink=True)
        assert (report.resumed, report.state) == (False, "complete")
        assert members(us) == stage.of_types("Partners")


def cut(stage: PartitionStage, connector: Connector) -> None:
    """Begin an import and let it stop at its second page."""
    pages = [0]

    def stop(arrival: object) -> None:
        pages[0] += getattr(arrival, "resource", "") in {"query", "query_more"}
        if pages[0] == 2:
            stage.rights.forbid("ApiEnabled")

    end = stage.salesforce.on_request(stop)
    assert connector.import_list("leads", name=LIST).state == "interrupted"
    end()
    stage.rights.allow("ApiEnabled")
    assert connector.test().state == "active"


def test_what_is_not_offered_any_more_is_told_and_stops_nothing(stage: PartitionStage) -> None:
    """Not active, not assigned: reports, status and doctor say so; records are read as before."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US", "EMEA"])
        settled(stage, us)
        stage.deactivate("EMEA")
        stage.rights.withdraw_record_type("Lead", "US")
        stage.org.update("RecordType", stage.types["US"], {"Name": "United States"})
        assert [each.standing for each in us.status().record_types] == ["offered", "offered"]
        lead = min(stage.of_types("EMEA"))
        stage.org.update("Lead", lead, {"Email": "new@example.com"})
        report = us.sync_list(LIST)
        assert (report.state, report.changed, report.left) == ("complete", 1, 0)
        told = "EMEA (not active in Salesforce), United States (not assigned to the connected user)"
        assert told in report.message
        assert [each.told for each in us.status().record_types] == told.split(", ")
        assert told in us.import_list("leads", name=LIST).message
        stage.org.update("RecordType", stage.types["EMEA"], {"IsActive": True})
        stage.rights.offer_record_type("Lead", "EMEA")
        stage.rights.offer_record_type("Lead", "US")
        us.doctor()
        assert {each.standing for each in us.status().record_types} == {"offered"}


def test_what_is_no_more_there_stops_the_work_and_removes_nobody(stage: PartitionStage) -> None:
    """A deleted record type: imports are refused, syncs are partial, until another is chosen."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US"])
        settled(stage, us)
        _delete_in_salesforce(us)
        report = us.sync_list(LIST)
        assert report.state == "partial"
        assert "US of Lead, which this account works with, is no more in" in report.message
        assert "nobody was removed" in report.message
        assert us.status().cause is None, "it is the choice that is wrong, and no right"
        assert [each.told for each in us.status().record_types] == ["US (no more in Salesforce)"]
        with pytest.raises(UnknownRecordTypeError, match="record-types set Lead"):
            us.import_list("leads", name=LIST)
        with pytest.raises(UnknownRecordTypeError, match="record-types set Lead"):
            us.verify_list(LIST)
        assert len(members(us)) == 5
        us.choose_record_types("Lead", ["EMEA"])
        assert us.sync_list(LIST).why_full == "record_types"
        assert members(us) == stage.of_types("EMEA")


def _delete_in_salesforce(connector: Connector) -> None:
    # The API deletes no record types, and the fake has nobody who does: the store remembers an id
    # that Salesforce does not have.
    with connector._context.store.writing() as connection:
        connection.execute(
            update(record_types).values(
                whole_id="012000000000009AAA", record_type_id="012000000000009"
            )
        )


def test_a_hidden_record_type_field_stops_the_work(stage: PartitionStage) -> None:
    """Who cannot see which type a record has can neither import nor sync; nobody is removed."""
    with stage.connector("us") as us:
        us.choose_record_types("Lead", ["US"])
        settled(stage, us)
        stage.rights.hide_field("Lead.RecordTypeId")
        report = us.sync_list(LIST)
        assert report.state == "partial"
        assert "may not read the field Lead.RecordTypeId" in report.message
        assert us.status().cause == "permission_lost"
        assert "Lead.RecordTypeId" in us.status().detail
        with pytest.raises(UnknownRecordTypeError, match=r"Lead\.RecordTypeId"):
            us.import_list("leads", name=LIST)
        assert len(members(us)) == 5


written = st.tuples(
    st.sampled_from(("create", "give", "give", "delete", "undelete")),
    st.integers(0, 20),
    st.sampled_from((None, *TYPES)),
)
chosen = st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(TYPES))
steps = st.lists(st.one_of(written, chosen, st.sampled_from(ACCOUNTS)), max_size=8)


class TwoAccounts:
    """What each has chosen, and the leads there are."""

    def __init__(self, stage: PartitionStage, connectors: Mapping[str, Connector]) -> None:
        self.stage = stage
        self.connectors = connectors
        self.leads = [stage.create(name) for name in (None, *TYPES)]
        self.choice = {"us": {"US"}, "emea": {"EMEA"}}
        for account, connector in connectors.items():
            connector.choose_record_types("Lead", sorted(self.choice[account]))
            settled(stage, connector)

    def write(self, kind: str, number: int, record_type: str | None) -> None:
        """Create, change, delete or undelete a lead, where it can be done."""
        lead = self.leads[number % len(self.leads)]
        with suppress(SalesforceError):  # as a deleted lead that is to be changed
            if kind == "create":
                self.leads.append(self.stage.create(record_type))
            elif kind == "give":
                self.stage.give(lead, record_type)
            elif kind == "delete":
                self.stage.org.delete("Lead", lead)
            else:
                self.stage.org.undelete(lead)

    def choose(self, account: str, record_type: str) -> None:
        """Let an account have a record type that another may have now, if that keeps one."""
        (other,) = {*self.choice} - {account}
        if self.choice[other] == {record_type}:
            return
        self.choice[other].discard(record_type)
        self.choice[account].add(record_type)
        for each in (other, account):
            self.connectors[each].choose_record_types("Lead", sorted(self.choice[each]))

    def check(self) -> None:
        """Both synced, each has the leads of its types and no more, and nothing comes twice."""
        for account, connector in self.connectors.items():
            assert connector.sync_list(LIST).state == "complete"
            assert members(connector) == self.stage.of_types(*self.choice[account])
            again = connector.sync_list(LIST)
            assert (again.added, again.changed, again.left) == (0, 0, 0)
        assert not set.intersection(*map(members, self.connectors.values()))


@settings(max_examples=max(settings().max_examples // 25, 3), deadline=None)
@given(steps=steps)
def test_p52_no_record_is_of_two_accounts(
    salesforce: FakeSalesforce, steps: list[tuple[str, int, str | None] | tuple[str, str] | str]
) -> None:
    """P52: whatever is written and chosen, once both have synced each has its types and no more."""
    with TemporaryDirectory() as folder:
        stage = PartitionStage(salesforce, Path(folder))
        with stage.connector("us") as us, stage.connector("emea") as emea:
            world = TwoAccounts(stage, {"us": us, "emea": emea})
            for step in steps:
                if isinstance(step, str):
                    assert world.connectors[step].sync_list(LIST).state == "complete"
                elif len(step) == 2:
                    world.choose(*step)
                else:
                    world.write(*step)
                stage.org.clock.advance(minutes=1)
            world.check()
        salesforce.drop_org(stage.org)
