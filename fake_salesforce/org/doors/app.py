"""Reasons that lie in the connected app through which a login comes."""

from __future__ import annotations

from .knock import Knock
from .status import LoginStatus


def app_not_approved(knock: Knock) -> LoginStatus | None:
    """Refuse a user who has not approved the app, or is not approved for it (reference 1.2)."""
    return None if knock.is_app_approved else LoginStatus.APP_NOT_APPROVED
