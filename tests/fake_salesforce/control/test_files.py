"""Verbs that give or take files: an org handed on, the journal written down."""

from __future__ import annotations

import json
from pathlib import Path

from control_calls import done, run, told
from fake_clients import ApiClient, session_of, soap_login
from fake_salesforce import FakeSalesforce, User


def test_org_is_handed_on_to_another_server(
    salesforce: FakeSalesforce, user: User, tmp_path: Path
) -> None:
    """`org export` writes a file without a secret; `org import` takes it in with new ones."""
    org, file = user._org, tmp_path / "org.sqlite"
    lead = org.create("Lead", {"LastName": "Doe", "Company": "Example"})
    assert run(salesforce.url, "org", "export", str(file), "--org", org.id).exit_code == 0
    content = file.read_bytes()
    assert content.startswith(b"SQLite format 3")
    for secret in (user.password, user.security_token):
        assert secret.encode() not in content
    with FakeSalesforce(seed=9) as other:
        made = told(other.url, "org", "import", str(file))
        assert made["id"] == org.id
        [taken] = other.orgs
        assert taken.query("SELECT Id FROM Lead") == [{"Id": lead}]
        [secret] = made["secrets"]
        answer = soap_login(
            other.url, secret["username"], secret["password"] + secret["security_token"]
        )
        assert answer.status_code == 200
        again = run(other.url, "org", "import", str(file))
        assert (again.exit_code, "is open already" in again.output) == (1, True)
        (tmp_path / "text").write_text("no org")
        broken = run(other.url, "org", "import", str(tmp_path / "text"))
        assert (broken.exit_code, "sqlite: the file is no org" in broken.output) == (1, True)
        missing = run(other.url, "org", "import", str(tmp_path / "missing"))
        assert (missing.exit_code, "cannot be read" in missing.output) == (2, True)
        assert len(other.orgs) == 1


def test_journal_is_written_down(salesforce: FakeSalesforce, user: User, tmp_path: Path) -> None:
    """`journal har` and `journal lines` write what the Python methods give."""
    api = ApiClient(salesforce.url, session_of(salesforce.url, user))
    after = salesforce.journal.position
    api.get("limits")
    api.get("sobjects/Lead")
    api.close()
    found = salesforce.journal.find(after=after)
    har, lines = tmp_path / "journal.har", tmp_path / "journal.jsonl"
    assert run(salesforce.url, "journal", "har", str(har), "--after", f"{after}").exit_code == 0
    assert json.loads(har.read_text()) == json.loads(salesforce.har(found))
    assert run(salesforce.url, "journal", "lines", str(lines), "--after", f"{after}").exit_code == 0
    assert lines.read_text() == salesforce.json_lines(found)
    assert len(lines.read_text().splitlines()) == 2
    printed = run(salesforce.url, "journal", "lines", "-", "--after", f"{after}")
    assert printed.output == lines.read_text()
    wrong = run(salesforce.url, "journal", "har", str(tmp_path / "no" / "file"))
    assert (wrong.exit_code, "cannot be written" in wrong.output) == (1, True)
    [first, second] = done(salesforce.url, "GET", "/journal", after=after)
    assert (first["resource"], second["resource"]) == ("limits", "recent")
