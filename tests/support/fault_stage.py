"""Every fault, staged in each way, and what the wire shows of it: the README's table by rows."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import socket
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlencode, urlsplit

from fake_clients import soap_envelope
from fake_salesforce import Clock, FakeSalesforce, Org
from fake_salesforce.faults import (
    AnswerLost,
    ApiVersionRetired,
    BadCertificate,
    ConnectionRefused,
    ErrorPage,
    Fault,
    InvalidQueryLocator,
    Latency,
    Outage,
    ProxyPage,
    QueryTimeout,
    RequestLimitExceeded,
    Reset,
    ServerUnavailable,
    SessionExpiry,
    SlowDrip,
    TruncatedBody,
    TruncatedGzip,
    TxnSecurityNoAccess,
    UnableToLockRow,
    UnknownException,
    WrongContentType,
)
from markdown_tables import code
from three_ways import ACME, JO, WAYS, Scene
from wire_eye import Seen, described, look

HEAD = (
    "Fault",
    "Python",
    "`fake-salesforce`",
    "Phases",
    "REST",
    "SOAP login",
    "OAuth",
    "LoginHistory",
    "Source",
)
ROWS: tuple[Fault, ...] = (
    Latency(seconds=2),
    SlowDrip(seconds=1, piece_bytes=100),
    ConnectionRefused(seconds=60),
    BadCertificate(flaw="expired", seconds=60),
    BadCertificate(flaw="wrong_host", seconds=60),
    BadCertificate(flaw="unknown_authority", seconds=60),
    Reset(at="before"),
    Reset(at="inside"),
    Reset(at="after"),
    AnswerLost(),
    TruncatedBody(),
    TruncatedGzip(),
    WrongContentType(),
    ProxyPage(),
    ErrorPage(status=500),
    ErrorPage(status=502),
    ErrorPage(status=503),
    RequestLimitExceeded(limit="TotalRequests"),
    RequestLimitExceeded(limit="ConcurrentRequests"),
    RequestLimitExceeded(limit="ConcurrentPerOrgLongTxn"),
    UnableToLockRow(),
    TxnSecurityNoAccess(),
    QueryTimeout(),
    InvalidQueryLocator(),
    ServerUnavailable(),
    UnknownException(),
    ApiVersionRetired(),
    SessionExpiry(),
)
"""Every fault, each with the fields that make another answer of it."""

_QUERY = "/services/data/v49.0/query?q=" + quote("SELECT Id, Company FROM Lead")


@contextlib.contextmanager
def scene(*, has_tls: bool = False, clock: Clock | None = None) -> Iterator[Scene]:
    """Give a server with an org of three leads and a user."""
    with FakeSalesforce(tls=has_tls, clock=clock) as salesforce:
        org = salesforce.create_org(ACME)
        org.populate(leads=3)
        yield Scene(salesforce, org, org.create_user(JO))


def scene_for(fault: Fault) -> contextlib.AbstractContextManager[Scene]:
    """Give the server that a fault can be staged on, from outside too."""
    if not isinstance(fault, Outage):
        return scene()
    return scene(has_tls=fault.needs_tls, clock=Clock.running())


def told(fault: Fault) -> str:
    """Return what tells two rows apart."""
    return _python(fault)


def static_cells(fault: Fault) -> list[str]:
    """Return what a row says of a fault and how it is staged."""
    return [
        code(fault.kind),
        code(f"salesforce.add_fault({_python(fault)})"),
        code(_command(fault)),
        ", ".join(fault.phases),
    ]


def _fields(fault: Fault) -> dict[str, object]:
    """Return the fields of a fault that are not as they are by default, and those that tell kinds.

    The word of an ``at``, a ``flaw``, a ``limit`` or a ``status`` is always said.
    """
    return {
        each.name: getattr(fault, each.name)
        for each in dataclasses.fields(fault)
        if each.name in {"at", "flaw", "limit"}
        or (fault.kind, each.name) == ("error_page", "status")
        or getattr(fault, each.name) != each.default
    }


def _python(fault: Fault) -> str:
    fields = ", ".join(f"{name}={value!r}" for name, value in _fields(fault).items())
    return f"{type(fault).__name__}({fields})".replace("'", '"')


def _command(fault: Fault) -> str:
    word = fault.kind.replace("_", "-")
    options = ""
    for name, value in _fields(fault).items():
        if name in {"at", "flaw", "status"}:
            word += f"-{value}".replace("_", "-")
        else:
            options += f" --{name.replace('_', '-')} {value}"
    return f"fault add {word}{options}"


def row(staged: Scene, fault: Fault, way: str) -> list[str]:
    """Stage a fault for a data call, a SOAP login and an OAuth login; return the table's row."""
    org = staged.org
    rest = _seen_with(staged, fault, way, _rest_request(fault, staged))
    with org.database.write() as connection:
        connection.execute('DELETE FROM "LoginHistory"')
    soap = _seen_with(staged, fault, way, _soap_request(staged))
    logins = org.query("SELECT Status FROM LoginHistory")
    history = str(logins[0]["Status"]) if logins else "none"
    oauth = _seen_with(staged, fault, way, _oauth_request(staged))
    if soap == "-":
        history = "-"
    return [*static_cells(fault), rest, soap, oauth, history, fault.source]


