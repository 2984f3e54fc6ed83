"""A plain-Python model of an org's records: what writes do to them, and which are refused.

It shares no code with ``fake_salesforce.records``. A refusal is the set of errorCodes of all that
stands in the way; which of them is told first is not the model's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

ADMIN, ADA, BOB, READER, INACTIVE = "admin", "ada", "bob", "reader", "inactive"
PARENTS = {
    "Lead": (),
    "Account": (),
    "Contact": ("AccountId",),
    "Task": ("WhoId",),
    "CampaignMember": ("LeadId", "ContactId"),
}
"""The references by which a record is deleted with another one."""
_DAYS_IN_BIN = timedelta(days=15)
_SEEN_AFTER_EMPTYING = timedelta(hours=24)


@dataclass
class Record:
    """A record as it should be."""

    id: str
    sobject: str
    values: dict[str, Any]
    created: datetime
    created_by: str
    modified: datetime
    modified_by: str
    root: str | None = None
    """The record with which it was deleted; None as long as it is not."""
    gone_after: datetime | None = None
    is_emptied: bool = False
    is_approved: bool = False
    """Whether an approval locks it."""
    is_due: bool = False
    """Whether it is a task with a due date: another one locks nothing but itself."""
    is_held: bool = False
    """Whether another writer holds it."""

    @property
    def owner(self) -> str | None:
        """The name of the user who owns it."""
        owner: str | None = self.values.get("OwnerId")
        return owner


@dataclass
class Records:
    """All records, those in the recycle bin too."""

    by_id: dict[str, Record] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    """Every id that was ever given."""
    severed: list[tuple[str, str]] = field(default_factory=list)
    """A lead that was deleted, and a contact's membership that was the lead's too until then."""

    def of(self, sobject: str) -> list[Record]:
        """Return the records of an object."""
        return [each for each in self.by_id.values() if each.sobject == sobject]

    def add(self, sobject: str, record_id: str, by: str, now: datetime, **values: object) -> Record:
        """Add a new record; its id must be new."""
        assert record_id not in self.ever, f"the id {record_id} is given twice"
        self.ever.add(record_id)
        self.by_id[record_id] = Record(record_id, sobject, dict(values), now, by, now, by)
        return self.by_id[record_id]

    # -- what is refused -----------------------------------------------------------------------

    @staticmethod
    def sees(user: str, record: Record) -> bool:
        """Tell whether a user sees a lead: administrators all, others their own."""
        return user in {ADMIN, record.owner}

    def not_found(self, user: str, lead: Record) -> set[str]:
        """Return why a user cannot get at a lead."""
        if not self.sees(user, lead):
            return {"INVALID_CROSS_REFERENCE_KEY"}
        return set() if lead.root is None else {"ENTITY_IS_DELETED"}

    def not_written(self, user: str, lead: Record, *, delete: bool = False) -> set[str]:
        """Return why a user cannot update, or delete, a lead."""
        if reasons := self.not_found(user, lead):
            return reasons
        if user == READER:
            reasons.add("INSUFFICIENT_ACCESS_OR_READONLY")
        if lead.is_approved and user != ADMIN:
            reasons.add("ENTITY_IS_LOCKED")
        if lead.values["IsConverted"] and not delete:
            reasons.add("CANNOT_UPDATE_CONVERTED_LEAD")
        if lead.is_held:
            reasons.add("UNABLE_TO_LOCK_ROW")
        return reasons

    def key_taken(self, key: str | None, own_id: str | None = None) -> set[str]:
        """Return why a lead cannot have a key."""
        is_taken = key is not None and any(
            each.values["Key__c"] == key and each.root is None and each.id != own_id
            for each in self.of("Lead")
        )
        return {"DUPLICATE_VALUE"} if is_taken else set()

    def not_related(self, lead: Record, *, locks: bool) -> set[str]:
        """Return why a new record cannot belong to a lead, for an administrator."""
        reasons = set()
        if lead.root is not None:
            reasons.add("ENTITY_IS_DELETED")
        if lead.values["IsConverted"]:
            reasons.add("CANNOT_UPDATE_CONVERTED_LEAD")
        if locks and lead.is_held:
            reasons.add("UNABLE_TO_LOCK_ROW")
        return reasons

    def not_undeleted(self, user: str, record: Record) -> set[str]:
        """Return why a user cannot bring a record back."""
        if record.root != record.id or record.is_emptied:
            return {"UNDELETE_FAILED"}
        reasons = set()
        if user == READER or not self.sees(user, record):
            reasons.add("INSUFFICIENT_ACCESS_OR_READONLY")
        if self._lacks_parent(record):
            reasons.add("UNDELETE_FAILED")
        if record.sobject == "Lead":
            reasons |= self.key_taken(record.values["Key__c"])
            if record.is_held:
                reasons.add("UNABLE_TO_LOCK_ROW")
        return reasons

    def _lacks_parent(self, record: Record) -> bool:
        """Tell whether a record that this one goes with is not there.

        A member that is a contact's since its lead was converted does without the lead.
        """
        for name in PARENTS[record.sobject]:
            parent_id = record.values.get(name)
            if parent_id is None or (name == "LeadId" and record.values.get("ContactId")):
                continue
            parent = self.by_id.get(parent_id)
            if parent is None or parent.root is not None:
                return True
        return False

    # -- what is done --------------------------------------------------------------------------

    @staticmethod
    def touch(record: Record, by: str, now: datetime, **values: object) -> None:
        """Write a record."""
        record.values |= values
        record.modified, record.modified_by = now, by

    def delete(self, record: Record, by: str, now: datetime, root: str | None = None) -> None:
        """Put a record into the bin, with those that are deleted with it."""
        root = root or record.id
        for child, name in self._children(record):
            if name == "LeadId" and child.values["ContactId"]:
                child.values["LeadId"] = None
                self.severed.append((record.id, child.id))
            elif child.root is None:
                self.delete(child, by, now, root)
        self.touch(record, by, now)
        record.root, record.gone_after = root, now + _DAYS_IN_BIN

    def _children(self, record: Record) -> Iterator[tuple[Record, str]]:
        for child in list(self.by_id.values()):
            for name in PARENTS[child.sobject]:
                if child.values.get(name) == record.id:
                    yield child, name

    def undelete(self, record: Record, by: str, now: datetime) -> None:
        """Bring a record back, with those that went with it."""
        for each in list(self.by_id.values()):
            if each.root == record.id:
                each.root, each.gone_after = None, None
                self.touch(each, by, now)
                if "MasterRecordId" in each.values:
                    each.values["MasterRecordId"] = None
        for lead_id, member_id in self.severed:
            member = self.by_id.get(member_id)
            if lead_id == record.id and member is not None and member.values["LeadId"] is None:
                member.values["LeadId"] = lead_id
        self.severed = [each for each in self.severed if each[0] != record.id]

    def empty(self, record: Record, now: datetime) -> None:
        """Let what was deleted with a record never come back."""
        for each in self.by_id.values():
            if each.root == record.id:
                assert each.gone_after is not None
                each.is_emptied = True
                each.gone_after = min(each.gone_after, now + _SEEN_AFTER_EMPTYING)

    def merge(self, master: Record, losers: list[Record], by: str, now: datetime) -> None:
        """Merge leads into one, which keeps the oldest creation."""
        self.touch(master, by, now)
        for loser in losers:
            for child, name in list(self._children(loser)):
                if child.root is not None:
                    child.values[name] = master.id
                elif child.sobject == "CampaignMember" and self.membership(
                    child.values["CampaignId"], master.id
                ):
                    self.delete(child, by, now)
                else:
                    self.touch(child, by, now, **{name: master.id})
        oldest = min((master, *losers), key=lambda each: each.created)
        master.created, master.created_by = oldest.created, oldest.created_by
        for loser in losers:
            self.delete(loser, by, now)
            loser.values["MasterRecordId"] = master.id

    def membership(self, campaign_id: str, lead_id: str) -> Record | None:
        """Return a lead's membership of a campaign, if it is a member."""
        for each in self.of("CampaignMember"):
            is_its = (each.values["CampaignId"], each.values["LeadId"]) == (campaign_id, lead_id)
            if is_its and each.root is None:
                return each
        return None

    def convert(self, lead: Record, made: tuple[str, str], by: str, now: datetime) -> None:
        """Convert a lead to an account and a contact; what belonged to it follows the contact."""
        account_id, contact_id = made
        self.add("Account", account_id, by, now, Name=lead.values["Company"], OwnerId=lead.owner)
        self.add(
            "Contact",
            contact_id,
            by,
            now,
            LastName=lead.values["LastName"],
            AccountId=account_id,
            OwnerId=lead.owner,
        )
        for child, _ in list(self._children(lead)):
            if child.root is None and child.sobject == "Task":
                self.touch(child, by, now, WhoId=contact_id, AccountId=account_id)
            elif child.root is None:
                self.touch(child, by, now, ContactId=contact_id)
        self.touch(
            lead,
            by,
            now,
            IsConverted=True,
            ConvertedAccountId=account_id,
            ConvertedContactId=contact_id,
        )

    def expire(self, now: datetime) -> None:
        """Forget what has been in the bin for long enough."""
        for each in list(self.by_id.values()):
            if each.gone_after is not None and each.gone_after <= now:
                del self.by_id[each.id]
