"""Each outcome of a login and each fault is a fidelity row: a request, its answer, its source."""

from __future__ import annotations

from typing import Any

import pytest

from fake_salesforce.faults import FAULTS, Outage
from fake_salesforce.fidelity.area_file import areas
from fake_salesforce.fidelity.playing import play
from fake_salesforce.fidelity.stage import Stage
from fake_salesforce.org import Door, LoginStatus
from fake_salesforce.org.logins import Logins

AREAS = ("login-policies", "login-history", "login", "oauth-grants", "oauth")
"""Areas whose rows log in."""
BY_SOAP_ONLY = {
    LoginStatus.SOAP_LOGIN_DISABLED,
    LoginStatus.API_DISABLED_FOR_USER,
    LoginStatus.API_DISABLED_FOR_ORG,
}
DOORS = {
    LoginStatus.API_ONLY_USER: {Door.BROWSER},
    LoginStatus.PASSWORD_FLOW_DISABLED: {Door.OAUTH_PASSWORD},
    LoginStatus.APP_NOT_APPROVED: {Door.OAUTH},
} | {each: {Door.SOAP} for each in BY_SOAP_ONLY}
"""The doors at which an outcome is met; the others are met at both doors that take a password."""


@pytest.fixture(scope="module")
def played() -> set[tuple[LoginStatus, Door]]:
    """How every login ended while the rows of the areas were played, and at which door."""
    seen: set[tuple[LoginStatus, Door]] = set()
    attempt = Logins.attempt

    def noting(
        self: Logins, user_id: str, secret: str | None, how: Any, **when: Any
    ) -> LoginStatus:
        status = attempt(self, user_id, secret, how, **when)
        seen.add((status, how.door))
        return status

    with pytest.MonkeyPatch.context() as patch, Stage() as stage:
        patch.setattr(Logins, "attempt", noting)
        for name in AREAS:
            for row in areas()[name].rows:
                assert play(name, row, stage=stage).holds, row.id
    return seen


@pytest.mark.parametrize("status", LoginStatus, ids=lambda each: each.name)
def test_outcome_of_a_login_has_a_row(
    played: set[tuple[LoginStatus, Door]], status: LoginStatus
) -> None:
    """Some row logs in and ends so, at each door that has this outcome."""
    for door in DOORS.get(status, {Door.SOAP, Door.OAUTH_PASSWORD}):
        assert (status, door) in played, door


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.kind)
def test_fault_has_a_row(fault: Any) -> None:
    """Some row stages the fault in its org; an outage is no org's, and has tests of its own."""
    rows = [row for area in areas().values() for row in area.rows]
    staged = {each.fault["kind"] for row in rows for each in row.given.faults}
    assert (fault.kind in staged) is not issubclass(fault, Outage)
