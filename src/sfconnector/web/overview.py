"""The page itself: how the connection stands, what to do, and what became of it."""

from __future__ import annotations

import shlex

from flask import Blueprint, render_template

from sfconnector.connection.binding import Binding
from sfconnector.connection.environment import Environment
from sfconnector.connector import Connector
from sfconnector.doctor.package import CANNOT_BE_VALIDATED
from sfconnector.salesforce.organization import same
from sfconnector.web.buttons import barred, buttons
from sfconnector.web.doctor import package_version
from sfconnector.web.guards import token
from sfconnector.web.site import Site


def section(site: Site) -> Blueprint:
    """Return the section that shows everything and does nothing."""
    routes = Blueprint("overview", __name__)

    @routes.get("")
    def page() -> str:
        outcome = site.outcomes.take(token())
        with site.open_connector() as connector:
            status, organization = connector.status(), connector.organization()
            found = site.examinations.of_user(status.username)
            return render_template(
                "overview.html.jinja",
                connector=connector,
                status=status,
                outcome=outcome,
                buttons=buttons(status, connector.acting),
                barred=barred(status, connector.acting),
                history=connector.history(),
                organization=organization,
                lists=connector.lists(),
                password=connector.password() if status.state == "active" else None,
                package_message=CANNOT_BE_VALIDATED,
                package=package_version(found),
                found=found,
                support_command=_support_command(connector, organization),
            )

    return routes


def _support_command(connector: Connector, organization: Binding) -> str:
    """Return what support types to finish a switch; "" where no login was refused for one."""
    offered = organization.offered
    if offered is None or organization.organization_id is None:
        return ""
    is_same = same(offered.organization_id, organization.organization_id)
    environment = " --sandbox" if connector.environment is Environment.SANDBOX else ""
    return (
        f"sfconnector --account {shlex.quote(connector.account)}{environment} organization "
        f'{"confirm" if is_same else "rebind"} {offered.organization_id} --reason "..."'
    )
