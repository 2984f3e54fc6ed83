"""AppMenuItem: the connected apps of the organization, and whether this user may use them.

Source: object reference, AppMenuItem: ``IsAccessible`` is true if the current user is authorized to
use the app; all items are listed, also those the user does not see.
"""

from __future__ import annotations

from dataclasses import dataclass

from sfconnector.salesforce.rows import read_all, text
from sfconnector.salesforce.session import Session

SOQL = (
    "SELECT Label, Name, IsAccessible FROM AppMenuItem "
    "WHERE Type = 'ConnectedApplication' ORDER BY SortOrder"
)


@dataclass(frozen=True, slots=True)
class ConnectedApp:
    """A connected app, by its label, and whether the user is authorized to use it."""

    label: str
    is_accessible: bool


def read(session: Session) -> tuple[ConnectedApp, ...]:
    """Read the connected apps.

    Raises:
        ConnectorError: as :meth:`Session.call`.
    """
    return tuple(
        ConnectedApp(text(row, "Label") or text(row, "Name"), row.get("IsAccessible") is True)
        for row in read_all(session, SOQL)
    )
