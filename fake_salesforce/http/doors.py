"""The doors as HTTP has them: SOAP, the token endpoint, and who a token's user is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Response, request

from fake_salesforce import oauth, releases, soap
from fake_salesforce.errors import NotImplementedInFakeError
from fake_salesforce.login import Visitor
from fake_salesforce.login.hosts import orgs_at
from fake_salesforce.oauth.person import Person
from fake_salesforce.org import Org

from .answers import json_response, xml_response
from .bodies import read_body
from .noting import note
from .origins import Reached, reached_of

if TYPE_CHECKING:
    from fake_salesforce.salesforce import FakeSalesforce

_VERSION = re.compile(r"[0-9]{2}\.0")
_FORM = "application/x-www-form-urlencoded"


class Doors:
    """Answers at the doors of one fake."""

    def __init__(self, salesforce: FakeSalesforce) -> None:
        self._salesforce = salesforce

    def _orgs(self, reached: Reached) -> list[Org]:
        return orgs_at(reached.host_name, self._salesforce.orgs)

    def soap(self, letter: str, version: str, organization_id: str = "") -> Response:
        """Answer a SOAP call."""
        reached = reached_of(self._salesforce)
        posted = soap.Posted(
            letter=letter,
            version=version,
            is_served=releases.is_served(version),
            organization_id=organization_id,
            body=read_body(),
            visitor=_visitor(reached),
            orgs=self._orgs(reached),
            origin_of=reached.origin_of,
            note=note,
        )
        return xml_response(soap.answer(posted), 200)

    def oauth_token(self) -> Response:
        """Answer a request for a token."""
        read_body()
        reached = reached_of(self._salesforce)
        basic = request.authorization
        asked = oauth.TokenRequest(
            form=request.form.to_dict(),
            basic=(basic.username or "", basic.password or "")
            if basic is not None and basic.type == "basic"
            else None,
            visitor=_visitor(reached),
            servers_orgs=self._salesforce.orgs,
            orgs=self._orgs(reached),
            login_origin=reached.origin,
            origin_of=reached.origin_of,
            note=note,
        )
        headers = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}
        return json_response(oauth.token.answer(asked), 200, headers)

    def oauth_revoke(self) -> Response:
        """Revoke a token: 200 with nothing in it."""
        read_body()
        token = request.form.get("token") or request.args.get("token", "")
        note(asked="revocation of a token")
        org = oauth.revoke.revoke(token.strip(), self._salesforce.orgs)
        note(org_id=org.id)
        return Response("", 200, content_type=_FORM)

    def userinfo(self) -> Response:
        """Tell who the user of a token is, in OpenID's words."""
        reached = reached_of(self._salesforce)
        org, session = oauth.bearer.session_of(_token(), self._orgs(reached), _visitor(reached))
        return json_response(oauth.userinfo.document(_person(org, session.user_id, reached)), 200)

    def identity(self, organization_id: str, user_id: str) -> Response:
        """Tell who a user is, at his identity URL."""
        reached = reached_of(self._salesforce)
        form = oauth.identity.format_of(
            request.args.get("format"), request.headers.get("Accept", "*/*")
        )
        if "callback" in request.args:
            raise NotImplementedInFakeError("the callback of an identity URL", instead="Leave it.")
        token = _token() or request.args.get("oauth_token", "")
        org, session = oauth.bearer.session_of(token, self._orgs(reached), _visitor(reached))
        found = oauth.identity.subject(org, session, organization_id, user_id)
        version = request.args.get("version", "")
        is_version = version == "latest" or _VERSION.fullmatch(version)
        told = oauth.identity.document(
            _person(org, found, reached), version=version if is_version else None
        )
        if form == "xml":
            text = oauth.identity.as_xml(told)
            return Response(text, 200, content_type="application/xml;charset=UTF-8")
        return json_response(told, 200)


def _visitor(reached: Reached) -> Visitor:
    return Visitor(request.remote_addr or "", reached.host, request.headers.get("X-Forwarded-For"))


def _person(org: Org, user_id: str, reached: Reached) -> Person:
    record = org.users.record(user_id)
    note(org_id=org.id, username=str(record["Username"]))
    return Person(
        org=org,
        record=record,
        identity=f"{reached.origin}/id/{org.id}/{user_id}",
        origin=reached.origin_of(org),
    )


def _token() -> str:
    """Return the token of the Authorization header; empty if there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in {"bearer", "oauth"} else ""
