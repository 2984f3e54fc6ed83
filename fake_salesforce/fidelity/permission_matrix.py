"""The permission matrix: each right of the connector's permission set taken away alone.

What breaks, and what the fake answers then, is found by asking. A user has the profile Minimum
Access and the set of ``profiles/marketing_connector.py``; leads and the other objects are private,
so View All and Modify All count. The rights are those of the domain reference, 1.19 to 1.21.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fake_salesforce import FakeSalesforce, Org
from fake_salesforce.org import User
from fake_salesforce.profiles import MARKETING_CONNECTOR, OBJECT_LETTERS
from fake_salesforce.records.values import Json

from .caller import Caller
from .matching import Reply
from .model import Request, SoapLogin

_REFUSED = 400
_USERNAME = "matrix@example.com"
_WORDS = {
    "R": "read",
    "C": "create",
    "E": "edit",
    "D": "delete",
    "V": "view_all",
    "M": "modify_all",
}
_RECORDS: Mapping[str, dict[str, Json]] = {
    "Account": {"Name": "Example"},
    "Campaign": {"Name": "Example"},
    "Contact": {"LastName": "Doe"},
    "Lead": {"LastName": "Doe", "Company": "Example"},
    "Opportunity": {"Name": "Example", "StageName": "Prospecting", "CloseDate": "2020-09-30"},
    "Task": {"Subject": "Call"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One right, what it is for, and what is answered without it."""

    right: str
    action: str
    answer: str


def permission_matrix() -> list[Row]:
    """Return a row for each right of the connector's permission set."""
    with FakeSalesforce() as salesforce:
        rows = [_row(salesforce, *each) for each in _probes()]
    rows.append(_second_factor())
    return rows


def markdown(rows: list[Row]) -> str:
    """Return the matrix as Markdown, as the README has it."""
    lines = ["| Without | what breaks | what is answered |", "| --- | --- | --- |"]
    lines += [f"| {each.right} | {each.action} | {each.answer} |" for each in rows]
    return "\n".join(lines)


def _probes() -> Iterator[tuple[str, str, Request]]:
    """Yield each right, what it is for, and the request that needs it."""
    for name, letters in MARKETING_CONNECTOR.objects.items():
        for letter in OBJECT_LETTERS:
            if letter in letters:
                yield f"{name} {_WORDS[letter]}", *_of_object(name, letter)
    for path, letter in MARKETING_CONNECTOR.fields.items():
        name, _, field = path.partition(".")
        query = f"SELECT {field} FROM {name}"  # noqa: S608 - SOQL of names in a data file
        yield f"{path} read", f"query {path}", Request(query=query)
        if letter == "E":
            body = {field: True if field.startswith("HasOptedOut") else None}
            written = Request(rest=f"PATCH sobjects/{name}/${{own}}", body=body)
            yield f"{path} edit", f"write {path}", written
    yield "ApiEnabled", "any call", Request(rest="GET sobjects")
    yield "EditTask", "create a task", Request(rest="POST sobjects/Task", body={"Priority": "Low"})
    exported = Request(
        rest="GET /${report}",
        params={"export": "1", "enc": "UTF-8", "xf": "csv"},
        headers={"Cookie": "sid=${session}"},
    )
    yield "ExportReport", "export a report", exported
    yield "RunReports", "run a report", Request(rest="GET analytics/reports/${report}")
    public = Request(query="SELECT Name FROM Report")
    yield "ViewPublicReports", "see reports of public folders", public


def _of_object(name: str, letter: str) -> tuple[str, Request]:
    match letter:
        case "R":
            return f"query {name}", Request(query=f"SELECT Id FROM {name}")  # noqa: S608 - SOQL
        case "C":
            return f"create {name}", Request(rest=f"POST sobjects/{name}", body=_RECORDS[name])
        case "E":
            return f"edit {name}", Request(rest=f"PATCH sobjects/{name}/${{own}}", body={})
        case "D":
            return f"delete {name}", Request(rest=f"DELETE sobjects/{name}/${{own}}")
        case "V":
            counted = Request(query=f"SELECT COUNT() FROM {name}")  # noqa: S608 - SOQL
            return f"see {name} records of others", counted
    edited = Request(rest=f"PATCH sobjects/{name}/${{others}}", body={})
    return f"edit {name} records of others", edited


def _row(salesforce: FakeSalesforce, right: str, action: str, request: Request) -> Row:
    """Ask with every right, which must succeed, and then without one.

    Raises:
        RuntimeError: it makes no difference.
    """
    granted = _asked(salesforce, right, request, is_lost=False)
    lost = _asked(salesforce, right, request, is_lost=True)
    if granted.status >= _REFUSED or (lost.status, lost.text) == (granted.status, granted.text):
        message = f"the right {right} makes no difference: {granted.text} and {lost.text}"
        raise RuntimeError(message)
    return Row(f"`{right}`", action, _told(lost))


def _second_factor() -> Row:
    """Log in with the permission that must be off; without it the same login must succeed.

    Raises:
        RuntimeError: it makes no difference.
    """
    with FakeSalesforce() as salesforce, salesforce.create_org() as org:
        user = org.create_user(_USERNAME)
        caller = Caller(salesforce.url)
        login = SoapLogin(username=user.username, secret=user.secret)
        try:
            without = caller.send_login(login)
            user.require_mfa()
            reply = caller.send_login(login)
        finally:
            caller.close()
    code = re.search("<sf:exceptionCode>(.*?)<", reply.text)
    if without.status >= _REFUSED or code is None:
        message = f"TwoFactorApi makes no difference: {without.text} and {reply.text}"
        raise RuntimeError(message)
    return Row("`TwoFactorApi` (must be off)", "log in", f"{reply.status} `{code[1]}`")


def _asked(salesforce: FakeSalesforce, right: str, request: Request, *, is_lost: bool) -> Reply:
    with salesforce.create_org() as org:
        user = org.create_user(_USERNAME, profile="Minimum Access - Salesforce")
        rights = org.permission_set("Connector")
        rights.take(MARKETING_CONNECTOR)
        user.assign(rights)
        caller = _caller(salesforce, org, user, right)
        if is_lost:
            rights.lose(right)
        try:
            return caller.send(request)
        finally:
            caller.close()


def _caller(salesforce: FakeSalesforce, org: Org, user: User, right: str) -> Caller:
    """Return a caller who knows a record of the user's own and one of somebody else's."""
    name = right.partition(" ")[0].partition(".")[0]
    caller = Caller(salesforce.url)
    caller.names["session"] = org.open_session(user.id, client="matrix")
    caller.names["report"] = org.add_report("Leads", sobject="Lead", columns=["Email"])
    if name in _RECORDS:
        if name != "Task":
            org.share_by_default(name, "None")
        caller.names["others"] = org.create(name, dict(_RECORDS[name]))
        caller.names["own"] = org.create(name, {**_RECORDS[name], "OwnerId": user.id})
    return caller


def _told(reply: Reply) -> str:
    if reply.text.startswith("<"):
        return f"{reply.status}, a page of HTML that says so"
    if reply.status < _REFUSED:
        return f"{reply.status}, without the records of others"
    error = json.loads(reply.text)[0]
    return f"{reply.status} `{error['errorCode']}`"
