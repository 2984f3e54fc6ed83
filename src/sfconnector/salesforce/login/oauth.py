"""The token endpoint: what every OAuth grant sends there and reads back (reference 1.2).

A token proves who may call, not that a call is answered; which user it is for is asked at
``userinfo`` (reference 1.4), since the answer itself has ids only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import msgspec

from sfconnector.errors import (
    Evidence,
    LoginRefusedError,
    LoginUnavailableError,
    NotSalesforceError,
    SessionRefusedError,
    UnexpectedAnswerError,
)
from sfconnector.salesforce.exchange import Answer, Request
from sfconnector.salesforce.grant import Grant, Login
from sfconnector.secret import Secret

PATH = "/services/oauth2/token"
USERINFO = "/services/oauth2/userinfo"

_IDENTITY = re.compile(r".*/id/(00D[A-Za-z0-9]{12,15})/(005[A-Za-z0-9]{12,15})")
UNDECIDED = frozenset({"server_error", "temporarily_unavailable", "unknown_error"})
"""Errors that judge neither credentials nor app: time heals them.

The first two are RFC 6749's; ``unknown_error``, HTTP 400, ``retry your request`` was seen at
Salesforce's token endpoint. [I:amazon-connect-salesforce-lambda#43]
"""
UNDECIDED_WORDS = ("login rate exceeded", "retry your request")
"""How Salesforce's words begin, in any case, where the error alone does not tell."""
_OK = 200
_SERVER_ERROR = 500
_TOO_MANY = 429


class _Token(msgspec.Struct):
    access_token: str
    instance_url: str
    id: str


class _Refusal(msgspec.Struct):
    error: str
    error_description: str = ""


class _UserInfo(msgspec.Struct):
    user_id: str
    organization_id: str
    preferred_username: str
    email: str | None = None


_token = msgspec.json.Decoder(_Token)
_refusal = msgspec.json.Decoder(_Refusal)
_userinfo = msgspec.json.Decoder(_UserInfo)


def request(parameters: Mapping[str, str]) -> Request:
    """Build the call of a grant; its parameters go in the body, where no log has them."""
    return Request(
        "POST",
        PATH,
        headers=(
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "application/json"),
        ),
        body=urlencode(parameters).encode(),
    )


def read(answer: Answer) -> Login:
    """Read what the token endpoint answered; the login names no user yet.

    Raises:
        LoginRefusedError: a refusal that judges the credentials, the user or the app.
        LoginUnavailableError: a refusal that time heals.
        NotSalesforceError: something else answered.
        UnexpectedAnswerError: neither a token nor a refusal.
    """
    if answer.status != _OK:
        raise _refused(answer)
    try:
        token = _token.decode(answer.body)
    except msgspec.DecodeError:
        raise _not_a_token(answer) from None  # the decoder's error may quote what it read
    found = _IDENTITY.fullmatch(token.id)
    instance = urlsplit(token.instance_url)
    if found is None or instance.scheme not in {"http", "https"} or not instance.hostname:
        raise _not_a_token(answer)
    if not (token.access_token.isascii() and token.access_token.isprintable()):
        raise _not_a_token(answer)
    return Login(
        grant=Grant(Secret(token.access_token), f"{instance.scheme}://{instance.netloc}"),
        username="",
        email="",
        user_id=found.group(2),
        organization_id=found.group(1),
    )


def userinfo_request() -> Request:
    """Build the call that tells whose token it is."""
    return Request("GET", USERINFO)


def named(login: Login, answer: Answer) -> Login:
    """Return the login with the user that ``userinfo`` names.

    Raises:
        SessionRefusedError: the token that was just given is not accepted.
        LoginUnavailableError: Salesforce could not tell now.
        NotSalesforceError: something else answered.
        UnexpectedAnswerError: the answer names no user, or one of another organization.
    """
    evidence = Evidence(request=f"GET {USERINFO}", status=answer.status, text=_words(answer.body))
    if answer.status >= _SERVER_ERROR or answer.status == _TOO_MANY:
        raise LoginUnavailableError(f"HTTP {answer.status}", "", evidence=evidence)
    if answer.media_type == "text/html":
        raise _not_salesforce(answer, f"GET {USERINFO}")
    if answer.status != _OK:
        message = "the token just given is not accepted where it tells whose it is"
        raise SessionRefusedError(message, detail=f"HTTP {answer.status}", evidence=evidence)
    try:
        user = _userinfo.decode(answer.body)
    except msgspec.DecodeError as error:
        message = "the answer to userinfo does not name user and organization"
        raise UnexpectedAnswerError(message, detail=str(error)) from error
    if user.organization_id[:15] != login.organization_id[:15]:
        message = "the token and userinfo name two organizations"
        detail = f"token {login.organization_id}, userinfo {user.organization_id}"
        raise UnexpectedAnswerError(message, detail=detail)
    return Login(
        grant=login.grant,
        username=user.preferred_username,
        email=user.email or "",
        user_id=user.user_id,
        organization_id=login.organization_id,
    )


def _refused(answer: Answer) -> LoginRefusedError | LoginUnavailableError | NotSalesforceError:
    try:
        said = _refusal.decode(answer.body)
    except msgspec.DecodeError:
        if answer.status >= _SERVER_ERROR or answer.status == _TOO_MANY:
            code = f"HTTP {answer.status}"
            evidence = Evidence(request=f"POST {PATH}", status=answer.status)
            return LoginUnavailableError(code, "", evidence=evidence)
        return _not_salesforce(answer, f"POST {PATH}")
    evidence = Evidence(
        request=f"POST {PATH}",
        status=answer.status,
        code=said.error,
        text=said.error_description,
    )
    if (
        answer.status >= _SERVER_ERROR
        or answer.status == _TOO_MANY
        or said.error in UNDECIDED
        or said.error_description.casefold().startswith(UNDECIDED_WORDS)
    ):
        return LoginUnavailableError(said.error, said.error_description, evidence=evidence)
    return LoginRefusedError(said.error, said.error_description, evidence=evidence)


def _not_a_token(answer: Answer) -> UnexpectedAnswerError | NotSalesforceError:
    if answer.media_type != "application/json":
        return _not_salesforce(answer, f"POST {PATH}")
    message = (
        "the answer of the token endpoint lacks access_token, instance_url or the identity URL; "
        "Salesforce's has all three"
    )
    return UnexpectedAnswerError(message, detail=f"HTTP {answer.status}")


def _not_salesforce(answer: Answer, asked: str) -> NotSalesforceError:
    message = (
        "the login was answered with something that is not Salesforce's token endpoint: a proxy, "
        "a maintenance page, a redirect or a wrong login URL"
    )
    kind = answer.media_type or "content of no named type"
    evidence = Evidence(request=asked, status=answer.status, code="not Salesforce")
    return NotSalesforceError(message, detail=f"HTTP {answer.status} {kind}", evidence=evidence)


def _words(body: bytes) -> str:
    """Return a short answer in plain text, as ``Bad_OAuth_Token``; "" for anything longer."""
    text = body.decode(errors="replace")
    return text if re.fullmatch(r"[A-Za-z_]{1,40}", text) else ""
