"""What every section of the page works with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TypeAlias

from sfconnector.connection.status import Status
from sfconnector.connector import Connector
from sfconnector.errors import ConnectorError, RoleError
from sfconnector.web.examinations import Examinations
from sfconnector.web.outcomes import Outcome, Outcomes

OpenConnector: TypeAlias = Callable[[], AbstractContextManager[Connector]]
"""Opens the connector of one request: whoever serves the page decides store, account and user."""

PATH = "/settings/connectors/crm/salesforce"
"""Where the page is; its acts are below it."""


@dataclass(frozen=True, slots=True)
class Site:
    """One served page: how its connector is opened, where it logs in, what came of acts."""

    open_connector: OpenConnector
    login_url: str | None = None
    """Scheme and host that Connect logs in at; None takes that of the environment."""
    outcomes: Outcomes = field(default_factory=Outcomes)
    examinations: Examinations = field(default_factory=Examinations)

    def act(
        self, visitor: str, act: str, do: Callable[[Connector], Status], *, username: str = ""
    ) -> Outcome:
        """Do what a visitor asks for, and keep what came of it until it is told.

        Args:
            visitor: whom it is told to.
            act: what the outcome is called.
            do: what is done.
            username: what was typed as username, to be shown in the form again after a refusal.

        Raises:
            RoleError: the acting user may not do it.
        """
        try:
            with self.open_connector() as connector:
                outcome = Outcome(act=act, status=do(connector))
        except RoleError:
            raise
        except ConnectorError as error:
            outcome = Outcome(act=act, refusal=error.message, username=username)
        self.outcomes.keep(visitor, outcome)
        return outcome
