"""What a grant is: the word a client asks for it by, and how it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fake_salesforce.oauth.request import Granted, TokenRequest


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant. What refuses it is raised as an ``OAuthError``."""

    name: str
    """The ``grant_type``."""
    give: Callable[[TokenRequest], Granted]
