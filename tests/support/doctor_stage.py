"""A connector's user of an org of the fake, whose rights a test takes away, and its doctor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connector_stage import FollowingClock
from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.profiles import MARKETING_CONNECTOR
from sfconnector import Connector, Examination, Finding, SecretKey, Status, Verdict

KEY = SecretKey.generate()
ADMINISTRATOR = "System Administrator"
MINIMUM = "Minimum Access - Salesforce"


class Patient:
    """A user with the minimum set, or an administrator, and the connector that is connected as it.

    A report lies in a public folder, so that every probe has something to look at.
    """

    def __init__(self, salesforce: FakeSalesforce, folder: Path, *, profile: str = MINIMUM) -> None:
        self.salesforce = salesforce
        self.org: Org = salesforce.create_org()
        self.user = self.org.create_user(
            f"integration.{self.org.id.lower()}@example.com",
            profile=profile,
            UserPermissionsMarketingUser=True,
        )
        self.rights = self.org.permission_set("Connector")
        if profile == MINIMUM:
            self.rights.take(MARKETING_CONNECTOR)
            self.user.assign(self.rights)
        shelf = self.org.add_report_folder("Marketing")
        self.report = self.org.add_report(
            "Leads", sobject="Lead", columns=["Email"], folder_id=shelf
        )
        self._folder = folder

    @contextmanager
    def connected(self) -> Iterator[Connector]:
        """Open a connector that is connected."""
        with Connector.open(
            self._folder / f"{self.org.id}.sqlite",
            key=KEY,
            clock=FollowingClock(self.salesforce.clock),
            seed=1,
        ) as connector:
            if connector.status().state != "active":
                status = connector.connect(
                    self.user.username, self.user.secret, login_url=self.salesforce.url
                )
                assert status.state == "active", status
            yield connector

    def examined(self) -> Examination:
        """Return what the doctor finds; the connection must work."""
        with self.connected() as connector:
            return healthy(connector.doctor())


def healthy(found: Examination | Status) -> Examination:
    """Return the findings of a doctor who was not told a status instead."""
    assert isinstance(found, Examination), found
    return found


def by_name(found: Examination) -> dict[str, Finding]:
    """Return the findings by name; each name is there once."""
    assert len({each.name for each in found.findings}) == len(found.findings)
    return {each.name: each for each in found.findings}


def verdicts(found: Examination) -> dict[str, Verdict]:
    """Return the verdicts by name."""
    return {name: each.verdict for name, each in by_name(found).items()}


def missing(found: Examination) -> set[str]:
    """Return the names of what is missing."""
    return {each.name for each in found.missing}
