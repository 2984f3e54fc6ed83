"""Carries out the faults that strike a request: before it is handled, to its answer, or late.

What is late is under way: the request waits outside the org for its time on the clock, and comes
again then without its client. No snapshot holds it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, g, request

from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.faults import Occasion, Staged
from fake_salesforce.faults.effects import (
    CutGzip,
    Deliver,
    Drip,
    Effect,
    EndSession,
    Refuse,
    Relabel,
    Reply,
    Wait,
)
from fake_salesforce.org import Org
from fake_salesforce.soap.glance import Glance, glance
from fake_salesforce.wire import NOT_DELIVERED, WIRE, Delivery, Wire

from .bodies import read_body
from .compression import packed
from .refusals import refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from fake_salesforce.salesforce import FakeSalesforce

LATE = "fake_salesforce.late"
"""The key of the WSGI environment of a request that comes again, for its commit."""

_FROM = re.compile(r"\bFROM\s+(\w+)", re.IGNORECASE)
_NESTED = re.compile(r"\([^()]*\)")


class Weather:
    """The faults of a server and its orgs, as they strike the request at hand."""

    def __init__(self, salesforce: FakeSalesforce, run: Callable[[WSGIEnvironment], None]) -> None:
        """Make it.

        Args:
            salesforce: whose faults.
            run: handles a request and throws its answer away.
        """
        self._salesforce = salesforce
        self._run = run

    def strike(self) -> Response | None:
        """Strike a request that has come; return what it gets without being handled, or None.

        Raises:
            SalesforceError: a fault refuses it.
            NotImplementedInFakeError: a fault of the wire strikes, and another server than the
                embedded one serves.
        """
        g.faults = ()
        if LATE in request.environ or not self._is_any_staged():
            return None
        seen = glance(read_body()) if g.resource == "soap" else None
        org, username, session_id = self._whose(seen)
        occasion = Occasion(
            resource=g.resource,
            method=request.method,
            object=_object_named() if seen is None else _object_of(seen, org),
            username=username,
            soap_call=None if seen is None else seen.call,
        )
        struck = self._salesforce.faults.strike(occasion)
        if org is not None and not (struck and struck[-1].fault.is_last):
            struck += org.faults.strike(occasion)
        if struck:
            g.org_id = None if org is None else org.id
            g.username = username
        g.faults = tuple(each.fault.kind for each in struck)
        g.faults_session = (org, session_id)
        if struck and any(each.phase != "after" and each.fault.is_last for each in struck):
            read_body()  # what is not read would be taken for the connection's next request
        for each in struck:
            _check_server(each)
        g.faults_after = [each for each in struck if each.phase == "after"]
        for each in struck:
            if each.phase == "after":
                continue
            if each.phase == "late":
                self._commit_late(each)
            answer = self._before(each.fault.effect())
            if answer is not None:
                return answer
        return None

    def spoil(self, response: Response) -> Response:
        """Do to an answer what the faults do that struck its request."""
        for each in g.get("faults_after", ()):
            response = self._after(each.fault.effect(), response)
        return response

    def _is_any_staged(self) -> bool:
        """Tell whether there is a fault that may strike: only a login may be any org's."""
        if self._salesforce.faults.staged:
            return True
        if not named_session():
            return any(each.faults.staged for each in self._salesforce.orgs)
        org = self._salesforce.org_of_session(named_session())
        return org is not None and bool(org.faults.staged)

    def _whose(self, seen: Glance | None) -> tuple[Org | None, str | None, str | None]:
        """Return whose request it is, as far as can be told: org, username, session id."""
        session_id = named_session() if seen is None else seen.session_id
        if session_id:
            org = self._salesforce.org_of_session(session_id)
            user_id = None if org is None else org.sessions.user_id_of(session_id)
            if org is None or user_id is None:
                return org, None, session_id
            return org, str(org.users.record(user_id)["Username"]), session_id
        username = _username_of_login() if seen is None else seen.username
        for org in self._salesforce.orgs:
            if username is not None and org.users.id_of(username) is not None:
                return org, username, None
        return None, username, None

    def _before(self, effect: Effect) -> Response | None:
        match effect:
            case Wait():
                self._wait(effect.seconds, real=effect.real)
            case EndSession():
                _end_session()
            case Refuse():
                raise effect.error
            case Reply():
                return _reply(effect)
            case Deliver():
                _wire().delivery = effect.delivery
                g.is_unhandled = True
                return Response(status=204)
            case _:
                message = f"{effect} needs an answer, and strikes before there is one"
                raise AssertionError(message)
        return None

    def _after(self, effect: Effect, response: Response) -> Response:
        match effect:
            case Wait():
                self._wait(effect.seconds, real=effect.real)
            case EndSession():
                _end_session()
            case Refuse():
                return refusal(self._salesforce, effect.error)
            case Reply():
                g.error_code = None
                return _reply(effect)
            case Relabel():
                response.headers["Content-Type"] = effect.content_type
            case CutGzip():
                response.direct_passthrough = False
                whole = packed(response.get_data(), now=self._salesforce.clock.now())
                g.sent = whole[: int(len(whole) * effect.share)]
            case Deliver():
                _wire().delivery = effect.delivery
            case Drip():
                _wire().delivery = Delivery(
                    piece_bytes=effect.piece_bytes,
                    pause=self._pause(effect.seconds, real=effect.real),
                )
        return response

    def _wait(self, seconds: float, *, real: bool) -> None:
        if not real:
            self._salesforce.clock.sleep(seconds)
        elif _wire().wait_for_hang_up(seconds):
            # Nobody is there any more for whatever is answered now.
            _wire().delivery = NOT_DELIVERED

    def _pause(self, seconds: float, *, real: bool) -> Callable[[], None]:
        """Return how a time goes by for the request at hand."""
        if not real:
            return lambda: self._salesforce.clock.sleep(seconds)
        wire = _wire()

        def wait() -> None:
            wire.wait_for_hang_up(seconds)

        return wait

    def _commit_late(self, staged: Staged) -> None:
        """Have the request handled some seconds from now, with nobody there for its answer."""
        assert staged.seconds_late is not None
        environ = _copied(read_body())
        due = self._salesforce.clock.now() + timedelta(seconds=staged.seconds_late)
        self._salesforce.under_way_until(due, lambda: self._run(environ))


