"""The only file that sends: authorise, send, classify, wait, in one loop.

The request is an immutable value, so a replay is the same request to the last header. A loop,
never a recursion: one new login at most for each call, and one more where the organization may have
left the host; a bounded number of repeats, and only what is safe to repeat. What an answer means is
the table in ``outcomes.py``; who logs in is the authority's matter. A redirect is never followed,
since it could carry the session to another host. The errors of ``requests`` end here: they and
their frames hold the request with its secret, so ours are raised without them.
"""

from __future__ import annotations

import gzip
import random
import ssl
import zlib
from collections.abc import Callable
from importlib.metadata import version
from traceback import walk_tb
from types import TracebackType
from typing import Protocol, Self

import requests
import requests.auth
import tenacity
import urllib3.exceptions

from sfconnector.clock import Clock
from sfconnector.errors import (
    AnswerLostError,
    ConfigurationError,
    ConnectError,
    ConnectorError,
    Evidence,
    NotConnectedError,
    NotSalesforceError,
    TransportError,
)
from sfconnector.events import Event, RequestRepeated
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.grant import Authority, Grant, mark
from sfconnector.salesforce.outcomes import Action, Verdict, classify
from sfconnector.secret import Secret

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 150.0
"""Longer than Salesforce, which gives a query up after 120 s (reference 2, QUERY_TIMEOUT)."""
MOST_TRIES = 5
WAITING = tenacity.wait_exponential(multiplier=1, exp_base=2, max=60)
"""1, 2, 4, 8 ... seconds before the second, third ... try."""


class _Bearer(requests.auth.AuthBase):
    """Sets the session id, or nothing; either way requests does not look into a .netrc file."""

    def __init__(self, session_id: Secret | None) -> None:
        self._session_id = session_id

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._session_id is not None:
            prepared.headers["Authorization"] = f"Bearer {self._session_id.reveal()}"
        return prepared


class _Cookie(requests.auth.AuthBase):
    """Sets the session id as the cookie of the user interface."""

    def __init__(self, session_id: Secret | None) -> None:
        self._session_id = session_id

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._session_id is not None:
            prepared.headers["Cookie"] = f"sid={self._session_id.reveal()}"
        return prepared


class Wire(Protocol):
    """What a session sends through: one request at a time, any status is an answer."""

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send a request to a host and return the answer."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


class Transport:
    """Sends one request and reads the whole answer; one pool of connections, made on first use."""

    def __init__(
        self, *, connect_seconds: float = CONNECT_SECONDS, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        """Take how long is waited.

        Args:
            connect_seconds: for a connection.
            answer_seconds: for an answer to begin, and for each further piece of it.
        """
        self._timeout = (connect_seconds, answer_seconds)
        self._session = requests.Session()
        self._session.headers.update(
            {
                "User-Agent": f"sfconnector/{version('sfconnector')}",
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            }
        )

    def exchange(
        self, request: Request, *, base_url: str, session_id: Secret | None = None
    ) -> Answer:
        """Send a request to a host and return the answer, whatever its status.

        Raises:
            ConnectError: it was never sent.
            AnswerLostError: it was sent, and the answer did not come whole.
            NotSalesforceError: the answer is compressed in a way that cannot be undone.
            ConfigurationError: the URL is none.
        """
        failure: TransportError | ConfigurationError
        try:
            with self._session.request(
                request.method,
                base_url + request.path,
                params=request.query or None,
                headers=dict(request.headers),
                data=request.body,
                auth=(_Cookie if request.is_page else _Bearer)(session_id),
                allow_redirects=False,
                stream=True,
                timeout=self._timeout,
            ) as response:
                tls = _tls_version(response)  # asked before the body's end gives the socket back
                body = _body(response)
                return Answer(response.status_code, dict(response.headers), body, tls)
        except (urllib3.exceptions.DecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
            message = f"the answer to {request} at {base_url} is compressed wrongly"
            failure = NotSalesforceError(message, detail=type(error).__name__)
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
            urllib3.exceptions.LocationValueError,
        ):
            message = (
                f"{base_url!r} is not a URL one can send to; one such as "
                "https://login.salesforce.com is"
            )
            failure = ConfigurationError(message)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = _failure(request, base_url, error)
        raise failure

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


NEVER_SENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)
HANDSHAKES = (ssl.SSLSocket.do_handshake.__code__, ssl.SSLObject.do_handshake.__code__)
"""Where Python agrees upon TLS with a server, or with one behind a proxy that itself has TLS."""


def _body(response: requests.Response) -> bytes:
    """Read the whole body; a compressed one must have its end, which urllib3 does not ask for."""
    packed = response.headers.get("Content-Encoding", "").casefold() == "gzip"
    # .raw in one go is several times faster than .content on pages of a megabyte.
    body: bytes = response.raw.read(decode_content=not packed)
    return gzip.decompress(body) if packed else body


def _tls_version(response: requests.Response) -> str | None:
    socket = getattr(getattr(response.raw, "connection", None), "sock", None)
    return socket.version() if isinstance(socket, ssl.SSLSocket) else None


def _failure(request: Request, base_url: str, error: Exception) -> TransportError:
    wrapped = error.args[0] if error.args else None
    reason = getattr(wrapped, "reason", wrapped)
    first = reason if isinstance(reason, Exception) else error
    detail = _in_words(first)
    in_handshake = _is_of_a_handshake(error)
    kind = _kind(first)
    kind = "TLS" if in_handshake and kind == LOST else kind
    evidence = Evidence(request=str(request), code=kind, text=detail)
    if (
        in_handshake
        or isinstance(reason, NEVER_SENT)
        or isinstance(error, requests.exceptions.ConnectTimeout)
    ):
        message = f"{base_url} cannot be reached"
        return ConnectError(message, detail=detail, evidence=evidence)
    message = f"{request} was sent to {base_url}, and no whole answer came back"
    return AnswerLostError(message, detail=detail, evidence=evidence)


