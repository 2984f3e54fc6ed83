"""Test connection, and Disconnect with the question before it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from sfconnector.connection.roles import allow
from sfconnector.connection.status import Status
from sfconnector.connector import Connector
from sfconnector.errors import ConnectorError, RoleError
from sfconnector.web.guards import token
from sfconnector.web.outcomes import Outcome
from sfconnector.web.site import Site


def section(site: Site) -> Blueprint:
    """Return the section of acts that need nothing typed."""
    routes = Blueprint("acts", __name__)

    @routes.post("/test")
    def test() -> Response:
        return _act(site, "test", Connector.test)

    @routes.get("/disconnect")
    def disconnect_question() -> str:
        with site.open_connector() as connector:
            allow(connector.acting, "disconnect")
            return render_template(
                "disconnect.html.jinja",
                connector=connector,
                status=connector.status(),
                lists=connector.lists(),
            )

    @routes.post("/disconnect")
    def disconnect() -> Response:
        return _act(site, "disconnect", Connector.disconnect)

    return routes


def _act(site: Site, act: str, do: Callable[[Connector], Status]) -> Response:
    try:
        with site.open_connector() as connector:
            outcome = Outcome(act=act, status=do(connector))
    except RoleError:
        raise
    except ConnectorError as error:
        outcome = Outcome(act=act, refusal=error.message)
    site.outcomes.keep(token(), outcome)
    return redirect(url_for("overview.page"), code=303)
