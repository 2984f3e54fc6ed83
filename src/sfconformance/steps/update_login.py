"""The step ``update_login``: the customer enters new credentials."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from sfconformance.part import UserAlias
from sfconformance.secret_form import SecretForm, write_secret
from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account


class UpdateLogin(ConnectorStep):
    """Use Update Login with the credentials that the user has now."""

    key: ClassVar[str] = "update_login"

    user: UserAlias = Field(description="The connected user, by the alias of `org.users`.")
    secret: SecretForm = Field(
        default="password and token", description="How the secret field is filled in."
    )

    def sentence(self) -> str:
        """Tell whose credentials are entered, and how."""
        return f"the customer uses Update Login for {self.user} with {self.secret}"

    def ask(self, account: Account, stage: Stage) -> None:
        """Update the login."""
        user = stage.user(self.user)
        account.update_login(write_secret(user, self.secret), user.username)
