"""The step ``disconnect``: somebody ends the connection."""

from __future__ import annotations

from typing import ClassVar

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


class Disconnect(ConnectorStep):
    """End the connection; it is written `disconnect: {}`."""

    key: ClassVar[str] = "disconnect"

    def sentence(self) -> str:
        """Tell that it ends."""
        return "the customer disconnects"

    def ask(self, account: Account, stage: Stage) -> None:  # noqa: ARG002 - the protocol of a connector step
        """End it."""
        account.disconnect()
