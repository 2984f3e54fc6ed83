"""UNSUPPORTED_API_VERSION: Salesforce does not serve the version of the API any more.

Salesforce help 000354473 and the SOAP API's end-of-life policy: SOAP answers 500
UNSUPPORTED_API_VERSION, REST 410 GONE. The errorCode of REST and the text are believed.
"""

from __future__ import annotations

from dataclasses import dataclass

from fake_salesforce.errors import UnsupportedApiVersionError

from .effects import Effect, Refuse
from .fault import Fault, Occasion


@dataclass(frozen=True, kw_only=True)
class ApiVersionRetired(Fault):
    """A version of the API that is gone."""

    kind = "api_version_retired"
    source = "the status [D] help 000354473; the code of REST and the text believed"

    def concerns(self, occasion: Occasion) -> bool:
        """Whatever has a version in its path."""
        return occasion.is_api_call or occasion.resource == "soap"

    def effect(self) -> Effect:
        """Refuse."""
        message = "The requested API version is no longer available"
        return Refuse(UnsupportedApiVersionError(message))
