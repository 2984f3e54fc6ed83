"""The organization guard: an account's data comes from one organization and from no other.

The organization's id decides, compared by its 15 characters; a changed instance or My Domain with
the same id is no switch. It is asked before anything is read. (That a changed domain of the user's
e-mail stops the connector too, and how a switch is confirmed, comes with a later version.)
"""

from __future__ import annotations

from sfconnector.errors import OrganizationSwitchedError
from sfconnector.salesforce.grant import Login
from sfconnector.salesforce.organization import same
from sfconnector.store.connections import ConnectionRow


def refuse_another(row: ConnectionRow | None, login: Login) -> None:
    """Let a login pass if the account is not bound yet, or to the login's organization.

    Raises:
        OrganizationSwitchedError: the account is bound to another organization.
    """
    if row is None or row.organization_id is None:
        return
    if not same(row.organization_id, login.organization_id):
        message = "the login leads to another organization than the one the data comes from"
        detail = f"bound to {row.organization_id}, login leads to {login.organization_id}"
        raise OrganizationSwitchedError(message, detail=detail)