Request = tuple[str, str, dict[str, str], bytes]
"""Method, target, headers and body."""


def _rest_request(fault: Fault, staged: Scene) -> Request:
    """Return a data call that the fault concerns."""
    org = staged.org
    session_id = org.open_session(staged.user.id, client="eye")
    headers = {"Authorization": f"Bearer {session_id}", "Content-Type": "application/json"}
    if fault.kind == "unable_to_lock_row":
        lead = b'{"LastName":"a","Company":"b"}'
        return "POST", "/services/data/v49.0/sobjects/Lead", headers, lead
    if fault.kind == "invalid_query_locator":
        return "GET", f"/services/data/v49.0/query/{_locator(org, session_id)}", headers, b""
    return "GET", _QUERY, headers, b""


def _locator(org: Org, session_id: str) -> str:
    session = org.use_session(session_id)
    page = org.queries.first_page("SELECT Id FROM Lead", org.asking(session.user_id, page_rows=1))
    assert page.next_locator is not None
    return page.next_locator


def _soap_request(staged: Scene) -> Request:
    headers = {"Content-Type": "text/xml", "SOAPAction": "login"}
    body = soap_envelope(JO, staged.user.secret).encode()
    return "POST", "/services/Soap/u/49.0", headers, body


def _oauth_request(staged: Scene) -> Request:
    org = staged.org
    form = {
        "grant_type": "password",
        "client_id": org.client_id,
        "client_secret": org.client_secret,
        "username": JO,
        "password": staged.user.secret,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return "POST", "/services/oauth2/token", headers, urlencode(form).encode()


def _seen_with(staged: Scene, fault: Fault, way: str, request: Request) -> str:
    """Stage a fault once, send a request, and say what the wire showed; ``-`` if it was not met."""
    salesforce = staged.salesforce
    count = "" if isinstance(fault, Outage) else ", count=1"
    option = "" if isinstance(fault, Outage) else " --count 1"
    python = f"salesforce.add_fault({_python(fault)}{count})"
    WAYS[way](staged, python, _command(fault) + option)
    if isinstance(fault, ConnectionRefused):
        _wait_until_nobody_listens(salesforce.url)
    [before] = salesforce.faults.staged
    began = salesforce.clock.now()
    try:
        seen = _look(salesforce, request)
        [after] = salesforce.faults.staged
    finally:
        salesforce.faults.remove(before.number)
    if after.fired == before.fired and not isinstance(fault, Outage):
        return "-"
    words = described(seen)
    passed = salesforce.clock.now() - began
    if salesforce.clock.is_running or not passed:
        return words
    return f"{words}, {passed / timedelta(seconds=1):g} s later"


def _wait_until_nobody_listens(url: str) -> None:
    """Wait for a server that stops once it has answered the request that stops it."""
    address = urlsplit(url)
    for _ in range(1000):
        with socket.socket() as trial:
            trial.settimeout(0.1)
            if trial.connect_ex((address.hostname, address.port)) == errno.ECONNREFUSED:
                return
    message = f"{url} is still there"
    raise TimeoutError(message)


def _look(salesforce: FakeSalesforce, request: Request) -> Seen:
    method, target, headers, body = request
    ca_file = salesforce.ca_file if salesforce.has_tls else None
    return look(salesforce.url, method, target, headers=headers, body=body, ca_file=ca_file)
