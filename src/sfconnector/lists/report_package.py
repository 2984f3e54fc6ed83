"""Whether reports may be read: not with an old package by a user in Lightning Experience (P50)."""

from __future__ import annotations

from sfconnector.errors import ConnectorError, ReportUnfitError
from sfconnector.salesforce import installed_packages, resources, user_record
from sfconnector.salesforce.package_version import READS_REPORTS_IN_LIGHTNING
from sfconnector.salesforce.session import Session

CALLS = 2
"""That :func:`refuse_old` takes; one more of a user in Lightning Experience."""


def refuse_old(session: Session) -> None:
    """Make sure that the package is new enough where the user is in Lightning Experience.

    What Salesforce does not tell this user is no reason to refuse.

    Raises:
        ReportUnfitError: it is older than 1.85.
        ConnectorError: as :meth:`Session.call`.
    """
    caller = resources.read(session.call(resources.request()))
    if not user_record.read(session, caller.user_id).prefers_lightning:
        return
    try:
        package = installed_packages.installed(installed_packages.read(session))
    except ConnectorError:
        return
    if package is None:
        return
    version = installed_packages.version_of(package)
    if version < READS_REPORTS_IN_LIGHTNING:
        message = (
            f"the package's version is {version}, and the connected user is in Lightning "
            f"Experience, where reports need {READS_REPORTS_IN_LIGHTNING}: let an administrator "
            "upgrade the package (Setup > Installed Packages), or switch the user to Salesforce "
            "Classic"
        )
        raise ReportUnfitError(message)
