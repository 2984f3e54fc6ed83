"""Sends a row's request over real HTTP, with its placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import requests

from .matching import Reply
from .model import Request, SoapCall, SoapLogin

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_BASE = "/services/data/v49.0/"
_PARTNER = "urn:partner.soap.sforce.com"
_SECONDS = 60
_OAUTH_FORM = (
    ("client_id", "org.client_id"),
    ("client_secret", "org.client_secret"),
    ("username", "user.username"),
    ("password", "user.secret"),
)
"""The parameters of a password grant, and under which names their values are known."""
_IN_A_PATH = "/%?=&-._~!$'()*+,;:@"


class UnknownNameError(Exception):
    """A row names something in ``${}`` that there is not."""


def filled(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return a value whose texts have their ``${names}`` filled in.

    Raises:
        UnknownNameError: there is no such name.
    """
    if isinstance(value, dict):
        return {filled(key, names): filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, names) for each in value]
    if not isinstance(value, str):
        return value

    def named(match: re.Match[str]) -> str:
        if match[1] not in names:
            message = f"there is no ${{{match[1]}}}; there are {', '.join(sorted(names))}"
            raise UnknownNameError(message)
        return names[match[1]]

    return _PLACEHOLDER.sub(named, value)


class Caller:
    """A client of one server, over kept-alive connections."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.names: dict[str, str] = {"url": url}
        """What ``${}`` may name."""
        self._http = requests.Session()
        self._http.trust_env = False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, request: Request) -> Reply:
        """Send a request and return what came back.

        Raises:
            UnknownNameError: the request names something that there is not.
            requests.RequestException: there was no answer.
        """
        host = "" if request.host is None else f"/_host/{filled(request.host, self.names)}"
        if request.soap is not None:
            login = filled(request.soap.model_dump(), self.names)
            return self.send_login(SoapLogin.model_validate(login), host=host)
        if request.soap_call is not None:
            call = filled(request.soap_call.model_dump(), self.names)
            return self._soap_call(SoapCall.model_validate(call), host)
        if request.oauth is not None:
            return self._oauth(filled(request.oauth, self.names), host)
        headers = dict(request.headers)
        params = filled(dict(request.params), self.names)
        path = f"{_BASE}{'query' if request.query is not None else 'queryAll'}"
        soql = request.query if request.query is not None else request.query_all
        if soql is not None:
            params["q"] = filled(soql, self.names)
        if request.rest is not None:
            path = filled(request.rest.split(" ", 1)[1], self.names)
            path = path if path.startswith("/") else _BASE + path
        if request.authorization is not None:
            headers["Authorization"] = request.authorization
        return self._sent(
            request.method,
            host + quote(path, safe=_IN_A_PATH),
            headers=filled(headers, self.names),
            params=params,
            json=None if request.body is None else filled(request.body, self.names),
            data=None if request.text is None else filled(request.text, self.names).encode(),
        )

    def send_login(self, login: SoapLogin, *, host: str = "") -> Reply:
        """Send a SOAP login as it stands, nothing filled in, to a host by its path prefix."""
        return self._soap(login.letter, "login", _envelope(login), host)

    def _soap_call(self, call: SoapCall, host: str) -> Reply:
        return self._soap(call.letter, call.name, _call_envelope(call), host)

    def _soap(self, letter: str, action: str, envelope: str, host: str) -> Reply:
        return self._sent(
            "POST",
            f"{host}/services/Soap/{letter}/49.0",
            headers={"Content-Type": "text/xml", "charset": "UTF-8", "SOAPAction": action},
            data=envelope.encode(),
        )

    def _oauth(self, changes: dict[str, str | None], host: str) -> Reply:
        form: dict[str, str | None] = {"grant_type": "password"}
        for name, known in _OAUTH_FORM:
            form[name] = self.names.get(known)
        form |= changes
        sent = {name: value for name, value in form.items() if value is not None}
        return self._sent("POST", f"{host}/services/oauth2/token", data=sent)

    def _sent(self, method: str, path: str, **kwargs: Any) -> Reply:  # noqa: ANN401 - requests' own
        response = self._http.request(
            method, self.url + path, timeout=_SECONDS, allow_redirects=False, **kwargs
        )
        response.encoding = "utf-8"
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, response.text)


def _envelope(login: SoapLogin) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8" ?>'
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns:urn="{_PARTNER}"><env:Header><urn:CallOptions>'
        f"<urn:client>{escape(login.client)}</urn:client></urn:CallOptions></env:Header>"
        f'<env:Body><n1:login xmlns:n1="{_PARTNER}"><n1:username>{escape(login.username)}'
        f"</n1:username><n1:password>{escape(login.secret)}</n1:password></n1:login></env:Body>"
        "</env:Envelope>"
    )


def _call_envelope(call: SoapCall) -> str:
    namespace = {"u": _PARTNER, "c": "urn:enterprise.soap.sforce.com"}[call.letter]
    header = (
        ""
        if call.session is None
        else "<e:Header><SessionHeader>"
        f"<sessionId>{escape(call.session)}</sessionId></SessionHeader></e:Header>"
    )
    inside = "".join(f"<{name}>{escape(each)}</{name}>" for name, each in call.arguments.items())
    return (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns="{namespace}">{header}<e:Body><{call.name}>{inside}</{call.name}></e:Body>'
        "</e:Envelope>"
    )
