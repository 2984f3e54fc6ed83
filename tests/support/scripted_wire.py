"""A scripted wire for the connector: it answers what it was told to, and nothing it was not.

Each step names the request it expects, to the last query parameter and header, and its answer. A
request that differs, or one too many, fails the test where it is sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.secret import Secret

START = datetime(2020, 7, 20, 9, tzinfo=UTC)
INSTANCE = "https://na1.example.com"
LOGIN_URL = "https://login.salesforce.com"
ORGANIZATION = "00D000000000001EAA"
OTHER_ORGANIZATION = "00D000000000002EAA"


class StandingClock:
    """A clock that stands still; sleeping moves it and is remembered."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return where the clock stands."""
        return self._now

    def monotonic(self) -> float:
        """Return where the clock stands, in seconds."""
        return self._now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.slept.append(seconds)
        self._now += timedelta(seconds=seconds)


def json_answer(body: object, status: int = 200, **headers: str) -> Answer:
    """Return an answer as Salesforce's REST API gives it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        status,
        {"Content-Type": "application/json;charset=UTF-8", **named},
        json.dumps(body, separators=(",", ":")).encode(),
    )


def error_answer(status: int, code: str, message: str) -> Answer:
    """Return a refusal with its errorCode."""
    return json_answer([{"message": message, "errorCode": code}], status)


def html_answer(status: int = 200) -> Answer:
    """Return what a proxy's sign-in page looks like."""
    return Answer(status, {"Content-Type": "text/html"}, b"<html><body>Sign in</body></html>")


EXPIRED = error_answer(
    403,
    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
    "The users password has expired, you must call SetPassword before attempting any other API "
    "operations",
)
NO_SESSION = error_answer(401, "INVALID_SESSION_ID", "Session expired or invalid")


def login_answer(
    session_id: str = "00D!session1",
    *,
    organization_id: str = ORGANIZATION,
    expired: bool = False,
    instance: str = INSTANCE,
) -> Answer:
    """Return the SOAP answer to a login that succeeded, shortened to what clients read."""
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns="urn:partner.soap.sforce.com"><soapenv:Body><loginResponse><result>
<passwordExpired>{str(expired).lower()}</passwordExpired>
<serverUrl>{instance}/services/Soap/u/49.0/{organization_id[:15]}</serverUrl>
<sessionId>{session_id}</sessionId><userId>005000000000001AAA</userId>
<userInfo><organizationId>{organization_id}</organizationId>
<organizationName>Example Org</organizationName><userName>integration@example.com</userName>
</userInfo></result></loginResponse></soapenv:Body></soapenv:Envelope>"""
    return Answer(200, {"Content-Type": "text/xml;charset=UTF-8"}, body.encode())


def fault_answer(code: str = "INVALID_LOGIN", text: str = "Invalid username.") -> Answer:
    """Return a SOAP fault as Salesforce gives it for a refused login."""
    body = f"""<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope
 xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body><soapenv:Fault>
<faultcode>sf:{code}</faultcode><faultstring>{code}: {text}</faultstring><detail><sf:LoginFault>
<sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{text}</sf:exceptionMessage>
</sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"""
    return Answer(500, {"Content-Type": "text/xml;charset=UTF-8"}, body.encode())


def organization_answer(organization_id: str = ORGANIZATION) -> Answer:
    """Return the data call's answer."""
    return json_answer(
        {
            "totalSize": 1,
            "done": True,
            "records": [
                {
                    "attributes": {"type": "Organization"},
                    "Id": organization_id,
                    "Name": "Example Org",
                    "IsSandbox": False,
                }
            ],
        }
    )


@dataclass(frozen=True)
class Step:
    """One expected request and what it gets; an exception is raised as the wire would."""

    method: str
    path: str
    answer: Answer | Exception | Callable[[Request], Answer]
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] | None = None
    base_url: str | None = None
    session_id: str | None = None


LOGIN_PATH = "/services/Soap/u/49.0"
QUERY_PATH = "/services/data/v49.0/query"
ORGANIZATION_SOQL = "SELECT Id, Name, IsSandbox FROM Organization"


def login(answer: Answer | Exception | Callable[[Request], Answer]) -> Step:
    """Expect a login."""
    return Step("POST", LOGIN_PATH, answer, base_url=LOGIN_URL)


def data_call(answer: Answer | Exception, session_id: str | None = None) -> Step:
    """Expect the data call that ends a connect."""
    return Step(
        "GET",
        QUERY_PATH,
        answer,
        query={"q": ORGANIZATION_SOQL},
        base_url=INSTANCE,
        session_id=session_id,
    )


def user_looked_up(
    answer: Answer | Exception | None = None, username: str = "integration@example.com"
) -> Step:
    """Expect the call that looks a refused user up; by default the session may not."""
    soql = f"SELECT Id FROM User WHERE Username = '{username}'"
    if answer is None:
        answer = error_answer(400, "INVALID_TYPE", "sObject type 'User' is not supported.")
    return Step("GET", QUERY_PATH, answer, query={"q": soql}, base_url=INSTANCE)


class ScriptedTransport:
    """Plays steps in order in place of the connector's transport."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self._lock = threading.Lock()
        self.sent: list[Request] = []

    def then(self, *steps: Step) -> None:
        """Add steps."""
        self._steps.extend(steps)

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Check a request against the next step and give its answer."""
        with self._lock:
            self.sent.append(request)
            assert self._steps, f"one request too many: {request}"
            step = self._steps.pop(0)
        assert (request.method, request.path) == (step.method, step.path)
        assert dict(request.query) == dict(step.query)
        if step.headers is not None:
            assert dict(request.headers) == dict(step.headers)
        if step.base_url is not None:
            assert base_url == step.base_url
        if step.session_id is not None:
            assert session_id is not None
            assert session_id.reveal() == step.session_id
        if step.path == LOGIN_PATH:
            assert session_id is None, "a login carries no session"
        if isinstance(step.answer, Exception):
            raise step.answer
        return step.answer if isinstance(step.answer, Answer) else step.answer(request)

    def close(self) -> None:
        """Nothing is open."""

    def assert_played(self) -> None:
        """Fail if a step was not asked for."""
        assert not self._steps, f"never asked for: {self._steps}"


def lead_fields(*names: str) -> Answer:
    """Return a describe of Lead with these fields."""
    body: dict[str, Any] = {"fields": [{"name": name, "type": "string"} for name in names]}
    return json_answer(body)
