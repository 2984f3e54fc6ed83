"""Queues as owners of records."""

from __future__ import annotations

import pytest

from fake_salesforce import Org
from fake_salesforce.errors import InvalidOperationError

LEAD = {"LastName": "Doe", "Company": "Example"}


def _queue(org: Org, *sobjects: str) -> str:
    queue = org.create("Group", {"Name": "Example", "Type": "Queue"})
    for each in sobjects:
        org.create("QueueSobject", {"QueueId": queue, "SobjectType": each})
    return queue


def test_a_queue_owns_what_is_listed_for_it(salesforce_org: Org) -> None:
    """A queue may own records of the objects that QueueSobject lists, custom ones included."""
    org = salesforce_org
    org.add_object("Visit__c")
    queue = _queue(org, "Lead", "Visit__c")
    lead = org.create("Lead", LEAD | {"OwnerId": queue})
    org.create("Visit__c", {"Name": "One", "OwnerId": queue})
    assert org.query("SELECT Id FROM Lead USING SCOPE queue_owned") == [{"Id": lead}]


def test_a_queue_owns_nothing_else(salesforce_org: Org) -> None:
    """An object that is not listed is refused, on create and on update, and nothing is written."""
    org = salesforce_org
    queue, own = _queue(org, "Task"), org.create("Lead", LEAD)
    refusal = "Queue not associated with this SObject type"
    with pytest.raises(InvalidOperationError, match=refusal):
        org.create("Lead", LEAD | {"OwnerId": queue})
    with pytest.raises(InvalidOperationError, match=refusal):
        org.update("Lead", own, {"OwnerId": queue, "City": "Ulm"})
    assert org.query("SELECT Id, City FROM Lead") == [{"Id": own, "City": None}]


def test_a_public_group_owns_nothing(salesforce_org: Org) -> None:
    """A group that is no queue has no objects, and owns no record."""
    group = salesforce_org.create("Group", {"Name": "Example", "Type": "Regular"})
    with pytest.raises(InvalidOperationError):
        salesforce_org.create("Lead", LEAD | {"OwnerId": group})


def test_what_a_queue_owns_stays_its_own(salesforce_org: Org) -> None:
    """A record keeps the queue that it has, and may be edited, when the list gets shorter."""
    org = salesforce_org
    queue = org.create("Group", {"Name": "Example", "Type": "Queue"})
    listed = org.create("QueueSobject", {"QueueId": queue, "SobjectType": "Lead"})
    lead = org.create("Lead", LEAD | {"OwnerId": queue})
    org.delete("QueueSobject", listed)
    org.update("Lead", lead, {"City": "Ulm"})
    assert org.query("SELECT OwnerId, City FROM Lead") == [{"OwnerId": queue, "City": "Ulm"}]
