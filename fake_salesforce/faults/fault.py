"""What a fault is: a frozen dataclass whose fields are its JSON, and the effect it has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .effects import Effect

Phase = Literal["before", "after", "late"]
"""When the fault strikes: before the request is handled, which it then is not; after it was handled
and committed; or *late*: at once, while what was asked is committed some seconds afterwards."""

PHASES: tuple[Phase, ...] = ("before", "after", "late")

Share = Annotated[float, Field(ge=0, lt=1)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Status = Annotated[int, Field(ge=200, le=599)]

QUERIES = frozenset({"query", "query_all", "query_more"})
_NO_CALLS = frozenset(
    {"oauth_token", "oauth_revoke", "userinfo", "identity", "versions", "unknown"}
)
_READING_SOAP_CALLS = frozenset({"getUserInfo", "getServerTimestamp", "logout"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """A request that has come, as far as a fault may look at it."""

    resource: str
    """The resource's name in the journal, as ``query_more``."""
    method: str
    object: str | None = None
    """The object the path or the query names; None where there is none."""
    username: str | None = None
    """Whose session it is, or who tries to log in; None where nobody can be told."""
    soap_call: str | None = None
    """The SOAP call, as ``merge``; None where it is none, or cannot be told."""

    @property
    def is_api_call(self) -> bool:
        """Whether it is a call of an API: no login, OAuth or list of versions."""
        if self.resource == "soap":
            return self.soap_call not in {None, "login"}
        return self.resource not in _NO_CALLS

    @property
    def writes(self) -> bool:
        """Whether it is a call that writes something."""
        if self.resource == "soap":
            return self.is_api_call and self.soap_call not in _READING_SOAP_CALLS
        return self.is_api_call and self.method not in {"GET", "HEAD"}


@dataclass(frozen=True)
class Fault(ABC):
    """One way in which a request goes wrong."""

    kind: ClassVar[str]
    """Its name in JSON and in the journal."""
    source: ClassVar[str] = "ours"
    """What shows that Salesforce answers so, in the tags of ``fidelity/SOURCES.md``; what a network
    does needs none."""
    is_last: ClassVar[bool] = True
    """Whether it settles what the client gets, so that no further fault is looked for."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases it can strike in; the first is its own choice."""
        return PHASES

    @property
    def needs_wire(self) -> bool:
        """Whether only the embedded server can carry it out."""
        return False

    def concerns(self, occasion: Occasion) -> bool:  # noqa: ARG002 - most concern every request
        """Tell whether such a request can go wrong in this way at all."""
        return True

    @abstractmethod
    def effect(self) -> Effect:
        """Return what it does."""
