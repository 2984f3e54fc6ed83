"""The step ``test``: somebody presses Test connection."""

from __future__ import annotations

from typing import ClassVar

from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


class TestConnection(ConnectorStep):
    """Test the connection, with the login that is stored; it is written `test: {}`."""

    __test__: ClassVar[bool] = False  # for pytest: no test of its own
    key: ClassVar[str] = "test"

    def sentence(self) -> str:
        """Tell that it is tested."""
        return "the customer tests the connection"

    def ask(self, account: Account, stage: Stage) -> None:  # noqa: ARG002 - the protocol of a connector step
        """Test it."""
        account.test()
