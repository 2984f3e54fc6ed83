"""The grants of the token endpoint: one file each, listed once here.

A grant reads its parameters and logs somebody in; to add one, write its file beside the others and
add its ``GRANT`` to the tuple.
"""

from . import client_credentials, jwt_bearer, password, refresh_token
from .grant import Grant

GRANTS: tuple[Grant, ...] = (
    password.GRANT,
    refresh_token.GRANT,
    jwt_bearer.GRANT,
    client_credentials.GRANT,
)

__all__ = ["GRANTS", "Grant"]
