"""The step ``status``: somebody looks at the connector's page."""

from __future__ import annotations

from typing import ClassVar

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


class ReadStatus(ConnectorStep):
    """Look at the connector's status; it is written `status: {}`."""

    key: ClassVar[str] = "status"

    def sentence(self) -> str:
        """Tell that the status is read."""
        return "the customer looks at the connector's status"

    def ask(self, account: Account, stage: Stage) -> None:  # noqa: ARG002 - the protocol of a connector step
        """Read the status."""
        account.status()
