from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources

import pytest
from click.testing import CliRunner

from fake_salesforce import FakeSalesforce, Org, User
from fake_salesforce.cli import main
from fake_salesforce.fidelity.area_file import areas
from fake_salesforce.fidelity.missing import markdown, missing
from fake_salesforce.fidelity.model import Request, SoapCall
from fake_salesforce.fidelity.permission_matrix import markdown as matrix_markdown
from fake_salesforce.fidelity.permission_matrix import permission_matrix
from fake_salesforce.fidelity.target import Target, TargetError, WouldWriteError
from fake_salesforce.org import sessions

pytestmark = pytest.mark.slow

README = (resources.files("fake_salesforce") / "README.md").read_text(encoding="utf-8")


def environment(user: User) -> dict[str, str]:
    """Return the credentials of a user as the command reads them."""
    return {"FAKE_SALESFORCE_USERNAME": user.username, "FAKE_SALESFORCE_SECRET": user.secret}


def test_the_table_has_the_area_and_the_score() -> None:
    """The command prints each area's rows, the behaviours by status and the score."""
    result = CliRunner().invoke(main, ["fidelity", "--area", "limits", "--area", "sessions"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].split() == ["area", "documented", "recorded", "client", "believed", "hold"]
    assert [line.split()[0] for line in lines[1:3]] == ["limits", "sessions"]
    rows = [row for name in ("limits", "sessions") for row in areas()[name].rows]
    counted = len({row.pair for row in rows if row.status.counts})
    assert f"Score: {counted} of {counted} " in lines[-1]


def test_json_is_for_a_machine() -> None:
    """With --json the same counts come as JSON."""
    result = CliRunner().invoke(main, ["fidelity", "--area", "limits", "--json"])
    document = json.loads(result.output)
    assert document["areas"]["limits"]["rows"] == len(areas()["limits"].rows)
    assert document["score"]["held"] == document["score"]["counted"] > 0
    assert document["failures"] == []


def test_a_row_that_fails_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake that is wrong gives exit code 1, and --failures tells row, difference and source."""
    monkeypatch.setattr(sessions, "EXPIRED", "Session is over")
    result = CliRunner().invoke(main, ["fidelity", "--area", "sessions", "--failures"])
    assert result.exit_code == 1
    assert "sessions idle-two-hours: A session is over after two idle hours." in result.output
    assert "Session is over" in result.output
    assert "source: reference 6.4" in result.output


def test_an_unknown_area_is_refused() -> None:
    """An area that there is not is refused with those there are."""
    result = CliRunner().invoke(main, ["fidelity", "--area", "xyzzy"])
    assert result.exit_code == 1
    assert f"there is no area xyzzy; there are {', '.join(areas())}\n" in result.output


def test_the_readme_has_the_table_of_501() -> None:
    """The README's table of what is 501 is what a running fake refuses.

    After a change of what is there, paste the output of ``fake-salesforce fidelity --missing``.
    """
    section = README.split("\n## What is 501\n")[1].split("\n## ")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    assert table == markdown(missing())


def test_the_readme_has_the_permission_matrix() -> None:
    """The README's table of what the connector needs is what a running fake answers.

    After a change paste the output of ``fake-salesforce fidelity --rights``.
    """
    section = README.split("\n### What the connector needs\n")[1].split("\n## ")[0]
    table = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    assert table == matrix_markdown(permission_matrix())


def test_the_permission_matrix_is_printed() -> None:
    """--rights prints what breaks without each right, for a machine too."""
    result = CliRunner().invoke(main, ["fidelity", "--rights", "--json"])
    told = {each["right"]: each["answer"] for each in json.loads(result.output)}
    assert told["`Lead.HasOptedOutOfEmail edit`"] == "400 `INVALID_FIELD_FOR_INSERT_UPDATE`"


def test_missing_is_printed() -> None:
    """--missing prints what is refused and plays nothing."""
    result = CliRunner().invoke(main, ["fidelity", "--missing", "--json"])
    assert "wave" in json.loads(result.output)["Resources below v49.0"]


def test_a_target_is_read(
    salesforce: FakeSalesforce, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--target logs in once, plays what only reads, and writes nothing."""
    for name, value in environment(user).items():
        monkeypatch.setenv(name, value)
    # No row that is played on a target may count on the day at which a new fake begins.
    salesforce.clock.advance(days=50)
    told: list[tuple[str, str, int]] = []
    stop = salesforce.on_exchange(
        lambda each: told.append((each.method, each.resource, each.status))
    )
    result = CliRunner().invoke(main, ["fidelity", "--target", salesforce.url])
    stop()
    assert result.exit_code == 0, result.output
    assert "Every row holds." in result.output
    assert [each for each in told if each[0] != "GET"] == [("POST", "soap", 200)]
    assert len(told) > 50
    assert user.secret not in result.output


def test_a_target_that_differs_is_told(
    salesforce: FakeSalesforce, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that answers otherwise gives exit code 1 and the difference."""
    for name, value in environment(user).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sessions, "EXPIRED", "Session is over")
    monkeypatch.setattr("fake_salesforce.http.entrance.EXPIRED", "Session is over")
    result = CliRunner().invoke(main, ["fidelity", "--area", "errors", "--target", salesforce.url])
    assert result.exit_code == 1
    assert "errors session-unknown:" in result.output
    assert "Session is over" in result.output


def test_a_target_without_credentials_is_refused(salesforce: FakeSalesforce) -> None:
    """Without credentials nothing is sent, and the message names the variables."""
    with pytest.raises(TargetError, match="FAKE_SALESFORCE_USERNAME and FAKE_SALESFORCE_SECRET"):
        Target.log_in(salesforce.url, {})


def test_a_refused_login_is_not_tried_again(salesforce: FakeSalesforce, user: User) -> None:
    """A wrong secret is sent once, and does not stand in the message."""
    arrived: list[str] = []
    stop = salesforce.on_request(lambda each: arrived.append(each.resource))
    with pytest.raises(TargetError, match="INVALID_LOGIN") as caught:
        Target.log_in(
            salesforce.url, environment(user) | {"FAKE_SALESFORCE_SECRET": "wrong-secret"}
        )
    stop()
    assert arrived == ["soap"]
    assert "wrong-secret" not in str(caught.value)


def test_a_target_is_never_written_to(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Rows and requests that would write are refused before anything is sent."""
    target = Target.log_in(salesforce.url, environment(user))
    writing = [
        Request(rest="POST sobjects/Lead", body={"LastName": "x", "Company": "x"}),
        Request(rest="DELETE sobjects/Lead/00Q000000000001EAA"),
        Request(rest="GET sobjects/Lead/00Q000000000001EAA", params={"_HttpMethod": "DELETE"}),
        Request(rest="GET /services/oauth2/revoke", params={"token": "${session}"}),
        Request(soap_call=SoapCall(name="logout")),
        Request(oauth={}),
    ]
    for each in writing:
        with pytest.raises(WouldWriteError):
            target.ask(each)
    refused = 0
    for name, area in areas().items():
        for row in area.rows:
            if not row.is_read_only:
                refused += 1
                with pytest.raises(WouldWriteError):
                    target.play(name, row)
    target.close()
    assert refused > 50
    assert salesforce_org.query("SELECT COUNT() FROM Lead") == [{"count": 0}]


def test_importing_the_fake_loads_no_yaml() -> None:
    """The package and its command are imported without YAML, pydantic, Flask or requests."""
    program = (
        "import sys, fake_salesforce, fake_salesforce.cli;"
        "print(sorted({'yaml', 'pydantic', 'flask', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_rows_come_with_the_package() -> None:
    """The files of rows and their sources are installed beside the modules."""
    fidelity = resources.files("fake_salesforce.fidelity")
    assert (fidelity / "areas" / "soql" / "syntax.yaml").is_file()
    assert (fidelity / "SOURCES.md").is_file()
