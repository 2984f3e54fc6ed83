"""TXN_SECURITY_NO_ACCESS: a transaction security policy of the org blocks the user.

Which policies there are the fake does not know; the fault's match says what they block. The code
and the text are [P] x2 (in a query of Bulk API the same text), the status 403 is [P].
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import TxnSecurityNoAccessError

from .effects import Effect, Refuse
from .fault import Fault, Occasion

_MESSAGE = (
    "The operation you requested isn't allowed due to a security policy in your organization."
    " Contact your administrator for more information about security policies."
)


@dataclass(frozen=True, kw_only=True)
class TxnSecurityNoAccess(Fault):
    """A call that a security policy blocks."""

    kind = "txn_security_no_access"
    source = "[P] x2, 403 [P]"

    def concerns(self, occasion: Occasion) -> bool:
        """Calls only: a policy on logins is another one, which the fake has not."""
        return occasion.is_api_call

    def effect(self) -> Effect:
        """Refuse."""
        return Refuse(TxnSecurityNoAccessError(_MESSAGE))
