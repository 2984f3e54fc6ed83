"""Test connection, and Disconnect with the question before it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from sfconnector.connection.roles import allow
from sfconnector.connection.status import Status
from sfconnector.connector import Connector
from sfconnector.web.guards import token
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
    site.act(token(), act, do)
    return redirect(url_for("overview.page"), code=303)
