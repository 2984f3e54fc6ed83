"""The connector of a command: of the account and environment that stand before the command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sfconnector.connection.roles import Role
    from sfconnector.connector import Connector
    from sfconnector.events import Listener


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options before the command chose; None leaves it to the environment."""

    account: str | None = None
    environment: str | None = None


def opened(listeners: Sequence[Listener] = (), *, role: Role | None = None) -> Connector:
    """Open the connector that the command works with.

    Args:
        listeners: called with every event.
        role: whose part the command plays; None takes the environment's.

    Raises:
        ConnectorError: as :meth:`Connector.open`.
    """
    from sfconnector.config import Settings  # noqa: PLC0415 - keeps --help fast
    from sfconnector.connection.roles import ActingUser  # noqa: PLC0415 - keeps --help fast
    from sfconnector.connector import Connector  # noqa: PLC0415 - keeps --help fast

    chosen = click.get_current_context().find_object(Chosen) or Chosen()
    acting = None
    if role is not None:
        acting = ActingUser(Settings.from_environment(os.environ).user, role)
    return Connector.open(
        listeners=listeners,
        account=chosen.account,
        environment=chosen.environment,
        acting=acting,
    )
