"""The section Airbyte of docs/clients.md does what it says, and its column of the table is true.

It needs an environment in which source-salesforce is installed beside the fake.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_salesforce import Org


def _messages(path: Path) -> list[dict[str, Any]]:
    return [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines()]


def _records(path: Path) -> list[dict[str, Any]]:
    """Return the records of the org; there is a stream of the describes as well."""
    records = [each["record"] for each in _messages(path) if each["type"] == "RECORD"]
    return [each for each in records if each["stream"] != "Describe"]


@pytest.mark.usefixtures("curl")
@pytest.mark.skipif(
    importlib.util.find_spec("source_salesforce") is None,
    reason="airbyte-source-salesforce is not installed in this environment",
)
def test_airbyte(
    run_section: Callable[..., None],
    org: Org,
    made_org: Path,
    check_table: Callable[[str], None],
) -> None:
    """It checks, discovers, reads both streams whole, and then only the lead that came since."""
    run_section("Airbyte")
    (status,) = (
        each["connectionStatus"]["status"]
        for each in _messages(made_org / "check.jsonl")
        if each["type"] == "CONNECTION_STATUS"
    )
    assert status == "SUCCEEDED"
    config = json.loads((made_org / "config.json").read_text(encoding="utf-8"))
    in_time = org.query(
        f"SELECT Id FROM Lead WHERE SystemModstamp >= {config['start_date']} AND LastName != 'Late'"
    )
    statuses = org.query("SELECT Id FROM CampaignMemberStatus")
    first = _records(made_org / "first.jsonl")
    assert {(each["stream"], each["data"]["Id"]) for each in first} == {
        *(("Lead", each["Id"]) for each in in_time),
        *(("CampaignMemberStatus", each["Id"]) for each in statuses),
    }
    assert in_time
    second = _records(made_org / "second.jsonl")
    assert [each["data"]["LastName"] for each in second if each["stream"] == "Lead"] == ["Late"]
    assert Counter(each["stream"] for each in second)["CampaignMemberStatus"] == len(statuses)
    check_table("Airbyte")
