"""Each section of docs/clients.md does what it says, and its column of the table is true."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import client_runs
from client_page import Step
from fake_salesforce import FakeSalesforce, Org
from node_clients import Node

RunSection = Callable[..., None]
CheckTable = Callable[[str], None]


@pytest.mark.usefixtures("curl")
def test_serve_as_the_page_begins(sections: dict[str, list[Step]], tmp_path: Path) -> None:
    """The program makes an org, ``serve`` serves it, and its JSON becomes the environment."""
    steps = [
        dataclasses.replace(each, text=each.text.replace(" &\n", ' &\necho "$!" > serve.pid\n'))
        for each in sections["An org to talk to"]
    ]
    try:
        client_runs.run(steps, tmp_path, environment={})
    finally:
        if (tmp_path / "serve.pid").exists():
            os.kill(int((tmp_path / "serve.pid").read_text()), signal.SIGTERM)


def test_simple_salesforce(run_section: RunSection, org: Org, check_table: CheckTable) -> None:
    """It logs in, reads and writes rows, reads all of a query, and loads by Bulk API 2.0."""
    run_section("simple-salesforce")
    assert org.query("SELECT COUNT(Id) n FROM Lead WHERE Company = 'Bulk'") == [{"n": 300}]
    check_table("simple-salesforce")


def test_jsforce(
    run_section: RunSection, org: Org, node_clients_here: list[Path], check_table: CheckTable
) -> None:
    """It logs in, fetches every page, writes rows, loads by Bulk API 2.0, and runs a report."""
    run_section("jsforce", first_on_path=node_clients_here)
    made = org.query("SELECT LastName FROM Lead WHERE Company = 'Example' ORDER BY LastName")
    assert [each["LastName"] for each in made] == ["Doe 1", "Doe 2", "Doe 3"]
    check_table("jsforce")


@pytest.mark.usefixtures("curl")
def test_sf(
    run_section: RunSection,
    org: Org,
    node_clients_here: list[Path],
    made_org: Path,
    check_table: CheckTable,
) -> None:
    """It logs in by a session, queries, writes records, goes in bulk both ways, and describes."""
    run_section("sf, Salesforce's own CLI", first_on_path=node_clients_here)
    assert org.query("SELECT Id FROM Lead WHERE Email = 'doe@example.com'") == []
    assert (made_org / "made.csv").read_text(encoding="utf-8").count("00Q") == 2
    assert org.query("SELECT Id FROM Lead WHERE Company = 'Bulk'") == []
    assert "Lead" in (made_org / "objects.txt").read_text(encoding="utf-8").splitlines()
    described = json.loads((made_org / "lead.json").read_text(encoding="utf-8"))
    assert described["name"] == "Lead"
    check_table("sf")


@pytest.mark.usefixtures("curl")
def test_curl(run_section: RunSection, org: Org, made_org: Path, check_table: CheckTable) -> None:
    """It logs in by SOAP, queries, creates a record and loads by Bulk API 2.0."""
    run_section("curl")
    assert org.query("SELECT COUNT(Id) n FROM Lead WHERE Company = 'Bulk'") == [{"n": 2}]
    assert org.query("SELECT COUNT(Id) n FROM Lead WHERE Company = 'Example'") == [{"n": 1}]
    assert (made_org / "results.csv").read_text(encoding="utf-8").count("\n") == 3
    check_table("curl")


@pytest.mark.usefixtures("curl")
@pytest.mark.parametrize("has_tls", [True])
def test_tls(run_section: RunSection, served: FakeSalesforce, node: Node) -> None:
    """curl, Node, requests and httpx trust the fake's authority as the page tells them to."""
    run_section("TLS", first_on_path=[node.program.parent])
    agents = [
        dict(each.request_headers)["User-Agent"].partition("/")[0]
        for each in served.journal.exchanges
        if each.resource == "versions" and each.status == 200
    ]
    assert agents == ["curl", "node", "python-requests", "python-httpx"]
    assert [each.resource for each in served.journal.exchanges[-2:]] == ["soap", "query"]
