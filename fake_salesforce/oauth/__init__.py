"""The OAuth doors: tokens, their revocation, and who a token's user is (reference 1.2 to 1.5).

``token`` finds the grant that a client asks for; each grant is one file below ``grants/``, listed
once in its ``GRANTS``. ``clients`` says which connected app asks, ``revoke`` ends what was given,
``identity`` and ``userinfo`` tell who somebody is. Nothing here knows HTTP.
"""

from . import bearer, identity, revoke, token, userinfo
from .request import TokenRequest

__all__ = ["TokenRequest", "bearer", "identity", "revoke", "token", "userinfo"]
