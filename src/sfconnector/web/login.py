"""Connect and Update Login: the login form, and the one login that it buys.

The form takes a username and one secret, which is passed on to the last character. Whatever comes
of it, the browser is sent on, so that no reload sends a secret twice; the secret field of a form is
always empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sfconnector.connection.credentials import Method
from sfconnector.connection.roles import allow
from sfconnector.connection.status import Status
from sfconnector.connector import Connector
from sfconnector.errors import InputError
from sfconnector.secret import Secret
from sfconnector.web.guards import token
from sfconnector.web.site import Site

NOT_TEXT = "\N{REPLACEMENT CHARACTER}"
"""What stands where the bytes of a form were no UTF-8."""


@dataclass(frozen=True, slots=True)
class SecretField:
    """What the one secret field takes, by the method of the connection."""

    label: str
    is_password: bool
    """Whether it is password and token, with a username."""


FIELDS = {
    Method.SOAP: SecretField("Password followed by security token", is_password=True),
    Method.OAUTH_PASSWORD: SecretField("Password followed by security token", is_password=True),
    Method.CLIENT_CREDENTIALS: SecretField("Consumer secret", is_password=False),
}
"""A private key has several lines, which no hidden field takes: JWT is the command line's."""


def section(site: Site) -> Blueprint:
    """Return the section of the login form."""
    routes = Blueprint("login", __name__)

    @routes.get("/connect")
    def connect_form() -> str | Response:
        return _form(site, "connect")

    @routes.get("/update-login")
    def update_login_form() -> str | Response:
        return _form(site, "update_login")

    @routes.post("/connect")
    def connect() -> Response:
        return _act(
            site,
            "connect",
            lambda connector: connector.connect(
                request.form.get("username", ""), _secret(), login_url=site.login_url
            ),
        )

    @routes.post("/update-login")
    def update_login() -> Response:
        return _act(
            site,
            "update_login",
            lambda connector: connector.update_login(
                _secret(), request.form.get("username") or None
            ),
        )

    return routes


def _form(site: Site, act: str) -> str | Response:
    with site.open_connector() as connector:
        allow(connector.acting, act)
        status = connector.status()
        if (act == "connect") != (status.state == "not_connected"):
            return redirect(url_for("overview.page"), code=303)
        method = Method(status.method) if act == "update_login" else Method.SOAP
        return render_template(
            "login.html.jinja",
            connector=connector,
            status=status,
            act=act,
            action=url_for(f"login.{act}"),
            field=FIELDS.get(method),
            outcome=site.outcomes.take(token()),
        )


def _act(site: Site, act: str, do: Callable[[Connector], Status]) -> Response:
    outcome = site.act(token(), act, do, username=request.form.get("username", ""))
    back = "overview.page" if outcome.status is not None else f"login.{act}_form"
    return redirect(url_for(back), code=303)


def _secret() -> Secret:
    """Return what was typed, untouched.

    Raises:
        InputError: it is no text.
    """
    secret = Secret(request.form.get("secret", ""))
    if NOT_TEXT in secret.reveal():
        message = "the secret is not UTF-8 text; type it anew"
        raise InputError(message)
    return secret