def _is_of_a_handshake(error: BaseException | None) -> bool:
    """Tell whether it came up before TLS was agreed upon, so that nothing had been sent.

    OpenSSL's reasons do not tell: "wrong version number" is both a server without TLS and rubbish
    in the middle of an answer. Where it was raised does.
    """
    while error is not None:
        if any(frame.f_code in HANDSHAKES for frame, _ in walk_tb(error.__traceback__)):
            return True
        error = error.__cause__ or error.__context__
    return False


LOST = "answer lost"
KINDS: tuple[tuple[type[Exception], str], ...] = (
    (urllib3.exceptions.NameResolutionError, "DNS"),
    (urllib3.exceptions.SSLError, "TLS"),
    (requests.exceptions.SSLError, "TLS"),
    (urllib3.exceptions.ProxyError, "proxy"),
    (urllib3.exceptions.NewConnectionError, "connection refused"),
    (urllib3.exceptions.TimeoutError, "time-out"),
    (requests.exceptions.Timeout, "time-out"),
)
"""What kind of failure of the wire an error is, the narrower first."""


def _kind(error: Exception) -> str:
    return next((kind for of, kind in KINDS if isinstance(error, of)), LOST)


def _in_words(error: Exception) -> str:
    """Name an error of the wire, with the system's words for it if there are any."""
    name = type(error).__name__
    cause = error.__cause__ or error.__context__
    if isinstance(cause, OSError) and cause.strerror:
        return f"{name}: {cause.strerror}"
    return name


class CallBudget(Protocol):
    """Who counts API calls, and stops them before the organization's last ones."""

    def spend(self) -> None:
        """Count a call about to be sent, or raise since it must not be."""
        ...

    def read(self, answer: Answer) -> None:
        """Take in what an answer tells of the limit."""
        ...

    def exhausted(self) -> None:
        """Take in that Salesforce refused a call since the day's calls are used up."""
        ...


class Session:
    """Calls Salesforce for one account; every caller of that account shares its authority."""

    def __init__(
        self,
        transport: Wire,
        authority: Authority,
        *,
        clock: Clock,
        chance: random.Random,
        emit: Callable[[Event], None],
        budget: CallBudget | None = None,
    ) -> None:
        self._transport = transport
        self._authority = authority
        self._clock = clock
        self._chance = chance
        self._emit = emit
        self._budget = budget

    def waiting_by(self, clock: Clock) -> Session:
        """Return a session that is the same, and waits before it tries again by another clock."""
        return Session(
            self._transport,
            self._authority,
            clock=clock,
            chance=self._chance,
            emit=self._emit,
            budget=self._budget,
        )

    def call(self, request: Request) -> Answer:
        """Return the answer to a call that Salesforce granted.

        Raises:
            TransportError: no usable answer came, also not when it was tried again.
            AuthenticationError: Salesforce does not let the user in.
            ApiError: Salesforce refused the call.
            BudgetReachedError: the call was not sent, lest the organization run out of calls.
        """
        grant = self._authority.grant()
        renewed = has_moved = False
        tries = 0
        while True:
            verdict: Verdict
            if self._budget is not None:
                self._budget.spend()
            try:
                answer = self._transport.exchange(
                    request, base_url=grant.instance_url, session_id=grant.session_id
                )
            except TransportError as error:
                verdict = Verdict(Action.RETRY, error)
            else:
                verdict = classify(request, answer)
                self._tell_budget(answer, verdict)
                if verdict.error is None:
                    return answer
            assert verdict.error is not None
            tries += 1
            if verdict.action is Action.RELOGIN and request.replay_safe and not renewed:
                grant = self._authority.renew(grant)
                renewed = True
            elif (
                verdict.action in {Action.RELOGIN, Action.DISCONNECT}
                and request.replay_safe
                and tries < MOST_TRIES
                and (present := self._present(grant)) != grant
            ):
                grant = present  # somebody has connected anew since, and that was another session
            elif (
                verdict.action is Action.RETRY
                and tries < MOST_TRIES
                and (request.replay_safe or isinstance(verdict.error, ConnectError))
            ):
                self._wait(request, tries, reason=type(verdict.error).__name__)
            else:
                found = None if has_moved else self._moved(request, grant, verdict.error)
                if found is None or found.instance_url == grant.instance_url:
                    verdict.error.session = mark(found or grant)
                    raise verdict.error
                grant, has_moved, tries = found, True, 0

    def _moved(self, request: Request, used: Grant, error: ConnectorError) -> Grant | None:
        """Return a grant at another host, if the organization may have left the one that failed."""
        if not request.replay_safe and not isinstance(error, ConnectError):
            return None
        return self._authority.moved(used, error)

    def _present(self, used: Grant) -> Grant:
        """Return the account's present grant; the used one where somebody has disconnected."""
        try:
            return self._authority.grant()
        except NotConnectedError:
            return used

    def _tell_budget(self, answer: Answer, verdict: Verdict) -> None:
        if self._budget is None:
            return
        self._budget.read(answer)
        if verdict.action is Action.PAUSE:
            self._budget.exhausted()

    def _wait(self, request: Request, tries: int, *, reason: str) -> None:
        state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
        state.attempt_number = tries
        delay = WAITING(state) * self._chance.uniform(0.5, 1.0)
        self._emit(
            RequestRepeated(
                at=self._clock.now(),
                method=request.method,
                path=request.path,
                reason=reason,
                delay_seconds=delay,
            )
        )
        self._clock.sleep(delay)