def _check_server(staged: Staged) -> None:
    """Refuse a fault of the wire where only the application is ours."""
    if staged.fault.needs_wire and WIRE not in request.environ:
        part = f"the fault {staged.fault.kind} under another WSGI server"
        instead = "The server that FakeSalesforce starts carries out faults of the wire."
        raise NotImplementedInFakeError(part, instead=instead)


def named_session() -> str:
    """Return the session id in the request's Authorization; empty if there is none."""
    return request.headers.get("Authorization", "").partition(" ")[2].strip()


def _wire() -> Wire:
    wire: Wire = request.environ[WIRE]
    return wire


def _end_session() -> None:
    org, session_id = g.faults_session
    if org is not None and session_id is not None:
        org.sessions.end_named(session_id)


def _reply(effect: Reply) -> Response:
    response = Response(effect.text, effect.status)
    response.headers["Content-Type"] = effect.content_type
    return response


def _object_named() -> str | None:
    """Return the object that the path names, or the FROM of the query outside its brackets."""
    name = (request.view_args or {}).get("name")
    if name is not None:
        return str(name)
    text = request.args.get("q", "")
    while (outside := _NESTED.sub("", text)) != text:
        text = outside
    found = _FROM.search(text)
    return found[1] if found else None


def _object_of(seen: Glance, org: Org | None) -> str | None:
    """Return the object that a SOAP request is about."""

    def object_of(record_id: str) -> str | None:
        sobject = None if org is None else org.schema.sobject_of_id(record_id)
        return None if sobject is None else sobject.name

    return seen.object_named(object_of)


def _username_of_login() -> str | None:
    """Return who logs in with a request, or None."""
    if g.resource == "oauth_token":
        read_body()
        return request.form.get("username")
    return None


def _copied(body: bytes) -> dict[str, Any]:
    """Return the request's environment for another pass: its body in memory, no wire."""
    environ = {
        name: value
        for name, value in request.environ.items()
        if not name.startswith(("werkzeug.", "flask.")) and name != WIRE
    }
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ | {
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": str(len(body)),
        LATE: True,
    }
