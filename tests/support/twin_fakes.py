"""Two fakes of one seed, staged alike: one is controlled by Python, the other by the command.

What each verb does is said once more here, in Python; whatever the two hold afterwards is compared,
down to each row of their databases.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.control import Verb
from fake_salesforce.org import Snapshot

SEED = 5


@dataclass
class Scene:
    """One of the two, with everything that a verb may be done to."""

    salesforce: FakeSalesforce
    org: Org
    user: User
    ids: Mapping[str, str]
    """What the words of a case stand for, in braces."""
    start: Snapshot = field(init=False)

    def state(self) -> dict[str, Any]:
        """Return everything that the fake holds."""
        return {
            "clock": (self.salesforce.clock.now(), self.salesforce.clock.tick_seconds),
            "faults": self.salesforce.faults.told(),
            "orgs": {each.name: rows_of(each) for each in self.salesforce.orgs},
            "ids": [each.id for each in self.salesforce.orgs],
            "snapshots": [list(each.snapshots) for each in self.salesforce.orgs],
            "crashes": len(self.salesforce.journal.crashes),
        }


def rows_of(org: Org) -> list[str]:
    """Return what an org's database holds, as SQL, once it has caught up with the clock."""
    org.catch_up()
    with org.database.read() as connection:
        return list(connection.iterdump())


@contextlib.contextmanager
def scene() -> Iterator[Scene]:
    """Give a fake that serves, with an org that has something of everything."""
    with FakeSalesforce(seed=SEED) as salesforce:
        yield _staged(salesforce)


def _staged(salesforce: FakeSalesforce) -> Scene:
    org = salesforce.create_org("Acme", is_sandbox=True)
    user = org.create_user("jo@example.com")
    org.add_field("Lead", "Key__c", type="Text", length=20, external_id=True, unique=True)
    org.add_field("Lead", "Twice__c", type="Number", formula="Key__c * 2")
    org.add_field("Lead", "Old__c", type="Text", length=20)
    org.add_record_type("Lead", "Partner")
    leads = [
        org.create("Lead", {"LastName": f"Lead {n}", "Company": "Example", "Key__c": f"{n}"})
        for n in range(3)
    ]
    org.delete("Lead", leads[2])
    org.permission_set("Connector").grant("Lead", "read", "edit")
    org.permission_set("Marketing").grant("Lead", "read")
    user.assign(org.permission_set("Marketing"))
    app = org.add_connected_app("Sync", approved=False)
    app.approve(user)
    org.install_package("act-on", "1.80")
    org.settings.bulk_jobs = "by step"
    fault = org.faults.add({"kind": "latency", "seconds": 1}, match={"resource": "recent"})
    report = org.add_report("Old leads", sobject="Lead", columns=["Id", "Email"])
    salesforce.create_org("Other")
    made = Scene(
        salesforce,
        org,
        user,
        {
            "lead": leads[0],
            "other_lead": leads[1],
            "deleted": leads[2],
            "fault": str(fault),
            "report": report,
        },
    )
    made.start = org.snapshot("start")
    return made


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a verb does, said in Python."""

    words: str
    """The command, with the names of ids in braces."""
    python: Callable[[Scene], object]
    tells: Callable[[Any], object] | None = None
    """Makes of what Python returned what the command has to tell, or a part of it."""

    def split(self, ids: Mapping[str, str]) -> list[str]:
        """Return the words; a quoted one may hold blanks."""
        text = re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], found[0]), self.words)
        return [quoted or plain for quoted, plain in re.findall(r"'([^']*)'|(\S+)", text)]


def names(verb: Verb) -> str:
    """Return the name of a verb, as its command has it."""
    return f"{verb.noun} {verb.name}"


def as_json(value: object) -> Any:
    """Return a value as it comes back from JSON."""
    return json.loads(json.dumps(value, default=str))
