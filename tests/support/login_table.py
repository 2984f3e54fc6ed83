"""How logins and sessions end, found by asking over HTTP: the rows of the README's two tables."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import requests

from fake_clients import (
    ApiClient,
    element,
    oauth_login,
    session_of,
    soap_envelope,
    soap_login,
    soap_post,
)
from fake_salesforce import FakeSalesforce
from fake_salesforce.login.refused import REFUSED
from fake_salesforce.org import LoginStatus
from login_stage import LoginRow, SessionRow
from markdown_tables import code
from soap_calls import soap_call
from three_ways import ACME, JO, WAYS, Scene

HEAD = (
    "Situation",
    "Python",
    "`fake-salesforce`",
    "Secret sent",
    "SOAP",
    "OAuth password",
    "OAuth refresh token",
    "REST",
    "LoginHistory",
    "Source",
)
SESSION_HEAD = ("Situation", "Python", "`fake-salesforce`", "REST", "Source")
OTHER = "Other"
"""The second org of the server."""


@contextlib.contextmanager
def scene(
    salesforce: FakeSalesforce, *, is_sandbox: bool = False, has_other: bool = False
) -> Iterator[Scene]:
    """Give a new org on a server that has no other, or just one, and a user of it."""
    org = salesforce.create_org(ACME, is_sandbox=is_sandbox)
    if has_other:
        salesforce.create_org(OTHER)
    try:
        yield Scene(salesforce, org, org.create_user(JO))
    finally:
        for each in salesforce.orgs:
            salesforce.drop_org(each)


@dataclass
class _Asking:
    """A client that logs in by each door in turn, and what LoginHistory told of it."""

    scene: Scene
    row: LoginRow
    secret: str
    refresh_token: str

    def __post_init__(self) -> None:
        self._orgs = self.scene.salesforce.orgs
        self.statuses: list[tuple[str, str]] = []
        self.session: str | None = None
        for each in self._orgs:
            with each.database.write() as connection:
                connection.execute('DELETE FROM "LoginHistory"')

    def _note(self, door: str) -> None:
        """Note what LoginHistory has of the last login, and forget it."""
        told = "none"
        for each in self._orgs:
            rows = each.query("SELECT Status FROM LoginHistory ORDER BY Id DESC LIMIT 1")
            told = str(rows[0]["Status"]) if rows else told
            with each.database.write() as connection:
                connection.execute('DELETE FROM "LoginHistory"')
        self.statuses.append((door, told))

    def soap(self) -> str:
        """Log in by both WSDLs, which have to answer alike."""
        partner, enterprise = self._soap("u"), self._soap("c")
        assert enterprise == partner
        return partner

    def _soap(self, letter: str) -> str:
        envelope = soap_envelope(self.row.username, self.secret)
        url, version = self.scene.salesforce.url, self.row.version
        answer = soap_post(url, envelope, letter=letter, version=version)
        self._note("SOAP")
        if answer.status_code != 200:
            return element(answer.text, "exceptionCode")
        self.session = element(answer.text, "sessionId")
        is_expired = element(answer.text, "passwordExpired") == "true"
        moved = element(answer.text, "organizationId") != self.scene.org.id
        more = ", passwordExpired true" if is_expired else ""
        return "200" + more + (", another organizationId" if moved else "")

    def password(self) -> str:
        return self._token(
            "OAuth", app=self.row.app, username=self.row.username, password=self.secret
        )

    def refresh(self) -> str:
        return self._token(
            "refresh",
            app="Sync",
            grant_type="refresh_token",
            refresh_token=self.refresh_token,
            username=None,
            password=None,
        )

    def _token(self, door: str, *, app: str, **form: str | None) -> str:
        org = self.scene.org
        found = org.connected_app(app)
        client = {"client_id": found.client_id, "client_secret": found.client_secret}
        answer = oauth_login(self.scene.salesforce.url, org, "", "", **client, **form)
        self._note(door)
        if answer.status_code == 200:
            self.session = self.session or answer.json()["access_token"]
            return "200"
        return _refusal(answer)

    def history(self) -> str:
        told = dict.fromkeys(status for _, status in self.statuses)
        if len(told) == 1:
            return next(iter(told))
        doors = {
            status: dict.fromkeys(door for door, each in self.statuses if each == status)
            for status in told
        }
        return ", ".join(f"{'/'.join(doors[status])}: {status}" for status in told)


def _refusal(answer: requests.Response) -> str:
    body = answer.json()
    if isinstance(body, list):
        return f"{answer.status_code} {body[0]['errorCode']}"
    return "{error}: {error_description}".format(**body)


def login_row(salesforce: FakeSalesforce, row: LoginRow, way: str) -> list[str]:
    """Stage a situation and log in by every door; return the row of the table that tells it."""
    with scene(salesforce, is_sandbox=row.is_sandbox, has_other=row.has_other) as staged:
        user, url = staged.user, salesforce.url
        secret = user.secret
        before = session_of(url, user)
        app = staged.org.add_connected_app("Sync", approved=False)
        app.approve(user)
        token = app.issue_refresh_token(user)
        WAYS[way](staged, row.python, row.command)
        asking = _Asking(staged, row, str(staged.evaluate(row.sent)) if row.sent else secret, token)
        answers = ["-", "-", "-"]
        if row.by_browser:
            told = user.log_in_by_browser().text
        else:
            answers = [asking.soap(), asking.password(), asking.refresh()]
            told = asking.history()
        session = asking.session or before
        return [*static_cells(row), *answers, rest_cell(url, session), told, _source(row, told)]


def static_cells(row: LoginRow) -> list[str]:
    """Return what a row says of how it is staged."""
    return [row.name, code(row.python), code(row.command), code(row.sent or "user.secret")]


def _source(row: LoginRow, told: str) -> str:
    if row.source:
        return row.source
    status = next(
        each
        for each in REFUSED
        if each.text in told and (each.text != "Login invalid" or each in _UNNAMED[row.name])
    )
    return REFUSED[status].source


_UNNAMED: dict[str, set[LoginStatus]] = {
    "API Enabled missing": {LoginStatus.API_DISABLED_FOR_USER},
    "edition without the API": {LoginStatus.API_DISABLED_FOR_ORG},
    "SOAP login off": {LoginStatus.SOAP_LOGIN_DISABLED},
}
"""The outcomes that LoginHistory has the same words for."""


def rest_cell(url: str, session: str) -> str:
    """Return what a data call with a session is answered."""
    api = ApiClient(url, session)
    answer = api.get("sobjects")
    api.close()
    if answer.status_code == 200:
        return "200"
    return f"{answer.status_code} {answer.json()[0]['errorCode']}"


def session_row(salesforce: FakeSalesforce, row: SessionRow, way: str) -> list[str]:
    """Stage the end of a session and use it; return the row of the table that tells it."""
    with scene(salesforce) as staged:
        url = salesforce.url
        api = ApiClient(url, session_of(url, staged.user))
        assert api.get("sobjects").status_code == 200
        if row.by_client:
            assert soap_login(url, JO, staged.user.secret).text.count(api.session_id) == 1
            soap_call(url, row.by_client, api.session_id)
        WAYS[way](staged, row.python, row.command)
        refused = api.get("sobjects")
        api.close()
        [told] = refused.json()
        assert (refused.status_code, told["errorCode"]) == (401, "INVALID_SESSION_ID")
        return [*session_cells(row), told["message"], row.source]


def session_cells(row: SessionRow) -> list[str]:
    """Return what a row says of how it is staged."""
    by_client = f"SOAP {code(f'{row.by_client}()')}" if row.by_client else ""
    return [row.name, by_client or code(row.python), code(row.command)]
