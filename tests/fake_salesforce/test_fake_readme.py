from __future__ import annotations

import re
import shutil
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

import client_runs
from client_page import Script
from fake_clients import ApiClient
from fake_salesforce import Clock, FakeSalesforce, Org, User
from fake_salesforce.app import create_app
from fake_salesforce.objects import STANDARD
from fake_salesforce.org.settings import Stored

pytestmark = pytest.mark.slow

README = (resources.files("fake_salesforce") / "README.md").read_text(encoding="utf-8")


def _table(title: str, nth: int = 0) -> list[list[str]]:
    """Return the cells of a table under a heading, the first unless told, without the head."""
    section = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    tables = re.findall(r"^(?:\|.*\n)+", section, re.MULTILINE)
    lines = tables[nth].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_limits_come_first() -> None:
    """The first section tells what it is not."""
    assert re.findall(r"^## (.*)$", README, re.MULTILINE)[0] == "What it is not"


def test_nothing_is_promised_for_later() -> None:
    """No right, limit or resource is "not yet": what is missing is in the table of 501s."""
    assert "not yet" not in README.lower()


def test_resources_are_those_registered() -> None:
    """The table of resources is the application's map: each path, its methods and its name."""
    app = create_app(FakeSalesforce())
    registered = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]*:)?(\w+)>", r"<\1>", rule.rule)
        path = path.replace("/services/data/v<version>", "/services/data/v49.0")
        name = {"soap_of_organization": "soap", "query_all_more": "query_more"}.get(
            rule.endpoint, rule.endpoint
        )
        registered.add((f"`{path}`", frozenset((rule.methods or set()) - {"HEAD"}), f"`{name}`"))
    told = {
        (path, frozenset(methods.removesuffix(" (501)").split(", ")), name)
        for path, methods, name in _table("Resources")
    }
    assert told == registered


def test_resources_marked_501_answer_so(api: ApiClient) -> None:
    """What the table marks as refused is refused, for each of its methods."""
    for path, methods, _ in _table("Resources"):
        if not methods.endswith("(501)"):
            continue
        url = path.strip("`").replace("<name>", "Lead").replace("<field_name>/<value>", "Email/a")
        url = url.replace("<layouts>", "layouts")
        for method in methods.removesuffix(" (501)").split(", "):
            assert api.request(method, url).status_code == 501, (method, path)


def test_objects_are_those_registered() -> None:
    """The table of objects is the schema of a new org."""

    def word(claim: bool) -> str:  # noqa: FBT001 - one flag, one word
        return "yes" if claim else "no"

    assert _table("Objects") == [
        [
            each.name,
            f"`{each.key_prefix}`",
            word(each.createable),
            word(each.updateable),
            word(each.deletable),
            str(len(each.fields)),
        ]
        for each in STANDARD
    ]


def test_switches_are_those_there_are(salesforce_org: Org) -> None:
    """The table of switches has each attribute of settings and limits, with its default."""
    registered = {
        f"`org.{part}.{name}`": f"{getattr(holder, name)!r}"
        for part, holder in (
            ("settings", salesforce_org.settings),
            ("limits", salesforce_org.limits),
        )
        for name, value in vars(type(holder)).items()
        if isinstance(value, Stored)
    }
    assert {row[0]: row[1].strip("`") for row in _table("Switches")} == registered


def test_python_blocks_run(pytester: pytest.Pytester) -> None:
    """Each program runs as written, and the test passes as written."""
    blocks = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    [test] = [each for each in blocks if "def test_" in each]
    programs = [each for each in blocks if each != test]
    assert len(programs) > 1
    for program in programs:
        path = pytester.makepyfile(program=program)
        assert pytester.runpython(path).ret == 0
    pytester.makepyfile(test_readme_snippet=test)
    pytester.runpytest_inprocess("test_readme_snippet.py").assert_outcomes(passed=1)


def test_commands_of_control_run(tmp_path: Path) -> None:
    """The shell block of control runs as written against a server, and does what it says."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    section = README.split("\n## Control from outside\n")[1].split("\n## ")[0]
    [block] = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    with FakeSalesforce(clock=Clock.running()) as salesforce:
        org = salesforce.create_org()
        user = org.create_user("integration@example.com")
        began = salesforce.clock.now()
        environment = {"FAKE_SALESFORCE_URL": salesforce.url}
        client_runs.run([Script(block)], tmp_path, environment=environment)
        assert org.credentials.is_expired(user.id, now=began + timedelta(minutes=5))
        assert salesforce.clock.now() - began >= timedelta(days=91)
        assert [each.fault.kind for each in salesforce.faults.staged] == ["reset"]
        assert org.settings.is_locked


def test_controls_of_the_table_exist(
    salesforce: FakeSalesforce, salesforce_org: Org, user: User
) -> None:
    """Each thing a test can do, named in the table, is there."""
    named = re.findall(
        r"\b(org|user|salesforce)\.(\w+(?:\.\w+)?)",
        "\n".join(row[1] for row in _table("What a test can do besides")),
    )
    assert len(named) > 15
    holders = {"org": salesforce_org, "user": user, "salesforce": salesforce}
    for holder, dotted in named:
        value: object = holders[holder]
        for name in dotted.split("."):
            value = getattr(value, name)
