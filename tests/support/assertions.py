"""A client's certificate, and the assertions it signs for the JWT bearer grant."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fake_salesforce import Org, User

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True)
class Signer:
    """An RSA key and a certificate for it."""

    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    @property
    def certificate(self) -> str:
        """The PEM that is uploaded to the connected app."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
        begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(begin)
            .not_valid_after(begin + dt.timedelta(days=3650))
            .sign(self.key, SHA256())
        )
        return made.public_bytes(Encoding.PEM).decode()

    @property
    def private_key(self) -> str:
        """The PEM that the client keeps."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def sign(self, claims: Any, *, algorithm: str = "RS256") -> str:
        """Return an assertion, its ``exp`` as it is told, a text too."""
        return jwt.PyJWS().encode(json.dumps(claims).encode(), self.key, algorithm=algorithm)


def claims_of(org: Org, user: User, client_id: str, **changes: Any) -> dict[str, Any]:
    """Return the claims of a right assertion, with some of them changed; None leaves one out."""
    host = "test" if org.is_sandbox else "login"
    claims = {
        "iss": client_id,
        "sub": user.username,
        "aud": f"https://{host}.salesforce.com",
        "exp": int(org.clock.now().timestamp()) + 180,
    } | changes
    return {name: value for name, value in claims.items() if value is not None}
