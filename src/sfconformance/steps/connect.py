"""The step ``connect``: the customer connects the marketing account to Salesforce."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from sfconformance.part import NamesUser
from sfconformance.seat import Method
from sfconformance.secret_form import SecretForm, write_secret
from sfconformance.stage import Stage
from sfconformance.steps.step import ConnectorStep
from sfconformance.subject import Account

_LOGIN_URL = re.compile(
    r"https://(?:[a-z0-9.{}_-]+\.salesforce\.com|[a-z0-9.-]+\.invalid|\{stage\})"
)


class Connect(ConnectorStep):
    """Connect with a user's username and secret, as the login form takes them."""

    key: ClassVar[str] = "connect"

    user: Annotated[str | None, NamesUser()] = Field(
        default=None, description="The connected user, by the alias of `org.users`."
    )
    secret: SecretForm = Field(
        default="password and token", description="How the secret field is filled in."
    )
    method: Method = Field(
        default="soap",
        description="The way to log in; those of OAuth use a connected app that the stage makes, "
        "`Connector`.",
    )
    login_url: str | None = Field(
        default=None,
        description="Where to log in, unless at the stage itself: `https://` and a host of "
        "salesforce.com (all of them lead to the stage; `{my_domain}` is the org's), a host of the "
        "domain `.invalid`, which resolves nowhere, or `{stage}`, which does not speak TLS.",
    )

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if (self.user is None) != (self.method == "client-credentials"):
            message = "`user` is needed, except with client credentials, which take none"
            raise ValueError(message)
        if self.method in {"jwt", "client-credentials"} and "secret" in self.model_fields_set:
            message = f"`secret` has no part in {self.method}: the connected app has a key"
            raise ValueError(message)
        if self.login_url is not None and not _LOGIN_URL.fullmatch(self.login_url):
            message = (
                "a login URL is https:// and a host below salesforce.com or .invalid, or "
                f"https://{{stage}}, not {self.login_url!r}"
            )
            raise ValueError(message)
        return self

    def sentence(self) -> str:
        """Tell who connects with what."""
        who = "the customer connects"
        if self.user is not None:
            who = f"{who} as {self.user}"
        where = "" if self.login_url is None else f" at {self.login_url}"
        if self.method in {"jwt", "client-credentials"}:
            return f"{who} by {self.method}{where}{self._account()}"
        how = "" if self.method == "soap" else f" by {self.method}"
        return f"{who} with {self.secret}{how}{where}{self._account()}"

    def _account(self) -> str:
        return " to a sandbox" if self.environment == "sandbox" else ""

    def ask(self, account: Account, stage: Stage) -> None:
        """Connect."""
        login_url = None if self.login_url is None else stage.url_of(self.login_url)
        if self.method == "soap":
            account.connect(*self._written(stage), login_url=login_url)
            return
        app = stage.connected_app()
        if self.method == "oauth-password":
            username, secret = self._written(stage)
        elif self.method == "jwt":
            username, secret = self._username(stage), app.private_key
        else:
            username, secret = "", app.client_secret
        account.connect(
            username,
            secret,
            login_url=login_url,
            method=self.method,
            client_id=app.client_id,
            client_secret=app.client_secret if self.method == "oauth-password" else "",
        )

    def _username(self, stage: Stage) -> str:
        assert self.user is not None, "the model asks for one"
        return stage.user(self.user).username

    def _written(self, stage: Stage) -> tuple[str, str]:
        assert self.user is not None, "the model asks for one"
        return self._username(stage), write_secret(stage.user(self.user), self.secret)
