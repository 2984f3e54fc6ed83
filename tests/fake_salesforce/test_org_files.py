from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from fake_clients import ApiClient, session_of
from fake_salesforce import FakeSalesforce
from fake_salesforce.clock import SUMMER_20
from fake_salesforce.org import LoginStatus

LEADS = "SELECT Id, Name, Email, SystemModstamp FROM Lead ORDER BY Id"


def test_file_is_the_whole_org(tmp_path: Path) -> None:
    """Reopened under another seed, an org keeps ids, records, secrets, sessions and time."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce(seed=1) as first:
        org = first.create_org("Kept", data=data, is_sandbox=True)
        org.populate(leads=5)
        org.limits.query_page_rows = 2
        user = org.create_user("kept@example.com")
        session_id = session_of(first.url, user)
        client = ApiClient(first.url, session_id)
        locator = client.query(LEADS).json()["nextRecordsUrl"]
        client.close()
        first.clock.advance(minutes=30)
        now = first.clock.now()
        secrets = (user.secret, org.client_id, org.client_secret, org.profile_id)
        before = (org.id, org.name, org.is_sandbox, org.query(LEADS))
    with FakeSalesforce(seed=2) as second:
        second.create_org("Beside")
        org = second.create_org("ignored", data=data)
        user = org.user("KEPT@example.com")
        assert (org.id, org.name, org.is_sandbox, org.query(LEADS)) == before
        assert (user.secret, org.client_id, org.client_secret, org.profile_id) == secrets
        assert second.clock.now() == now
        client = ApiClient(second.url, session_id)
        assert len(client.get(locator).json()["records"]) == 2
        client.close()
        made = org.create("Lead", {"LastName": "New", "Company": "Example"})
        assert made > max(str(each["Id"]) for each in before[3])
        [record] = org.query(f"SELECT CreatedById FROM Lead WHERE Id = '{made}'")
        assert org.query(f"SELECT UserType FROM User WHERE Id = '{record['CreatedById']}'") == [
            {"UserType": "AutomatedProcess"}
        ]
        second_user = org.create_user("second@example.com")
        assert session_of(second.url, second_user) != session_id
    with FakeSalesforce(seed=3) as third:
        assert third.create_org(data=data).users.id_of("second@example.com") == second_user.id


def test_a_file_with_fewer_objects_is_refused(tmp_path: Path) -> None:
    """A file that an earlier version made says what it lacks, before anything is asked of it."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce() as first:
        first.create_org(data=data)
    with contextlib.closing(sqlite3.connect(data)) as connection:
        connection.execute('DROP TABLE "Case"')
        connection.execute('DROP VIEW "Calendar"')
    with FakeSalesforce() as second:
        with pytest.raises(ValueError, match=r"another version.* no Calendar, Case"):
            second.create_org(data=data)
        assert second.create_org().query("SELECT Id FROM Case") == []


def test_password_of_ones_own_choice_is_not_told_again(tmp_path: Path) -> None:
    """A chosen password still logs in after reopening, but nobody can read it from the file."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce() as first:
        user = first.create_org(data=data).create_user("own@example.com")
        user.set_password("my own")
        secret = user.secret
    with FakeSalesforce() as second:
        org = second.create_org(data=data)
        with pytest.raises(ValueError, match="was not generated here"):
            org.user("own@example.com")
        assert org.log_in(user.id, secret) is LoginStatus.SUCCESS
        with pytest.raises(ValueError, match=r"has no user nobody@example\.com"):
            org.user("nobody@example.com")


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\x00" + b"\x00" * 84]
)
def test_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no org is refused by name, and left as it was."""
    data = tmp_path / "other.txt"
    data.write_bytes(content)
    with FakeSalesforce() as fake:
        with pytest.raises(ValueError, match=r"other\.txt is no org of fake_salesforce"):
            fake.create_org(data=data)
        assert fake.orgs == []
    assert data.read_bytes() == content


def test_empty_file_becomes_an_org(tmp_path: Path) -> None:
    """A file of no bytes is as good as none."""
    data = tmp_path / "empty.sqlite"
    data.touch()
    with FakeSalesforce() as fake:
        assert fake.create_org(data=data).query("SELECT COUNT() FROM Lead") == [{"count": 0}]


def test_one_file_is_open_once(tmp_path: Path) -> None:
    """A file whose org is open already is refused, and the open org goes on."""
    data = tmp_path / "org.sqlite"
    with FakeSalesforce() as fake:
        org = fake.create_org(data=data)
        with pytest.raises(ValueError, match="is open already"):
            fake.create_org(data=data)
        assert fake.orgs == [org]
        assert org.query("SELECT COUNT() FROM Lead") == [{"count": 0}]


def test_temporary_org_leaves_nothing() -> None:
    """The folder of an org without a file is gone when the org is dropped or the fake closed."""
    fake = FakeSalesforce()
    dropped, closed = fake.create_org(), fake.create_org()
    folders = [dropped.path.parent, closed.path.parent]
    assert all(each.is_dir() for each in folders)
    fake.drop_org(dropped)
    fake.close()
    assert not any(each.exists() for each in folders)


def test_fake_serves_only_inside_its_block() -> None:
    """Outside the block there is no URL, and the message says how to get one."""
    fake = FakeSalesforce()
    with pytest.raises(RuntimeError, match="use it as `with FakeSalesforce"):
        _ = fake.url
    with fake:
        assert fake.url.startswith("http://127.0.0.1:")
    with pytest.raises(RuntimeError, match="does not serve"):
        _ = fake.url


def test_orgs_of_one_server_differ() -> None:
    """Two orgs have their own ids, apps and hosts, and one clock."""
    with FakeSalesforce() as fake:
        first, second = fake.create_org("Example"), fake.create_org("Example")
        assert first.id[:15] != second.id[:15]
        assert first.my_domain != second.my_domain
        assert first.client_id != second.client_id
        first.clock.advance(days=1)
        assert second.clock.now() == fake.clock.now() > SUMMER_20
        assert (repr(first), first.name) == (f"<Org 'Example' {first.id}>", "Example")
