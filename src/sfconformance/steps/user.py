"""The step ``user``: an administrator, or the user, changes what the user logs in with."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, StrictBool, model_validator

from sfconformance.part import UserAlias
from sfconformance.stage import Stage
from sfconformance.steps.step import OrgStep

_ACTS = {
    "set_password": "gets a new password and with it a new security token",
    "reset_security_token": "gets a new security token",
    "expire_password": "has an expired password",
}


class User(OrgStep):
    """Change the credentials of a user of the org."""

    key: ClassVar[str] = "user"

    alias: UserAlias = Field(description="The user, by the alias of `org.users`.")
    set_password: StrictBool = Field(
        default=False, description="A new password; Salesforce sends a new token with it."
    )
    reset_security_token: StrictBool = Field(
        default=False, description="A new security token; the old one is void."
    )
    expire_password: StrictBool = Field(
        default=False, description="The password expires, as if the policy's days had gone by."
    )

    @model_validator(mode="after")
    def _acts_once(self) -> Self:
        if len(self._acts()) != 1:
            message = f"a user step does exactly one of: {', '.join(_ACTS)}"
            raise ValueError(message)
        return self

    def _acts(self) -> list[str]:
        return [act for act in _ACTS if getattr(self, act)]

    def sentence(self) -> str:
        """Tell what becomes of the user."""
        return f"the user {self.alias} {_ACTS[self._acts()[0]]}"

    def act(self, stage: Stage) -> None:
        """Carry out the one act."""
        user = stage.user(self.alias)
        if self.set_password:
            user.set_password()
        elif self.reset_security_token:
            user.reset_security_token()
        else:
            user.expire_password()
