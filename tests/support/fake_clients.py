"""Plain HTTP callers of the fake: what a client sends, spelled out, with no client library."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

import requests

from fake_salesforce import Org, User

INVALID_LOGIN = "Invalid username, password, security token; or user locked out."
EXPIRED_SESSION = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
INVALID_LOCATOR = [{"message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"}]
NOT_FOUND = [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]
_PARTNER = "urn:partner.soap.sforce.com"


@dataclass
class ApiClient:
    """A caller of the REST API with a session id, over one kept-alive connection."""

    url: str
    session_id: str
    _http: requests.Session = field(default_factory=requests.Session, repr=False)

    def __post_init__(self) -> None:
        self._http.trust_env = False

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> requests.Response:
        """Send a request; a path that does not begin with ``/`` lies below v49.0."""
        full = path if path.startswith("/") else f"/services/data/v49.0/{path}"
        sent = {"Authorization": f"Bearer {self.session_id}"} | (headers or {})
        return self._http.request(method, self.url + full, headers=sent, timeout=60, **kwargs)

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        """GET a path."""
        return self.request("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> requests.Response:
        """POST to a path."""
        return self.request("POST", path, **kwargs)

    def patch(self, path: str, **kwargs: Any) -> requests.Response:
        """PATCH a path."""
        return self.request("PATCH", path, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> requests.Response:
        """DELETE a path."""
        return self.request("DELETE", path, **kwargs)

    def query(self, soql: str, **kwargs: Any) -> requests.Response:
        """Ask for the first page of a query."""
        return self.get("query", params={"q": soql}, **kwargs)

    def pages(self, soql: str, **kwargs: Any) -> list[dict[str, Any]]:
        """Return every page of a query, following nextRecordsUrl."""
        page = self.query(soql, **kwargs).json()
        pages = [page]
        while "nextRecordsUrl" in page:
            page = self.get(page["nextRecordsUrl"]).json()
            pages.append(page)
        return pages

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


def soap_envelope(username: str, secret: str, *, header: str = "") -> str:
    """Return a login envelope in the shape simple-salesforce sends."""
    return (
        '<?xml version="1.0" encoding="utf-8" ?>'
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns:urn="{_PARTNER}"><env:Header>{header}</env:Header><env:Body>'
        f'<n1:login xmlns:n1="{_PARTNER}"><n1:username>{escape(username)}</n1:username>'
        f"<n1:password>{escape(secret)}</n1:password></n1:login></env:Body></env:Envelope>"
    )


def soap_login(
    url: str, username: str, secret: str, *, letter: str = "u", header: str = ""
) -> requests.Response:
    """Log in by SOAP."""
    return soap_post(url, soap_envelope(username, secret, header=header), letter=letter)


def soap_post(
    url: str, body: Any, *, letter: str = "u", version: str = "49.0", **kwargs: Any
) -> requests.Response:
    """Post a body to the SOAP endpoint."""
    return requests.post(
        f"{url}/services/Soap/{letter}/{version}",
        data=body.encode() if isinstance(body, str) else body,
        headers={"Content-Type": "text/xml", "SOAPAction": "login"} | kwargs.pop("headers", {}),
        timeout=60,
        **kwargs,
    )


def oauth_login(
    url: str, org: Org, username: str, secret: str, /, **changes: str | None
) -> requests.Response:
    """Log in by the OAuth password grant; a change of None leaves the parameter out."""
    form: dict[str, str | None] = {
        "grant_type": "password",
        "client_id": org.client_id,
        "client_secret": org.client_secret,
        "username": username,
        "password": secret,
    }
    form |= changes
    sent = {name: value for name, value in form.items() if value is not None}
    return requests.post(f"{url}/services/oauth2/token", data=sent, timeout=60)


def element(text: str, name: str) -> str:
    """Return the text of the first XML element of a local name, as clients' regexes read it."""
    match = re.search(rf"<(?:\w+:)?{name}>([^<]*)</", text)
    assert match is not None, f"no <{name}> in {text}"
    return match[1]


def session_of(url: str, user: User) -> str:
    """Log a user in by SOAP and return the session id."""
    response = soap_login(url, user.username, user.secret)
    assert response.status_code == 200, response.text
    return element(response.text, "sessionId")


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came, to a request that no client library tidied up."""

    status: int
    content_type: str
    body: bytes


def raw_request(
    url: str, method: str, target: str, *, headers: dict[str, bytes], body: bytes
) -> RawAnswer:
    """Send a request line and headers as they are; blanks, controls and non-ASCII are quoted."""
    printable = "".join(map(chr, range(0x21, 0x7F)))
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    try:
        connection.request(method, quote(target, safe=printable), body=body, headers=headers)
        response = connection.getresponse()
        return RawAnswer(response.status, response.headers.get("Content-Type", ""), response.read())
    finally:
        connection.close()
