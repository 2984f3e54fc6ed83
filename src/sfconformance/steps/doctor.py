"""The step ``doctor``: somebody has the connected user's rights examined."""

from __future__ import annotations

from typing import ClassVar

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account, Examination


class Doctor(ConnectorStep):
    """Have the permission doctor examine what the connected user may do; written `doctor: {}`."""

    key: ClassVar[str] = "doctor"

    def sentence(self) -> str:
        """Tell that the doctor examines."""
        return "the permission doctor examines the connected user"

    def ask(self, account: Account, stage: Stage) -> Examination:  # noqa: ARG002 - the protocol of a connector step
        """Examine, and return what was found."""
        return account.doctor()
