"""The client of a connected app on a row's stage: its key, its tokens, its assertions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from fake_salesforce import Org, User

from .model import GivenApp

_LIFE = timedelta(days=3650)
_MINUTES = 3
"""How long an assertion is good; clients take three to five (reference 1.2)."""


class ConnectedClient:
    """A client with a key of its own, which is made when first needed and then kept."""

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def _certificate(self, now: datetime) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fidelity")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(now)
            .not_valid_after(now + _LIFE)
            .sign(self._key, SHA256())
        )
        return made.public_bytes(Encoding.PEM).decode()

    def join(self, org: Org, user: User, given: GivenApp) -> dict[str, str]:
        """Add the app that a row is given; return what its client knows, by name."""
        now = org.clock.now()
        app = org.add_connected_app(
            "Fidelity",
            secret=given.secret,
            certificate=self._certificate(now) if given.signs else None,
            permitted_users=given.permitted_users,
            approved=given.approved,
            blocked=given.blocked,
            relax_ip=given.relax_ip,
        )
        if given.runs_as_user:
            app.run_as(user)
        names = {"app.client_id": app.client_id, "app.client_secret": app.client_secret}
        if given.has_refresh_token:
            names["app.refresh_token"] = app.issue_refresh_token(user)
        if given.signs:
            claims = {
                "iss": app.client_id,
                "sub": user.username,
                "aud": f"https://{'test' if org.is_sandbox else 'login'}.salesforce.com",
                "exp": int((now + timedelta(minutes=_MINUTES)).timestamp()),
            }
            names["app.assertion"] = self._signed(claims | given.claims)
        return names

    def _signed(self, claims: Mapping[str, Any]) -> str:
        return jwt.PyJWS().encode(json.dumps(claims).encode(), self._key, algorithm="RS256")
