"""What every section of the page works with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TypeAlias

from sfconnector.connector import Connector
from sfconnector.web.examinations import Examinations
from sfconnector.web.outcomes import Outcomes

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
