"""The page itself: how the connection stands, what to do, and what became of it."""

from __future__ import annotations

from flask import Blueprint, render_template

from sfconnector.web.buttons import barred, buttons
from sfconnector.web.guards import token
from sfconnector.web.site import Site

PACKAGE_MESSAGE = (
    "Your Salesforce.com account does not have the latest Act-On package or is using a deprecated "
    "package."
)
"""Word for word as the product shows it wherever it cannot validate the package's version."""


def section(site: Site) -> Blueprint:
    """Return the section that shows everything and does nothing."""
    routes = Blueprint("overview", __name__)

    @routes.get("")
    def page() -> str:
        outcome = site.outcomes.take(token())
        with site.open_connector() as connector:
            status = connector.status()
            return render_template(
                "overview.html.jinja",
                connector=connector,
                status=status,
                outcome=outcome,
                buttons=buttons(status, connector.acting),
                barred=barred(status, connector.acting),
                history=connector.history(),
                organization=connector.organization(),
                lists=connector.lists(),
                package_message=PACKAGE_MESSAGE,
            )

    return routes
