from __future__ import annotations

import pytest

from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.faults import FAULTS, Latency
from fault_stage import fault_of, rows, seen_with

ROWS = rows()


def test_table_has_every_fault() -> None:
    """The README's table has the faults there are, in their order, each with its phases."""
    told = dict.fromkeys(row[0].strip("`") for row in ROWS)
    assert list(told) == [each.kind for each in FAULTS]
    for kind, staged_by, phases, _, source in ROWS:
        fault = fault_of(staged_by)
        assert (kind, phases) == (f"`{fault.kind}`", ", ".join(fault.phases))
        assert source


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip("`"))
def test_wire_shows_what_the_table_says(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User, row: list[str]
) -> None:
    """Each fault, staged, is seen as its row has it by a bare socket; the next call is well."""
    salesforce_org.populate(leads=3)
    assert seen_with(salesforce, salesforce_org, user, fault_of(row[1])) == row[3]
    slow = Latency(seconds=1)
    assert seen_with(salesforce, salesforce_org, user, slow) == "200 JSON, 1 s later"
