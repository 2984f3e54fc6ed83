"""The step ``connect``: the customer connects the marketing account to Salesforce."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from sfconformance.part import UserAlias
from sfconformance.secret_form import SecretForm, write_secret
from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Subject


class Connect(ConnectorStep):
    """Connect with a user's username and secret, as the login form takes them."""

    key: ClassVar[str] = "connect"

    user: UserAlias = Field(description="The connected user, by the alias of `org.users`.")
    secret: SecretForm = Field(
        default="password and token", description="How the secret field is filled in."
    )

    def sentence(self) -> str:
        """Tell who connects with what."""
        return f"the customer connects as {self.user} with {self.secret}"

    def ask(self, subject: Subject, stage: Stage) -> None:
        """Connect."""
        user = stage.user(self.user)
        subject.connect(user.username, write_secret(user, self.secret))
