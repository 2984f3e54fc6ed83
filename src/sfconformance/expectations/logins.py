"""The expectation ``logins``: how often was logged in, so that nobody is locked out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from sfconformance.expectations.expectation import Evidence, Expectation, Finding
from sfconformance.part import CountField

FIRST_ERROR_STATUS = 400


class ExpectedLogins(Expectation):
    """The logins that went over the wire since the scenario began, by SOAP or OAuth."""

    key: ClassVar[str] = "logins"

    accepted: CountField | None = Field(default=None, description="Logins that succeeded.")
    refused: CountField | None = Field(
        default=None, description="Logins that were answered with an error."
    )

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Count them."""
        refused = sum(each.status >= FIRST_ERROR_STATUS for each in evidence.logins)
        counts = {"accepted": len(evidence.logins) - refused, "refused": refused}
        for key, number in counts.items():
            count = getattr(self, key)
            if count is not None:
                told = f"logins {key} since the beginning: {count}"
                yield Finding(key, told, str(number), met=count.allows(number))
