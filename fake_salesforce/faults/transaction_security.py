"""TXN_SECURITY_NO_ACCESS: a transaction security policy of the organization blocks the call.

The code is of the SOAP API's StatusCode (reference 1.7), the text [P:google-cloud-docs] and
[P:marketo.md], the status [P] x1; that a policy's match is all that it hangs on is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import TxnSecurityNoAccessError

from .effects import Effect, Refuse
from .fault import Fault, Occasion


@dataclass(frozen=True, kw_only=True)
class TransactionSecurity(Fault):
    """A transaction security policy that blocks what a user does."""

    kind = "transaction_security"

    def concerns(self, occasion: Occasion) -> bool:
        """Calls of the API only: a policy for logins blocks those in other words."""
        return occasion.is_api_call

    def effect(self) -> Effect:
        """Refuse."""
        message = (
            "The operation you requested isn't allowed due to a security policy in your "
            "organization. Contact your administrator for more information about security policies."
        )
        return Refuse(TxnSecurityNoAccessError(message))
