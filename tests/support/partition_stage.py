"""Two accounts on one organization whose leads have record types, each with a user of its own."""

from __future__ import annotations

from pathlib import Path

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce
from sfconnector import Connector, SecretKey
from sfconnector.connection.roles import ActingUser, Role
from store_places import place

ACCOUNTS = ("us", "emea")
TYPES = ("US", "EMEA", "Partners")
PROFILE = "System Administrator"
LIST = "All Leads"
KEY = SecretKey.generate()


class PartitionStage:
    """An org with three record types of leads, and a store that both accounts share."""

    def __init__(self, salesforce: FakeSalesforce, folder: Path) -> None:
        self.salesforce = salesforce
        self.org = salesforce.create_org()
        self.types = {name: self.org.add_record_type("Lead", name) for name in TYPES}
        self.rights = self.org.profile(PROFILE)
        self.org.limits.query_page_rows = 3
        self.store = folder / f"{self.org.id}.sqlite"

    def connector(self, account: str, *, role: Role = Role.ADMIN) -> Connector:
        """Open an account's connector, as a new process would; it is connected."""
        connector = Connector.open(
            place(self.store),
            key=KEY,
            clock=FollowingClock(self.salesforce.clock),
            seed=1,
            account=account,
            acting=ActingUser(account, role),
        )
        if connector.status().state != "active":
            user = self.org.create_user(f"{account}.{self.org.id.lower()}@example.com")
            status = connector.connect(user.username, user.secret, login_url=self.salesforce.url)
            assert status.state == "active", status
        return connector

    def create(self, record_type: str | None, *, email: str = "a@example.com") -> str:
        """Create a lead of a record type, or of none."""
        row = {"LastName": "Doe", "Company": "Example", "Email": email}
        lead = self.org.create("Lead", row | {"RecordTypeId": self.types[record_type or "US"]})
        if record_type is None:
            self.give(lead, None)
        return lead

    def give(self, lead: str, record_type: str | None) -> None:
        """Change a lead's record type."""
        record_type_id = None if record_type is None else self.types[record_type]
        self.org.update("Lead", lead, {"RecordTypeId": record_type_id})

    def deactivate(self, record_type: str) -> None:
        """Deactivate a record type; leads that have it keep it."""
        self.org.update("RecordType", self.types[record_type], {"IsActive": False})

    def of_types(self, *record_types: str) -> set[str]:
        """Return the leads of these record types, asked of the org."""
        ids = {self.types[each] for each in record_types}
        found = self.org.query("SELECT Id, RecordTypeId FROM Lead WHERE IsConverted = false")
        return {str(each["Id"]) for each in found if each["RecordTypeId"] in ids}


def members(connector: Connector) -> set[str]:
    """Return the members that have not left."""
    return {each.record_id for each in connector.members(LIST) if each.left_at is None}
