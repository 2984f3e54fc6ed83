"""Records under any writes, by users with different rights, against a model in plain Python."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from database_state import database_state
from fake_salesforce import FakeSalesforce
from fake_salesforce.errors import SalesforceError
from fake_salesforce.records.lead_convert import LeadConvert
from record_model import ADA, ADMIN, BOB, INACTIVE, PARENTS, READER, Record, Records

START = datetime(2020, 7, 20, 9, tzinfo=UTC)
PROFILES = {
    ADMIN: "System Administrator",
    ADA: "Standard User",
    BOB: "Standard User",
    READER: "Read Only",
    INACTIVE: "Standard User",
}
FIELDS = {
    "Lead": (
        *("LastName", "Company", "City", "Key__c", "OwnerId", "IsConverted", "MasterRecordId"),
        *("ConvertedAccountId", "ConvertedContactId"),
    ),
    "Account": ("Name", "OwnerId"),
    "Contact": ("LastName", "AccountId", "OwnerId"),
    "Task": ("Subject", "WhoId", "AccountId", "OwnerId"),
    "CampaignMember": ("CampaignId", "LeadId", "ContactId"),
}
USERS = frozenset({"OwnerId"})
Done = TypeVar("Done")

writers = st.sampled_from([ADMIN, ADMIN, ADMIN, ADA, ADA, BOB, READER])
names = st.sampled_from(["Doe", "Roe", "Poe"])
keys = st.none() | st.sampled_from(["k1", "k2", "k3"])
picks = st.integers(0, 2**16)


class RecordMachine(RuleBasedStateMachine):
    """An org, and what its records should be."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.salesforce = self.stack.enter_context(FakeSalesforce(start=START))
        self.org = self.stack.enter_context(self.salesforce.create_org())
        self.held = self.stack.enter_context(contextlib.ExitStack())
        self.model = Records()
        self.stamps: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    @initialize()
    def found(self) -> None:
        """Have users, private leads with a key, and two campaigns."""
        self.org.add_field("Lead", "Key__c", type="Text", length=10, external_id=True, unique=True)
        self.org.share_by_default("Lead", "None")
        for name, profile in PROFILES.items():
            user = self.org.create_user(f"{name}@example.com", profile=profile)
            self.ids[name] = user.id
        self.org.user(f"{INACTIVE}@example.com").deactivate()
        self.names = {user_id: name for name, user_id in self.ids.items()}
        self.campaigns = [self.org.create("Campaign", {"Name": each}) for each in ("One", "Two")]
        for by in (ADMIN, ADA, ADA, BOB):
            self.create(by, "Doe", None)

    def teardown(self) -> None:
        """End the org."""
        self.stack.close()

    # -- how a rule is tried -------------------------------------------------------------------

    def now(self) -> datetime:
        """Let a second pass, so that no two writes have one stamp."""
        self.org.clock.advance(seconds=1)
        return self.org.clock.now()

    def tried(self, reasons: set[str], act: Callable[[], Done]) -> Done | None:
        """Do it if nothing stands in its way; else see it refused for a reason, nothing written."""
        if not reasons:
            return act()
        before = database_state(self.org)
        try:
            act()
        except SalesforceError as error:
            told = error.error_code
        else:
            told = "nothing"
        assert told in reasons
        assert database_state(self.org) == before, "a refusal left something behind"
        return None

    def lead(self, pick: int) -> Record | None:
        """Choose a lead, deleted or not."""
        leads = self.model.of("Lead")
        return leads[pick % len(leads)] if leads else None

    # -- what users do -------------------------------------------------------------------------

    @rule(by=writers, last_name=names, key=keys)
    def create(self, by: str, last_name: str, key: str | None) -> None:
        """Create a lead."""
        now = self.now()
        given = {"LastName": last_name, "Company": "Example", "Key__c": key}
        reasons = self.model.key_taken(key)
        if by == READER:
            reasons |= {"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "INSUFFICIENT_ACCESS_OR_READONLY"}
        made = self.tried(
            reasons, lambda: self.org.records.create("Lead", given, user_id=self.ids[by])
        )
        if made is not None:
            self._add_lead(made, by, now, **given)

    def _add_lead(self, record_id: str, by: str, now: datetime, **given: object) -> None:
        blank = dict.fromkeys(FIELDS["Lead"]) | {"OwnerId": by, "IsConverted": False}
        self.model.add("Lead", record_id, by, now, **(blank | given))

    @rule(pick=picks, by=writers, city=st.sampled_from(["Rome", "Oslo", None]), key=keys)
    def update(self, pick: int, by: str, city: str | None, key: str | None) -> None:
        """Write to a lead."""
        lead, now = self.lead(pick), self.now()
        if lead is None:
            return
        given = {"City": city, "Key__c": key}
        reasons = self.model.not_written(by, lead)
        if by == READER and "INSUFFICIENT_ACCESS_OR_READONLY" in reasons:
            reasons.add("INVALID_FIELD_FOR_INSERT_UPDATE")
        if self.model.sees(by, lead):
            reasons |= self.model.key_taken(key, lead.id)
        self.tried(
            reasons,
            lambda: self.org.records.update("Lead", lead.id, given, user_id=self.ids[by]),
        )
        if not reasons:
            self.model.touch(lead, by, now, **given)

    @rule(by=st.sampled_from([ADMIN, ADA, BOB]), key=keys.filter(bool), last_name=names)
    def upsert(self, by: str, key: str, last_name: str) -> None:
        """Create or update the lead of a key."""
        now = self.now()
        given = {"LastName": last_name, "Company": "Upserted"}
        match = next(
            (
                each
                for each in self.model.of("Lead")
                if each.root is None and each.values["Key__c"] == key and self.model.sees(by, each)
            ),
            None,
        )
        reasons = self.model.key_taken(key) if match is None else self.model.not_written(by, match)
        done = self.tried(
            reasons,
            lambda: self.org.records.upsert("Lead", "Key__c", key, given, user_id=self.ids[by]),
        )
        if done is None:
            return
        assert done.was_created == (match is None)
        if match is None:
            self._add_lead(done.record_id, by, now, **given, Key__c=key)
        else:
            assert done.record_id == match.id
            self.model.touch(match, by, now, **given)

    @rule(pick=picks, by=writers, owner=st.sampled_from([*PROFILES]))
    def assign(self, pick: int, by: str, owner: str) -> None:
        """Give a lead to another owner."""
        lead, now = self.lead(pick), self.now()
        if lead is None:
            return
        reasons = self.model.not_written(by, lead)
        if by == READER and "INSUFFICIENT_ACCESS_OR_READONLY" in reasons:
            reasons.add("INVALID_FIELD_FOR_INSERT_UPDATE")
        if owner == INACTIVE:
            reasons.add("INACTIVE_OWNER_OR_USER")
        given = {"OwnerId": self.ids[owner]}
        self.tried(
            reasons,
            lambda: self.org.records.update("Lead", lead.id, given, user_id=self.ids[by]),
        )
        if not reasons:
            self.model.touch(lead, by, now, OwnerId=owner)

    @rule(pick=picks, by=writers)
    def delete(self, pick: int, by: str) -> None:
        """Delete a lead."""
        lead, now = self.lead(pick), self.now()
        if lead is None:
            return
        reasons = self.model.not_written(by, lead, delete=True)
        self.tried(reasons, lambda: self.org.records.delete("Lead", lead.id, user_id=self.ids[by]))
        if not reasons:
            self.model.delete(lead, by, now)

    @rule(pick=picks)
    def delete_another(self, pick: int) -> None:
        """Delete an account, a contact, a task or a member, which is there."""
        others = [
            each
            for each in self.model.by_id.values()
            if each.sobject != "Lead" and each.root is None
        ]
        if not others:
            return
        record, now = others[pick % len(others)], self.now()
        lead = self.model.by_id.get(record.values.get("LeadId") or record.values.get("WhoId", ""))
        is_held = lead is not None and lead.is_held and lead.sobject == "Lead"
        reasons = {"UNABLE_TO_LOCK_ROW"} if is_held or self._holds_below(record) else set()
        self.tried(
            reasons,
            lambda: self.org.records.delete(record.sobject, record.id, user_id=self.ids[ADMIN]),
        )
        if not reasons:
            self.model.delete(record, ADMIN, now)

    def _holds_below(self, record: Record) -> bool:
        """Tell whether a member that goes with an account or contact has a lead that is held."""
        contacts = {record.id} | {
            each.id for each in self.model.of("Contact") if each.values["AccountId"] == record.id
        }
        return any(
            each.values["ContactId"] in contacts
            and each.root is None
            and (lead := self.model.by_id.get(each.values["LeadId"])) is not None
            and lead.is_held
            for each in self.model.of("CampaignMember")
        )

    @rule(pick=picks, by=writers)
    def undelete(self, pick: int, by: str) -> None:
        """Bring back what was deleted."""
        deleted = [
            each
            for each in self.model.by_id.values()
            if each.root is not None and each.sobject != "CampaignMember"
        ]
        if not deleted:
            return
        record, now = deleted[pick % len(deleted)], self.now()
        by = by if record.sobject == "Lead" else ADMIN
        reasons = self.model.not_undeleted(by, record) or self._held_with(record)
        self.tried(reasons, lambda: self.org.records.undelete(record.id, user_id=self.ids[by]))
        if not reasons:
            self.model.undelete(record, by, now)

    def _held_with(self, record: Record) -> set[str]:
        """Tell whether what comes back with a record belongs to a lead that is held."""
        for each in self.model.by_id.values():
            if each.root == record.id and (each.sobject != "Task" or each.is_due):
                for name in PARENTS[each.sobject]:
                    parent = self.model.by_id.get(each.values.get(name) or "")
                    if parent is not None and parent.is_held:
                        return {"UNABLE_TO_LOCK_ROW"}
        return set()

    @rule(pick=picks)
    def empty_bin(self, pick: int) -> None:
        """Delete for good what lies in the bin."""
        deleted = [
            each
            for each in self.model.by_id.values()
            if each.root == each.id and not each.is_emptied
        ]
        if deleted:
            record, now = deleted[pick % len(deleted)], self.now()
            self.org.records.empty_recycle_bin(record.id, user_id=self.ids[ADMIN])
            self.model.empty(record, now)

    @rule(picked=st.lists(picks, min_size=2, max_size=3), by=writers)
    def merge(self, picked: list[int], by: str) -> None:
        """Merge two or three leads."""
        chosen = [each for each in map(self.lead, picked) if each is not None]
        if len({each.id for each in chosen}) < max(2, len(chosen)):
            return
        (master, *losers), now = chosen, self.now()
        reasons = self.model.not_written(by, master)
        for loser in losers:
            reasons |= self.model.not_written(by, loser)
        self.tried(
            reasons,
            lambda: self.org.records.merge(
                "Lead",
                master.id,
                [each.id for each in losers],
                fields={},
                user_id=self.ids[by],
            ),
        )
        if not reasons:
            self.model.merge(master, losers, by, now)

    @rule(pick=picks, by=writers)
    def convert(self, pick: int, by: str) -> None:
        """Convert a lead."""
        lead, now = self.lead(pick), self.now()
        if lead is None:
            return
        asked = LeadConvert(
            lead_id=lead.id,
            converted_status="Closed - Converted",
            do_not_create_opportunity=True,
        )
        reasons = self.model.not_written(by, lead)
        done = self.tried(
            reasons, lambda: self.org.records.convert_lead(asked, user_id=self.ids[by])
        )
        if done is not None:
            self.model.convert(lead, (done.account_id, done.contact_id), by, now)

    @rule(pick=picks, is_due=st.booleans())
    def add_task(self, pick: int, *, is_due: bool) -> None:
        """Add a task about a lead; only one that is open and due locks it."""
        lead, now = self.lead(pick), self.now()
        if lead is None:
            return
        given = {"Subject": "Call", "WhoId": lead.id}
        due = {"ActivityDate": "2020-08-01"} if is_due else {}
        made = self.tried(
            self.model.not_related(lead, locks=is_due),
            lambda: self.org.records.create("Task", given | due, user_id=self.ids[ADMIN]),
        )
        if made is not None:
            task = self.model.add("Task", made, ADMIN, now, **given, AccountId=None, OwnerId=ADMIN)
            task.is_due = is_due

    @rule(pick=picks, number=st.integers(0, 1))
    def add_member(self, pick: int, number: int) -> None:
        """Add a lead to a campaign."""
        lead, now = self.lead(pick), self.now()
        if lead is None:
            return
        campaign_id = self.campaigns[number]
        reasons = self.model.not_related(lead, locks=True)
        if self.model.membership(campaign_id, lead.id) is not None:
            reasons.add("DUPLICATE_VALUE")
        given = {"CampaignId": campaign_id, "LeadId": lead.id}
        made = self.tried(
            reasons,
            lambda: self.org.records.create("CampaignMember", given, user_id=self.ids[ADMIN]),
        )
        if made is not None:
            self.model.add("CampaignMember", made, ADMIN, now, **given, ContactId=None)

    @rule(pick=picks, is_locked=st.booleans())
    def approve(self, pick: int, *, is_locked: bool) -> None:
        """Let an approval lock a lead, or unlock it."""
        if (lead := self.lead(pick)) is not None:
            (self.org.lock_record if is_locked else self.org.unlock_record)(lead.id)
            lead.is_approved = is_locked

    @rule(pick=picks)
    def hold(self, pick: int) -> None:
        """Let another transaction hold a lead."""
        lead = self.lead(pick)
        if lead is not None and not lead.is_held:
            self.held.enter_context(self.org.hold_lock(lead.id))
            lead.is_held = True

    @precondition(lambda self: any(each.is_held for each in self.model.of("Lead")))
    @rule()
    def let_go(self) -> None:
        """Let the other transactions end."""
        self.held.close()
        for each in self.model.by_id.values():
            each.is_held = False

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Let days pass; after fifteen the bin forgets."""
        self.org.clock.advance(days=days)

    @rule(picked=st.lists(picks, max_size=4), by=writers)
    def go_back(self, picked: list[int], by: str) -> None:
        """After a restore the same requests have the same answers, and leave the same behind."""
        leads = [each.id for each in map(self.lead, picked) if each is not None]
        snapshot = self.org.snapshot()
        first = [self._answer(each, by) for each in leads], self._told()
        self.org.restore(snapshot)
        assert ([self._answer(each, by) for each in leads], self._told()) == first
        self.org.restore(snapshot)

    def _answer(self, record_id: str, by: str) -> str:
        try:
            self.org.records.update("Lead", record_id, {"City": "Back"}, user_id=self.ids[by])
            return self.org.records.create(
                "Lead", {"LastName": "New", "Company": "Example"}, user_id=self.ids[by]
            )
        except SalesforceError as error:
            return f"{error.error_code} {error}"

    # -- what always holds -----------------------------------------------------------------------

    def _told(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the records as SOQL tells them, by object and id."""
        return {
            sobject: {
                str(each["Id"]): each
                for each in self.org.query(
                    f"SELECT Id, IsDeleted, CreatedDate, CreatedById, LastModifiedDate,"
                    f" LastModifiedById, SystemModstamp, {', '.join(fields)} FROM {sobject}",
                    include_deleted=True,
                )
            }
            for sobject, fields in FIELDS.items()
        }

    @invariant()
    def soql_tells_what_the_model_tells(self) -> None:
        """Every value, stamp and author is as it should be, and nothing else is there."""
        if not self.ids:
            return
        self.model.expire(self.org.clock.now())
        told = self._told()
        for sobject, found in told.items():
            expected = {each.id: self._as_told(each) for each in self.model.of(sobject)}
            plain = {
                key: {name: value for name, value in each.items() if name != "SystemModstamp"}
                for key, each in found.items()
            }
            differing = {
                key: (plain.get(key), expected.get(key))
                for key in plain.keys() | expected.keys()
                if plain.get(key) != expected.get(key)
            }
            assert differing == {}, f"{sobject} differs: (told, expected)"
            for record_id, each in found.items():
                stamp = each["SystemModstamp"]
                assert stamp >= max(each["LastModifiedDate"], self.stamps.get(record_id, ""))
                self.stamps[record_id] = stamp
        for member in told["CampaignMember"].values():
            assert member["LeadId"] or member["ContactId"]
        self._check_orphans(told)

    def _check_orphans(self, told: dict[str, dict[str, dict[str, Any]]]) -> None:
        """Nothing that is there belongs to something that is not."""
        there = {
            key for found in told.values() for key, each in found.items() if not each["IsDeleted"]
        }
        for sobject, parents in PARENTS.items():
            for each in told[sobject].values():
                for name in parents:
                    does_without = name == "LeadId" and each["ContactId"]
                    if not each["IsDeleted"] and each[name] is not None and not does_without:
                        assert each[name] in there, f"{sobject}.{name} is an orphan's"

    def _as_told(self, record: Record) -> dict[str, Any]:
        values = {
            name: self.ids[value] if name in USERS and value is not None else value
            for name, value in record.values.items()
        }
        return values | {
            "Id": record.id,
            "IsDeleted": record.root is not None,
            "CreatedDate": _wire(record.created),
            "CreatedById": self.ids[record.created_by],
            "LastModifiedDate": _wire(record.modified),
            "LastModifiedById": self.ids[record.modified_by],
        }

    @invariant()
    def users_see_what_is_theirs(self) -> None:
        """A query of each user has the leads that the model lets him see."""
        for name in (ADMIN, ADA, READER) if self.ids else ():
            asking = self.org.asking(self.ids[name], page_rows=2000)
            page = self.org.queries.first_page("SELECT Id FROM Lead", asking)
            assert page.total_size == sum(
                each.root is None and self.model.sees(name, each) for each in self.model.of("Lead")
            )


def _wire(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


TestRecordMachine = RecordMachine.TestCase
TestRecordMachine.settings = settings(
    max_examples=max(15, settings().max_examples // 6), stateful_step_count=30
)
