"""A knock: everything the checks look at when somebody wants to log in."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fake_salesforce.access import Access
from fake_salesforce.records.values import Stored

from .hours import LoginHours
from .networks import Networks
from .secret import SecretReading


class Door(enum.Enum):
    """The way by which a login comes."""

    BROWSER = enum.auto()
    """The login page. The fake has none; a test stages such a login in Python."""
    SOAP = enum.auto()
    """SOAP ``login()``."""
    OAUTH_PASSWORD = enum.auto()
    """The OAuth username-password flow."""
    OAUTH = enum.auto()
    """Another OAuth flow: no password is sent, an app vouches for the user."""
    API = enum.auto()
    """Any way that takes a password, when a test does not say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """One login on trial. The secret itself is not here, only what was read in it."""

    door: Door
    now: datetime
    source_ip: str
    organization: Mapping[str, Stored]
    """The Organization record."""
    is_org_locked: bool
    has_api: bool
    """Whether the edition has the API."""
    is_soap_login_enabled: bool
    is_password_flow_enabled: bool
    user: Mapping[str, Stored]
    """The User record."""
    is_frozen: bool
    locked_until: str | None
    """Until when failed logins lock the user out, as a time stamp; None when they do not."""
    has_spent_logins: bool
    """Whether the user has logged in as often as the login rate allows."""
    access: Access
    """What the user may do."""
    secret: SecretReading
    login_hours: LoginHours
    """Those of the user's profile, in the org's time zone."""
    login_ip_ranges: Networks
    """Those of the user's profile; none restricts nothing."""
    relaxes_ip: bool
    """Whether the connected app waives the login IP ranges."""
    is_app_approved: bool
    """Whether the user may come through the connected app, if one is in between."""
    trusted_networks: Networks
    """Those of the org (Network Access)."""

    @property
    def sends_password(self) -> bool:
        """Whether a password is checked at this door."""
        return self.door is not Door.OAUTH
