"""Reasons that lie in the org: locked, its trial over, without the API."""

from __future__ import annotations

from fake_salesforce.clock import to_wire

from .knock import Door, Knock
from .status import LoginStatus


def organization_locked(knock: Knock) -> LoginStatus | None:
    """Refuse everybody while the org is locked (reference 1.7, 6.6: LOGIN_ERROR_ORG_LOCKOUT)."""
    return LoginStatus.ORGANIZATION_LOCKED if knock.is_org_locked else None


def trial_expired(knock: Knock) -> LoginStatus | None:
    """Refuse everybody once the trial is over (reference 1.7, [I:CRMArena#19])."""
    ends = knock.organization["TrialExpirationDate"]
    is_over = ends is not None and str(ends) <= to_wire(knock.now)
    return LoginStatus.TRIAL_EXPIRED if is_over else None


def no_api_in_edition(knock: Knock) -> LoginStatus | None:
    """Refuse SOAP logins of an edition without the API (reference 1.7, [P]).

    An OAuth login succeeds, and its data calls are refused (reference 1.9).
    """
    if knock.door is Door.SOAP and not knock.has_api:
        return LoginStatus.API_DISABLED_FOR_ORG
    return None
