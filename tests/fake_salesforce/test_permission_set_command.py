"""``fake-salesforce permission-set``: rights from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fake_salesforce import FakeSalesforce
from fake_salesforce.cli import main


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The file of an org with one user."""
    path = tmp_path / "org.sqlite"
    with FakeSalesforce() as salesforce:
        salesforce.create_org(data=path).create_user("user@example.com")
    return path


def run(data: Path, *arguments: str, status: int = 0) -> str:
    """Run the command on the set Connector and return its output."""
    command = ["permission-set", "Connector", "--data", str(data), *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == status, result.output
    return result.output


def test_rights_are_granted_lost_and_told(data: Path) -> None:
    """Rights on objects and fields and system permissions come, go, and are printed."""
    run(data, "--grant", "Lead edit", "--grant", "Lead.Email edit", "--grant", "ApiEnabled")
    told = json.loads(run(data, "--lose", "Lead.Email edit", "--lose", "Lead edit", "--json"))
    assert told == {"Lead": ["read"], "Lead.Email": ["read"], "Connector": ["ApiEnabled"]}
    run(data, "--lose", "Lead.Email read", "--lose", "ApiEnabled")
    assert run(data) == "Lead: read\nConnector: \n"


def test_a_server_of_the_file_obeys(data: Path) -> None:
    """A change of the file counts for the next request to who serves it."""
    with FakeSalesforce() as salesforce:
        org = salesforce.create_org(data=data)
        user = org.create_user("member@example.com", profile="Minimum Access - Salesforce")
        assert not org.access_of(user.id).has("RunReports")
        run(data, "--grant", "RunReports", "--assign", "member@example.com")
        assert org.access_of(user.id).has("RunReports")
        run(data, "--unassign", "member@example.com")
        assert not org.access_of(user.id).has("RunReports")


def test_rights_are_taken_from_a_file(data: Path, tmp_path: Path) -> None:
    """A JSON file grants what it lists."""
    rights = {"name": "Connector", "objects": {"Lead": "RE"}, "fields": {"Lead.Email": "E"}}
    path = tmp_path / "rights.json"
    path.write_text(json.dumps(rights))
    told = json.loads(run(data, "--take", str(path), "--json"))
    assert (told["Lead"], told["Lead.Email"]) == (["read", "edit"], ["read", "edit"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"name": "A", "objects": {"Lead": "RX"}}', "objects.Lead"),
        ('{"name": "A", "object": {}}', "object"),
        ("{", "holds no rights"),
    ],
)
def test_a_wrong_file_is_refused(data: Path, tmp_path: Path, text: str, told: str) -> None:
    """What is no right is named by its place in the file."""
    path = tmp_path / "rights.json"
    path.write_text(text)
    assert told in run(data, "--take", str(path), status=1)


@pytest.mark.parametrize(
    "right", ["Foo edit", "Lead fly", "Lead.LastName read", "Fly", "Lead.Email fly"]
)
@pytest.mark.parametrize("way", ["--grant", "--lose"])
def test_wrong_words_are_refused(data: Path, way: str, right: str) -> None:
    """A right that there is not is a sentence and exit code 1, and nothing is changed."""
    assert run(data, way, right, status=1).startswith("Error: ")


def test_a_profile_is_changed(data: Path) -> None:
    """`profile:` names the set of a profile."""
    command = ["permission-set", "profile:Read Only", "--data", str(data), "--lose", "ApiEnabled"]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, "Lead: read\n" in result.output) == (0, True)
